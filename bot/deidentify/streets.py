"""Where someone lives: street and number, postal town, flat.

A number is looked at with the word before it: what the word ends in, and what is said before the two.
"""

import re
from collections.abc import Iterator
from functools import cache

from .cues import LETTER, TITLE, closes, either, heard_before, words
from .lexicon import lexicon
from .public import public
from .span import Span

POSTAL = re.compile(rf"(?<![\d-])(?:SE?-?\s?)?\d{{3}}\s?\d{{2}},?\s{TITLE}+(?:\s{TITLE}+)?", re.IGNORECASE)
SURNAMED = re.compile(r"(?:ber|bor|[^r]n|la|å)g$|(?:[aoeiu]|l)v$")  # "Lindberg 14", "Gustav 3"
DAY = re.compile(r"(?:[12]?\d|3[01])/(?:\d|1[0-2])")
FLAT = 24  # code points before a street in which its flat may stand
LONG = 7  # letters of a word that is no common one by its length
GENITIVE = re.compile(r"[^\W\d_]+s[ ]")  # "gustavs väg", after "karl"
STEM, STEM_DOTTED = 3, 2  # letters before the ending of a street's name
REACH = 40  # code points before a street in which words say that someone lives there


def streets(text: str) -> Iterator[Span]:
    """Addresses in a folded text as it was typed."""
    if re.search(r"\d", text):
        yield from _numbered(text)
        yield from _boxes(text)
        for found in POSTAL.finditer(text):
            if not public(re.sub(r"\D", "", found[0])):
                yield Span(found.start(), found.end(), "ADDRESS", "sure", "postal-town")
        for found in _flat().finditer(text):
            yield Span(found.start("n"), found.end("n"), "ADDRESS", "sure", "flat")
        for found in _english().finditer(text):
            yield Span(found.start(), found.end(), "ADDRESS", "sure", "street")
    yield from _turned(text)


def _numbered(text: str) -> Iterator[Span]:
    for found in _word_and_number().finditer(text):
        start = _begins(text, found)
        if start is None or _counted(text, found.end("number"), marked=bool(found["door"])):
            continue
        rest, flat = _rest().match(text, found.end()), _flat_before().search(text[max(0, start - FLAT) : start])
        start -= len(flat[0]) if flat else 0
        if rest or found["door"] or not _everyones(text, start, found.end()):
            yield Span(start, rest.end() if rest else found.end(), "ADDRESS", "sure", "street")


@cache
def _public() -> tuple[re.Pattern[str], re.Pattern[str]]:
    place = either("address", "public")
    return (
        re.compile(rf"(?<!\w){place}\s{either('address', 'at_place')}\s$", re.IGNORECASE),
        re.compile(rf"[\s,:;(-]{{1,3}}(?:{either('address', 'meaning')}\s)?{place}(?!\w)", re.IGNORECASE),
    )


def _everyones(text: str, start: int, end: int) -> bool:
    """Whether just before or after it is called an office, a station, a place to meet, and no one's home."""
    before, following = _public()
    named = before.search(text[max(0, start - REACH) : start]) or following.match(text, end)
    return bool(named) and not _lives(text, start)


