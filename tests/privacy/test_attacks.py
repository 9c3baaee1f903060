"""What an attacker, or bad luck, tried on the way of a report: each was once possible, and is not any more."""

import asyncio
import json
import re
from base64 import urlsafe_b64decode
from dataclasses import replace
from itertools import pairwise

import pytest

from bot import outbox
from bot.adapters.seal import KeyRing
from bot.cases import Case
from bot.ports import CASES, CHATS, OUTBOX, Put
from tests.house import bot
from tests.test_worry_over_http import TO_STORY, to_code, walk

ABOUT_COORDINATOR = ("Skicka till samordnaren", {"about_coordinator": True})
AT_SCHOOL = (
    "Fortsätt",
    {"place": "Farsta", "place_type": "Skola", "period": "I dag", "operation": "Grundskola"},
)


@pytest.fixture
async def here(tmp_path):
    async with bot(tmp_path) as running:
        yield running


async def case_of(here):
    (row,) = (await here.house.ports.store.find(CASES)).rows
    return Case.read(row, here.house.ports.seal)


def has_case(person):
    return any("Ny uppgift" in card.heading for card in person.cards)


async def test_the_length_of_a_sealed_notice_does_not_tell_whose_it_is(here):
    lengths = set()
    for number in range(3):
        anna = await here.someone(f"Person {number} Exempel", aad=f"{number}" * (8 + 40 * number))
        await to_code(anna)
        await anna.press("Skicka", notice=True)
    for row in (await here.house.ports.store.find(CASES)).rows:
        notice = Case.read(row, here.house.ports.seal).notice
        lengths.add(len(urlsafe_b64decode(notice.partition(".")[2])))
    assert len(lengths) == 1


async def test_a_case_in_the_store_shows_a_day_a_mark_and_nothing_else(here):
    await here.official("Farida Strandman")
    anna = await here.someone()
    await to_code(anna)
    await anna.press("Skicka")
    await here.settled()
    (row,) = (await here.house.ports.store.find(CASES)).rows
    assert set(row.doc) == {"day", "receipt", "sealed"}


async def test_an_old_device_that_sends_keeps_the_code_that_another_device_showed(here):
    anna = await here.someone()
    code = await to_code(anna)
    page = anna.sees
    old = anna.elsewhere(legacy=True)
    await old.press("Skicka till samordnaren")
    await old.press("Skicka")
    await anna.press_on(page, "Skicka")
    assert anna.sees.heading == "Skickat. Tack för att du sa till."
    await anna.says("mina ärenden")
    await anna.press("Visa ärendet", code=code)
    assert anna.sees.heading == "Skickat till samordnaren."


async def test_what_concerns_the_central_coordinator_goes_to_their_stand_in(here):
    cecilia, cornelius = await here.official("Cecilia Centrén"), await here.official("Cornelius Stadell")
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    nowhere = ("Det gäller ingen plats, eller jag vet inte", {})
    await walk(anna, *TO_STORY[:3], nowhere, ("Hoppa över", {}), ABOUT_COORDINATOR, ("Skicka", {}))
    await here.settled()
    assert has_case(cornelius)
    assert not has_case(cecilia)


async def test_another_place_asks_anew_who_is_to_get_it_and_whom_it_concerns(here):
    farida = await here.official("Farida Strandman")
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    await walk(anna, *TO_STORY, ("Hoppa över", {}), ABOUT_COORDINATOR, ("Ändra ett svar", {}))
    await anna.press("Var och när var det?")
    await anna.press("Fortsätt", place="Skärholmen")
    assert anna.sees.heading == "Det här gäller för dig nu."
    await walk(anna, ("Skicka till samordnaren", {"about_coordinator": False}), ("Skicka", {}))
    assert (await case_of(here)).departments == ("skarholmen",)
    assert not has_case(farida)


async def test_a_place_taken_back_counts_no_more(here):
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    await walk(anna, *TO_STORY, ("Tillbaka", {}), ("Det gäller ingen plats, eller jag vet inte", {}))
    await walk(anna, ("Hoppa över", {}), ("Skicka till samordnaren", {}), ("Skicka", {}))
    case = await case_of(here)
    assert (case.departments, case.report.district) == (("central",), "")


async def test_a_letter_still_waiting_carries_nothing_after_a_hand_over(here):
    farida = await here.official("Farida Strandman")
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    await walk(anna, *TO_STORY[:3], AT_SCHOOL, ("Hoppa över", {}), ("Skicka till båda", {}))
    await walk(anna, ("Skicka till samordnaren", {}), ("Skicka", {}))
    await here.settled()
    await walk(farida, ("Det rör mig själv, lämna över", {}), ("Lämna över", {}))
    ulla = await here.official("Ulla Utterberg")
    await later(here)
    assert not has_case(ulla)


async def later(here):
    """Whatever waits for somebody who can receive it is looked at again."""
    store = here.house.ports.store
    for row in (await store.find(OUTBOX)).rows:
        await store.commit(Put(OUTBOX, row.key, {**row.doc, "due": "2000-01-01T00:00:00+00:00"}))
    await here.settled()


