"""Files that are no calendar, broken, or made to keep us busy: refused with the reason, or bounded."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.adapters.calendar_file import read as read_file
from bot.errors import Unclear
from content import LANGUAGES, load

from .conftest import FILES, TODAY, event, lines

EXAMPLES = 3_000 if os.environ.get("VBE_PROOF") else 150
START = "DTSTART:20261130T083000"
WHOLE = lines(event(START, "RRULE:FREQ=WEEKLY"))
EMPTY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def ruled(rule, start=START):
    return lines(event(start, f"RRULE:{rule}"))


REFUSED = {
    "not_calendar": [
        b"",
        b"\0" * 64,
        b"PK\x03\x04",
        b"\xff\xd8\xff\xe0",
        b"<html>",
        b"Hej",
        b"BEGIN:VCARD\r\nEND:VCARD",
    ],
    "no_meeting": [
        EMPTY,
        lines("BEGIN:VTODO|DUE:20261130T083000|END:VTODO"),
        lines(event("DTSTART:20260105T080000Z")),
        lines(event("DTSTART:20260105T080000Z", "RRULE:FREQ=DAILY;COUNT=9")),
        lines("BEGIN:X-ROOM|" + event(START) + "|END:X-ROOM"),
    ],
    "several": [
        lines(event(START), event(START, uid="UID:other")),
        lines(event(START), event(START, uid="SUMMARY:none")),
        WHOLE + lines(event(START, uid="UID:other")),
        lines(*(event("DTSTART:20260105T080000Z", uid=f"UID:{n}") for n in range(50))),
    ],
    "too_large": [
        b"BEGIN:VCALENDAR\r\n" + b"x" * 10_000_000,
        b"x" * 10_000_000,
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 60_000,
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VALARM\r\nEND:VALARM\r\n" * 30_000,
        lines(event(START, "RRULE:FREQ=DAILY", "EXDATE:" + ",".join(["20261130T083000"] * 60_000))),
        lines(event(START, "RDATE:" + ",".join(["20261130"] * 100_000))),
        lines(event(START, *["STATUS:CONFIRMED"] * 40_000)),
    ],
    "too_often": [
        ruled("FREQ=SECONDLY"),
        ruled("FREQ=MINUTELY;INTERVAL=100000"),
        ruled("FREQ=HOURLY;COUNT=2"),
        ruled("freq=secondly"),
        ruled("FREQ=DAILY;BYHOUR=8,9,10;BYMINUTE=0,30"),
        ruled("FREQ=YEARLY;BYSECOND=" + ",".join(map(str, range(60)))),
        ruled("FREQ=DAILY;BYHOUR=8,9,10,11", "DTSTART:19900101T080000"),
    ],
    "broken": [
        WHOLE[:-20],
        WHOLE.replace(b"END:VEVENT", b"END:VALARM"),
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 4_000,
        EMPTY + b"END:VCALENDAR\r\n",
        lines("BEGIN:VEVENT|UID:x|END:VEVENT"),
        lines(event("DTSTART:yesterday")),
        lines(event("DTSTART:20261341T083000")),
        lines(event("DTSTART:00010101T000000")),
        lines(event("DTSTART:99991231T235959Z", "DURATION:P30D")),
        lines(event("DTSTART:PT1H")),
        lines(event("DTSTART;TZID=Nowhere/Land:20261130T083000")),
        lines(event("DTSTART;TZID=../../etc/passwd:20261130T083000")),
        lines(event("DTSTART;TZID=Europe:20261130T083000")),
        lines(event("DTSTART;TZID=" + "x" * 2_000 + ":20261130T083000")),
        lines("BEGIN:VTIMEZONE|TZID:Bare|END:VTIMEZONE", event("DTSTART;TZID=Bare:20261130T083000")),
        lines(event(START, "DURATION:P99999999999999D")),
        lines(event(START, "DURATION:P400D")),
        lines(event(START, "DTEND:20301130T083000")),
        lines(event(START, "SEQUENCE:many")),
        lines(event(START, "SEQUENCE:" + "9" * 800)),
        lines(event(START, "EXRULE:FREQ=DAILY")),
        lines(event(START, "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY")),
        *map(ruled, ("FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=-5")),
        *map(ruled, ("", "W1 MO #0", "INTERVAL=2", "FREQ=FORTNIGHTLY", "FREQ=DAILY;BYHOUR=25", "FREQ=DAILY;BYDAY=XX")),
        ruled("FREQ=DAILY;BYSETPOS=0"),
        ruled("FREQ=MONTHLY;BYDAY=53MO"),
        ruled("FREQ=DAILY,WEEKLY"),
        ruled("FREQ=YEARLY;RSCALE=CHINESE"),
        ruled("FREQ=DAILY;COUNT=" + "9" * 900),
        ruled("FREQ=DAILY;BYMONTHDAY=" + "1," * 900 + "1"),
    ],
}


@pytest.mark.parametrize(("what", "raw"), [(what, raw) for what, every in REFUSED.items() for raw in every])
def test_it_is_refused_and_told_why(what, raw):
    with pytest.raises(Unclear) as refused:
        read_file(raw, TODAY)
    assert refused.value.key == f"calendar.{what}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_words(language):
    words = load(language)
    assert all(words.has(f"calendar.{what}.{part}") for what in [*REFUSED, "other_series"] for part in ("ask", "text"))


@pytest.mark.parametrize(
    ("rule", "start", "count"),
    [
        ("FREQ=DAILY;COUNT=1000000000", START, 400),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "DTSTART:19900101T083000", 400),
        ("FREQ=DAILY;INTERVAL=1000000000", START, 1),
        ("FREQ=YEARLY;INTERVAL=2147483647", START, 1),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", START, 1),
        ("FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30", START, 1),
        ("FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11", START, 1),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", START, 1),
        ("FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(1, 200))), START, 400),
        ("FREQ=DAILY;BYHOUR=8,9,10,11", START, 400),
    ],
)
def test_a_rule_without_end_or_without_days_comes_to_an_end(rule, start, count):
    assert len(read_file(ruled(rule, start), TODAY).meetings) == count


def test_a_thousand_changes_of_one_series_are_bounded():
    onwards = (
        event("DTSTART:20261201T080000Z", f"RECURRENCE-ID;RANGE=THISANDFUTURE:2026{n // 28 % 12 + 1:02}{n % 28 + 1:02}")
        for n in range(1_500)
    )
    assert len(read_file(lines(event(START, "RRULE:FREQ=DAILY"), *onwards), TODAY).meetings) <= 400


def test_a_text_that_looks_like_a_meeting_is_none():
    raw = lines(event(START, "DESCRIPTION:x\r\n BEGIN:VEVENT\r\n DTSTART:20200101T000000"))
    assert len(read_file(raw, TODAY).meetings) == 1


def anything_of(raw):
    """The file with a piece of it changed, left out or doubled."""
    at = some.integers(0, len(raw))

    def made(start, end, put):
        first, last = sorted((start, end))
        return raw[:first] + put + raw[last if last - first < 40 else first :]

    put = some.one_of(
        some.binary(max_size=8), some.sampled_from([b"\r\n", b":", b";", b",", b"=", b'"', b"-1", b"0", b" "])
    )
    return some.builds(made, at, at, put)


FILES_GIVEN = [path.read_bytes() for path in sorted(FILES.glob("*.ics"))]


@settings(max_examples=EXAMPLES, deadline=None)
@given(some.sampled_from(FILES_GIVEN).flatmap(anything_of))
def test_a_damaged_file_is_read_or_refused_and_never_more(raw):
    try:
        series = read_file(raw, TODAY)
    except Unclear as refused:
        assert refused.key.removeprefix("calendar.") in REFUSED  # noqa: PT017 - both outcomes are right
    else:
        assert len(series.meetings) <= 400


PROPERTIES = [
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "SEQUENCE",
    "DTSTAMP",
    "STATUS",
]
VALUES = [
    *(
        "20261130T083000Z",
        "20261130",
        "20261130T083000",
        "PT1H",
        "-P1D",
        "083000",
        "20261130T083000Z/PT1H",
        "CANCELLED",
    ),
    *("FREQ=WEEKLY", "FREQ=DAILY;UNTIL=20261130", "FREQ=MONTHLY;BYDAY=-1FR", "1", "-1", "", ",", "P", "T", "20261130/"),
    *(
        "FREQ=DAILY;UNTIL=PT1H",
        "FREQ=YEARLY;BYMONTH=5L",
        "FREQ=WEEKLY;WKST=",
        "FREQ=DAILY;BYDAY=+0MO",
        "FREQ=",
        "=",
        ";",
    ),
    *("20261130T083000Z,20261130", "00000000", "20270229", "20261130T240000", "P1W2D", "PT", "FREQ=DAILY,WEEKLY"),
]
PARAMS = [
    "",
    ";TZID=Europe/Stockholm",
    ";VALUE=DATE",
    ";VALUE=PERIOD",
    ";TZID=UTC",
    ";RANGE=THISANDFUTURE",
    ";X=",
    ';X="',
]


@settings(max_examples=EXAMPLES, deadline=None)
@given(some.lists(some.tuples(*map(some.sampled_from, (PROPERTIES, PARAMS, VALUES))), max_size=6), some.booleans())
def test_any_value_in_any_property_is_read_or_refused(told, master):
    raw = lines(*([event(START, "RRULE:FREQ=WEEKLY")] if master else []), event(*(f"{a}{b}:{c}" for a, b, c in told)))
    try:
        assert len(read_file(raw, TODAY).meetings) <= 400
    except Unclear as refused:
        assert refused.key.removeprefix("calendar.") in REFUSED  # noqa: PT017 - both outcomes are right
