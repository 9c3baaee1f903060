"""A card drawn as calm plain text, at most 72 columns wide, with numbers for buttons and letters for options."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from textwrap import wrap
from types import MappingProxyType

from content import Phrases

from .likeness_cards import Button, Card, Field, Part

WIDTH = 72
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
LISTED = re.compile(r"\s*(\d{1,2}[.)]?|[-*•])\s+")
SET_OFF = {"quote": "  │ ", "picture": "  ▣ "}  # a terminal shows of a picture what it says that it shows
DENSE = ("fact", "button", "quote")  # lines of these stand together


def draw(card: Card, words: Phrases, entered: Mapping[str, str] = MappingProxyType({})) -> str:
    """The whole card, ending without a line break. ``entered`` are the values, by input, that were filled in."""
    blocks = ["─" * WIDTH]
    for _, group in groupby(enumerate(card.parts), lambda each: each[1].kind if each[1].kind in DENSE else each[0]):
        lines = [line for _, part in group for line in _part(card, part, entered, words)]
        blocks.append("\n".join(lines))
    return "\n\n".join(filter(None, [*blocks, _hint(card, words)]))


def drawn_field(card: Card, field: Field, entered: Mapping[str, str], words: Phrases) -> Iterator[str]:
    """An input's lines: its label, and its box, or its options with their letters and a star by what is chosen."""
    value = entered.get(field.id, field.value)
    if field.kind == "text":
        size = words.say("terminal.field.limit", limit=str(field.limit)) if field.limit else ""
        yield from folded(f"{field.label} ({size or words.say('terminal.field.box')})")
        yield from folded(value or field.hint, "  │ ")
        return
    if field.kind != "toggle":
        yield from folded(field.label)
    for letter, (owner, option) in lettered(card).items():
        if owner is field:
            mark = f"{'*' if option in value.split(',') else ' '} {letter}) "
            yield from folded(field.options[option] or field.label, mark, " " * len(mark))


def lettered(card: Card) -> dict[str, tuple[Field, str]]:
    """Letter → (field, what the option sends). Letters run on through the card; a toggle has one, for on."""
    options = [(field, value) for field in card.inputs for value in _pickable(field)]
    return {_letter(number): option for number, option in enumerate(options)}


def typed_box(card: Card) -> Field | None:
    """The one text box of the page, when there is just one: words go there."""
    boxes = [field for field in card.inputs if field.kind == "text"]
    return boxes[0] if len(boxes) == 1 else None


def folded(text: str, first: str = "", rest: str | None = None) -> list[str]:
    """The text in lines that fit; what is listed hangs under its mark."""
    lines = []
    for line in text.splitlines():
        mark = LISTED.match(line)
        hang = (first if rest is None else rest) + " " * (mark.end() if mark else 0)
        lines += wrap(line, WIDTH, initial_indent=first, subsequent_indent=hang, break_on_hyphens=False) or [first]
    return lines


def _part(card: Card, part: Part, entered: Mapping[str, str], words: Phrases) -> Iterator[str]:
    if part.field:
        yield from drawn_field(card, part.field, entered, words)
    elif part.button:
        number = next(n for n, button in enumerate(card.actions, 1) if button is part.button)
        yield from _button(part.button, number)
    elif part.kind == "fact":
        yield from folded(f"{part.text}: {part.value}", rest="    ")
    else:
        yield from folded(part.text, SET_OFF.get(part.kind, ""))


def _button(button: Button, number: int) -> list[str]:
    mark = f"[{number}] "
    opens = f" → {button.url}" if button.url else ""
    return folded(button.title + opens, mark, " " * len(mark))


def _hint(card: Card, words: Phrases) -> str:
    picks = any(field.kind != "text" for field in card.inputs)
    hints = (("letters", picks), ("box", typed_box(card)))
    return "\n".join(
        line for name, holds in hints if holds for line in folded(f"({words.say(f'terminal.hint.{name}')})")
    )


def _pickable(field: Field) -> list[str]:
    return list(field.options)[:1] if field.kind == "toggle" else list(field.options)


def _letter(number: int) -> str:
    """0 → a, 25 → z, 26 → aa."""
    before, last = divmod(number, len(ALPHABET))
    return (_letter(before - 1) if before else "") + ALPHABET[last]
