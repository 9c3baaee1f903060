"""A mark in words ready for a channel, in Swedish whatever its finder speaks: those who receive them do.

Made of what was chosen, never of what was written. A sentence whose blanks nobody has filled is left out.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from string import Formatter
from typing import Any

from bot.city import department_name, district_name
from bot.talk import Phrase
from bot.wording import say
from content import city

OFFENSIVE = frozenset({"symbol", "organisation", "slogan"})  # perhaps; what is, is to be removed at once
PERHAPS_HATE = frozenset({"symbol", "slogan", "threat"})  # brottsbalken 16 kap. 8 §
THREAT = "threat"
UNTOLD = frozenset({"", "unknown", "unclear"})
DAYS_AGO = {"today": 0, "yesterday": 1}
CHOSEN = {  # what was chosen → where its words are
    "material": "graffiti.what.fields.material",
    "extent": "graffiti.what.fields.extent",
    "still_there": "graffiti.what.fields.still_there",
    "recurring": "graffiti.what.fields.recurring",
    "place_type": "worry.where.fields.place_type",
    "period": "worry.where.fields.period",
}
FIELDS = (*CHOSEN, "motifs", "district", "department", "surface", "photo")  # of a report, beside its day


def text(channel: str, doc: Mapping[str, Any]) -> str:
    """The channel's text. ``doc``: FIELDS of the report, and ``day``, on which it was told (ISO)."""
    filled = _filled(doc)
    sentences = [str(each) for each in city("channels")[channel]["sentences"]]
    return " ".join(each.format(**filled).strip() for each in sentences if all(filled[name] for name in _blanks(each)))


def _blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def _filled(doc: Mapping[str, Any]) -> dict[str, str]:
    """What goes into the blanks; empty where nobody has told."""
    known = city("channels")
    words = {name: _word(f"{key}.options.{doc[name]}", doc[name]) for name, key in CHOSEN.items()}
    material = known["material"].get(doc["material"]) or words["material"]
    motifs = [each for each in doc["motifs"] if each not in UNTOLD]
    seen = [_word(f"graffiti.story.fields.motifs.options.{each}", each) for each in motifs]
    return {
        **words,
        "material": material[:1].upper() + material[1:],
        "motifs": ", ".join(seen),
        "place": ", ".join(filter(None, (_place(doc), words["place_type"]))),
        "period": _period(doc, words["period"]),
        "owner": known["owner"].get(doc["surface"], ""),
        "photo": known["photo"]["yes" if doc["photo"] else "no"],
        **_perhaps(set(motifs)),
    }


def _perhaps(motifs: set[str]) -> dict[str, str]:
    """What may be said of it, by what is seen on it: each as a condition, for nobody has judged it."""
    said = city("channels")["perhaps"]
    return {
        "offensive": said["offensive"] if OFFENSIVE & motifs else "",
        "threatening": said["threatening"] if THREAT in motifs else "",
        "hate": said["hate"] if PERHAPS_HATE & motifs else "",
        "unlawful": said["unlawful"] if THREAT in motifs else "",
    }


def _word(key: str, value: str) -> str:
    if value in UNTOLD:
        return ""
    said = say(Phrase(key), "sv")
    return said[:1].lower() + said[1:]


def _period(doc: Mapping[str, Any], words: str) -> str:
    """With the day, for “today” is another one when it is read."""
    told = date.fromisoformat(doc["day"])
    if not words:
        return ""
    if doc["period"] in DAYS_AGO:
        return f"{words} ({told - timedelta(days=DAYS_AGO[doc['period']])})"
    return str(city("channels")["counted_from"]).format(period=words, day=told)


def _place(doc: Mapping[str, Any]) -> str:
    if doc["district"]:
        return district_name(doc["district"])
    return department_name(doc["department"], short=True) if doc["department"] else ""
