"""A bot killed while it sends what is due for forums: none is missing, and what comes twice was on its way and counted.

Teams is slow to answer, so that many messages are on their way at a kill; what it has received it posts, whoever died.
"""

import asyncio
import json
import os
import random
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import monotonic
from typing import ClassVar

from aiohttp import ClientSession

from bot import schedule
from bot.adapters.clock import SystemClock
from bot.adapters.seal import KeyRing
from bot.adapters.teams.likeness import Teams
from bot.adapters.teams.likeness_rooms import card_of
from bot.adapters.tiny import TinyStore
from bot.mail import about
from bot.ports import BULK, CHATS, DEAD, FORUMS, Put
from bot.register import load_people
from bot.talk import Chat
from dialogs.forum_access import LEADING
from tests.door.serving import served
from tests.teams import PATIENCE

from .days import HERE
from .forums import forum

KILLS = 100 if os.environ.get("VBE_PROOF") else 20
NUMBER = 5 * KILLS // 2  # forums, with three or more messages each
MOST = 6  # posts at most from a start to the next kill
SLOW = 0.1  # seconds until Teams answers
WITHIN = 0.1  # seconds after a post in which a kill comes
PROGRAM = "app.py", "serve", "--demo"
REPEATED = "event=letter_may_be_repeated"
DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag")


class Demonstrated(Teams):
    """Teams as the demo has it, for which the bot needs no settings."""

    settings: ClassVar = {}


@dataclass
class Kill:
    """Since when the bot was dead, until when, and which messages it had begun with and not noted as sent."""

    since: float
    until: float
    begun: set

    def doubles(self, message, first, again):
        """Whether it explains that this one was posted at both moments; what was received may be posted a bit later."""
        return message in self.begun and first < self.until and again > self.since


class Forums:
    """Forums for which something is due, their channels and chairs in Teams, and the bot that is killed."""

    def __init__(self, teams, bot, ring):
        self.teams, self.bot, self.ring = teams, bot, ring
        self.anna = teams.stranger("Anna Exempel")
        self.anna.room.refusal = ""

    async def begin(self):
        """Start the bot; somebody writes to it, so that it looks at once for what there is to send."""
        await self.bot.start(PROGRAM)
        await self.anna.says("hej", replies=0)
        return monotonic()

    async def register(self):
        """Each a forum; what is to be sent for them now, and for twelve hours, changes nothing."""
        now = datetime.now(UTC)
        hour = (now.astimezone(HERE) + timedelta(hours=12)).hour
        async with await TinyStore.open(self.bot.store, SystemClock()) as store:
            chairs = [each for each in (await load_people(store)).people.values() if each.roles & LEADING]
            await store.commit(*(self._reachable(each) for each in chairs))
            found = [self._forum(number, chairs[number % len(chairs)], hour, now) for number in range(NUMBER)]
            await store.commit(*(each.put(self.ring, schedule.next_look(each, now)) for each in found))
        return {(each.id, firing.meeting.planned, firing.kind) for each in found for firing in schedule.due(each, now)}

    def _reachable(self, chair):
        room = self.teams.stranger(chair.name, chair.id).room
        room.refusal = ""
        return Put(CHATS, chair.id, {"chat": self._chat(room).to_doc(), "language": "sv"})

    def _forum(self, number, chair, hour, now):
        words, leads = f"varje {DAYS[number % 5]} kl {hour:02}.00", (15, 5, 1, hour)
        made = forum(words, "ignore", now.astimezone(HERE).date(), leads=leads, id=f"{number:032x}")
        channel = self._chat(self.teams.channel(f"Forum {number}"))
        made = replace(made, chair=chair.id, channel=channel)
        return replace(made, fired=schedule.passed(made, now))

    def _chat(self, room):
        return Chat(self.teams.url, room.id, room.kind, self.teams.tenant, f"28:{self.teams.app_id}")

    def posted(self):
        """When each message was posted: the steady moments."""
        times = defaultdict(list)
        for room in self.teams.service.rooms.values():
            if room is self.anna.room:
                continue
            calls = [call for call in self.teams.record.calls if call.room == room.id]
            for call, message in zip(calls, room.messages.values(), strict=True):
                times[_named(room, message)].append(call.at)
        return times

    async def told(self):
        """How many messages this life says that it may have repeated."""
        async with ClientSession() as session, session.get(f"{self.teams.bot}/readyz") as answer:
            return (await answer.json())["repeated"]

    def logged(self):
        """The same of all lives together: what is logged before a message goes out outlives a kill."""
        return self.bot.log.read_text("utf-8").count(REPEATED)

    @asynccontextmanager
    async def looked_at(self):
        async with await TinyStore.open(self.bot.store, SystemClock(), read_only=True) as store:
            yield store

    async def begun(self):
        """The messages of which the store says that they may have arrived."""
        async with self.looked_at() as store:
            rows = (await store.find(BULK, limit=10_000)).rows
            return {self._letter(row) for row in rows if row.doc.get("begun")}

    def _letter(self, row):
        letter = json.loads(self.ring.open(row.doc["sealed"], about(row.key)))
        return letter["forum"], letter["planned"], letter["kind"].removeprefix("forum_")

    async def all_is_sent(self):
        async with asyncio.timeout(4 * PATIENCE):
            while await self._something_is_due():  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.05)

    async def _something_is_due(self):
        async with self.looked_at() as store:
            first = (await store.find(FORUMS, order="due", limit=1)).rows[0]
            return first.doc["due"] <= datetime.now(UTC).isoformat() or (await store.find(BULK, limit=1)).rows


