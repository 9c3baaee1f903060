"""The words beside an identifier, from content/<language>/heard/identifiers.toml; both languages are always heard."""

import re
from functools import cache
from typing import Any

from content import heard, read

CAPITAL = "[A-ZÅÄÖ]"
TITLE = rf"(?-i:{CAPITAL})[^\W\d_]"  # the beginning of a word with a capital, in patterns that ignore case
LETTER = "[^\\W\\d_]"


@cache
def _files() -> tuple[dict[str, Any], ...]:
    return tuple(heard("identifiers", read).values())


@cache
def words(room: str, name: str) -> frozenset[str]:
    """The words under a key of a table, in lower case, "_" read as a space."""
    listed = " ".join(file[room].get(name, "") for file in _files())
    return frozenset(word.replace("_", " ").lower() for word in listed.split())


@cache
def either(room: str, name: str) -> str:
    """The same as an alternation for a pattern, longest first."""
    longest = sorted(words(room, name), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest) + ")"


def after(room: str, name: str, gap: str = r"\W{0,3}") -> str:
    """A pattern for one of the words, whole, and the gap to what follows."""
    return rf"(?<!\w){either(room, name)}(?!\w){gap}"
