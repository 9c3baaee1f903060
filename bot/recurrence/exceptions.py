"""What the words leave out: months, weeks, dates, weekdays; and how such lists are read."""

import re

from .draft import Draft, doubt, figure, pattern, struck

TO = r"(?:dash|to|unto|through)"
PARTS = r"(?: (?:,|and|or))+"
YEAR = r"n20\d\d"
DATE = rf"(?:(?:the )?[no]\d{{1,2}} m\d+(?: {YEAR})?|m\d+ (?:the )?o\d{{1,2}}(?: {YEAR})?|(?:the )?on\d{{4}}|date\S+)"
SPAN = rf"n\d{{1,2}}(?: {TO} (?:week )?n\d{{1,2}})?"
WEEK = rf"(?:week {SPAN}(?:{PARTS} (?:week )?{SPAN})*)"
MONTH = rf"(?:m\d+(?: {TO} m\d+)?)"
ITEM = rf"(?:{DATE}(?: {TO} {DATE})?|{WEEK}|{MONTH}|hol|weekend)"
SEASON = r"(?:(?: ,)? season(?: ,)?)?"  # "v. 44 (höstlovet)": the name of what is told by its weeks
WEEKDAY = r"(?:wd\d)s?"
LEAP_YEAR = 2024
MONTHS, WEEKS = 12, 53
MOST_TURNS = 5  # of a weekday in a month


def exceptions(line: str, draft: Draft) -> str:
    """Strike out what is left out."""
    between = rf"between ({DATE}|m\d+|week n\d+) and ((?:week )?n\d+|{DATE}|m\d+)"
    line = struck(between, line, lambda m: f"{m[1]} dash {m[2]}")
    line = struck(rf"except (?:each )?{WEEKDAY}(?:{PARTS} {WEEKDAY})*", line, lambda m: _weekdays(m[0], draft))
    line = struck(r"(m\d+ ,) jul(?= , m\d)", line, lambda m: f"{m[1]} m7")  # else "jul" is Christmas
    line = struck(rf"(except(?: from)?) season(?: ,)?(?= {ITEM})", line, lambda m: m[1])
    nth = r"except (?:the )?(o-?\d)(?: (wd\d))?(?: the)?(?: (?:each )?(month))?"
    line = struck(nth, line, lambda m: _turn(m, draft))
    items = rf"except (?:from )?{ITEM}{SEASON}(?:{PARTS} (?:except )?(?:from )?{ITEM}{SEASON})*(?! (?:n\d|{TO}))"
    return struck(items, line, lambda m: _left_out(m[0], draft))


def _weekdays(said: str, draft: Draft) -> None:
    draft.not_weekdays |= {int(found[1]) for found in pattern(r"wd(\d)s?").finditer(said)}


def _turn(found: re.Match[str], draft: Draft) -> str | None:
    """Leave out the first Monday of the month, when month or Monday is said: "utom första" could be anything."""
    if not (found[2] or found[3]) or abs(figure(found[1])) > MOST_TURNS:
        return found[0]
    draft.not_nth.add(figure(found[1]))
    return None


def _left_out(said: str, draft: Draft) -> None:
    for found in pattern(ITEM).finditer(said):
        item = found[0]
        if item == "hol":
            draft.policies.add("skip")
        elif item == "weekend":
            draft.not_weekends = True
        elif item.startswith("week "):
            draft.not_weeks += weeks_of(item)
        elif pattern(MONTH).fullmatch(item):
            draft.not_months += months_of(item)
        else:
            draft.not_between.append(_dates_of(item))


def weeks_of(said: str) -> list[int]:
    """The ISO weeks in "week n36 dash n40 , n44"."""
    return _spread(said, r"n(\d+)", WEEKS)


def months_of(said: str) -> list[int]:
    """The months in "m9 dash m11 , m1"."""
    return _spread(said, r"m(\d+)", MONTHS)


def _spread(said: str, number: str, most: int) -> list[int]:
    """Numbers and spans of them; a span may go over New Year, from 46 to 4."""
    numbers: list[int] = []
    for found in pattern(rf"{number}(?: {TO} (?:week )?{number})?").finditer(said):
        first, last = int(found[1]), int(found[2] or found[1])
        if not (1 <= first <= most and 1 <= last <= most):
            raise doubt()
        numbers += range(first, last + 1) if first <= last else [*range(first, most + 1), *range(1, last + 1)]
    return numbers


def _dates_of(item: str) -> tuple[int, int]:
    """A date or two as month × 100 + day. One with a year is doubtful: the rule leaves out days of every year."""
    dates = [day_of(found[0]) for found in pattern(DATE).finditer(item)]
    if any(year for year, _, _ in dates):
        raise doubt()
    numbers = [month * 100 + day for _, month, day in dates]
    return numbers[0], numbers[-1]


def day_of(said: str) -> tuple[int, int, int]:
    """Year (0 when not said), month and day of one date."""
    said = said.removeprefix("the ")
    if said.startswith("date"):
        year, month, day = map(int, said[4:].split("-"))
        return year, month, day
    if said.startswith("on"):
        return 0, int(said[2:4]), int(said[4:6])
    signs = [sign for sign in said.split() if sign != "the"]
    years = [figure(sign) for sign in signs if pattern(YEAR).fullmatch(sign)]
    months = [figure(sign) for sign in signs if sign.startswith("m")]
    days = [figure(sign) for sign in signs if sign[0] in "no" and not pattern(YEAR).fullmatch(sign)]
    return (*years, 0)[0], months[0], days[0]
