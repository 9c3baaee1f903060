"""A whole bot for a test: store, keys and city in a folder of its own, spoken to over HTTP by the likeness of Teams."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import app
from bot import settings
from bot.adapters import stores
from bot.adapters.clock import SystemClock
from bot.adapters.seal import make_key_file
from bot.adapters.teams.likeness import Teams
from bot.adapters.teams.likeness_people import Someone
from tests.teams import SignedTeams, signed, unsigned


@dataclass
class Bot:
    """A running bot, its Teams, and the folder that it keeps its things in."""

    teams: Teams
    house: app.House
    folder: Path

    async def someone(self, name="Anna Exempel", **ways) -> Someone:
        return await self.teams.someone(name, **ways)

    async def official(self, name: str) -> Someone:
        """Someone of the demo city's directory, by name, with the bot installed."""
        person = next(each for each in self.house.cases.directory.people.values() if each.name == name)
        return await self.teams.someone(person.name, person.id)

    async def settled(self) -> None:
        """Everything that is due has been sent."""
        await self.house.work()


@asynccontextmanager
async def bot(folder: Path, *, city: bool = True, **more: str) -> AsyncIterator[Bot]:
    """A bot with authentication on and the demo city as its directory. ``more`` are further settings."""
    async with signed() as teams:
        if city:
            await populate(folder, more.get("VBE_STORE", ""))
        async with serving(teams, folder, **more) as running:
            yield running


@asynccontextmanager
async def serving(teams: SignedTeams, folder: Path, **more: str) -> AsyncIterator[Bot]:
    """A bot on what the folder holds already; stopped and started again, it goes on for the same Teams."""
    keys = folder / "keys.json"
    if not keys.exists():
        make_key_file(keys)
    own = {"VBE_STORE": str(folder / "store.db"), "VBE_KEY_FILE": str(keys), "VBE_PORT": "0", "VBE_OPS_PORT": "0"}
    async with app.running(settings.read({**teams.settings, **own, **more}), paced=False) as (house, port):
        teams.bot = f"http://127.0.0.1:{port}"
        yield Bot(teams, house, folder)


@asynccontextmanager
async def demo(folder: Path, **own: str) -> AsyncIterator[Bot]:
    """A bot without authentication whose clock can be moved, as in a demonstration."""
    async with unsigned() as teams:
        wanted = settings.read({"VBE_STORE": str(folder / "store.db"), "VBE_PORT": "0", **own}, demo=True)
        await populate(folder, wanted.store)
        async with app.running(wanted, paced=False) as (house, port):
            teams.bot = f"http://127.0.0.1:{port}"
            yield Bot(teams, house, folder)


async def populate(folder: Path, place: str = "") -> None:
    """Bring the demo city into the store at this place, else into the folder's."""
    async with await stores.opened(place or str(folder / "store.db"), SystemClock()) as store:
        await app.import_directory(store, app.DEMO_CITY.read_text("utf-8"), apply=True, force=True)
