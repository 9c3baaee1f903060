"""Slips of the keys: which names a misspelt word may stand for, and how far it is from them.

Distance is optimal string alignment: a letter too many, missing, wrong, or two swapped count one each.
"""

from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

SHORT_NAME = 6  # letters: up to here a slip must be one that hands or ears make
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS = ("aeio", "ckqx", "sz", "vw", "iyj", "uo", "dt", "bp", "gk", "mn")


def allowed(length: int) -> int:
    """How many slips a name of so many letters may have."""
    return sum(length >= least for least in (5, 9, 14))


def nearest(typed: Iterable[str], names: Mapping[int, list[str]]) -> tuple[int, set[str]]:
    """The names nearest to any of the readings, and their distance; no names when none is near enough."""
    best, found = 0, set[str]()
    for word in typed:
        for name, distance in _near(word, names):
            if not found or distance < best:
                best, found = distance, {name}
            elif distance == best:
                found.add(name)
    return best, found


def _near(word: str, names: Mapping[int, list[str]]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for length in range(len(word) - 3, len(word) + 4):
        most = allowed(length)
        if length in names and abs(length - len(word)) <= most:
            hits = extract(word, names[length], scorer=OSA.distance, score_cutoff=most, limit=None)
            found += [(name, int(distance)) for name, distance, _ in hits if _likely(word, name, int(distance))]
    return found


def _likely(word: str, name: str, distance: int) -> bool:
    """Two slips leave the first letter; one slip in a short name is one of hand or ear."""
    if distance > 1:
        return word[0] == name[0]
    return len(name) > SHORT_NAME or _by_hand(word, name)


def _by_hand(word: str, name: str) -> bool:
    """Whether one letter is swapped, missing, doubled, beside the right key, or sounds like the right one."""
    at = next((i for i, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), min(len(word), len(name)))
    if len(word) < len(name):
        return True
    if len(word) > len(name):
        around = word[max(at - 1, 0) : at] + word[at + 1 : at + 2]
        return any(word[at] == letter or _beside(word[at], letter) for letter in around)
    return sorted(word) == sorted(name) or _beside(word[at], name[at]) or _alike(word[at], name[at])


def _beside(one: str, other: str) -> bool:
    """Whether the keys touch on a Swedish keyboard."""
    spots = [(y, row.index(letter)) for letter in (one, other) for y, row in enumerate(_ROWS) if letter in row]
    if len(spots) < 2:  # noqa: PLR2004 - a digit or a letter of another alphabet has no place in the rows
        return False
    (y, x), (v, u) = spots
    return (y == v and abs(x - u) == 1) or (v - y == 1 and u in (x, x - 1)) or (y - v == 1 and x in (u, u - 1))


def _alike(one: str, other: str) -> bool:
    return any(one in sounds and other in sounds for sounds in _SOUNDS)
