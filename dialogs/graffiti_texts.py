"""What a mark's finder takes along: texts ready for each channel that wants it reported once more, and one reminder.

The texts are made of what was chosen, never of what was written: each channel gets what it needs and no more.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from bot import outbox
from bot.blank import filled
from bot.city import department_name, district_name
from bot.errors import Unsealable
from bot.ports import Del, Put, Seal
from bot.reports import Report
from bot.talk import Choice, Input, Page, Phrase, Pressed
from bot.wording import say
from bot.working_days import working_days_from
from content import city

from .graffiti import CHANNELS
from .handing_in import about, bound, sealed_for
from .pages import links
from .scene import STOCKHOLM, Outcome, Scene
from .welcome import note

OFFENSIVE = frozenset({"symbol", "organisation", "slogan", "threat"})  # what is to be removed at once
PERHAPS_CRIME = frozenset({"symbol", "slogan", "threat"})  # brottsbalken 16 kap. 8 §
FIRST_DAY, DAYS = 3, 3  # the reminder comes on one of the third to the fifth working day
HOURS = range(9, 16)
WHAT = "texts"
CHOSEN = {  # what was chosen → where its words are
    "material": "graffiti.what.fields.material",
    "extent": "graffiti.what.fields.extent",
    "still_there": "graffiti.what.fields.still_there",
    "recurring": "graffiti.what.fields.recurring",
    "place_type": "worry.where.fields.place_type",
    "period": "worry.where.fields.period",
}
FIELDS = (*CHOSEN, "motifs", "district", "department", "surface", "photo")


def button(scene: Scene, report: Report) -> Choice:
    """What shows the texts. It carries what was chosen, sealed for this person."""
    chosen = {each: getattr(report, each) for each in FIELDS}
    return Choice("receipt.texts", Phrase("graffiti.sent.texts"), data=sealed_for(scene, WHAT, chosen))


def texts_page(scene: Scene, said: Pressed) -> Page:
    """The texts, in fields so that they can be copied on a telephone too. Private. Raises Unsealable."""
    doc = json.loads(scene.ports.seal.open(said.data.get("sealed", ""), about(scene, WHAT)))
    labels = {"removal": f"label.{doc['surface'] or 'unknown'}", "ia": "label_ia", "police": "label_police"}
    return Page(
        Phrase("graffiti.texts.ask"),
        texts=(Phrase("graffiti.texts.text"),),
        inputs=tuple(
            Input(each, "story", Phrase(f"graffiti.texts.{labels[each]}"), value=_text(each, doc)) for each in CHANNELS
        ),
        links=links(*(("tyck_till",) if doc["surface"] in {"city", "unknown", ""} else ()), "police"),
        links_last=True,
        footer=(Choice("do.menu", Phrase("commands.menu")),),
        private=True,
    )


def reminder(scene: Scene, answer: Mapping[str, Any]) -> list[Put | Del]:
    """The letter for one reminder, if it is wanted and something is left. Its row tells neither whose it is nor why."""
    left = [each for each in CHANNELS if each not in answer.get("done", ())]
    if answer.get("remind") != "true" or not left:
        return []
    letter = {"kind": "reminder", "person": scene.heard.person, "left": left}
    return [outbox.stage(scene.ports, letter, _drawn(scene), urgent=False)]


def reminded(seal: Seal, person: str, left: Sequence[str]) -> Page:
    """The reminder itself: it says nothing of what it is about; the button shows it, to this person alone."""
    sealed = seal.seal(filled({"left": left}), bound("left", person))
    choice = Choice("receipt.left", Phrase("graffiti.reminder.show"), data={"sealed": sealed})
    return Page(Phrase("graffiti.reminder.ask"), texts=(Phrase("graffiti.reminder.text"),), choices=(choice,))


def left_page(scene: Scene, said: Pressed) -> Page:
    """What had not been done when it was told. Private. Raises Unsealable."""
    left = json.loads(scene.ports.seal.open(said.data.get("sealed", ""), about(scene, "left")))["left"]
    return Page(
        Phrase("graffiti.reminder.left"),
        texts=(Phrase("graffiti.reminder.left_text"),),
        steps=tuple(Phrase(f"graffiti.reminder.{each}") for each in left),
        links=links(*(("tyck_till",) if "removal" in left else ()), *(("police",) if "police" in left else ())),
        footer=(Choice("do.menu", Phrase("commands.menu")),),
        private=True,
    )


def act(scene: Scene, said: Pressed) -> Outcome:
    """The texts or what is left, asked for."""
    try:
        return Outcome((texts_page if said.act == "receipt.texts" else left_page)(scene, said))
    except Unsealable:
        return Outcome(note("gone", "menu"))


def _drawn(scene: Scene) -> datetime:
    """A day and an hour that nobody can tell the report's time from."""
    drawn = int(scene.ports.ids.new(), 16)
    drawn, days = divmod(drawn, DAYS)
    drawn, hours = divmod(drawn, len(HOURS))
    day = working_days_from(scene.today, FIRST_DAY + days)
    at = time(HOURS[hours], drawn % 12 * 5)
    return datetime.combine(day, at, STOCKHOLM).astimezone(UTC)


def _text(channel: str, doc: Mapping[str, Any]) -> str:
    """The channel's text in Swedish, whatever the finder speaks: those who receive it do."""
    known, motifs = city("channels"), doc["motifs"] or ("unclear",)
    words = {name: say(Phrase(f"{key}.options.{doc[name] or 'unknown'}"), "sv").lower() for name, key in CHOSEN.items()}
    seen = [say(Phrase(f"graffiti.story.fields.motifs.options.{each}"), "sv").lower() for each in motifs]
    filled = {
        **words,
        "material": words["material"].capitalize(),
        "motifs": ", ".join(seen),
        "place": _place(doc),
        "owner": known["owner"][doc["surface"] or "unknown"],
        "photo": known["photo"]["yes" if doc["photo"] else "no"],
        "offensive": known["removal"]["offensive"] if OFFENSIVE & set(motifs) else "",
        "crime": known["police"]["crime"] if PERHAPS_CRIME & set(motifs) else "",
    }
    return str(known[channel]["text"]).format(**filled).strip()


def _place(doc: Mapping[str, Any]) -> str:
    if doc["district"]:
        return district_name(doc["district"])
    return (
        department_name(doc["department"], short=True) if doc["department"] else str(city("channels")["unknown_place"])
    )
