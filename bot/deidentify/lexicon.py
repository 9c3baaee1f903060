"""The lists: which words are names, which are ordinary, which are places and groups. Read once, when first needed."""

import gzip
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import content

from .cues import words

LISTS = Path(content.__file__).parent / "names"
CUES = (
    *(("person", name) for name in ("small", "kin", "titles", "acts", "before", "at")),
    *(("numbers", name) for name in ("phone", "bank", "org", "case", "plate", "spoken")),
    *(("birth", name) for name in ("before", "pnr", "ordinals")),
)  # what is listened for is no name itself
LONG = 8  # letters from which an ending alone shows a word
SHORTEST_PART = 4  # letters of the last part of a compound
UNMARKED = str.maketrans("łıøðđþßæœ", "lioddtsao")
NAMELIKE = re.compile("(?:" + "|".join(words("person", "surnames")) + ")$")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Sets of words in lower case.

    ``listed``   names compiled for this project, ``swedish`` those and the word-names
    ``names``    all that are names and no words
    ``wordnames`` names that are words too · ``hardly`` those of them that are hardly ever the word
    ``ordinary`` words · ``proper`` places, groups, brands · ``phrases`` those of several words
    """

    listed: frozenset[str]
    swedish: frozenset[str]
    names: frozenset[str]
    wordnames: frozenset[str]
    hardly: frozenset[str]
    ordinary: frozenset[str]
    proper: frozenset[str]
    phrases: tuple[str, ...]

    def known(self, word: str) -> bool:
        """Whether it is an ordinary word, its genitive, or made up of two."""
        return self._plain(word) or self._compound(word) or (len(word) >= LONG and word.endswith(_endings()))

    def _compound(self, word: str) -> bool:
        cuts = range(3, len(word) - SHORTEST_PART + 1)
        return any(self._plain(word[cut:]) and self._plain(word[:cut].removesuffix("s")) for cut in cuts)

    def _plain(self, part: str) -> bool:
        return part in self.ordinary or part.removesuffix("s") in self.ordinary

    def name(self, word: str) -> bool:
        """Whether it is a name and no word, bare or in the genitive."""
        return self._one_of(self.names, word)

    def wordname(self, word: str) -> bool:
        """Whether it is a word that people are called, bare or in the genitive."""
        return self._one_of(self.wordnames, word)

    def _one_of(self, names: frozenset[str], word: str) -> bool:
        if word in names or unmarked(word) in names:
            return True
        return word.endswith("s") and word not in self.ordinary and word[:-1].rstrip("'’") in names

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
    swedish = frozenset(_packed("words.sv")).union(*(words(room, name) for room, name in CUES))
    ordinary = swedish | frozenset(_packed("words.en"))
    listed, dual, proper = set(_words("original")), set(_words("wordnames")), set(_words("proper"))
    hardly = {word[1:] for word in dual if word.startswith("+")}
    # The English dictionary has many names as words: one that we know is a word only where wordnames.txt says so.
    dual = {word.removeprefix("+") for word in dual} | (listed & swedish)
    # "tas" and "mats" could be a word's genitive or passive: the ones we know are both, the others are words.
    dual |= {name for name in listed if _inflected(name, swedish)}
    names = {*_packed("faker"), *listed}
    names |= {unmarked(name) for name in names if not name.isascii()}
    names = {name for name in names - (ordinary - listed) - dual if name in listed or not _inflected(name, ordinary)}
    return Lexicon(
        listed=frozenset(listed),
        swedish=frozenset(listed | dual),
        names=frozenset(names),
        wordnames=frozenset(dual - words("person", "small")),
        hardly=frozenset(hardly),
        ordinary=ordinary - frozenset(names),
        proper=frozenset(proper | set(_districts())),
        phrases=tuple(sorted(_phrases())),
    )


def _inflected(name: str, ordinary: frozenset[str]) -> bool:
    return name.endswith("s") and name[:-1] in ordinary


def _packed(name: str) -> list[str]:
    return gzip.decompress((LISTS / f"{name}.txt.gz").read_bytes()).decode().split()


def _lines(name: str) -> list[str]:
    return [line for line in (LISTS / f"{name}.txt").read_text("utf-8").splitlines() if not line.startswith("#")]


def _words(name: str) -> Iterator[str]:
    for line in _lines(name):
        if not line.startswith("="):
            yield from line.split()


def _phrases() -> Iterator[str]:
    yield from (line[1:] for line in _lines("proper") if line.startswith("="))
    yield from (name for name in _places() if " " in name)


def _districts() -> Iterator[str]:
    yield from (name for name in _places() if " " not in name)


def _places() -> Iterator[str]:
    """The names of the city's places, as content/city/places.toml has them; none while there is no such file."""
    if not (LISTS.parent / "city" / "places.toml").exists():
        return
    for rows in content.city("places").values():
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                called = (row.get("name"), row.get("municipality"), *row.get("aliases", ()), *row.get("names", ()))
                yield from (str(name).lower() for name in called if name)