async def test_a_card_on_its_way_during_a_hand_over_is_emptied_when_it_has_arrived(here):
    farida, anna = await here.official("Farida Strandman"), await here.someone()
    folke = await here.official("Folke Farmark")
    await to_code(anna)
    await anna.press("Skicka")
    await here.settled()
    case = await case_of(here)
    here.teams.service.latency = 0.3
    letter = {"kind": "card", "case": case.id, "department": "farsta", "person": folke.aad}
    await here.house.ports.store.commit(outbox.stage(here.house.ports, letter))
    sending = asyncio.create_task(here.house.outbox.deliver())
    await here.teams.until(lambda: True)
    await walk(farida, ("Det rör mig själv, lämna över", {}), ("Lämna över", {}))
    await sending
    here.teams.service.latency = 0
    await here.settled()
    assert "det snart smäller" not in folke.reload().words()
    assert "det snart smäller" not in farida.reload().words()


async def test_a_notice_whose_key_is_gone_holds_up_nobody(here):
    farida, anna = await here.official("Farida Strandman"), await here.someone()
    await to_code(anna)
    await anna.press("Skicka", notice=True)
    await here.settled()
    case = await case_of(here)
    lost = KeyRing({"gone": b"g" * 32}, "gone").seal(b"{}", f"notice/{case.id}")
    await here.house.ports.store.commit(replace(case, notice=lost).put(here.house.ports.seal))
    await farida.press("Jag tar den")
    await anna.says("hej")
    await here.settled()
    assert anna.sees.heading.startswith("Hej")
    assert (await here.house.health())["undeliverable"] == 0


async def test_the_same_message_number_in_another_chat_is_another_message(here):
    anna, omar = await here.someone(), await here.someone("Omar Exempel")
    for person, text in ((anna, "hej"), (omar, "mina ärenden")):
        start = person.room.changes
        said = {"type": "message", "id": "1795509290757", "text": text, "locale": "sv-SE"}
        await here.teams.deliver({**here.teams.envelope(person.account, person.room), **said})
        await here.teams.until(lambda room=person.room, start=start: room.changes > start)
    assert omar.sees.heading == "Skriv din kod."


async def test_an_old_cancel_page_does_not_say_that_nothing_was_sent(here):
    anna = await here.someone()
    await to_code(anna)
    page = anna.sees
    await anna.press("Avbryt")
    old = anna.sees
    await anna.press_on(page, "Skicka")
    await anna.press_on(old, "Avbryt och ta bort")
    assert anna.sees.heading == "Det här samtalet är avslutat."


async def test_who_receives_it_for_want_of_anybody_nearer_can_open_it_and_gets_it_once(here):
    cecilia, anna = await here.official("Cecilia Centrén"), await here.someone()
    await anna.says("jag är orolig för någon")
    await walk(anna, *TO_STORY[:3], AT_SCHOOL, ("Hoppa över", {}), ("Skicka till båda", {}))
    await walk(anna, ("Skicka till samordnaren", {}), ("Skicka", {}))
    await here.settled()
    assert sum("Ny uppgift" in card.heading for card in cecilia.cards) == 1
    await cecilia.press("Jag tar den")
    assert "Du har tagit den" in cecilia.sees.words()


async def test_one_fault_of_teams_does_not_lose_a_coordinator(here):
    farida, anna = await here.official("Farida Strandman"), await here.someone()
    await to_code(anna)
    here.teams.fail(500, 1, room=farida.room.id)
    await anna.press("Skicka")
    await here.settled()
    assert (await here.house.ports.store.get(CHATS, farida.aad)).doc["chat"]
    await later(here)
    assert has_case(farida)


async def test_a_repeated_press_in_a_channel_shows_no_private_page(here):
    anna = await here.someone()
    code = await to_code(anna)
    button = anna.sees.buttons["Skicka"]
    there = anna.at(here.teams.channel("Trygghet", anna))
    await there.says("hej")
    forged = {"vbe": {"act": "do.show", "dialog": button.data["vbe"]["dialog"]}}
    await there.send(replace(button, data=forged), {}, there.sees.message)
    await there.repeats()
    shown = json.dumps(here.teams.record.answers[-2:], ensure_ascii=False)
    # a word alone may stand in any page; two side by side are the code's
    assert not re.search("|".join(rf"\b{one}\W+{two}\b" for one, two in pairwise(code.split())), shown)


async def test_the_next_steps_of_a_report_are_shown_to_its_sender_alone(here):
    anna, omar = await here.someone(), await here.someone("Omar Exempel")
    await to_code(anna)
    await anna.press("Skicka")
    button = anna.sees.buttons["Visa mina nästa steg"]
    await anna.press("Visa mina nästa steg")
    assert "114 14" in anna.sees.words()
    assert "114 14" not in anna.reload().words()
    await omar.says("hej")
    await omar.send(button, {}, omar.sees.message)
    assert omar.sees.heading == "Det här samtalet är avslutat."
