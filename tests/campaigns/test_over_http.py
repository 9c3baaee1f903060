"""A whole campaign with a whole bot, whose clock is moved over it: every moment on the way is kept to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import audience, campaigns, rhythm
from bot.accounts import standings
from bot.campaigns import KEPT, Campaign
from bot.people import Person, Role
from bot.ports import ANSWERED, CAMPAIGNS, CHATS, RECIPIENTS
from bot.sending_hours import next_open
from bot.survey_answers import Answer, handed_in
from bot.talk import Chat
from tests import house

from .town import campaign

NAMES = ("Anna Exempel", "Omar Exempel", "Siri Exempel", "Bo Exempel", "Eva Exempel", "Ida Exempel")


@pytest.fixture
async def bot(tmp_path):
    async with house.demo(tmp_path) as bot:
        bot.people = [await bot.someone(each) for each in NAMES]
        staff = {each.account.aad: employee(each.account.aad) for each in bot.people}
        bot.house.people.people = {**bot.house.people.people, **staff}
        await moved(bot, next_open(bot.house.clock.now() + timedelta(days=1), always=True))
        yield bot


def employee(aad):
    return Person(aad, departments=("farsta",), unit="Enhet 1", roles=frozenset({Role.CENTRAL_COORDINATOR}))


async def moved(bot, to):
    await bot.house.move_clock({"now": to.isoformat()})


async def begin(bot, **facts):
    ports = bot.house.ports
    now = ports.clock.now()
    made = campaign("c1", now, last=now.date() + timedelta(days=35), always=True, by=bot.people[0].account.aad, **facts)
    ids = [each.account.aad for each in bot.people]
    return await audience.begin(ports, bot.house.people, made, ids)


async def now(bot):
    return Campaign.read(await bot.house.ports.store.get(CAMPAIGNS, "c1"), bot.house.ports.seal)


@pytest.mark.parametrize("facts", [{}, {"kind": "survey", "subject": "yearly"}])
async def test_everybody_gets_each_message_on_its_day_and_then_it_is_over(bot, facts):
    begun = await begin(bot, **facts)
    waves = rhythm.waves(begun)
    assert len(waves) >= 3
    await moved(bot, rhythm.ends(begun) - timedelta(hours=1))
    for each in bot.people:
        assert len(each.room.messages) == 1 + len(waves)
    assert (await standings(bot.house.ports.store, await now(bot))).sent == len(NAMES)
    await moved(bot, rhythm.ends(begun) + timedelta(hours=1))
    assert (await now(bot)).state == "over"
    await moved(bot, rhythm.ends(begun) + KEPT + timedelta(days=2))
    assert (await bot.house.ports.store.find(RECIPIENTS, limit=1)).rows == ()
    assert (await standings(bot.house.ports.store, await now(bot))).sent == len(NAMES)


async def test_whoever_answers_is_asked_no_more_and_that_is_forgotten_when_it_is_over(bot):
    begun = await begin(bot, kind="survey", subject="yearly")
    await bot.settled()
    ports, anna = bot.house.ports, bot.people[0]
    writes = await handed_in(ports, begun, anna.account.aad, Answer("c1", "yearly", "1", "", {}))
    await ports.store.commit(*writes, sweep=True)
    await moved(bot, rhythm.ends(begun) + timedelta(hours=1))
    assert len(anna.room.messages) == 2
    assert len(bot.people[1].room.messages) == 1 + len(rhythm.waves(begun))
    assert sum(done for _, done in (await now(bot)).figures.values()) == 1
    await moved(bot, rhythm.ends(begun) + KEPT + timedelta(days=2))
    assert (await ports.store.find(ANSWERED, limit=1)).rows == ()


async def test_the_live_page_is_brought_up_to_date_where_it_stands(bot):
    begun, coordinator, ports = await begin(bot), bot.people[0], bot.house.ports
    (message,) = coordinator.room.messages
    row = await ports.store.get(CHATS, coordinator.account.aad)
    shown = campaigns.Shown(Chat(**row.doc["chat"]), "sv", message)
    await ports.store.commit(replace(begun, live=shown).put(ports.seal, ports.clock.now()))
    await bot.settled()
    await moved(bot, ports.clock.now() + timedelta(minutes=2))
    stored = coordinator.room.messages[message]
    assert stored.version >= 2
    assert stored.card().facts["Har fått det, eller behöver inget"] == str(len(NAMES))
