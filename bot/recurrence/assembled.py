"""The pieces put together, if they agree."""

from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

from .draft import Draft, doubt
from .exceptions import MOST_TURNS
from .rule import Recurrence, Slot

T = TypeVar("T")
DAYS_IN = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
YEAR = 12
FORTNIGHT = 2


def assembled(draft: Draft, slots: tuple[Slot, ...], rule: Recurrence) -> Recurrence:
    """The rule with what the draft says. Pieces that contradict each other, or leave a choice, are doubtful."""
    by_month = [bool(slot.nth or slot.day) for slot in slots]
    by_date = [bool(slot.day) for slot in slots]
    if (
        any(by_month) != all(by_month)
        or any(by_date) != all(by_date)
        or len({replace(slot, at=rule.slots[0].at, ends=None) for slot in slots}) < len(slots)
    ):
        raise doubt()
    rule = _left_out(draft, replace(rule, months=_sorted(draft.months)))
    rule = _of_months(draft, rule) if all(by_month) else _of_weeks(draft, rule)
    rule = _without_turns(draft, rule) if draft.not_nth else rule
    if len(rule.months) == 1 and not draft.yearly:
        raise doubt()
    if not all(_agrees(rule, *count) for count in draft.counts):
        raise doubt()
    return rule


def _left_out(draft: Draft, rule: Recurrence) -> Recurrence:
    policy = _only(draft.policies, rule.holidays)
    weekends = any({5, 6} & set(slot.weekdays) for slot in rule.slots)
    if draft.not_weekends and not weekends and not draft.policies:
        policy = "skip"
    if policy == "ignore" and "ignore" in draft.policies and any(slot.working for slot in rule.slots):
        raise doubt()
    return replace(
        rule,
        holidays=policy,
        not_months=_sorted(draft.not_months),
        not_weeks=_sorted(draft.not_weeks),
        not_between=tuple(draft.not_between),
    )


def _of_weeks(draft: Draft, rule: Recurrence) -> Recurrence:
    interval, parity = _only(draft.weekly, 1), _only(draft.parity, "")
    weeks = _sorted(draft.weeks)
    weekdays = [weekday for slot in rule.slots for weekday in slot.weekdays]
    working = any(slot.working for slot in rule.slots)
    told = draft.ordinary or len(weeks) > 1 or len(weekdays) > 1
    if (draft.one_day and len(weekdays) > 1) or (working and len(rule.slots) > 1):
        raise doubt()
    if draft.monthly or draft.periods or draft.doubtful or not told or (parity and interval > FORTNIGHT):
        raise doubt()
    return replace(rule, unit="week", interval=1 if parity else interval, parity=parity, weeks=weeks)


def _without_turns(draft: Draft, rule: Recurrence) -> Recurrence:
    """The second to the fifth Monday of every month, for "varje måndag utom den första i månaden"."""
    signs = {number > 0 for number in draft.not_nth}
    if rule.unit == "month" or rule.interval > 1 or rule.parity or rule.weeks or draft.counts or len(signs) > 1:
        raise doubt()
    if any(len(slot.weekdays) > 1 or slot.working for slot in rule.slots):
        raise doubt()
    turns = [turn if True in signs else -turn for turn in range(1, MOST_TURNS + 1)]
    left = [turn for turn in turns if turn not in draft.not_nth]
    return replace(rule, unit="month", slots=tuple(replace(slot, nth=turn) for slot in rule.slots for turn in left))


def _of_months(draft: Draft, rule: Recurrence) -> Recurrence:
    if draft.weekly or draft.parity or draft.weeks or draft.not_weekdays or draft.not_weekends:
        raise doubt()
    _counted(draft, len(rule.slots))
    interval, period = _only(draft.monthly, 1), _only(draft.periods, 1)
    told = bool(draft.monthly or draft.periods or draft.months)
    if (draft.doubtful and not told) or (interval > 1 and (period > 1 or rule.months)):
        raise doubt()
    if period > 1 and rule.months:
        period = _spread(rule.months, period)
    _check_days(draft, replace(rule, period=period))
    return replace(rule, unit="month", interval=interval, period=period)


def _counted(draft: Draft, number: int) -> None:
    """The period, when the count is all that tells it: "en gång i kvartalet, andra tisdagen"."""
    for times, months in draft.counts:
        draft.yearly = draft.yearly or months == YEAR
        if 1 < months < YEAR and times == number and not (draft.monthly or draft.periods or draft.months):
            draft.periods.add(months)


def _spread(months: tuple[int, ...], period: int) -> int:
    """1, when the months are one of each period, so that the period says no more."""
    if len({(month - 1) // period for month in months}) < len(months) or len(months) * period != YEAR:
        raise doubt()
    return 1


def _check_days(draft: Draft, rule: Recurrence) -> None:
    """A day that not every month has: calendars differ in what they do then. "Den 15" alone is a single day."""
    days = [slot.day for slot in rule.slots if slot.day]
    shortest = min(DAYS_IN[month - 1] for month in rule.months or range(1, YEAR + 1))
    if any(day > shortest for day in days) or (days and not draft.ordinary and not rule.months):
        raise doubt()
    if rule.period > 1 and any(day not in {1, -1} for day in days):
        raise doubt()
    if rule.period == YEAR or (draft.yearly and not rule.months):
        raise doubt()


def _agrees(rule: Recurrence, times: int, months: int) -> bool:
    """Whether so many meetings in so many months (0: a week) are what the rule makes."""
    if rule.unit == "week":
        made = sum(len(slot.weekdays) for slot in rule.slots)
        return not months and rule.interval == 1 and not rule.parity and made == times
    if rule.months:
        return months > 1 and len(rule.slots) * len(rule.months) * months == times * YEAR
    return months > 0 and len(rule.slots) * months == times * rule.period * rule.interval


def _only(said: Collection[T], otherwise: T) -> T:
    """The one thing that was said."""
    if len(said) > 1:
        raise doubt()
    return next(iter(said), otherwise)


def _sorted(numbers: Collection[int]) -> tuple[int, ...]:
    return tuple(sorted(set(numbers)))
