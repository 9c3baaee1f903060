"""How likely each word of a text is part of a person's name: a conditional random field over the words' traits.

The model is a compressed file under content/names, made by scripts/train_names.py; nothing is fetched, nothing sent.
"""

import zlib
from functools import cache
from typing import NamedTuple

import pycrfsuite

from .lexicon import LISTS
from .traits import traits
from .word import Word, cut

BEGIN, OUTSIDE = "B", "O"
HARDLY = 0.001  # odds below which nobody asks where a name begins


class Likely(NamedTuple):
    """A word, how likely it is part of a name, and how likely a name begins with it; 0 to 1."""

    word: Word
    name: float
    begins: float


def likely(text: str) -> list[Likely]:
    """The words of a folded text."""
    words = cut(text)
    if not words:
        return []
    tagger = _tagger()
    tagger.set(pycrfsuite.ItemSequence(traits(text, words)))
    return [_likely(tagger, word, at) for at, word in enumerate(words)]


def _likely(tagger: pycrfsuite.Tagger, word: Word, at: int) -> Likely:
    name = 1 - tagger.marginal(OUTSIDE, at)
    return Likely(word, name, tagger.marginal(BEGIN, at) if name > HARDLY else name)


@cache
def _model() -> bytes:
    """The tagger reads it where it lies, so it stays."""
    return zlib.decompress((LISTS / "names.crf").read_bytes())


@cache
def _tagger() -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(_model())
    return tagger
