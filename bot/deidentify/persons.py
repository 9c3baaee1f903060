"""People in a text: names that stand together are one finding, initials too, and a name once seen is known again."""

import re
from collections.abc import Iterator
from functools import cache

from .cues import CAPITAL, either, words
from .lexicon import NAMELIKE, lexicon
from .naming import Verdict, verdict
from .reading import Reading, Word
from .span import Span

SHORTEST = 3  # letters of an unknown word that may be a name
JOINT = re.compile(r" |-|\n| - ")
LETTER = rf"(?<![\w.]){CAPITAL}\."
INITIALS = re.compile(rf"{LETTER}[ -]?(?:{CAPITAL}\.[ -]?){{0,2}}{CAPITAL}\.(?!\w)|{LETTER}\s?{CAPITAL}(?![\w.])")
ONE_INITIAL = re.compile(rf"{LETTER}(?=\s+[^\W\d_]|\s*$|[,;)])")


def persons(text: str) -> Iterator[Span]:
    """Names, by-names and initials in a folded text."""
    reading = Reading(text)
    alone = {index: verdict(reading, index) for index in range(len(reading.words))}
    found = _known_again(reading, _beside(reading, alone))
    done = 0
    for index, what in found.items():
        if what and index >= done:
            first, done = _left(reading, index, done), _right(reading, index, found)
            yield Span(reading.words[first].start, _end(reading, done - 1), "PERSON", *what)
    yield from _initials(reading)


def _end(reading: Reading, index: int) -> int:
    """The end of a name's last word, with the full stop of an initial."""
    word = reading.words[index]
    return word.end + (len(word.text) == 1 and reading.text[word.end : word.end + 1] == ".")


def _beside(reading: Reading, found: dict[int, Verdict]) -> dict[int, Verdict]:
    """Word-names and unknown words in lower case joined to a name: "lovisa o björn"."""
    joint, also = words("person", "and"), dict(found)
    for index in range(2, len(reading.words)):
        word, linked = reading.words[index], reading.low_before(index) in joint
        if linked and also[index - 2] and not also[index] and index not in reading.fixed and _could_be(word):
            also[index] = "ask", "beside"
    return also


def _known_again(reading: Reading, found: dict[int, Verdict]) -> dict[int, Verdict]:
    """Words with a capital, or unknown ones, that were taken for names elsewhere in the text."""
    seen = {_bare(reading.words[index]) for index, what in found.items() if what}
    again: Verdict = ("ask", "again")
    return {
        index: what or (again if _bare(word) in seen and _repeats(reading, index, word) else None)
        for (index, what), word in zip(found.items(), reading.words, strict=True)
    }


def _could_be(word: Word) -> bool:
    """Whether a word beside a name may be one: a word-name, or no word at all."""
    return word.dual or not (word.known or word.small or word.place or len(word.text) < SHORTEST)


def _repeats(reading: Reading, index: int, word: Word) -> bool:
    capital = word.capital and not word.shouted and not word.small
    return index not in reading.fixed and not word.place and (capital or not (word.known or word.small))


def _bare(word: Word) -> str:
    return word.low.removesuffix("s").rstrip("'’")


def _right(reading: Reading, index: int, found: dict[int, Verdict]) -> int:
    """Past the last word of the name that begins at ``index``."""
    past = index + 1
    while past < len(reading.words) and JOINT.fullmatch(reading.words[past].gap) and _belongs(reading, past, found):
        past += 1
    while reading.words[past - 1].low in words("person", "particles") and past - 1 > index and not found[past - 1]:
        past -= 1
    return past


def _belongs(reading: Reading, index: int, found: dict[int, Verdict]) -> bool:
    word = reading.words[index]
    if index in reading.fixed or (word.gap == "\n" and not found[index]):
        return False
    if word.low in words("person", "particles"):
        return index + 1 < len(reading.words) and (reading.words[index + 1].capital or reading.words[index + 1].name)
    if word.capital:
        return (not word.small or word.low in lexicon().listed) and not _nobody(word)
    if len(word.text) == 1:
        return word.low not in words("person", "letters") and (reading.in_class(index) or reading.acting(index))
    return bool(found[index]) or _lower_surname(reading.words[index - 1], word)


def _lower_surname(last: Word, word: Word) -> bool:
    """In "elin karlstrm" and "ali stark": after a name in lower case, what is or looks like one."""
    if last.capital or word.gap == "-" or word.act:
        return False
    return word.dual or (NAMELIKE.search(word.low) is not None and not word.known)


def _nobody(word: Word) -> bool:
    """An abbreviation or a place after a name is no part of it."""
    if len(word.text) == 1:
        return False
    return word.place or (word.shouted and not word.name)


def _left(reading: Reading, index: int, done: int) -> int:
    """The first word of the name: capitals before it that could be part of one."""
    first = index
    while reading.words[index].capital and first > done and _leads(reading, first - 1):
        first -= 1
    return first


def _leads(reading: Reading, index: int) -> bool:
    word, gap = reading.words[index], reading.words[index + 1].gap
    if len(word.text) == 1 and word.capital and gap in (". ", "."):
        return True  # "T. Ekman"
    if not JOINT.fullmatch(gap) or index in reading.fixed or not word.capital:
        return False
    if word.small or word.shouted or word.place:
        return False
    return word.dual or word.name or (not word.known and len(word.text) > 1)


def _initials(reading: Reading) -> Iterator[Span]:
    for found in INITIALS.finditer(reading.text):
        yield Span(found.start(), found.end(), "PERSON", "sure", "initials")
    for found in ONE_INITIAL.finditer(reading.text):
        if _someones(reading.text, found):
            yield Span(found.start(), found.end(), "PERSON", "ask", "initial")


@cache
def _person_before() -> re.Pattern[str]:
    kinds = "|".join(either("person", name) for name in ("kin", "titles", "before", "named"))
    return re.compile(rf"(?<!\w)(?:{kinds})\s$", re.IGNORECASE)


@cache
def _person_after() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{either('person', 'acts')}|{either('person', 'who')})(?!\w)")


def _someones(text: str, found: re.Match[str]) -> bool:
    """Whether a single initial stands where someone would: "mamma till R.", "R. har"."""
    before = text[max(0, found.start() - 40) : found.start()]
    return bool(_person_before().search(before) or _person_after().match(text, found.end()))
