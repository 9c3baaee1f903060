"""Rows kept in memory are never older than what was acknowledged."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.adapters.tiny import TinyStore, recent
from bot.errors import Conflict
from bot.ports import CASES, NEW, OUTBOX, Del, Put


@pytest.fixture
async def tiny(path, clock):
    async with await TinyStore.open(path, clock) as store:
        yield store


async def test_what_was_read_before_is_read_anew_after_a_write(tiny):
    assert await tiny.get(CASES, "a") is None
    await tiny.commit(Put(CASES, "a", {"n": 1}, NEW))
    assert (await tiny.get(CASES, "a")).doc == {"n": 1}
    await tiny.commit(Del(CASES, "a"))
    assert await tiny.get(CASES, "a") is None


async def test_a_write_whose_caller_went_away_is_seen_all_the_same(tiny):
    await tiny.commit(Put(CASES, "a", {"n": 1}))
    assert (await tiny.get(CASES, "a")).doc == {"n": 1}
    gone = asyncio.create_task(tiny.commit(Put(CASES, "a", {"n": 2})))
    await asyncio.sleep(0)
    gone.cancel()
    await tiny.commit(Put(CASES, "b", {}))  # written after it
    assert (await tiny.get(CASES, "a")).doc == {"n": 2}


async def test_who_is_refused_reads_what_stands(tiny):
    await tiny.commit(Put(CASES, "a", {"n": 0}))
    etag = (await tiny.get(CASES, "a")).etag

    async def write(number):
        try:
            await tiny.commit(Put(CASES, "a", {"n": number}, etag))
        except Conflict:
            return (await tiny.get(CASES, "a")).doc["n"]
        return number

    assert set(await asyncio.gather(*map(write, range(1, 9)))) == {1}


async def test_a_sweep_and_a_later_write_of_the_same_row_end_with_the_later(tiny):
    await tiny.commit(Put(CASES, "a", {"n": 0}))
    await tiny.get(CASES, "a")
    await asyncio.gather(tiny.commit(Del(CASES, "a"), sweep=True), tiny.commit(Put(CASES, "a", {"n": 1})), tiny.tidy())
    assert (await tiny.get(CASES, "a")).doc == {"n": 1}


async def test_changing_what_was_got_changes_nothing_kept(tiny):
    await tiny.commit(Put(CASES, "a", {"deep": [1]}))
    (await tiny.get(CASES, "a")).doc["deep"].append(2)
    assert (await tiny.get(CASES, "a")).doc == {"deep": [1]}


async def test_what_is_seen_by_claiming_is_seen_by_getting(tiny):
    now = datetime(2026, 11, 3, 9, tzinfo=UTC)
    for n in range(100):
        key = f"p{n}"
        assert await tiny.get(CASES, key) is None
        letter = Put(OUTBOX, key, {"due": "2026-11-03T08:00:00+00:00"})
        writing = asyncio.create_task(tiny.commit(Put(CASES, key, {"n": n}), letter))
        while not await tiny.claim(OUTBOX, now, 60, 1):  # noqa: ASYNC110 - it looks as the outbox does
            await asyncio.sleep(0)
        assert (await tiny.get(CASES, key)).doc == {"n": n}
        await writing


def test_no_more_rows_are_kept_than_said(monkeypatch):
    monkeypatch.setattr(recent, "MOST", 3)
    kept = recent.Recent()
    for n in range(5):
        kept.read("cases", str(n), None)
        kept.get("cases", "0")  # asked for again and again, so it stays
    assert [kept.get("cases", str(n)) for n in range(5)] == [None, recent.UNKNOWN, recent.UNKNOWN, None, None]
