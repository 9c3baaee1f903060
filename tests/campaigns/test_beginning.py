"""Broken off while it begins, a campaign is none: nobody is in it, and none is without its people."""

import asyncio

import pytest

from bot import audience, campaigns
from bot.errors import Conflict, StoreGone
from bot.ports import CAMPAIGNS, RECIPIENTS

from .town import RING, campaign

PEOPLE = 2_100  # five commits


class BreaksOff:
    """A store that is gone from its nth commit on, as for a process that is killed there."""

    def __init__(self, store, after):
        self.store, self.left = store, after

    def __getattr__(self, name):
        return getattr(self.store, name)

    async def commit(self, *writes, **ways):
        if not self.left:
            raise StoreGone("gone")
        self.left -= 1
        await self.store.commit(*writes, **ways)


async def rows(store, table):
    return (await store.find(table, limit=1, count=True)).count


@pytest.mark.parametrize("after", range(7))
async def test_broken_off_anywhere_it_is_taken_away_whole_or_runs_whole(town, after):
    people = await town.inhabit(PEOPLE)
    town.ports.store = BreaksOff(town.store, after)
    try:
        await town.begin(people)
    except StoreGone:
        assert after < 7
    town.ports.store = town.watched
    town.restart()
    await town.until_quiet()
    assert all(town.got(each) == [] for each in people)
    town.time.passed += audience.BROKEN_OFF.total_seconds()
    await town.until_quiet()
    assert (await rows(town.store, CAMPAIGNS), await rows(town.store, RECIPIENTS)) == (0, 0)
    await town.begin(people)  # and it can be begun again under the same name
    assert await rows(town.store, RECIPIENTS) == PEOPLE


async def test_a_whole_beginning_runs_and_has_its_people(town):
    people = await town.inhabit(PEOPLE)
    town.ports.store = BreaksOff(town.store, 7)
    begun = await town.begin(people)
    assert (begun.state, begun.size, await rows(town.store, RECIPIENTS)) == ("running", PEOPLE, PEOPLE)


async def test_the_same_begun_from_two_devices_at_once_begins_once(town):
    people = await town.inhabit(PEOPLE)
    outcomes = await asyncio.gather(*(town.begin(people) for _ in range(2)), return_exceptions=True)
    assert sorted(type(each) for each in outcomes if isinstance(each, Exception)) == [Conflict]
    assert await rows(town.store, RECIPIENTS) == PEOPLE


async def test_the_dry_run_counts_and_writes_nothing(town):
    people = await town.inhabit(PEOPLE, without=range(100))
    before = [await rows(town.store, table) for table in campaigns_tables()]
    told = await audience.counted(town.ports, town.directory, people)
    assert (told.size, told.reachable, told.unreachable, sum(told.units.values())) == (
        PEOPLE,
        PEOPLE - 100,
        100,
        PEOPLE,
    )
    assert [await rows(town.store, table) for table in campaigns_tables()] == before


def campaigns_tables():
    return (CAMPAIGNS, RECIPIENTS)


def test_what_is_kept_of_a_campaign_comes_back():
    shown = campaigns.Shown(campaigns.Chat("https://example.org/", "a", "personal", "t", "b"), "sv", "m")
    facts = {"live": shown, "figures": {"u": (5, 3)}, "counts": {"sent": 5}, "told": "running"}
    made = campaign("c", campaigns.datetime(2026, 11, 3, 8, tzinfo=campaigns.UTC), **facts)
    row = campaigns.Row("c", dict(made.put(RING, made.started).doc), "new")
    assert campaigns.Campaign.read(row, RING) == made
