"""A rule of repetition (RFC 5545, 3.3.10) unrolled, however it was written: every rule comes to an end here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from math import prod

from dateutil.rrule import rrulestr
from icalendar.prop import vRecur

from bot.errors import Unclear

CYCLE = 400  # years after which the calendar repeats itself to the day of the week
LAST = 9990  # dateutil looks for days until the year 9999
MOST_TURNS = 20_000  # of one rule, from its beginning
TIMES_A_DAY = 4
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}


@dataclass(frozen=True, slots=True)
class Rule:
    """How a meeting repeats: the rule without its end, and the end as written, which may be a day or a moment."""

    text: str
    until: date | datetime | None


def rule(text: str) -> Rule:
    """The rule of an RRULE. Raises Unclear: calendar.too_often, or ValueError."""
    told = vRecur.from_ical(text)
    if len(told.get("FREQ", ())) != 1:
        raise ValueError(text)
    if told["FREQ"][0].upper() not in FREQUENCIES:
        raise Unclear("calendar.too_often")
    if prod(max(1, len(told.get(name, ()))) for name in ("BYHOUR", "BYMINUTE", "BYSECOND")) > TIMES_A_DAY:
        raise Unclear("calendar.too_often")
    if any(number < 1 for name in ("INTERVAL", "COUNT") for number in told.get(name, ())):
        raise ValueError(text)
    until = told.pop("UNTIL", [None])[0]
    if not (until is None or isinstance(until, date)):
        raise ValueError(text)
    found = Rule(told.to_ical().decode(), until)
    rrulestr(found.text, dtstart=datetime(2000, 1, 1))  # noqa: DTZ001 - a wall clock's; says whether it is a rule
    return found


def turns(found: Rule, start: datetime, end: datetime) -> Iterator[datetime]:
    """When the rule has its turns, from ``start`` to the first one after ``end``, which is given too; all naive.

    Days for a rule that never fits are sought to the end of Python's calendar, and dateutil cannot be stopped earlier.
    So it is asked about the last years there that are like these: the calendar repeats itself every 400 years.
    Raises ValueError, Unclear: calendar.too_often.
    """
    try:
        yield from _turns(found, start, end)
    except LookupError as error:  # in dateutil: the 53rd Monday of a month
        raise ValueError(found.text) from error


def _turns(found: Rule, start: datetime, end: datetime) -> Iterator[datetime]:
    ahead = (LAST - end.year) // CYCLE * CYCLE
    moved = rrulestr(found.text, dtstart=start.replace(year=start.year + ahead))
    for number, each in enumerate(moved):
        if number == MOST_TURNS:
            raise Unclear("calendar.too_often")
        turn = each.replace(year=each.year - ahead)
        yield turn
        if turn > end:
            return
