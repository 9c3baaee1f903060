"""What people do all at once: they report, ask and take cases, until it is said that it is over."""

import asyncio
from asyncio import gather
from collections import defaultdict

from bot.adapters.teams.likeness_rooms import card_of
from tests.door.test_fifty_people import ANSWERS
from tests.door.walking import Walker
from tests.instances.town import LONGEST

REPORTING, ASKING = 5, 2  # people at a time
TWICE = 0.2  # of all activities come at the same time once more, to another instance
TAKE = "Jag tar den"


class Asker:
    """Somebody who types each of these words once, and waits for each answer."""

    def __init__(self, person, chance):
        self.person = person
        self.words = chance.sample(list(ANSWERS), len(ANSWERS))

    async def asks(self):
        for words in self.words:
            before = len(self.person.room.messages)
            await self.person.says(words, replies=0)
            await self.person.teams.until(lambda words=words, n=before: self._answered(words, n), LONGEST)

    def _answered(self, words, before):
        news = list(self.person.room.messages.values())[before:]
        return any(each.card().heading == ANSWERS[words] for each in news)


class Desk:
    """A coordinator who takes every case as soon as its card has come; ``goal``: how many there are, once known."""

    def __init__(self, person):
        self.person = person
        self.taken = set()
        self.goal = None
        self._read = 0

    @property
    def done(self):
        return self.goal is not None and len(self.taken) >= self.goal

    async def takes(self):
        while not self.done:
            await self.person.teams.until(lambda: self._unread or self.done, LONGEST)
            for message in self._unread:
                self._read += 1
                await self._take(message)

    @property
    def _unread(self):
        return list(self.person.room.messages.values())[self._read :]

    async def _take(self, message):
        card = card_of(message.history[0], message.id)
        if TAKE in card.buttons and case_of(card) not in self.taken:
            await self.person.press_on(card, TAKE)
            self.taken.add(case_of(card))


class Traffic:
    """People who begin anew until it is over. ``deliveries`` counts what Teams has delivered."""

    def __init__(self, teams, chance):
        self.teams, self.chance = teams, chance
        self.walkers, self.askers = [], []
        self.over, self.count = False, 0
        self._delivered = asyncio.Condition()
        self._deliver, teams.deliver = teams.deliver, self.deliver

    async def deliver(self, activity):
        self.count += 1
        async with self._delivered:
            self._delivered.notify_all()
        times = 2 if self.chance.random() < TWICE else 1
        return (await gather(*(self._deliver(activity) for _ in range(times))))[-1]

    async def until_delivered(self, number):
        async with self._delivered:
            await self._delivered.wait_for(lambda: self.count >= number)

    async def runs_while(self, going_on, desk):
        """Everybody is at it until this has come to its end; then they finish what they have begun."""
        async with asyncio.TaskGroup() as group:
            people = [group.create_task(self._report(n)) for n in range(REPORTING)]
            people += [group.create_task(self._ask(n)) for n in range(ASKING)]
            group.create_task(desk.takes())
            found = await going_on
            self.over = True
            await gather(*people)
            desk.goal = len(self.walkers)
            await self.teams.service.tell()
        return found

    async def _report(self, slot):
        while not self.over:
            walker = Walker(await self.teams.someone(f"Person {slot} {len(self.walkers)}"))
            self.walkers.append(walker)
            await walker.reports()

    async def _ask(self, slot):
        while not self.over:
            asker = Asker(await self.teams.someone(f"Undrar {slot} {len(self.askers)}"), self.chance)
            self.askers.append(asker)
            await asker.asks()


def case_of(card):
    """The case that a card shows."""
    found = {button.data["vbe"]["data"].get("case") for button in card.actions if "vbe" in button.data} - {None}
    return found.pop() if found else None


def posted(person):
    """When each thing was posted to this person: a case's id, or else a heading → the steady moments."""
    calls = [call for call in person.teams.record.calls if call.room == person.room.id and call.method == "POST"]
    times = defaultdict(list)
    for call, message in zip(calls, person.room.messages.values(), strict=True):
        card = card_of(message.history[0], message.id)
        times[case_of(card) or card.heading].append(call.at)
    return times
