"""What a file tells of a meeting or a series: its times as they were written, each with the zone it was written in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from bot.errors import Unclear
from bot.recurrence import STOCKHOLM
from bot.series import Version

from .lines import Line, Part, value
from .rules import Rule, rule
from .zones import Zone, Zones, local, utc

YEARS = range(1990, 2101)  # others are no meeting's
LONGEST = timedelta(days=31)  # of one meeting
MOST_DATES = 5_000  # named one by one for a series
MOST_CHANGES = 2_147_483_647  # as RFC 5545 bounds an integer
OUTLOOK = "040000008200E00074C5B7101A82E008"  # how its names for meetings begin; then comes the day of a single one


@dataclass(frozen=True, slots=True)
class When:
    """What the clocks of a zone show. A whole day is its midnight."""

    wall: datetime
    zone: Zone = local
    all_day: bool = False
    moment: datetime = field(init=False)  # in UTC

    def __post_init__(self) -> None:
        object.__setattr__(self, "moment", self.zone(self.wall))

    @property
    def day(self) -> date:
        """The day it falls on; ours when it was written in UTC, as Exchange writes whole days."""
        return (self.moment.astimezone(STOCKHOLM) if self.zone is utc else self.wall).date()


@dataclass(frozen=True, slots=True)
class Told:
    """A VEVENT. ``replaces``: it is about this one of its series; ``onwards``, and about those after it."""

    uid: str
    version: Version
    start: When
    length: timedelta | None
    rule: Rule | None = None
    added: tuple[tuple[When, timedelta | None], ...] = ()
    left_out: tuple[When, ...] = ()
    replaces: When | None = None
    onwards: bool = False
    cancelled: bool = False


def uid(part: Part) -> str:
    """A hash of the series' name. Outlook's carries the day of a single meeting, which is struck out [MS-OXOCAL]."""
    found = part.first("UID")
    name = found.value if found else ""
    if name.upper().startswith(OUTLOOK):
        name = OUTLOOK + "0" * 8 + name[len(OUTLOOK) + 8 :].upper()
    return sha256(name.encode()).hexdigest()[:32]


def told(part: Part, zones: Zones, *, cancelled: bool) -> Told:
    """The VEVENT, ``cancelled`` by its whole calendar. Raises ValueError, Unclear: calendar.too_often, too_large."""
    if part.first("EXRULE") or len(part.all("RRULE")) > 1:
        raise ValueError("EXRULE")  # long out of use; read wrongly it would show meetings that are not held
    start, replaces = _when(_needed(part, "DTSTART"), zones), part.first("RECURRENCE-ID")
    repeats = part.first("RRULE") if replaces is None else None
    return Told(
        uid(part),
        _version(part),
        start,
        _length(part, start, zones),
        rule(repeats.value.upper()) if repeats else None,
        tuple(_each(part, "RDATE", zones)),
        tuple(when for when, _ in _each(part, "EXDATE", zones)),
        _when(replaces, zones) if replaces else None,
        replaces is not None and replaces.params.get("RANGE", "").upper() == "THISANDFUTURE",
        cancelled or part.says("STATUS") == "CANCELLED",
    )


def _needed(part: Part, name: str) -> Line:
    found = part.first(name)
    if found is None:
        raise ValueError(name)
    return found


def _version(part: Part) -> Version:
    sequence = int(part.says("SEQUENCE") or 0)
    stamp = part.says("DTSTAMP") or part.says("LAST-MODIFIED")
    if not 0 <= sequence <= MOST_CHANGES:
        raise ValueError(part.says("SEQUENCE"))
    return Version(sequence, _placed(value(stamp), utc).moment) if stamp else Version(sequence)


def _length(part: Part, start: When, zones: Zones) -> timedelta | None:
    found: date | timedelta
    if ends := part.first("DTEND"):
        end = _when(ends, zones)
        found = end.wall - start.wall if start.all_day else end.moment - start.moment
    elif lasts := part.says("DURATION"):
        found = value(lasts)
    else:
        found = timedelta(days=1) if start.all_day else timedelta()
    return _checked(found)


def _checked(length: date | timedelta) -> timedelta | None:
    if not isinstance(length, timedelta) or abs(length) > LONGEST:
        raise ValueError("DURATION")
    return length if length > timedelta() else None


def _each(part: Part, name: str, zones: Zones) -> Iterator[tuple[When, timedelta | None]]:
    """The days or moments of a list, and how long each is when that is said too."""
    lines = part.all(name)
    if sum(line.value.count(",") + 1 for line in lines) > MOST_DATES:
        raise Unclear("calendar.too_large")
    for line in lines:
        zone = _zone(line, zones)
        for text in filter(None, line.value.split(",")):
            first, _, rest = text.partition("/")
            when = _placed(value(first), zone)
            yield when, _lasts(when, rest, zone)


def _lasts(start: When, text: str, zone: Zone) -> timedelta | None:
    if not text:
        return None
    found = value(text)
    return _checked(found if isinstance(found, timedelta) else _placed(found, zone).moment - start.moment)


def _when(line: Line, zones: Zones) -> When:
    return _placed(value(line.value), _zone(line, zones))


def _zone(line: Line, zones: Zones) -> Zone:
    name = line.params.get("TZID")
    return zones[name] if name else local


def _placed(found: date | timedelta, zone: Zone) -> When:
    if not isinstance(found, date) or found.year not in YEARS:
        raise ValueError("DATE")
    if isinstance(found, datetime):
        return When(found.replace(tzinfo=None), utc if found.tzinfo else zone)
    return When(datetime.combine(found, time()), all_day=True)


def over(found: Rule, when: When) -> bool:
    """Whether the rule has ended before that turn. An end that is a day counts whole."""
    until = found.until
    if until is None or until.year not in YEARS:
        return until is not None and until.year < YEARS[0]
    if not isinstance(until, datetime):
        return when.day > until
    if when.all_day:
        return when.day > _day(until)
    return when.moment > until if until.tzinfo else when.wall > until


def _day(until: datetime) -> date:
    """The day that is meant by a moment: ours when it is our midnight, as Exchange writes it, else as written."""
    ours = until.astimezone(STOCKHOLM) if until.tzinfo else until
    return ours.date() if ours.time() == time() else until.date()
