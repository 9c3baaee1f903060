"""A trained sense for a kind of text: its words and their pieces are weighed, and the sum tells how likely it is.

It complements the patterns of bot/listen.py, which know only what someone thought of. The weights are made by
scripts/train_danger.py; a text leaves the same traces there and here, so change them together.
"""

import json
import zlib
from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from math import sqrt
from pathlib import Path
from typing import Any

from .listen import Reading, Sentence, plain

SIZE = 1 << 18  # places in the table of weights; a power of two
PIECES = (3, 4, 5)  # letters in a piece of a word, its ends counted
PIECE, WINDOW = 30, 40  # words weighed at once: danger in a long text must not be drowned by what stands round it


@dataclass(frozen=True, slots=True)
class Traces:
    """What a sentence leaves behind: places in the table, the marks that patterns set, and how many words it had."""

    places: frozenset[int]
    marks: frozenset[str]
    words: int


class Sense:
    """The weights of one kind of text, and the scores from which a text, or one sentence alone, is of the kind."""

    def __init__(self, head: dict[str, Any], weights: Sequence[int]) -> None:
        self._scale, self._start, self._marks = head["scale"], head["start"], head["marks"]
        self._enough, self._alone, self._weights = head["enough"], head["alone"], weights

    def feels(self, traces: Sequence[Traces]) -> bool:
        """Whether the text is of the kind, or one sentence of it surely is. ``traces``: of its sentences in order."""
        if any(self.score(window) >= self._enough for window in windows(traces)):
            return True
        return any(self.score([each]) >= self._alone for each in traces)

    def score(self, window: Collection[Traces]) -> float:
        """How sure it is that sentences standing together are of the kind: above 0 more likely than not."""
        places = set(chain.from_iterable(each.places for each in window))
        marks = set(chain.from_iterable(each.marks for each in window))
        felt = self._scale * sum(map(self._weights.__getitem__, places)) / sqrt(len(places) or 1)
        return float(self._start + felt + sum(self._marks.get(mark, 0.0) for mark in marks))


def read_sense(file: Path) -> Sense:
    """The sense kept in a file: a line of JSON, then the weights as compressed signed bytes."""
    head, _, packed = file.read_bytes().partition(b"\n")
    return Sense(json.loads(head), array("b", zlib.decompress(packed)))


def pieces(sentence: Sentence) -> Iterator[Sentence]:
    """The sentence, or a very long one in pieces of equal length."""
    for start in range(0, len(sentence.words), PIECE):
        yield Sentence(sentence.words[start : start + PIECE], sentence.asked)


def windows(traces: Sequence[Traces]) -> Iterator[Sequence[Traces]]:
    """As many sentences in a row as can be weighed together: all of a short text, overlapping parts of a long one."""
    end = 0
    for start in range(len(traces)):
        last, words = start, 0
        while last < len(traces) and (last == start or words + traces[last].words <= WINDOW):
            words += traces[last].words
            last += 1
        if last > end:
            yield traces[start:last]
            end = last


def places(sentence: Sentence, reading: Collection[Reading]) -> Iterator[int]:
    """The places in the table that the sentence touches.

    Its words and their pieces without å, ä and ö; pairs of words; and, as each language's listener spells the words,
    the lists they stand in with what comes next and next but one.
    """
    words = ["0" if word.isdigit() else plain(word) for word in sentence.words]
    yield from chain.from_iterable(map(_of_word, words))
    yield from (_place(f"w{a} {b}") for a, b in pairwise(["^", *words, "?" if sentence.asked else "$"]))
    for listener, line in reading:
        kinds = [listener.kinds(word) or (plain(word),) for word in line.split()]
        yield from (_place(f"k{kind}") for kind in chain.from_iterable(kinds))
        yield from _pairs("k", kinds, kinds[1:])
        yield from _pairs("g", kinds, kinds[2:])


def _pairs(sign: str, first: Sequence[Sequence[str]], then: Sequence[Sequence[str]]) -> Iterator[int]:
    for left, right in zip(first, then, strict=False):
        yield from (_place(f"{sign}{a} {b}") for a in left for b in right)


def _of_word(word: str) -> tuple[int, ...]:
    whole = f"<{word}>"
    parts = (whole[at : at + long] for long in PIECES for at in range(len(whole) - long + 1))
    return (_place(f"w{word}"), *(_place(f"c{part}") for part in parts))


def _place(trace: str) -> int:
    return zlib.crc32(trace.encode()) & (SIZE - 1)
