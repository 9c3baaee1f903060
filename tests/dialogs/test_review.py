"""The writer's own check of a text, over HTTP as Teams speaks it: what is asked, what it changes, and what is kept."""

import json
import re
from base64 import b64decode
from dataclasses import replace
from hashlib import sha256
from itertools import product

import pytest

from bot.cases import Case
from bot.deidentify import deidentify, spans
from bot.deidentify.decisions import Decisions, decide
from bot.ports import CASES
from dialogs.flow import Progress
from dialogs.opened import Opened
from dialogs.pages import Shown
from dialogs.review import BLOCK, Told, asking
from tests.dialogs.test_every_page import scene
from tests.house import bot
from tests.test_worry_over_http import TO_STORY, walk

LARGEST = 28 * 1024  # bytes; what Teams takes for sure
TO_SEND = (("Skicka till samordnaren", {}), ("Skicka", {}))
REVIEW, CHANGED = "Så här ser samordnaren din text.", "Texten är ändrad. Stämmer den nu?"
WORD_NAMES = (
    "Ask",
    "Storm",
    "Sol",
    "Sten",
    "Glädje",
    "Hope",
    "Saga",
    "Stig",
    "My",
    "Lo",
    "Frid",
    "Dag",
    "Vide",
    "Ek",
    "Berg",
)
FRAMES = ("{} sa att det snart smäller.", "Vi såg {} vid torget.", "Hen och {} ropade.", "Det var {} igen.")
SURE = "Tindra Exempelsson ropade hot. Grannen såg det, grannens son med. Ring 070-174 06 91."


def unsure():
    """(text, word) in which the word, and nothing else, is unsure: which one that is, is the pipeline's own affair."""
    for frame, word in product(FRAMES, WORD_NAMES):
        text = f"{frame.format(word)} {SURE}"
        found = [text[each.start : each.end] for each in spans(text) if each.certainty == "ask"]
        if found == [word] and decide(text, Decisions()).asked == (word,):
            return text, word
    raise AssertionError("no word is unsure any more: find another")


TEXT, WORD = unsure()


@pytest.fixture
async def here(tmp_path):
    async with bot(tmp_path) as running:
        yield running


async def told(here, story=TEXT, **ways):
    """Somebody who sees the page where the text is checked."""
    anna = await here.someone(**ways)
    await anna.says("jag är orolig för någon")
    await walk(anna, *TO_STORY, ("Fortsätt", {"story": story}))
    assert anna.sees.heading == REVIEW
    return anna


async def story_of(here, person):
    """The text of the report that is sent from here on."""
    await walk(person, *TO_SEND)
    (row,) = (await here.house.ports.store.find(CASES)).rows
    return Case.read(row, here.house.ports.seal).report.story


def names(card):
    return [field.id for field in card.inputs]


def box(card, label="Nej, inget"):
    return card.buttons[label].data["vbe"]["data"].get("box")


def altered(card, label, change):
    """The button as a forger would have it."""
    data = json.loads(json.dumps(card.buttons[label].data))
    change(data["vbe"])
    return replace(card.buttons[label], data=data)


# What is asked, and what an answer does


async def test_what_is_unsure_is_asked_about_and_hidden_unless_it_is_said_to_be_no_name(here):
    anna = await told(here)
    assert anna.sees.inputs[0].label == f"Är “{WORD}” ett namn här?"
    assert (anna.sees.inputs[0].value, anna.sees.quotes) == ("yes", (f"“{deidentify(TEXT)}”",))
    await anna.press("Nej, inget")
    assert anna.sees.heading == "Det här gäller för dig nu."
    assert WORD not in await story_of(here, anna)


async def test_a_word_that_is_no_name_is_shown_again_before_it_is_sent(here):
    anna = await told(here)
    await anna.press("Nej, inget", name_0="Nej")
    assert (anna.sees.heading, CHANGED in anna.sees.words()) == (REVIEW, True)
    assert WORD in anna.sees.quotes[0]
    assert "name_0" not in names(anna.sees)
    await anna.press("Nej, inget")
    story = await story_of(here, anna)
    assert WORD in story
    assert "Tindra" not in story


async def test_a_client_that_leaves_the_question_out_hides_the_word_too(here):
    anna = await told(here)
    await anna.send(anna.sees.buttons["Nej, inget"], {}, anna.sees.message)
    assert anna.sees.heading == "Det här gäller för dig nu."
    assert WORD not in await story_of(here, anna)


async def test_another_text_than_the_one_kept_is_not_asked_about(here):
    """The press that gave a text comes once more, late, when another one has taken its place."""
    anna = await told(here)
    await anna.elsewhere().press("Fortsätt", story="Det hördes rop.")
    await anna.repeats()
    assert (anna.sees.quotes, anna.sees.inputs) == (("“Det hördes rop.”",), ())


