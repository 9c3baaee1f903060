"""Three years of ticks, with registrations and changes between them, on real stores; and the letters they made."""

import json
from asyncio import gather
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot import schedule
from bot.adapters.clock import RandomIds
from bot.adapters.seal import KeyRing
from bot.forum_ticks import fire
from bot.forums import Forum
from bot.mail import about
from bot.ports import BULK, FORUMS, Del, Ports

from .lives import BEGIN, END, changed, registered

MINUTE = timedelta(minutes=1)
RING = KeyRing({"k": b"k" * 32}, "k")
ENOUGH = 500  # letters that lie there before they are read and taken away


class SetClock:
    """Wall time as it was set."""

    def __init__(self):
        self.at = BEGIN

    def now(self):
        return self.at

    def steady(self):
        return 0.0


def instance(store, clock):
    return Ports(store, RING, clock, RandomIds(), None, None, None, None)


def ticks(chance):
    """At random gaps of a minute to twelve hours, some at the stroke of an hour; now and then it is down for days."""
    at, found = BEGIN, []
    while (at := _next(chance, at)) < END:
        found.append(at)
    return found


def _next(chance, at):
    after = (at + _gap(chance)).replace(microsecond=0)
    stroke = after.replace(minute=0, second=0)
    return stroke if chance.random() < 0.1 and stroke - at >= MINUTE else after


def _gap(chance):
    if chance.random() < 0.005:
        return timedelta(days=chance.uniform(1, 18))
    return MINUTE * chance.uniform(1, 720)


@dataclass
class Simulation:
    """The instances look at the same moment, at every tick. ``letters`` counts (tick, forum, planned, kind)."""

    instances: list
    clock: SetClock
    lives: list
    letters: Counter = field(default_factory=Counter)
    staged: int = 0
    read: int = 0

    async def run(self, moments):
        said = [(life.since, number, None) for number, life in enumerate(self.lives)]
        said += [(each.at, number, each) for number, life in enumerate(self.lives) for each in life.changes]
        said.sort(key=lambda each: each[:2], reverse=True)
        for moment in moments:
            while said and said[-1][0] <= moment:
                await self._say(*said.pop())
            self.clock.at = moment
            self.staged += sum(await gather(*(fire(each, moment) for each in self.instances)))
            if self.staged - self.read > ENOUGH:
                await self._take()
        await self._take()

    async def _say(self, at, number, change):
        """A forum is registered, or changed, as a dialog does it."""
        life, ports = self.lives[number], self.instances[0]
        forum = registered(life) if change is None else changed(await self.forum(life), change, life)
        await ports.store.commit(forum.put(RING, schedule.next_look(forum, at)))

    async def forum(self, life):
        return Forum.read(await self.instances[0].store.get(FORUMS, life.forum.id), RING)

    async def _take(self):
        store = self.instances[0].store
        while rows := (await store.find(BULK, limit=200)).rows:
            for row in rows:
                letter = json.loads(RING.open(row.doc["sealed"], about(row.key)))
                planned, kind = letter["planned"].replace(" ", "T")[:16], letter["kind"].removeprefix("forum_")
                self.letters[datetime.fromisoformat(row.doc["due"]), letter["forum"], planned, kind] += 1
            await store.commit(*(Del(BULK, row.key) for row in rows))
            self.read += len(rows)
