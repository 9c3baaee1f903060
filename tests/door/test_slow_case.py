"""A press on a case's card that takes long, or is delivered again: what is shown then belongs to that case."""

from contextlib import asynccontextmanager

import pytest

from bot.adapters import http
from tests.door.walking import COORDINATOR, OPENING, Walker
from tests.house import bot

WAIT = "Vänta lite."
CASE = "Ny uppgift · Farsta"


@pytest.fixture
async def here(tmp_path):
    async with bot(tmp_path) as running:
        yield running


@asynccontextmanager
async def no_patience(here):
    """The same bot by a door that tells everybody to wait."""
    door = here.house.teams.door(here.house.conversation.turn, patience=0)
    serving = await http.start(http.messages_app(door), "127.0.0.1", 0)
    usual, here.teams.bot = here.teams.bot, f"http://127.0.0.1:{serving.port}"
    try:
        yield
    finally:
        here.teams.bot = usual
        await serving.stop()


async def coordinator_with_a_case(here):
    farida = await here.official(COORDINATOR)
    await Walker(await here.someone()).reports()
    await here.settled()
    assert farida.sees.heading.startswith(CASE)
    return farida


async def presses_and_waits(here, farida, label):
    async with no_patience(here):
        await farida.press(label)
    assert farida.sees.heading == WAIT
    assert farida.stored.heading.startswith(CASE)


async def test_the_button_of_the_page_that_told_to_wait_leads_back_to_the_case(here):
    farida = await coordinator_with_a_case(here)
    await presses_and_waits(here, farida, "Jag tar den")
    await farida.press(1)
    assert farida.sees.heading.startswith(CASE)
    assert "Du har tagit den" in farida.sees.words()


async def test_it_leads_to_no_case_that_has_been_handed_over_meanwhile(here):
    farida = await coordinator_with_a_case(here)
    await farida.press("Det rör mig själv, lämna över")
    async with no_patience(here):
        await farida.press("Lämna över")
    await farida.press(1)
    assert farida.sees.heading == "Det här kan du inte öppna."


async def test_it_leads_nobody_else_to_the_case(here):
    farida, omar = await coordinator_with_a_case(here), await here.someone("Omar Exempel")
    await presses_and_waits(here, farida, "Jag tar den")
    stolen = farida.sees.actions[0]
    assert stolen.data["vbe"]["data"]["case"]
    await omar.send(stolen, {}, omar.sees.message)
    assert omar.sees.heading == "Det här kan du inte öppna."


async def test_a_press_on_a_case_delivered_again_is_answered_with_the_case_and_not_with_a_dialog_of_ones_own(here):
    farida = await coordinator_with_a_case(here)
    case = farida.sees
    await farida.says(OPENING)
    await farida.press_on(case, "Jag tar den")
    await farida.repeats()
    shown = next(card for card in farida.cards if card.message == case.message)
    assert shown.heading.startswith(CASE)
