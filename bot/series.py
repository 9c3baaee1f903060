"""A series of meetings as a calendar file tells it: every meeting by itself, and what a newer file changes.

Of the file only times are kept: no title, no place, nobody who is invited, and the series' name as a hash (a UID can
hold an address). A rule in a file can say what ours cannot, and single meetings are moved: so meetings are listed one
by one, as far as the file was read. Rules for what is newer: RFC 5546, 2.1.5.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from bot.errors import Unclear
from bot.recurrence import STOCKHOLM


class Version(NamedTuple):
    """How new something in a calendar is: how many times it was changed, and when it was written down."""

    sequence: int = 0
    stamp: datetime = datetime(1970, 1, 1, tzinfo=UTC)


UNKNOWN = Version()  # older than all
REMEMBERED = timedelta(days=60)  # after a meeting: something may still be asked about it


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a series, all times in Stockholm.

    ``planned`` is when the series has it, which tells it from all others however it is moved: a moment, or a day when
    it takes whole days. Such a one starts and ends at midnight. ``ends`` is None when the file does not say.
    """

    planned: datetime | date
    starts: datetime
    ends: datetime | None = None
    cancelled: bool = False
    version: Version = field(default=UNKNOWN, compare=False)

    @property
    def day(self) -> date:
        """The day it is planned for."""
        return self.planned.date() if isinstance(self.planned, datetime) else self.planned

    @property
    def all_day(self) -> bool:
        """Whether the series takes whole days and says no time."""
        return not isinstance(self.planned, datetime)

    def counts(self, since: datetime) -> bool:
        """Whether it is held, or was planned, at ``since`` (aware) or later."""
        planned = self.planned if isinstance(self.planned, datetime) else self.starts
        return max(_utc(planned), _utc(self.starts)) >= _utc(since)

    def to_doc(self) -> list[Any]:
        """The meeting as JSON."""
        ends = self.ends.isoformat() if self.ends else None
        version = [self.version.sequence, self.version.stamp.isoformat()]
        return [self.planned.isoformat(), self.starts.isoformat(), ends, self.cancelled, version]

    @classmethod
    def from_doc(cls, doc: list[Any]) -> "Meeting":
        """The meeting that ``to_doc`` wrote."""
        planned, starts, ends, cancelled, (sequence, stamp) = doc
        return cls(
            _moment(planned) if "T" in planned else date.fromisoformat(planned),
            _moment(starts),
            _moment(ends) if ends else None,
            cancelled,
            Version(sequence, datetime.fromisoformat(stamp)),
        )


@dataclass(frozen=True, slots=True)
class Series:
    """The meetings from ``since`` to ``until`` (aware), in the order they are held.

    ``uid``: hash of the series' name. ``more``: there are meetings after ``until``; a newer file is needed in time.
    ``whole``: the file held the series; otherwise it told of single meetings only. ``cancelled``: the whole series is.
    """

    uid: str
    meetings: tuple[Meeting, ...]
    since: datetime
    until: datetime
    version: Version = UNKNOWN
    whole: bool = True
    more: bool = False
    cancelled: bool = False

    def to_doc(self) -> dict[str, Any]:
        """The series as JSON."""
        return {
            "uid": self.uid,
            "meetings": [each.to_doc() for each in self.meetings],
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "version": [self.version.sequence, self.version.stamp.isoformat()],
            "whole": self.whole,
            "more": self.more,
            "cancelled": self.cancelled,
        }

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Series":
        """The series that ``to_doc`` wrote."""
        sequence, stamp = doc["version"]
        return cls(
            doc["uid"],
            tuple(map(Meeting.from_doc, doc["meetings"])),
            _moment(doc["since"]),
            _moment(doc["until"]),
            Version(sequence, datetime.fromisoformat(stamp)),
            doc["whole"],
            doc["more"],
            doc["cancelled"],
        )


