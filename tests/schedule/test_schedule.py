"""What is sent for a meeting and when, case by case; test_three_years holds all of it together."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from bot.schedule import between, due, next_due, next_look, passed, sent
from bot.series import Meeting, Series

from .days import HERE, ONE
from .forums import at, forum, kinds, told
from .lives import BEGIN, END, life

MONTHLY = "sista tisdagen i månaden kl 10.00"
MEETING = "2026-11-24T10:00"
SECOND = timedelta(seconds=1)


def around(found, first, last):
    return told(between(found, at(first), at(last)))


def fired(found, now):
    return sent(found, due(found, at(now)), at(now))


def test_the_chair_is_prompted_the_item_posted_and_it_is_asked_what_came_of_it():
    assert around(forum(MONTHLY), "2026-11-02", "2026-12-01") == [
        ("prompt", "2026-11-10 09:00"),
        ("item", "2026-11-19 09:00"),
        ("follow", "2026-11-25 09:00"),
    ]


def test_holidays_and_their_eves_are_no_working_days():
    found = forum("andra måndagen i månaden kl 13.00")
    assert around(found, "2026-12-15", "2027-01-15") == [
        ("follow", "2026-12-15 09:00"),
        ("prompt", "2026-12-21 09:00"),
        ("item", "2027-01-05 09:00"),  # over a weekend and Epiphany
        ("follow", "2027-01-12 09:00"),
    ]


def test_messages_go_by_where_a_meeting_is_moved_for_a_holiday():
    found = forum("den 6:e varje månad kl 10.00", "move-later")
    (prompt,) = [each for each in between(found, at("2026-12-14"), at("2027-01-01")) if each.kind == "prompt"]
    assert prompt.meeting.planned == "2027-01-06T10:00"
    assert prompt.meeting.starts.day == 7
    assert told([prompt]) == [("prompt", "2026-12-17 09:00")]


def test_the_hour_is_that_of_the_clock_before_and_after_it_is_changed():
    found = forum("första onsdagen i månaden kl 10.00")
    instants = [each.at.isoformat() for each in between(found, at("2027-03-15"), at("2027-04-07"))]
    assert instants == ["2027-03-22T08:00:00+00:00", "2027-04-02T07:00:00+00:00"]


def test_nothing_is_due_a_second_too_early_nor_when_it_was_sent():
    found, moment = forum(MONTHLY), at("2026-11-10 09:00")
    assert due(found, moment - SECOND) == []
    assert kinds(due(found, moment)) == ["prompt"]
    assert due(sent(found, due(found, moment), moment), moment) == []


@pytest.mark.parametrize(
    ("kind", "last"), [("prompt", "2026-11-19 09:00"), ("item", "2026-11-24 10:00"), ("follow", "2026-12-09 09:00")]
)
def test_what_fell_due_while_nobody_looked_is_due_until_it_expires(kind, last):
    others = tuple(f"{MEETING}|{each}" for each in {"prompt", "item", "follow"} - {kind})
    found = forum(MONTHLY, fired=(*others, "2026-12-29T10:00|prompt"))
    assert kinds(due(found, at(last) - SECOND)) == [kind]
    assert due(found, at(last)) == []


def test_a_forum_registered_late_gets_what_is_still_of_use():
    assert kinds(due(forum(MONTHLY), at("2026-11-18 12:00"))) == ["prompt"]
    assert kinds(due(forum(MONTHLY), at("2026-11-23 12:00"))) == ["item"]


def test_it_is_not_asked_what_came_of_meetings_before_a_forum_was_registered():
    registered = at("2026-11-24 10:30")
    found = forum(MONTHLY)
    assert kinds(due(found, at("2026-11-26"))) == ["follow"]
    assert passed(found, registered) == (f"{MEETING}|follow",)
    assert due(replace(found, fired=passed(found, registered)), at("2026-11-26")) == []
    assert passed(found, at("2026-11-24 09:59")) == ()


def test_a_moved_meeting_is_prompted_for_once_and_the_rest_goes_by_its_new_time():
    found = fired(forum(MONTHLY), "2026-11-10 09:00")
    found = replace(found, moved={MEETING: "2026-12-08T13:00+01:00"})
    assert due(found, at("2026-11-24 09:00")) == []
    assert kinds(due(found, at("2026-12-03 09:00"))) == ["item"]
    assert next_due(found, at("2026-11-20")) == at("2026-12-03 09:00")


def test_a_meeting_moved_to_sooner_gets_its_item_at_once():
    found = replace(fired(forum(MONTHLY), "2026-11-10 09:00"), moved={MEETING: "2026-11-12T10:00+01:00"})
    assert kinds(due(found, at("2026-11-10 09:05"))) == ["item"]
    assert next_look(found, at("2026-11-10 09:05")) == at("2026-11-10 09:05")


def test_nothing_more_is_sent_for_a_cancelled_meeting_and_all_that_is_left_when_it_is_held_after_all():
    found = fired(forum(MONTHLY), "2026-11-10 09:00")
    cancelled = replace(found, moved={MEETING: ""})
    assert due(cancelled, at("2026-11-19 09:00")) == []
    assert around(cancelled, "2026-11-02", "2026-12-01") == []
    assert kinds(due(found, at("2026-11-19 09:00"))) == ["item"]


def test_of_several_meetings_ahead_each_gets_its_own():
    found = forum("varje tisdag kl 10.00", leads=(12, 3, 1, 9))
    moment = at("2026-11-19 09:00")
    keys = [each.key for each in due(found, moment)]
    assert keys == [
        "2026-11-10T10:00|follow",
        "2026-12-01T10:00|prompt",
        "2026-11-17T10:00|follow",
        "2026-11-24T10:00|item",
    ]


def test_two_meetings_on_a_day_are_two_meetings():
    found = forum("sista tisdagen i månaden kl 10.00", moved={"2026-12-29T10:00": "2026-11-24T14:00+01:00"})
    assert [each.meeting.planned for each in due(found, at("2026-11-19 09:00"))] == [MEETING, "2026-12-29T10:00"]


def test_leads_of_nought_are_the_day_itself_yet_before_the_meeting_and_after_it():
    assert around(forum(MONTHLY, leads=(1, 0, 0, 9)), "2026-11-20", "2026-11-26") == [
        ("prompt", "2026-11-23 09:00"),
        ("item", "2026-11-24 09:00"),
        ("follow", "2026-11-24 10:00"),
    ]
    assert around(forum(MONTHLY, leads=(0, 0, 0, 15)), "2026-11-20", "2026-11-26") == [
        ("item", "2026-11-24 09:00"),
        ("follow", "2026-11-24 15:00"),
    ]


def test_a_prompt_that_would_not_come_before_the_item_is_left_out():
    assert kinds(between(forum(MONTHLY, leads=(3, 3, 1, 9)), at("2026-11-02"), at("2026-12-01"))) == ["item", "follow"]


def test_what_came_of_it_is_asked_after_the_end():
    held = Meeting(at("2026-11-24 18:00"), at("2026-11-24 18:00"), at("2026-11-25 11:30"))
    series = Series("s", (held,), at("2026-11-01"), at("2027-11-01"))
    found = replace(forum(MONTHLY), rule=None, series=series)
    assert around(found, "2026-11-25", "2026-12-01") == [("follow", "2026-11-25 11:30")]


def test_when_there_are_no_more_meetings_nothing_will_ever_be_due():
    found = forum("sista tisdagen i månaden kl 10.00 till och med november 2026")
    assert next_due(found, at("2026-11-24 10:00")) == at("2026-11-25 09:00")
    assert next_due(found, at("2026-11-25 09:00")) is None
    assert next_look(found, at("2026-11-25 09:00")) == at("2026-11-25 09:00")
    assert next_look(found, at("2027-11-25 09:00")) is None


def test_a_meeting_years_ahead_is_waited_for():
    found = forum(MONTHLY, moved={MEETING: "2031-11-25T10:00+01:00"})
    only = replace(found, rule=None)
    assert next_due(only, at("2026-11-02")) == at("2031-11-11 09:00")


def test_what_was_sent_is_forgotten_two_months_after_the_meeting():
    found = forum(MONTHLY, fired=(f"{MEETING}|item", f"{MEETING}|follow"))
    assert sent(found, [], at("2027-01-20")).fired == found.fired
    assert sent(found, [], at("2027-01-24")).fired == ()


def test_what_was_sent_is_remembered_for_a_meeting_that_was_moved_far_away():
    found = forum(MONTHLY, fired=(f"{MEETING}|prompt",), moved={MEETING: "2027-06-01T10:00+02:00"})
    now = at("2027-05-20 12:00")
    kept = sent(found, [], now)
    assert kept.fired == found.fired
    assert f"{MEETING}|prompt" not in [each.key for each in due(kept, now)]


def test_what_was_sent_is_remembered_as_long_as_it_could_be_sent_again():
    found = forum(MONTHLY, leads=(10, 3, 60, 9))
    now = at("2026-11-24 10:00")
    while (now := next_due(found, now)) < at("2027-04-20"):
        keys = [each.key for each in due(found, now)]
        assert len(keys) == 1
        found = sent(found, due(found, now), now)
        assert due(found, now + ONE) == []


def test_from_one_due_moment_to_the_next_nothing_is_passed_over():
    chance = Random(7)
    for number in range(40):
        found = life(chance, number).forum
        walked, now = [], BEGIN
        while (now := next_due(found, now)) and now < END:
            walked.append(now)
        moments = {each.at for each in between(found, BEGIN + SECOND, END)}
        assert walked == sorted(moments)


def test_times_may_be_given_in_any_zone():
    found = forum(MONTHLY)
    there = datetime.fromisoformat("2026-11-10T03:00:00-05:00")
    assert kinds(due(found, there)) == ["prompt"]
    assert next_due(found, there) == datetime(2026, 11, 19, 9, tzinfo=HERE)
