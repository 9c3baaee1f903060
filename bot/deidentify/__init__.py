"""Takes out of a text what could point someone out: names by lists and context, numbers and addresses by their form.

The only maker of ``Deidentified``. It misses some and takes some too much, so the person always sees the result.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import NewType

from .births import births
from .contacts import contacts, contacts_said
from .folding import MARK, PERSON, Folded, fold
from .handles import handles, handles_said
from .labels import replaced
from .numbers import corrected, digits_read, numbers, spoken
from .persons import ASKED, persons
from .registers import registers
from .school import school
from .span import Certainty, Span, Type, joined
from .spelt import spelt
from .streets import streets

__all__ = ["Certainty", "Deidentified", "Span", "Type", "deidentify", "spans"]

QUESTIONS = 3  # about one text at most
LOOKS = 2  # times that labels are put in before less and less is asked of a name

Deidentified = NewType("Deidentified", str)


def spans(text: str, again: int = 0) -> list[Span]:
    """Every identifier, in order and apart, in code points of ``text``; labels in it are left alone.

    Everything but people first, until nothing new is found; then people, with all else a mark.
    ``again``: how often labels were put in before. Each makes odd words beside it likelier names: beside people's
    labels only what is surely a name is found, and from the fourth look on ever less likely words are too, so that it
    comes to an end soon. Ordinary texts need three looks at most.
    """
    folded, found = _all_numbered(fold(text))
    people = _unmarked(folded.text, joined(list(persons(folded.text, ASKED / 2 ** max(0, again - LOOKS)))))
    looked_at = PERSON in folded.text and again <= LOOKS
    found += [folded.back(span) for span in people if span.certainty == "sure" or not looked_at]
    return _few_questions(sorted(found, key=lambda span: span.start))


def deidentify(text: str, language: str = "sv") -> Deidentified:
    """The text with a label in the place of each identifier, unsure ones too; on its own result it changes nothing."""
    for again in count():
        found = spans(text, again)
        if not found:
            break
        text = replaced(text, found, language)
    return Deidentified(text)


def _few_questions(found: list[Span]) -> list[Span]:
    """The likeliest are asked about; what else is unsure is taken out without asking."""
    unsure = sorted((span for span in found if span.certainty == "ask"), key=lambda span: -span.odds)
    past = set(unsure[QUESTIONS:])
    return [replace(span, certainty="sure") if span in past else span for span in found]


def _all_numbered(folded: Folded) -> tuple[Folded, list[Span]]:
    """The text with a mark for everything but people, and what the marks stand for in the original."""
    found: list[Span] = []
    while new := _numbered(folded.text):
        found += [folded.back(span) for span in new]
        folded = folded.masked(new)
    return folded, found


def _numbered(text: str) -> list[Span]:
    """One look at a folded text for all but people. What a mark cuts is kept on both sides of it."""
    spaced = text.replace("_", " ")  # a word of its own between underscores, but for account names
    found = [*contacts(text), *handles(text), *_typed(spaced)]
    said = spelt(spaced)
    if said:
        found += spoken(spaced)
        found += map(said.back, [*contacts_said(said.text), *handles_said(said.text), *_typed(said.text)])
    return _unmarked(text, joined(found))


def _typed(spaced: str) -> Iterator[Span]:
    """What has digits, in a text as it was typed or would be."""
    read = digits_read(spaced)
    found = [
        *numbers(read),
        *registers(spaced, read),
        *streets(spaced),
        *births(read),
        *school(read),
    ]
    yield from found
    yield from corrected(spaced, found)


def _unmarked(text: str, found: list[Span]) -> list[Span]:
    return [part for span in found for part in _parts(text, span)]


def _parts(text: str, span: Span) -> Iterator[Span]:
    """The span between the marks in it, as far as a letter or digit is there."""
    start = span.start
    for end in [*(mark.start() for mark in MARK.finditer(text, span.start, span.end)), span.end]:
        part = text[start:end]
        if any(map(str.isalnum, part)):
            first, past = start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())
            yield replace(span, start=first, end=past)
        start = end + 1
