# ruff: noqa: INP001 - a script beside the product, in no package
"""Trains the model that tells names: content/names/names.crf.

The teaching texts under scripts/names/ were written by hand for this project; their people are invented. In each copy
of a text the names are swapped for others, and the writing is roughened: small letters, slips of the finger, lost dots
and commas. So the model learns what stands around names more than which names there are; one name in five is treated as
if no list had it.

    .venv/bin/python scripts/train_names.py NAMES     (one a line; scripts/build_names.py --list)

It takes about four minutes on one core, and the same texts and names give the same model.
"""

import argparse
import json
import random
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pycrfsuite

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bot.deidentify.cues import words  # noqa: E402 - the project is found by its place
from bot.deidentify.folding import MARKS, fold  # noqa: E402
from bot.deidentify.labels import genitive  # noqa: E402
from bot.deidentify.lexicon import (  # noqa: E402
    COMMON_GIVEN,
    COMMON_SURNAME,
    ELSEWHERE,
    GIVEN,
    LISTED,
    LISTS,
    SURNAME,
    SWEDISH,
    WORD_NAME,
    lexicon,
)
from bot.deidentify.traits import traits  # noqa: E402
from bot.deidentify.word import WORD, cut  # noqa: E402

TEXTS = Path(__file__).parent / "names"
JUDGES = [ROOT / "tests" / "deidentify" / f"{name}.jsonl" for name in ("judge", "judge2")]  # the last ones never teach
COPIES = 6  # of a text, the first as it stands
LABELLED = 1  # further copies, in which names are labels already: what stands beside one is no likelier a name for it
SEED = 1
SETTINGS = {"c1": 0.7, "c2": 3.0, "max_iterations": 90, "feature.minfreq": 8, "feature.possible_transitions": True}
UNLISTED = 0.2  # of the names
SLIP = 0.08  # of the names, a letter wrong
MARKLESS = str.maketrans("åäöÅÄÖ", "aaoAAO")
CUT = 0.01  # of the names, a space in the middle
BY_NAME = 0.01  # of the given names, an ordinary word instead: "Spiken", "Räven"
DEFINITE = re.compile(r"[^\W\d_]{3,9}(?:en|an|et|arn)")
NICKNAMES = ("an", "is", "ke", "ken", "sa", "san", "e", "a", "ie", "y", "ne", "zan")
SHORTEST = 4  # letters of a word in which a slip can still be told from another word

Piece = tuple[str, bool]  # words, and whether they are a name


@dataclass(frozen=True)
class Pools:
    """Names to choose from, each with how often it is chosen."""

    given: list[tuple[float, list[str]]]
    surnames: list[tuple[float, list[str]]]
    by_names: list[str]

    @classmethod
    def read(cls, listed: list[str], texts: list[Path]) -> "Pools":
        """From all names, by what the tables know them as; and the nouns of the texts, for by-names."""
        known = lexicon().names

        def those(wanted: int, unwanted: int = 0) -> list[str]:
            return [name for name in listed if known[name] & wanted == wanted and not known[name] & unwanted]

        rare = those(GIVEN, COMMON_GIVEN | ELSEWHERE)
        given = [(0.22, those(LISTED)), (0.20, those(COMMON_GIVEN)), (0.13, rare), (0.30, those(GIVEN | ELSEWHERE))]
        surnames = [(0.45, those(COMMON_SURNAME)), (0.35, those(SURNAME, COMMON_SURNAME))]
        named_so = those(WORD_NAME)
        return cls(
            [*given, (0.15, named_so)], [*surnames, (0.13, those(SURNAME | ELSEWHERE)), (0.07, named_so)], _nouns(texts)
        )


class Teller:
    """Makes copies of a text."""

    def __init__(self, pools: Pools, chance: random.Random) -> None:
        self._pools = pools
        self._chance = chance

    def swapped(self, pieces: list[Piece]) -> tuple[list[Piece], set[str]]:
        """The text with other names, and those of them that no list is to have. One name becomes one name."""
        others: dict[str, str] = {}
        said = [(self._other(words_, others) if name else words_, name) for words_, name in pieces]
        return said, {name for name in others.values() if self._chance.random() < UNLISTED}

    def _other(self, name: str, others: dict[str, str]) -> str:
        found = list(WORD.finditer(name))
        several = sum(len(part[0]) > 1 for part in found) > 1
        said, done = "", 0
        for part in found:
            last = several and part is found[-1]
            said += name[done : part.start()] + self._part(part[0], others, surname=last, several=several)
            done = part.end()
        return said + name[done:]

    def _part(self, part: str, others: dict[str, str], *, surname: bool, several: bool) -> str:
        low = part.lower()
        if several and low in words("person", "particles"):
            return part
        if len(part) == 1:
            return _like(self._chance.choice("abcdefghijklmnoprstvw"), part)
        owned = genitive(part)
        bare = low[:-1] if owned else low
        if bare not in others:
            known = lexicon().names[bare]
            alone = not several and known & (COMMON_SURNAME | SURNAME) and not known & (COMMON_GIVEN | GIVEN)
            others[bare] = self._name(surname=surname or bool(alone))
        other = others[bare]
        ending = ("S" if part.isupper() else "s") if owned and not other.endswith("s") else ""
        return _like(other, part) + ending

    def _name(self, *, surname: bool) -> str:
        chance = self._chance
        if not surname and chance.random() < BY_NAME:
            return chance.choice(self._pools.by_names)
        pools = self._pools.surnames if surname else self._pools.given
        (pool,) = chance.choices([names for _, names in pools], [share for share, _ in pools])
        name = chance.choice(pool)
        if not surname and chance.random() < 0.1:  # noqa: PLR2004 - one in ten is called something shorter
            name = name[: chance.choice((3, 4))] + chance.choice(NICKNAMES)
        return slipped(name, chance) if chance.random() < SLIP else name

    def roughened(self, pieces: list[Piece]) -> list[Piece]:
        """The text as a hasty hand might write it."""
        chance, lot = self._chance, self._chance.random()
        cased: Callable[[str], str] = str.lower if lot < 0.30 else str.upper if lot < 0.33 else str  # noqa: PLR2004 - shares
        slips, bare, markless = chance.random() < 0.2, chance.random() < 0.12, chance.random() < 0.04  # noqa: PLR2004 - shares
        said = []
        for piece, name in pieces:
            told = "".join(letter if len(cased(letter)) != 1 else cased(letter) for letter in piece)
            told = told.translate(MARKLESS) if markless else told
            if name and len(told) > SHORTEST and chance.random() < CUT:
                at = chance.randrange(2, len(told) - 1)
                told = f"{told[:at]} {told[at:]}"
            if slips and not name:
                told = re.sub(r"[^\W\d_]{4,}", lambda word: self._perhaps(word[0]), told)
            said.append((re.sub(r"[.,!?](?=\s|$)", "", told) if bare and not name else told, name))
        return said

    def labelled(self, pieces: list[Piece]) -> list[Piece]:
        """The text with a mark for most of its names, as it is read when it is looked at once more."""
        share = self._chance.choice((0.6, 1.0))
        return [
            (MARKS["PERSON"], False) if name and self._chance.random() < share else (piece, name)
            for piece, name in pieces
        ]

    def _perhaps(self, word: str) -> str:
        return slipped(word, self._chance) if self._chance.random() < 0.06 else word  # noqa: PLR2004 - one word in sixteen


