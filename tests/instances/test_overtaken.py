"""A message that an instance has brought to an older page, because another one was faster, comes to the right one."""

import pytest

from bot import outbox
from bot.adapters.teams.cards import drawn
from bot.adapters.teams.updates import Update
from bot.ports import BULK
from bot.talk import Page, Plain
from tests.door.walking import FIRST, ROAD, Walker
from tests.house import bot
from tests.postgres import postgres, url
from tests.teams import PATIENCE

__all__ = ["postgres", "url"]  # fixtures

ENDED = "Det här samtalet är avslutat."


@pytest.fixture
async def here(tmp_path, url):
    async with bot(tmp_path, VBE_STORE=url) as running:
        yield running


async def came_late(running, walker, page):
    """An update with this page's place in its dialog, which shows something else and comes last of all."""
    house = running.house
    chat, _ = await outbox.chat_of(house.ports, walker.person.aad)
    of = next(iter(page.buttons.values())).data["vbe"]
    card = drawn(Page(Plain("Gammalt.")), "sv")
    await house.teams.sender.show(chat, page.message, card, "sv")
    await house.followed(Update(chat, page.message, card, "sv", dialog=of["dialog"], turning=of["turning"]))


async def test_it_is_mended_when_its_dialog_has_gone_on(here):
    anna = Walker(await here.someone())
    await anna.opens()
    first = anna.page
    await anna.walks(ROAD[:2])
    await came_late(here, anna, first)
    await here.teams.until(lambda: anna.page.heading == ROAD[1][2], PATIENCE)


async def test_it_says_so_when_its_dialog_has_ended(here):
    anna = Walker(await here.someone())
    await anna.opens()
    first = anna.page
    await anna.walks()
    await came_late(here, anna, first)
    await here.teams.until(lambda: anna.page.heading == ENDED, PATIENCE)


async def test_an_update_that_was_in_time_is_followed_by_nothing(here):
    anna = Walker(await here.someone())
    await anna.opens()
    await here.settled()
    await came_late(here, anna, anna.page)
    assert (await here.house.ports.store.find(BULK)).rows == ()


async def test_where_one_process_holds_the_store_nothing_is_asked(tmp_path):
    async with bot(tmp_path) as running:
        anna = Walker(await running.someone())
        await anna.opens()
        first = anna.page
        assert first.heading == FIRST
        await anna.walks(ROAD[:2])
        await running.settled()
        await came_late(running, anna, first)
        assert (await running.house.ports.store.find(BULK)).rows == ()
