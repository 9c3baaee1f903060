"""From a rule to meetings: planned days moved or skipped for holidays, as moments in Stockholm.

A time that the clock jumps over in spring is held as much later as the clock jumps (02.30 at 03.30); one that comes
twice in autumn is the first of the two. So says RFC 5545, 3.3.5, and so calendars do.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from heapq import heappop, heappush
from itertools import islice

from bot.working_days import is_holiday, nearest

from .planned import planned
from .rule import STOCKHOLM, Occurrence, Recurrence, Slot

FARTHEST = 14  # days a meeting can be moved at most, generously: Christmas to New Year has a working day in between
JUMPS = range(1, 4)  # hours around which clocks are changed


def occurrences(rule: Recurrence, since: datetime, limit: int) -> list[Occurrence]:
    """The first meetings that start at ``since`` (aware) or later, at most ``limit``; fewer when the rule ends."""
    return list(islice(upcoming(rule, since), limit))


def upcoming(rule: Recurrence, since: datetime) -> Iterator[Occurrence]:
    """Every meeting that starts at ``since`` (aware) or later, in order. ``next`` of it costs some microseconds.

    Of two meetings that begin at the same moment, as when one is moved to the day of another, there is one.
    """
    moves = rule.holidays in {"move-earlier", "move-later"}
    first = since.astimezone(STOCKHOLM).date().toordinal() - (FARTHEST if moves else 0)
    found = _once(_moved(rule, first) if moves else _unmoved(rule, first))
    moment_utc = since.astimezone(UTC)  # within one zone Python compares clock faces, and 02.30 may come twice
    return (each for each in found if each.starts >= moment_utc)


def _unmoved(rule: Recurrence, first: int) -> Iterator[Occurrence]:
    for day, slot in planned(rule, first):
        when = date.fromordinal(day)
        if rule.holidays == "ignore" or not is_holiday(when):
            yield _occurrence(when, when, slot)


def _moved(rule: Recurrence, first: int) -> Iterator[Occurrence]:
    """Meetings in the order they are held: one is given out when no later one can be moved to before it."""
    step = 1 if rule.holidays == "move-later" else -1
    waiting: list[tuple[datetime, bool, int, Occurrence]] = []
    for number, (day, slot) in enumerate(planned(rule, first)):
        when = date.fromordinal(day)
        meeting = _occurrence(when, nearest(when, step) if is_holiday(when) else when, slot)
        while waiting and waiting[0][0].toordinal() < day - FARTHEST:
            yield heappop(waiting)[-1]
        heappush(waiting, (meeting.starts, meeting.starts.date() != when, number, meeting))
    while waiting:
        yield heappop(waiting)[-1]


def _once(meetings: Iterator[Occurrence]) -> Iterator[Occurrence]:
    """Without those that begin with the one before: a meeting that stays comes before one that is moved."""
    last = None
    for each in meetings:
        if each.starts != last:
            yield each
        last = each.starts


def _occurrence(day: date, held: date, slot: Slot) -> Occurrence:
    ends = moment(held, slot.ends) if slot.ends else None
    return Occurrence(day, moment(held, slot.at), ends)


def moment(day: date, at: time) -> datetime:
    """The time of day in Stockholm, one that exists."""
    found = datetime.combine(day, at, STOCKHOLM)
    return found.astimezone(UTC).astimezone(STOCKHOLM) if at.hour in JUMPS else found
