"""A forum's channel with its people, in a running bot: fixtures ``here`` and ``place``."""

from datetime import datetime

import pytest

from bot.ports import FORUMS
from tests.house import demo

MONDAY = datetime.fromisoformat("2027-01-11T08:00:00+01:00")


@pytest.fixture
async def here(tmp_path):
    async with demo(tmp_path) as running:
        running.house.clock.move(MONDAY)
        yield running


class Place:
    """A forum's channel with its chair, its coordinator and somebody else."""

    def __init__(self, here):
        self.here = here

    async def begun(self):
        self.fatima = await self.here.official("Fatima Forsell-Farm")
        self.farida = await self.here.official("Farida Strandman")
        self.anna = await self.here.someone()
        self.room = self.here.teams.channel("Trygghetsmöte Farsta", self.fatima, self.farida, self.anna)
        return self

    async def registered(self, words="varannan onsdag 13-14", **leads):
        await self.fatima.at(self.room).says("registrera forum")
        await self.here.settled()
        await self.fatima.press("Fortsätt", kind="Trygghetsmöte")
        await self.fatima.press("Fortsätt", recurrence=words)
        self.shown = list(self.fatima.sees.facts.values())
        await self.fatima.press("Ja")
        await self.fatima.press("Registrera", **leads)
        await self.here.settled()
        return self

    async def moved(self, to):
        await self.here.house.move_clock({"now": to})
        await self.here.settled()

    @property
    def posts(self):
        return [message.card() for message in self.room.standing]

    @property
    def item(self):
        return next(card for card in reversed(self.posts) if card.heading.startswith("VBE på"))

    async def forum(self):
        (row,) = (await self.here.house.ports.store.find(FORUMS)).rows
        return row


@pytest.fixture
async def place(here):
    return await Place(here).begun()
