"""A city's campaign in simulated time: the real store, outbox, lanes and turnstile, against a Teams that counts.

Time stands still while anything is being written, and otherwise goes on to the next thing that is to happen.
"""

import asyncio
import random
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bot import audience, rhythm
from bot.accounts import counted, standings
from bot.adapters.clock import RandomIds
from bot.adapters.seal import KeyRing
from bot.campaign_ticks import CampaignTicks
from bot.campaigns import Audience, Campaign, Recipient, key
from bot.courses import courses
from bot.errors import Unsendable
from bot.feeding import KIND
from bot.outbox import Outbox
from bot.pace import WINDOWS
from bot.people import Directory, Person
from bot.ports import BULK, CAMPAIGNS, CHATS, RECIPIENTS, TRAINING, Ports, Put
from bot.reminding import Reminding
from bot.talk import Chat, Page, Plain
from bot.training import Training
from bot.turnstile import Turnstile
from tests.test_outbox import Time, Watched

TENANT_WINDOW = (50, 1.0)  # messages of an app to one tenant, seconds
RING = KeyRing({"k": b"k" * 32}, "k")
TUESDAY = datetime(2026, 11, 3, 8, tzinfo=UTC)  # 9:00 in Stockholm
LAST = date(2026, 12, 8)
COURSE = "basic"
BEAT = 1.0  # seconds between ticks


class Clock(Time):
    """Wall and steady time, moved together."""

    def __init__(self, start=TUESDAY):
        super().__init__()
        self.start = start

    def now(self):
        return self.start + timedelta(seconds=self.passed)

    def go_to(self, moment):
        """Let so much time pass at once that it is this moment."""
        self.passed = max(self.passed, (moment - self.start).total_seconds())


class Windows:
    """Sliding windows: whether one more message fits, and for how many seconds it does not."""

    def __init__(self, *windows):
        self.windows = windows
        self.times = deque()

    def wait(self, now):
        while self.times and self.times[0] <= now - self.windows[-1][1]:
            self.times.popleft()
        waits = [0.0]
        for most, seconds in self.windows:
            if len(self.times) >= most and self.times[-most] > now - seconds:
                waits.append(self.times[-most] + seconds - now)
        return max(waits)


class Service:
    """Teams as it is documented: every limit enforced when a message arrives, and an answer 20 to 60 ms after it went.

    ``trouble(conversation)`` gives an Unsendable, and whether the message has arrived all the same; or None.
    """

    def __init__(self, time, chance):
        self.time, self.chance = time, chance
        self.tenant = Windows(TENANT_WINDOW)
        self.threads = defaultdict(lambda: Windows(*WINDOWS))
        self.arrived = defaultdict(list)  # conversation → (when, what)
        self.refused = 0
        self.trouble = lambda _: None
        self.unknown = Counter()  # messages that arrived without an answer
        self.updates = []

    async def send(self, chat, page, _):
        there, back = self.chance.uniform(0.01, 0.03), self.chance.uniform(0.01, 0.03)
        await self.time.sleep(there)
        now = self.time.passed
        wait = max(self.tenant.wait(now), self.threads[chat.conversation].wait(now))
        problem, arrives = self.trouble(chat.conversation) or (None, True)
        if wait:
            self.refused += 1
            problem, arrives = Unsendable("http_429", after=wait), False
        if arrives:
            self.arrived[chat.conversation].append((now, page.heading.text))
            for each in (self.tenant, self.threads[chat.conversation]):
                each.times.append(now)
        await self.time.sleep(back)
        if problem:
            self.unknown[chat.conversation] += arrives
            raise problem
        return f"m{now}"

    async def update(self, chat, message, page, language):
        self.updates.append((chat.conversation, message, page, language))


def message(campaign, wave):
    return Page(Plain(f"{campaign.id} {wave}"))


