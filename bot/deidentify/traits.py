"""What is known of each word of a text: its letters, what the lists say, and what stands beside it.

A trait is a short string; the tagger has learned what each says of names. Which there are is part of the model: whoever
changes one here trains anew (scripts/train_names.py).
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from .around import beside, between, elsewhere, mentions
from .cues import after, either, lowered, words
from .folding import MARK, PERSON
from .lexicon import lexicon
from .word import REMEMBERED, WORD, Word

NEAR = r"[\s:\"'“”»(-]{1,4}"
LONG_PARTS = (4, 5)  # letters of a beginning or an end
FEW, MANY = 25, 0.6  # of so many words, one with a capital is few; this share of them is many
SIGNS = ",;:-(/\"'”“»"


def traits(text: str, found: list[Word]) -> list[list[str]]:
    """The traits of each word of a folded text."""
    gaps = [_gap(text[(found[at - 1].end if at else 0) : found[at].start]) for at in range(len(found))]
    gaps.append(_gap(text[found[-1].end :]) if found else "")
    much, marked, again = _capitals(found), _marked(text, found), mentions(found)
    told = []
    for at, word in enumerate(found):
        spelt = _usual(word.low) if word.usual else _spelt(word.low)
        own = [*spelt, *_lists(word[4:10], much), *_gaps(gaps[at], gaps[at + 1], word.shape, word.kind)]
        own += marked.get(at, ())
        told.append([*own, *beside(found, at, gaps), *between(found, at), *elsewhere(found, at, again)])
    return told


def _marked(text: str, found: list[Word]) -> dict[int, list[str]]:
    """What few words have: a naming word before them, a capital inside a sentence elsewhere, a known phrase."""
    marked: dict[int, list[str]] = {at: ["fixed"] for at in _fixed(found)}
    inside = {word.low.removesuffix("s") for word in found if word.text[0].isupper() and not word.opens}
    after_naming, after_calling = named(text), called(text)
    for at, word in enumerate(found):
        if word.start in after_naming:
            marked.setdefault(at, []).extend((f"named|{word.shape}", f"named|{word.kind}"))
        if word.start in after_calling:
            marked.setdefault(at, []).append(f"called|{word.shape}")
        if inside and word.low.removesuffix("s") in inside:
            marked.setdefault(at, []).append(f"inside|{word.shape}")
    return marked


def named(text: str) -> set[int]:
    """Where the words begin that come after "heter" and its like."""
    return {match.end() for match in _named().finditer(lowered(text))}


def called(text: str) -> set[int]:
    """Where the words begin that come after "kallas" and its like."""
    return {match.end() for match in _called().finditer(lowered(text))}


@lru_cache(REMEMBERED)
def _usual(low: str) -> tuple[str, ...]:
    """Remembered of ordinary words only: nobody's name stays in memory."""
    return _spelt(low)


def _spelt(low: str) -> tuple[str, ...]:
    """Its letters; those it begins and ends with are among the threes and fours."""
    framed, size = f"^{low}$", len(low)
    told = [f"w={low}", f"l={min(size, 10)}"]
    told += [f"{side}={part}" for long in LONG_PARTS if size >= long for side, part in _sides(low, long)]
    told += [f"g={framed[at : at + 3]}" for at in range(size)]
    told += [f"q={framed[at : at + 4]}" for at in range(size - 1)]
    told += ["surname"] * bool(_surname().search(low)) + ["place"] * low.endswith(_place_ends())
    return (*told, *(["proper"] * lexicon().place(low)))


def _sides(low: str, size: int) -> tuple[tuple[str, str], tuple[str, str]]:
    return (f"p{size}", low[:size]), (f"s{size}", low[-size:])


@lru_cache(REMEMBERED)
def _lists(word: tuple[str, bool, str, str, str, tuple[str, ...]], much: str) -> tuple[str, ...]:
    """What the lists and its capital tell."""
    shape, opens, names, kind, place, cues = word
    opening = shape + "^" * opens
    told = [f"sh={opening}", f"N={names}", f"k={kind}", f"sN={opening}|{names}", f"sk={opening}|{kind}"]
    told += [f"sNk={shape}|{names}|{kind}", f"c={much}|{shape}", f"cN={much}|{shape}|{names}|{kind}"]
    told += [f"P={place}", f"PN={place}|{names}|{shape}", *(f"u={cue}" for cue in cues)]
    return tuple([*told, f"us={cues[0]}|{shape}"] if cues else told)


@lru_cache(REMEMBERED)
def _gaps(before: str, after: str, shape: str, kind: str) -> tuple[str, ...]:
    """What stands on both sides of it."""
    both = f"{before}{after}|{shape}"
    return f"b={before}", f"a={after}", f"ba={both}", f"bak={both}|{kind}"


def _gap(between: str) -> str:
    """What stands between two words, as one sign."""
    if between in ("", " "):
        return "_" if between else "0"
    if MARK.search(between):
        return "P" if PERSON in between else "M"
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
    return re.compile(rf"{after('person', 'named', NEAR)}(?:{either('person', 'between')}\s+)?")


@cache
def _called() -> re.Pattern[str]:
    return re.compile(after("person", "called", NEAR))