@cache
def _word_and_number() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w@])(?P<word>{LETTER}(?:{LETTER}|[:'’-]|\.(?=v(?:ägen)?\s\d|g(?:atan)?\s\d))*+\.?)"
        r"(?:,(?=\s{0,3}\d{1,4}\s?[A-Ha-h]?[\s]*(?:[,.;)\n]|$)))?[\s]{0,3}"
        rf"(?:{either('address', 'number')}\b\.?:?\s{{0,2}})?"
        r"(?P<number>(?<!-)[1-9]\d{0,3}(?!\d)"
        r"(?:\s?[-/]\s?\d{1,4}(?!\d)|½|:(?!\d\d(?!\d))\d{1,4}(?!\d)|(?:[ ]\d(?!\d)){1,3})?)"
        r"(?P<door>\s?(?:[A-HJ-Z]|(?-i:[a-h]))(?!\w)(?:\s\d{1,3}(?=[,.;)\n]|$))?)?(?!\w)",
        re.IGNORECASE,
    )


def _begins(text: str, found: re.Match[str]) -> int | None:
    """Where the street begins that stands before the number; None if it is no street."""
    start, word = found.start("word"), found["word"]
    low = word.lower()
    if low in words("address", "nowhere") or low in words("birth", "months"):
        return None
    if low in words("address", "bare") or (low in words("address", "bare_short") and _rest().match(text, found.end())):
        return _first_of_two(text, start)
    dated = DAY.fullmatch(found["number"]) and not _lives(text, start)
    odd = len(word) > LONG and not lexicon().known(low)
    wide = not dated and (odd or _marked(text, found)) and low.endswith(_endings("wide"))
    if low.endswith(_endings("streets")) or (wide and not _word_only(text, found)):
        return _with_first(text, start)
    if low.endswith(_endings("short")) and _shortened(text, found):
        return _with_first(text, start)
    apart = not word.isupper() and text[found.end("word")].isspace()
    if (
        apart
        and (_lives(text, start) or _rest().match(text, found.end()))
        and (word[0].isupper() or found["door"])
        and low not in words("person", "small")
    ):
        return _with_first(text, start)
    return None


@cache
def _endings(name: str) -> tuple[str, ...]:
    return tuple(sorted(words("address", name)))


def _marked(text: str, found: re.Match[str]) -> bool:
    """Whether a capital, a door or what is said before tells that a word like "plan" ends a street's name."""
    word = found["word"]
    return word[0].isupper() or bool(found["door"]) or _lives(text, found.start("word"))


def _word_only(text: str, found: re.Match[str]) -> bool:
    """Whether a word like "Omkring" only ends as streets do."""
    return lexicon().ordinary(found["word"].lower()) and not found["door"] and not _lives(text, found.start("word"))


def _shortened(text: str, found: re.Match[str]) -> bool:
    """Whether "storg" is short for a street: no word by itself, and a capital, a door or a cue beside it."""
    word = found["word"].lower()
    ending = next(end for end in sorted(_endings("short"), key=len, reverse=True) if word.endswith(end))
    if len(word) < len(ending) + (STEM_DOTTED if ending.endswith(".") else STEM):
        return False
    inside = _rest().match(text, found.end()) is not None
    if ending.endswith("."):
        return found["number"].isdigit() and (inside or _marked(text, found))
    beside = bool(found["door"]) or inside or _lives(text, found.start("word"))
    shortened = found["word"][0].isupper() and not SURNAMED.search(word) and len(found["number"]) < len("1000")
    odd = not lexicon().known(word) and not lexicon().place(word) and not lexicon().name(word)
    street = (
        not SURNAMED.search(word) and lexicon().known(word.removesuffix(ending)) and len(found["number"]) < len("1000")
    )
    return (beside or shortened or street) and odd


def _lives(text: str, start: int) -> bool:
    if closes(text, start, "address", "live", reach=REACH):
        return True
    at = closes(text, start, "address", "at", reach=6) and text[start : start + 1].isupper()
    return at and heard_before(text, start, "address", "live")


def _first_of_two(text: str, start: int) -> int | None:
    """In "Gyllenstiernas väg" and "lilla backen" the word before belongs to the name and must be there."""
    found = re.search(r"(?<![\w])([^\W\d_][^\W\d_'’-]{1,30}(?::s)?)[ ]$", text[max(0, start - 34) : start])
    if not found:
        return None
    low = found[1].lower()
    if low in words("address", "kinds"):
        return start - len(found[0])
    small = low in words("person", "small") or low in words("address", "live")
    named = found[1][0].isupper() or (low.endswith("s") and len(low) > STEM) or not lexicon().known(low)
    return _with_first(text, start - len(found[0])) if named and not small else None


def _with_first(text: str, start: int) -> int:
    """Further words of the name: "Stora Kvarnvägen", "S:t Eriksgatan", "Axel Ekmans väg"."""
    found = re.search(
        rf"(?<!\w)(?:(?:{either('address', 'kinds')}|[A-ZÅÄÖ]:[^\W\d_]{{1,2}})[ ])$",
        text[max(0, start - 12) : start].lower(),
    )
    if found:
        return start - len(found[0])
    first = re.search(r"(?<![\w.])[A-ZÅÄÖ][^\W\d_]+[ ]$", text[max(0, start - 24) : start])
    small = (
        re.search(r"(?<![\w.])[^\W\d_]{2,}[ ]$", text[max(0, start - 24) : start]) if text[start].islower() else None
    )
    if small and GENITIVE.match(text, start) and lexicon().listed(small[0][:-1]):
        return start - len(small[0])
    if first and text[start].isupper():
        before = text[max(0, start - REACH) : start - len(first[0])].rstrip(" ")
        return start - len(first[0]) if before and before[-1] not in ".!?\n:" else start
    return start


@cache
def _units() -> re.Pattern[str]:
    unit = either("numbers", "units")
    return re.compile(
        rf"\s?(?:{either('birth', 'months')}(?!\w)|[.:]\d\d(?!\d)|[-/]\d|(?:{unit})(?!\w))", re.IGNORECASE
    )


def _counted(text: str, end: int, *, marked: bool) -> bool:
    """Whether the number is no house but a day, an hour or a count: "vid Storgatan 3 maj"."""
    return not marked and bool(_units().match(text, end))


@cache
def _rest() -> re.Pattern[str]:
    """What follows the number: corrections, the floor, the flat, the postal town."""
    linked = either("address", "linked")
    inside, ordinal, side = either("address", "inside"), either("birth", "ordinals"), either("address", "side")
    floor = (
        rf"(?:{inside}(?!\w)\.?\s?(?:nr\.?\s?)?(?:\d{{1,4}}(?:[ ]\d\d)?|[A-H])(?!\w)|"
        rf"(?:\d{{1,2}}(?::?[ae])?|{ordinal})\s?{inside}(?:\s[vhm])?(?!\w))"
    )
    house = rf"\(?(?:{either('school', 'colours')}|[^\W\d_]{{2,10}}a)\s{either('address', 'house')}\)?"
    town = rf"\d{{3}}\s?\d{{2}}(?!\d)(?:\s{TITLE}+)?"
    return re.compile(
        rf"(?:[,;]?\s{{0,2}}(?:{linked}\s)?(?:{floor}|{town}|{house}|{side}(?!\w))){{1,5}}", re.IGNORECASE
    )


@cache
def _box() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<box>{either('address', 'box')})\s(?P<n>\d{{2,6}})(?!\w|[.,:]\d)", re.IGNORECASE)


def _boxes(text: str) -> Iterator[Span]:
    for found in _box().finditer(text):
        if found["box"][0].isupper() or _lives(text, found.start()):
            yield Span(found.start(), found.end(), "ADDRESS", "sure", "box")


@cache
def _flat_before() -> re.Pattern[str]:
    door, at = either("address", "flat", "door"), either("address", "flat_at")
    return re.compile(rf"(?<!\w){door}\.?\s(?:nr\.?\s)?\d{{1,4}},?\s(?:{at}\s)?$", re.IGNORECASE)


@cache
def _flat() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<n>{either('address', 'flat')}\.?\s?(?:nr\.?\s?)?\d{{3,4}})(?!\d)", re.IGNORECASE)


@cache
def _english() -> re.Pattern[str]:
    kind = either("address", "english")
    return re.compile(rf"(?<!\w)\d{{1,4}}[a-z]?\s(?:{TITLE}+\s){{1,3}}{kind}(?!\w)", re.IGNORECASE)


@cache
def _house_first() -> re.Pattern[str]:
    street = rf"(?:{either('address', 'same')}|[^\W\d_][^\W\d_:-]{{2,40}}?{either('address', 'streets', 'wide')})(?!\w)"
    return re.compile(
        rf"(?<!\w)(?P<n>(?:{either('address', 'number')}\.?\s\w{{1,12}}|"
        rf"{either('school', 'grades_definite')}|\d{{1,3}}:?an))"
        rf"\s{either('address', 'flat_at')}\s(?P<street>{street})",
        re.IGNORECASE,
    )


def _turned(text: str) -> Iterator[Span]:
    """The number before the street: "i sjuan på Vintergatan"."""
    for found in _house_first().finditer(text):
        low = found["street"].lower()
        if low in words("address", "same") or low not in words("address", "bare"):
            yield Span(found.start(), found.end(), "ADDRESS", "sure", "house-first")
