"""Of several instances one sends: another one goes on at once when it ends, and nothing is cleared away twice."""

import asyncio

import pytest

from bot.adapters.clock import RandomIds, SystemClock
from bot.adapters.teams.likeness_rooms import card_of
from bot.ports import DIALOGS, OUTBOX, Found, Ports, Put
from dialogs.clearing import clear
from tests.door.walking import ROAD, Walker
from tests.instances.town import LONGEST, town
from tests.postgres import postgres, url
from tests.teams import signed

__all__ = ["postgres", "url"]  # fixtures

CLAIMED = "SELECT key FROM vbe.docs WHERE leased > clock_timestamp()"
OVER = "UPDATE vbe.leads SET until = clock_timestamp()"
LEFT = "Samtalet har avslutats."
PAST = "2000-01-01T00:00:00+00:00"
NEVER, SLOWLY = 60.0, 8.0  # seconds that the connector takes to answer: longer than a sender waits, and not so long
# The server is so old that a connection which is not there is one that has ended.
SETTLED = "SELECT 1 WHERE pg_postmaster_start_time() < clock_timestamp() - interval '10 seconds'"


@pytest.fixture
async def two(tmp_path, url):
    async with signed() as teams, town(teams, tmp_path, url, 2) as whole:
        yield whole


async def test_letters_go_on_when_the_leader_is_killed_and_in_their_order(two):
    anna = await two.teams.someone("Anna Exempel")
    await two.until(lambda: two.asked(SETTLED))
    two.teams.service.latency = NEVER
    await anna.says("mina ärenden", replies=0)
    await two.until(lambda: two.asked(CLAIMED))
    await (await two.leader()).kill()
    two.teams.service.latency = 0.0
    await anna.says("Farsta", replies=0)
    await anna.says("Bromma", replies=0)
    await two.teams.until(lambda: len(headings(anna)) == 4, LONGEST)
    assert headings(anna)[1:] == ["Skriv din kod.", "Samordnare för Farsta", "Samordnare för Bromma"]
    assert two.trouble() == ""


async def test_what_a_leader_that_lives_has_claimed_is_left_to_it(two):
    anna = await two.teams.someone("Anna Exempel")
    await two.until(lambda: two.asked(SETTLED))
    two.teams.service.latency = SLOWLY
    await anna.says("mina ärenden", replies=0)
    await two.until(lambda: two.asked(CLAIMED))
    first = await two.leader()
    while await two.leader() is first:
        await two.asked(OVER)
    await two.teams.until(lambda: len(headings(anna)) == 2, LONGEST)
    two.teams.service.latency = 0.0
    await anna.says("Farsta")
    assert headings(anna)[1:] == ["Skriv din kod.", "Samordnare för Farsta"]
    assert two.trouble() == ""


async def test_the_other_one_leads_at_once_when_the_leader_is_stopped(two):
    first = await two.leader()
    await first.stop()
    anna = await two.teams.someone("Anna Exempel")
    assert headings(anna)
    assert await two.leader() is not first


async def test_a_dialog_left_alone_is_told_so_once(two):
    people = await left_alone(two)
    await two.start()
    await two.teams.until(lambda: all(each.page.heading == LEFT for each in people), LONGEST)
    assert [shown(each.person).count(LEFT) for each in people] == [1] * len(people)


async def test_two_that_clear_at_the_same_time_say_farewell_once(two):
    people = await left_alone(two)
    async with two.opened() as (first, ring), two.opened() as (second, _):
        gone = await asyncio.gather(*(clear(ports(store, ring)) for store in (first, second) * 3))
        assert sum(gone) == len(people)
        assert len((await first.find(OUTBOX)).rows) == len(people)


async def test_a_dialog_that_is_touched_while_it_is_cleared_stays(two):
    await left_alone(two, 1)
    async with two.opened() as (store, ring):
        found = await store.find(DIALOGS)
        store.find = lambda table, **_: asyncio.sleep(0, found if table is DIALOGS else Found(()))
        (row,) = found.rows
        await store.commit(Put(DIALOGS, row.key, {**row.doc, "until": "2999-01-01T00:00:00+00:00"}, row.etag))
        assert await clear(ports(store, ring)) == 0
        assert await store.get(DIALOGS, row.key)


async def left_alone(whole, number=10):
    """People in the middle of a dialog whose time has come while no instance was there."""
    people = [Walker(await whole.teams.someone(f"Person {n}")) for n in range(number)]
    for each in people:
        await each.opens()
        await each.walks(ROAD[:1])
    await whole.stop()
    async with whole.opened() as (store, _):
        rows = (await store.find(DIALOGS)).rows
        await store.commit(*(Put(DIALOGS, row.key, {**row.doc, "until": PAST}, row.etag) for row in rows))
    return people


def ports(store, ring):
    return Ports(store, ring, SystemClock(), RandomIds(), None, None, None, None)


def headings(person):
    """What the bot has posted to this person."""
    return [message.card().heading for message in person.room.messages.values()]


def shown(person):
    """What the bot's messages to this person have shown, one after the other."""
    return [card_of(each, "").heading for message in person.room.messages.values() for each in message.history]
