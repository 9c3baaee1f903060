"""The embedded store beside stock TinyDB, and PostgreSQL beside the embedded store: each verb, from 100 documents on.

Verb by verb all stores are measured in turn, round after round, so that what else the machine does meets each alike;
the median is told.
"""

import asyncio
import json
import random
import sys
import tempfile
from collections import defaultdict
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter

from tinydb import TinyDB, where
from tinydb.table import Document

from bot.adapters.postgres import PostgresStore
from bot.adapters.tiny import TinyStore
from bot.ports import CASES, NEW, OUTBOX, Del, Put
from tests.postgres import Cluster, sql

SIZES = (100, 10_000)
LARGE = (*SIZES, 100_000)  # of PostgreSQL and the embedded store; stock TinyDB would take minutes
ROUNDS = 15
VERBS = ("commit", "pair", "together", "get", "find", "claim")
CALLS = {"commit": 20, "pair": 20, "get": 500, "find": 500, "claim": 20}  # of ours in a round; of stock TinyDB's one
FILLED = 5_000  # documents in a commit
TOGETHER = 64
CLAIMED = 10
NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)


class RealClock:
    """The machine's two hands."""

    def now(self):
        return datetime.now(UTC)

    def steady(self):
        return monotonic()


def document(receipt):
    return {"receipt": receipt, "day": "2026-11-03", "story": "Någon har sagt något. " * 20, "marks": ["threat"]}


class Ours:
    """The embedded store with so many documents."""

    def __init__(self, store, size):
        self.store, self.size = store, size
        self.chance, self.extra = random.Random(size), count()
        self.keys = [f"{self.chance.getrandbits(128):032x}" for _ in range(size)]

    async def fill(self):
        for start in range(0, self.size, FILLED):
            keys = self.keys[start : start + FILLED]
            cases = [Put(CASES, key, document(f"r{start + n}")) for n, key in enumerate(keys)]
            await self.store.commit(*cases, *(Put(OUTBOX, key, {"due": NOW.isoformat()}) for key in keys))

    async def commit(self):
        for _ in range(CALLS["commit"]):
            key = f"{self.chance.getrandbits(128):032x}"
            start = perf_counter()
            await self.store.commit(Put(CASES, key, document(f"new{next(self.extra)}"), NEW))
            yield perf_counter() - start
            await self.store.commit(Del(CASES, key))

    async def pair(self):
        """As a turn does it: a case and a message in one commit."""
        for _ in range(CALLS["pair"]):
            key = f"{self.chance.getrandbits(128):032x}"
            message = Put(OUTBOX, key, {"due": NOW.isoformat(), "tries": 0, "sealed": "s" * 700}, NEW)
            start = perf_counter()
            await self.store.commit(Put(CASES, key, document(f"new{next(self.extra)}"), NEW), message)
            yield perf_counter() - start
            await self.store.commit(Del(CASES, key), Del(OUTBOX, key))

    async def together(self):
        """As ``commit``, but many at the same time: the time of all, a commit's share of it."""
        keys = [f"{self.chance.getrandbits(128):032x}" for _ in range(TOGETHER)]
        start = perf_counter()
        await asyncio.gather(*(self.store.commit(Put(CASES, key, document(key), NEW)) for key in keys))
        yield (perf_counter() - start) / TOGETHER
        await self.store.commit(*(Del(CASES, key) for key in keys))

    async def get(self):
        for key in self.chance.choices(self.keys, k=CALLS["get"]):
            start = perf_counter()
            await self.store.get(CASES, key)
            yield perf_counter() - start

    async def find(self):
        for _ in range(CALLS["find"]):
            receipt = f"r{self.chance.randrange(self.size)}"
            start = perf_counter()
            found = await self.store.find(CASES, equals={"receipt": receipt})
            yield perf_counter() - start
            assert len(found.rows) == 1

    async def claim(self):
        for _ in range(CALLS["claim"]):
            start = perf_counter()
            rows = await self.store.claim(OUTBOX, NOW, 60, CLAIMED)
            yield perf_counter() - start
            await self.store.release(OUTBOX, [row.key for row in rows])