async def test_missed_words_are_replaced_everywhere_also_with_an_s_and_shown_again(here):
    anna = await told(here)
    await anna.press("Nej, inget", missed="grannen, hot")
    assert CHANGED in anna.sees.words()
    assert "granne" not in anna.sees.quotes[0].casefold()
    await anna.press("Vet inte")
    story = await story_of(here, anna)
    assert not re.search("granne|hot", story, re.IGNORECASE)


async def test_a_missed_word_that_is_not_there_is_said_and_nothing_is_lost(here):
    anna = await told(here)
    await anna.press("Nej, inget", missed="grannen, Bodil")
    assert "Jag hittar inte det ordet i din text." in anna.sees.words()
    assert "Grannen" not in anna.sees.quotes[0]
    await anna.press("Nej, inget")
    assert anna.sees.heading == "Det här gäller för dig nu."


async def test_what_was_wrongly_taken_for_somebody_can_be_taken_back_but_no_number(here):
    anna = await told(here)
    (back,) = (field for field in anna.sees.inputs if field.id == "back")
    assert list(back.options.values()) == ["Tindra Exempelsson"]
    await anna.press("Nej, inget", back=["Tindra Exempelsson"])
    assert CHANGED in anna.sees.words()
    await anna.press("Nej, inget")
    story = await story_of(here, anna)
    assert "Tindra Exempelsson" in story
    assert "174 06 91" not in story


async def test_a_missed_word_can_be_taken_back_too(here):
    anna = await told(here)
    await anna.press("Nej, inget", missed="grannen")
    await anna.press("Nej, inget", back=["Grannen"])
    assert "Grannen såg det" in anna.sees.quotes[0]


async def test_who_wants_to_change_the_text_gets_it_as_it_was_decided(here):
    anna = await told(here)
    await anna.press("Ja, jag ändrar", missed="grannen")
    assert anna.sees.heading == "Beskriv kort vad som hände."
    assert "granne" not in anna.sees.inputs[0].value.casefold()
    await anna.press("Fortsätt")
    assert anna.sees.heading == REVIEW
    assert "granne" not in anna.sees.quotes[0].casefold()


async def test_an_older_page_never_sends_a_text_that_was_not_seen(here):
    anna = await told(here)
    old = anna.sees
    await anna.press("Nej, inget", name_0="Nej")
    await anna.press_on(old, "Nej, inget")
    assert anna.sees.heading == REVIEW
    assert anna.sees.inputs == ()


async def test_a_page_without_questions_that_is_older_never_does_either(here):
    anna = await told(here)
    await (there := anna.elsewhere()).press("Fortsätt")
    await anna.press("Nej, inget", missed="grannen")
    await there.press("Nej, inget")
    assert there.sees.heading == REVIEW
    assert "grannen" not in there.sees.quotes[0].casefold()


async def test_words_of_danger_in_the_field_come_first(here):
    anna = await told(here)
    await anna.press("Nej, inget", missed="han har en kniv och är på väg hit")
    assert anna.sees.heading == "Ring 112 nu om någon är i fara."


async def test_a_text_without_anything_unsure_has_no_question_and_without_people_nothing_to_take_back(here):
    anna = await told(here, "Det hördes rop vid torget.")
    assert names(anna.sees) == ["missed"]


async def test_a_role_that_one_person_has_gets_a_hint_and_is_not_replaced(here):
    anna = await told(here, "Rektorn ropade slagord vid torget.")
    assert anna.sees.facts == {"Rektorn": "Är ofta bara en person. Går det att skriva “en i ledningen”?"}
    await anna.press("Nej, inget")
    assert await story_of(here, anna) == "Rektorn ropade slagord vid torget."


# The text as it was written: in the answer alone


async def test_a_lost_page_comes_back_without_questions_and_with_everything_replaced(here):
    anna = await told(here)
    assert anna.reload().heading == "Beskriv kort vad som hände."
    await anna.press("Fortsätt")
    assert (anna.sees.heading, anna.sees.inputs, box(anna.sees)) == (REVIEW, (), None)
    assert anna.sees.quotes == (f"“{deidentify(TEXT)}”",)
    await anna.press("Nej, inget")
    assert WORD not in await story_of(here, anna)


async def test_words_typed_on_the_page_show_none_of_its_words(here):
    anna = await told(here)
    await anna.says("rulla")
    assert WORD not in anna.sees.words()
    await anna.press("Fortsätt där jag var")
    assert (anna.sees.quotes, anna.sees.inputs) == ((f"“{deidentify(TEXT)}”",), ())


