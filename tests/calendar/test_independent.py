"""Series held against recurring-ical-events, which reads the same file by itself (both unroll rules with dateutil)."""

import os
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.adapters.calendar_file import read
from bot.errors import Unclear

from .conftest import STOCKHOLM, TODAY, event, lines

EXAMPLES = 1_500 if os.environ.get("VBE_PROOF") else 80
MOST = 400
SUNDAY = 6
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
UNTIL = TODAY + timedelta(days=3 * 366)
ZONES = ["Europe/Stockholm", "W. Europe Standard Time", "America/New_York", "Tokyo Standard Time", "UTC", "", "DATE"]

days = some.lists(some.sampled_from(DAYS), min_size=1, max_size=4, unique=True).map(",".join)
months = some.lists(some.integers(1, 12), min_size=1, max_size=5, unique=True).map(
    lambda each: ",".join(map(str, each))
)
nth = some.tuples(some.sampled_from([1, 2, 3, 4, 5, -1, -2]), some.sampled_from(DAYS)).map(
    lambda each: f"{each[0]}{each[1]}"
)
numbers = some.lists(some.sampled_from([1, 2, 13, 28, 29, 30, 31, -1, -2]), min_size=1, max_size=3, unique=True).map(
    lambda each: ",".join(map(str, each))
)


def part(name, values):
    return values.map(lambda each: f";{name}={each}")


def perhaps(values):
    return some.one_of(some.just(""), values)


def joined(*parts):
    return some.tuples(*parts).map("".join)


by_month = perhaps(part("BYMONTH", months))
week_starts = perhaps(part("WKST", some.sampled_from(["MO", "SU"])))
of_month = some.one_of(
    part("BYDAY", nth),
    part("BYMONTHDAY", numbers),
    joined(part("BYDAY", days), part("BYSETPOS", some.sampled_from([1, 2, -1]))),
    some.just(""),
)
of_year = some.one_of(
    joined(part("BYMONTH", months), of_month),
    part("BYYEARDAY", some.sampled_from(["1,100,200,366", "-1", "60"])),
    joined(part("BYWEEKNO", some.sampled_from(["1,20,53", "-1", "7"])), part("BYDAY", days)),
)
repeats = some.one_of(
    joined(some.just("FREQ=DAILY"), by_month, perhaps(part("BYDAY", days))),
    joined(some.just("FREQ=WEEKLY"), perhaps(part("BYDAY", days)), week_starts, by_month),
    joined(some.just("FREQ=MONTHLY"), of_month, by_month),
    joined(some.just("FREQ=YEARLY"), of_year, week_starts),
)
starts = some.datetimes(datetime(2025, 6, 1), datetime(2027, 6, 1)).map(lambda at: at.replace(second=0, microsecond=0))  # noqa: DTZ001 - wall clocks


def written(at, zone):
    """A property's parameters and value."""
    if zone == "DATE":
        return f";VALUE=DATE:{at:%Y%m%d}"
    return f":{at:%Y%m%dT%H%M%S}Z" if zone == "UTC" else f"{zone and ';TZID=' + zone}:{at:%Y%m%dT%H%M%S}"


@some.composite
def ends(draw, zone):
    kind = draw(some.sampled_from(["", "COUNT", "UNTIL"]))
    at = draw(some.datetimes(datetime(2026, 9, 1), datetime(2029, 1, 1))).replace(second=0, microsecond=0)  # noqa: DTZ001 - a wall clock
    until = {"DATE": f"{at:%Y%m%d}", "": f"{at:%Y%m%dT%H%M%S}"}.get(zone, f"{at:%Y%m%dT%H%M%S}Z")
    return {"": "", "COUNT": f";COUNT={draw(some.integers(1, 300))}", "UNTIL": f";UNTIL={until}"}[kind]


@some.composite
def files(draw):
    """A series without its exceptions, its zone, and which of its meetings will be exceptions."""
    zone, start = draw(some.sampled_from(ZONES)), draw(starts)
    rule = draw(repeats) + draw(perhaps(part("INTERVAL", some.integers(2, 9)))) + draw(ends(zone))
    length = "DURATION:P1D" if zone == "DATE" else f"DURATION:PT{draw(some.integers(1, 120))}M"
    told = [f"DTSTART{written(start, zone)}", length, f"RRULE:{rule}"]
    if draw(some.booleans()):
        told.append(f"RDATE{written(draw(starts), zone)}")
    return told, zone, draw(some.lists(some.tuples(some.integers(0, 20), some.sampled_from("xm")), max_size=4))


def aware(at):
    if not isinstance(at, datetime):
        return datetime.combine(at, time(), STOCKHOLM).astimezone(UTC)
    return (at if at.tzinfo else at.replace(tzinfo=STOCKHOLM)).astimezone(UTC)


def theirs(raw):
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(raw)).between(TODAY - timedelta(days=1), UNTIL)
    pairs = sorted((aware(each["DTSTART"].dt), aware(each["DTEND"].dt)) for each in found)
    return [bounds(*each) for each in pairs if TODAY <= each[0] <= UNTIL]


def ours(raw):
    try:
        meetings = read(raw, TODAY).meetings
    except Unclear as refused:
        assert refused.key == "calendar.no_meeting"  # noqa: PT017 - it must be that one
        return []
    return [bounds(each.starts.astimezone(UTC), each.ends.astimezone(UTC)) for each in meetings if each.starts >= TODAY]


def bounds(begins, ends):
    """Not the ends on Sundays: at a change of clocks they count the hours that clocks show, and we those that pass."""
    return begins, None if begins.astimezone(STOCKHOLM).weekday() == SUNDAY else ends


def exceptions(raw, zone, chosen):
    """EXDATEs and moved meetings for some of the meetings that they find."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(raw)).between(TODAY, UNTIL)
    planned = sorted((each["DTSTART"].dt for each in found), key=aware)
    for number, kind in dict(chosen).items():
        if number < len(planned):
            at = planned[number]
            if kind == "x":
                yield "x", f"EXDATE{written(at, zone)}"
            else:
                moved = at + timedelta(days=1, hours=0 if type(at) is date else 2)
                length = "DURATION:P1D" if zone == "DATE" else "DURATION:PT45M"
                yield "m", event(f"RECURRENCE-ID{written(at, zone)}", f"DTSTART{written(moved, zone)}", length)


@settings(max_examples=EXAMPLES, deadline=None)
@given(files())
def test_every_meeting_is_where_another_reader_finds_it(given_file):
    told, zone, chosen = given_file
    made = list(exceptions(lines(event(*told)), zone, chosen))
    master = event(*told, *(line for kind, line in made if kind == "x"))
    raw = lines(*(part for kind, part in made if kind == "m"), master)
    assert ours(raw)[:MOST] == theirs(raw)[:MOST]
