"""When a forum meets and what is sent for it, worked out independently of the bot's own code.

Days come from icalendar and recurring-ical-events where an RRULE says them, else from a walk through the calendar.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import recurring_ical_events

from .days import HERE, ONE, counted, holiday, local, working

KINDS = ("prompt", "item", "follow")


@dataclass(frozen=True)
class Held:
    """A meeting: what it was planned for, as YYYY-MM-DDTHH:MM, and its instants."""

    planned: str
    starts: datetime
    ends: datetime | None = None


def told(saying, first, last):
    """The days that the words tell, before holidays are looked at."""
    begin = next((day for day in span(first, last) if saying.fits(day)), None)
    if begin is None:
        return []
    if not saying.rrule:
        return [day for day in span(begin, last) if saying.fits(day)]
    event = icalendar.Event()
    event.add("uid", "forum@example.org")
    event.add("dtstart", datetime(begin.year, begin.month, begin.day, *saying.at, tzinfo=HERE))
    event.add("rrule", icalendar.vRecur.from_ical(saying.rrule))
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    found = recurring_ical_events.of(calendar).between(begin, last + ONE)
    return sorted(each["DTSTART"].dt.date() for each in found)


def meetings(saying, policy, first, last):
    """The meetings, with holidays skipped or moved; of two at the same moment the one that was not moved."""
    found = {}
    for day in told(saying, first, last):
        if policy == "skip" and holiday(day):
            continue
        on = day
        while policy.startswith("move") and holiday(day) and not working(on):
            on += ONE if policy == "move-later" else -ONE
        starts = local(on, *saying.at)
        if starts not in found or (on == day and found[starts][1]):
            found[starts] = Held(f"{day}T{starts.astimezone(HERE):%H:%M}", starts), on != day
    return [each for _, (each, _) in sorted(found.items())]


def sendings(leads, held):
    """(kind, from when, before when) of what is sent for a meeting."""
    day = held.starts.astimezone(HERE).date()
    before = held.starts - timedelta(hours=1)
    prompt = min(local(counted(day, -leads.prompt), leads.hour), before)
    item = min(local(counted(day, -leads.item), leads.hour), before)
    follow = max(local(counted(day, leads.follow), leads.hour), held.ends or held.starts)
    over = local(counted(follow.astimezone(HERE).date(), 10), leads.hour)
    return ("prompt", prompt, item), ("item", item, held.starts), ("follow", follow, over)


def expected(leads, versions, known, ticks):
    """(tick, planned, kind) of all that is sent for one meeting, at ticks (in order) from ``known`` on.

    ``versions``: from when on the meeting stands like that, and how; None when it is cancelled.
    """
    sent: dict[str, Any] = {}
    ends = [since for since, _ in versions[1:]] + [datetime.max.replace(tzinfo=UTC)]
    for (since, held), until in zip(versions, ends, strict=True):
        for kind, at, over in sendings(leads, held) if held else ():
            if kind == "follow" and versions[0][1].starts <= known:
                continue
            place = bisect_left(ticks, max(at, since, known))
            if kind not in sent and place < len(ticks) and ticks[place] < min(over, until):
                sent[kind] = (ticks[place], held.planned, kind)
    return list(sent.values())


def span(first, last):
    return (first + n * ONE for n in range((last - first).days + 1))