@dataclass(frozen=True, slots=True)
class Moved:
    """A meeting that starts at another time than the older file said."""

    planned: datetime | date
    was: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """What a newer file changed, in the order the meetings are held. A meeting that is held after all is added."""

    added: tuple[Meeting, ...] = ()
    moved: tuple[Moved, ...] = ()
    cancelled: tuple[Meeting, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.moved or self.cancelled)


def updated(old: Series, new: Series) -> tuple[Series, Changes]:
    """The series as it stands when ``new`` has come after ``old``, and what that changes.

    A meeting keeps what it was first planned for when the series moves it within its day: its name never changes. One
    that the newer file leaves out stays as cancelled. Meetings before ``new.since`` stay as they were for a while, then
    they are let go. An older file changes nothing. Another series replaces the old one; a single meeting of another
    raises Unclear: calendar.other_series.
    """
    same = old.uid == new.uid
    if not (same or new.whole):
        raise Unclear("calendar.other_series")
    if same and new.whole and new.version < old.version:
        return old, Changes()
    before = [each for each in old.meetings if each.counts(new.since)]
    pairs = [(was, _newest(was, now, new) if same else now) for was, now in _pairs(before, new)]
    past = [each for each in old.meetings if not each.counts(new.since) and each.counts(new.since - REMEMBERED)]
    kept = tuple(sorted([*past, *(now for _, now in pairs)], key=lambda each: _utc(each.starts)))
    base = new if new.whole else replace(old, since=new.since)
    return replace(base, meetings=kept), _changes(pairs, old)


def _pairs(before: list[Meeting], new: Series) -> list[tuple[Meeting | None, Meeting]]:
    """Each meeting as it was, if it was, and as it is: those planned for the same moment first, then the same day."""
    left = {each.planned: each for each in new.meetings}
    found: dict[datetime | date, Meeting] = {}
    for same in (_planned, _day):
        by = {same(each): each for each in reversed(left.values())}
        for was in before:
            if was.planned not in found and same(was) in by:
                now = by.pop(same(was))
                found[was.planned] = replace(now, planned=was.planned)
                del left[now.planned]
    pairs: list[tuple[Meeting | None, Meeting]] = [
        (was, found.get(was.planned) or _left_out(was, new)) for was in before
    ]
    return pairs + [(None, each) for each in left.values()]


def _left_out(was: Meeting, new: Series) -> Meeting:
    told = new.cancelled or (new.whole and (_utc(was.starts) <= _utc(new.until) or not new.more))
    return replace(was, cancelled=True, version=new.version) if told and not was.cancelled else was


def _newest(was: Meeting | None, now: Meeting, new: Series) -> Meeting:
    """What counts of a meeting. A whole file gives way only when it was written before a single change was.

    Its sequence number alone does not tell: a series that takes back a change has the lower one.
    """
    if was is None:
        return now
    behind, earlier = now.version.sequence <= was.version.sequence, now.version.stamp < was.version.stamp
    older = behind and earlier if new.whole else now.version < was.version
    return was if older else now


def _changes(pairs: Iterable[tuple[Meeting | None, Meeting]], old: Series) -> Changes:
    added, moved, cancelled = [], [], []
    for was, now in sorted(pairs, key=lambda pair: _utc(pair[1].starts)):
        if was is None or was.cancelled:
            known = was is not None or _utc(now.starts) <= _utc(old.until)
            added += [now] if known and not now.cancelled else []
        elif now.cancelled:
            cancelled.append(now)
        elif now.starts != was.starts:
            moved.append(Moved(now.planned, was.starts, now.starts))
    return Changes(tuple(added), tuple(moved), tuple(cancelled))


def _planned(meeting: Meeting) -> datetime | date:
    return meeting.planned


def _day(meeting: Meeting) -> date:
    return meeting.day


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)  # within one zone Python compares clock faces, and 02.30 may come twice


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(STOCKHOLM)
