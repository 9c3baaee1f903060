"""The app comes to people, in their thousands, and goes again: every reference is kept right, and nobody else waits."""

import os
from asyncio import Semaphore, TaskGroup, gather
from itertools import count
from time import monotonic

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.tiny import TinyStore
from bot.ports import CHATS
from tests.door.serving import served
from tests.door.walking import ROAD, SENT, Walker
from tests.teams import signed

PROOF = bool(os.environ.get("VBE_PROOF"))
PUSHED = 45_000 if PROOF else 2_000
AT_ONCE = 32  # events under way
TALKING = 5  # people who report meanwhile, one after another
WARM = 20  # of them before
BOT = {"VBE_REPORTS_PER_HOUR": "1000", "VBE_ACTS_PER_MINUTE": "100000"}


class Talk:
    """People who report, one after another, and how long their presses took, in seconds."""

    def __init__(self, teams, name):
        self.teams, self.name = teams, name
        self.walkers = []
        self.waits = []
        self._numbers = count()

    async def reports(self, going_on):
        """As many people as come while ``going_on`` says so, and at least one."""
        while True:
            walker = Walker(self.teams.stranger(f"{self.name} {next(self._numbers)}"))
            await walker.person.install(replies=0)
            self.walkers.append(walker)
            await walker.opens()
            for step in ROAD:
                began = monotonic()
                await walker.walks([step])
                self.waits.append(monotonic() - began)
            if not going_on():
                return

    @property
    def p95(self):
        """Milliseconds."""
        return 1000 * sorted(self.waits)[int(len(self.waits) * 0.95)]


async def push(people):
    """Tell the bot that the app has come to all of these, as fast as it takes it."""
    room = Semaphore(AT_ONCE)

    async def installed(person):
        async with room:
            await person.install(replies=0)

    await gather(*(installed(person) for person in people))


async def references(path):
    """Person → conversation, as the store has it."""
    found, after = {}, None
    async with await TinyStore.open(path, SystemClock(), read_only=True) as store:
        while rows := (await store.find(CHATS, after=after, limit=1000)).rows:
            found |= {row.key: row.doc["chat"]["conversation"] for row in rows}
            after = (None, rows[-1].key)
    return found


@pytest.mark.parametrize("welcome", ["at_once", "when_opened"])
async def test_when_everybody_gets_the_app_no_reference_is_lost_and_nobody_waits_who_talks(tmp_path, welcome):
    async with signed() as teams, served(teams, tmp_path, VBE_WELCOME=welcome, **BOT) as bot:
        await bot.start()
        before, meanwhile = Talk(teams, "Före"), Talk(teams, "Under")
        await gather(*(before.reports(lambda: len(before.walkers) < WARM) for _ in range(TALKING)))
        everybody = [teams.stranger(f"Alla {number}") for number in range(PUSHED)]
        going_on = True
        async with TaskGroup() as group:
            for _ in range(TALKING):
                group.create_task(meanwhile.reports(lambda: going_on))
            began = monotonic()
            await push(everybody)
            took, going_on = monotonic() - began, False
        talked = [walker for talk in (before, meanwhile) for walker in talk.walkers]
        assert {walker.acknowledged for walker in talked} == {SENT}
        people = [*everybody, *(walker.person for walker in talked)]
        assert await references(bot.store) == {person.aad: person.room.id for person in people}
        assert bot.trouble() == ""
    print(f"{PUSHED / took:.0f} installs/s; p95 {before.p95:.0f} ms before, {meanwhile.p95:.0f} ms meanwhile")  # noqa: T201 - a figure to look at
