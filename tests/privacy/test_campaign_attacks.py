"""Attacks on campaigns by those who may run them: what one colleague said is not found out by asking few or nearly all.

Each attack asks the same of a person who has said something and of one who has not; what the attacker sees is equal.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import rhythm
from bot.accounts import Standings
from bot.campaign_ticks import CampaignTicks
from bot.campaigns import Audience, Campaign
from bot.errors import Unsendable
from bot.people import Person
from bot.ports import CAMPAIGNS
from bot.training import Said, Training
from bot.wording import say
from dialogs.campaign_pages import live
from tests.cards.sitting import sitting

LAST = "2026-12-15"
SOL, BERGET = "Fritidsgården Sol", "Fritidsgården Berget"
NOTHING = {"departments": "", "operations": "", "roles": ""}
STAFF = [
    Person(
        f"00000000-0000-4000-8000-{number:012}",
        f"Person {number}",
        departments=("farsta" if number < 30 else "jarva",),
        unit=SOL if number < 20 else BERGET,
        operation="leisure",
        manages_unit=SOL if number == 1 else "",
    )
    for number in range(50)
]
TARGET, OTHERS = STAFF[0].id, [each.id for each in STAFF[1:20]]
SAYINGS = {
    "done": Training(TARGET, said={"basic": Said("done", "2026-11-01")}),
    "not relevant": Training(TARGET, said={"basic": Said("not_relevant", "2026-11-01")}),
    "stopped": Training(TARGET, stopped=True),
    "later": Training(TARGET, said={"basic": Said("later", "2026-11-01", "2026-12-02")}),
    "never": Training(TARGET, said={"basic": Said("later", "2026-11-01", "2027-01-20")}),
    "reminded lately": Training(TARGET, reminded=("2026-11-23",)),
}


@pytest.fixture
async def here(tmp_path):
    async with sitting(tmp_path) as opened:
        opened.directory.people = {**opened.directory.people, **{each.id: each for each in STAFF}}
        opened.farida, opened.central = opened.coordinator("farsta"), opened.coordinator("central")
        opened.ticks = CampaignTicks(opened.ports)
        yield opened


async def to_whom(here, who):
    page = await here.press(who, await here.says(who, "utskick"), "campaign.new")
    return await here.press(who, page, "next", subject="course:basic")


async def by_file(here, who, people):
    """The page after a file with these people."""
    await to_whom(here, who)

    async def fetch(_file, _most):
        return "\n".join(("aad_id", *people)).encode()

    here.fetch = fetch
    return await here.sends(who, b"", inline=False)


async def preview(here, who, people):
    page = await by_file(here, who, people)
    return await here.press(who, page, "next", last=LAST) if page.step == "last" else page


def seen(page):
    """All that a page tells."""
    lines = [*page.texts, *(each for fact in page.facts for each in (fact.title, fact.value))]
    return [say(page.heading, "sv"), page.warning and say(page.warning, "sv"), *(say(each, "sv") for each in lines)]


async def says(here, training):
    await here.ports.store.commit(training.put(here.ports.seal))


async def ticks(here):
    while await here.ticks.tend(here.clock.now()):
        await here.settled()


async def runs_out(here):
    """It is the morning after the last day."""
    end = datetime.fromisoformat(f"{LAST}T23:00:00+00:00").astimezone(UTC) + timedelta(hours=9)
    here.clock.passed += (end - here.clock.now()).total_seconds()
    await ticks(here)


async def campaigns_of(here):
    return [Campaign.read(row, here.ports.seal) for row in (await here.ports.store.find(CAMPAIGNS)).rows]


@pytest.mark.parametrize("people", [[], OTHERS[:1], OTHERS[:3]], ids=["alone", "beside one", "beside three"])
async def test_fewer_than_k_are_not_asked_together(here, people):
    page = await preview(here, here.farida, [TARGET, *people])
    assert (page.step, page.warning.key) == ("whom", "campaign.few")
    assert await campaigns_of(here) == []


async def test_so_few_are_refused_at_the_start_too_when_others_have_left_meanwhile(here):
    page = await preview(here, here.farida, [TARGET, *OTHERS[:4]])
    here.directory.people = {each: p for each, p in here.directory.people.items() if each not in OTHERS}
    await here.press(here.farida, page, "start")
    assert await campaigns_of(here) == []


@pytest.mark.parametrize("said", SAYINGS.values(), ids=SAYINGS)
@pytest.mark.parametrize("others", ["nobody", "everybody"])
async def test_the_preview_is_the_same_whatever_one_of_them_has_said(here, said, others):
    """Also when the attacker knows all the others."""
    if others == "everybody":
        await here.ports.store.commit(*(Training(each, stopped=True).put(here.ports.seal) for each in OTHERS))
    before = await preview(here, here.farida, [TARGET, *OTHERS[:5]])
    await says(here, said)
    after = await preview(here, here.farida, [TARGET, *OTHERS[:5]])
    assert before.step == "preview"
    assert seen(before) == seen(after)


@pytest.mark.parametrize("said", SAYINGS.values(), ids=SAYINGS)
@pytest.mark.parametrize("app", [True, False], ids=["with the app", "without the app"])
@pytest.mark.parametrize("hour", [10, 18], ids=["in the hours", "in the evening"])
async def test_how_it_goes_looks_the_same_whatever_one_of_them_had_said(here, said, app, hour):
    """Two campaigns to as many: in one is somebody who has said something, in the other nobody."""
    here.clock.passed += (hour - 10) * 3600
    await says(here, said)
    looks = []
    for people in (STAFF[:6], STAFF[6:12]):
        for each in people[: 1 if app else 0] + people[1:2]:
            await here.install(each.id)
        page = await here.press(here.farida, await preview(here, here.farida, [each.id for each in people]), "start")
        looks.append([seen(page)])
        await ticks(here)
        looks[-1].append(seen(await here.press(here.farida, page, "campaign.show")))
        page = await here.press(here.farida, page, "campaign.cancel")
        looks[-1].append(seen(await here.press(here.farida, page, "campaign.cancel_now")))
    assert looks[0] == looks[1]


@pytest.mark.parametrize(("size", "answered", "told"), [(6, 6, 0), (9, 9, 0), (12, 12, 5), (30, 14, 10), (30, 3, 0)])
async def test_that_all_of_a_small_audience_have_done_it_is_not_told_while_it_runs(size, answered, told):
    campaign = Campaign("c", "course", "basic", Audience(), datetime.now(UTC), rhythm.date(2027, 1, 1), "x", size=size)
    words = [say(each, "sv") for each in live(campaign, Standings(waiting=size), answered, 5).texts]
    assert (f"Minst {told} har gjort det." in words) == bool(told)
    assert ("Hur många som har gjort det visas inte än." in words) == (not told)


async def test_two_campaigns_that_differ_by_one_person_give_no_figures_to_compare(here):
    """A file with all but one of a unit: only whole units count, and are the same whoever asks."""
    await says(here, SAYINGS["done"])
    for people in ([TARGET, *OTHERS], OTHERS):
        await here.press(here.farida, await preview(here, here.farida, people), "start")
    await runs_out(here)
    whole, part = sorted((each.figures for each in await campaigns_of(here)), key=len, reverse=True)
    assert whole == {f"farsta|{SOL}": (20, 1)}
    assert part == {}


async def test_a_unit_of_few_is_in_no_figures_so_that_no_sums_give_it_away(here):
    few = [replace(STAFF[n], unit="Enhet för få") for n in (16, 17, 18, 19)]
    here.directory.people = {**here.directory.people, **{each.id: each for each in few}}
    await here.press(here.farida, await preview(here, here.farida, [TARGET, *OTHERS]), "start")
    await runs_out(here)
    (over,) = await campaigns_of(here)
    assert over.figures == {f"farsta|{SOL}": (16, 0)}


async def test_a_department_sees_nothing_of_a_campaign_in_another(here):
    jarva = here.coordinator("jarva")
    await here.press(here.farida, await preview(here, here.farida, [TARGET, *OTHERS]), "start")
    await runs_out(here)
    (over,) = await campaigns_of(here)
    page = await here.says(jarva, "utskick")
    assert "campaign.show" not in [each.act for each in page.choices]
    for act in ("campaign.show", "campaign.figures", "campaign.more"):
        forged = replace(page.choices[0], act=act, data={"campaign": over.id})
        assert (await here.press(jarva, page, forged)).heading.key == "campaign.closed"


async def test_of_a_campaign_in_two_departments_each_sees_no_sum_of_both(here):
    page = await here.press(
        here.central, await to_whom(here, here.central), "next", **{**NOTHING, "departments": "farsta,jarva"}
    )
    await here.press(here.central, await here.press(here.central, page, "next", last=LAST), "start")
    await runs_out(here)
    page = await here.press(here.farida, await here.says(here.farida, "utskick"), "campaign.show")
    titles = {say(each.title, "sv") for each in page.facts}
    assert "Farsta stadsdelsförvaltning" in titles
    assert not {"Alla tillsammans", "Järva stadsdelsförvaltning"} & titles


async def test_whoever_has_lost_the_role_sees_no_more_of_the_campaign_they_started(here):
    page = await here.press(here.farida, await preview(here, here.farida, [TARGET, *OTHERS]), "start")
    assert page.heading.key == "campaign.live.ask"
    former = replace(here.directory.people[here.farida], roles=frozenset())
    here.directory.people = {**here.directory.people, here.farida: former}
    before = len(here.pages)
    here.clock.passed += 120
    await ticks(here)
    await here.settled()
    shown = [each.heading.key for each in here.pages[before:] if each.heading.key.startswith("campaign.live")]
    assert shown == []


async def test_nothing_of_training_surveys_or_campaigns_is_spoken_of_in_a_channel(here):
    await here.press(here.farida, await preview(here, here.farida, [TARGET, *OTHERS]), "start")
    (campaign,) = await campaigns_of(here)
    page = await here.says(here.farida, "utskick")
    for act in ("campaign.show", "campaign.list", "campaign.unit", "training.list", "survey.results", "training.stop"):
        forged = replace(page.choices[0], act=act, data={"campaign": campaign.id, "course": "basic"})
        answer = await here.press(here.farida, page, forged, room="19:channel")
        assert answer.heading.key == "welcome.in_channel.ask", answer.heading


@pytest.mark.parametrize("state", ["running", "paused"])
async def test_what_was_answered_is_not_shown_before_the_end_nor_to_others_than_may_ask(here, state):
    page = await here.press(here.central, await to_whom(here, here.central), "next", **NOTHING)
    await here.press(here.central, await here.press(here.central, page, "next", last=LAST), "start")
    (campaign,) = await campaigns_of(here)
    survey = replace(campaign, kind="survey", subject="yearly", state=state)
    await here.ports.store.commit(survey.put(here.ports.seal, None))
    page = await here.says(here.central, "utskick")
    forged = replace(page.choices[0], act="survey.results", data={"campaign": campaign.id, "part": "needs"})
    shown = await here.press(here.central, page, forged)
    assert [each.key for each in shown.texts] == ["survey.results.waits"]
    assert shown.facts == ()
    for who in (here.farida, TARGET):
        assert (await here.press(who, page, forged)).heading.key == "campaign.closed"


async def test_a_press_that_names_another_s_survey_or_what_is_none_begins_nothing(here):
    await here.press(here.farida, await preview(here, here.farida, [each.id for each in STAFF[:6]]), "start")
    (campaign,) = await campaigns_of(here)
    page = await here.says(STAFF[40].id, "hej")
    for named in (campaign.id, "", "../x", "0" * 32):
        forged = replace(page.choices[0], act="survey.begin", data={"campaign": named})
        assert (await here.press(STAFF[40].id, page, forged)).heading.key == "survey.refused.not_asked"


async def test_no_log_names_anybody_of_a_campaign_or_its_file(here, caplog):
    caplog.set_level(0)
    await here.install(TARGET)

    async def refused(*_):
        raise Unsendable("ConversationBlockedByUser", final=True)

    page = await preview(here, here.farida, [TARGET, *OTHERS[:5], "nobody@example.org", "=cmd|' /C calc'!A0"])
    await here.press(here.farida, page, "start")
    (campaign,) = await campaigns_of(here)
    here.send = refused
    await ticks(here)
    told = "\n".join(each.getMessage() for each in caplog.records)
    for each in (TARGET, "Person 0", "example.org", "calc", campaign.id, here.farida):
        assert each not in told
