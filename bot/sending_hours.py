"""When people are written to without having asked: on working days from 8 to 16 in Stockholm.

Not in July and not at Christmas either, unless whoever sends it has chosen so (domain/utbildning.md, rule 2).
"""

from datetime import date, datetime, time, timedelta

from .recurrence import STOCKHOLM, moment
from .working_days import is_working

OPENS, CLOSES = time(8), time(16)
JULY, DECEMBER = 7, 12
CHRISTMAS_BEGINS, CHRISTMAS_ENDS = (12, 21), (1, 6)  # month and day, both included
ONE_DAY = timedelta(days=1)


def is_sending_day(day: date, *, always: bool = False) -> bool:
    """Whether messages may go on this day. ``always``: in July and at Christmas too; never on a holiday."""
    return is_working(day) and (always or not is_quiet(day))


def is_quiet(day: date) -> bool:
    """Whether it is July or Christmas, when so many are away that a reminder only annoys."""
    at = (day.month, day.day)
    return day.month == JULY or at >= CHRISTMAS_BEGINS or at <= CHRISTMAS_ENDS


def first_day(day: date, *, always: bool = False) -> date:
    """The day itself if messages may go then, else the next one."""
    while not is_sending_day(day, always=always):
        day += ONE_DAY
    return day


def last_day(day: date, *, always: bool = False) -> date:
    """The day itself if messages may go then, else the one before it."""
    while not is_sending_day(day, always=always):
        day -= ONE_DAY
    return day


def is_open(now: datetime, *, always: bool = False) -> bool:
    """Whether messages may go at this moment (aware)."""
    local = now.astimezone(STOCKHOLM)
    return OPENS <= local.time() < CLOSES and is_sending_day(local.date(), always=always)


def opening(day: date) -> datetime:
    """When the day's sending begins."""
    return moment(day, OPENS)


def next_open(now: datetime, *, always: bool = False) -> datetime:
    """The first moment from this one on (aware) when messages may go."""
    if is_open(now, always=always):
        return now
    local = now.astimezone(STOCKHOLM)
    missed = local.time() >= CLOSES
    return opening(first_day(local.date() + (ONE_DAY if missed else timedelta()), always=always))
