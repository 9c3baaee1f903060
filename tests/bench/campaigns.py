"""A campaign to a whole city: what its queue costs, what memory its sending takes, and how long others wait.

The queue: ``begin`` beside one transaction of SQLite's that inserts as many rows of the same documents, with the same
columns and indexes, durably as well. Sending: a whole bot over HTTP, against a connector that takes everything.
"""

import asyncio
import gc
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import app
from bot import audience
from bot.adapters.clock import RandomIds
from bot.adapters.seal import KeyRing
from bot.adapters.teams.likeness import TENANT
from bot.adapters.tiny import TinyStore
from bot.people import Directory
from bot.ports import CHATS, Ports, Put
from bot.talk import Chat
from tests.campaigns.at_work import AtWork, seconds_ahead
from tests.campaigns.town import campaign, person
from tests.teams import APP_ID

from .load import drive
from .stage import Stage
from .turn import row

CITY, ROUNDS = 45_000, 5
SENT, LOOKS = 20_000, (0.1, 0.9)  # messages, and after which parts of them memory is looked at
LONG = 2_500  # people in a campaign that goes on while others are waited for
RATE = 50.0  # messages a second, as the service allows
FAST = 2_000.0  # where the pace is kept, but is not what is measured
CHATS_OPEN, PRESSES, PAUSE = 100, 600, 0.02  # seconds between two presses
SETTLED = 200  # messages after which a campaign is under way
PATIENCE = 300.0  # seconds


async def rows(folder):
    """``ratio`` is value/beside."""
    folder, ahead = Path(folder), seconds_ahead()
    return [*await _queued(folder), *await _sent(folder, ahead), *await _waited(folder, ahead)]


async def _queued(folder):
    directory, taken = Directory(map(person, range(CITY))), {"ours": [], "theirs": []}
    for number in range(ROUNDS):
        clock = AtWork(0)
        async with await TinyStore.open(folder / f"queue{number}.db", clock) as store:
            ports = Ports(store, KeyRing({"k": b"k" * 32}, "k"), clock, RandomIds(), None, None, None, None)
            gc.collect()
            app.settle()
            start = perf_counter()
            await begin(ports, directory, always=True)
            taken["ours"].append(perf_counter() - start)
        taken["theirs"].append(_inserted(folder / f"plain{number}.db", directory))
    name = f"a campaign to {CITY:,} begins: beside one insert of as many rows"
    return [row(name, "ms", *(1000 * median(taken[each]) for each in ("ours", "theirs")))]


async def begin(ports, directory, **facts):
    """A campaign to everybody there."""
    now = ports.clock.now()
    made = campaign("c1", now, last=now.date() + timedelta(days=60), **facts)
    return await audience.begin(ports, directory, made, list(directory.people))


def _inserted(place, directory):
    """Seconds."""
    made = [audience.Recipient("c1", each, due="2026-11-03T08:00:00+00:00").put() for each in directory.people]
    with closing(sqlite3.connect(place, isolation_level=None)) as sql:
        sql.execute("PRAGMA journal_mode = WAL")
        sql.execute("PRAGMA synchronous = FULL")
        sql.execute("CREATE TABLE rows (key TEXT PRIMARY KEY, doc TEXT, next TEXT, standing TEXT)")
        for field in ("next", "standing"):
            sql.execute(f"CREATE INDEX by_{field} ON rows ({field})")
        start = perf_counter()
        sql.execute("BEGIN")
        values = ((each.key, json.dumps(each.doc), each.doc["next"], each.doc["standing"]) for each in made)
        sql.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", values)
        sql.execute("COMMIT")
        return perf_counter() - start


def asked(number, url, ahead):
    """What puts a campaign to so many people into a store: they have the app, and chats of their own."""
    directory = Directory(map(person, range(1_000_000, 1_000_000 + number)))

    async def put(store, ring):
        ports = Ports(store, ring, AtWork(ahead), RandomIds(), None, None, None, None)
        chats = [Put(CHATS, each, _chat(each, url)) for each in directory.people]
        for first in range(0, number, 1000):
            await store.commit(*chats[first : first + 1000])
        await begin(ports, directory)

    return put


def _chat(who, url):
    return {
        "chat": Chat(url, f"c-{who}", "personal", TENANT, f"28:{APP_ID}").to_doc(),
        "language": "sv",
        "chosen": False,
    }


class Counting:
    """How many messages have come in a campaign's chats."""

    def __init__(self, post):
        self.count, self._wanted, self._enough, self._came = 0, 0, asyncio.Event(), post.came
        post.came = self.came

    def came(self, conversation, made, body):
        self.count += made and conversation.startswith("c-")
        if self.count >= self._wanted:
            self._enough.set()
        self._came(conversation, made, body)

    async def until(self, number):
        self._wanted = number
        self._enough.clear()
        if self.count < number:
            async with asyncio.timeout(PATIENCE):
                await self._enough.wait()


async def _sent(folder, ahead):
    """What the bot's process holds early and late in a campaign that goes as fast as it can."""
    async with Stage(folder) as stage:
        came, held = Counting(stage.post), []
        server, _ = await stage.ours("sent", chats=10, rate=FAST, ahead=ahead, also=asked(SENT, stage.post.url, ahead))
        for part in LOOKS:
            await came.until(part * SENT)
            held.append(server.memory / 1024)
    early, late = held
    return [row(f"memory after 90 % of a campaign to {SENT:,}: beside after 10 %", "MB", late, early)]


async def _waited(folder, ahead):
    """A press now and then while a campaign goes on, beside one while there is none; one after the other, in turn."""
    async with Stage(folder) as stage:
        came = Counting(stage.post)
        quiet = await stage.ours("quiet", chats=CHATS_OPEN, rate=RATE, ahead=ahead)
        also = asked(LONG, stage.post.url, ahead)
        busy = await stage.ours("busy", chats=CHATS_OPEN, rate=RATE, ahead=ahead, also=also)
        waits = {"busy": [], "quiet": []}
        await came.until(SETTLED)
        for _ in range(PRESSES):
            for name, (server, people) in (("quiet", quiet), ("busy", busy)):
                waits[name] += (await drive(server.port, people.presses(1), 1, stage.post)).taken
                await asyncio.sleep(PAUSE)
        assert SETTLED + PRESSES / 4 < came.count < LONG, "no campaign went on while the presses were measured"
    p95 = {name: 1000 * quantiles(taken, n=100)[94] for name, taken in waits.items()}
    return [row("a press during a campaign, p95: beside one without", "ms", p95["busy"], p95["quiet"])]
