"""Which days people are at work: Monday to Friday, no public holiday and none of the three eves.

Public holidays by lag (1989:253) om allmänna helgdagar; Midsummer's, Christmas and New Year's Eve are days off by
agreement. An ordinary Sunday is a weekend, not a holiday.
"""

from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5


def is_holiday(day: date) -> bool:
    """Whether it is a public holiday in Sweden or one of the three eves."""
    return day in _holidays(day.year)


def is_working(day: date) -> bool:
    """Whether it is a Monday to Friday and no holiday."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def nearest(day: date, step: int) -> date:
    """The day itself if people work then, else the next one that they do; ``step`` is 1 (later) or -1 (earlier)."""
    while not is_working(day):
        day += step * ONE_DAY
    return day


def working_days_from(day: date, count: int) -> date:
    """The working day that is so many after this one; before it when ``count`` is negative."""
    step = 1 if count > 0 else -1
    for _ in range(abs(count)):
        day = nearest(day + step * ONE_DAY, step)
    return day


@cache
def _holidays(year: int) -> frozenset[date]:
    found = country_holidays("SE", categories=("public", "de_facto"), years=[year], include_sundays=False)
    return frozenset(found)
