"""Killed at any moment, the embedded store keeps what it has acknowledged and shows nothing by halves."""

import random

from bot.adapters.tiny import TinyStore
from bot.ports import CASES, OUTBOX, Put

CHILD = """
import asyncio, os, sys
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from uuid import uuid4
from bot.adapters.tiny import TinyStore
from bot.ports import CASES, OUTBOX, Put

class Clock:
    def now(self): return datetime.now(UTC)
    def steady(self): return monotonic()

async def pairs(store, sweep):
    while True:
        key = uuid4().hex
        await store.commit(
            Put(CASES, key, {"receipt": key, "story": "s" * 700}), Put(OUTBOX, key, {"due": key}), sweep=sweep
        )
        os.write(1, f"{key}\\n".encode())

async def main():
    store = await TinyStore.open(Path(sys.argv[1]), Clock())
    await asyncio.gather(*(pairs(store, sweep=n == 0) for n in range(5)))

asyncio.run(main())
"""


async def all_keys(store, table):
    found, after = set(), None
    while rows := (await store.find(table, after=after, limit=1000)).rows:
        found |= {row.key for row in rows}
        after = (None, rows[-1].key)
    return found


async def test_no_acknowledged_commit_is_lost_and_none_is_there_by_half(path, clock, child, full):
    chance, acknowledged = random.Random(8), set()
    for _ in range(full(20, 200)):
        writer = child(CHILD, path)
        acknowledged |= {writer.stdout.readline().strip().decode() for _ in range(chance.randint(1, 60))}
        writer.kill()
        acknowledged |= {line.strip().decode() for line in writer.stdout if line.endswith(b"\n")}
        async with await TinyStore.open(path, clock) as store:
            cases, messages = await all_keys(store, CASES), await all_keys(store, OUTBOX)
            by_index = (await store.find(CASES, equals={"receipt": max(acknowledged)}, count=True)).count
        assert acknowledged <= cases
        assert cases == messages
        assert by_index == 1


async def test_a_crash_while_the_store_is_made_leaves_nothing_that_stands_in_the_way(path, clock):
    for suffix in ("", "-wal", "-shm"):
        path.with_name(f"{path.name}.new{suffix}").write_bytes(b"SQLite format 3\0 cut sho")
    async with await TinyStore.open(path, clock) as store:
        await store.commit(Put(CASES, "a", {}))
    assert sorted(file.name for file in path.parent.iterdir()) == ["store.db", "store.db.lock"]


async def test_a_killed_writer_can_be_read_by_a_command_before_the_bot_is_back(path, clock, child):
    writer = child(CHILD, path)
    key = writer.stdout.readline().strip().decode()
    writer.kill()
    writer.wait()
    async with await TinyStore.open(path, clock, read_only=True) as store:
        assert (await store.get(CASES, key)).doc["receipt"] == key
