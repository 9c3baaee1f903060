"""Every page of every dialog, drawn as Teams gets it: reached by a generated walk over every answer, in both languages.

From one way to each step, every answer it can take is given (choices that can be several: singly and in pairs); the
page or end that follows must have all its words, fit a card, and be a page one can go on from.
"""

import json
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from itertools import combinations, product

import pytest

from app import DEMO_CITY
from bot import directory
from bot.adapters.clock import RandomIds, SystemClock
from bot.adapters.seal import KeyRing
from bot.adapters.teams.cards import card
from bot.adapters.tiny.store import TinyStore
from bot.campaigns import Audience, Campaign, Recipient
from bot.cases import Case
from bot.city import departments
from bot.forums import Forum
from bot.people import Directory, Role
from bot.ports import Ports
from bot.recurrence import understand
from bot.talk import Chat, Heard, Pressed
from content import LANGUAGES
from dialogs import graffiti_report
from dialogs.flow import Progress
from dialogs.opened import Opened
from dialogs.registry import DIALOGS
from dialogs.scene import Scene
from dialogs.turning import show

LARGEST = 28 * 1024  # bytes; what Teams takes for sure in a channel, and plenty for a phone
PLACES = (
    {"department": "farsta", "district": "farsta", "candidates": [], "name": "Farsta"},
    {"department": None, "district": None, "candidates": ["enskede-arsta-vantor", "farsta"], "name": "Enskede"},
    {"outside": "Solna", "name": "Solna"},
)
STORY = "å" * 599
CHAT = Chat("http://127.0.0.1", "a:1", "personal", "t", "28:b")
DECISION = "Bättre belysning i gångtunneln vid torget. " * 4
FORUM_ID, MEETING = "f" * 32, "2026-12-09T13:00"
KNOWN = "0" * 32  # the case of a mark that was reported before
# What can stand beside the answers: nothing, a mark like this one, a picture that was sent.
CAMPAIGN = "c" * 32
ABOUT = {"forum": FORUM_ID, "planned": MEETING, "channel": CHAT.to_doc(), "campaign": CAMPAIGN}
BEFORE = (
    {"facts": ABOUT},
    {"facts": {**ABOUT, "alike": KNOWN}},
    {"facts": ABOUT, "photo": {"act": "", "picture": "AAAA"}},
    {
        "facts": {
            **ABOUT,
            "decisions": [{"text": DECISION, "owner": "parks", "due": "2026-12-01"}],
        }
    },
)
RULE = understand("varannan onsdag 13-14.30", "sv", date(2026, 11, 25))
SAMPLES = {
    "place": PLACES,
    "story": (STORY,),
    "toggle": ("", "true"),
    "text": ("x",),
    "recurrence": (RULE.to_doc(),),
    "date": ("2026-12-01", "2026-12-24"),
    "pick": ("course:basic", "survey:yearly"),
    "picks": ([], ["farsta"]),
    "time": ("10:00",),
}
KEYS = KeyRing({"k": b"k" * 32}, "k")
PEOPLE = Directory(directory.parse(DEMO_CITY.read_text("utf-8"), {each.id for each in departments()}))
CHAIR = next(each.id for each in PEOPLE.people.values() if Role.CHAIR in each.roles)  # who may answer every dialog
by_medium = pytest.mark.parametrize("answerable", [True, False], ids=["new client", "old client"])


def scene(language, answerable, store=None):
    heard = Heard("k", CHAIR, CHAT, Pressed("next"), answerable=answerable)
    ports = Ports(store, KEYS, SystemClock(), RandomIds(), None, None, None, None)
    return Scene(ports, PEOPLE, heard, language, datetime(2026, 11, 24, 9, tzinfo=UTC))


@asynccontextmanager
async def with_a_mark(folder):
    """The store of a city where somebody has reported a mark, and the chair is asked in a survey."""
    opened = await TinyStore.open(folder / "store.db", SystemClock())
    answers = {"what": {"material": "sticker"}, "where": {"place": PLACES[0], "place_type": "square"}}
    mark = graffiti_report.report(scene("sv", True), answers)
    forum = Forum(FORUM_ID, "safety_meeting", CHAT, ("farsta",), CHAIR, RULE)
    case = Case(KNOWN, "2026-11-24", "new", ("farsta",), mark, "r")
    began, last = datetime(2026, 11, 24, 8, tzinfo=UTC), date(2026, 12, 15)
    campaign = Campaign(CAMPAIGN, "survey", "yearly", Audience(), began, last, CHAIR, size=1)
    recipient = Recipient(CAMPAIGN, CHAIR, group="farsta")
    await opened.commit(case.put(KEYS), forum.put(KEYS, None), campaign.put(KEYS, None), recipient.put())
    yield opened
    await opened.close()


