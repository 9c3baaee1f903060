"""What operators are told: whether the bot can work, and what waits."""

import asyncio

import pytest
from aiohttp import ClientSession

from bot import health
from bot.errors import StoreDamaged
from tests.house import bot, demo
from tests.test_worry_over_http import to_code

READY, FAILING = {"token": "ok"}, {"token": "failing"}


class Broken:
    """A store that fails when it is asked."""

    async def find(self, *_, **__):
        raise StoreDamaged("what Anna Ek wrote")


class Silent:
    """A store that never answers."""

    async def find(self, *_, **__):
        await asyncio.Event().wait()


@pytest.fixture
async def here(tmp_path):
    async with bot(tmp_path) as running:
        yield running


async def test_the_running_bot_tells_it_over_http(tmp_path):
    async with demo(tmp_path) as here, ClientSession() as session:
        answer = await session.get(f"{here.teams.bot}/readyz")
        assert (answer.status, await answer.json()) == (
            200,
            {"ready": True, "store": "ok", "oldest_due": 0, "undeliverable": 0, "repeated": 0, "unreadable": 0},
        )


async def told(here, store=None, channel=READY, **ways):
    house = here.house
    return await health.told(store or house.ports.store, house.outbox, house.cases.undeliverable, channel, **ways)


async def test_a_bot_that_is_well_says_so(here):
    counts = {"oldest_due": 0, "undeliverable": 0, "repeated": 0}
    assert await told(here) == {"ready": True, "store": "ok", **counts, **READY}
    assert not (await told(here, channel=FAILING))["ready"]


@pytest.mark.parametrize("store", [Broken(), Silent()], ids=["broken", "silent"])
async def test_a_store_that_does_not_answer_makes_the_bot_unready_and_is_no_error_in_itself(here, store, caplog):
    found = await told(here, store, patience=0.0 if isinstance(store, Silent) else health.PATIENCE)
    assert found == {"ready": False, "store": "failing", **READY}
    assert "event=store_failed" in caplog.text
    assert "Anna" not in caplog.text


async def test_a_report_that_nobody_can_receive_is_counted_and_an_answer_that_waits_is_not(here):
    anna = await here.someone()
    await to_code(anna)
    await anna.press("Skicka")
    here.teams.fail(503, room=anna.room.id)
    await anna.says("hej", replies=0)
    await here.settled()
    found = await told(here)
    assert (found["undeliverable"], found["ready"]) == (1, True)
    assert found["oldest_due"] > 0
