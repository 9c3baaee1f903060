"""What a person can read and do on an Adaptive Card: the reader behind the likeness of Teams and the terminal."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["heading", "text", "quote", "picture", "fact", "input", "button"]
FieldKind = Literal["text", "one", "several", "toggle"]

INPUTS: Mapping[str, FieldKind] = {"Input.Toggle": "toggle", "Input.ChoiceSet": "one"}
INNER = ("body", "items", "columns", "rows", "cells", "actions")
SET_APART = ("emphasis", "accent")
UNSEEN = "\u2060"  # a word joiner, which disarms a mark and is not seen
EMPHASISED = re.compile(
    r"\\(?P<mark>[^\w\s\u2060])"  # an escaped mark means itself
    r"|\[(?P<label>(?:\\.|[^\]\\])+)\]\((?P<url>[^)\s]+)\)"
    r"|\*\*(?P<bold>.+?)(?<!\\)\*\*"
    r"|(?<![\w\u2060])_(?![\s\u2060])(?P<slanted>.+?)(?<![\s\u2060\\])_(?![\w\u2060])"
)


def seen(text: str) -> str:
    """The text without what has no shape."""
    return text.replace(UNSEEN, "")


def unmarked(text: str) -> str:
    """The text as it is read: Markdown's escapes, emphasis and links taken away (an address stays in brackets)."""
    return seen(EMPHASISED.sub(_unmark, text))


def _unmark(found: re.Match[str]) -> str:
    if found["url"]:
        return f"{unmarked(found['label'])} ({found['url']})"
    return found["mark"] or unmarked(found["bold"] or found["slanted"])


@dataclass(frozen=True, slots=True)
class Field:
    """An input. ``options`` maps what is sent to what is read; ``value`` is what stands there from the start."""

    id: str
    kind: FieldKind
    label: str
    options: Mapping[str, str] = field(default_factory=dict)
    value: str = ""
    limit: int = 0
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """An action: ``kind`` is Action.Execute, Action.Submit or Action.OpenUrl."""

    title: str
    kind: str
    data: Json
    verb: str = ""
    url: str = ""
    style: str = "default"
    gathers: bool = True  # whether the inputs go along


@dataclass(frozen=True, slots=True)
class Part:
    """One thing on a card, in reading order."""

    kind: Kind
    text: str = ""  # of a picture: what it shows
    value: str = ""  # of a fact
    address: str = ""  # of a picture
    field: Field | None = None
    button: Button | None = None


class Card:
    """A card as a person meets it. ``legacy`` is a client too old for Action.Execute: it shows the fallbacks."""

    def __init__(self, json: Json, *, message: str = "", legacy: bool = False) -> None:
        self.json = json
        self.message = message
        self.legacy = legacy

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Everything on the card in reading order; the first heading, or else the first text, is the heading."""
        parts = list(_read(self.json, self.legacy, quoted=False))
        headings = [part for part in parts if part.kind == "heading"] or [p for p in parts if p.kind == "text"]
        return tuple(_ranked(part, headings[:1]) for part in parts)

    @property
    def heading(self) -> str:
        """The card's question or answer; empty when it has none."""
        return next(iter(self._texts("heading")), "")

    @property
    def texts(self) -> tuple[str, ...]:
        """The running texts."""
        return self._texts("text")

    @property
    def quotes(self) -> tuple[str, ...]:
        """What is set apart: someone's own words, a code."""
        return self._texts("quote")

    @property
    def pictures(self) -> tuple[str, ...]:
        """The pictures' addresses (``data:`` on the bot's pages). What a picture shows is among the words."""
        return tuple(part.address for part in self.parts if part.kind == "picture")

    @property
    def facts(self) -> dict[str, str]:
        """The fact lists, as one."""
        return {part.text: part.value for part in self.parts if part.kind == "fact"}

    @property
    def inputs(self) -> tuple[Field, ...]:
        """The fields to fill in."""
        return tuple(part.field for part in self.parts if part.field)

    @property
    def actions(self) -> tuple[Button, ...]:
        """The buttons in order."""
        return tuple(part.button for part in self.parts if part.button)

    @property
    def buttons(self) -> dict[str, Button]:
        """The buttons by what stands on them; of two alike the first."""
        found: dict[str, Button] = {}
        for button in self.actions:
            found.setdefault(button.title, button)
        return found

    def words(self) -> str:
        """Everything that a person reads on the card, one thing a line."""
        return "\n".join(line for part in self.parts for line in _words(part) if line)

    def _texts(self, kind: Kind) -> tuple[str, ...]:
        return tuple(part.text for part in self.parts if part.kind == kind)

    def __repr__(self) -> str:
        return f"<Card {self.heading!r} {[button.title for button in self.actions]}>"


