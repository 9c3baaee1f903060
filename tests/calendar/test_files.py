"""What the common programs write means what they show."""

from datetime import date, datetime

import pytest

from bot.series import Series


def test_outlook_with_a_moved_meeting_and_two_left_out(file, read, shown):
    series = read(file("outlook.ics"))
    assert shown(series, 4) == ["2026-12-09 13:00", "2027-01-18 08:30", "2027-02-01 08:30", "2027-02-15 08:30"]
    first = series.meetings[0]
    assert (first.day, f"{first.planned:%H:%M}", f"{first.ends:%H:%M}") == (date(2026, 12, 7), "08:30", "14:30")
    assert (shown(series, 20)[-1], series.more) == ("2027-06-07 08:30", False)


def test_half_past_eight_stays_half_past_eight_in_summer(file, read):
    meetings = read(file("outlook.ics")).meetings
    assert {f"{each.starts:%H:%M %z}" for each in meetings[1:]} == {"08:30 +0100", "08:30 +0200"}


def test_outlook_in_its_other_encoding_says_the_same(file, read):
    assert read(file("outlook_utf16.ics")) == read(file("outlook.ics"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "cp1252"])
def test_any_encoding_says_the_same(file, read, encoding):
    text = file("outlook.ics").decode()
    marked = "\ufeff" + text if encoding == "utf-16-be" else text
    assert read(marked.encode(encoding)) == read(file("outlook.ics"))


def test_the_third_wednesday_from_exchange(file, read, shown):
    series = read(file("exchange_request.ics"))
    assert shown(series, 3) == ["2026-12-16 13:00", "2027-01-20 13:00", "2027-02-17 13:00"]
    assert date(2027, 7, 21) not in {each.day for each in series.meetings}
    assert (len(series.meetings), shown(series, 12)[-1]) == (12, "2027-12-15 13:00")


def test_a_zone_that_only_the_file_knows(file, read, shown):
    series = read(file("outlook_custom_zone.ics"))
    assert shown(series, 5) == [
        *("2026-12-03 09:00", "2027-01-07 09:00", "2027-02-04 09:00", "2027-03-04 09:00", "2027-04-01 09:00")
    ]
    assert len(series.meetings) == 8


def test_google_with_changes_before_their_series(file, read, shown):
    series = read(file("google.ics"))
    assert shown(series, 4) == ["2026-12-02 10:00", "(2026-12-08 10:00)", "2026-12-15 10:00", "2027-01-05 10:00"]
    assert shown(series, 30)[-1] == "2027-03-30 10:00"


def test_whole_days_from_apple(file, read, shown):
    series = read(file("apple.ics"))
    assert [each.planned for each in series.meetings] == [
        *(date(2026, 12, 11), date(2027, 3, 12), date(2027, 9, 10), date(2027, 12, 10))
    ]
    assert shown(series, 1) == ["2026-12-11 00:00"]
    assert all(each.all_day for each in series.meetings)
    assert f"{series.meetings[0].ends:%d %H:%M}" == "12 00:00"


@pytest.mark.parametrize("name", ["outlook.ics", "exchange_request.ics", "google.ics", "apple.ics"])
def test_nobody_and_nothing_of_the_file_is_kept_but_times(file, read, name):
    kept = repr(read(file(name))).casefold()
    assert not [
        word for word in ("maja", "åke", "example", "möte", "björken", "brå", "google", "teams") if word in kept
    ]


@pytest.mark.parametrize("name", ["outlook.ics", "google.ics", "apple.ics", "exchange_cancel_one.ics"])
def test_a_series_comes_back_from_the_store_as_it_was(file, read, name):
    series = read(file(name))
    again = Series.from_doc(series.to_doc())
    assert again == series
    assert [each.version for each in again.meetings] == [each.version for each in series.meetings]


def test_a_single_meeting_is_a_series_of_one(lines, event, read, shown):
    series = read(lines(event("DTSTART:20261202T073000Z", "DURATION:PT1H")))
    assert shown(series) == ["2026-12-02 08:30"]
    assert (f"{series.meetings[0].ends:%H:%M}", series.more) == ("09:30", False)


def test_a_meeting_may_have_no_end(lines, event, read):
    assert read(lines(event("DTSTART:20261202T073000Z"))).meetings[0].ends is None


def test_days_named_one_by_one(lines, event, read, shown):
    raw = lines(
        event(
            *("DTSTART;TZID=Europe/Stockholm:20261202T090000", "DTEND;TZID=Europe/Stockholm:20261202T100000"),
            "RDATE;TZID=Europe/Stockholm:20270113T090000,20261216T140000",
            "RDATE;VALUE=PERIOD:20270120T080000Z/PT3H,20270127T080000Z/20270127T083000Z",
        )
    )
    series = read(raw)
    assert shown(series) == [
        *("2026-12-02 09:00", "2026-12-16 14:00", "2027-01-13 09:00", "2027-01-20 09:00", "2027-01-27 09:00")
    ]
    assert [f"{each.ends:%H:%M}" for each in series.meetings] == ["10:00", "15:00", "10:00", "12:00", "09:30"]


WEEKLY = ("DTSTART;TZID=W. Europe Standard Time:20261130T083000", "RRULE:FREQ=WEEKLY;COUNT=4")


