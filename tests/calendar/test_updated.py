"""A newer file of a series, and what it changes."""

from datetime import datetime, timedelta

import pytest

from bot.errors import Unclear
from bot.series import Changes, updated

START = "DTSTART;TZID=Europe/Stockholm:20261130T083000"
FOUR = "RRULE:FREQ=WEEKLY;COUNT=4"
MOVED = ("DTSTART:20261208T120000Z", "RECURRENCE-ID:20261207T073000Z", "DTSTAMP:20261115T080000Z")


def version(sequence, day):
    return f"SEQUENCE:{sequence}|DTSTAMP:202611{day:02}T080000Z"


@pytest.fixture
def first(lines, event, read):
    return read(lines(event(START, FOUR, version(0, 10))))


def days(meetings):
    return [f"{each.planned:%d %H:%M}" for each in meetings]


def test_the_same_file_again_changes_nothing(first):
    assert updated(first, first) == (first, Changes())
    assert not updated(first, first)[1]


def test_a_moved_a_left_out_and_an_added_meeting_are_told(first, lines, event, read, shown):
    more = "RRULE:FREQ=WEEKLY;COUNT=5"
    raw = lines(event(START, more, "EXDATE:20261214T073000Z", version(1, 12)), event(*MOVED, "SEQUENCE:1"))
    series, changes = updated(first, read(raw))
    assert [(f"{each.planned:%d %H:%M}", f"{each.was:%d %H:%M}", f"{each.now:%d %H:%M}") for each in changes.moved] == [
        ("07 08:30", "07 08:30", "08 13:00")
    ]
    assert (days(changes.added), days(changes.cancelled)) == (["28 08:30"], ["14 08:30"])
    assert shown(series) == [
        *("2026-11-30 08:30", "2026-12-08 13:00", "(2026-12-14 08:30)", "2026-12-21 08:30", "2026-12-28 08:30")
    ]


def test_a_meeting_that_comes_back_is_added(first, lines, event, read):
    without = read(lines(event(START, FOUR, "EXDATE:20261214T073000Z", version(1, 12))))
    again = read(lines(event(START, FOUR, version(2, 13))))
    assert days(updated(updated(first, without)[0], again)[1].added) == ["14 08:30"]


def test_a_series_moved_within_its_days_keeps_the_names_of_its_meetings(first, lines, event, read, shown):
    later = read(lines(event(START.replace("0830", "1000"), FOUR, version(1, 12))))
    series, changes = updated(first, later)
    assert days(series.meetings) == days(first.meetings)
    assert shown(series, 2) == ["2026-11-30 10:00", "2026-12-07 10:00"]
    assert (len(changes.moved), changes.added, changes.cancelled) == (4, (), ())
    latest = read(lines(event(START.replace("0830", "1100"), FOUR, version(2, 13))))
    assert days(updated(series, latest)[0].meetings) == days(first.meetings)


def test_a_series_moved_to_another_day_is_cancelled_and_added(first, lines, event, read):
    tuesdays = read(lines(event(START.replace("1130", "1201"), FOUR, version(1, 12))))
    changes = updated(first, tuesdays)[1]
    assert (len(changes.cancelled), len(changes.added), changes.moved) == (4, 4, ())


@pytest.mark.parametrize("older", [version(0, 9), version(0, 1)])
def test_an_older_file_changes_nothing(lines, event, read, older):
    now = read(lines(event(START, FOUR, version(1, 2))))
    assert updated(now, read(lines(event(START, "RRULE:FREQ=WEEKLY;COUNT=2", older)))) == (now, Changes())


def test_a_cancelled_meeting_from_exchange_cancels_only_that_one(file, read):
    series = read(file("exchange_request.ics"))
    now, changes = updated(series, read(file("exchange_cancel_one.ics")))
    assert days(changes.cancelled) == ["20 13:00"]
    assert len(now.meetings) == len(series.meetings)
    assert [each.day for each in now.meetings if each.cancelled] == [each.day for each in changes.cancelled]
    assert now.whole


def test_a_cancelled_series_from_exchange_cancels_all(file, read):
    now, changes = updated(read(file("exchange_request.ics")), read(file("exchange_cancel_all.ics")))
    assert len(changes.cancelled) == len(now.meetings) == 12
    assert now.cancelled


def test_a_single_change_may_come_by_itself_and_a_later_whole_file_says_the_same(first, lines, event, read):
    alone = read(lines(event(*MOVED, "SEQUENCE:1"), method="REQUEST"))
    assert not alone.whole
    series, changes = updated(first, alone)
    assert len(changes.moved) == 1
    whole = read(lines(event(START, FOUR, version(0, 16)), event(*MOVED, "SEQUENCE:1")))
    assert updated(series, whole)[1] == Changes()


def test_a_whole_file_written_before_a_single_change_does_not_undo_it(first, lines, event, read):
    series = updated(first, read(lines(event(*MOVED, "SEQUENCE:1"))))[0]
    assert updated(series, read(lines(event(START, FOUR, version(0, 14)))))[1] == Changes()
    assert len(updated(series, read(lines(event(START, FOUR, version(0, 16)))))[1].moved) == 1


def test_an_older_change_of_a_meeting_changes_nothing(first, lines, event, read):
    newer = updated(first, read(lines(event(*MOVED, "SEQUENCE:2"))))[0]
    older = event(*MOVED[1:], "DTSTART:20261209T120000Z", "SEQUENCE:1")
    assert updated(newer, read(lines(older)))[1] == Changes()


def test_a_single_meeting_of_another_series_is_refused(first, lines, event, read):
    with pytest.raises(Unclear, match=r"calendar\.other_series"):
        updated(first, read(lines(event(*MOVED, uid="UID:other"))))


def test_another_series_replaces_the_first_whatever_its_version(first, lines, event, read):
    other = read(lines(event(START, "RRULE:FREQ=WEEKLY;COUNT=2", version(0, 1), uid="UID:other")))
    series, changes = updated(first, other)
    assert (series.uid, days(changes.cancelled)) == (other.uid, ["14 08:30", "21 08:30"])


def test_meetings_that_were_stay_for_a_while_and_what_is_newly_seen_is_no_change(lines, event, read):
    raw = lines(event(START, "RRULE:FREQ=WEEKLY", version(0, 10)))
    since = datetime.fromisoformat("2026-11-24T12:00+01:00")
    series = read(raw, since)
    later, changes = updated(series, read(raw, since + timedelta(days=100)))
    assert changes == Changes()
    assert later.meetings[0].starts.date().isoformat() == "2027-01-04"
    assert later.meetings[-1].starts > series.meetings[-1].starts
