"""What is known of each word of a text: its letters, what the lists say, and what stands beside it.

A trait is a short string; the tagger has learned what each says of names. Which there are is part of the model: whoever
changes one here trains anew (scripts/train_names.py).
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from .around import beside, between, elsewhere, mentions
from .cues import after, either, words
from .folding import MARK
from .lexicon import lexicon
from .word import WORD, Word

NEAR = r"[\s:\"'“”»(-]{1,4}"
LONGEST_PART = 5  # letters of a beginning or an end
REMEMBERED = 8192  # ordinary words
FEW, MANY = 25, 0.6  # of so many words, one with a capital is few; this share of them is many
SIGNS = ",;:-(/\"'”“»"


def traits(text: str, found: list[Word]) -> list[list[str]]:
    """The traits of each word of a folded text."""
    gaps = [_gap(text[(found[at - 1].end if at else 0) : found[at].start]) for at in range(len(found))]
    gaps.append(_gap(text[found[-1].end :]) if found else "")
    after_naming, after_calling = named(text), called(text)
    inside = {word.low.removesuffix("s") for word in found if word.text[0].isupper() and not word.opens}
    much, fixed, again = _capitals(found), set(_fixed(found)), mentions(found)
    told = []
    for at, word in enumerate(found):
        own = [*_letters(word.low), *_lists(word, much), f"b={gaps[at]}", f"a={gaps[at + 1]}"]
        own += [f"ba={gaps[at]}{gaps[at + 1]}|{word.shape}", f"bak={gaps[at]}{gaps[at + 1]}|{word.shape}|{word.kind}"]
        own += [f"named|{word.shape}", f"named|{word.kind}"] if word.start in after_naming else []
        own += [f"called|{word.shape}"] if word.start in after_calling else []
        own += [f"inside|{word.shape}"] if word.low.removesuffix("s") in inside else []
        own += ["fixed"] if at in fixed else []
        told.append([*own, *beside(found, at, gaps), *between(found, at), *elsewhere(found, at, again)])
    return told


def named(text: str) -> set[int]:
    """Where the words begin that come after "heter" and its like."""
    return {match.end() for match in _named().finditer(text)}


def called(text: str) -> set[int]:
    """Where the words begin that come after "kallas" and its like."""
    return {match.end() for match in _called().finditer(text)}


def _letters(low: str) -> tuple[str, ...]:
    """Remembered for ordinary words only: nobody's name stays in memory."""
    return _usual(low) if lexicon().ordinary(low) else tuple(_spelt(low))


@lru_cache(REMEMBERED)
def _usual(low: str) -> tuple[str, ...]:
    return tuple(_spelt(low))


def _spelt(low: str) -> Iterator[str]:
    framed = f"^{low}$"
    yield f"w={low}"
    for size in range(2, min(len(low), LONGEST_PART) + 1):
        yield from (f"p{size}={low[:size]}", f"s{size}={low[-size:]}")
    yield from (f"g={framed[at : at + 3]}" for at in range(len(framed) - 2))
    yield from (f"q={framed[at : at + 4]}" for at in range(len(framed) - 3))
    yield f"l={min(len(low), 10)}"
    if _surname().search(low):
        yield "surname"
    if low.endswith(_place_ends()):
        yield "place"
    if lexicon().place(low):
        yield "proper"


def _lists(word: Word, much: str) -> Iterator[str]:
    shape = word.shape + "^" * word.opens
    yield from (f"sh={shape}", f"N={word.names}", f"k={word.kind}", f"sN={shape}|{word.names}")
    yield from (f"sk={shape}|{word.kind}", f"sNk={word.shape}|{word.names}|{word.kind}")
    yield from (f"c={much}|{word.shape}", f"cN={much}|{word.shape}|{word.names}|{word.kind}")
    yield from (f"P={word.place}", f"PN={word.place}|{word.names}|{word.shape}")
    yield from (f"u={cue}" for cue in word.cues)
    if word.cues:
        yield f"us={word.cues[0]}|{word.shape}"


def _gap(between: str) -> str:
    """What stands between two words, as one sign."""
    if between in ("", " "):
        return "_" if between else "0"
    if MARK.search(between):
        return "M"
    for kind, signs in (("n", "\n"), (".", ".!?…")):
        if any(sign in between for sign in signs):
            return kind
    return next((sign for sign in SIGNS if sign in between), "o")


def _capitals(found: list[Word]) -> str:
    """Whether the text has few capitals, so that a small letter tells nothing, or many."""
    capitals = sum(word.text[0].isupper() for word in found)
    if capitals <= max(1, len(found) // FEW):
        return "few"
    return "many" if capitals > MANY * len(found) else "some"


def _fixed(found: list[Word]) -> Iterator[int]:
    """The words of a name that is nobody's: "Kungens kurva"."""
    for at, word in enumerate(found):
        for phrase in _phrases().get(word.low, ()):
            if [each.low for each in found[at : at + len(phrase)]] in (phrase, [*phrase[:-1], f"{phrase[-1]}s"]):
                yield from range(at, at + len(phrase))


@cache
def _phrases() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for phrase in lexicon().phrases:
        parts = WORD.findall(phrase)
        if parts[1:]:
            found.setdefault(parts[0], []).append(parts)
    return found


@cache
def _surname() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(words("person", "surnames"))) + ")s?$")


@cache
def _place_ends() -> tuple[str, ...]:
    return tuple(sorted(words("person", "places")))


@cache
def _named() -> re.Pattern[str]:
    return re.compile(rf"{after('person', 'named', NEAR)}(?:{either('person', 'between')}\s+)?", re.IGNORECASE)


@cache
def _called() -> re.Pattern[str]:
    return re.compile(after("person", "called", NEAR), re.IGNORECASE)
