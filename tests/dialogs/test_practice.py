"""The practice: the pages of the worry dialog with an invented case, and nothing that could be sent."""

import ast
from pathlib import Path

import pytest

from bot.ports import CASES, CHATS, DIALOGS, SEEN, TABLES, TRAINING, Put
from bot.routine import outcomes
from bot.talk import Phrase
from bot.training import Training
from bot.wording import say
from content import LANGUAGES, load
from dialogs import practice, worry
from dialogs.opened import Opened
from dialogs.registry import DIALOGS as ALL
from tests.cards.sitting import sitting
from tests.dialogs.test_every_page import drawn, every_turn, scene, with_a_mark

ANNA = "119a72d1-74c9-4f6a-8c01-1cdd9474031b"
STORY = "Tindra Exempelsson visade en film och ringde 070-174 06 55. Kassören i föreningen såg det."
RIGHT = {"danger": "no", "who": "under_18", "child_first": "reported", "review": "clear"}
SEEN_RIGHT = "expression,recruitment,symbols"
NOWHERE = {TRAINING.name, CHATS.name, SEEN.name}
MANY = 20  # pages, more than the longest road has
DANGER = "Han har en kniv och är på väg hit"


@pytest.fixture
async def here(tmp_path):
    async with sitting(tmp_path) as opened:
        yield opened


async def gone_through(here, acts=RIGHT, **given):
    """From the first page to the end; the pages seen, the feedback last. ``acts``: the button of a step."""
    page = await here.says(ANNA, "öva")
    acts, pages = {**({} if given.get("story", STORY) else {"story": "skip"}), **acts}, [page]
    while page.dialog:
        assert len(pages) < MANY, [each.step for each in pages]
        entered = {"seen": SEEN_RIGHT, "environment": "unclear", "place": "Farsta", **given}
        page = await here.press(ANNA, page, acts.get(page.step, page.choices[0].act), **entered)
        pages.append(page)
    return pages


async def rows(here):
    return {table.name for table in TABLES if (await here.ports.store.find(table)).rows}


def words(page):
    lines = [
        page.heading,
        *page.texts,
        *page.steps,
        *(line for each in page.facts for line in (each.title, each.value)),
    ]
    return [say(each, "sv") for each in lines]


def test_its_pages_are_those_of_the_real_dialog_in_the_same_words():
    assert [*practice.FLOW.steps] == ["case", *worry.FLOW.steps]
    assert practice.FLOW.ends == worry.FLOW.ends
    assert {practice.FLOW.key(name) for name in worry.FLOW.steps} == {worry.FLOW.key(name) for name in worry.FLOW.steps}
    real = [(here, there) for here, there in practice.FLOW.arrows() if here != "case"]
    assert real == list(worry.FLOW.arrows())


def test_the_case_is_about_acts_and_its_steps_begin_with_the_report_of_concern():
    assert outcomes(practice.CASE)[0] == "child_concern"
    assert set(practice.CASE.seen) <= set(worry.SEEN)
    assert "opinion" not in practice.CASE.seen


