"""Swedish working days and local time, for these tests alone: no code of the bot's, no library of holidays."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Stockholm")
ONE = timedelta(days=1)
FIXED = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))
FROM_EASTER = (-2, 0, 1, 39, 49)  # Good Friday, Easter Day and Monday, Ascension, Whit Sunday


def easter(year):
    """Easter Day by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    ell = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * ell) // 433
    month = (h + ell - 7 * m + 90) // 25
    return date(year, month, (h + ell - 7 * m + 33 * month + 19) % 32)


def saturday(year, month, day):
    """The first Saturday from a date on."""
    return next(found for n in range(7) if (found := date(year, month, day) + n * ONE).weekday() == 5)


@cache
def days_off(year):
    """Public holidays and the three eves, a weekend or not."""
    midsummer = saturday(year, 6, 20)
    moving = {easter(year) + n * ONE for n in FROM_EASTER}
    return moving | {date(year, *each) for each in FIXED} | {midsummer - ONE, midsummer, saturday(year, 10, 31)}


def holiday(day):
    return day in days_off(day.year)


@cache
def working(day):
    return day.weekday() < 5 and not holiday(day)


@cache
def counted(day, number):
    """The working day that is so many from this one, back when negative; the day itself when 0."""
    step = ONE if number > 0 else -ONE
    while number:
        day += step
        number -= working(day) * (1 if step == ONE else -1)
    return day


def local(day, hour, minute=0):
    """A time of the clock on a day, as an instant: what is jumped over in spring is that much later."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HERE).astimezone(UTC)