@pytest.fixture
async def store(tmp_path):
    async with with_a_mark(tmp_path) as opened:
        yield opened


def values(field):
    """Everything a field can hold; several choices singly and in pairs."""
    if field.kind == "one":
        return field.options
    if field.kind == "several":
        return [list(some) for n in (1, 2) for some in combinations(field.options, n)]
    return SAMPLES[field.kind]


def answers(step, so_far):
    """Every answer to a step: each button; for the way forward each field's every value, the others at their first."""
    for act in step.acts(so_far):
        first = {field.name: values(field)[0] for field in step.fields}
        yield {"act": act, **first}
        yield from ({"act": act, **first, each.name: value} for each in step.fields for value in values(each))


def every_turn(flow):
    """(progress before, step, answer) for each step and answer, once for every set of pages it leads to."""
    reached, todo = set(), [(Progress(before), number) for number, before in enumerate(BEFORE)]
    while todo:
        progress, before = todo.pop()
        here = flow.position(progress)
        if here in flow.ends:
            continue
        given = list(answers(flow.steps[here], progress.answers))
        onward = [flow.answered(progress, here, answer) for answer in given]
        state = (here, frozenset(map(flow.position, onward)), before)
        if state not in reached:
            reached.add(state)
            todo += [(each, before) for each in onward]
            yield from ((progress, here, answer) for answer in given)
    assert {here for here, _, _ in reached} == set(flow.steps), "a step that no road leads to"


async def drawn(at, dialog, progress):
    """The page or the end that a progress stands at, as a card."""
    opened = Opened("0" * 32, dialog.flow.name, b"d" * 32, progress, turning=9)
    end = dialog.flow.position(progress)
    page = (await dialog.finish(at, opened, end)).page if end in dialog.flow.ends else show(at, opened)
    return page, json.dumps(card(page, at.language))


@by_medium
@pytest.mark.parametrize(("name", "language"), list(product(DIALOGS, LANGUAGES)))
async def test_every_answer_leads_to_a_page_that_is_whole_and_fits(name, language, answerable, store):
    dialog, at, ends = DIALOGS[name], scene(language, answerable, store), set()
    for progress, step, answer in every_turn(dialog.flow):
        page, text = await drawn(at, dialog, dialog.flow.answered(progress, step, answer))
        assert len(text.encode()) <= LARGEST, (step, answer)
        assert page.choices, (step, answer)
        assert answerable or not page.private, (step, answer)
        ends |= {dialog.flow.position(dialog.flow.answered(progress, step, answer))} & set(dialog.flow.ends)
    assert ends == set(dialog.flow.ends)


@by_medium
@pytest.mark.parametrize("name", ["worry", "graffiti", "survey", "practice"])
async def test_what_was_written_stands_on_no_page_that_is_kept(answerable, name, store):
    """Only the review may show the text, and only in the answer to a press; an old client gets it as a message."""
    dialog, at = DIALOGS[name], scene("sv", answerable, store)
    shown = set()
    for progress, step, answer in every_turn(dialog.flow):
        after = dialog.flow.answered(progress, step, answer)
        page, text = await drawn(at, dialog, after)
        if json.dumps(STORY)[1:60] in text:
            shown.add((page.step, page.private))
    assert shown <= ({("review", True), ("story", True)} if answerable else {("review", False)})


async def test_a_report_of_concern_is_named_first_whenever_someone_may_be_under_18():
    dialog, at = DIALOGS["worry"], scene("sv", True)
    for progress, step, answer in every_turn(dialog.flow):
        after = dialog.flow.answered(progress, step, answer)
        who = after.answers.get("who", {}).get("act")
        page, _ = await drawn(at, dialog, after)
        if page.steps and who in {"under_18", "several", "unsure"}:
            assert page.steps[0].key in {"routine.child_concern", "routine.perhaps_child_concern"}