@pytest.mark.parametrize("answerable", [True, False], ids=["new client", "old client"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_says_that_it_is_practice_and_that_nothing_is_sent(tmp_path, language, answerable):
    dialog, line = ALL["practice"], {load(language).say(f"practice.{key}") for key in ("line", "done.ask")}
    async with with_a_mark(tmp_path) as store:
        at = scene(language, answerable, store)
        for progress, step, answer in every_turn(dialog.flow):
            page, _ = await drawn(at, dialog, dialog.flow.answered(progress, step, answer))
            assert line & {say(each, language) for each in (page.heading, *page.texts)}, step


async def test_the_first_page_tells_the_case_and_those_that_ask_about_it_tell_it_again(here):
    pages = await gone_through(here, story="")
    case = Phrase("practice.case.told")
    assert pages[0].quote == case
    again = {page.step for page in pages if any(fact.value == case for fact in page.facts)}
    assert again == {"who", "seen", "where", "story"}


async def test_the_whole_practice_sends_nothing_and_leaves_only_that_it_is_done(here):
    for each in (here.coordinator("farsta"), here.coordinator("utbildningsforvaltningen")):
        await here.install(each)
    await here.settled()
    before = dict(here.sent)
    pages = await gone_through(here, story=STORY)
    assert "code" in {page.step for page in pages}
    await here.settled()
    assert await rows(here) == NOWHERE
    assert {who for who, page in here.sent.items() if before.get(who) != page} == {ANNA}
    row = await here.ports.store.get(TRAINING, ANNA)
    assert set(Training.read(row, here.ports.seal).said) == {"practice"}
    assert here.ports.reports.allows(ANNA, here.clock.steady())


async def test_practice_as_often_as_one_likes_counts_no_report(here):
    for _ in range(7):
        assert (await gone_through(here, story=""))[-1].heading.key == "practice.done.ask"
    page = await here.says(ANNA, "jag är orolig för någon")
    while page.dialog:
        page = await here.press(ANNA, page, RIGHT.get(page.step, page.choices[0].act), place="Farsta", story="Ett rop.")
    assert page.heading.key == "worry.sent.ask"
    assert len((await here.ports.store.find(CASES)).rows) == 1


async def test_while_it_lasts_nothing_is_written_but_its_own_row(here):
    page = await here.says(ANNA, "öva")
    while page.dialog:
        assert await rows(here) <= {*NOWHERE, DIALOGS.name}
        page = await here.press(ANNA, page, RIGHT.get(page.step, page.choices[0].act), place="Farsta", story=STORY)


async def test_no_way_through_it_writes_anything_but_the_training(tmp_path):
    """Every end of every way, as the conversation would get it."""
    dialog, ends = ALL["practice"], set()
    async with with_a_mark(tmp_path) as store:
        at = scene("sv", True, store)
        for progress, step, answer in every_turn(dialog.flow):
            after = dialog.flow.answered(progress, step, answer)
            end = dialog.flow.position(after)
            if end in dialog.flow.ends:
                ends.add(end)
                outcome = await dialog.finish(at, opened_at(after), end)
                assert not outcome.reported
                assert [write.table.name for write in outcome.writes if isinstance(write, Put)] in ([TRAINING.name], [])
                assert len(outcome.writes) == (end != "stopped")
    assert ends == set(dialog.flow.ends)


def opened_at(progress):
    return Opened("0" * 32, "practice", b"d" * 32, progress)


def test_it_knows_nothing_that_sends():
    source = Path(practice.__file__).read_text("utf-8")
    known = {
        alias.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert not known & {"outbox", "handing_in", "handed_in", "new_case", "Case", "report", "finish", "CASES", "OUTBOX"}


async def test_the_feedback_names_the_steps_and_what_the_check_replaced(here):
    page = (await gone_through(here, story=STORY))[-1]
    assert [step.key for step in page.steps] == [f"routine.{each}" for each in outcomes(practice.CASE)]
    said = words(page)
    assert "Jag bytte ut ord mot [person A], [telefon]." in said
    assert "Fallet ger också" not in said
    assert any("en i föreningen" in each or "en i ledningen" in each for each in said)
    told = str(said)
    assert not [word for word in ("Tindra", "070", "Kassören") if word in told]


async def test_the_feedback_says_what_the_answers_missed(here):
    acts = {**RIGHT, "who": "adult"}
    page = (await gone_through(here, acts, seen="symbols", story=""))[-1]
    besides = [fact.value.key for fact in page.facts if fact.title.key == "practice.done.besides"]
    assert besides == ["routine.child_concern", "routine.tip"]


async def test_advice_only_and_the_early_ends_have_feedback_too(here):
    page = (await gone_through(here, {**RIGHT, "child_first": "advice"}))[-1]
    assert page.steps
    page = (await gone_through(here, RIGHT, seen="opinion"))[-1]
    assert page.steps == ()
    assert "Du skickade ingen text, så det fanns inget att kontrollera." in words(page)


async def test_words_of_danger_get_112_first(here):
    await here.says(ANNA, "öva")
    page = await here.says(ANNA, DANGER)
    assert say(page.heading, "sv") == "Ring 112 nu om någon är i fara."
    page = await here.press(ANNA, page, "do.show")
    assert page.step == "case"
    pages = await gone_through(here, story=DANGER)
    review = next(each for each in pages if each.step == "review")
    assert say(review.warning, "sv") == "Är någon i fara nu? Ring 112 först."
    assert review.links[0].url == "tel:112"


async def test_whoever_stops_at_112_has_practised_nothing(here):
    page = (await gone_through(here, {"danger": "yes", "call_112": "stop"}))[-1]
    assert page.links[0].url == "tel:112"
    assert await rows(here) == NOWHERE - {TRAINING.name}


async def test_nothing_can_be_reported_for_real_from_a_practice(here):
    pages = await gone_through(here)
    addresses = {each.url for page in pages for each in page.links}
    assert addresses == {"tel:112"}
    assert any(page.step == "child_first" for page in pages)
    assert pages[-1].steps


async def test_the_code_is_nobodys(here):
    pages = await gone_through(here, story="")
    code = next(each for each in pages if each.step == "code")
    assert code.quote == Phrase("practice.sample_code")
    assert [choice.data for choice in code.choices] == [{}]
    late = await here.press(ANNA, code, "send")
    assert late.heading.key == "welcome.gone.ask"


async def test_a_change_of_answer_speaks_the_words_of_the_real_pages(here):
    page = await here.says(ANNA, "öva")
    for _ in range(3):
        page = await here.press(ANNA, page, RIGHT.get(page.step, page.choices[0].act))
    changed = await here.press(ANNA, page, "do.change")
    assert [say(each.label, "sv") for each in changed.choices] == [
        "Är någon i fara just nu?",
        "Hur gammal är personen?",
    ]
    page = await here.press(ANNA, changed, changed.choices[1])
    assert page.step == "who"