@pytest.mark.parametrize(
    "spelt",
    [
        "EXDATE;TZID=Europe/Stockholm:20261207T083000",
        "EXDATE;TZID=/example.org/20260101_1/Europe/Stockholm:20261207T083000",
        "EXDATE;TZID=Romance Standard Time:20261207T083000",
        "EXDATE:20261207T073000Z",
        "EXDATE:20261207T083000",
        "EXDATE;VALUE=DATE:20261207",
        "EXDATE;TZID=GMT Standard Time:20261207T073000",
    ],
)
def test_a_day_left_out_is_found_however_its_zone_is_spelt(lines, event, read, shown, spelt):
    assert shown(read(lines(event(*WEEKLY, spelt)))) == ["2026-11-30 08:30", "2026-12-14 08:30", "2026-12-21 08:30"]


@pytest.mark.parametrize("end", ["20261214T073000Z", "20261214T083000", "20261214", "20261220T225959Z"])
def test_a_rule_ends_however_its_end_is_written(lines, event, read, shown, end):
    assert shown(read(lines(event(WEEKLY[0], f"RRULE:FREQ=WEEKLY;UNTIL={end}"))))[-1] == "2026-12-14 08:30"


@pytest.mark.parametrize("end", ["20261207", "20261206T230000Z", "20261207T000000", "20261207T235959Z"])
def test_a_rule_of_whole_days_ends_however_its_end_is_written(lines, event, read, shown, end):
    raw = lines(event("DTSTART;VALUE=DATE:20261130", f"RRULE:FREQ=DAILY;UNTIL={end}"))
    assert shown(read(raw))[-1] == "2026-12-07 00:00"


def test_changes_count_in_any_order_and_the_newest_of_each(lines, event, read, shown):
    master = event(*WEEKLY, "SEQUENCE:1")
    first = event("DTSTART:20261208T120000Z", "RECURRENCE-ID:20261207T073000Z", "SEQUENCE:2")
    second = event("DTSTART:20261209T120000Z", "RECURRENCE-ID:20261207T073000Z", "SEQUENCE:3")
    wanted = ["2026-11-30 08:30", "2026-12-09 13:00", "2026-12-14 08:30", "2026-12-21 08:30"]
    for parts in ((master, first, second), (second, first, master), (first, master, second)):
        assert shown(read(lines(*parts))) == wanted


def test_a_meeting_moved_to_before_its_series_begins(lines, event, read, shown):
    moved = event("DTSTART:20261125T120000Z", "RECURRENCE-ID:20261130T073000Z")
    assert shown(read(lines(moved, event(*WEEKLY))), 2) == ["2026-11-25 13:00", "2026-12-07 08:30"]


def test_a_change_of_a_meeting_that_is_no_turn_is_a_meeting(lines, event, read, shown):
    extra = event("DTSTART:20261203T120000Z", "RECURRENCE-ID:20261202T120000Z")
    assert shown(read(lines(event(*WEEKLY), extra)), 2) == ["2026-11-30 08:30", "2026-12-03 13:00"]


def test_a_change_of_a_day_that_is_left_out_is_none(lines, event, read, shown):
    moved = event("DTSTART:20261208T120000Z", "RECURRENCE-ID:20261207T073000Z")
    raw = lines(event(*WEEKLY, "EXDATE:20261207T073000Z"), moved)
    assert shown(read(raw)) == ["2026-11-30 08:30", "2026-12-14 08:30", "2026-12-21 08:30"]


def test_a_change_of_this_and_all_after_it(lines, event, read, shown):
    onwards = event(
        *("DTSTART:20261208T090000Z", "DURATION:PT2H", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261207T073000Z")
    )
    single = event("DTSTART:20261222T080000Z", "RECURRENCE-ID:20261221T073000Z")
    series = read(lines(onwards, single, event(*WEEKLY)))
    assert shown(series) == ["2026-11-30 08:30", "2026-12-08 10:00", "2026-12-15 10:00", "2026-12-22 09:00"]
    assert f"{series.meetings[2].ends:%H:%M}" == "12:00"


def test_of_several_series_the_one_that_is_not_over_counts(lines, event, read, shown):
    over = event("DTSTART:20260105T080000Z", "RRULE:FREQ=WEEKLY;COUNT=3", uid="UID:before")
    assert shown(read(lines(over, event(*WEEKLY))), 1) == ["2026-11-30 08:30"]


def test_it_is_read_as_far_as_three_years_and_four_hundred_meetings(lines, event, read):
    weekly = read(lines(event(WEEKLY[0], "RRULE:FREQ=WEEKLY")))
    daily = read(lines(event(WEEKLY[0], "RRULE:FREQ=DAILY")))
    assert (weekly.until.year, len(weekly.meetings), weekly.more) == (2029, 157, True)
    assert (daily.until, len(daily.meetings), daily.more) == (daily.meetings[-1].starts, 400, True)


def test_meetings_that_were_are_not_listed(file, read):
    late = read(file("google.ics"), datetime.fromisoformat("2027-03-20T12:00+01:00"))
    assert [each.day for each in late.meetings] == [date(2027, 3, 23), date(2027, 3, 30)]
