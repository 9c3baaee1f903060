"""When people are written to: at most four times, never too close, and only when they are at work."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import rhythm, sending_hours
from bot.recurrence import STOCKHOLM
from bot.training import APART, MOST, SPAN, Training

from .town import campaign

MOMENTS = st.integers(0, 3 * 366 * 24 * 60).map(lambda each: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=each))
DAYS = timedelta(days=1)


def made(started, last, **facts):
    return campaign("c", started, last=last, **facts)


@given(MOMENTS, st.integers(0, 200), st.booleans())
def test_never_more_than_four_in_order_apart_and_on_days_when_people_are_at_work(started, length, always):
    """Against the rules, said again here."""
    last = started.date() + length * DAYS
    waves = rhythm.waves(made(started, last, always=always))
    assert len(waves) <= 4
    assert all(b.day - a.day >= APART for a, b in pairwise(waves))
    for wave in waves:
        assert wave.day.weekday() < 5
        assert started.astimezone(STOCKHOLM).date() <= wave.day <= last
        quiet = (
            wave.day.month == 7 or (wave.day.month, wave.day.day) >= (12, 21) or (wave.day.month, wave.day.day) < (1, 7)
        )
        assert always or not quiet
    numbers = [each.number for each in waves]
    assert len(set(numbers)) == len(numbers)
    assert not waves or numbers[0] == rhythm.INVITATION
    assert rhythm.LAST_DAY not in numbers[:-1]


@given(MOMENTS, st.booleans())
def test_the_hours_are_eight_to_sixteen_in_stockholm(now, always):
    local = now.astimezone(STOCKHOLM)
    is_open = sending_hours.is_open(now, always=always)
    assert not is_open or (8 <= local.hour < 16 and local.weekday() < 5)
    following = sending_hours.next_open(now, always=always)
    assert sending_hours.is_open(following, always=always)
    assert (following == now) == is_open


@pytest.mark.parametrize(
    "day", [date(2026, 4, 3), date(2026, 5, 1), date(2026, 6, 19), date(2026, 12, 24), date(2027, 1, 6)]
)
@pytest.mark.parametrize("always", [True, False])
def test_nothing_is_sent_on_a_holiday_whatever_was_chosen(day, always):
    assert not sending_hours.is_sending_day(day, always=always)


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 7, 31), date(2026, 12, 21), date(2027, 1, 4)])
def test_july_and_christmas_are_left_in_peace_unless_chosen(day):
    assert not sending_hours.is_sending_day(day)
    assert sending_hours.is_sending_day(day, always=True)


def test_five_weeks_give_the_invitation_a_fortnight_a_week_before_and_the_last_day():
    waves = rhythm.waves(made(datetime(2026, 11, 3, 8, tzinfo=UTC), date(2026, 12, 8)))
    assert [(each.number, each.day) for each in waves] == [
        (1, date(2026, 11, 3)),
        (2, date(2026, 11, 17)),
        (3, date(2026, 12, 1)),
        (4, date(2026, 12, 8)),
    ]


def test_of_days_too_close_together_those_near_the_last_day_are_kept():
    waves = rhythm.waves(
        made(datetime(2026, 11, 3, 8, tzinfo=UTC), date(2026, 11, 19))
    )  # +14 is two days before the end
    assert [each.day for each in waves] == [date(2026, 11, 3), date(2026, 11, 12), date(2026, 11, 19)]


def test_a_last_day_on_a_sunday_is_reminded_of_on_the_friday():
    waves = rhythm.waves(made(datetime(2026, 11, 3, 8, tzinfo=UTC), date(2026, 12, 6)))
    assert waves[-1] == rhythm.Wave(rhythm.LAST_DAY, date(2026, 12, 4))


def test_a_campaign_within_july_alone_has_no_day():
    began = datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert rhythm.waves(made(began, date(2026, 7, 30))) == ()
    assert len(rhythm.waves(made(began, date(2026, 7, 30), always=True))) == 4


@given(st.lists(st.integers(0, 120), max_size=60), st.integers(0, 2**32))
def test_the_budget_holds_whoever_asks_and_however_often(gaps, seed):
    """A person's days, when every reminder waits for the day that the budget gives it."""
    chance = random.Random(seed)
    training, day, days = Training("p"), date(2026, 1, 1), []
    for gap in gaps:
        day += gap % 5 * DAYS
        allowed = training.reminder_on(day)
        assert allowed >= day
        if chance.random() < 0.8:
            training, day = training.reminded_on(allowed), allowed
            days.append(allowed)
    assert all(b - a >= APART for a, b in pairwise(days))
    for first in days:
        assert sum(first <= each < first + SPAN for each in days) <= MOST


def test_the_first_day_that_the_budget_allows_is_no_later_than_needed():
    training = Training("p")
    for each in (date(2026, 11, 2), date(2026, 11, 5), date(2026, 11, 9), date(2026, 11, 12)):
        training = training.reminded_on(each)
    assert training.reminder_on(date(2026, 11, 13)) == date(2026, 12, 2)
    assert Training("p").reminded_on(date(2026, 11, 2)).reminder_on(date(2026, 11, 3)) == date(2026, 11, 5)
