"""When a forum's messages fall due: a function of the forum and of the time, of nothing else (decision 16).

A meeting has three: the chair is prompted, the item is posted, and afterwards it is asked what came of it. Each falls
due so many working days from the meeting's day in Stockholm, at an hour of the clock there. What fell due while nobody
looked is still sent, until it expires: the prompt when the item is due, the item when the meeting starts, the question
``LATE`` working days after it was due. Decision 16 would let the item live until the question is due, and the question
for ever; but an item after the meeting helps nobody, and after weeks nobody knows what was decided. The question has no
regard to the next meeting: with ten working days' notice of weekly meetings its prompt is always the sooner one.

A meeting is known by what it was planned for. When it is moved, what has been sent for it is not sent again, and the
rest goes by its new time; when it is cancelled nothing more is sent. A lead of 0 is the day itself: at the hour, yet an
hour before the meeting at the latest, and the question after its end at the earliest. A prompt that would not come
before the item is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, TypeAlias

from .forums import Forum, Leads, Meeting, meetings
from .recurrence import STOCKHOLM, moment
from .working_days import working_days_from

Kind: TypeAlias = Literal["prompt", "item", "follow"]
LATE = 10  # working days for which it can still be asked what came of a meeting
LAST_MOMENT = timedelta(hours=1)  # before a meeting
LONGEST = timedelta(days=7)  # that a meeting takes
FARTHEST = timedelta(days=14)  # that a holiday moves it
REMEMBERED = timedelta(days=60)  # at least, after a meeting


@dataclass(frozen=True, slots=True)
class Firing:
    """Something that is sent for a meeting: from ``at`` on, before ``expires`` (both UTC). ``key``: its unique name."""

    key: str
    kind: Kind
    meeting: Meeting
    at: datetime
    expires: datetime


def due(forum: Forum, now: datetime) -> list[Firing]:
    """What is to be sent now (aware) and was not, what fell due first before the rest."""
    found = [each for each in _around(forum, now, now) if each.at <= now < each.expires]
    return sorted((each for each in found if each.key not in forum.fired), key=_at)


def next_due(forum: Forum, now: datetime) -> datetime | None:
    """The first moment after ``now`` (aware) at which something falls due, in UTC; None when nothing ever does."""
    found: datetime | None = None
    for meeting in meetings(forum, _earliest(forum.leads, now)):
        firings = of_meeting(forum.leads, meeting)
        ahead = [each.at for each in firings if now < each.at and each.key not in forum.fired]
        found = min([*ahead, found] if found else ahead, default=None)
        if found and all(found <= each.at for each in firings):
            break
    return found


def next_look(forum: Forum, now: datetime) -> datetime | None:
    """When to look at a forum that is written now: at once if something is due, else when something will be."""
    if forum.stopped:
        return None
    return now if due(forum, now) else next_due(forum, now)


def between(forum: Forum, since: datetime, until: datetime) -> list[Firing]:
    """What falls due from ``since`` on and before ``until`` (aware), in order, whether or not it was sent."""
    return sorted((each for each in _around(forum, since, until) if since <= each.at < until), key=_at)


def passed(forum: Forum, now: datetime) -> tuple[str, ...]:
    """What is never asked when a forum gets its dates ``now`` (aware): what came of meetings that have begun already.

    To be put into ``fired`` when it is registered, and when its rule or its series is another.
    """
    begun = _begun(forum, now)
    return tuple(each.key for meeting in begun for each in of_meeting(forum.leads, meeting) if each.kind == "follow")


def sent(forum: Forum, firings: list[Firing], now: datetime) -> Forum:
    """The forum when these are sent ``now`` (aware); what was sent for meetings that are long past is forgotten."""
    known = (*forum.fired, *(each.key for each in firings))
    oldest = min(now.astimezone(STOCKHOLM) - REMEMBERED, _earliest(forum.leads, now) - FARTHEST)
    old = {key for key in known if key[:10] < oldest.date().isoformat()}
    if old:  # planned for a day long past, but a meeting may have been moved a long way from it
        moved = {each.planned for each in meetings(replace(forum, rule=None), oldest)}
        old = {key for key in old if key.rpartition("|")[0] not in moved}
    return replace(forum, fired=tuple(key for key in known if key not in old))


def of_meeting(leads: Leads, meeting: Meeting) -> list[Firing]:
    """What is sent for a meeting, in order."""
    starts, day = meeting.starts.astimezone(UTC), _day(meeting.starts)
    latest = starts - LAST_MOMENT
    prompt = min(_moment(day, -leads.prompt, leads.hour), latest)
    item = min(_moment(day, -leads.item, leads.hour), latest)
    follow = max(_moment(day, leads.follow, leads.hour), (meeting.ends or starts).astimezone(UTC))
    over = _moment(_day(follow), LATE, leads.hour)
    spans: list[tuple[Kind, datetime, datetime]] = [
        ("prompt", prompt, item),
        ("item", item, starts),
        ("follow", follow, over),
    ]
    return [Firing(f"{meeting.planned}|{kind}", kind, meeting, at, end) for kind, at, end in spans if at < end]


def _around(forum: Forum, since: datetime, until: datetime) -> Iterator[Firing]:
    """All that can live at ``since`` or fall due up to ``until``, and some more.

    Meetings come in the order they start, and the first thing of a later one is never due before that of an earlier
    one: so the first that has nothing due up to ``until`` ends the search.
    """
    for meeting in meetings(forum, _earliest(forum.leads, since)):
        firings = of_meeting(forum.leads, meeting)
        if all(until < each.at for each in firings):
            return
        yield from firings


def _begun(forum: Forum, now: datetime) -> Iterator[Meeting]:
    for meeting in meetings(forum, _earliest(forum.leads, now)):
        if meeting.starts.astimezone(UTC) > now:
            return
        yield meeting


def _earliest(leads: Leads, now: datetime) -> datetime:
    """Nothing of a meeting that started before this can live ``now``."""
    return _moment(_day(now), -(leads.follow + LATE + 1), 0) - LONGEST


@lru_cache(maxsize=10_000)  # forums have their meetings on the same days
def _moment(day: date, count: int, hour: int) -> datetime:
    return moment(working_days_from(day, count), time(hour)).astimezone(UTC)


def _day(at: datetime) -> date:
    return at.astimezone(STOCKHOLM).date()


def _at(firing: Firing) -> datetime:
    return firing.at
