"""Reading what people enter. What cannot be used names the phrase that says what to do; what can be kept is kept.

Text is de-identified here, before it reaches state, store, outbox or log (decision 6).
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from bot.city import district_name
from bot.danger import is_danger
from bot.deidentify import deidentify
from bot.errors import Unclear
from bot.places import understand
from bot.recurrence import Recurrence
from bot.recurrence import understand as understand_recurrence
from bot.talk import Pressed
from content import load

from .flow import Answers, Field, Flow, Step
from .matching import option
from .scene import Scene

STORY_LIMIT = 600  # characters, as the box says (decision 6)
READABLE_LIMIT = 2_000  # a longer text is no description; none of it is kept
PLACE_LIMIT = 200
MOST_PICKS = 500
BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # Unicode Annex 9: explicit direction


@dataclass(slots=True)
class Entered:
    """What a page's fields hold, and the first thing that is wrong with them."""

    values: dict[str, Any] = field(default_factory=dict)
    problem: str | None = None
    danger: bool = False  # words of danger stood in a field
    today: date = date.min  # what words about days are about
    language: str = "sv"


def press(flow: Flow, step: Step, said: Pressed, answers: Answers, here: Scene) -> Entered:
    """What was entered when a button was pressed. Only the way forward needs everything filled."""
    prefix = flow.key(step.name)
    acts = step.acts(answers)
    if said.act not in acts:
        return Entered({"act": ""}, f"{prefix}.unclear")
    entered = Entered({"act": said.act}, today=here.today, language=here.language)
    for each in step.fields:
        _enter(entered, each, said.inputs.get(each.name, ""), f"{prefix}.fields.{each.name}", said.act == acts[0])
    if entered.problem:
        entered.values["act"] = ""
    return entered


def drafted(flow: Flow, step: Step, said: Pressed, here: Scene) -> Entered:
    """What stands on a page that is left for an explanation: nothing on it is needed yet."""
    entered = Entered({"act": ""}, today=here.today, language=here.language)
    for each in step.fields:
        key = f"{flow.key(step.name)}.fields.{each.name}"
        _enter(entered, each, said.inputs.get(each.name, ""), key, needed=False)
    return entered


def typed(flow: Flow, step: Step, text: str, answers: Answers, here: Scene) -> Entered | None:
    """What typed words answer on this page: a button, or a field they fit. None when they fit nothing."""
    prefix = flow.key(step.name)
    act = option(text, step.acts(answers), f"{prefix}.options")
    draft = dict(answers.get(step.name, {}))
    if act and (not step.fields or act != step.acts(answers)[0]):
        return Entered({**draft, "act": act})
    for each in step.fields:
        value = _fits(each, text, prefix, here)
        if value:
            return Entered({**draft, each.name: value, "act": ""})
    return None


def read_place(text: str) -> dict[str, Any]:
    """A place as ids, never as it was typed. Empty when nothing was understood."""
    found = understand(text[:PLACE_LIMIT])
    known = found.matched[0].name if found.matched else ""
    if found.outside:
        return {"outside": found.municipality, "name": known}
    if not (found.department or found.candidates):
        return {}
    name = district_name(found.district) if found.district else known
    return {
        "department": found.department,
        "district": found.district,
        "candidates": list(found.candidates),
        "name": name,
    }


def _enter(entered: Entered, wanted: Field, raw: str, prefix: str, needed: bool) -> None:
    try:
        entered.values[wanted.name] = READERS[wanted.kind](wanted, clean(raw), entered)
    except Unclear as problem:
        entered.problem = entered.problem or _told(prefix, problem.key)
        return
    if needed and not _may_be_left(wanted, entered) and not entered.values[wanted.name]:
        entered.problem = entered.problem or f"{prefix}.unclear"


def _told(prefix: str, key: str) -> str:
    """What is said of a field; where that has no words of its own, what is said of its page."""
    own = f"{prefix}.{key}"
    return own if load("sv").has(own) else f"{prefix.partition('.fields.')[0]}.unclear"