async def test_another_device_gets_the_page_without_questions(here):
    anna = await told(here)
    await (there := anna.elsewhere()).press("Fortsätt")
    assert (there.sees.quotes, there.sees.inputs) == ((f"“{deidentify(TEXT)}”",), ())


async def test_an_emptied_box_on_the_page_for_changes_is_no_text(here):
    anna = await told(here)
    await anna.press("Ja, jag ändrar")
    await anna.press("Fortsätt", story="")
    assert "Skriv några ord i rutan" in anna.sees.words()


async def test_help_and_back_again_is_a_lost_page_too(here):
    anna = await told(here)
    await walk(anna, ("Hjälp", {}), ("Fortsätt där jag var", {}))
    assert (anna.sees.heading, anna.sees.inputs) == (REVIEW, ())


async def test_an_old_client_gets_no_question_and_no_word(here):
    anna = await told(here, legacy=True)
    assert (anna.sees.inputs, box(anna.sees)) == ((), None)
    assert WORD not in anna.sees.words()
    await anna.press("Nej, inget")
    assert anna.sees.heading == "Det här gäller för dig nu."


async def test_teams_delivering_the_story_twice_shows_the_same_questions(here):
    anna = await told(here)
    before = names(anna.sees)
    await anna.repeats()
    assert names(anna.sees) == before
    await anna.press("Nej, inget", name_0="Nej")
    assert WORD in anna.sees.quotes[0]


async def test_teams_delivering_a_decision_twice_decides_once(here):
    anna = await told(here)
    await anna.press("Nej, inget", name_0="Nej")
    await anna.repeats()
    assert (anna.sees.heading, anna.sees.inputs) == (REVIEW, ())
    assert WORD in anna.sees.quotes[0]


SCRIPTS = {"sv": "å", "ti": "\u1230", "emoji": "\U0001f3e0", "ar": "\u0639", "zh": "\u4e2d"}


@pytest.mark.parametrize("sign", SCRIPTS.values(), ids=SCRIPTS)
async def test_the_page_fits_a_card_at_six_hundred_characters_of_any_script(here, sign):
    anna = await told(here, f"{TEXT} ".ljust(600, sign))
    answer = json.dumps(here.teams.record.answers[-1]["value"])
    assert len(answer.encode()) <= LARGEST
    assert box(anna.sees)


async def test_the_box_is_as_long_for_every_text_and_stands_in_the_three_answers_alone(here):
    lengths = set()
    for number, story in enumerate((TEXT, "Rop.", f"{TEXT} ".ljust(600, "å"))):
        anna = await told(here, story, aad=f"{number:08d}-2222-4333-8444-555555555555")
        carrying = [label for label in anna.sees.buttons if box(anna.sees, label)]
        assert carrying == ["Nej, inget", "Vet inte", "Ja, jag ändrar"]
        lengths.add(len(b64decode(box(anna.sees).partition(".")[2])) - BLOCK)
    assert len(lengths) == 1


def test_what_does_not_fit_the_box_is_not_asked_about():
    """As when somebody has missed a great many words, one page after the other."""
    many = tuple(sha256(bytes([number])).hexdigest() for number in range(100))
    story = Progress({"story": {"act": "next", "story": "Rop."}})
    opened, shown = Opened("0" * 32, "worry", b"d" * 32, story), Shown()
    assert asking(scene("sv", True), opened, shown, Told("Rop.", Decisions(missed=many[:10]))).inputs
    assert asking(scene("sv", True), opened, shown, Told("Rop.", Decisions(missed=many))) is shown


# Boxes that are not this page's


@pytest.mark.parametrize("forged", ["", "own.", "own.AAAA", "own." + "A" * 2784, "k.x", "å", "own.\u0000"])
async def test_a_forged_box_shows_the_page_without_words(here, forged):
    anna = await told(here)
    button = altered(anna.sees, "Nej, inget", lambda vbe: vbe["data"].update(box=forged))
    await anna.send(button, {"name_0": "no", "missed": "Grannen"}, anna.sees.message)
    assert (anna.sees.heading, anna.sees.inputs) == (REVIEW, ())
    assert anna.sees.quotes == (f"“{deidentify(TEXT)}”",)


@pytest.mark.parametrize("cut", [1, 4, 100])
async def test_a_truncated_box_shows_the_page_without_words(here, cut):
    anna = await told(here)
    button = altered(anna.sees, "Nej, inget", lambda vbe: vbe["data"].update(box=vbe["data"]["box"][:-cut]))
    await anna.send(button, {}, anna.sees.message)
    assert (anna.sees.heading, anna.sees.inputs) == (REVIEW, ())


