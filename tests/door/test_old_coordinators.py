"""A coordinator whose client only knows Action.Submit: the case's words stand in messages that are remembered, only."""

import pytest

from tests.door.walking import COORDINATOR, Walker
from tests.house import bot

CASE = "Ny uppgift · Farsta"


@pytest.fixture
async def here(tmp_path):
    async with bot(tmp_path) as running:
        yield running


async def coordinator_with_a_case(here):
    farida = (await here.official(COORDINATOR)).elsewhere(legacy=True)
    await Walker(await here.someone()).reports()
    await here.settled()
    assert farida.sees.heading.startswith(CASE)
    return farida


def showing(person):
    """How many of the messages in this chat show the case, on any device."""
    person.forget()
    return sum(card.heading.startswith(CASE) for card in person.cards)


async def test_the_pressed_message_itself_shows_what_became_of_the_case(here):
    farida = await coordinator_with_a_case(here)
    await farida.press("Jag tar den")
    await here.settled()
    assert "Du har tagit den" in farida.sees.words()
    assert showing(farida) == 1


async def test_nothing_of_a_case_that_is_handed_over_is_left_in_the_chat(here):
    farida = await coordinator_with_a_case(here)
    case = farida.sees.message
    await farida.press("Jag tar den")
    await here.settled()
    await farida.press_on(next(card for card in farida.cards if card.message == case), "Det rör mig själv, lämna över")
    await farida.press("Lämna över")
    await here.settled()
    assert showing(farida) == 0


async def test_who_keeps_it_after_all_has_it_where_they_were_asked_and_it_goes_from_there_too(here):
    farida = await coordinator_with_a_case(here)
    await farida.press("Det rör mig själv, lämna över")
    question = farida.sees
    await farida.press("Behåll")
    await here.settled()
    assert farida.sees.message == question.message
    assert showing(farida) == 2
    await farida.press("Det rör mig själv, lämna över")
    await farida.press("Lämna över")
    await here.settled()
    assert showing(farida) == 0
