"""Planted names, numbers and addresses in the box, and a story typed into the chat, are found nowhere afterwards.

Searched: the logs, every byte of the store's files, the rows as somebody with the keys reads them, the outbox, the
coordinator's card, every message and update that Teams keeps. The answers to presses apart: Teams keeps none of them.
"""

import json
import logging

import pytest

from bot.adapters.teams.likeness_cards import seen
from bot.cases import Case
from bot.outbox import about
from bot.ports import BULK, CASES, DEAD, DIALOGS, OUTBOX
from tests.dialogs.test_review import REVIEW, TEXT, WORD
from tests.house import bot
from tests.privacy import dumps
from tests.test_worry_over_http import TO_STORY, walk

PLANTED = (
    "Tindra",
    "Exempelsson",
    "20100412-2385",
    "070-174 06 91",
    "tindra.exempelsson@example.org",
    "Provvägen 14",
    "KTH 27P",
    "@tindra_ex",
)
TOLD = (
    "Tindra Exempelsson (20100412-2385) ropade hot. Hon bor på Provvägen 14 och nås på 070-174 06 91 eller "
    "tindra.exempelsson@example.org. På nätet heter hon @tindra_ex och hon kom i bilen KTH 27P."
)
CANARY = "min elev Kanariella Fågelsång i 8B säger att hon ska gå med dem och nås på 070-174 06 92"
SUNG = ("Kanariella", "Fågelsång", "070-174 06 92", CANARY)
# The unsure word, with so much after it that it stands nowhere by chance.
SAID = TEXT[TEXT.index(WORD) : TEXT.index(WORD) + len(WORD) + 8]


