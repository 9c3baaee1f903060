"""A campaign while several instances run on one database: each is written to once, also when the leader is killed."""

import asyncio
from datetime import timedelta

import pytest

from bot import audience
from bot.accounts import standings
from bot.adapters.clock import RandomIds
from bot.campaigns import Campaign, Recipient
from bot.people import Directory, Person
from bot.ports import CAMPAIGNS, RECIPIENTS, Ports
from bot.turnstile import MOST_OTHERS
from tests.instances.town import Town
from tests.postgres import postgres, url
from tests.teams import signed

from .at_work import AHEAD, PROGRAM, AtWork, seconds_ahead
from .town import campaign

__all__ = ["postgres", "url"]  # fixtures

PEOPLE, INSTANCES = 120, 3


@pytest.fixture
async def town(tmp_path, url, monkeypatch):
    ahead = seconds_ahead()
    monkeypatch.setenv(AHEAD, str(ahead))
    async with signed() as teams:
        town = Town(teams, tmp_path, url, INSTANCES)
        town.clock = AtWork(ahead)
        try:
            await asyncio.gather(*(each.start(PROGRAM) for each in town.instances))
            yield town
        finally:
            await asyncio.gather(*(each.kill() for each in town.instances))


def ports(town, store, ring):
    return Ports(store, ring, town.clock, RandomIds(), None, None, None, None)


async def begin(town, people):
    async with town.opened() as (store, ring):
        now = town.clock.now()
        made = campaign("c1", now, last=now.date() + timedelta(days=30), always=True)
        ids = [each.account.aad for each in people]
        await audience.begin(ports(town, store, ring), Directory(map(Person, ids)), made, ids)


async def told(town):
    """How it stands, and everybody's recipient by person."""
    async with town.opened() as (store, ring):
        how = await standings(store, Campaign.read(await store.get(CAMPAIGNS, "c1"), ring))
        rows = (await store.find(RECIPIENTS, limit=2 * PEOPLE)).rows
        return how, {each.person: each for each in map(Recipient.read, rows)}


def arrived(people):
    return sum(len(each.room.messages) - 1 for each in people)  # beside the welcome


async def test_each_is_written_to_once_by_whoever_leads_and_a_kill_is_reported(town):
    people = []
    for first in range(0, PEOPLE, 20):
        people += await asyncio.gather(*(town.teams.someone(f"Person {each}") for each in range(first, first + 20)))
    await begin(town, people)
    await town.teams.until(lambda: arrived(people) >= PEOPLE // 4, 60)
    await (await town.leader()).kill()

    async def all_told():
        return (await told(town))[0].waiting == 0

    await town.until(all_told)
    how, recipients = await told(town)
    twice = {each.account.aad: len(each.room.messages) - 2 for each in people}
    assert (how.sent, how.failed, how.unreachable) == (PEOPLE, {}, 0)
    assert min(twice.values()) == 0
    assert sum(twice.values()) <= MOST_OTHERS
    assert all(extra <= recipients[who].again for who, extra in twice.items())
    assert town.trouble() == ""
