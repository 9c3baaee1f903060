"""Commits that arrive together are written together, and hear of it together when the disk refuses."""

import asyncio

from bot.adapters.tiny import TinyStore
from bot.ports import CASES, Put

HEADER, FRAME, PAGE = 32, 24, 4096  # of SQLite's -wal; a frame that ends a transaction tells the size of the file

FAILS = """
import asyncio, resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.adapters.tiny import TinyStore
from bot.ports import CASES, Put

class Clock:
    def now(self): return datetime(2026, 11, 3, 8, tzinfo=UTC)
    def steady(self): return 0.0

async def main():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = await TinyStore.open(Path(sys.argv[1]), Clock())
    await store.commit(Put(CASES, "before", {}))
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
    many = (store.commit(Put(CASES, str(n), {"story": "s" * 20_000})) for n in range(20))
    outcomes = await asyncio.gather(*many, return_exceptions=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    written = ["after", "before", *(str(n) for n, outcome in enumerate(outcomes) if outcome is None)]
    await store.commit(Put(CASES, "after", {}))
    found = (await store.find(CASES)).rows
    print(any(outcomes), sorted(written) == [row.key for row in found])
    await store.close()

asyncio.run(main())
"""


async def test_commits_at_the_same_time_share_a_transaction(path, clock, content):
    async with await TinyStore.open(path, clock) as store:
        await asyncio.gather(*(store.commit(Put(CASES, f"{n}", {})) for n in range(64)))
        log = content(path.with_name("store.db-wal"))
        assert (await store.find(CASES, count=True)).count == 64
    frames = range(HEADER, len(log), FRAME + PAGE)
    assert 0 < sum(any(log[frame + 4 : frame + 8]) for frame in frames) < 32


async def test_when_the_disk_refuses_every_waiter_hears_of_it_and_the_store_goes_on(path, child):
    process = child(FAILS, path)
    assert process.communicate(timeout=60)[0] == b"True True\n"
