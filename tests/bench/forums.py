"""When forums meet next, beside dateutil's rrule as it is used naively; and what one look at all forums costs.

Round after round all are measured in turn, so that what else the machine does meets each alike; the median is told.
"""

import random
from asyncio import gather
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter

from dateutil.rrule import FR, MO, MONTHLY, TH, TU, WE, WEEKLY, rrule

from bot import outbox, schedule
from bot.adapters.clock import RandomIds
from bot.adapters.seal import KeyRing
from bot.adapters.tiny import TinyStore
from bot.forum_ticks import fire
from bot.forums import Forum, meetings
from bot.ports import BULK, FORUMS, Del, Ports
from bot.recurrence import STOCKHOLM, Recurrence, Slot
from bot.sealed import pages
from bot.talk import Chat

MANY, FORUMS_THERE, DUE = 10_000, 1_000, 30
ROUNDS = 5
SINCE, NOW = date(2021, 1, 4), datetime(2026, 11, 10, 8, tzinfo=UTC)
WEEKDAYS = (MO, TU, WE, TH, FR)
CHANNEL = Chat("https://smba.example.org/", "19:forum@thread.tacv2", "channel", "tenant", "28:bot")
RING = KeyRing({"k": b"k" * 32}, "k")
EVERY = (("week", 1), ("week", 2), ("week", 4), ("month", 1), ("month", 3))


class StandingClock:
    """NOW."""

    def now(self):
        return NOW

    def steady(self):
        return 0.0


async def rows(folder):
    """``ratio`` is value/beside."""
    chance = random.Random(1)
    rules = list(islice(cycle(_rules(chance)), MANY))
    return [_next(rules), *await _ticks(Path(folder), chance)]


def _rules(chance):
    """(ours, dateutil's) of everyday rules from 2021 on: weekly to quarterly."""
    for _ in range(500):
        weekday, turn, (unit, interval) = chance.randrange(5), chance.choice([1, 2, 3, -1]), chance.choice(EVERY)
        at = datetime(2021, 1, 4, chance.randrange(8, 16), tzinfo=STOCKHOLM)
        slot = Slot(at.time(), weekdays=(weekday,), nth=0 if unit == "week" else turn)
        day = WEEKDAYS[weekday] if unit == "week" else WEEKDAYS[weekday](turn)
        often = WEEKLY if unit == "week" else MONTHLY
        beside = rrule(often, dtstart=at, interval=interval, byweekday=day)
        yield Recurrence(unit, (slot,), SINCE, interval, holidays="ignore"), beside


def _next(rules):
    """The next meeting of so many forums; the rrules stand ready made, which is more than is asked of ours."""
    forums = [(_forum("f", ours), theirs) for ours, theirs in rules]
    taken = {"ours": [], "theirs": []}
    for _ in range(ROUNDS):
        start = perf_counter()
        found = [next(meetings(forum, NOW)).starts for forum, _ in forums]
        taken["ours"].append(perf_counter() - start)
        some = forums[:500]  # all there are; the others are the same again
        start = perf_counter()
        wanted = [theirs.after(NOW, inc=True) for _, theirs in some]
        taken["theirs"].append((perf_counter() - start) * MANY / len(some))
        assert found[:500] == wanted
    name = f"next meeting of {MANY:,} forums: ours beside rrule from 2021"
    return _row(name, "ms", *(1000 * median(taken[each]) for each in ("ours", "theirs")))


async def _ticks(folder, chance):
    """A tick with DUE of so many forums due: beside the commits that it has to make, and beside opening all forums."""
    async with await TinyStore.open(folder / "forums.db", StandingClock()) as store:
        ports = Ports(store, RING, StandingClock(), RandomIds(), None, None, None, None)
        forums, waiting = _standing(chance)
        await store.commit(*(each.put(RING, schedule.next_due(each, NOW)) for each in forums))
        taken = {each: [] for each in (_tick, _quiet, _commits, _all)}
        for _ in range(ROUNDS):
            for measured, so_far in taken.items():
                if measured is not _quiet:  # which comes after a tick
                    letters = (await store.find(BULK, limit=FORUMS_THERE)).rows
                    await store.commit(*(Del(BULK, row.key) for row in letters), *_rows(waiting))
                so_far.append(await measured(ports, waiting))
    tick, quiet, commits, whole = (1000 * median(each) for each in taken.values())
    name = f"a tick, {DUE} of {FORUMS_THERE:,} forums due"
    return [
        _row(f"{name}: beside writing their rows and letters alone", "ms", tick, commits),
        _row(f"{name}: beside a look into all forums", "ms", tick, whole),
        _row(f"a tick, none of {FORUMS_THERE:,} forums due: beside one with {DUE} due", "ms", quiet, tick),
    ]


async def _tick(ports, _):
    start = perf_counter()
    assert await fire(ports, NOW) >= DUE
    return perf_counter() - start


async def _quiet(ports, _):
    start = perf_counter()
    assert await fire(ports, NOW) == 0
    return perf_counter() - start


async def _commits(ports, waiting):
    written = [_written(ports, each) for each in waiting]
    start = perf_counter()
    await gather(*(ports.store.commit(*writes) for writes in written))
    return perf_counter() - start


async def _all(ports, _):
    """As it would be without an index of what is due: every forum is opened and asked."""
    start = perf_counter()
    number = 0
    async for rows_read in pages(ports.store, FORUMS):
        for row in rows_read:
            forum = Forum.read(row, RING)
            if schedule.due(forum, NOW):
                await ports.store.commit(*_written(ports, forum))
                number += 1
    assert number == DUE
    return perf_counter() - start


def _standing(chance):
    """The forums, for none of which anything is due but those that are told apart."""
    forums = [_forum(f"{n:032x}", ours) for n, (ours, _) in enumerate(islice(cycle(_rules(chance)), FORUMS_THERE))]
    waiting = [each for each in forums if schedule.due(each, NOW)][:DUE]
    return [schedule.sent(each, schedule.due(each, NOW), NOW) for each in forums], waiting


def _rows(waiting):
    """Their rows as they were written, whatever stands there now."""
    return [replace(each.put(RING, NOW), etag=None) for each in waiting]


def _written(ports, forum):
    firings = schedule.due(forum, NOW)
    after = schedule.sent(forum, firings, NOW)
    letters = [{"kind": f"forum_{each.kind}", "forum": forum.id, "planned": each.meeting.planned} for each in firings]
    put = replace(after.put(RING, schedule.next_due(after, NOW)), etag=None)
    return [put, *(outbox.stage(ports, letter, urgent=False) for letter in letters)]


def _forum(key, rule):
    return Forum(key, "est", CHANNEL, ("farsta",), "chair", rule=rule)


def _row(name, unit, value, beside):
    shown = {"value": round(value, 3), "unit": unit, "beside": round(beside, 3)}
    return {"name": name, **shown, "ratio": round(value / beside, 4)}
