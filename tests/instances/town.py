"""Several instances of the bot, each a process of its own, on one PostgreSQL; Teams delivers to them in turn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle

from bot.adapters.postgres import PostgresStore
from bot.adapters.seal import KeyRing, make_key_file
from tests.door.serving import Served
from tests.house import populate
from tests.postgres import sql
from tests.teams import SignedTeams

LONGEST = 120.0  # seconds until it is said that something never comes; no test rests on it
UNLIMITED = {"VBE_REPORTS_PER_HOUR": "1000", "VBE_ACTS_PER_MINUTE": "100000", "VBE_TENANT_RATE": "50"}
LEADER = "SELECT holder FROM vbe.leads WHERE what = 'outbox' AND until > clock_timestamp()"
LETTERS = "SELECT place, f1, leased, holder, now() FROM vbe.docs WHERE place IN ('outbox', 'bulk')"


class InTurn:
    """The bot's address: another instance's at every delivery, whether or not that one is there."""

    def __init__(self, instances):
        self._next = cycle(instances)

    def __str__(self):
        return next(self._next).address


class Instance(Served):
    """One of them; Teams goes on to know them all by one address."""

    address = "http://127.0.0.1:9"  # until it has been started: nobody is there

    async def start(self, *program):
        common = self.teams.bot
        await super().start(*program)
        self.address, self.teams.bot = self.teams.bot, common

    @property
    def pid(self):
        return self._process.pid if self._process else 0

    @property
    def ended(self):
        """Its exit code, if it has ended by itself."""
        return self._process.returncode if self._process else None


class Town:
    """The instances, their Teams and their database."""

    def __init__(self, teams, folder, url, number):
        self.teams, self.url, self.keys = teams, url, folder / "keys.json"
        make_key_file(self.keys)
        own = {"VBE_STORE": url, "VBE_KEY_FILE": str(self.keys), **UNLIMITED}
        self.instances = []
        for each in range(number):
            (place := folder / f"{each}").mkdir()
            self.instances.append(Instance(teams, place, **own))
        teams.bot = InTurn(self.instances)
        teams.patience = LONGEST
        teams.again = again

    async def start(self):
        await asyncio.gather(*(each.start() for each in self.instances))

    async def stop(self):
        await asyncio.gather(*(each.stop() for each in self.instances))

    async def leader(self):
        """The instance that leads."""
        async with asyncio.timeout(LONGEST):
            while True:
                for holder in await self.asked(LEADER):
                    for each in self.instances:
                        if f" vbe {each.pid} on " in holder[0]:
                            return each
                await asyncio.sleep(0.05)

    async def asked(self, question, *values):
        return await asyncio.to_thread(sql, self.url, question, *values)

    async def until(self, holds):
        """Wait until this coroutine function says so."""
        async with asyncio.timeout(LONGEST):
            while not await holds():  # noqa: ASYNC110 - what it waits for happens in other processes
                await asyncio.sleep(0.05)

    def trouble(self):
        return "".join(each.trouble() for each in self.instances)

    async def state(self):
        """What may explain a failure."""
        letters, leads = await self.asked(LETTERS), await self.asked("SELECT * FROM vbe.leads")
        return "\n".join(map(str, ([each.ended for each in self.instances], letters, leads, self.trouble())))

    @asynccontextmanager
    async def opened(self):
        """The store, and the keys to what is in it."""
        async with await PostgresStore.open(self.url) as store:
            yield store, KeyRing.load(self.keys)


async def again(times):
    """Teams delivers once more, and asks the next instance, when one gives no answer."""
    await asyncio.sleep(0.05 * times)
    return True


@asynccontextmanager
async def town(teams: SignedTeams, folder, url: str, number: int) -> AsyncIterator[Town]:
    """So many instances with the demo city, started."""
    await populate(folder, url)
    whole = Town(teams, folder, url, number)
    try:
        await whole.start()
        yield whole
    except Exception as error:
        error.add_note(await whole.state())
        raise
    finally:
        await asyncio.gather(*(each.kill() for each in whole.instances))