def _may_be_left(wanted: Field, entered: Entered) -> bool:
    other, value = wanted.unless
    return wanted.optional or (bool(other) and entered.values.get(other) in {"", value})


def _fits(wanted: Field, text: str, prefix: str, here: Scene) -> object:
    if wanted.kind == "place":
        return read_place(text)
    if wanted.kind == "recurrence":
        return _rule(text, here.language, here.today)
    if wanted.kind in {"one", "several"}:
        chosen = (
            option(text, wanted.options, f"{wanted.words or f'{prefix}.fields.{wanted.name}'}.options")
            if not text.isdecimal()
            else None
        )
        return [chosen] if chosen and wanted.kind == "several" else chosen
    return None


def _one(wanted: Field, raw: str, _: Entered) -> str:
    if raw and raw not in wanted.options:
        raise Unclear("unclear")
    return raw or wanted.default


def _several(wanted: Field, raw: str, _: Entered) -> list[str]:
    chosen = set(filter(None, raw.split(",")))
    if not chosen <= set(wanted.options):
        raise Unclear("unclear")
    return [each for each in wanted.options if each in chosen]


def _pick(_wanted: Field, raw: str, _: Entered) -> str:
    return raw[:PLACE_LIMIT]


def _picks(_wanted: Field, raw: str, _: Entered) -> list[str]:
    """As they were picked; whoever writes more than can be picked has made it up."""
    return [each[:PLACE_LIMIT] for each in dict.fromkeys(filter(None, raw.split(",", MOST_PICKS)[:MOST_PICKS]))]


def _toggle(_wanted: Field, raw: str, _: Entered) -> str:
    return "true" if raw == "true" else ""


def _story(wanted: Field, raw: str, entered: Entered) -> str:
    """De-identified, so that nothing else ever leaves this function."""
    entered.danger = entered.danger or is_danger(raw)
    story = deidentify(raw[:READABLE_LIMIT]) if len(raw) <= READABLE_LIMIT else ""
    if len(raw) > STORY_LIMIT:
        entered.values[wanted.name] = story[:STORY_LIMIT].rpartition(" ")[0]
        raise Unclear("too_long")
    return story


def _place(_wanted: Field, raw: str, entered: Entered) -> dict[str, Any]:
    entered.danger = entered.danger or is_danger(raw)
    return read_place(raw)


def _text(_wanted: Field, raw: str, entered: Entered) -> str:
    entered.danger = entered.danger or is_danger(raw)
    return str(deidentify(raw[:PLACE_LIMIT]))


def _recurrence(_wanted: Field, raw: str, entered: Entered) -> dict[str, Any] | None:
    """The rule, never the words."""
    if not raw:
        return None
    rule = _rule(raw[:PLACE_LIMIT], entered.language, entered.today)
    if rule is None:
        raise Unclear("unclear")
    return rule


def _rule(text: str, language: str, today: date) -> dict[str, Any] | None:
    rule = understand_recurrence(text, language, today)
    return rule.to_doc() if isinstance(rule, Recurrence) else None


def _date(_wanted: Field, raw: str, _: Entered) -> str:
    try:
        return date.fromisoformat(raw).isoformat() if raw else ""
    except ValueError:
        raise Unclear("unclear") from None


def _time(_wanted: Field, raw: str, _: Entered) -> str:
    try:
        return f"{time.fromisoformat(raw):%H:%M}" if raw else ""
    except ValueError:
        raise Unclear("unclear") from None


READERS: dict[str, Callable[[Field, str, Entered], Any]] = {
    "one": _one,
    "several": _several,
    "pick": _pick,
    "picks": _picks,
    "toggle": _toggle,
    "story": _story,
    "place": _place,
    "text": _text,
    "recurrence": _recurrence,
    "date": _date,
    "time": _time,
}


def _unseen(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs"} or unicodedata.bidirectional(char) in BIDI


def clean(raw: str) -> str:
    """Without what no keyboard makes: control characters, lone surrogates, marks that turn the reading round."""
    kept = (c if c == "\n" or not _unseen(c) else " " for c in raw)
    return "".join(kept).strip()
