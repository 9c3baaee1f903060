"""What points out a pupil: the class, the age beside a school, the day of birth."""

import re
from collections.abc import Iterator
from functools import cache

from .cues import after, either, words
from .folding import CLASS
from .span import Span

NEAR = r"[\s:]{1,2}"
SIGNS = r"[\s:.,(]{1,3}"
LETTER = r"(?:[A-HJ-Z]|[a-h])"
BARE = re.compile(r"(?<![\w§.,:/-])(?:F-)?[1-9][ ]?:?[A-H](?![\w§-]|[.:,]\d|\s§)")
NOT_AGE = 25  # years: older people go to no school
DATE = (
    r"(?:\d{8}|\d{6}|(?:19|20)\d\d[-./ ]\d\d?[-./ ]\d\d?|\d\d[-./]\d\d[-./]\d\d|\d\d?[-./ ]\d\d?[-./ ](?:19|20)?\d\d)"
)
LATE = re.compile(
    r"(?<![\d-])(?:(?:19\d\d|200\d|201\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|[013-9]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?![\d-])"
)


def school(text: str) -> Iterator[Span]:
    """Classes, ages and days of birth in a folded text."""
    yield from births(text)
    classes = list(_classes(text))
    yield from classes
    if classes or CLASS in text or _school_named(text):
        yield from _ages(text)


def _classes(text: str) -> Iterator[Span]:
    for found in _class_said().finditer(text):
        yield Span(*found.span(found.lastgroup or "n"), "CLASS", "sure", "class-said")
    for found in BARE.finditer(text):
        yield Span(found.start(), found.end(), "CLASS", "ask", "class")


@cache
def _class_said() -> re.Pattern[str]:
    spoken = either("school", "grades")
    small = rf"(?:[1-9][ ]?:?-?{LETTER}|[1-9]:an\s{LETTER}|{spoken}\s(?:[A-HJ-Z]|[a-h])(?!\w))"
    upper = r"(?-i:[A-ZÅÄÖ]{2,4}[ -]?\d{1,2}[A-Za-z]{0,2})"
    end = r"(?![\w'’-]|[.:]\d|\s§)"
    said = rf"{after('school', 'before', NEAR)}(?P<n>(?-i:{small})){end}"
    return re.compile(f"{said}|{after('school', 'class', NEAR)}(?P<line>{upper}){end}", re.IGNORECASE)


@cache
def _school_word() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)[^\W\d_][\w:-]{{0,40}}?{either('school', 'endings')}(?!\w)", re.IGNORECASE)


def _school_named(text: str) -> bool:
    """Whether one school is named, not schools of a kind."""
    found = (match[0].lower().removesuffix("s") for match in _school_word().finditer(text))
    return any(word not in words("school", "kinds") for word in found)


@cache
def _aged() -> tuple[re.Pattern[str], ...]:
    years, cue, nouns = either("school", "years"), either("school", "age"), either("school", "nouns")
    number = rf"(?:\d{{1,2}}|{either('numbers', 'spoken')})"
    month = either("birth", "months")
    return (
        re.compile(rf"(?<![\w.,-])(?P<n>{number}[\s-]{{0,2}}{years})(?!\w)(?!\s(?:sedan|ago))", re.IGNORECASE),
        re.compile(
            rf"(?<!\w){cue}\s(?:\w+\s)?(?P<n>\d{{1,2}})(?![\d:]|[.,]\d|\s?(?:%|{nouns}|{month})(?!\w))",
            re.IGNORECASE,
        ),
    )


def _ages(text: str) -> Iterator[Span]:
    for pattern in _aged():
        for found in pattern.finditer(text):
            digits = re.search(r"\d+", found["n"])
            if not digits or int(digits[0]) <= NOT_AGE:
                yield Span(found.start("n"), found.end("n"), "AGE", "sure", "age")


@cache
def _born() -> re.Pattern[str]:
    month, ordinal = either("birth", "months"), either("birth", "ordinals")
    day = rf"(?:\d{{1,2}}(?::?[ae]|st|nd|rd|th)?|{ordinal})\s(?:of\s)?{month}\.?(?:\s(?:19|20)?\d\d(?!\d)|\s-\d\d)?"
    english = rf"{month}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s(?:19|20)\d\d)?"
    year = r"(?:19|20)\d\d(?!\d)|[-'’]\d\d(?!\d)|\d\d(?=[\s.,)]|$)"
    return re.compile(
        rf"{after('birth', 'before', SIGNS)}(?:(?:[^\W\d_]{{2,4}}|\d{{1,2}}(?:\s[^\W\d_]{{2,4}})?)\s){{0,3}}?"
        rf"(?P<n>{DATE}(?!\d)|{day}|{english}|{month}\s(?:19|20)\d\d|{year})",
        re.IGNORECASE,
    )


def births(text: str) -> Iterator[Span]:
    """Days and years of birth after their words; and dates too early to be what happened."""
    for found in _born().finditer(text):
        if not re.fullmatch(r"fyll\w+\s+\d\d", found[0], re.IGNORECASE):
            yield Span(found.start("n"), found.end("n"), "DOB", "sure", "birth-said")
    for found in LATE.finditer(text):
        yield Span(found.start(), found.end(), "DOB", "ask", "date")
