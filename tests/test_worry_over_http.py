"""“Jag är orolig för någon”, from the first words to the coordinator's card, over HTTP as Teams speaks it."""

import re
from itertools import pairwise

import pytest

from tests.house import bot

STORY = "En ungdom sa att det snart smäller och visade bilder."
TO_STORY = (
    ("Nej", {}),
    ("18 eller äldre", {}),
    ("Fortsätt", {"seen": ["Hot", "Symboler, märken eller material"], "environment": "Oklart"}),
    ("Fortsätt", {"place": "Farsta", "place_type": "Park eller lekplats", "period": "I dag", "operation": "Fritid"}),
)


@pytest.fixture
async def here(tmp_path):
    async with bot(tmp_path) as running:
        yield running


async def walk(person, *presses):
    for label, inputs in presses:
        await person.press(label, **inputs)


async def to_code(person, story=STORY):
    """As far as the page with the code."""
    await person.says("jag är orolig för någon")
    await walk(person, *TO_STORY)
    if story:
        await walk(person, ("Fortsätt", {"story": story}), ("Nej, inget", {}))
    else:
        await person.press("Hoppa över")
    await person.press("Skicka till samordnaren")
    return re.search(r"(\w+ – ){5}\w+", person.sees.words())[0].replace(" – ", " ")


async def test_a_concern_travels_to_the_coordinator_of_the_place(here):
    farida = await here.official("Farida Strandman")
    anna = await here.someone()
    code = await to_code(anna)
    await anna.press("Skicka")
    assert anna.sees.heading == "Skickat. Tack för att du sa till."
    await here.settled()
    await here.teams.until(lambda: "Ny uppgift" in farida.sees.heading)
    assert farida.sees.heading.startswith("Ny uppgift · Farsta · vecka")
    card = farida.sees.words()
    assert "det snart smäller" in card
    assert "Hot, Symboler, märken eller material" in card
    assert "Anna" not in card
    assert code not in card


async def test_the_receipt_shows_what_becomes_of_it(here):
    farida, anna = await here.official("Farida Strandman"), await here.someone()
    code = await to_code(anna)
    await anna.press("Skicka")
    await anna.says("mina ärenden")
    await anna.press("Visa ärendet", code=code.upper())
    assert anna.sees.heading == "Skickat till samordnaren."
    await here.settled()
    await farida.press("Jag tar den")
    await anna.says("mina ärenden")
    await anna.press("Visa ärendet", code=code)
    assert anna.sees.heading == "En samordnare har börjat med det."


async def test_the_state_of_a_case_is_never_left_in_the_chat(here):
    anna = await here.someone()
    code = await to_code(anna)
    await anna.press("Skicka")
    await anna.says("mina ärenden")
    await anna.press("Visa ärendet", code=code)
    assert anna.reload().heading == "Skriv din kod."


async def test_a_wrong_code_is_said_plainly(here):
    anna = await here.someone()
    await anna.says("mina ärenden")
    await anna.press("Visa ärendet", code="älg kvist lampa sjö månad hej")
    assert "Jag hittar inget ärende med den koden" in anna.sees.words()


async def test_danger_is_answered_with_112_and_nothing_else(here):
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    await anna.press("Ja")
    assert anna.sees.heading == "Ring 112 nu."


async def test_words_of_danger_come_before_everything(here):
    anna = await here.someone()
    await anna.says("hejlp han har en kniv")
    assert anna.sees.heading == "Ring 112 nu om någon är i fara."
    await anna.says("jag är orolig för någon")
    await anna.says("bombhot på skolan")
    assert anna.sees.heading == "Ring 112 nu om någon är i fara."
    await anna.press("Ingen fara nu, fortsätt")
    assert anna.sees.heading == "Är någon i fara just nu?"


