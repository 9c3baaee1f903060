"""Whatever is sent to /api/messages: no 500, no error that nobody caught, nobody else's dialog moved, memory flat."""

import json
import os
from collections import deque

import pytest
from aiohttp import ClientSession, TCPConnector
from hypothesis import HealthCheck, given, settings

from bot.adapters.teams.likeness_cards import Card
from tests.door.fuzzing import ATTEMPTS, changed, pressed
from tests.door.serving import ALL_LOGS, official, served
from tests.door.walking import COORDINATOR, ROAD, Walker
from tests.teams import signed

PROOF = bool(os.environ.get("VBE_PROOF"))
ATTEMPTED = 20_000 if PROOF else 1_000
WARM = ATTEMPTED // 4  # attempts after which memory is measured
GROWTH = 24 * 1024  # kilobytes that may come on top of that
ANSWERED = {200, 400, 401, 403, 413, 415}
CROWD = 12  # people in whose names is sent
REMEMBERED = 100  # buttons


class Fuzzed:
    """A bot under attack by a crowd, and three people who are not part of it.

    A coordinator with a case on a card, the one who reported it, and one who stands before sending another.
    """

    def __init__(self, bot):
        self.bot = bot
        self.buttons = deque(maxlen=REMEMBERED)
        self.attempts = self.warm = 0

    async def people(self, teams):
        self.crowd = [await teams.someone(f"Person {number}") for number in range(CROWD)]
        self.coordinator = await official(teams, COORDINATOR)
        self.done, self.halfway = Walker(await teams.someone("Anna")), Walker(await teams.someone("Omar"))
        await self.done.reports()
        await self.done.person.says("mina ärenden")  # before the crowd's answers wait for their pace
        await teams.until(lambda: "Ny uppgift" in self.coordinator.sees.heading)
        await self.halfway.opens()
        await self.halfway.walks(ROAD[:-1])

    async def unharmed(self):
        """The bot is well, and those who had no part in it are where they were."""
        assert self.bot.trouble() == ""
        assert self.bot.memory() - self.warm < GROWTH
        await self.halfway.walks(ROAD[-1:])
        await self.done.person.press("Visa ärendet", code=self.done.code)
        assert self.done.person.sees.heading == "Skickat till samordnaren."

    @property
    def lasting(self):
        """Buttons of people who send nothing of all this: they are always there to be stolen."""
        cards = [*self.coordinator.cards, self.halfway.page, self.done.page]
        return [button.data for card in cards for button in card.actions if button.data]

    async def attempt(self, attempt):
        """Send it; the status."""
        person = self.crowd[attempt.person % len(self.crowd)]
        activity = self._activity(attempt, person)
        headers = {**self.bot.teams.authorization(self.bot.teams.url), **attempt.wire.headers}
        body = attempt.wire.body(changed(activity, attempt.changes))
        url = f"{self.bot.teams.bot}/api/messages"
        async with self.session.post(url, data=body, headers=headers) as answer:
            self._remember(await answer.read())
        self.attempts += 1
        if self.attempts == WARM:
            self.warm = self.bot.memory()
        return answer.status

    def _activity(self, attempt, person):
        """A good one, of the kind wanted."""
        envelope = {**self.bot.teams.envelope(person.account, person.room), "locale": "sv-SE"}
        envelope["id"] = f"{attempt.kind}:{self.attempts}"
        bot = envelope["recipient"]
        if attempt.kind in ("invoke", "submit"):
            data = pressed(attempt, [*self.lasting, *self.buttons])
            action = {"type": "Action.Execute", "verb": str(data["vbe"].get("act")), "data": data}
            if attempt.kind == "submit":
                return {**envelope, "type": "message", "value": data, "replyToId": "1"}
            value = {"action": action, "trigger": "manual"}
            return {**envelope, "type": "invoke", "name": "adaptiveCard/action", "value": value, "replyToId": "1"}
        parts = {
            "message": {"text": attempt.words, "textFormat": "plain"},
            "installationUpdate": {"action": "add" if attempt.button % 2 else "remove"},
            "conversationUpdate": {"membersAdded" if attempt.button % 2 else "membersRemoved": [bot]},
        }
        return {**envelope, "type": attempt.kind, **parts.get(attempt.kind, {})}

    def _remember(self, body):
        """What came back may hold buttons to press."""
        try:
            page = json.loads(body)["value"]
        except (ValueError, LookupError, TypeError):
            return
        if isinstance(page, dict):
            self.buttons.extend(button.data for button in Card(page).actions if button.data)


@pytest.fixture
async def here(tmp_path):
    limits = {"VBE_ACTS_PER_MINUTE": "100000", "VBE_REPORTS_PER_HOUR": "1000"}
    async with signed() as teams, served(teams, tmp_path, **limits) as bot:
        await bot.start(ALL_LOGS)
        fuzzed = Fuzzed(bot)
        await fuzzed.people(teams)
        # A connection each: the bot may close one on which something went wrong.
        async with ClientSession(connector=TCPConnector(force_close=True)) as fuzzed.session:
            yield fuzzed
        await fuzzed.unharmed()


@settings(
    max_examples=ATTEMPTED, deadline=None, database=None, derandomize=not PROOF, suppress_health_check=list(HealthCheck)
)
@given(attempt=ATTEMPTS)
async def test_whatever_is_sent_is_answered_and_harms_nobody(here, attempt):
    assert await here.attempt(attempt) in ANSWERED
    assert here.bot.trouble() == ""
