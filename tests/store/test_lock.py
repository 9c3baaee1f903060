"""One process writes; a second one is told which, and commands that only read go in beside it."""

import io
import os
import signal
import sqlite3
from contextlib import closing

import pytest

from bot.adapters.tiny import TinyStore, held_by
from bot.errors import StoreHeld
from bot.ports import CASES, Put

HOLDS = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.adapters.tiny import TinyStore
from bot.ports import CASES, Put

class Clock:
    def now(self): return datetime(2026, 11, 3, 8, tzinfo=UTC)
    def steady(self): return 0.0

async def main():
    store = await TinyStore.open(Path(sys.argv[1]), Clock(), control="run/control")
    await store.commit(Put(CASES, "a", {"n": 1}))
    print("held", flush=True)
    while sys.stdin.readline():
        await store.commit(Put(CASES, "a", {"n": 2}))
        print("written", flush=True)
    await store.close()

asyncio.run(main())
"""


@pytest.fixture
def holder(child, path):
    process = child(HOLDS, path)
    assert process.stdout.readline() == b"held\n"
    return process


async def test_a_second_process_is_told_who_writes_and_what_to_do(path, clock, holder):
    with pytest.raises(StoreHeld) as told:
        await TinyStore.open(path, clock)
    assert f"process {holder.pid} on {os.uname().nodename} since 2026-11-03T08:00:00+00:00" in str(told.value)
    assert "stop that one" in str(told.value)


async def test_the_holder_and_its_control_socket_are_named_to_commands(path, holder):
    assert held_by(path)["pid"] == holder.pid
    assert held_by(path)["control"] == "run/control"


async def test_a_stopped_process_still_holds_and_a_killed_one_does_not(path, clock, holder):
    holder.send_signal(signal.SIGSTOP)
    with pytest.raises(StoreHeld):
        await TinyStore.open(path, clock)
    holder.kill()
    holder.wait()
    assert held_by(path) is None
    async with await TinyStore.open(path, clock) as store:
        assert (await store.get(CASES, "a")).doc == {"n": 1}


async def test_a_reader_beside_the_bot_sees_what_was_committed_and_writes_nothing(path, clock, holder):
    async with await TinyStore.open(path, clock, read_only=True) as reader:
        assert (await reader.get(CASES, "a")).doc == {"n": 1}
        holder.stdin.write(b"\n")
        holder.stdin.flush()
        assert holder.stdout.readline() == b"written\n"
        assert (await reader.get(CASES, "a")).doc == {"n": 2}
        with pytest.raises(io.UnsupportedOperation):
            await reader.commit(Put(CASES, "a", {}))
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader._base.sql.execute("DELETE FROM cases")  # noqa: SLF001 - the connection itself must refuse


@pytest.mark.usefixtures("holder")
async def test_a_copy_taken_beside_the_bot_is_a_store_of_its_own(path, tmp_path, clock):
    async with await TinyStore.open(path, clock, read_only=True) as reader:
        await reader.copy(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    async with await TinyStore.open(tmp_path / "copy.db", clock) as copied:
        assert (await copied.get(CASES, "a")).doc == {"n": 1}


@pytest.mark.usefixtures("holder")
async def test_two_names_for_one_file_are_one_store(path, tmp_path, clock):
    (tmp_path / "other.db").symlink_to(path)
    with pytest.raises(StoreHeld):
        await TinyStore.open(tmp_path / "other.db", clock)


async def test_a_closed_store_is_free_and_one_file(path, clock):
    async with await TinyStore.open(path, clock) as store:
        await store.commit(Put(CASES, "a", {}))
        assert held_by(path)["pid"] == os.getpid()
    assert held_by(path) is None
    assert sorted(file.name for file in path.parent.iterdir()) == ["store.db", "store.db.lock"]
    assert path.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(path)) as sql:
        assert sql.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
