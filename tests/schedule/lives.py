"""Invented forums, and what becomes of each: when it is registered, which meetings are moved or cancelled, and when."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.forums import Forum, Leads
from bot.forums import meetings as as_bot_has_them
from bot.recurrence import POLICIES, Recurrence, understand
from bot.schedule import passed
from bot.series import Meeting, Series
from bot.talk import Chat

from .days import HERE, ONE, local
from .meant import Held, expected, meetings
from .sayings import saying

BEGIN, END = datetime(2026, 9, 1, tzinfo=UTC), datetime(2029, 9, 1, tzinfo=UTC)
BEYOND = timedelta(days=150)  # so long before its meeting something may be sent, and more
CHANNEL = Chat("https://smba.example.org/", "19:forum@thread.tacv2", "channel", "tenant", "28:bot")


@dataclass(frozen=True)
class Change:
    """At this moment a meeting is moved, or cancelled (None)."""

    at: datetime
    planned: str
    held: Held | None


@dataclass
class Life:
    """A forum, when it is registered, and what becomes of its meetings."""

    forum: Forum
    since: datetime
    held: list[Held]
    changes: list[Change] = field(default_factory=list)
    by_file: bool = False

    def expected(self, ticks) -> list[Any]:
        """(tick, forum, planned, kind) of all that is sent for it."""
        found = []
        for each in self.held:
            own = [(change.at, change.held) for change in self.changes if change.planned == each.planned]
            versions = [(BEGIN - BEYOND, each), *own]
            found += expected(self.forum.leads, versions, self.since, ticks)
        return [(tick, self.forum.id, planned, kind) for tick, planned, kind in found]


def life(chance, number, shape=None):
    """A forum by words, or by a calendar file."""
    since = BEGIN if chance.random() < 0.7 else BEGIN + chance.random() * (END - BEGIN - 90 * ONE)
    said, policy = saying(chance, shape), chance.choice(POLICIES)
    by_file = chance.random() < 0.15
    first = since.astimezone(HERE).date() - (300 * ONE if by_file else 0 * ONE)
    held = meetings(said, policy, first, (END + BEYOND).date())
    forum = Forum(f"{number:032x}", "est", CHANNEL, ("farsta",), "chair", leads=leads(chance))
    if by_file:
        held = [each for each in (_edited(chance, one) for one in held) if each]
        forum = replace(forum, series=series(held))
    else:
        rule = understand(said.text, said.lang, first, policy)
        assert isinstance(rule, Recurrence), (said.text, rule)
        forum = replace(forum, rule=rule)
    found = Life(forum, since, held, by_file=by_file)
    found.changes = sorted(_changes(chance, found), key=lambda each: each.at)
    return found


def leads(chance):
    odd = chance.random()
    if odd < 0.05:
        return Leads(0, 0, 0, chance.randrange(24))
    if odd < 0.15:
        return Leads(chance.randrange(20, 40), chance.randrange(6, 20), chance.randrange(4, 9), chance.randrange(24))
    return Leads(chance.randrange(4, 15), chance.randrange(1, 4), chance.randrange(1, 4), chance.randrange(7, 16))


def registered(life):
    """The forum as it is written first."""
    return replace(life.forum, fired=passed(life.forum, life.since))


def changed(forum, change, life):
    """The forum after a change: a newer file, or what the chair has pressed."""
    if life.by_file:
        others = tuple(each for each in forum.series.meetings if _name(each.planned) != change.planned)
        (was,) = {*forum.series.meetings} - {*others}
        now = _as_listed(change.held, was.planned) if change.held else replace(was, cancelled=True)
        return replace(forum, series=replace(forum.series, meetings=_in_order((*others, now))))
    to = change.held.starts.astimezone(HERE).isoformat() if change.held else ""
    return replace(forum, moved={**forum.moved, _identity(forum, change): to})


def series(held):
    """What is read of a calendar file that holds these meetings."""
    listed = _in_order(_as_listed(each, datetime.fromisoformat(each.planned).replace(tzinfo=HERE)) for each in held)
    return Series("forum", listed, BEGIN - 365 * ONE, END + BEYOND)


def _in_order(listed):
    return tuple(sorted(listed, key=lambda each: each.starts.astimezone(UTC)))


def _as_listed(held, planned):
    ends = held.ends.astimezone(HERE) if held.ends else None
    return Meeting(planned, held.starts.astimezone(HERE), ends)


def _edited(chance, held):
    """As somebody keeps a calendar: some are struck out, some stand at another time, all have an end."""
    if chance.random() < 0.05:
        return None
    starts = held.starts + (chance.randrange(-72, 72) * timedelta(hours=1) if chance.random() < 0.05 else 0 * ONE)
    planned = datetime.fromisoformat(held.planned).replace(tzinfo=HERE).astimezone(UTC).astimezone(HERE)
    return Held(f"{planned:%Y-%m-%dT%H:%M}", starts, starts + chance.choice([1, 2, 3]) * timedelta(hours=1))


def _changes(chance, life):
    """Some of its meetings are moved or cancelled, some of those once more, before or after anything was sent."""
    if not life.held:
        return
    for each in chance.sample(life.held, min(len(life.held), chance.randrange(9))):
        at = each.starts - ONE * chance.uniform(-1, 40)
        for _ in range(chance.choice([1, 1, 2])):
            at = at.replace(microsecond=0)
            if life.since < at < END:
                yield Change(at, each.planned, _moved(chance, each))
            at += ONE * chance.uniform(0.01, 20)


def _moved(chance, held):
    if chance.random() < 0.4:
        return None
    day = held.starts.astimezone(HERE).date() + chance.randrange(-4, 20) * ONE
    return Held(held.planned, local(day, chance.randrange(8, 17), chance.choice([0, 15, 30])))


def _identity(forum, change):
    """How the bot itself calls the meeting."""
    since = datetime.fromisoformat(change.planned).replace(tzinfo=HERE) - 20 * ONE
    untouched = replace(forum, moved={})
    return next(each.planned for each in as_bot_has_them(untouched, since) if _name(each.planned) == change.planned)


def _name(planned):
    """A meeting's name to the minute, however the bot writes it."""
    return str(planned).replace(" ", "T")[:16]
