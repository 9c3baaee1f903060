"""A PostgreSQL that is killed, does not answer, or answers too late: nothing is lost, nothing is done by halves."""

import asyncio
import random

import asyncpg
import pytest

from bot.adapters.postgres import PostgresStore
from bot.adapters.postgres.address import Address
from bot.errors import StoreGone
from bot.ports import CASES, NEW, OUTBOX, Put
from tests.postgres import Cluster


class Between:
    """Stands between a store and its server. ``deaf``: requests go through and the answers are lost; it hangs up, or
    with ``hangs`` keeps the line.
    """

    def __init__(self, url, folder):
        self.there = Address.read(url).shown.split(" at ")[1].split(",")[0] + "/.s.PGSQL.5432"
        self.url = url.partition("?")[0] + f"?host={folder}"
        self._here = folder / ".s.PGSQL.5432"
        self.deaf = self.hangs = False
        self._lines = set()

    async def __aenter__(self):
        self._server = await asyncio.start_unix_server(self._joined, self._here)
        return self

    async def __aexit__(self, *_):
        self._server.close()
        for each in self._lines:
            each.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _joined(self, reader, writer):
        self._lines.add(asyncio.current_task())
        back, forth = await asyncio.open_unix_connection(self.there)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._carry(reader, forth))
                both.create_task(self._answer(back, writer))
        except* OSError:
            pass
        finally:
            for each in (writer, forth):
                each.close()

    async def _carry(self, reader, writer):
        while said := await reader.read(65536):
            writer.write(said)
        raise ConnectionResetError

    async def _answer(self, reader, writer):
        while said := await reader.read(65536):
            if not self.deaf:
                writer.write(said)
            elif not self.hangs:
                break
        raise ConnectionResetError


async def keys(store, table):
    found, after = set(), None
    while rows := (await store.find(table, after=after, limit=1000)).rows:
        found |= {row.key for row in rows}
        after = (None, rows[-1].key)
    return found


async def test_what_was_acknowledged_outlives_a_server_that_is_killed_and_the_store_goes_on_by_itself(full):
    cluster, acknowledged, told = Cluster(safe=True), set(), []
    cluster.start()
    try:
        with cluster.database() as url:
            async with await PostgresStore.open(url) as store:
                for _ in range(full(2, 20)):
                    writing = [asyncio.ensure_future(writer(store, acknowledged, told)) for _ in range(50)]
                    await grown(acknowledged, 200)
                    await asyncio.to_thread(cluster.stop, "QUIT")
                    await grown(told, 50)
                    await asyncio.to_thread(cluster.start)
                    await grown(acknowledged, 200)
                    for each in writing:
                        each.cancel()
                    await asyncio.gather(*writing, return_exceptions=True)
            async with await PostgresStore.open(url) as store:
                cases, messages = await keys(store, CASES), await keys(store, OUTBOX)
    finally:
        cluster.remove()
    assert acknowledged <= cases
    assert cases == messages


async def writer(store, acknowledged, told):
    chance = random.Random()
    while True:
        key = f"{chance.getrandbits(128):032x}"
        try:
            await store.commit(Put(CASES, key, {"story": "s" * 700}, NEW), Put(OUTBOX, key, {"due": key}, NEW))
            acknowledged.add(key)
        except StoreGone:
            told.append(key)
            await asyncio.sleep(0.01)


async def grown(what, more):
    enough = len(what) + more
    while len(what) < enough:  # noqa: ASYNC110 - what it waits for has no event of its own
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("hangs", [False, True])
async def test_a_commit_whose_answer_is_lost_is_an_error_and_is_not_tried_again(url, tmp_path, hangs):
    async with (
        Between(url, tmp_path) as between,
        await PostgresStore.open(url) as direct,
        await PostgresStore.open(between.url, patience=1) as store,
    ):
        await store.commit(Put(CASES, "a", {}, NEW))
        between.deaf, between.hangs = True, hangs
        with pytest.raises(StoreGone):
            await store.commit(Put(CASES, "b", {}, NEW))  # tried again it would be a Conflict
        between.deaf = False
        assert await direct.get(CASES, "b")
        await store.commit(Put(CASES, "c", {}, NEW))
        assert await keys(store, CASES) == {"a", "b", "c"}


async def test_a_commit_that_has_to_wait_too_long_is_broken_off_whole(url):
    async with await PostgresStore.open(url, patience=0.3) as store:
        other = await asyncpg.connect(url)
        async with other.transaction():
            await other.execute("LOCK TABLE vbe.docs IN EXCLUSIVE MODE")
            with pytest.raises(StoreGone):
                await store.commit(Put(CASES, "a", {}), Put(OUTBOX, "a", {}))
        await other.close()
        await store.commit(Put(CASES, "b", {}))
        assert await keys(store, CASES) - {"a"} == {"b"}
        assert (await store.get(CASES, "a") is None) == (await store.get(OUTBOX, "a") is None)


async def test_a_commit_that_nobody_waits_for_any_more_is_carried_out(url):
    async with await PostgresStore.open(url) as store:
        writing = asyncio.ensure_future(store.commit(Put(CASES, "a", {})))
        await asyncio.sleep(0)
        writing.cancel()
    async with await PostgresStore.open(url) as store:
        assert await store.get(CASES, "a")