@pytest.fixture
def logged(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


async def opened(running):
    """Everything in the store, as somebody who has the keys reads it."""
    seal, store = running.house.ports.seal, running.house.ports.store
    for row in (await store.find(CASES)).rows:
        yield json.dumps(Case.read(row, seal).report.to_doc(), ensure_ascii=False)
    for row in [row for table in (OUTBOX, BULK, DEAD) for row in (await store.find(table)).rows]:
        yield readable(seal.open(row.doc["sealed"], about(row.key)))
    for row in (await store.find(DIALOGS)).rows:
        key = seal.open(row.doc["wrapped"], f"dialog/{row.key}")
        yield readable(seal.under(key).open(row.doc["sealed"], f"dialog/{row.key}"))


def readable(opened):
    return json.dumps(json.loads(opened), ensure_ascii=False)


def found(needles, text):
    return [needle for needle in needles if needle.casefold() in text.casefold()]


def assert_nowhere_in_files(running, needles):
    assert dumps.found(needles, dumps.in_files(running.folder)) == []


async def test_what_is_planted_in_the_box_is_found_nowhere(tmp_path, logged):
    async with bot(tmp_path) as running:
        anna = await running.someone()
        await anna.says("jag är orolig för någon")
        await walk(anna, *TO_STORY, ("Fortsätt", {"story": TOLD}))
        assert "ropade hot" in anna.sees.words()
        assert [text async for text in opened(running) if found(PLANTED, text)] == []
        assert_nowhere_in_files(running, PLANTED)
        await walk(anna, ("Nej, inget", {}), ("Skicka till samordnaren", {}), ("Skicka", {"notice": True}))
        await running.settled()  # no coordinator is there yet: the letter waits in the outbox
        waiting = [text async for text in opened(running)]
        assert any("ropade hot" in text for text in waiting)
        assert [text for text in waiting if found(PLANTED, text)] == []
        assert found(PLANTED, running.teams.transcript) == []
        assert_nowhere_in_files(running, PLANTED)
    assert_nowhere_in_files(running, PLANTED)
    assert found(PLANTED, logged.text) == []


async def test_what_is_decided_when_a_text_is_checked_is_found_nowhere(tmp_path, logged):
    """The text as it was written is only in the answers to presses: plain in the questions, sealed in the buttons."""
    needles = (SAID, "Tindra", "Exempelsson", "070-174 06 91", "sorgkören")
    async with bot(tmp_path) as running:
        anna = await running.someone()
        await anna.says("jag är orolig för någon")
        await walk(anna, *TO_STORY, ("Fortsätt", {"story": f"{TEXT} Hela sorgkören sjöng, sorgkörens ledare med."}))
        box = anna.sees.buttons["Nej, inget"].data["vbe"]["data"]["box"]
        await anna.press("Nej, inget", missed="sorgkören")
        await assert_decided(running, needles, box)
        await anna.press("Ja, jag ändrar", missed="Grannen, torg som inte finns")
        await assert_decided(running, (*needles, "grannen"), box)
        await walk(anna, ("Fortsätt", {}), ("Hjälp", {}), ("Fortsätt där jag var", {}), ("Vet inte", {}))
        await walk(anna, ("Skicka till samordnaren", {}), ("Skicka", {"notice": True}))
        await running.settled()
        await assert_decided(running, (*needles, "grannen"), box)
    assert_nowhere_in_files(running, (*needles, "grannen", box))
    assert found((*needles, "grannen", box), logged.text) == []


async def assert_decided(running, needles, box):
    """In no row as somebody with the keys reads it, in no file, in no message."""
    assert [text async for text in opened(running) if found(needles, text)] == []
    assert_nowhere_in_files(running, (*needles, box))
    assert found((*needles, box), running.teams.transcript) == []


async def test_a_word_that_is_no_name_is_all_that_is_kept_of_the_text_as_it_was_written(tmp_path, logged):
    async with bot(tmp_path) as running:
        anna = await running.someone()
        await anna.says("jag är orolig för någon")
        await walk(anna, *TO_STORY, ("Fortsätt", {"story": TEXT}), ("Nej, inget", {"name_0": "Nej"}))
        assert anna.sees.heading == REVIEW
        kept = [text async for text in opened(running)]
        assert [text for text in kept if found(("Tindra", "Exempelsson", "070-174 06 91"), text)] == []
        assert [text for text in kept if found((SAID,), text)]
        assert found((SAID,), running.teams.transcript) == []
    assert found((SAID,), logged.text) == []


async def test_the_coordinators_card_names_nobody(tmp_path):
    async with bot(tmp_path) as running:
        farida, anna = await running.official("Farida Strandman"), await running.someone()
        await anna.says("jag är orolig för någon")
        await walk(anna, *TO_STORY, ("Fortsätt", {"story": TOLD}), ("Nej, inget", {}))
        await walk(anna, ("Skicka till samordnaren", {}), ("Skicka", {}))
        await running.settled()
        assert "ropade hot" in farida.sees.words()
        assert found((*PLANTED, "Anna", anna.aad), farida.sees.words()) == []


async def test_a_story_typed_into_the_chat_is_found_nowhere(tmp_path, logged):
    async with bot(tmp_path) as running:
        anna = await running.someone()
        await anna.says(CANARY)
        await anna.says("jag är orolig för någon")
        await anna.says(CANARY)
        await walk(anna, ("Fortsätt där jag var", {}), *TO_STORY)
        await anna.says(CANARY)
        await running.settled()
        assert [text async for text in opened(running) if found(SUNG, text)] == []
        assert_nowhere_in_files(running, SUNG)
        kept = [
            json.dumps(each.activity, ensure_ascii=False) for each in running.teams.record.kept if each.act != "typed"
        ]
        assert found(SUNG, seen("\n".join(kept))) == []
    assert_nowhere_in_files(running, SUNG)
    assert found(SUNG, logged.text) == []


async def test_a_name_in_a_field_for_places_is_kept_nowhere(tmp_path, logged):
    async with bot(tmp_path) as running:
        anna = await running.someone()
        await anna.says("hitta min samordnare")
        await anna.press("Visa samordnaren", place="hos Kanariella Fågelsång på 070-174 06 92")
        await running.settled()
        assert [text async for text in opened(running) if found(SUNG, text)] == []
        assert_nowhere_in_files(running, SUNG)
        assert found(SUNG, running.teams.transcript) == []
    assert found(SUNG, logged.text) == []


async def test_a_failing_turn_logs_neither_words_nor_names(tmp_path, logged):
    async with bot(tmp_path) as running:
        anna = await running.someone()
        await running.house.ports.store.close()
        await anna.says(CANARY)
        assert "Något gick fel hos mig" in anna.sees.words()
    assert "turn_failed" in logged.text
    assert found((*SUNG, anna.aad, "Anna"), logged.text) == []
