"""Rules and their meetings, held against a plain walk through the calendar that shares no code with them."""

import os
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.recurrence import POLICIES, STOCKHOLM, Recurrence, Slot, occurrences, upcoming

DAYS_OFF = holidays.country_holidays(
    "SE", categories=("public", "de_facto"), years=range(2024, 2036), include_sundays=False
)
EXAMPLES = 1000 if os.environ.get("VBE_PROOF") else 60
YEARS = 3  # the plain walk goes so far after the first day
ONE = timedelta(days=1)


def off(day):
    return day.weekday() > 4 or day in DAYS_OFF


def number_of(period, day):
    return ((day.year - 2000) * 12 + day.month - 1) // period


@cache
def days_in(period, number):
    first = date(2000 + number * period // 12, number * period % 12 + 1, 1)
    return [first + ONE * n for n in range(370) if number_of(period, first + ONE * n) == number]


def period_of(rule, day):
    """The number of the period, and its days."""
    number = number_of(rule.period, day)
    return number, days_in(rule.period, number)


def told_by_slot(rule, slot, day):
    """Whether the slot names the day, looking at nothing else."""
    if slot.day:
        return period_of(rule, day)[1][slot.day - 1 if slot.day > 0 else slot.day] == day
    if day.weekday() not in slot.weekdays or (slot.working and off(day)):
        return False
    if not slot.nth:
        return True
    same = [d for d in period_of(rule, day)[1] if d.weekday() in slot.weekdays and not (slot.working and off(d))]
    at = slot.nth - 1 if slot.nth > 0 else slot.nth
    return -len(same) <= at < len(same) and same[at] == day


def in_turn(rule, day):
    if rule.unit == "week":
        first = rule.anchor - ONE * rule.anchor.weekday()
        return (day - first).days // 7 % rule.interval == 0
    return (period_of(rule, day)[0] - period_of(rule, rule.anchor)[0]) % rule.interval == 0


def left_out(rule, day):
    week, month = day.isocalendar()[1], day.month
    if (rule.parity == "even" and week % 2) or (rule.parity == "odd" and not week % 2):
        return True
    if (rule.weeks and week not in rule.weeks) or (rule.months and month not in rule.months):
        return True
    if week in rule.not_weeks or month in rule.not_months:
        return True
    for first, last in rule.not_between:
        number = month * 100 + day.day
        if (first <= number <= last) if first <= last else not (last < number < first):
            return True
    return bool(rule.until and day > rule.until)


def walked(rule, since):
    """(planned, starts) of every meeting from ``since`` on, found by looking at every day."""
    found = {}
    day = rule.anchor
    while day <= since.date() + ONE * 366 * YEARS:
        for slot in rule.slots:
            if told_by_slot(rule, slot, day) and in_turn(rule, day) and not left_out(rule, day):
                held = day
                if day in DAYS_OFF and rule.holidays == "skip":
                    continue
                while rule.holidays.startswith("move") and day in DAYS_OFF and off(held):
                    held += ONE if rule.holidays == "move-later" else -ONE
                starts = datetime.combine(held, slot.at, STOCKHOLM)
                stays_before = found.get(starts)
                if stays_before is None or (stays_before != held and held == day):
                    found[starts] = day
        day += ONE
    return [(planned, starts) for starts, planned in sorted(found.items()) if starts >= since]


times = some.sampled_from([time(8), time(8, 30), time(13)])
weekdays = some.lists(some.integers(0, 6), min_size=1, max_size=3, unique=True).map(sorted).map(tuple)
sets = some.lists(some.integers(1, 12), max_size=3, unique=True).map(sorted).map(tuple)
weekly = some.builds(Slot, at=times, weekdays=weekdays) | some.builds(
    Slot, at=times, weekdays=some.just((0, 1, 2, 3, 4)), working=some.just(True)
)
by_turn = some.builds(
    Slot, at=times, weekdays=weekdays, nth=some.sampled_from([1, 2, 3, 4, 5, -1, -2, -3]), working=some.booleans()
).filter(lambda slot: not slot.working or max(slot.weekdays) < 5)
by_day = some.builds(Slot, at=times, day=some.sampled_from([1, 2, 15, 28, -1]))


def slots(kinds):
    return some.lists(kinds, min_size=1, max_size=2, unique_by=lambda slot: (slot.weekdays, slot.nth, slot.day)).map(
        tuple
    )


@some.composite
def rules(draw):
    unit = draw(some.sampled_from(["week", "month"]))
    return Recurrence(
        unit=unit,
        slots=draw(slots(weekly if unit == "week" else by_turn | by_day)),
        anchor=draw(some.dates(date(2025, 1, 1), date(2028, 12, 31))),
        interval=draw(some.integers(1, 4)),
        period=draw(some.sampled_from([1, 1, 3, 6])) if unit == "month" else 1,
        parity=draw(some.sampled_from(["", "", "", "even", "odd"])),
        weeks=draw(some.just(()) | sets.map(lambda found: tuple(4 * each for each in found))),
        months=draw(some.just(()) | sets),
        not_weeks=draw(some.just(()) | sets),
        not_months=draw(some.just(()) | sets),
        not_between=draw(some.sampled_from([(), ((615, 815),), ((1220, 110),)])),
        until=draw(some.none() | some.dates(date(2026, 1, 1), date(2030, 12, 31))),
        holidays=draw(some.sampled_from(POLICIES)),
    )


@given(rules(), some.integers(-20, 400))
@settings(max_examples=EXAMPLES, deadline=None)
def test_meetings_are_those_that_a_walk_through_the_calendar_finds(rule, later):
    since = datetime.combine(rule.anchor + ONE * later, time(8, 15), STOCKHOLM)
    expected = walked(rule, since)
    enough = [each for each in expected if each[1] < since + ONE * (366 * YEARS - 20)][:25]
    found = [(each.planned, each.starts) for each in occurrences(rule, since, len(enough))]
    assert found == enough


@given(rules())
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_rule_comes_back_from_storage_as_it_was(rule):
    assert Recurrence.from_doc(rule.to_doc()) == rule


def rule(**given):
    slot = Slot(given.pop("at", time(9)), weekdays=given.pop("weekdays", (0,)), nth=given.pop("nth", 0))
    return Recurrence(given.pop("unit", "week"), (slot,), given.pop("anchor", date(2026, 1, 1)), **given)


def starts(found, since=datetime(2026, 1, 1, tzinfo=STOCKHOLM), limit=5):
    return [each.starts for each in occurrences(found, since, limit)]


def test_a_rule_that_never_fits_ends():
    never = rule(weeks=(1,), months=(7,))
    assert starts(never) == []
    assert starts(rule(unit="month", nth=5, months=(2,), not_between=((229, 229),))) == []
    assert starts(rule(unit="month", nth=-5, weekdays=(0, 1, 2, 3, 4, 5, 6), not_between=((101, 1231),))) == []


def test_a_rule_comes_to_an_end_at_the_end_of_the_calendar():
    assert starts(rule(), datetime(9997, 12, 20, tzinfo=STOCKHOLM))
    assert len(starts(rule(), datetime(9997, 12, 20, tzinfo=STOCKHOLM), 100)) < 5


def test_a_meeting_in_the_hour_that_is_jumped_over_is_held_an_hour_later():
    (found,) = occurrences(rule(at=time(2, 30), weekdays=(6,)), datetime(2026, 3, 29, tzinfo=STOCKHOLM), 1)
    assert found.starts.isoformat() == "2026-03-29T03:30:00+02:00"


def test_a_meeting_in_the_hour_that_comes_twice_is_held_in_the_first():
    (found,) = occurrences(rule(at=time(2, 30), weekdays=(6,)), datetime(2026, 10, 25, tzinfo=STOCKHOLM), 1)
    assert found.starts.isoformat() == "2026-10-25T02:30:00+02:00"
    after = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # a quarter to three by the clock, but the first time round
    assert next(upcoming(rule(at=time(2, 30), weekdays=(6,)), after)).starts.date() == date(2026, 11, 1)


def test_wall_clock_time_stays_when_clocks_change():
    assert {each.hour for each in starts(rule(), limit=52)} == {9}


def test_a_meeting_that_starts_at_the_very_moment_is_found():
    (found,) = starts(rule(), datetime(2026, 1, 12, 8, tzinfo=UTC), 1)
    assert found == datetime(2026, 1, 12, 9, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(("policy", "day"), [("move-earlier", "2026-04-02"), ("move-later", "2026-04-07")])
def test_good_friday_is_moved_past_easter_and_keeps_its_day(policy, day):
    found = occurrences(rule(weekdays=(4,), holidays=policy), datetime(2026, 3, 30, tzinfo=STOCKHOLM), 2)
    assert found[0].planned == date(2026, 4, 3)
    assert found[0].starts.date().isoformat() == day
    assert found[1].starts.date() == date(2026, 4, 10)


def test_a_meeting_moved_to_the_day_of_another_is_not_held_twice():
    every_day = rule(weekdays=(0, 1, 2, 3, 4), holidays="move-later")
    found = occurrences(every_day, datetime(2026, 1, 5, tzinfo=STOCKHOLM), 3)
    assert [each.starts.day for each in found] == [5, 7, 8]
    assert [each.planned.day for each in found] == [5, 7, 8]


def test_an_ordinary_weekend_is_no_holiday():
    found = starts(rule(weekdays=(5, 6), holidays="skip"), datetime(2026, 2, 1, tzinfo=STOCKHOLM), 3)
    assert [each.day for each in found] == [1, 7, 8]


def test_the_end_is_on_the_day_the_meeting_is_held():
    slot = Slot(time(9), time(10, 30), weekdays=(4,))
    moved = Recurrence("week", (slot,), date(2026, 4, 3), holidays="move-earlier")
    (found,) = occurrences(moved, datetime(2026, 4, 1, tzinfo=STOCKHOLM), 1)
    assert found.ends == datetime(2026, 4, 2, 10, 30, tzinfo=STOCKHOLM)