class Shared(Ours):
    """PostgreSQL with so many documents, on this machine and waiting for its disk."""


class Stock:
    """TinyDB as it comes, with as many documents in one JSON file."""

    def __init__(self, path, size):
        self.db, self.size = TinyDB(path), size
        self.chance, self.extra = random.Random(size), count(size + 1)
        self.db.insert_multiple(Document(document(f"r{n}"), n + 1) for n in range(size))

    async def commit(self):
        number = next(self.extra)
        start = perf_counter()
        self.db.insert(Document(document(f"new{number}"), number))
        yield perf_counter() - start
        self.db.remove(doc_ids=[number])

    async def get(self):
        start = perf_counter()
        self.db.get(doc_id=self.chance.randrange(self.size) + 1)
        yield perf_counter() - start

    async def find(self):
        self.db.clear_cache()  # an answer that was asked for before is no search
        start = perf_counter()
        found = self.db.search(where("receipt") == f"r{self.chance.randrange(self.size)}")
        yield perf_counter() - start
        assert len(found) == 1


async def rows(folder):
    """Milliseconds a call: ``value`` ours, ``beside`` stock TinyDB's (None where it has no such verb).

    ``ratio`` is beside/value, so more than 1 is better than stock; in the growth rows value and beside are the time
    at 10,000 documents over the time at 100 (flat is 1), and ratio is how much less ours grows. The rows that begin
    with "postgres" have PostgreSQL as value and the embedded store beside it; they grow to 100,000.
    """
    times = await _measured(Path(folder))
    return [row for verb in VERBS for row in _compared("store", verb, (Ours, Stock), SIZES, times)] + [
        row for verb in VERBS for row in _compared("postgres", verb, (Shared, Ours), LARGE, times)
    ]


def _compared(name, verb, kinds, sizes, times):
    mine, others = ([times.get((kind, size, verb)) for size in sizes] for kind in kinds)
    for size, *pair in zip(sizes, mine, others, strict=True):
        yield _row(f"{name} {verb} at {size}", "ms", *pair)
    growth = [each[-1] / each[0] if each[0] else None for each in (mine, others)]
    yield _row(f"{name} {verb} growth {sizes[0]} to {sizes[-1]}", "times", *growth)


async def _measured(folder):
    async with AsyncExitStack() as stack:
        cluster = Cluster(safe=True)
        stack.callback(cluster.remove)
        cluster.start()
        subjects = [await _embedded(stack, folder, size) for size in LARGE]
        subjects += [await _shared(stack, cluster, size) for size in LARGE]
        subjects += [Stock(folder / f"stock{size}.json", size) for size in SIZES]
        times = defaultdict(list)
        for verb in VERBS:
            for subject in subjects * ROUNDS:
                if hasattr(subject, verb):
                    times[type(subject), subject.size, verb] += [taken async for taken in getattr(subject, verb)()]
    return {which: median(taken) * 1000 for which, taken in times.items()}


async def _embedded(stack, folder, size):
    ours = Ours(await stack.enter_async_context(await TinyStore.open(folder / f"ours{size}.db", RealClock())), size)
    await ours.fill()
    await ours.store.tidy()
    return ours


async def _shared(stack, cluster, size):
    url = stack.enter_context(cluster.database())
    shared = Shared(await stack.enter_async_context(await PostgresStore.open(url)), size)
    await shared.fill()
    sql(url, "VACUUM ANALYZE vbe.docs")  # as its own housekeeping does within a minute
    return shared


def _row(name, unit, value, beside):
    ratio = None if beside is None else round(beside / value, 2)
    return {"name": name, "value": round(value, 4), "unit": unit, "beside": beside and round(beside, 4), "ratio": ratio}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for row in asyncio.run(rows(folder)):
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
