"""A word of a text, and what the lists know of it.

Which are told apart here is part of the model, as the traits are: whoever changes one trains anew.
"""

import re
from collections.abc import Collection
from functools import cache, lru_cache
from typing import NamedTuple

from .cues import words
from .lexicon import (
    CAPITAL,
    CITY,
    COMMON_GIVEN,
    COMMON_SURNAME,
    ELSEWHERE,
    ENGLISH,
    GIVEN,
    HERE,
    LISTED,
    NORDIC,
    SURNAME,
    SWEDISH,
    TOWN,
    WORD_NAME,
    lexicon,
)

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
OPENS = re.compile(r"^[^\w\ue000-\ue010]*[\n:•\"“”»/(]|[.!?…]['\"”’)]*\s|^\s*-\s|\s-\s")
CUES: tuple[str, ...] = ("kin", "titles", "before", "at", "located", "and", "acts")
CUES += ("who", "after", "small", "between", "surname", "particles", "subjects")
COMPOUND = 7  # letters from which two words may make one
REMEMBERED = 8192  # ordinary words


class Word(NamedTuple):
    """A word, its place, and what tells of it to its neighbours."""

    text: str
    start: int
    end: int
    low: str
    shape: str  # x small · Xx capital first · XX capitals · X one capital · xX mixed
    opens: bool  # a sentence, a quotation or a list entry begins here, so that a capital tells nothing
    names: str  # as what the lists have it as a name
    kind: str  # as what the lists have it as a word
    place: str  # as what the lists have it as a place
    cues: tuple[str, ...]
    usual: bool  # an ordinary word, of which more may be remembered than while the turn lasts


def cut(text: str, unlisted: Collection[str] = ()) -> list[Word]:
    """The words of a folded text. ``unlisted`` names are treated as if no list had them: for the training."""
    found: list[Word] = []
    done, ordinary = 0, lexicon().ordinary
    for match in WORD.finditer(text):
        said, start, end = match[0], match.start(), match.end()
        low, gap = said.lower(), text[done:start]
        opens = not found or (gap != " " and OPENS.search(gap) is not None)
        usual = ordinary(low)
        told = _remembered(low) if usual else _known(low)
        if unlisted and (low in unlisted or low.removesuffix("s") in unlisted):
            told = ("0|0", *told[1:])
        found.append(Word(said, start, end, low, _shape(said), opens, *told, usual))
        done = end
    return found


def _known(low: str) -> tuple[str, str, str, tuple[str, ...]]:
    """What the lists and the words beside identifiers know of it, as a Word has it."""
    return _names(low), _kind(low), _place(low), _cues().get(low, ())


@lru_cache(REMEMBERED)
def _remembered(low: str) -> tuple[str, str, str, tuple[str, ...]]:
    """The same of ordinary words: nobody's name stays in memory."""
    return _known(low)


def _shape(word: str) -> str:
    if word.islower():
        return "x"
    if word.isupper():
        return "X" if len(word) == 1 else "XX"
    return "Xx" if word[0].isupper() and word[1:].islower() else "xX"


def _names(low: str) -> str:
    """As what the lists have it, and it without a genitive's s, as a name."""
    names = lexicon().names
    bare = names[low[:-1].rstrip("'’")] if low.endswith("s") and len(low) > 2 else 0  # noqa: PLR2004 - "os" is no genitive
    return f"{_known_as(names[low])}|{_known_as(bare)}"


def _known_as(known: int) -> str:
    if not known:
        return "0"
    given = "G" if known & COMMON_GIVEN else "g" * bool(known & GIVEN)
    surname = "S" if known & COMMON_SURNAME else "s" * bool(known & SURNAME)
    here = known & (COMMON_GIVEN | GIVEN | COMMON_SURNAME | SURNAME | LISTED)
    far = "x" * bool(known & ELSEWHERE and not here)
    return f"{given}{surname}{'h' * bool(known & LISTED)}{'d' * bool(known & WORD_NAME)}{far}"


def _kind(low: str) -> str:
    """As what the lists have it as a word, and how usual that is."""
    lists = lexicon()
    known, rank = lists.words[low], lists.ranks[low]
    if known:
        return f"{'w' if known & SWEDISH else 'e' * bool(known & ENGLISH)}{rank}"
    if low.endswith("s") and lists.words[low[:-1]] & SWEDISH:
        return "ws"
    return "c" if len(low) >= COMPOUND and lists.compound(low) else f"-{rank}"


def _place(low: str) -> str:
    """As what the lists have it, bare or in the genitive, as a place."""
    places = lexicon().places
    known = places[low] or (places[low[:-1]] if low.endswith("s") else 0)
    town = "h" if known & HERE else "n" if known & NORDIC else "c" if known & CITY else "t" * bool(known & TOWN)
    return f"{town}{'^' * bool(known & CAPITAL)}" or "0"


@cache
def _cues() -> dict[str, tuple[str, ...]]:
    listed = {word for name in CUES for word in words("person", name)}
    return {word: tuple(name for name in CUES if word in words("person", name)) for word in listed}
