"""The survey in conversation: two dialogs of one person, acts that claim what is not so, and what its pages hold."""

import asyncio
from types import SimpleNamespace

import pytest

from bot.campaigns import Audience
from bot.ports import ANSWERED, ANSWERS, DIALOGS, RECIPIENTS, TABLES
from bot.rhythm import FORTNIGHT, INVITATION, LAST_DAY, WEEK_BEFORE
from bot.survey_answers import answers, count
from bot.talk import Chat, Heard, Pressed
from dialogs.conversation import Conversation
from dialogs.flow import Progress
from dialogs.survey import FACTS, FLOW, SURVEY
from dialogs.survey_pages import invitation
from dialogs.survey_report import given
from tests.asking import ask, change
from tests.cards.sitting import sitting

ANNA = "119a72d1-74c9-4f6a-8c01-1cdd9474031b"
SHORTEST = (("no", {}), ("next", {}), ("no", {}), ("skip", {}))


@pytest.fixture
async def here(tmp_path):
    async with sitting(tmp_path) as opened:
        yield opened


async def invited(here, **more):
    campaign = await ask(here.ports, {ANNA: "farsta"}, **more)
    return campaign, invitation("yearly", campaign, INVITATION)


async def walk(here, page, *acts):
    for act, entered in acts:
        page = await here.press(ANNA, page, act, **entered)
    return page


async def test_two_dialogs_begun_at_two_instances_give_one_answer(here):
    """They see each other's dialog only when it is there."""
    await here.install(ANNA)
    campaign, _ = await invited(here)
    manners = SimpleNamespace(acts_per_minute=60, welcome_at_once=True)
    both = [here.conversation, Conversation(here.ports, here.directory, lambda: None, manners)]
    chat = Chat("http://127.0.0.1", ANNA, "personal", "t", "28:b")

    async def press(number, conversation, said):
        heard = Heard(f"{said.act} {said.step} {number}", ANNA, chat, said, message=f"m{number}", answerable=True)
        return (await conversation.turn(heard)).page

    begin = Pressed("survey.begin", data={"campaign": campaign.id})
    pages = await asyncio.gather(*(press(n, each, begin) for n, each in enumerate(both)))
    assert len({page.dialog for page in pages}) == 2
    for act, _ in (*SHORTEST, ("send", {})):
        inputs = {"knows": "4", "guidelines": "yes", "trained": "yes"}
        pages = await asyncio.gather(
            *(
                press(n, both[n], Pressed(act, page.dialog, page.step, page.turning, inputs))
                for n, page in enumerate(pages)
            )
        )
    assert sorted(page.heading.key for page in pages) == ["survey.refused.answered", "survey.thanks.ask"]
    assert await count(here.ports.store, campaign.id) == 1
    assert (await here.ports.store.find(DIALOGS)).rows == ()


async def test_pressed_again_the_invitation_shows_where_the_dialog_stands(here):
    _, page = await invited(here)
    second = await walk(here, page, ("survey.begin", {}), ("no", {}))
    again = await here.press(ANNA, page, "survey.begin")
    assert (again.step, again.dialog) == ("know", second.dialog)


async def test_an_answer_changed_to_no_takes_what_was_seen_with_it(here):
    campaign, page = await invited(here)
    page = await walk(here, page, ("survey.begin", {}), ("yes", {}), ("next", {}))
    page = await here.press(ANNA, await here.press(ANNA, page, "do.back"), "do.back")
    await walk(here, page, *SHORTEST, ("send", {}))
    (answer,) = [each async for each in answers(here.ports, campaign.id)]
    assert answer.given["types"] == ()


async def test_nothing_done_counts_only_by_itself():
    flow = {"seen": {"act": "yes"}, "what": {"act": "next", "types": ["threat"], "did": ["nothing", "ia"]}}
    assert given(flow)["did"] == ("ia",)
    assert given({**flow, "what": {**flow["what"], "did": ["nothing"]}})["did"] == ("nothing",)


@pytest.mark.parametrize(
    "data", [{}, {"campaign": "x"}, {"campaign": "\0"}, {"campaign": "course"}, {"campaign": "a" * 5000}]
)
@pytest.mark.parametrize("act", ["survey.begin", "survey.results", "survey.unheard-of"])
async def test_acts_that_claim_what_is_not_so_change_nothing(here, act, data):
    course = await ask(here.ports, {ANNA: ""})
    await change(here.ports, course, kind="course", subject="basic")
    data = {"campaign": course.id} if data.get("campaign") == "course" else data
    page = invitation("yearly", course, INVITATION)
    rows = await everything(here)
    chosen = page.choices[0].__class__(act, page.choices[0].label, data=data)
    shown = await here.press(ANNA, page, chosen)
    assert shown.heading.key in {"survey.refused.not_asked", "campaign.closed"}
    assert await everything(here) == rows


async def everything(here):
    kept = (ANSWERED, ANSWERS, RECIPIENTS, DIALOGS)
    return [(await here.ports.store.find(table)).rows for table in TABLES if table in kept]


async def test_results_of_a_survey_that_nobody_has_answered_say_so(here):
    campaign = await ask(here.ports, {ANNA: ""}, state="over", audience=Audience())
    centre = here.coordinator("central")
    page = invitation("yearly", campaign, INVITATION)
    choice = page.choices[0].__class__(
        "survey.results", page.choices[0].label, data={"campaign": campaign.id, "at": "3"}
    )
    assert (await here.press(centre, page, choice)).texts[0].key == "survey.results.few"


def test_the_road_is_short_for_whoever_has_seen_nothing():
    before = {FACTS: {"campaign": "c"}}
    short = {
        "seen": {"act": "unknown"},
        "know": {"act": "next", **dict.fromkeys(("knows", "guidelines", "trained"), "")},
    }
    assert FLOW.road(Progress({**before, **short})) == ["seen", "know", "threats"]


@pytest.mark.parametrize(
    ("wave", "key"), [(INVITATION, "first"), (FORTNIGHT, "again"), (WEEK_BEFORE, "again"), (LAST_DAY, "today")]
)
async def test_the_invitation_says_which_it_is(here, wave, key):
    campaign, _ = await invited(here)
    page = invitation(SURVEY.id, campaign, wave)
    assert page.heading.key == f"survey.invitation.{key}"
    assert [each.act for each in page.choices] == ["survey.begin", "training.stop"]