@dataclass
class Town:
    """People, their bot, and the campaigns that it runs."""

    store: object
    time: Clock
    chance: random.Random = field(default_factory=lambda: random.Random(8))
    pages: object = message
    rate: float | None = 50

    def __post_init__(self):
        self.watched = Watched(self.store)
        self.service = Service(self.time, self.chance)
        doors = (self.watched, RING, self.time, RandomIds(), self.service, None, None, None)
        self.ports = Ports(*doors)
        self.directory = Directory()
        self.restart()

    def restart(self, leads=lambda: True):
        """A new process on the same store."""
        openers = {KIND: Reminding(self.ports, self.pages, courses()).open, "campaign_live": self.live}
        turnstile = Turnstile(self.rate, self.time.steady, self.time.later)
        self.box = Outbox(self.ports, openers, turnstile, self.chance.random, leads)
        self.ticks = CampaignTicks(self.ports)
        self.shown = []

    async def live(self, letter):
        self.shown.append(letter)
        return ()

    async def inhabit(self, number, *, without=()):
        """So many people with the app, but for some; by number."""
        people = [person(each) for each in range(number)]
        self.directory.people = {each.id: each for each in people}
        chats = [Put(CHATS, each.id, chat_row(each.id)) for at, each in enumerate(people) if at not in without]
        for first in range(0, len(chats), 1000):
            await self.store.commit(*chats[first : first + 1000])
        return [each.id for each in people]

    async def begin(self, people, name="c1", **facts):
        return await audience.begin(self.ports, self.directory, campaign(name, self.time.now(), **facts), people)

    async def campaign(self, name="c1"):
        return Campaign.read(await self.store.get(CAMPAIGNS, name), RING)

    async def becomes(self, change, name="c1"):
        """What a button of the coordinator's does."""
        changed = change(await self.campaign(name))
        await self.store.commit(changed.put(RING, rhythm.next_look(changed, self.time.now())))

    async def says(self, who, change):
        row = await self.store.get(TRAINING, who)
        training = Training.read(row, RING) if row else Training(who)
        await self.store.commit(change(training).put(RING))

    async def recipient(self, who, name="c1"):
        return Recipient.read(await self.store.get(RECIPIENTS, key(name, who)))

    async def standings(self, name="c1"):
        return await standings(self.store, await self.campaign(name))

    async def all_accounted_for(self, size, name="c1"):
        assert sum((await counted(self.store, name)).values()) == size

    async def letters(self):
        return (await self.store.find(BULK, limit=1, count=True)).count

    async def run(self, until, each_beat=None):
        """Let time go on, with a tick at every beat, until this coroutine function says that it is enough."""
        beat = self.time.passed
        while True:
            if self.time.passed >= beat:
                await self._beat()
                if each_beat:
                    await each_beat()
                if await until():
                    return
                beat = self.time.passed + BEAT
            await self._go_on(beat)

    async def _beat(self):
        await self.ticks.tend(self.time.now())
        self.box.kick()

    async def _go_on(self, latest):
        for _ in range(12):
            await asyncio.sleep(0)
        if self.watched.writing:
            await asyncio.wait(self.watched.writing)
            return
        timers = [each.at for each in self.time.timers if each.call]
        if timers and min(timers) <= latest:
            self.time.next()
        else:
            self.time.passed = latest

    async def quiet(self):
        """Everything that is due now has been dealt with."""
        while await self.ticks.tend(self.time.now()):
            pass
        delivering = asyncio.ensure_future(self.box.deliver())
        while not delivering.done():
            await self._go_on(self.time.passed + 0.01)

    async def day(self, day, hour=9):
        """It is this day, and all that is due then has been done."""
        self.time.go_to(rhythm.opening(day).replace(hour=hour))
        await self.until_quiet()

    async def until_quiet(self):
        while await self.ticks.tend(self.time.now()):
            await self.quiet()
        await self.quiet()

    def got(self, who):
        """What somebody got, in order."""
        return [words for _, words in self.service.arrived[who]]

    def days(self, who):
        """On which days somebody was written to."""
        return [(self.time.start + timedelta(seconds=at)).date() for at, _ in self.service.arrived[who]]


def person(number):
    place = number % 90
    return Person(
        f"00000000-0000-4000-8000-{number:012}",
        name=f"Person {number}",
        email=f"person{number}@example.org",
        departments=("farsta" if place < 45 else "bromma",),
        unit=f"Enhet {place}",
        operation="preschool" if place % 2 else "leisure",
    )


def chat_row(who):
    return {"chat": Chat("https://example.org/", who, "personal", "t", "b").to_doc(), "language": "sv"}


def campaign(name, now, **facts):
    made = {"kind": "course", "subject": COURSE, "audience": Audience(), "last": LAST, "by": "samordnare", **facts}
    return Campaign(name, started=now, **made)
