"""From what a file tells of a series to its meetings, one by one, in Stockholm."""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeAlias

from bot.recurrence import STOCKHOLM
from bot.series import Meeting, Series

from .rules import turns
from .told import YEARS, Told, When, over

AHEAD = timedelta(days=3 * 366)  # for how long meetings are listed
MOST = 400  # meetings that are listed
Name: TypeAlias = datetime | date  # what tells a meeting of a series from the others: a moment in UTC, or a day
Turn: TypeAlias = tuple[When, timedelta | None]  # when the series has a meeting, and for how long


class Change(NamedTuple):
    """What a VEVENT says of a single meeting of its series, which is planned for then."""

    planned: When
    told: Told


@dataclass(frozen=True, slots=True)
class Plan:
    """A series as its file tells it. ``master`` is None when the file tells of single meetings only."""

    master: Told | None
    changes: dict[Name, Change]
    onwards: list[Change]  # those that hold for all after them too, in order
    left_out: frozenset[Name]

    def meetings(self, regular: list[Turn]) -> Iterator[Meeting]:
        """The turns with what was changed in single ones, and those single ones that are no turn."""
        used = set()
        for when, length in regular:
            name = _among(self.changes, when)
            if name is not None:
                used.add(name)
                yield self._changed(when, self.changes[name].told)
            elif before := bisect_left(self.onwards, when.moment, key=_planned):
                yield self._shifted(when, self.onwards[before - 1])
            elif self.master:
                yield _meeting(when, replace(self.master, start=when, length=length))
        for name, (planned, told) in self.changes.items():
            if name not in used and _among(self.left_out, planned) is None:
                yield self._changed(planned, told)

    def _changed(self, planned: When, told: Told) -> Meeting:
        found = _meeting(planned, told)
        return replace(found, cancelled=True) if self.master and self.master.cancelled else found

    def _shifted(self, when: When, change: Change) -> Meeting:
        """A turn after one that was changed together with all after it: later or earlier by as much."""
        by = change.told.start.moment - change.planned.moment
        return self._changed(when, replace(change.told, start=replace(when, wall=when.wall + by)))


def series(parts: list[Told], since: datetime) -> Series:
    """The series that all these VEVENTs are of, from ``since`` (aware) on; see ``bot.series``."""
    until = since.astimezone(STOCKHOLM) + AHEAD
    plan = _plan(sorted(parts, key=lambda each: each.version))  # what is newer replaces what is older
    regular, more = _regular(plan, until)
    found = sorted(plan.meetings(regular), key=lambda each: each.starts.timestamp())
    found = [each for each in found if each.counts(since) and each.starts.timestamp() <= until.timestamp()]
    master, listed = plan.master, tuple(found[:MOST])
    return Series(
        parts[0].uid,
        listed,
        since.astimezone(STOCKHOLM),
        listed[-1].starts if len(listed) < len(found) else until,
        (master or parts[0]).version,
        whole=master is not None,
        more=more or len(listed) < len(found),
        cancelled=master is not None and master.cancelled,
    )


def _plan(parts: list[Told]) -> Plan:
    masters = [each for each in parts if each.replaces is None]
    master = masters[-1] if masters else None
    whole_days = master is not None and master.start.all_day
    changes = {_name(each.replaces, whole_days): Change(each.replaces, each) for each in parts if each.replaces}
    left_out = frozenset(_name(each, whole_days) for each in master.left_out) if master else frozenset()
    onwards = sorted((each for each in changes.values() if each.told.onwards), key=_planned)
    return Plan(master, changes, onwards, left_out)


def _regular(plan: Plan, until: datetime) -> tuple[list[Turn], bool]:
    """Every turn of the series from its first to ``until``, and whether there are more."""
    if plan.master is None:
        return [], False
    found: dict[Name, Turn] = {}
    more = False
    for when, length in _named(plan.master, until):
        if when.moment.timestamp() > until.timestamp():
            more = True
        elif _among(plan.left_out, when) is None:
            found.setdefault(_name(when, plan.master.start.all_day), (when, length))
    return list(found.values()), more


def _named(master: Told, until: datetime) -> Iterator[Turn]:
    """What the file names as a meeting of the series: the days of its list, its beginning, the turns of its rule."""
    start = master.start
    for when, length in master.added:
        yield when, length or master.length
    if master.rule is None or not over(master.rule, start):
        yield start, master.length
    if master.rule is None:
        return
    day_after = until.replace(tzinfo=None) + timedelta(days=1)  # wherever the zone is
    for wall in turns(master.rule, start.wall, min(day_after, datetime(YEARS[-1], 12, 1))):  # noqa: DTZ001 - a wall clock's
        when = When(wall, start.zone, start.all_day)
        if over(master.rule, when):
            return
        yield when, master.length


def _planned(change: Change) -> datetime:
    return change.planned.moment


def _meeting(planned: When, told: Told) -> Meeting:
    name = planned.day if planned.all_day else planned.moment.astimezone(STOCKHOLM)
    start, length, ends = told.start, told.length, None
    if start.all_day:
        starts = _midnight(start.day)
        ends = _midnight(start.day + length) if length else None
    else:
        starts = start.moment.astimezone(STOCKHOLM)
        ends = (start.moment + length).astimezone(STOCKHOLM) if length else None
    return Meeting(name, starts, ends, told.cancelled, told.version)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), STOCKHOLM)


def _name(when: When, whole_days: bool) -> Name:
    return when.day if when.all_day or whole_days else when.moment


def _among(names: Collection[Name], when: When) -> Name | None:
    """The one of the names that means this meeting, if one does. A day means whatever is on it."""
    return next((name for name in (when.moment, when.day) if name in names), None)
