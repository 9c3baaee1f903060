"""Days and years of birth."""

import re
from collections.abc import Iterator
from functools import cache

from .cues import after, either, heard_before, lowered
from .span import Span

DIGIT = re.compile(r"\d")
SIGNS = r"[\s:.,(]{1,3}"
YEAR = r"(?:[03-9]\d|1[0-5])"  # of a birth, not of what happened lately
EARLY = r"(?:19\d\d|200\d|201[0-5])"
MONTH, DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
SAID_MONTH, SAID_DAY = r"(?:0[ ]?[1-9]|1[ ]?[0-2])", r"(?:0[ ]?[1-9]|[12][ ]?\d|3[ ]?[01])"  # "noll åtta tolv noll ett"
DATE = (
    rf"(?:(?:den|the)\s)?(?:\d{{8}}|\d{{6}}|(?:(?:19|20)\d\d|\d[ ]?\d)[ ]{SAID_MONTH}[ ]{SAID_DAY}|"
    r"(?:1[349]|20)\d\d[-./ ]\d\d?[-./ ]\d\d?|\d\d[-./]\d\d[-./]\d\d|"
    r"\d\d?[-./ ]\d\d?[-./ ](?:19|20)?\d\d|\d\d?/\d\d?)"
)
INITIAL = re.compile(r"F(?![^\W\d_])")  # of a name, "J.O.F. 16 år"
AFTER = r"(?![\w/-]|[.,]\d)"
BEFORE = r"(?<![\w.,/-])"
# Days too early to be what the text is about.
LATE = (
    re.compile(rf"(?<![\d-])(?:(?:19\d\d|200\d|201\d){MONTH}{DAY}|[013-9]\d{MONTH}{DAY})(?![\d-])"),
    re.compile(rf"{BEFORE}{EARLY}-{MONTH}-{DAY}{AFTER}"),
    re.compile(rf"{BEFORE}\d\d?(?:/\d\d?,?\s|-\d\d?-){EARLY}{AFTER}"),
    re.compile(
        rf"{BEFORE}(?:0?[1-9]|[12]\d|3[01])(?P<sign>[./])(?:0?[1-9]|1[0-2])(?:(?P=sign)(?:{EARLY}|{YEAR})|\s-{YEAR}){AFTER}"
    ),
)


def births(text: str) -> Iterator[Span]:
    """Days and years of birth after their words; and dates too early to be what happened."""
    for found in _born().finditer(lowered(text)):
        if not INITIAL.match(text, found.start()):
            yield Span(*found.span(found.lastgroup or "n"), "DOB", "sure", "birth-said")
    for found in _dated().finditer(lowered(text)):
        if heard_before(text, found.start(), "birth", "before"):
            yield Span(found.start(), found.end(), "DOB", "sure", "birth-too")
    for pattern in LATE if DIGIT.search(text) else ():
        for found in pattern.finditer(text):
            yield Span(found.start(), found.end(), "DOB", "sure", "date")


@cache
def _dated() -> re.Pattern[str]:
    """A day with its year, of somebody else perhaps: "född 1/1 1990 och hans bror 2/2-92"."""
    month = either("birth", "months")
    return re.compile(
        rf"(?<![\w/.-])(?:\d\d?(?::?[ae])?\s{month}\.?,?\s(?:19|20)\d\d|"
        r"\d\d?/\d\d?(?:\s(?:19|20)\d\d|-\d\d))(?![\w/-])"
    )


@cache
def _born() -> re.Pattern[str]:
    month, ordinal = either("birth", "months"), either("birth", "ordinals")
    day = rf"\d{{1,2}}(?::?[ae]|st|nd|rd|th)?|{ordinal}"
    yeared = r"(?:\s(?:19|20)?\d\d(?!\d)|,?\s-\d\d|\s\d\s\d(?!\d))?"
    feast = rf"{either('birth', 'feasts')}\s(?:19|20)\d\d"
    dated = rf"(?:(?:den|the)\s)?(?:{day})\s(?:of\s)?{month}\.?{yeared}|(?:den\s)?{ordinal}\s(?:i\s)?{ordinal}{yeared}"
    english = rf"{month}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s(?:19|20)\d\d)?"
    year = (
        rf"(?:19|20)\d\d(?:,\s(?:{dated}))?(?!\d)|[-'’]\d\d(?:\s(?:{dated}))?(?!\d)"
        rf"|\d[ ]?\d(?:,\s(?:{dated})|(?=[\s,;)!?]|\.(?!\d)|$))"
    )
    gap = rf"{SIGNS}(?:(?:[^\W\d_]{{1,8}}|\d{{1,2}}(?:\s[^\W\d_]{{1,4}})?)[,:]?\s){{0,6}}?"
    dates = rf"{DATE}(?!\d)|{dated}|{feast}|{english}|{month}\s(?:19|20)\d\d"
    return re.compile(
        rf"{after('birth', 'turns', gap)}(?P<day>{dates})|{after('birth', 'before', gap)}(?P<n>{dates}|{year})"
    )
