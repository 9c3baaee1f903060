"""A page's inputs as the fields of an Adaptive Card."""

from bot.ports import Doc
from bot.talk import Input

from .markup import plain, worded

PICKED = {"date": "Input.Date", "time": "Input.Time"}  # by the device's own calendar and clock
FEW = 4  # options that stand open; more fold into a list


def field(asked: Input, language: str) -> Doc:
    """The field for an input, filled in with what was entered before."""
    if asked.kind == "toggle":
        return _toggle(asked, language)
    if asked.kind in PICKED:
        made: Doc = {"type": PICKED[asked.kind], "id": asked.name}
    else:
        made = _text(asked) if asked.kind in ("text", "story") else _options(asked, language)
    made["label"] = plain(asked.label, language)
    if asked.hint:
        made["placeholder"] = plain(asked.hint, language)
    if asked.value:
        made["value"] = asked.value
    return made


def _toggle(asked: Input, language: str) -> Doc:
    """A toggle's label is its title: beside the box, and read with it."""
    return {
        "type": "Input.Toggle",
        "id": asked.name,
        "title": worded(asked.label, language),
        "value": "true" if asked.value == "true" else "false",
        "valueOn": "true",
        "valueOff": "false",
        "wrap": True,
    }


def _text(asked: Input) -> Doc:
    made: Doc = {"type": "Input.Text", "id": asked.name}
    if asked.limit:
        made["maxLength"] = asked.limit
    if asked.kind == "story":
        made["isMultiline"] = True
    return made


def _options(asked: Input, language: str) -> Doc:
    several = asked.kind == "several"
    made: Doc = {
        "type": "Input.ChoiceSet",
        "id": asked.name,
        "choices": [{"title": worded(each.label, language), "value": each.value} for each in asked.options],
        "style": "expanded" if several or len(asked.options) <= FEW else "compact",
        "wrap": True,
    }
    if several:
        made["isMultiSelect"] = True
    return made
