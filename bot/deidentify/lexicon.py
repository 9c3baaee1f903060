"""The lists: which words are names, which are ordinary, which are places and groups. Read once, when first needed."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import content

from .cues import words
from .tables import Table

LISTS = Path(content.__file__).parent / "names"
# What a name is known as, bit by bit (scripts/name_tables.py).
COMMON_GIVEN, GIVEN, COMMON_SURNAME, SURNAME, LISTED, WORD_NAME, ELSEWHERE = (1 << bit for bit in range(7))
SWEDISH, ENGLISH = 1, 2
HERE, NORDIC, TOWN, CITY, CAPITAL = (1 << bit for bit in range(5))  # what a place is known as (scripts/place_tables.py)
SHORTEST_PART = 4  # letters of the last part of a compound
LONGEST = 40  # letters of a word that is looked at as made up of two
LONG = 8  # letters from which an ending alone shows a word
UNMARKED = str.maketrans("łıøðđþßæœ", "lioddtsao")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All in lower case.

    ``names``, ``words``, ``places`` by what they are known as · ``ranks`` how usual a word is, 2 to 7
    ``proper`` places, groups, brands · ``phrases`` those of several words
    """

    names: Table
    words: Table
    ranks: Table
    places: Table
    proper: frozenset[str]
    phrases: tuple[str, ...]

    def known(self, word: str) -> bool:
        """Whether it is an ordinary word, its genitive, or made up of two."""
        return self._plain(word) or self.compound(word) or (len(word) >= LONG and word.endswith(_endings()))

    def ordinary(self, word: str) -> bool:
        """Whether it is a word by itself."""
        return word in self.words

    def compound(self, word: str) -> bool:
        """Whether two Swedish words make it up, with or without an s between."""
        for cut in range(3, min(len(word), LONGEST) - SHORTEST_PART + 1):
            head = word[:cut]
            if self.words[word[cut:]] & SWEDISH and (
                self.words[head] & SWEDISH or (head[-1] == "s" and self.words[head[:-1]] & SWEDISH)
            ):
                return True
        return False

    def _plain(self, part: str) -> bool:
        return part in self.words or part.removesuffix("s") in self.words

    def name(self, word: str) -> bool:
        """Whether somebody is called so, bare or in the genitive, and it is no word."""
        bare = word[:-1].rstrip("'’") if word.endswith("s") else word
        return (word in self.names or bare in self.names) and not self._plain(word)

    def listed(self, word: str) -> bool:
        """Whether it is a name that we know in Sweden, word or not."""
        return bool(self.names[word] & (LISTED | WORD_NAME | COMMON_GIVEN | COMMON_SURNAME))

    def place(self, word: str) -> bool:
        """Whether it is a place, a group or a brand, bare or in the genitive."""
        return word in self.proper or word.removesuffix("s") in self.proper


def unmarked(word: str) -> str:
    """Without the marks that get lost on foreign keyboards; å, ä and ö stay."""
    if word.isascii():
        return word
    kept = [letter if letter in "åäö" else unicodedata.normalize("NFD", letter)[0] for letter in word]
    return "".join(kept).translate(UNMARKED)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(words("person", "endings"))


@cache
def lexicon() -> Lexicon:
    """The lists as one."""
    names, known, ranks, towns = (Table(LISTS / f"{name}.bin") for name in ("names", "words", "ranks", "places"))
    proper = {word for line in _lines() if not line.startswith("=") for word in line.split()}
    places = set(_places())
    phrases = {line[1:] for line in _lines() if line.startswith("=")} | {name for name in places if " " in name}
    single = {name for name in places if " " not in name}
    return Lexicon(names, known, ranks, towns, frozenset(proper | single), tuple(sorted(phrases)))


def _lines() -> list[str]:
    return [line for line in (LISTS / "proper.txt").read_text("utf-8").splitlines() if not line.startswith("#")]


def _places() -> Iterator[str]:
    """The names of the city's places, as content/city/places.toml has them."""
    for rows in content.city("places").values():
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                called = (row.get("name"), row.get("municipality"), *row.get("aliases", ()), *row.get("names", ()))
                yield from (str(name).lower() for name in called if name)
