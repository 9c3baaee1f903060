"""The words beside an identifier, from content/<language>/heard/identifiers.toml; both languages are always heard."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from content import heard, read

CAPITAL = "[A-ZÅÄÖ]"
TITLE = rf"(?-i:{CAPITAL})[^\W\d_]"  # the beginning of a word with a capital, in patterns that ignore case
LETTER = "[^\\W\\d_]"
SENTENCE = re.compile(r"[.!?…](?=\s)|\n")


@cache
def _files() -> tuple[dict[str, Any], ...]:
    return tuple(heard("identifiers", read).values())


@cache
def words(room: str, name: str) -> frozenset[str]:
    """The words under a key of a table, in lower case, "_" read as a space."""
    listed = " ".join(file[room].get(name, "") for file in _files())
    return frozenset(word.replace("_", " ").lower() for word in listed.split())


@cache
def either(room: str, *names: str) -> str:
    """The same as an alternation for a pattern, longest first."""
    every = frozenset().union(*(words(room, name) for name in names))
    return alternation(every)


def alternation(every: Iterable[str]) -> str:
    """One of the words, longest first; by their first letters, so that most are passed over at once."""
    rests: dict[str, list[str]] = {}
    for word in sorted(every, key=lambda word: (-len(word), word)):
        first, rest = re.escape(word[0]), re.escape(word[1:]).replace(r"\ ", r"\s+")
        rests.setdefault(first, []).append(rest)
    return "(?:" + "|".join(f"{first}(?:{'|'.join(those)})" for first, those in rests.items()) + ")"


def after(room: str, name: str, gap: str = r"\W{0,3}") -> str:
    """A pattern for one of the words, whole, and the gap to what follows."""
    return rf"(?<!\w){either(room, name)}(?!\w){gap}"


def lowered(text: str) -> str:
    """In lower case, every code point in its place; patterns without case are many times quicker in it."""
    low = text.lower()
    return (
        low
        if len(low) == len(text)
        else "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    )


@cache
def whole(room: str, *names: str) -> re.Pattern[str]:
    """One of the words, whole, in a text in lower case."""
    return re.compile(rf"(?<!\w){either(room, *names)}(?!\w)")


@cache
def _closing(room: str, *names: str) -> re.Pattern[str]:
    """One of the words at the end of what stands before, with a little that may stand between; in lower case."""
    return re.compile(rf"(?<!\w){either(room, *names)}[\s:.,\"'“”»(=-]{{0,4}}$")


def closes(text: str, place: int, room: str, *names: str, reach: int = 30) -> bool:
    """Whether one of the words stands just before a place."""
    return _closing(room, *names).search(text[max(0, place - reach) : place].lower()) is not None


def so_far(text: str, place: int, reach: int = 60) -> str:
    """The sentence before a place, at most ``reach`` code points of it."""
    return SENTENCE.split(text[max(0, place - reach) : place])[-1]


def heard_before(text: str, place: int, room: str, *names: str, reach: int = 60) -> bool:
    """Whether one of the words stands in the sentence before a place."""
    return whole(room, *names).search(so_far(text, place, reach).lower()) is not None


def heard_after(text: str, place: int, room: str, *names: str, reach: int = 40) -> bool:
    """Whether one of the words stands in the sentence after a place."""
    return whole(room, *names).search(SENTENCE.split(text[place : place + reach])[0].lower()) is not None
