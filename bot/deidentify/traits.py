"""What is known of each word of a text: its letters, what the lists say, and what stands beside it.

A trait is a short string; the tagger has learned what each says of names. Which there are is part of the model: whoever
changes one here trains anew (scripts/train_names.py).
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from .cues import after, either, words
from .folding import MARK
from .lexicon import (
    COMMON_GIVEN,
    COMMON_SURNAME,
    ELSEWHERE,
    ENGLISH,
    GIVEN,
    LISTED,
    SURNAME,
    SWEDISH,
    WORD_NAME,
    lexicon,
)

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
OPENS = re.compile(r"^[^\w\ue000-\ue00f]*[\n:•\"“”»/(]|[.!?…]['\"”’)]*\s|^\s*-\s|\s-\s")
NEAR = r"[\s:\"'“”»(-]{1,4}"
CUES: tuple[str, ...] = ("kin", "titles", "before", "at", "located", "and", "acts")
CUES += ("who", "after", "small", "between", "surname", "particles", "subjects")
LONGEST_PART = 5  # letters of a beginning or an end
COMPOUND = 7  # letters from which two words may make one
REMEMBERED = 8192  # ordinary words
FEW, MANY = 25, 0.6  # of so many words, one with a capital is few; this share of them is many
SIGNS = ",;:-(/\"'”“»"


@dataclass(frozen=True, slots=True)
class Word:
    """A word, its place, and what tells of it to its neighbours."""

    text: str
    start: int
    end: int
    low: str
    shape: str  # x small · Xx capital first · XX capitals · X one capital · xX mixed
    opens: bool  # a sentence, a quotation or a list entry begins here, so that a capital tells nothing
    names: str  # as what the lists have it as a name
    kind: str  # as what the lists have it as a word
    cues: tuple[str, ...]


def cut(text: str, unlisted: Collection[str] = ()) -> list[Word]:
    """The words of a folded text. ``unlisted`` names are treated as if no list had them: for the training."""
    found: list[Word] = []
    done = 0
    for match in WORD.finditer(text):
        gap, low = text[done : match.start()], match[0].lower()
        done = match.end()
        opens = not found or OPENS.search(gap) is not None
        names = "0|0" if low in unlisted or low.removesuffix("s") in unlisted else _names(low)
        place = (match.start(), match.end())
        found.append(Word(match[0], *place, low, _shape(match[0]), opens, names, _kind(low), _cues().get(low, ())))
    return found


def traits(text: str, found: list[Word]) -> list[list[str]]:
    """The traits of each word of a folded text."""
    gaps = [_gap(text[(found[at - 1].end if at else 0) : found[at].start]) for at in range(len(found))]
    gaps.append(_gap(text[found[-1].end :]) if found else "")
    after_naming, after_calling = named(text), called(text)
    inside = {word.low.removesuffix("s") for word in found if word.text[0].isupper() and not word.opens}
    much, fixed = _capitals(found), set(_fixed(found))
    told = []
    for at, word in enumerate(found):
        own = [*_letters(word.low), *_lists(word, much), f"b={gaps[at]}", f"a={gaps[at + 1]}"]
        own += [f"named|{word.shape}", f"named|{word.kind}"] if word.start in after_naming else []
        own += [f"called|{word.shape}"] if word.start in after_calling else []
        own += [f"inside|{word.shape}"] if word.low.removesuffix("s") in inside else []
        own += ["fixed"] if at in fixed else []
        told.append([*own, *_beside(found, at, gaps)])
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
    yield from (f"u={cue}" for cue in word.cues)
    if word.cues:
        yield f"us={word.cues[0]}|{word.shape}"


def _beside(found: list[Word], at: int, gaps: list[str]) -> Iterator[str]:
    word = found[at]
    for step in (-2, -1, 1, 2):
        there = at + step
        if not 0 <= there < len(found):
            yield f"{step}END"
            continue
        other = found[there]
        yield from (f"{step}w={other.low}", f"{step}N={other.names}|{other.shape}")
        yield from (f"{step}u={cue}" for cue in other.cues)
        if step in (-1, 1):
            yield from _next_to(step, word, other, gaps[at if step < 0 else at + 1])


def _next_to(step: int, word: Word, other: Word, gap: str) -> Iterator[str]:
    yield from (f"{step}s={other.shape}{gap}", f"{step}k={other.kind}", f"{step}e={other.low[-2:]}")
    yield from (f"{step}ws={other.low}|{word.shape}", f"{step}kN={other.kind}|{word.names}|{word.shape}{gap}")
    for cue in other.cues:
        yield from (f"{step}ug={cue}{gap}", f"{step}uN={cue}|{word.names}|{word.shape}")


def _shape(word: str) -> str:
    if word.islower():
        return "x"
    if word.isupper():
        return "X" if len(word) == 1 else "XX"
    return "Xx" if word[0].isupper() and word[1:].islower() else "xX"


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


def _names(low: str) -> str:
    """As what the lists have it, and it without a genitive's s, as a name."""
    names = lexicon().names
    bare = names[low[:-1].rstrip("'’")] if low.endswith("s") and len(low) > 2 else 0  # noqa: PLR2004 - "os" is no genitive
    return f"{_known_as(names[low])}|{_known_as(bare)}"


def _known_as(known: int) -> str:
    if not known:
        return "0"
    given = "G" if known & COMMON_GIVEN else "g" * bool(known & GIVEN)
    surname = "S" if known & COMMON_SURNAME else "s" * bool(known & SURNAME)
    here = known & (COMMON_GIVEN | GIVEN | COMMON_SURNAME | SURNAME | LISTED)
    far = "x" * bool(known & ELSEWHERE and not here)
    return f"{given}{surname}{'h' * bool(known & LISTED)}{'d' * bool(known & WORD_NAME)}{far}"


def _kind(low: str) -> str:
    """As what the lists have it as a word, and how usual that is."""
    lists = lexicon()
    known, rank = lists.words[low], lists.ranks[low]
    if known:
        return f"{'w' if known & SWEDISH else 'e' * bool(known & ENGLISH)}{rank}"
    if low.endswith("s") and lists.words[low[:-1]] & SWEDISH:
        return "ws"
    return "c" if len(low) >= COMPOUND and lists.compound(low) else f"-{rank}"


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
def _cues() -> dict[str, tuple[str, ...]]:
    listed = {word for name in CUES for word in words("person", name)}
    return {word: tuple(name for name in CUES if word in words("person", name)) for word in listed}


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
