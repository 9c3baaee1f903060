"""What the time zones of a calendar file mean: a known name goes before what the file says of it.

Outlook writes Windows' names ("W. Europe Standard Time") with a rule that it applies to all years alike; the names' own
history is better. A zone that has no known name is taken as the file describes it (VTIMEZONE).
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TypeAlias
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from bot.recurrence import STOCKHOLM

from .lines import Part, value
from .rules import rule, turns

Zone: TypeAlias = Callable[[datetime], datetime]  # from what its clocks show to the moment, in UTC
Change: TypeAlias = tuple[datetime, timedelta, timedelta]  # when clocks are changed, as they showed it; UTC offsets
UTC_NAMES = {"UTC", "GMT", "Z", "TZONE://MICROSOFT/UTC"}
MOST_OBSERVANCES = 16  # times that a zone has had, summer and winter
KNOWN_UNTIL = datetime(2100, 1, 1)  # noqa: DTZ001 - a wall clock's
_KEY = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}")
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")


def utc(wall: datetime) -> datetime:
    """The zone whose clocks show UTC."""
    return wall.replace(tzinfo=UTC)


def local(wall: datetime) -> datetime:
    """The zone of a time that names none: ours."""
    return _known(wall, STOCKHOLM)


class Zones:
    """The zones that a file can name."""

    def __init__(self, parts: list[Part]) -> None:
        self._given = {_name(each): each for each in reversed(parts)}
        self._found: dict[str, Zone] = {}

    def __getitem__(self, name: str) -> Zone:
        """The zone of that name; ValueError when neither we nor the file know it."""
        if name not in self._found:
            self._found[name] = _named(name) or _given(self._given, name)
        return self._found[name]


def _named(name: str) -> Zone | None:
    bare = name.strip().strip('"/')
    if bare.upper() in UTC_NAMES:
        return utc
    parts = bare.split("/")
    # "/example.org/20260101/Europe/Stockholm" is what some write
    tails = ["/".join(parts[at:]) for at in range(len(parts))] if name.startswith("/") else [bare]
    for key in [WINDOWS_TO_OLSON.get(bare, ""), *tails[-4:]]:
        if _KEY.fullmatch(key) and (zone := _zone(key)):
            return partial(_known, zone=zone)
    return None


def _zone(key: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(key)
    except (LookupError, ValueError, OSError):  # OSError: a folder of zones
        return None


def _known(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _given(given: Mapping[str, Part], name: str) -> Zone:
    part = given.get(name)
    if part is None or not 0 < len(part.parts) <= MOST_OBSERVANCES:
        raise ValueError(name)
    changes = sorted(change for each in part.parts for change in _changes(each))
    return partial(
        _described,
        begins=[begins + max(after - before, timedelta()) for begins, before, after in changes],
        offsets=[changes[0][1], *(after for _, _, after in changes)],
    )


def _described(wall: datetime, begins: list[datetime], offsets: list[timedelta]) -> datetime:
    """A time that is jumped over is read before the jump, one that comes twice is the first (RFC 5545, 3.3.5)."""
    return (wall - offsets[bisect_right(begins, wall)]).replace(tzinfo=UTC)


def _changes(part: Part) -> Iterator[Change]:
    before, after = (_offset(part.says(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    start = _wall(part.says("DTSTART"))
    yield start, before, after
    if text := part.says("RRULE"):
        found = rule(text)
        end = KNOWN_UNTIL if found.until is None else min(KNOWN_UNTIL, _end(found.until, before))
        yield from ((turn, before, after) for turn in turns(found, start, end) if turn <= end)
    for line in part.all("RDATE"):
        yield from ((_wall(each), before, after) for each in line.value.split(","))


def _end(until: date | datetime, offset: timedelta) -> datetime:
    """The last moment of a rule, as clocks show it."""
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    return (until + offset if until.tzinfo else until).replace(tzinfo=None)


def _wall(text: str) -> datetime:
    found = value(text)
    if not isinstance(found, datetime):
        raise ValueError(text)  # noqa: TRY004 - a text that is wrong
    return found.replace(tzinfo=None)


def _offset(text: str) -> timedelta:
    match = _OFFSET.fullmatch(text)
    if match is None:
        raise ValueError(text)
    sign, hours, minutes, seconds = match.groups("0")
    found = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    if found >= timedelta(days=1):
        raise ValueError(text)
    return found if sign == "+" else -found


def _name(part: Part) -> str:
    found = part.first("TZID")
    return found.value if found else ""
