"""The same thing at several instances at the same time: it is done once, and everybody sees what came of it."""

import os
from asyncio import gather

import pytest

import app
from bot.adapters.postgres import PostgresStore
from bot.ports import BULK, CASES, OUTBOX
from bot.register import import_directory
from tests.door.serving import official
from tests.door.walking import COORDINATOR, ROAD, SENT, Walker
from tests.instances.town import LONGEST, town
from tests.instances.traffic import TAKE, case_of
from tests.postgres import postgres, url
from tests.teams import signed

__all__ = ["postgres", "url"]  # fixtures

NUMBER = 4 if os.environ.get("VBE_PROOF") else 2  # instances
DEVICES = 8
NEWER = "Farida Nyberg"


@pytest.fixture
async def whole(tmp_path, url):
    async with signed() as teams, town(teams, tmp_path, url, NUMBER) as instances:
        yield instances
        assert instances.trouble() == ""


async def test_one_dialog_pressed_on_many_devices_at_once_goes_one_page_on(whole):
    anna = Walker(await whole.teams.someone("Anna Exempel"))
    await anna.opens()
    for label, inputs, heading in ROAD[:4]:
        page, devices = anna.page, [anna.person.elsewhere() for _ in range(DEVICES)]
        await gather(*(each.press_on(page, label, **inputs) for each in devices))
        # Also when instances overtake each other the message comes to the page that stands.
        await whole.until(lambda: nothing_is_due(whole))
        await whole.teams.until(lambda heading=heading: anna.page.heading == heading, LONGEST)
        assert {shown_on(each, page) for each in devices} == {heading}
    await anna.walks(ROAD[4:])
    assert anna.acknowledged == SENT


async def test_one_report_sent_from_many_devices_at_once_is_one_case(whole):
    anna = Walker(await whole.teams.someone("Anna Exempel"))
    await anna.opens()
    await anna.walks(ROAD[:-1])
    page = anna.page
    await gather(*(anna.person.elsewhere().press_on(page, "Skicka") for _ in range(DEVICES)))
    async with whole.opened() as (store, _):
        assert (await store.find(CASES, count=True)).count == 1


async def test_one_case_taken_on_many_devices_at_once_is_taken_and_renewed_once(whole):
    farida, anna = await official(whole.teams, COORDINATOR), Walker(await whole.teams.someone("Anna Exempel"))
    await anna.reports()
    await whole.teams.until(lambda: any(case_of(card) for card in farida.cards), LONGEST)
    card = next(card for card in farida.cards if case_of(card))
    devices = [farida.elsewhere() for _ in range(DEVICES)]
    await gather(*(each.press_on(card, TAKE) for each in devices))
    shown = [next(each for each in device.cards if each.message == card.message) for device in devices]
    assert {TAKE in each.buttons for each in shown} == {False}
    await whole.teams.until(lambda: TAKE not in farida.cards[-1].buttons, LONGEST)
    assert len([card for card in farida.cards if case_of(card)]) == 1


async def test_an_activity_delivered_to_all_of_them_at_once_is_worked_on_once(whole):
    anna = await whole.teams.someone("Anna Exempel")
    deliver = whole.teams.deliver
    whole.teams.deliver = lambda activity: _first(gather(*(deliver(activity) for _ in range(DEVICES))))
    for _ in range(5):
        before = len(anna.room.messages)
        await anna.says("mina ärenden")
        await anna.says("Farsta")
        assert len(anna.room.messages) == before + 2


async def test_people_changed_by_a_command_are_known_to_all_of_them_within_a_moment(whole):
    anna = await whole.teams.someone("Anna Exempel")
    await anna.says("Farsta")
    assert COORDINATOR in anna.sees.words()
    async with await PostgresStore.open(whole.url) as store:
        text = app.DEMO_CITY.read_text("utf-8").replace(COORDINATOR, NEWER)
        await import_directory(store, text, apply=True, force=False)
    await whole.until(lambda: everybody_tells(anna, NEWER))


def shown_on(device, page):
    """The heading of what the message of that page shows on this device."""
    return next(card.heading for card in device.cards if card.message == page.message)


async def everybody_tells(person, name):
    """As many answers as there are instances, one after the other, each from another one."""
    told = []
    for _ in range(NUMBER):
        await person.says("Farsta")
        told.append(name in person.sees.words())
    return all(told)


async def nothing_is_due(whole):
    async with whole.opened() as (store, _):
        return not any([(await store.find(table, limit=1)).rows for table in (OUTBOX, BULK)])


async def _first(answers):
    return (await answers)[0]
