"""Whoever has the app is written to, whoever has taken it away is not, and news of others changes nothing."""

from uuid import uuid4

import pytest
from aiohttp import ClientSession

from bot.ports import BULK, CHATS, DEAD, OUTBOX
from dialogs import clearing
from tests.door.walking import COORDINATOR, OPENING, ROAD, Walker
from tests.house import bot, demo

STAND_IN = "Folke Farmark"
MENU = "Hej, jag är stadens assistent i arbetet mot våldsbejakande extremism."


@pytest.fixture
async def here(tmp_path):
    async with bot(tmp_path) as running:
        yield running


def calls(here, person):
    """What the bot has tried to do in this person's chat."""
    return [call.method for call in here.teams.record.calls if call.room == person.room.id]


async def happens(person, event):
    """Teams tells the bot of something in the conversation that this person looks at."""
    whole = {**person.teams.envelope(person.account, person.room), "id": f"f:{uuid4()}", **event}
    assert (await person.teams.deliver(whole)).status == 200


async def kept(here):
    return {row.key: row.doc for row in (await here.house.ports.store.find(CHATS)).rows}


async def reports(here, **code_inputs):
    walker = Walker(await here.someone())
    await walker.opens()
    await walker.walks(ROAD[:-1])
    await walker.person.press_on(walker.page, "Skicka", **code_inputs)
    await here.settled()
    return walker


async def test_who_has_uninstalled_is_not_written_to_and_the_stand_in_is(here):
    farida, folke = await here.official(COORDINATOR), await here.official(STAND_IN)
    await farida.uninstall()
    before = calls(here, farida)
    await reports(here)
    assert "Ny uppgift" in folke.sees.heading
    assert calls(here, farida) == before


async def test_who_has_uninstalled_since_is_not_told_of_their_case(here):
    farida = await here.official(COORDINATOR)
    anna = (await reports(here, notice=True)).person
    await anna.uninstall()
    before = calls(here, anna)
    await farida.press("Jag tar den")
    await here.settled()
    assert calls(here, anna) == before


@pytest.fixture
async def slow(tmp_path):
    """A bot whose clock can be moved."""
    async with demo(tmp_path) as running:
        yield running


async def go_forward(here, hours):
    async with ClientSession() as session:
        answer = await session.post(f"{here.teams.bot}/demo/clock", json={"forward": hours * 3600})
        assert answer.status == 200
    await here.settled()


async def waiting(here):
    """How many letters wait, or could not be sent."""
    return sum([len((await here.house.ports.store.find(table)).rows) for table in (OUTBOX, BULK, DEAD)])


async def test_an_answer_that_still_waits_is_dropped_when_its_person_uninstalls(slow):
    anna = await slow.someone()
    busy = slow.teams.fail(503, room=anna.room.id)
    await anna.says("hej", replies=0)
    await slow.settled()
    assert await waiting(slow) == 1
    await anna.uninstall()
    busy.times, before = 0, calls(slow, anna)
    await go_forward(slow, 1)
    assert calls(slow, anna) == before
    assert await waiting(slow) == 0


async def test_an_answer_that_still_waits_goes_to_who_stays(slow):
    anna = await slow.someone()
    busy = slow.teams.fail(503, room=anna.room.id)
    await anna.says("hej", replies=0)
    await slow.settled()
    busy.times, before = 0, calls(slow, anna)
    await go_forward(slow, 1)
    assert calls(slow, anna) == [*before, "POST"]


async def test_the_card_of_a_dialog_left_alone_by_who_has_uninstalled_is_let_be(slow):
    anna = await slow.someone()
    await anna.says(OPENING)
    await slow.settled()
    await anna.uninstall()
    before = calls(slow, anna)
    await clearing.mend(slow.house.ports)
    await slow.settled()
    await go_forward(slow, 26)
    assert calls(slow, anna) == before
    assert await waiting(slow) == 0


async def test_a_card_in_the_chat_of_who_has_uninstalled_is_not_renewed(here):
    farida, folke = await here.official(COORDINATOR), await here.official(STAND_IN)
    await reports(here)
    take = farida.sees.buttons["Jag tar den"]
    await farida.uninstall()
    before = calls(here, farida)
    await folke.send(take, {}, folke.sees.message)
    assert "Farsta" in folke.sees.heading
    await here.settled()
    assert calls(here, farida) == before


async def test_who_comes_back_is_greeted_and_written_to_again(here):
    farida = await here.official(COORDINATOR)
    await farida.uninstall()
    await farida.install()
    assert farida.sees.heading == MENU
    await reports(here)
    assert "Ny uppgift" in farida.sees.heading


async def test_an_installation_told_again_after_the_uninstallation_brings_nobody_back(here):
    farida = await here.official(COORDINATOR)
    installed = {"type": "installationUpdate", "action": "add", "id": "f:installed"}
    await happens(farida, installed)
    await farida.uninstall()
    before = calls(here, farida)
    await happens(farida, installed)
    await here.settled()
    assert (await kept(here))[farida.aad]["chat"] is None
    assert calls(here, farida) == before


EVENTS = {
    "someone else joins": {"membersAdded": [{"id": "29:other", "aadObjectId": "other"}]},
    "someone else leaves": {"membersRemoved": [{"id": "29:other"}]},
    "the team is renamed": {"channelData": {"eventType": "teamRenamed", "team": {"id": "19:t", "name": "Nytt"}}},
    "a channel is renamed": {"channelData": {"eventType": "channelRenamed", "channel": {"id": "19:c", "name": "Nytt"}}},
    "a channel is made": {"channelData": {"eventType": "channelCreated", "channel": {"id": "19:d", "name": "Ny"}}},
    "a channel is deleted": {"channelData": {"eventType": "channelDeleted", "channel": {"id": "19:d"}}},
    "the chat has a topic": {"topicName": "Nytt namn"},
    "nobody joins": {"membersAdded": []},
}


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())
async def test_news_of_others_changes_no_reference_and_gets_no_answer(here, event):
    anna = await here.someone()
    there = anna.at(here.teams.channel("Trygghet", anna))
    before, said = await kept(here), list(here.teams.record.calls)
    tenant = {"tenant": {"id": here.teams.tenant}}
    whole = {"type": "conversationUpdate", **event, "channelData": {**tenant, **event.get("channelData", {})}}
    for device in (anna, there):
        await happens(device, whole)
    await here.settled()
    assert await kept(here) == before
    assert here.teams.record.calls == said


async def test_an_upgrade_of_the_app_greets_nobody_anew(here):
    anna = await here.someone()
    before = len(anna.cards)
    await happens(anna, {"type": "installationUpdate", "action": "add-upgrade"})
    await here.settled()
    assert len(anna.cards) == before
    assert (await kept(here))[anna.aad]["chat"]["conversation"] == anna.room.id


async def test_a_new_name_or_another_conversation_is_taken_over_when_the_person_speaks(here):
    anna = await here.someone()
    moved = anna.at(
        here.teams.service.rooms.setdefault("a:moved", type(anna.room)("a:moved", "personal", "", [anna.account]))
    )
    await moved.says("hej")
    assert (await kept(here))[anna.aad]["chat"]["conversation"] == "a:moved"


async def test_a_team_that_gets_the_app_is_told_once_and_nobody_s_reference_changes(here):
    anna = await here.someone()
    room, before = here.teams.channel("Trygghet", anna), await kept(here)
    await anna.at(room).install(replies=0)
    await here.settled()
    assert len(room.messages) <= 1
    assert await kept(here) == before