async def test_a_story_typed_into_the_chat_is_neither_kept_nor_echoed(here):
    anna = await here.someone()
    await anna.says("min elev Tindra Exempelsson i 8B har börjat säga att hon vill gå med dem")
    assert anna.sees.heading == "Skriv inte om personer här i chatten."
    assert "Tindra" not in anna.sees.words()
    await anna.press("Börja berätta i rutan")
    assert anna.sees.heading == "Är någon i fara just nu?"


async def test_a_private_page_is_not_left_in_the_chat(here):
    anna = await here.someone()
    code = await to_code(anna)
    assert anna.reload().heading != "Spara koden, tryck sedan Skicka."
    # a word alone may stand anywhere ("ost" is in every "post"); two of them side by side are the code's
    words = code.split()
    joined = re.compile("|".join(rf"\b{one}\W+{two}\b" for one, two in pairwise(words)), re.IGNORECASE)
    assert joined.search(" – ".join(words))
    assert not joined.search(here.teams.transcript)


async def test_the_code_is_the_same_when_its_page_was_lost(here):
    anna = await here.someone()
    code = await to_code(anna)
    anna.reload()
    await anna.press("Skicka till samordnaren")
    assert code.replace(" ", " – ") in anna.sees.words()


async def test_an_older_send_page_sends_nothing(here):
    anna = await here.someone()
    await to_code(anna)
    old = anna.sees
    await anna.press("Tillbaka")
    await anna.press_on(old, "Skicka")
    assert anna.sees.heading == "Det här gäller för dig nu."


async def test_a_second_press_on_send_says_that_it_was_sent(here):
    anna = await here.someone()
    await to_code(anna)
    page = anna.sees
    await anna.press("Skicka")
    await anna.press_on(page, "Skicka")
    assert anna.sees.heading == "Skickat. Tack för att du sa till."


async def test_a_press_on_send_after_cancelling_says_that_nothing_was_sent(here):
    anna = await here.someone()
    await to_code(anna)
    page = anna.sees
    await anna.press("Avbryt")
    await anna.press("Avbryt och ta bort")
    await anna.press_on(page, "Skicka")
    assert anna.sees.heading == "Det blev inte skickat."


async def test_teams_delivering_the_send_twice_makes_one_report(here):
    farida, anna = await here.official("Farida Strandman"), await here.someone()
    await to_code(anna)
    await anna.press("Skicka")
    await anna.repeats()
    assert anna.sees.heading == "Skickat. Tack för att du sa till."
    await here.settled()
    assert sum(card.heading.startswith("Ny uppgift") for card in farida.cards) == 1


async def test_the_conversation_goes_on_after_a_restart(tmp_path):
    async with bot(tmp_path) as first:
        anna = await first.someone(aad="11111111-2222-4333-8444-555555555555")
        await anna.says("jag är orolig för någon")
        await anna.press("Nej")
    async with bot(tmp_path, city=False) as second:
        anna = await second.someone(aad="11111111-2222-4333-8444-555555555555")
        await anna.says("under 18")
        assert anna.sees.heading == "Gör en orosanmälan först."


async def test_what_concerns_the_coordinator_goes_to_the_centre_alone(here):
    farida, cecilia = await here.official("Farida Strandman"), await here.official("Cecilia Centrén")
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    await walk(
        anna, *TO_STORY, ("Hoppa över", {}), ("Skicka till samordnaren", {"about_coordinator": True}), ("Skicka", {})
    )
    await here.settled()
    assert any("Ny uppgift" in card.heading for card in cecilia.cards)
    assert not any("Ny uppgift" in card.heading for card in farida.cards)


async def test_a_coordinator_whom_it_concerns_hands_it_over_and_sees_it_no_more(here):
    farida, cecilia = await here.official("Farida Strandman"), await here.official("Cecilia Centrén")
    anna = await here.someone()
    await to_code(anna)
    await anna.press("Skicka")
    await here.settled()
    card = farida.sees
    await farida.press("Det rör mig själv, lämna över")
    await farida.press("Lämna över")
    assert farida.sees.heading == "Ärendet har gått till den centrala samordnaren."
    await here.settled()
    assert "det snart smäller" in cecilia.sees.words()
    assert "det snart smäller" not in farida.reload().words()
    await farida.press_on(card, "Jag tar den")
    assert farida.sees.heading == "Det här kan du inte öppna."


