"""Several instances on one database: who gets what, and that none undoes what another has done."""

import asyncio
import random

import pytest

from bot.adapters.postgres import PostgresStore
from bot.errors import Conflict
from bot.ports import CASES, NEW, OUTBOX, Put
from tests.postgres import sql

LISTENERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT 1' AND datname = $1"


@pytest.fixture
async def two(url):
    """Two instances on one database."""
    async with await PostgresStore.open(url) as first, await PostgresStore.open(url) as second:
        yield first, second


async def test_of_two_instances_that_want_the_same_new_row_one_gets_it(two):
    outcomes = await asyncio.gather(
        *(store.commit(Put(CASES, f"{n}", {"by": by}, NEW)) for n in range(40) for by, store in enumerate(two)),
        return_exceptions=True,
    )
    assert [{type(each) for each in outcomes[n : n + 2]} for n in range(0, 80, 2)] == [{Conflict, type(None)}] * 40


async def test_of_two_instances_that_change_the_same_row_one_does(two):
    await two[0].commit(Put(CASES, "a", {"n": 0}))
    for n in range(1, 21):
        etag = (await two[0].get(CASES, "a")).etag
        both = [store.commit(Put(CASES, "a", {"n": n, "by": by}, etag)) for by, store in enumerate(two)]
        outcomes = await asyncio.gather(*both, return_exceptions=True)
        assert sorted(type(each).__name__ for each in outcomes) == ["Conflict", "NoneType"]
        assert (await two[1].get(CASES, "a")).doc == {"n": n, "by": outcomes.index(None)}


async def test_commits_over_the_same_rows_in_any_order_do_not_wait_for_each_other_in_a_ring(two):
    puts = [Put(table, f"{n}", {"n": n}) for table in (CASES, OUTBOX) for n in range(10)]
    await asyncio.gather(*(store.commit(*random.Random(n).sample(puts, 20)) for n in range(60) for store in two))
    assert (await two[0].find(CASES, count=True)).count == 10


async def test_two_instances_claim_disjointly(two, clock):
    await two[0].commit(*(Put(OUTBOX, f"{n:03}", {"due": clock.now().isoformat()}) for n in range(200)))
    batches = await asyncio.gather(*(store.claim(OUTBOX, clock.now(), 30, 9) for _ in range(15) for store in two))
    taken = [row.key for batch in batches for row in batch]
    assert len(taken) == len(set(taken)) == 200


async def test_a_lease_that_ran_out_is_not_given_back_by_the_one_that_lost_it(two, clock, url):
    first, second = two
    clock.databases.append(url)
    await first.commit(Put(OUTBOX, "a", {"due": clock.now().isoformat()}))
    (row,) = await first.claim(OUTBOX, clock.now(), 30, 10)
    clock.move(31)
    assert await second.claim(OUTBOX, clock.now(), 30, 10) == [row]
    await first.release(OUTBOX, ["a"])
    assert await first.claim(OUTBOX, clock.now(), 30, 10) == []
    await second.release(OUTBOX, ["a"])
    assert await first.claim(OUTBOX, clock.now(), 30, 10) == [row]


async def test_a_claimed_row_can_be_changed_and_stays_claimed_with_its_etag(two, clock):
    first, second = two
    due = {"due": clock.now().isoformat()}
    await first.commit(Put(OUTBOX, "a", due))
    (row,) = await first.claim(OUTBOX, clock.now(), 30, 10)
    assert await second.get(OUTBOX, "a") == row
    await first.commit(Put(OUTBOX, "a", {**due, "tries": 1}, row.etag))
    assert await second.claim(OUTBOX, clock.now(), 30, 10) == []


async def test_one_instance_leads_and_when_it_stops_asking_another_one_does(two, url):
    first, second = two
    assert await first.lead("pace", 5)
    assert await first.lead("pace", 5)
    assert not await second.lead("pace", 5)
    assert await second.lead("something else", 5)
    sql(url, "UPDATE vbe.leads SET until = until - interval '6 seconds'")
    assert await second.lead("pace", 5)
    assert not await first.lead("pace", 5)
    await first.resign("pace")
    assert not await first.lead("pace", 5)
    await second.resign("pace")
    assert await first.lead("pace", 5)


async def test_of_many_that_want_to_lead_at_once_one_does(two):
    told = await asyncio.gather(*(store.lead("pace", 5) for _ in range(20) for store in two))
    assert sorted({(n % 2, bool(each)) for n, each in enumerate(told)}, key=str) in (
        [(0, False), (1, True)],
        [(0, True), (1, False)],
    )


async def test_what_one_instance_calls_out_the_others_hear_and_after_a_gap_they_are_told_of_it(two, url):
    first, second = two
    heard = asyncio.Queue()
    second.listen(heard.put_nowait)
    assert await heard.get() == ""
    await first.tell("outbox")
    assert await heard.get() == "outbox"
    sql(url, LISTENERS, url.partition("?")[0].rpartition("/")[2])
    assert await heard.get() == ""
    await first.tell("directory")
    assert await heard.get() == "directory"