def _named(room, message):
    """Forum, meeting and kind of a message, by what its buttons carry."""
    found = [each.data["vbe"]["data"] for each in card_of(message.history[0], message.id).actions if "vbe" in each.data]
    data = next(each for each in found if "forum" in each)
    return data["forum"], data["planned"], "item" if room.kind == "channel" else "prompt"


async def killed_often(here, chance):
    """Start the bot and kill it, again and again, at any moment between its start and an answer."""
    kills = []
    for _ in range(KILLS):
        started = await here.begin()
        if kills:
            kills[-1].until = started
        wanted = len(here.teams.record.calls) + chance.randint(0, MOST)
        await here.teams.until(lambda wanted=wanted: len(here.teams.record.calls) >= wanted, PATIENCE)
        await asyncio.sleep(chance.uniform(0, WITHIN))  # anywhere in what is under way
        since = monotonic()
        await here.bot.kill()
        kills.append(Kill(since, since, await here.begun()))
    return kills


async def test_none_is_missing_and_what_comes_twice_was_on_its_way_at_a_kill_and_is_reported(tmp_path):
    async with Demonstrated(patience=PATIENCE) as teams, served(teams, tmp_path, VBE_TENANT_RATE="50") as bot:
        here = Forums(teams, bot, KeyRing.load(tmp_path / "keys.json"))
        expected = await here.register()
        teams.service.latency = SLOW
        kills = await killed_often(here, random.Random(8))
        logged = here.logged()
        kills[-1].until = await here.begin()
        await here.all_is_sent()
        assert await here.told() == here.logged() - logged  # the last life by itself
        await bot.stop()
        assert bot.trouble() == ""
        async with here.looked_at() as store:
            assert (await store.find(DEAD)).rows == ()
        posted = here.posted()
        assert set(posted) == expected
        only_what_was_on_its_way_came_twice(posted, kills)
        again = sum(len(times) - 1 for times in posted.values())
        assert 0 < again <= here.logged() <= sum(len(each.begun) for each in kills)


def only_what_was_on_its_way_came_twice(posted, kills):
    """Each time that a message came once more it was on its way at a kill, and the next life was told of it."""
    for message, times in posted.items():
        for first, again in pairwise(times):
            assert any(kill.doubles(message, first, again) for kill in kills), (message, times)
