"""``agenda``: what will be sent for the forums, where and when, and why a meeting is not held as planned."""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import NamedTuple

from bot import schedule
from bot.adapters import stores
from bot.adapters.clock import SystemClock
from bot.adapters.seal import KeyRing
from bot.city import department_name
from bot.errors import Unsealable, VbeError
from bot.forums import Forum, Meeting, meetings
from bot.people import Directory
from bot.ports import FORUMS, Store
from bot.recurrence import STOCKHOLM
from bot.register import load_people
from bot.schedule import Firing
from bot.sealed import pages
from bot.working_days import is_holiday
from content import load

from . import FAILED, OK, Commands, command, key_file, of_a_demo

ABOUT = "One line each, in order of time, as it is in Stockholm. What was sent already says so. Nothing is changed."
ONE_DAY = timedelta(days=1)
MINUTES = 16  # letters of an ISO time to the minute


class Told(NamedTuple):
    """A line, and the moment it stands at."""

    at: datetime
    line: str


def declare(commands: Commands) -> None:
    """The command and what it takes."""
    own = command(commands, "agenda", run, about=ABOUT)
    for name, stored, about in (("--from", "first", "the first day"), ("--to", "last", "the last day, included")):
        own.add_argument(name, dest=stored, help=about, type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    of_a_demo(own)


async def run(options: argparse.Namespace) -> int:
    """What will be sent for the forums, where and when, and why a meeting is not held as planned."""
    if options.last < options.first:
        raise VbeError("--to lies before --from.")
    place = stores.named(os.environ)
    ring = KeyRing.load(key_file(place, demo=options.demo))
    since, until = (datetime.combine(day, time(), STOCKHOLM) for day in (options.first, options.last + ONE_DAY))
    async with await stores.opened(place, SystemClock(), read_only=True) as store:
        forums, unreadable = await _forums(store, ring)
        people = await load_people(store)
    for told in sorted(each for forum in forums for each in lines(forum, people, since, until)):
        print(f"{told.at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}  {told.line}")
    if unreadable:
        print(f"{unreadable} forums cannot be read with these keys.", file=sys.stderr)
    return FAILED if unreadable else OK


def lines(forum: Forum, people: Directory, since: datetime, until: datetime) -> list[Told]:
    """What is to be told of a forum, from ``since`` on and before ``until`` (aware)."""
    name = _name(forum)
    sent = [Told(each.at, _line(forum, name, each, people)) for each in schedule.between(forum, since, until)]
    return sent + [Told(at, f"{name}: no meeting, {why}") for at, why in _not_held(forum, since, until)]


def _line(forum: Forum, name: str, firing: Firing, people: Directory) -> str:
    chair = people.people.get(forum.chair)
    to_chair = f"to the chair ({chair.name if chair else 'who is not in the directory'})"
    what = {
        "prompt": f"{to_chair}: look at the agenda item",
        "item": f"in the channel: the agenda item{_state(forum, firing)}",
        "follow": f"{to_chair}: what came of it",
    }
    sent = " [sent]" if firing.key in forum.fired else ""
    return f"{name}, {what[firing.kind]}; the meeting: {_when(forum, firing.meeting)}{sent}"


def _state(forum: Forum, firing: Firing) -> str:
    draft = forum.drafts.get(firing.meeting.planned)
    told = {"approved": ", as the chair approved it", "skipped": ", which the chair has left out"}
    return told.get(draft.state, "") if draft else ""


def _when(forum: Forum, meeting: Meeting) -> str:
    """The meeting's time; and from when it was moved, and by what, if it was."""
    starts = _local(meeting.starts)
    planned = str(meeting.planned)[:MINUTES].replace("T", " ")
    if starts.startswith(planned):
        return starts
    if meeting.planned in forum.moved:
        return f"{starts}, moved by the chair from {planned}"
    if forum.series:
        return f"{starts}, moved in the calendar file from {planned}"
    return f"{starts}, moved from {planned[:10]}, which is a holiday"


def _not_held(forum: Forum, since: datetime, until: datetime) -> Iterator[tuple[datetime, str]]:
    """Meetings that one might wait for in vain, and why."""
    everyday = replace(forum, moved={each: to for each, to in forum.moved.items() if to})
    for meeting in _within(everyday, since, until):
        if forum.moved.get(meeting.planned) == "":
            yield meeting.starts, "cancelled by the chair"
    if forum.series:
        for each in forum.series.meetings:
            if each.cancelled and since <= each.starts < until:
                yield each.starts, "cancelled in the calendar file"
    elif forum.rule and forum.rule.holidays == "skip":
        always = replace(forum, rule=replace(forum.rule, holidays="ignore"))
        for meeting in _within(always, since, until):
            if meeting.planned not in forum.moved and is_holiday(meeting.starts.astimezone(STOCKHOLM).date()):
                yield meeting.starts, "the day is a holiday"


def _within(forum: Forum, since: datetime, until: datetime) -> Iterator[Meeting]:
    return takewhile(lambda each: each.starts < until, meetings(forum, since))


def _name(forum: Forum) -> str:
    """The forum's kind and where it is, as the English words have it."""
    words, key = load("en"), f"forum.kinds.{forum.kind}"
    kind = words.say(key) if words.has(key) else forum.kind
    return ", ".join([kind, *(department_name(each, short=True) for each in forum.departments)])


def _local(at: datetime) -> str:
    return f"{at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


async def _forums(store: Store, ring: KeyRing) -> tuple[list[Forum], int]:
    """All forums that can be read, and how many cannot."""
    forums, unreadable = [], 0
    async for rows in pages(store, FORUMS):
        for row in rows:
            try:
                forums.append(Forum.read(row, ring))
            except Unsealable:
                unreadable += 1
    return forums, unreadable
