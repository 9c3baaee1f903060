"""Takes out of a text what could point someone out: names by lists and context, numbers and addresses by their form.

The only maker of ``Deidentified``. It misses some and takes some too much, so the person always sees the result.
"""

from typing import NewType

from .contacts import contacts
from .folding import MARK, Folded, fold
from .labels import replaced
from .numbers import digits_read, numbers, spoken
from .persons import persons
from .registers import registers
from .school import school
from .span import Certainty, Span, Type, joined
from .streets import streets

__all__ = ["Certainty", "Deidentified", "Span", "Type", "deidentify", "spans"]

Deidentified = NewType("Deidentified", str)


def spans(text: str) -> list[Span]:
    """Every identifier, in order and apart, in code points of ``text``; labels in it are left alone."""
    folded, found = fold(text), []
    while new := _found(folded):
        found += [folded.back(span) for span in new]
        folded = folded.masked(new)
    return sorted(found, key=lambda span: span.start)


def deidentify(text: str, language: str = "sv") -> Deidentified:
    """The text with a label in the place of each identifier, unsure ones too; on its own result it changes nothing."""
    while found := spans(text):
        text = replaced(text, found, language)
    return Deidentified(text)


def _found(folded: Folded) -> list[Span]:
    """One look at the text: people once everything else is a mark. What a mark cuts is kept on both sides of it."""
    text = folded.text
    spaced = text.replace("_", " ")  # a word of its own between underscores, but for account names
    read = digits_read(spaced)
    numbered = [
        *contacts(text),
        *numbers(read),
        *spoken(spaced),
        *registers(spaced, read),
        *streets(spaced),
        *school(read),
    ]
    marked = [part for span in joined(numbered) for part in _unmarked(text, span)]
    return marked or [part for span in joined(list(persons(text))) for part in _unmarked(text, span)]


def _unmarked(text: str, span: Span) -> list[Span]:
    if not MARK.search(text, span.start, span.end):
        return [span] if any(letter.isalnum() for letter in text[span.start : span.end]) else []
    parts, start = [], span.start
    for end in [*(found.start() for found in MARK.finditer(text, span.start, span.end)), span.end]:
        if any(letter.isalnum() for letter in text[start:end]):
            parts.append(Span(start, end, span.type, span.certainty, span.reason))
        start = end + 1
    return parts
