"""The routine in eight one-minute questions: what they ask, and that nobody's answers are kept."""

import re

import pytest

from bot.ports import CHATS, DIALOGS, SEEN, TABLES, TRAINING
from bot.training import Said, Training
from bot.wording import say
from content import LANGUAGES, city, load
from dialogs import quiz
from dialogs.opened import read
from tests.cards.sitting import sitting

ANNA = "119a72d1-74c9-4f6a-8c01-1cdd9474031b"
by_language = pytest.mark.parametrize("language", LANGUAGES)
SENTENCE = re.compile(r"[.?:](?:\s|$)")


@pytest.fixture
async def here(tmp_path):
    async with sitting(tmp_path) as opened:
        yield opened


async def answers_kept(here):
    (row,) = (await here.ports.store.find(DIALOGS)).rows
    return read(row, here.ports.seal).progress.answers


async def gone_through(here, page, choose):
    """To the end; ``choose`` picks the number of an answer. The pages seen."""
    pages = [page]
    while page.dialog:
        options = [each.act for each in page.choices]
        page = await here.press(ANNA, page, options[choose(len(options))])
        pages.append(page)
    return pages


def test_there_are_eight_and_each_says_where_it_comes_from():
    assert len(quiz.QUESTIONS) == 8
    for each in city("quiz")["question"]:
        assert each["right"] in each["answers"], each["id"]
        assert 2 <= len(each["answers"]) <= 3, each["id"]
        assert each["source"], each["id"]


def test_the_right_answer_stands_in_no_one_place():
    assert {each["answers"].index(each["right"]) for each in quiz.QUESTIONS} == {0, 1, 2}


@by_language
def test_each_answer_is_told_in_three_sentences_at_most_and_a_minute(language):
    words = load(language)
    for each in quiz.QUESTIONS:
        told = words.say_bare(f"quiz.{each['id']}_why.text")
        assert len(SENTENCE.findall(told)) <= 3, each["id"]
        read_aloud = " ".join(words.say_bare(f"quiz.{each['id']}{part}") for part in (".ask", "_why.ask", "_why.text"))
        assert len(read_aloud.split()) < 130, each["id"]  # words that are read aloud in a minute


@by_language
def test_the_heading_of_each_answer_is_the_right_one_and_no_other(language):
    words = load(language)
    for each in quiz.QUESTIONS:
        heading = words.say_bare(f"quiz.{each['id']}_why.ask").casefold()
        wrong = [
            words.say_bare(f"quiz.{each['id']}.options.{o}").casefold() for o in each["answers"] if o != each["right"]
        ]
        assert not [option for option in wrong if option in heading], each["id"]


@pytest.mark.parametrize("choose", [lambda _: 0, lambda n: n - 1], ids=["first answers", "last answers"])
async def test_whatever_is_answered_it_comes_to_its_end_and_is_done(here, choose):
    pages = await gone_through(here, await here.says(ANNA, "åtta frågor"), choose)
    assert len(pages) == 17
    assert say(pages[-1].heading, "sv") == "Klart."
    assert [say(each.texts[0], "sv") for each in pages[:3:2]] == ["Fråga 1 av 8.", "Fråga 2 av 8."]
    assert all(say(each.heading, "sv").startswith("Rätt svar: ") for each in pages[1:-1:2])
    assert all(each.facts for each in pages[1:-1:2])
    row = await here.ports.store.get(TRAINING, ANNA)
    assert Training.read(row, here.ports.seal).said == {"quiz": Said("done", "2026-11-24")}


@pytest.mark.parametrize("number", range(8))
async def test_a_wrong_answer_leaves_the_same_behind_as_the_right_one(here, number):
    question = quiz.QUESTIONS[number]
    page = await here.says(ANNA, "åtta frågor")
    while page.step != question["id"]:
        page = await here.press(ANNA, page, page.choices[0].act)
    wrong = next(each for each in question["answers"] if each != question["right"])
    page = await here.press(ANNA, page, wrong)
    assert (await answers_kept(here))[question["id"]] == {"act": question["right"]}
    assert page.step == f"{question['id']}_why"


async def test_a_typed_answer_is_kept_no_more_than_a_pressed_one(here):
    await here.says(ANNA, "quiz")
    page = await here.says(ANNA, "Jag skriver till samordnaren")
    assert page.step == "danger_why"
    assert await answers_kept(here) == {"danger": {"act": "call"}}


async def test_at_the_end_nothing_is_left_but_that_it_is_done(here):
    await gone_through(here, await here.says(ANNA, "quiz"), lambda _: 0)
    await here.settled()
    left = {table.name for table in TABLES if (await here.ports.store.find(table)).rows}
    assert left == {TRAINING.name, CHATS.name, SEEN.name}


async def test_one_can_go_back_and_stop_and_is_not_said_to_have_done_it(here):
    page = await here.says(ANNA, "quiz")
    page = await here.press(ANNA, await here.press(ANNA, page, "call"), "next")
    page = await here.press(ANNA, page, "do.back")
    assert page.step == "danger_why"
    await here.press(ANNA, page, "do.cancel")
    assert await here.ports.store.get(TRAINING, ANNA) is None


async def test_danger_in_words_comes_before_the_next_question(here):
    await here.says(ANNA, "quiz")
    page = await here.says(ANNA, "han har en kniv och är på väg hit")
    assert say(page.heading, "sv") == "Ring 112 nu om någon är i fara."
