"""The sender killed again and again in the middle of a campaign: nobody is missed, and what may be double is told."""

import asyncio
import os
import random
from contextlib import asynccontextmanager
from datetime import timedelta

from bot import audience
from bot.accounts import standings
from bot.adapters.clock import RandomIds
from bot.adapters.seal import KeyRing
from bot.adapters.tiny import TinyStore
from bot.campaigns import Campaign, Recipient, key
from bot.people import Directory, Person
from bot.ports import CAMPAIGNS, RECIPIENTS, Ports
from bot.turnstile import MOST_OTHERS
from tests.door.serving import served
from tests.teams import PATIENCE, signed

from .at_work import AHEAD, PROGRAM, AtWork, seconds_ahead
from .town import campaign

KILLS = 20 if os.environ.get("VBE_PROOF") else 5
EACH = 12  # messages between two kills, at most
PEOPLE = KILLS * EACH * 2 + 30
RATE = 50  # messages a second
AT_ONCE = 20  # people who install the app at the same time


class Campaigning:
    """A bot in a process of its own that is ahead of time, and its Teams."""

    def __init__(self, teams, bot, ahead):
        self.teams, self.bot, self.ahead = teams, bot, ahead
        self.people = []

    async def start(self):
        await self.bot.start(PROGRAM)

    async def install(self, number):
        """So many people get the app."""
        for first in range(0, number, AT_ONCE):
            names = [f"Person {each}" for each in range(first, min(number, first + AT_ONCE))]
            self.people += await asyncio.gather(*map(self.teams.someone, names))

    @asynccontextmanager
    async def opened(self):
        """The doors to its store, while it does not run."""
        clock = AtWork(self.ahead)
        async with await TinyStore.open(self.bot.store, clock) as store:
            ring = KeyRing.load(self.bot.store.with_name("keys.json"))
            yield Ports(store, ring, clock, RandomIds(), None, None, None, None)

    async def begin(self):
        ids = [each.account.aad for each in self.people]
        async with self.opened() as ports:
            now = ports.clock.now()
            made = campaign("c1", now, last=now.date() + timedelta(days=30), always=True)
            await audience.begin(ports, Directory(map(Person, ids)), made, ids)

    async def ended(self):
        """How the campaign stands, and everybody's recipient."""
        async with self.opened() as ports:
            row = await ports.store.get(CAMPAIGNS, "c1")
            how = await standings(ports.store, Campaign.read(row, ports.seal))
            rows = [await ports.store.get(RECIPIENTS, key("c1", each.account.aad)) for each in self.people]
            return how, [Recipient.read(each) for each in rows]

    def arrived(self):
        return sum(len(each.room.messages) - 1 for each in self.people)  # beside the welcome


@asynccontextmanager
async def campaigning(folder):
    ahead = seconds_ahead()
    more = {"VBE_TENANT_RATE": str(RATE), "VBE_ACTS_PER_MINUTE": "100000", AHEAD: str(ahead)}
    async with signed() as teams, served(teams, folder, **more) as bot:
        yield Campaigning(teams, bot, ahead)


async def test_nobody_is_missed_and_only_what_was_on_its_way_comes_twice_and_is_reported(tmp_path):
    chance = random.Random(9)
    async with campaigning(tmp_path) as here:
        await here.start()
        await here.install(PEOPLE)
        await here.bot.stop()
        await here.begin()
        await here.start()
        for _ in range(KILLS):
            enough = here.arrived() + chance.randint(2, EACH)
            await here.teams.until(lambda enough=enough: here.arrived() >= enough, PATIENCE)
            await here.bot.kill()
            await here.start()
        await here.teams.until(lambda: all(len(each.room.messages) > 1 for each in here.people), 4 * PATIENCE)
        await here.bot.stop()
        how, recipients = await here.ended()
    twice = [len(each.room.messages) - 2 for each in here.people]
    assert (how.sent, how.waiting, how.failed, how.unreachable) == (PEOPLE, 0, {}, 0)
    assert sum(twice) <= KILLS * MOST_OTHERS
    assert all(extra <= each.again for extra, each in zip(twice, recipients, strict=True))
    assert (
        how.again == sum(each.again for each in recipients) == here.bot.log.read_text("utf-8").count("may_be_repeated")
    )
