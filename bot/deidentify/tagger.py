"""How likely each word of a text is part of a person's name: a conditional random field over the words' traits.

The model is a file under content/names, made by scripts/train_names.py; nothing is fetched and nothing leaves here.
"""

from dataclasses import dataclass
from functools import cache

import pycrfsuite

from .lexicon import LISTS
from .traits import Word, cut, traits

BEGIN, INSIDE, OUTSIDE = "B", "I", "O"


@dataclass(frozen=True, slots=True)
class Likely:
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
    begins = [tagger.marginal(BEGIN, at) for at in range(len(words))]
    inside = [tagger.marginal(INSIDE, at) for at in range(len(words))]
    return [
        Likely(word, *odds)
        for word, *odds in zip(words, map(sum, zip(begins, inside, strict=True)), begins, strict=True)
    ]


@cache
def _tagger() -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(LISTS / "names.crf"))
    return tagger
