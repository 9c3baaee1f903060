"""From a rule to the days it plans, before holidays are looked at.

Own arithmetic, not dateutil's rrule: a rule starts at the day asked about by whole intervals, without a parser or a
search from its first day; and rrule has no even weeks, no quarters, no working days, and BYWEEKNO for years only.
Days are ordinals (``date.toordinal``).
"""

from collections.abc import Iterator
from datetime import date, time

from bot.working_days import is_working

from .rule import Recurrence, Slot

HORIZON = 40 * 366  # days looked ahead: longer than the 28 years between two 29 February on the same weekday
LAST = date(9997, 12, 31).toordinal()  # the calendar ends at 9999
MONTHS = 12


def planned(rule: Recurrence, first: int) -> Iterator[tuple[int, Slot]]:
    """The days from ``first`` on, in order (by time within a day), at most ``HORIZON`` ahead: a rule always ends."""
    anchor = rule.anchor.toordinal()
    first = max(first, anchor)
    last = min(first + HORIZON, rule.until.toordinal() if rule.until else LAST)
    days = _by_weeks(rule, first, last) if rule.unit == "week" else _by_months(rule, first, last)
    for day, slot in days:
        if day > last:
            return
        if day >= first and _fits(rule, slot, day):
            yield day, slot


def _by_weeks(rule: Recurrence, first: int, last: int) -> Iterator[tuple[int, Slot]]:
    step = 7 * rule.interval
    base = _monday(rule.anchor.toordinal())
    week = [(weekday, slot) for slot in rule.slots for weekday in slot.weekdays]
    if len(week) > 1:
        week.sort(key=_weekday_and_time)
    for monday in range(base + (_monday(first) - base) // step * step, last + 1, step):
        for weekday, slot in week:
            yield monday + weekday, slot


def _weekday_and_time(entry: tuple[int, Slot]) -> tuple[int, time]:
    return entry[0], entry[1].at


def _by_months(rule: Recurrence, first: int, last: int) -> Iterator[tuple[int, Slot]]:
    step = rule.period * rule.interval
    base = _month(rule.anchor) // rule.period * rule.period
    month = base + (_month(date.fromordinal(first)) - base) // step * step
    while (begins := _first_of(month)) <= last:
        if rule.period > 1 or not rule.months or month % MONTHS + 1 in rule.months:
            yield from _in_period(rule.slots, begins, _first_of(month + rule.period) - 1)
        month += step


def _in_period(slots: tuple[Slot, ...], begins: int, ends: int) -> list[tuple[int, Slot]]:
    found = [(day, slot) for slot in slots if (day := _day_of(slot, begins, ends))]
    if len(found) > 1:
        found.sort(key=_weekday_and_time)
    return found


def _day_of(slot: Slot, begins: int, ends: int) -> int:
    """The slot's day in the period, or 0 when it has none."""
    if slot.day:
        day = begins + slot.day - 1 if slot.day > 0 else ends + slot.day + 1
    elif len(slot.weekdays) == 1 and not slot.working:
        (weekday,) = slot.weekdays
        day = begins + (weekday + 1 - begins) % 7 + 7 * (slot.nth - 1)
        if slot.nth < 0:
            day = ends - (ends - weekday - 1) % 7 + 7 * (slot.nth + 1)
    else:
        day = _nth_of(slot, begins, ends)
    return day if begins <= day <= ends else 0


def _nth_of(slot: Slot, begins: int, ends: int) -> int:
    count = 0
    for day in range(begins, ends + 1) if slot.nth > 0 else range(ends, begins - 1, -1):
        count += _counts(slot, day)
        if count == abs(slot.nth):
            return day
    return 0


def _counts(slot: Slot, day: int) -> bool:
    return (day + 6) % 7 in slot.weekdays and (not slot.working or is_working(date.fromordinal(day)))


def _fits(rule: Recurrence, slot: Slot, day: int) -> bool:
    """Whether nothing in the rule speaks against the day."""
    if not (rule.parity or rule.weeks or rule.months or rule.not_weeks or rule.not_months or rule.not_between):
        return not slot.working or is_working(date.fromordinal(day))
    when = date.fromordinal(day)
    return (
        _fits_month(rule, when)
        and _fits_week(rule, when.isocalendar().week)
        and (not slot.working or is_working(when))
        and not any(_between(when.month * 100 + when.day, *each) for each in rule.not_between)
    )


def _fits_month(rule: Recurrence, when: date) -> bool:
    return (not rule.months or when.month in rule.months) and when.month not in rule.not_months


def _fits_week(rule: Recurrence, week: int) -> bool:
    if rule.parity and (week % 2 == 0) != (rule.parity == "even"):
        return False
    return (not rule.weeks or week in rule.weeks) and week not in rule.not_weeks


def _between(day: int, first: int, last: int) -> bool:
    """Whether the day of the year lies there; a period may go over New Year."""
    return first <= day <= last if first <= last else day >= first or day <= last


def days_of(rule: Recurrence, first: date) -> Iterator[date]:
    """The days alone."""
    return (date.fromordinal(day) for day, _ in planned(rule, first.toordinal()))


def _monday(day: int) -> int:
    return day - (day + 6) % 7


def _month(day: date) -> int:
    return day.year * MONTHS + day.month - 1


def _first_of(month: int) -> int:
    return date(month // MONTHS, month % MONTHS + 1, 1).toordinal()