def from_text(text: str, message: str = "") -> Card:
    """A message without a card, read as one."""
    return Card({"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": text}]}, message=message)


def _ranked(part: Part, headings: list[Part]) -> Part:
    if part.kind not in ("heading", "text"):
        return part
    return Part("heading" if any(part is heading for heading in headings) else "text", part.text)


def _words(part: Part) -> tuple[str, ...]:
    if part.field:
        return (part.field.label, *part.field.options.values(), part.field.value, part.field.hint)
    return (part.button.title,) if part.button else (part.text, part.value)


def _read(element: Json, legacy: bool, *, quoted: bool) -> Iterator[Part]:
    """The parts of an element and of what it holds; what is hidden is not read."""
    kind = element.get("type", "")
    if element.get("isVisible") is False:
        return
    if kind.startswith("Action."):
        yield from _button(element, legacy)
    elif kind.startswith("Input."):
        yield Part("input", field=_field(element))
    else:
        yield from _text(element, quoted)
        yield from _held(element, legacy, quoted=quoted or element.get("style") in SET_APART)


def _held(element: Json, legacy: bool, *, quoted: bool) -> Iterator[Part]:
    for name in INNER:
        inner = element.get(name)
        for each in inner if isinstance(inner, list) else []:
            yield from _read(each, legacy, quoted=quoted)
    for name in ("selectAction", "inlineAction"):
        if element.get(name):
            yield from _read(element[name], legacy, quoted=quoted)


def _text(element: Json, quoted: bool) -> Iterator[Part]:
    kind = element.get("type", "")
    if kind == "TextBlock" and element.get("text"):
        apart = quoted or element.get("fontType", "").lower() == "monospace"
        rank: Kind = "heading" if element.get("style") == "heading" else "quote" if apart else "text"
        yield Part(rank, unmarked(element["text"]))
    elif kind == "RichTextBlock":
        runs = (run if isinstance(run, str) else run.get("text", "") for run in element.get("inlines", ()))
        yield Part("quote" if quoted else "text", seen("".join(runs)))
    elif kind == "FactSet":
        for fact in element.get("facts", ()):
            yield Part("fact", unmarked(fact["title"]), unmarked(fact["value"]))
    elif kind == "Image":
        yield Part("picture", element.get("altText", ""), address=element.get("url", ""))
    elif element.get("altText") or kind.startswith("Chart."):
        yield Part("text", element.get("altText") or element.get("title") or "")


def _button(action: Json, legacy: bool) -> Iterator[Part]:
    if legacy and action["type"] == "Action.Execute":
        action = action.get("fallback") or {}
        if not isinstance(action, dict) or "type" not in action:  # nothing, or the word "drop"
            return
    yield Part("button", button=_pressable(action))


def _pressable(action: Json) -> Button:
    data = action.get("data")
    return Button(
        title=seen(action.get("title", "")),
        kind=action["type"],
        data=data if isinstance(data, dict) else {},
        verb=action.get("verb", ""),
        url=action.get("url", ""),
        style=action.get("style", "default"),
        gathers=str(action.get("associatedInputs", "auto")).lower() != "none",
    )


def _field(element: Json) -> Field:
    kind = INPUTS.get(element["type"], "text")
    options = {choice["value"]: unmarked(choice["title"]) for choice in element.get("choices", ())}
    if kind == "toggle":
        options = {
            element.get("valueOn", "true"): unmarked(element.get("title", "")),
            element.get("valueOff", "false"): "",
        }
    return Field(
        id=element["id"],
        kind="several" if element.get("isMultiSelect") else kind,
        label=unmarked(element.get("label") or element.get("title") or ""),
        options=options,
        value=str(element.get("value", "")),
        limit=int(element.get("maxLength", 0)),
        hint=seen(element.get("placeholder", "")),
        required=element.get("isRequired", False),
    )
