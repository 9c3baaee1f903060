"""What stands in the place of what was found: one letter for each person, the same at every mention."""

import re
from collections.abc import Iterator
from itertools import product
from string import ascii_uppercase

from .folding import LABEL, fold, label
from .lexicon import lexicon
from .span import Span
from .word import WORD

NICKNAME = 4  # letters of a short form that is taken for the beginning of a longer name …
LONGER = 3  # … with so many letters more: Johan is not Johanna


class Cast:
    """The people of a text and their letters."""

    def __init__(self, text: str) -> None:
        taken = set(
            re.findall(
                r"(?<= )[A-Z]{1,2}(?=\]s?$)", "\n".join(found[0] for found in LABEL.finditer(text)), re.MULTILINE
            )
        )
        self._free = (letter for letter in _letters() if letter not in taken)
        self._people: list[tuple[str, list[str]]] = []

    def letter(self, mention: str) -> str:
        """The letter of whoever is mentioned: a known name or part of it, else a new person."""
        names = [bare(word) for word in WORD.findall(fold(mention).text.lower())] or [mention]
        same = [person for person in self._people if _same(person[1], names)]
        if len(same) == 1:
            return same[0][0]
        exact = [person for person in same if names[0] == person[1][0]]
        if exact:
            return exact[0][0]
        letter = next(self._free)
        self._people.append((letter, names))
        return letter


def _same(person: list[str], names: list[str]) -> bool:
    """One name of theirs, or the beginning of the first; two full names must agree in both."""
    if len(person) > 1 and len(names) > 1:
        return person == names
    return bool(set(person) & set(names)) or _short_form(person[0], names[0]) or _short_form(names[0], person[0])


def _short_form(long: str, short: str) -> bool:
    return len(short) >= NICKNAME and len(long) >= len(short) + LONGER and long.startswith(short)


def _letters() -> Iterator[str]:
    for length in (1, 2):
        yield from ("".join(letters) for letters in product(ascii_uppercase, repeat=length))
    while True:
        yield "ZZ"


def bare(name: str) -> str:
    """A name in lower case without its genitive, where the lists tell that there is one."""
    return name[:-1].rstrip("'’") if genitive(name) else name


def genitive(name: str) -> bool:
    """Whether the last s is no part of the name."""
    low, lists = name.lower(), lexicon()
    stem = low[:-1].rstrip("'’")
    if not low.endswith("s") or lists.listed(low):
        return False
    return lists.listed(stem) or (stem in lists.names and low not in lists.names)


def could_name(words: str) -> bool:
    """Whether a word that was taken out may be a name: somebody bears it, or no list has it as a word."""
    lists = lexicon()
    parts = [bare(word) for word in WORD.findall(fold(words).text.lower())]
    return any(lists.listed(part) or not lists.known(part) for part in parts)


def replaced(text: str, spans: list[Span], language: str) -> str:
    """The text with a label in the place of each span; spans are in order and apart."""
    cast, shown, done = Cast(text), [], 0
    for span in spans:
        said = text[span.start : span.end]
        letter = cast.letter(said) if span.type == "PERSON" else ""
        ending = "s" if span.type == "PERSON" and genitive(said.split()[-1].rpartition("-")[2]) else ""
        shown += [text[done : span.start], label(span.type, letter, language), ending]
        done = span.end
    return "".join([*shown, text[done:]])