async def test_nobody_but_the_coordinators_can_open_a_case(here):
    farida, anna, omar = (
        await here.official("Farida Strandman"),
        await here.someone(),
        await here.someone("Omar Exempel"),
    )
    await to_code(anna)
    await anna.press("Skicka")
    await here.settled()
    stolen = farida.sees.buttons["Jag tar den"]
    await omar.says("hej")
    await omar.send(stolen, {}, omar.sees.message)
    assert omar.sees.heading == "Det här kan du inte öppna."


async def test_when_no_coordinator_can_be_reached_the_report_waits_and_is_shown_as_waiting(here):
    anna = await here.someone()
    await to_code(anna)
    await anna.press("Skicka")
    await here.settled()
    assert (await here.house.health())["undeliverable"] == 1


async def test_the_stand_in_gets_it_when_the_coordinator_has_not_the_app(here):
    folke, anna = await here.official("Folke Farmark"), await here.someone()
    await to_code(anna)
    await anna.press("Skicka")
    await here.settled()
    assert folke.sees.heading.startswith("Ny uppgift · Farsta")


async def test_a_sender_who_asked_for_it_is_told_when_something_happens(here):
    farida, anna = await here.official("Farida Strandman"), await here.someone()
    await to_code(anna)
    await anna.press("Skicka", notice=True)
    await here.settled()
    await farida.press("Jag tar den")
    await here.settled()
    assert anna.sees.heading == "Det finns något nytt."
    await anna.press("Mina ärenden")
    assert anna.sees.heading == "Skriv din kod."


async def test_an_old_client_sends_without_a_code(here):
    farida, anna = await here.official("Farida Strandman"), await here.someone(legacy=True)
    await anna.says("jag är orolig för någon")
    await walk(anna, *TO_STORY, ("Hoppa över", {}), ("Skicka till samordnaren", {}))
    assert anna.sees.heading == "Skicka till samordnaren?"
    await anna.press("Skicka")
    assert "kod" not in anna.sees.words()
    await here.settled()
    assert farida.sees.heading.startswith("Ny uppgift")


async def test_several_dialogs_can_be_open_at_once(here):
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    first = anna.sees
    await anna.says("hitta min samordnare")
    assert anna.sees.heading == "Vilken stadsdel eller förvaltning?"
    await anna.press_on(first, "Nej")
    await anna.says("under 18")
    assert anna.sees.heading == "Gör en orosanmälan först."


async def test_the_language_is_the_persons_own_choice(here):
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    await anna.says("english")
    assert anna.sees.heading == "Is anyone in danger right now?"
    await anna.press("No")
    assert anna.sees.heading == "How old is the person?"


async def test_someone_elses_dialog_cannot_be_pressed(here):
    anna, omar = await here.someone(), await here.someone("Omar Exempel")
    await anna.says("jag är orolig för någon")
    await omar.says("hej")
    await omar.send(anna.sees.buttons["Ja"], {}, omar.sees.message)
    assert omar.sees.heading == "Det här samtalet är avslutat."
    await anna.press("Nej")
    assert anna.sees.heading == "Hur gammal är personen?"


async def test_a_case_asked_for_twice_by_teams_is_shown_also_while_another_dialog_is_open(here):
    anna = await here.someone()
    code = await to_code(anna)
    await anna.press("Skicka")
    await anna.says("jag är orolig för någon")
    await anna.says("mina ärenden")
    await anna.press("Visa ärendet", code=code)
    await anna.repeats()
    assert anna.sees.heading == "Skickat till samordnaren."
