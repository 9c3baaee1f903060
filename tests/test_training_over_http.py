"""“Min utbildning” over HTTP as Teams speaks it: a day chosen and its reminder, done, no reminders; quiz; practice."""

from datetime import datetime

import pytest

from bot.ports import BULK, CASES, CHATS, DEAD, DIALOGS, OUTBOX, SEEN, TABLES, TRAINING
from bot.training import Training
from tests.house import bot, demo

MONDAY = datetime.fromisoformat("2027-01-11T10:00:00+01:00")
DIRECTORY = "people"
STORY = "Tindra Exempelsson visade en film. Ring 070-174 06 55."
PRACTICE = (
    ("Börja öva", {}),
    ("Nej", {}),
    ("Under 18", {}),
    ("Jag har anmält eller gör det strax", {}),
    ("Fortsätt", {"seen": ["Försök att värva", "Symboler, märken eller material"], "environment": "Oklart"}),
    ("Fortsätt", {"place": "Farsta", "place_type": "Skola", "period": "I går", "operation": "Fritid"}),
    ("Fortsätt", {"story": STORY}),
    ("Nej, inget", {}),
    ("Skicka till samordnaren", {"done": ["Chefen vet"], "about_coordinator": True}),
)


@pytest.fixture
async def here(tmp_path):
    async with demo(tmp_path) as running:
        running.house.clock.move(MONDAY)
        yield running


@pytest.fixture
async def signed(tmp_path):
    async with bot(tmp_path) as running:
        yield running


async def training_of(here, person):
    row = await here.house.ports.store.get(TRAINING, person.aad)
    return row and Training.read(row, here.house.ports.seal)


async def left(here):
    """The tables that hold anything, the directory apart."""
    rows = {table.name: (await here.house.ports.store.find(table)).rows for table in TABLES}
    return {name for name, found in rows.items() if found} - {DIRECTORY}


async def test_a_course_waits_until_its_day_is_reminded_of_and_is_done(here):
    anna = await here.official("Anna Exempel")
    await anna.says("min utbildning")
    assert anna.sees.facts["Grundutbildningen"] == "Inte klar än"
    await anna.press("Grundutbildningen")
    await anna.press("Gör senare")
    await anna.press("Vänta till dagen jag valt", day="2027-01-16")  # a Saturday
    assert anna.sees.heading == "Det väntar till måndag 18 januari."
    await here.house.move_clock({"now": "2027-01-18T07:59:00+01:00"})
    await here.settled()
    assert anna.sees.heading == "Det väntar till måndag 18 januari."
    await here.house.move_clock({"now": "2027-01-18T08:00:00+01:00"})
    await here.settled()
    assert anna.sees.heading == "Du bad mig påminna dig: Grundutbildningen"
    await anna.press("Jag är klar")
    assert anna.sees.heading == "Klart: Grundutbildningen"
    await anna.press("Min utbildning")
    assert anna.sees.facts["Grundutbildningen"] == "Klar 2027-01-18"
    assert (await training_of(here, anna)).reminded == ("2027-01-18",)


async def test_reminders_are_stopped_and_begin_again(signed):
    anna = await signed.someone()
    await anna.says("min utbildning")
    await anna.press("Sluta påminna mig")
    assert anna.sees.heading == "Jag påminner dig inte mer."
    assert (await training_of(signed, anna)).stopped
    await anna.press("Påminn mig igen")
    assert not (await training_of(signed, anna)).stopped


async def test_another_persons_press_says_nothing_of_mine(signed):
    anna, omar = await signed.someone(), await signed.someone("Omar Exempel")
    await anna.says("min utbildning")
    await anna.press("Åtta frågor om rutinen")
    await anna.press("Jag är klar")
    await omar.says("min utbildning")
    assert omar.sees.facts["Åtta frågor om rutinen"] == "Inte klar än"


async def test_the_questions_are_gone_through_to_their_end(signed):
    anna = await signed.someone()
    await anna.says("min utbildning")
    await anna.press("Åtta frågor om rutinen")
    await anna.press("Börja med frågorna")
    assert anna.sees.heading == "Någon hotar med kniv. Vad gör du först?"
    while anna.sees.heading != "Klart.":
        await anna.press(1)
    await anna.press("Min utbildning")
    assert anna.sees.facts["Åtta frågor om rutinen"].startswith("Klar ")
    await signed.settled()
    assert await left(signed) <= {TRAINING.name, CHATS.name, SEEN.name}


@pytest.mark.parametrize("legacy", [False, True], ids=["new client", "old client"])
async def test_the_practice_is_gone_through_to_its_end_and_nothing_is_sent(signed, legacy):
    farida = await signed.official("Farida Strandman")
    cecilia = await signed.official("Cecilia Centrén")
    anna = await signed.someone(legacy=legacy)
    await anna.says("öva")
    for label, inputs in PRACTICE:
        await anna.press(label, **inputs)
    assert "Det här är en övning. Inget skickas." in anna.sees.words()
    await anna.press("Skicka")
    await signed.teams.until(lambda: anna.sees.heading == "Övningen är klar. Inget har skickats.")
    assert "[person A], [telefon]" in anna.sees.words()
    await signed.settled()
    assert not await left(signed) & {CASES.name, OUTBOX.name, BULK.name, DEAD.name, DIALOGS.name}
    assert await left(signed) <= {TRAINING.name, CHATS.name, SEEN.name}
    assert not [card for each in (farida, cecilia) for card in each.cards if "Ny uppgift" in card.heading]
    assert "Tindra" not in str(anna.stored.json)
