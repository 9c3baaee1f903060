"""Where someone lives: street and number, postal town, flat."""

import re
from collections.abc import Iterator
from functools import cache

from .cues import CAPITAL, LETTER, TITLE, after, either
from .span import Span

POSTAL = re.compile(rf"(?<![\d-])(?:SE?-?\s?)?\d{{3}}\s?\d{{2}},?\s{TITLE}+(?:\s{TITLE}+)?", re.IGNORECASE)
SIGNS = r"[\s:]{1,3}"


def streets(text: str) -> Iterator[Span]:
    """Addresses in a folded text; a street without a number only where words say that someone lives there."""
    for found in _numbered().finditer(text):
        if not _day(text, found.end("number")):
            yield Span(found.start(), found.end(), "ADDRESS", "sure", "street")
    for found in _lived().finditer(text):
        yield Span(found.start("street"), found.end("street"), "ADDRESS", "ask", "street-lived")
    for found in POSTAL.finditer(text):
        yield Span(found.start(), found.end(), "ADDRESS", "sure", "postal-town")
    for found in _flat().finditer(text):
        yield Span(found.start("n"), found.end("n"), "ADDRESS", "ask", "flat")
    for found in _english().finditer(text):
        yield Span(found.start(), found.end(), "ADDRESS", "sure", "street")


def _street() -> str:
    narrow, wide, short = (either("address", name) for name in ("streets", "wide", "short"))
    first = rf"(?:(?-i:{CAPITAL})[^\W\d_:]*(?::s|:t)?\s){{0,2}}"
    narrowly = rf"{first}(?:{LETTER}|:|-){{2,40}}?{narrow}"
    widely = rf"(?-i:{CAPITAL})(?:{LETTER}|-){{2,40}}?{wide}"
    two = rf"{TITLE}+(?:\s{TITLE}+)?\s(?:{narrow}|{wide})"
    cut = rf"(?-i:{CAPITAL}){LETTER}{{3,40}}?{short}"
    return rf"(?<!\w)(?:(?:{two}|{narrowly}|{widely})(?!\w)|{cut})"


@cache
def _numbered() -> re.Pattern[str]:
    inside = either("address", "inside")
    number = r"(?P<number>\d{1,4}(?!\d)(?:\s?[-/]\s?\d{1,4}(?!\d))?)(?:\s?(?:[A-HJ-Z]|(?-i:[a-h]))(?![\w'’]))?"
    rest = rf"(?:,?\s?(?:{inside}\s?(?:nr\s?)?\d{{1,4}}|\d{{1,2}}\s?{inside}(?!\w)))?"
    town = rf"(?:,?\s\d{{3}}\s?\d{{2}}(?!\d)(?:\s{TITLE}+)?)?"
    return re.compile(rf"{_street()},?\s{{0,3}}(?:nr\.?\s?)?{number}{rest}{town}", re.IGNORECASE)


@cache
def _lived() -> re.Pattern[str]:
    return re.compile(rf"{after('address', 'live', SIGNS)}(?P<street>{_street()})", re.IGNORECASE)


@cache
def _flat() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<n>{either('address', 'flat')}\.?\s?(?:nr\.?\s?)?\d{{1,4}})(?!\d)", re.IGNORECASE)


@cache
def _english() -> re.Pattern[str]:
    kind = either("address", "english")
    return re.compile(rf"(?<!\w)\d{{1,4}}[a-z]?\s(?:{TITLE}+\s){{1,3}}{kind}(?!\w)", re.IGNORECASE)


@cache
def _month() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{either('birth', 'months')}(?!\w)|[.:]\d\d(?!\d)|[-/]\d)", re.IGNORECASE)


def _day(text: str, end: int) -> bool:
    """Whether the number is no house but a day or an hour: "vid Storgatan 3 maj"."""
    return bool(_month().match(text, end))
