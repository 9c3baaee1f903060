"""Killed in the middle of live turns: what was acknowledged stands, once, and every dialog goes on.

Teams delivers an activity again when it sees no answer, also to the bot that has been started anew, and now and then
while the first is still being worked on.
"""

import asyncio
import os
import random
from asyncio import gather
from collections import defaultdict
from itertools import pairwise
from time import monotonic

from bot.adapters.clock import SystemClock
from bot.adapters.teams.likeness_rooms import card_of
from bot.adapters.tiny import TinyStore
from bot.ports import CASES, CHATS, DIALOGS
from tests.door.serving import official, served
from tests.door.walking import COORDINATOR, SENT, Walker
from tests.teams import PATIENCE, signed

KILLS = 100 if os.environ.get("VBE_PROOF") else 20
STOPS = KILLS // 4
AT_ONCE = 6  # people
RETRIES = 20  # of one activity; Teams' own number is not told
TWICE = 0.2  # of all activities come at the same time once more
TURN = 0.02  # seconds; a kill comes within so many of a delivery
FOUND = "Skickat till samordnaren."
UNLIMITED = {"VBE_REPORTS_PER_HOUR": "1000", "VBE_ACTS_PER_MINUTE": "100000"}


class Crowd:
    """People who report one after another until the kills are over, and what each of them was told."""

    def __init__(self, bot, chance):
        self.bot = bot
        self.chance = chance
        self.walkers = []
        self.delivered = asyncio.Condition()
        self.count = self.retried = 0
        self.over = False
        bot.teams.again = self.again
        self._deliver, bot.teams.deliver = bot.teams.deliver, self.deliver

    async def deliver(self, activity):
        self.count += 1
        async with self.delivered:
            self.delivered.notify_all()
        twice = 2 if self.chance.random() < TWICE else 1
        return (await gather(*(self._deliver(activity) for _ in range(twice))))[-1]

    async def again(self, times):
        """Whether to deliver once more: when the bot is back."""
        self.retried += 1
        await self.bot.up.wait()
        return times < RETRIES

    async def reports_while(self, going_on):
        """Everybody reports until this has come to its end; what it gives."""
        async with asyncio.TaskGroup() as group:
            for slot in range(AT_ONCE):
                group.create_task(self._reports(slot))
            found = await going_on
            self.over = True
        return found

    async def _reports(self, slot):
        while not self.over:
            walker = Walker(await self.bot.teams.someone(f"Person {slot} {len(self.walkers)}"))
            self.walkers.append(walker)
            await walker.reports()

    async def until_delivered(self, number):
        async with self.delivered:
            await self.delivered.wait_for(lambda: self.count >= number)


async def end_often(bot, crowd, times, end):
    """When the bot was dead: from and until, in steady seconds."""
    dead, chance = [], crowd.chance
    for _ in range(times):
        await crowd.until_delivered(crowd.count + chance.randint(1, 40))
        await asyncio.sleep(chance.uniform(0, TURN))  # anywhere in the turns under way
        ended = monotonic()
        await end()
        await bot.start()
        dead.append((ended, monotonic()))
    return dead


async def test_no_acknowledged_act_is_lost_or_doubled_however_often_the_bot_is_killed(tmp_path):
    async with signed() as teams, served(teams, tmp_path, **UNLIMITED) as bot:
        await bot.start()
        farida, crowd = await official(teams, COORDINATOR), Crowd(bot, random.Random(3))
        dead = await crowd.reports_while(end_often(bot, crowd, KILLS, bot.kill))
        assert crowd.retried > 0
        assert {walker.acknowledged for walker in crowd.walkers} == {SENT}
        await gather(*(its_code_finds_the_case(walker) for walker in crowd.walkers))
        await teams.until(lambda: len(posted(farida)) > len(crowd.walkers), PATIENCE)  # the welcome is one of them
        for person in (farida, *(walker.person for walker in crowd.walkers)):
            doubled_only_by_a_kill(posted(person), dead)
        await bot.stop()
        assert bot.trouble() == ""
        assert await kept(bot.store) == {CASES: len(crowd.walkers), DIALOGS: 0, CHATS: len(crowd.walkers) + 1}


async def test_a_bot_that_is_stopped_in_good_order_doubles_nothing(tmp_path):
    async with signed() as teams, served(teams, tmp_path, **UNLIMITED) as bot:
        await bot.start()
        farida, crowd = await official(teams, COORDINATOR), Crowd(bot, random.Random(4))
        await crowd.reports_while(end_often(bot, crowd, STOPS, bot.stop))
        await teams.until(lambda: len(posted(farida)) > len(crowd.walkers), PATIENCE)
        for person in (farida, *(walker.person for walker in crowd.walkers)):
            doubled_only_by_a_kill(posted(person), ())


async def test_a_case_that_was_asked_for_is_shown_again_when_teams_asks_again(tmp_path):
    async with signed() as teams, served(teams, tmp_path, **UNLIMITED) as bot:
        await bot.start()
        walker = Walker(await teams.someone("Anna Exempel"))
        await walker.reports()
        await its_code_finds_the_case(walker)
        await bot.kill()
        await bot.start()
        await walker.person.repeats()
        assert walker.person.sees.heading == FOUND


async def its_code_finds_the_case(walker):
    person = walker.person
    await person.says("mina ärenden")
    await person.teams.until(lambda: person.sees.heading == "Skriv din kod.", PATIENCE)
    await person.press("Visa ärendet", code=walker.code)
    assert person.sees.heading == FOUND


def posted(person):
    """When each thing was posted to this person: a case's id, or else a heading → the steady moments."""
    calls = [call for call in person.teams.record.calls if call.room == person.room.id and call.method == "POST"]
    times = defaultdict(list)
    for call, message in zip(calls, person.room.messages.values(), strict=True):
        first = card_of(message.history[0], message.id)
        cases = {button.data["vbe"]["data"].get("case") for button in first.actions if "vbe" in button.data} - {None}
        times[cases.pop() if cases else first.heading].append(call.at)
    return times


def doubled_only_by_a_kill(times, dead):
    """A message comes twice only when the bot died after posting it and before keeping that it had."""
    doubled = {case: at for case, at in times.items() if len(at) > 1}
    for at in doubled.values():
        # What a bot had sent before it died may arrive a moment later.
        assert all(any(first < until and again > since for since, until in dead) for first, again in pairwise(at))
    assert sum(len(at) - 1 for at in doubled.values()) <= len(dead)


async def kept(path):
    """How many rows the store holds."""
    async with await TinyStore.open(path, SystemClock()) as store:
        return {table: (await store.find(table, count=True, limit=1)).count for table in (CASES, DIALOGS, CHATS)}
