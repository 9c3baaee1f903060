"""Misspelt names: words that no list has, but that sound like a name or differ from one by a letter."""

import re
from collections.abc import Iterator
from functools import cache

from .lexicon import lexicon, unmarked

SHORTEST = 5  # letters: shorter words have too many neighbours
LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"
VOWELS = "aeiouyåäö"
SOUNDS = (
    (re.compile(r"ch|ck|q|x|g"), "k"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"(?<=[^\W\d_])h"), ""),
    (re.compile(rf"ou|oo|w(?=[^{VOWELS}])"), "u"),
    (re.compile(r"ee|ie|y|j"), "i"),
    (re.compile(r"w"), "v"),
    (re.compile(r"[zc]"), "s"),
    (re.compile(r"[äe]"), "e"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def sound(word: str) -> str:
    """How a name sounds, roughly: spellings of one name share it."""
    heard = unmarked(word)
    for pattern, plain in SOUNDS:
        heard = pattern.sub(plain, heard)
    return heard


@cache
def _sounds() -> frozenset[str]:
    return frozenset(sound(name) for name in lexicon().listed if len(name) >= SHORTEST)


@cache
def _shortened() -> frozenset[str]:
    return frozenset(cut for name in lexicon().listed if len(name) >= SHORTEST for cut in _cuts(name))


def _cuts(word: str) -> Iterator[str]:
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def namelike(word: str) -> bool:
    """Whether an unknown word in lower case is nearly a name and not nearly a word."""
    bare = word.removesuffix("s")
    if len(bare) < SHORTEST:
        return False
    near = any(sound(form) in _sounds() for form in (word, bare)) or _one_off(word) or _one_off(bare)
    return near and not _nearly_a_word(word)


def _one_off(word: str) -> bool:
    names = lexicon().listed
    cuts = set(_cuts(word))
    return word in _shortened() or bool(cuts & names) or bool(cuts & _shortened())


def _nearly_a_word(word: str) -> bool:
    ordinary = lexicon().ordinary
    return any(changed in ordinary for changed in _changed(word))


def _changed(word: str) -> Iterator[str]:
    yield from _cuts(word)
    for place in range(len(word)):
        yield word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
        for letter in LETTERS:
            yield word[:place] + letter + word[place + 1 :]
            yield word[:place] + letter + word[place:]
