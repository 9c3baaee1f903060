"""Fifty people at once over a network that is slow and fails: every answer to its person, in order.

Time is real here, since simulated time does not reach HTTP: so the connector is made slow by 10 ms in ``make test`` and
by the whole 100 ms in ``make proof``.
"""

import os
import random
from asyncio import gather
from itertools import groupby

import pytest

from bot.adapters.teams.likeness_rooms import Weather
from tests.door.walking import SENT, TURNS, Walker
from tests.house import bot

PEOPLE = 50
LATENCY = 0.1 if os.environ.get("VBE_PROOF") else 0.01  # seconds
LONGEST = 300.0  # seconds until it is said that an answer is lost; no test rests on it
AT_A_TIME = 3  # messages that somebody types without waiting for the answers
PLACES = (
    "Bromma",
    "Enskede-Årsta-Vantör",
    "Farsta",
    "Hägersten-Älvsjö",
    "Hässelby-Vällingby",
    "Järva",
    "Kungsholmen",
    "Norra innerstaden",
    "Skarpnäck",
    "Skärholmen",
    "Södermalm",
)
ANSWERS = {"mina ärenden": "Skriv din kod.", **{place: f"Samordnare för {place}" for place in PLACES}}
BEFORE = 9  # of these are typed before the dialog, the others after it


class Talker:
    """Somebody who types all these words, in an order of their own, and reports in between."""

    def __init__(self, person, chance):
        self.person = person
        self.walker = Walker(person)
        self.words = chance.sample(list(ANSWERS), len(ANSWERS))
        self._headings = {}

    async def talks(self):
        await self._types(self.words[:BEFORE])
        await self.walker.reports()
        await self._types(self.words[BEFORE:])

    @property
    def answers(self):
        """What the bot's messages answer, in the order they came; the same twice running is one that was sent again."""
        asked = {heading: words for words, heading in ANSWERS.items()}
        for message in self.person.room.standing[len(self._headings) :]:
            self._headings[message.id] = message.card().heading
        answered = (asked[heading] for heading in self._headings.values() if heading in asked)
        return [words for words, _ in groupby(answered)]

    @property
    def follows(self):
        """Whether the dialog's message came to show the receipt, or every try to let it do so failed."""
        calls = [call for call in self.person.teams.record.calls if call.room == self.person.room.id]
        puts = [call.status for call in calls if call.method == "PUT"]
        shown = [message.card().heading for message in self.person.room.standing]
        return SENT in shown or all(status >= 400 for status in puts[-3:])

    async def _types(self, words):
        for start in range(0, len(words), AT_A_TIME):
            few = words[start : start + AT_A_TIME]
            for each in few:
                await self.person.says(each, replies=0)
            await self.person.teams.until(lambda few=few: set(few) <= set(self.answers), LONGEST)


@pytest.fixture
async def here(tmp_path):
    async with bot(tmp_path, VBE_TENANT_RATE="50") as running:
        yield running


async def test_every_answer_comes_to_its_person_in_order(here):
    chance = random.Random(50)
    talkers = [Talker(await here.someone(f"Person {number}"), chance) for number in range(PEOPLE)]
    assert len(ANSWERS) + TURNS == 20
    here.teams.service.latency, here.teams.service.weather = LATENCY, Weather(chance.random)
    await gather(*(talker.talks() for talker in talkers))
    assert [talker.answers for talker in talkers] == [talker.words for talker in talkers]
    assert {talker.walker.acknowledged for talker in talkers} == {SENT}
    await here.teams.until(lambda: all(talker.follows for talker in talkers), LONGEST)
