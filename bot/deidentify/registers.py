"""Numbers from registers: number plates, cases, network addresses."""

import re
from collections.abc import Iterator
from functools import cache

from .cues import CAPITAL, LETTER, after, either, words
from .lexicon import lexicon
from .span import Span

SENTENCE = re.compile(r"[.!?](?=\s)|\n")
V4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
GROUP = "[0-9a-f]{1,4}"
V6 = re.compile(
    rf"(?<![\w:])(?:(?:{GROUP}:){{2,7}}(?::?{GROUP}){{1,6}}(?![\w:])|(?:{GROUP}:){{1,6}}:[0-9a-f:]{{0,20}})",
    re.IGNORECASE,
)
FEWEST = 4  # digits of a case number: "mål 1.2" is an aim
SIGNS = r"[\s:.#]{1,3}"
CLOCK = re.compile(r"\d\d?:\d\d(?::\d\d)?")
PLATE = re.compile(
    rf"(?<!\w)(?P<letters>{LETTER}{{3}})(?P<gap>[\s\-·.:]{{0,3}})(?P<digits>\d[ ]?\d[ ]?)(?P<last>{LETTER}|\d)(?!\w)"
)
POLICE = re.compile(
    rf"(?<!\w)(?:(?:\d{{4}}-)?K[ -]?\d{{4,8}}-\d{{2,4}}|(?:{CAPITAL}|PMT|FT)[ ]?\d{{2,6}}-\d{{2}})(?!\w)"
)


def registers(text: str, read: str) -> Iterator[Span]:
    """Plates, cases and addresses; ``read`` is the text with letters in numbers read as digits."""
    if not re.search(r"\d", read):
        return
    yield from plates(text)
    yield from cases(read)
    yield from addresses(read)


def plates(text: str) -> Iterator[Span]:
    """Swedish plates by their form, others where words say that a plate follows."""
    for found in PLATE.finditer(text):
        if _is_plate(found, text):
            yield Span(found.start(), found.end(), "PLATE", "sure", "plate")
    for found in _plate_said().finditer(text):
        if re.search(r"\d", found["n"]) or found["n"].isupper():
            yield Span(found.start("n"), found.end("n"), "PLATE", "sure", "plate-said")


def _is_plate(found: re.Match[str], text: str) -> bool:
    letters = found["letters"]
    word = letters.lower()
    if _vehicle(text, found.start()):
        return True
    if (word in lexicon().proper and found["gap"]) or word in words("birth", "months"):
        return False
    return letters.isupper() or not found["gap"] or (found["last"].isalpha() and word not in lexicon().ordinary)


def _vehicle(text: str, place: int) -> bool:
    """Whether the sentence so far speaks of a car or a plate."""
    before = text[max(0, place - 60) : place]
    return bool(_vehicle_word().search(SENTENCE.split(before)[-1]))


@cache
def _vehicle_word() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('numbers', 'plate')}(?!\w)", re.IGNORECASE)


@cache
def _plate_said() -> re.Pattern[str]:
    is_ = either("contacts", "linking")
    plate = r"(?-i:[A-ZÅÄÖ0-9]{1,8}(?:[ -][A-Z0-9]{1,5}){0,2})|[^\W\d_]{2,3}\s?\d{2,5}\w?"
    return re.compile(rf"{after('numbers', 'plate_is')}(?:{is_}\s+)?(?P<n>{plate})(?!\w)", re.IGNORECASE)


@cache
def _case_said() -> re.Pattern[str]:
    return re.compile(
        rf"{after('numbers', 'case', SIGNS)}(?:{either('contacts', 'linking')}\s+|nr\.?\s+)?"
        rf"(?P<n>(?:(?-i:{CAPITAL}{{1,6}})[ -]?)?(?:\d+[-./:]\d[\d\-./:]*\d|\d+[-/:]\d+|\d{{4,}})(?:-\w{{1,6}})?)",
        re.IGNORECASE,
    )


def cases(read: str) -> Iterator[Span]:
    """Case numbers after their word; the police's and the courts' by form."""
    for found in _case_said().finditer(read):
        if len(re.findall(r"\d", found["n"])) >= FEWEST:
            yield Span(found.start("n"), found.end("n"), "CASE_NO", "sure", "case-said")
    for found in POLICE.finditer(read):
        yield Span(found.start(), found.end(), "CASE_NO", "sure", "case")


def addresses(read: str) -> Iterator[Span]:
    """Internet addresses, fourth and sixth version."""
    for found in V4.finditer(read):
        yield Span(found.start(), found.end(), "IP", "sure", "ip")
    for found in V6.finditer(read) if ":" in read else ():
        if not CLOCK.fullmatch(found[0]):
            yield Span(found.start(), found.end(), "IP", "sure", "ip")