def _nouns(texts: list[Path]) -> list[str]:
    """Words of the texts that may be by-names: ordinary, in the definite form, in small letters."""
    said = {word for file in texts for word in WORD.findall(file.read_text("utf-8"))}
    return sorted(
        word for word in said if DEFINITE.fullmatch(word) and word.islower() and lexicon().words[word] & SWEDISH
    )


def slipped(word: str, chance: random.Random) -> str:
    """With a letter dropped, doubled, swapped or struck wrong."""
    if len(word) < SHORTEST:
        return word
    at = chance.randrange(1, len(word))
    dropped, doubled = word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]
    turned = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    wrong = word[:at] + chance.choice("aeioucknrst") + word[at + 1 :]
    return chance.choice((dropped, dropped, doubled, turned, wrong))


def _like(name: str, model: str) -> str:
    """Written as the other is: small, with a capital, or in capitals."""
    if len(model) > 1 and model.isupper():
        return name.upper()
    return name[0].upper() + name[1:] if model[0].isupper() else name


def pieces(row: dict[str, Any]) -> list[Piece]:
    """A teaching text in pieces: names, what stands between, and a mark for every other identifier."""
    said: list[Piece] = []
    text, done = row["text"], 0
    for span in sorted(row["spans"], key=lambda one: one["start"]):
        if span["start"] >= done:
            name = span["type"] == "PERSON"
            said.append((text[done : span["start"]], False))
            said.append((text[span["start"] : span["end"]] if name else MARKS[span["type"]], name))
            done = span["end"]
    return [*said, (text[done:], False)]


def lesson(said: list[Piece], unlisted: set[str]) -> tuple[list[list[str]], list[str]] | None:
    """The traits of each word, and whether it begins a name, goes on with one, or is none."""
    text, names = "", []
    for piece, name in said:
        if name:
            names.append((len(text), len(text) + len(piece)))
        text += piece
    text = fold(text).text
    found = cut(text, unlisted)
    return (traits(text, found), list(_labels(found, names))) if found else None


def _labels(found: list[Any], names: list[tuple[int, int]]) -> Iterator[str]:
    last = None
    for word in found:
        inside = next((name for name in names if word.start < name[1] and word.end > name[0]), None)
        yield "O" if inside is None else "I" if inside == last else "B"
        last = inside


def lessons(texts: list[Path], pools: Pools) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Every text in all its copies."""
    teller = Teller(pools, random.Random(SEED))  # noqa: S311 - the same copies each time
    for file in texts:
        for line in file.read_text("utf-8").splitlines():
            whole = pieces(json.loads(line))
            for copy in range(COPIES + LABELLED):
                other, unlisted = teller.swapped(whole) if copy else (whole, set())
                other = teller.roughened(other) if copy else other
                told = lesson(teller.labelled(other) if copy >= COPIES else other, unlisted)
                if told:
                    yield told


def main() -> None:
    """Train and write the model."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("names", type=Path, help="the names, one a line")
    wanted.add_argument("--to", type=Path, default=LISTS / "names.crf")
    wanted.add_argument(
        "--without-judge", action="store_true", help="so that its figures on the judge's texts are honest"
    )
    given = wanted.parse_args()
    trainer = pycrfsuite.Trainer(verbose=False)
    texts = sorted(TEXTS.glob("*.jsonl")) + JUDGES * (not given.without_judge)
    for told, labels in lessons(texts, Pools.read(given.names.read_text("utf-8").split(), texts)):
        trainer.append(pycrfsuite.ItemSequence(told), labels)
    trainer.select("lbfgs")
    trainer.set_params(SETTINGS)
    trainer.train(str(given.to))
    given.to.write_bytes(zlib.compress(given.to.read_bytes(), 9))
    print(f"{given.to.name}: {given.to.stat().st_size} bytes")  # noqa: T201 - says what was done


if __name__ == "__main__":
    main()
