"""Bad input gets a plain answer in the person's language, and nothing is lost or shown to the wrong person."""

import logging
from dataclasses import replace

import pytest

from tests.house import bot
from tests.test_worry_over_http import TO_STORY, walk

HOSTILE = {
    "empty": "",
    "100,000 characters": "å" * 100_000,
    "control characters": "a\x00b\x1b[31mc\u202ed\u0007",
    "emoji only": "😀🔥👍🏽",
    "markdown": "**fet** [länk](https://example.org) `kod` # rubrik ![](x)",
    "a mention": "<at>bot</at> <at id='0'>alla</at>",
    "html": "<b>fet</b><img src=x onerror=alert(1)>",
    "script": "<script>alert('hej')</script>",
    "braces": "{reference} {0} {place!r} %s ${x}",
    "numbers": "99999999999999999999",
}
by_hostility = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
APOLOGY = "Något gick fel hos mig"


@pytest.fixture
async def here(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    async with bot(tmp_path) as running:
        yield running
    assert "turn_failed" not in caplog.text
    assert "tick_failed" not in caplog.text


@by_hostility
async def test_hostile_words_typed_with_no_dialog_open(here, text):
    anna = await here.someone()
    await anna.says(text)
    assert anna.sees.buttons
    assert "alert" not in anna.sees.words()


@by_hostility
async def test_hostile_words_typed_in_the_middle_of_a_page_leave_it_where_it_was(here, text):
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    await walk(anna, *TO_STORY[:2])
    await anna.says(text)
    assert anna.sees.heading == "Vad har du sett eller hört?"


@by_hostility
async def test_hostile_words_in_the_box_are_shown_as_words_or_asked_for_again(here, text):
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    await walk(anna, *TO_STORY)
    await anna.send(anna.sees.buttons["Fortsätt"], {"story": text}, anna.sees.message)
    assert anna.sees.heading in {"Beskriv kort vad som hände.", "Så här ser samordnaren din text."}
    if not text or len(text) > 600:
        assert "Skriv några ord" in anna.sees.words() or "för lång" in anna.sees.words()


@by_hostility
async def test_hostile_words_as_a_place_or_a_choice_are_asked_for_again(here, text):
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    await walk(anna, *TO_STORY[:3])
    inputs = {"place": text, **dict.fromkeys(("place_type", "period", "operation"), text[:1000])}
    await anna.send(anna.sees.buttons["Fortsätt"], inputs, anna.sees.message)
    assert anna.sees.heading == "Var och när var det?"
    assert len(anna.sees.words()) < 5_000


@by_hostility
async def test_hostile_words_as_a_code_find_no_case(here, text):
    anna = await here.someone()
    await anna.says("mina ärenden")
    await anna.send(anna.sees.buttons["Visa ärendet"], {"code": text}, anna.sees.message)
    assert "Jag hittar inget ärende med den koden" in anna.sees.words()


@pytest.mark.parametrize("act", ["", "do.nothing", "case.erase", "receipt.all", "fly", "do.open", "x" * 10_000])
async def test_an_unknown_verb_is_answered_with_a_page(here, act):
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    button = anna.sees.buttons["Nej"]
    forged = {**button.data, "vbe": {**button.data["vbe"], "act": act}}
    await anna.send(replace(button, data=forged), {}, anna.sees.message)
    assert anna.sees.buttons
    await anna.says("nej")
    assert anna.sees.heading == "Hur gammal är personen?"


@pytest.mark.parametrize("step", ["code", "steps", "review", "sent", "nowhere", "", 7, None, ["who"]])
async def test_a_forged_step_is_answered_with_the_page_where_the_dialog_stands(here, step):
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    button = anna.sees.buttons["Nej"]
    forged = {**button.data, "vbe": {**button.data["vbe"], "step": step, "act": "send"}}
    await anna.send(replace(button, data=forged), {}, anna.sees.message)
    await anna.says("nej")
    assert anna.sees.heading == "Hur gammal är personen?"


@pytest.mark.parametrize("vbe", [None, [], "x", {}, {"act": {"a": 1}}, {"act": "yes", "data": 5}, {"dialog": ["x"]}])
async def test_a_malformed_press_is_answered_with_a_page(here, vbe):
    anna = await here.someone()
    await anna.says("hej")
    button = next(iter(anna.sees.buttons.values()))
    await anna.send(replace(button, data={"vbe": vbe}), {}, anna.sees.message)
    assert anna.sees.buttons


async def test_a_press_after_the_dialog_has_ended_is_said_plainly(here):
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    page = anna.sees
    await anna.press("Avbryt")
    await anna.press_on(page, "Nej")
    assert anna.sees.heading == "Det här samtalet är avslutat."


async def test_a_press_on_an_older_page_answers_that_page(here):
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    await anna.press("Nej")
    older = anna.sees
    await anna.press("18 eller äldre")
    await anna.press_on(older, "Under 18")
    assert anna.sees.heading == "Gör en orosanmälan först."


async def test_a_text_too_long_is_kept_as_far_as_it_fits_and_asked_about(here):
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    await walk(anna, *TO_STORY)
    await anna.send(anna.sees.buttons["Fortsätt"], {"story": "ropade högt " * 80}, anna.sees.message)
    assert "för lång" in anna.sees.words()
    (box,) = anna.sees.inputs
    assert box.value.startswith("ropade högt")
    assert len(box.value) <= 600


async def test_a_stolen_sealed_code_opens_nothing(here):
    anna, omar = await here.someone(), await here.someone("Omar Exempel")
    await omar.says("hej")
    button = next(iter(omar.sees.buttons.values()))
    forged = {"vbe": {"act": "send", "dialog": "0" * 32, "step": "code", "turning": 9, "data": {"sealed": "abc.def"}}}
    await omar.send(replace(button, data=forged), {}, omar.sees.message)
    assert omar.sees.heading == "Det här samtalet är avslutat."
    assert anna.sees.buttons


async def test_the_channel_starts_no_private_dialog(here):
    anna = await here.someone()
    room = here.teams.channel("Trygghet", anna)
    there = anna.at(room)
    await there.says("jag är orolig för någon")
    assert there.sees.heading == "Prata med mig i en egen chatt."
