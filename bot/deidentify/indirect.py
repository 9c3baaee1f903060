"""What points someone out without naming them: a role that one person has, a small group, health, a rare event.

Nothing is replaced by it; each finding is a hint at a coarser wording, for whoever wrote the text to take or leave.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from content import heard, read

MOST = 2  # hints a text: more would not be read
AGED, SCHOOL = "aged", "school"  # only together do these two point someone out


@dataclass(frozen=True, slots=True)
class Hint:
    """A word of the text, and the key of what could stand there instead."""

    word: str
    key: str


def hints(text: str) -> list[Hint]:
    """At most two, one of a kind, as they stand in the text."""
    found = {key: match for key, pattern in _patterns().items() if (match := pattern.search(text))}
    school = found.pop(SCHOOL, None)
    if school is None:
        found.pop(AGED, None)
    first = sorted(found.items(), key=lambda each: each[1].start())
    return [Hint(" ".join(match[0].split()), key) for key, match in first[:MOST]]


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Both languages are always heard."""
    files = heard("indirect", read).values()
    keys = dict.fromkeys(key for file in files for key in file)
    return {key: _either(word for file in files for word in file.get(key, "").split()) for key in keys}


def _either(words: Iterator[str]) -> re.Pattern[str]:
    every = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_spelt, every))})(?!\w)", re.IGNORECASE)


def _spelt(word: str) -> str:
    """``+`` is one letter or more, ``*`` any, ``#`` a number, ``_`` a space."""
    signs = {"+": r"\w+", "*": r"\w*", "#": r"\d{1,2}", "_": r"\s+"}
    return "".join(signs.get(letter) or re.escape(letter) for letter in word)