async def test_somebody_elses_box_shows_ones_own_page_without_words(here):
    anna = await told(here)
    await anna.press("Nej, inget", back=["Tindra Exempelsson"])
    omar = await told(here, "Det hördes rop.", name="Omar Exempel")
    stolen = box(anna.sees)
    button = altered(omar.sees, "Nej, inget", lambda vbe: vbe["data"].update(box=stolen))
    await omar.send(button, {}, omar.sees.message)
    assert (omar.sees.quotes, omar.sees.inputs) == (("“Det hördes rop.”",), ())


async def test_ones_own_box_of_another_dialog_does_not_count(here):
    anna = await told(here)
    other = box(anna.sees)
    await walk(anna, ("Avbryt", {}), ("Avbryt och ta bort", {}))
    await anna.says("jag är orolig för någon")
    await walk(anna, *TO_STORY, ("Fortsätt", {"story": "Det hördes rop."}))
    button = altered(anna.sees, "Nej, inget", lambda vbe: vbe["data"].update(box=other))
    await anna.send(button, {}, anna.sees.message)
    assert anna.sees.quotes == ("“Det hördes rop.”",)


async def test_the_box_of_an_older_page_does_not_count_on_the_newest(here):
    anna = await told(here)
    older = box(anna.sees)
    await anna.press("Nej, inget", missed="grannen")
    seen = anna.sees.quotes
    button = altered(anna.sees, "Nej, inget", lambda vbe: vbe["data"].update(box=older))
    await anna.send(button, {"name_0": "no"}, anna.sees.message)
    assert (anna.sees.heading, anna.sees.inputs, anna.sees.quotes) == (REVIEW, (), seen)


async def test_a_box_pressed_on_an_old_client_opens_nothing(here):
    anna = await told(here)
    page = anna.sees
    old = anna.elsewhere(legacy=True)
    await old.send(replace(page.buttons["Nej, inget"], kind="Action.Submit"), {"name_0": "no"}, page.message)
    await here.settled()
    assert f"“{deidentify(TEXT)}”" in old.sees.quotes
    assert WORD not in here.teams.transcript


async def test_a_button_that_nobody_made_changes_nothing_unseen(here):
    anna = await told(here)
    button = altered(anna.sees, "Nej, inget", lambda vbe: vbe.update(act="publish"))
    await anna.send(button, {"name_0": "no", "back": "0,7,x", "name_9": "no"}, anna.sees.message)
    assert anna.sees.heading == REVIEW
    assert CHANGED in anna.sees.words()


# Unsure to the end: the coordinator checks it first


async def test_a_text_that_its_sender_is_unsure_of_is_to_be_checked_until_a_coordinator_has_said_so(here):
    farida, folke = await here.official("Farida Strandman"), await here.official("Folke Farmark")
    anna = await told(here)
    await walk(anna, ("Vet inte", {}), *TO_SEND)
    await here.settled()
    unsure_of_it = "Avsändaren vet inte om texten pekar ut någon. Kontrollera den innan du för den vidare."
    await farida.press("Jag tar den")
    await here.settled()
    assert unsure_of_it in farida.sees.words()
    await farida.press("Jag har kontrollerat texten")
    await here.settled()
    for card in (farida.sees, farida.reload()):
        assert unsure_of_it not in card.words()
        assert "En samordnare har kontrollerat den." in card.words()
        assert "Jag har kontrollerat texten" not in card.buttons
    assert unsure_of_it not in folke.reload().words()


async def test_nobody_but_its_coordinators_says_that_a_text_is_checked(here):
    farida, omar = await here.official("Farida Strandman"), await here.someone("Omar Exempel")
    anna = await told(here)
    await walk(anna, ("Vet inte", {}), *TO_SEND)
    await here.settled()
    await omar.says("hej")
    await omar.send(farida.sees.buttons["Jag har kontrollerat texten"], {}, omar.sees.message)
    assert omar.sees.heading == "Det här kan du inte öppna."
    assert "Kontrollera den innan" in farida.reload().words()


async def test_a_text_that_is_clear_has_nothing_to_be_checked(here):
    farida, anna = await here.official("Farida Strandman"), await told(here)
    await walk(anna, ("Nej, inget", {}), *TO_SEND)
    await here.settled()
    assert "Jag har kontrollerat texten" not in farida.sees.buttons
    await farida.send(
        altered(farida.sees, "Jag tar den", lambda vbe: vbe.update(act="case.checked")), {}, farida.sees.message
    )
    (row,) = (await here.house.ports.store.find(CASES)).rows
    assert Case.read(row, here.house.ports.seal).report.pointing == "clear"
