"""The authentication matrix over the whole bot, with real keys and a key server."""

from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession

from bot.adapters import http
from bot.adapters.clock import RandomIds, SystemClock
from bot.adapters.teams.connection import Teams
from bot.ports import SEEN
from tests.door.auth_matrix import AT_HOME, CASES
from tests.house import bot
from tests.teams import APP_ID

A_MINUTE = 61.0


class SwiftClock(SystemClock):
    """Steady time that can be moved."""

    ahead = 0.0

    def steady(self):
        return super().steady() + self.ahead


@pytest.fixture
async def here(tmp_path):
    async with bot(tmp_path) as running:
        yield running


@asynccontextmanager
async def fresh_door(here, clock):
    """One more way into the same bot, that knows no keys yet; its address."""
    teams = Teams(here.house.settings, clock, RandomIds())
    serving = await http.start(http.messages_app(teams.door(here.house.conversation.turn)), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{serving.port}/api/messages"
    finally:
        await serving.stop()
        await teams.close()


def activity(here, number):
    return {
        "type": "message",
        "id": str(number),
        "channelId": "msteams",
        "serviceUrl": here.teams.url,
        "from": {"id": "29:matrix", "aadObjectId": "matrix"},
        "recipient": {"id": f"28:{APP_ID}"},
        "conversation": {**AT_HOME, "tenantId": here.teams.tenant},
        "channelData": {"tenant": {"id": here.teams.tenant}},
        "text": "hej",
    }


async def answered(here, case, session, url):
    """The status of the case's request."""
    keys, number = here.teams.keys, CASES.index(case)
    request = {"json": case.body(activity(here, number)), "headers": case.header(keys, here.teams.url)}
    async with session.post(url, **request) as answer:
        return answer.status


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
async def test_the_authentication_matrix(here, case):
    clock, keys = SwiftClock(), here.teams.keys
    keys.endorsements = list(case.endorsements)
    async with fresh_door(here, clock) as url, ClientSession() as session:
        if case.rotated:
            assert await answered(here, CASES[0], session, url) == 200
            keys.published, clock.ahead = ["second"], A_MINUTE
        if case.rotated and case.key == "first":  # the old key goes when somebody comes with the new one
            assert await answered(here, next(each for each in CASES if each.key == "second"), session, url) == 200
        before = await heard(here)
        assert await answered(here, case, session, url) == case.status
        assert await heard(here) - before == (case.status == 200)


async def heard(here):
    """How many activities the bot remembers."""
    return (await here.house.ports.store.find(SEEN, count=True)).count
