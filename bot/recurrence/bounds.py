"""From when and until when a rule holds: "från vecka 36", "t.o.m. maj". Without a year, the coming one."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias

from .draft import Draft, doubt, figure, pattern, struck
from .exceptions import DATE, TO, YEAR, day_of

AHEAD = timedelta(weeks=26)  # a day or a week further off than this, and not this year: was the one just gone meant?
POINT = rf"(?:(?:wd\ds? )?{DATE}|(?:the )?m\d+ n\d{{1,2}}(?: {YEAR})?|week n\d{{1,2}}(?: {YEAR})?)"
MONTH = rf"m\d+(?: {YEAR})?"
Yearly: TypeAlias = Callable[[int], date]
AFTER = r"(?! (?:dash|n\d))"


def bounds(line: str, draft: Draft) -> str:
    """Strike out from when and until when."""
    # "tom juni" alone may be "utom juni" with a letter lost: it is left, and asked about
    line = struck(rf"(from (?:{POINT}|{MONTH})) tom", line, lambda m: f"{m[1]} through")
    line = struck(rf"from (m\d+) {TO} (m\d+)", line, lambda m: f"{m[1]} dash {m[2]}")
    line = struck(rf"from ({POINT}) {TO} ({POINT}){AFTER}", line, lambda m: _set(draft, m[1], m[2]))
    line = struck(rf"from ({POINT}|{MONTH}){AFTER}", line, lambda m: _set(draft, m[1], ""))
    return struck(rf"(?:to|unto|through) ({POINT}){AFTER}|through ({MONTH}){AFTER}", line, lambda m: _until(draft, m))


def _until(draft: Draft, found: re.Match[str]) -> None:
    _set(draft, "", found[1] or found[2])


def _set(draft: Draft, begin: str, until: str) -> None:
    if (begin and draft.begin) or (until and draft.until):
        raise doubt()
    draft.begin, draft.until = begin or draft.begin, until or draft.until


def first_day(draft: Draft, start: date) -> date:
    """The first day that the rule can have: ``start``, or from when it holds; past only if the year is said."""
    if not draft.begin:
        return start
    year, found = _point(draft.begin, start, last=False)
    if not _weekday_agrees(draft.begin, found):
        raise doubt()
    if not year:
        same_year = found.isocalendar().year == start.isocalendar().year
        if found - start > AHEAD and not same_year:
            raise doubt()
        found = max(found, start)
    return found


def last_day(draft: Draft, first: date) -> date | None:
    """The last day, that of the week or month when one is named."""
    if not draft.until:
        return None
    found = _point(draft.until, first, last=True)[1]
    if found < first or not _weekday_agrees(draft.until, found):
        raise doubt()
    return found


def _point(said: str, start: date, *, last: bool) -> tuple[int, date]:
    """The year if it was said (else 0), and the day: the first or last one of a week or month that is not over yet."""
    try:
        year, firsts, lasts = _dated(said)
        if not year:
            year_meant = next(y for y in (start.year - 1, start.year, start.year + 1) if lasts(y) >= start)
        else:
            year_meant = year
        return year, lasts(year_meant) if last else firsts(year_meant)
    except (ValueError, StopIteration) as error:  # 31 June
        raise doubt() from error


def _dated(said: str) -> tuple[int, Yearly, Yearly]:
    """The year if it was said, and by year the first and the last day of what is named."""
    signs = [sign for sign in said.split() if not pattern(r"the|wd\ds?").fullmatch(sign)]
    year = next((figure(sign) for sign in signs if pattern(YEAR).fullmatch(sign)), 0)
    if signs[0] == "week":
        week = figure(signs[1])
        return year, lambda y: date.fromisocalendar(y, week, 1), lambda y: date.fromisocalendar(y, week, 7)
    if pattern(MONTH).fullmatch(" ".join(signs)):
        month = figure(signs[0])
        return year, lambda y: date(y, month, 1), lambda y: date(y, month, monthrange(y, month)[1])
    year, month, day = day_of(" ".join(signs))
    return year, lambda y: date(y, month, day), lambda y: date(y, month, day)


def _weekday_agrees(said: str, found: date) -> bool:
    """Whether "måndag den 5 oktober" is a Monday, if a weekday was said."""
    return not said.startswith("wd") or found.weekday() == int(said[2])
