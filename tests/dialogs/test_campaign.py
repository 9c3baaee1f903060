"""“Utskick” over the conversation: what is asked, of whom, until when; who may; what it comes to before it starts."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.accounts import Standings
from bot.campaigns import Audience, Campaign, Recipient
from bot.courses import courses
from bot.people import Person, Role
from bot.ports import BULK, CAMPAIGNS, DIALOGS, OUTBOX, RECIPIENTS, TRAINING
from bot.suppression import TOTAL
from bot.talk import Chat, Heard, Pressed
from bot.training import Said, Training
from bot.wording import say
from content import load
from dialogs import beside
from dialogs.campaign_acts import shares_of
from dialogs.campaign_pages import live
from dialogs.scene import Scene
from tests.cards.sitting import sitting

TODAY = date(2026, 11, 24)  # a Tuesday, as the sitting's clock has it
LAST = "2026-12-15"
NOTHING = {"departments": "", "operations": "", "roles": ""}
UNITS = ("Fritidsgården Sol", "Hemtjänst Norr, grupp 2", "Skolan Berget")


def employee(number, department="farsta"):
    """Invented people, in three units; whoever has a number that 10 divides manages one."""
    unit = UNITS[number % 3]
    manages = unit if number % 10 == 0 else ""
    return Person(
        f"00000000-0000-4000-8000-{number:012}",
        f"Person {number}",
        departments=(department,),
        unit=unit,
        operation="leisure" if unit == UNITS[0] else "elder_care",
        manages_unit=manages,
    )


STAFF = [*(employee(n) for n in range(30)), *(employee(n, "jarva") for n in range(30, 50))]


@pytest.fixture
async def here(tmp_path):
    async with sitting(tmp_path) as opened:
        people = {**opened.directory.people, **{each.id: each for each in STAFF}}
        opened.directory.people = people
        opened.farida, opened.central = opened.coordinator("farsta"), opened.coordinator("central")
        yield opened


async def begun(here, who):
    page = await here.says(who, "utskick")
    return await here.press(who, page, "campaign.new")


async def to_whom(here, who, subject="course:basic"):
    return await here.press(who, await begun(here, who), "next", subject=subject)


async def to_last(here, who, **whom):
    return await here.press(who, await to_whom(here, who), "next", **{**NOTHING, **whom})


async def to_preview(here, who, last=LAST, **whom):
    page = await here.press(who, await to_last(here, who, **whom), "next", last=last)
    return await here.press(who, page, "no") if page.step == "seasons" else page


async def started(here, who, **more):
    return await here.press(who, await to_preview(here, who, **more), "start")


def facts(page):
    return {say(each.title, "sv"): say(each.value, "sv") for each in page.facts}


def options(page, name):
    return [each.value for field in page.inputs if field.name == name for each in field.options]


async def all_of(here):
    rows = (await here.ports.store.find(CAMPAIGNS)).rows
    return [Campaign.read(row, here.ports.seal) for row in rows]


async def asked(here):
    rows = (await here.ports.store.find(RECIPIENTS, limit=1000)).rows
    return {Recipient.read(row).person for row in rows}


async def test_a_coordinator_finds_it_in_the_menu_and_others_do_not(here):
    acts = [each.act for each in (await here.says(here.farida, "hej")).choices]
    assert "campaign.list" in acts
    assert "campaign.list" not in [each.act for each in (await here.says("anna", "hej")).choices]
    assert (await here.says("anna", "utskick")).heading.key == "campaign.closed"


async def test_the_courses_and_the_survey_are_on_offer(here):
    offered = options(await begun(here, here.farida), "subject")
    assert {"course:basic", "course:quiz", "survey:yearly"} <= set(offered)


async def test_a_course_that_has_expired_is_not_on_offer_and_is_not_taken(here, monkeypatch):
    gone = replace(courses()["basic"], until=TODAY - timedelta(days=1))
    monkeypatch.setattr("dialogs.campaign_offers.courses", lambda: {**courses(), "basic": gone})
    page = await begun(here, here.farida)
    assert "course:basic" not in options(page, "subject")
    page = await here.press(here.farida, page, "next", subject="course:basic")
    assert page.step == "what"
    assert page.warning.key == "campaign.what.unclear"


async def test_a_department_s_coordinator_asks_their_own_people_only(here):
    page = await to_preview(here, here.farida)
    mine = [each for each in here.directory.people.values() if "farsta" in each.departments]
    assert facts(page)["Personer"] == str(len(mine))
    await here.press(here.farida, page, "start")
    assert await asked(here) == {each.id for each in mine}
    (campaign,) = await all_of(here)
    assert campaign.audience.departments == ("farsta",)


async def test_a_stand_in_may_ask_the_same(here):
    folke = next(each.id for each in here.directory.people.values() if each.stands_in_for == here.farida)
    await started(here, folke)
    assert all("farsta" in here.directory.people[each].departments for each in await asked(here))


async def test_the_central_coordinator_chooses_among_what_the_directory_really_has(here):
    page = await to_whom(here, here.central)
    assert "jarva" in options(page, "departments")
    assert set(options(page, "operations")) >= {"leisure", "elder_care"}
    assert "sport" not in options(page, "operations")
    page = await here.press(here.central, page, "next", departments="farsta,jarva", operations="leisure", roles="")
    page = await here.press(here.central, page, "next", last=LAST)
    await here.press(here.central, page, "start")
    wanted = {p.id for p in here.directory.people.values() if p.operation == "leisure"}
    assert await asked(here) == wanted


async def test_units_are_chosen_by_name_whatever_signs_are_in_it(here):
    page = await here.press(here.farida, await to_whom(here, here.farida), "units", operations="elder_care", roles="")
    labels = {each.label.text: each.value for each in page.inputs[0].options}
    assert set(labels) == set(UNITS[1:])
    page = await here.press(here.farida, page, "next", units=labels[UNITS[1]])
    page = await here.press(here.farida, page, "next", last=LAST)
    assert UNITS[1] in facts(page)["Vilka"]
    await here.press(here.farida, page, "start")
    assert {here.directory.people[each].unit for each in await asked(here)} == {UNITS[1]}


async def test_more_units_than_fit_a_page_are_narrowed_first(here):
    many = {f"x{n}": Person(f"x{n}", departments=("farsta",), unit=f"Enhet {n}") for n in range(70)}
    here.directory.people = {**here.directory.people, **many}
    page = await here.press(here.farida, await to_whom(here, here.farida), "units", operations="", roles="")
    assert (page.step, page.warning.key) == ("whom", "campaign.whom.many_units")


@pytest.mark.parametrize("picked", [{"departments": "bromma,no-such"}, {"operations": "no-such"}, {"roles": "boss"}])
async def test_what_is_not_on_offer_cannot_be_chosen(here, picked):
    page = await here.press(here.central, await to_whom(here, here.central), "next", **{**NOTHING, **picked})
    assert (page.step, page.warning.key) == ("whom", "campaign.whom.unclear")


@pytest.mark.parametrize(
    ("last", "why"),
    [
        ("2026-11-23", "campaign.last.past"),
        ("2026-11-24", "campaign.last.today"),
        ("2027-12-01", "campaign.last.far"),
        ("", "campaign.last.fields.last.unclear"),
        ("i morgon", "campaign.last.fields.last.unclear"),
    ],
)
async def test_a_last_day_that_cannot_be_is_asked_for_again_with_the_reason(here, last, why):
    page = await here.press(here.farida, await to_last(here, here.farida), "next", last=last)
    assert (page.step, page.warning.key) == ("last", why)
    page = await here.press(here.farida, page, "next", last=LAST)
    assert page.step == "preview"


async def test_a_last_day_after_the_course_s_own_is_asked_for_again(here, monkeypatch):
    ends = replace(courses()["basic"], until=date(2026, 12, 1))
    monkeypatch.setattr("dialogs.campaign_checks.courses", lambda: {"basic": ends})
    page = await here.press(here.farida, await to_last(here, here.farida), "next", last=LAST)
    assert (page.step, page.warning.key) == ("last", "campaign.course_over")


@pytest.mark.parametrize(
    ("last", "step"), [("2026-12-18", "preview"), ("2026-12-22", "seasons"), ("2027-07-01", "seasons")]
)
async def test_july_and_christmas_are_asked_about_only_where_the_time_touches_them(here, last, step):
    page = await here.press(here.farida, await to_last(here, here.farida), "next", last=last)
    assert page.step == step


async def test_a_campaign_also_goes_at_christmas_only_when_that_is_chosen(here):
    page = await here.press(here.farida, await to_last(here, here.farida), "next", last="2026-12-22")
    without = await here.press(here.farida, page, "no")
    assert facts(without)["Går ut"].endswith("och fredag 18 december")
    chosen = await here.press(here.farida, await here.press(here.farida, without, "do.back"), "yes")
    assert facts(chosen)["Går ut"].endswith("och tisdag 22 december")


async def test_the_preview_counts_and_writes_nothing(here):
    for number in range(12):
        await here.install(STAFF[number].id)
    ring = here.ports.seal
    done = Training(STAFF[0].id, said={"basic": Said("done", "2026-11-01")})
    stopped = Training(STAFF[1].id, stopped=True)
    await here.ports.store.commit(done.put(ring), stopped.put(ring))
    page = await to_preview(here, here.farida)
    told = facts(page)
    mine = sum("farsta" in each.departments for each in here.directory.people.values())
    assert told["Personer"] == str(mine)  # and nothing of who need not be asked
    assert told["Har inte appen"] == str(mine - 12 - 1)  # twelve employees have it, and the coordinator
    assert told["Går ut"] == "tisdag 24 november, tisdag 8 december och tisdag 15 december"
    assert told["Första omgången tar"] == "ungefär en minut"
    for table in (CAMPAIGNS, RECIPIENTS, BULK):
        assert (await here.ports.store.find(table)).rows == ()


async def test_a_first_round_takes_as_long_as_the_pace_lets_it(here):
    here.ports.rate = 0.1
    for each in STAFF[:30]:
        await here.install(each.id)
    assert facts(await to_preview(here, here.farida))["Första omgången tar"] == "ungefär 6 minuter"


async def test_when_there_are_too_few_to_ask_it_does_not_come_to_a_preview(here):
    page = await to_last(here, here.farida)
    gone = {each: p for each, p in here.directory.people.items() if p.id == here.farida}
    here.directory.people = {each: replace(p, departments=("farsta", "jarva")) for each, p in gone.items()}
    page = await here.press(here.farida, page, "next", last=LAST)
    assert (page.step, page.warning.key) == ("whom", "campaign.few")


async def test_a_sample_goes_to_the_speaker_alone_and_can_do_nothing(here):
    await here.install(STAFF[0].id)
    page = await to_preview(here, here.farida)
    page = await here.press(here.farida, page, "test")
    assert (page.step, page.warning.key) == ("preview", "campaign.preview.tested")
    await here.settled()
    sample = here.sent[here.farida]
    assert say(sample.heading, "sv") == "Dags för: Grundutbildningen"
    assert sample.warning.key == "campaign.sample.warning"
    assert {each.act for each in (*sample.choices, *sample.footer)} == {"campaign.sample"}
    answer = await here.press(here.farida, sample, "campaign.sample")
    assert answer.heading.key == "campaign.sample.ask"
    assert (await here.ports.store.find(TRAINING)).rows == ()
    assert (await here.ports.store.find(CAMPAIGNS)).rows == ()
    assert (await here.press(here.farida, page, "start")).heading.key == "campaign.live.ask"


async def test_starting_counts_once_however_often_it_is_pressed(here):
    page = await to_preview(here, here.farida)
    live = await here.press(here.farida, page, "start")
    assert live.heading.key == "campaign.live.ask"
    await here.press(here.farida, page, "start")
    (campaign,) = await all_of(here)
    assert (campaign.state, campaign.by, campaign.live.message) == ("running", here.farida, "m")
    assert (await here.ports.store.find(DIALOGS)).rows == ()


async def test_an_older_preview_starts_nothing(here):
    page = await to_preview(here, here.farida)
    await here.press(here.farida, await here.press(here.farida, page, "do.back"), "next", last="2026-12-16")
    now = await here.press(here.farida, page, "start")
    assert now.step == "preview"
    assert await all_of(here) == []


async def test_a_start_that_was_broken_off_is_not_begun_twice(here):
    page = await to_preview(here, here.farida)
    half = Campaign(page.dialog, "course", "basic", Audience(("farsta",)), here.clock.now(), date(2026, 12, 15), "x")
    await here.ports.store.commit(replace(half, state="beginning").put(here.ports.seal, here.clock.now()))
    told = await here.press(here.farida, page, "start")
    assert told.texts[0].key == "campaign.starting"
    row = await here.ports.store.get(CAMPAIGNS, page.dialog)
    ready = replace(Campaign.read(row, here.ports.seal), state="running", size=3)
    await here.ports.store.commit(ready.put(here.ports.seal, None))
    assert (await here.press(here.farida, page, "start")).heading.key == "campaign.live.ask"
    assert len(await all_of(here)) == 1


async def test_whoever_lost_the_role_while_the_preview_stood_there_starts_nothing(here):
    page = await to_preview(here, here.farida)
    _without_role(here, here.farida)
    assert (await here.press(here.farida, page, "start")).heading.key == "campaign.closed"
    assert await all_of(here) == []


def _without_role(here, who):
    now = replace(here.directory.people[who], roles=frozenset())
    here.directory.people = {**here.directory.people, who: now}


@pytest.mark.parametrize(
    "change", [{"roles": frozenset()}, {"valid_until": date(2026, 11, 23)}, {"departments": ("jarva",)}]
)
async def test_an_audience_that_is_not_theirs_any_more_is_refused_at_every_act(here, change):
    live = await started(here, here.farida)
    here.directory.people = {
        **here.directory.people,
        here.farida: replace(here.directory.people[here.farida], **change),
    }
    for act in ("campaign.pause", "campaign.show", "campaign.cancel"):
        assert (await here.press(here.farida, live, act)).heading.key == "campaign.closed"
    (campaign,) = await all_of(here)
    assert campaign.state == "running"


async def test_nobody_else_acts_on_a_campaign(here):
    live = await started(here, here.farida)
    for who in ("anna", here.coordinator("jarva")):
        assert (await here.press(who, live, "campaign.pause")).heading.key == "campaign.closed"
    await here.press(here.coordinator("jarva"), live, replace(live.choices[0], act="campaign.cancel_now"))
    (campaign,) = await all_of(here)
    assert campaign.state == "running"


async def test_it_is_paused_goes_on_and_is_cancelled_when_asked_once_more(here):
    live = await started(here, here.farida)
    paused = await here.press(here.farida, live, "campaign.pause")
    assert "campaign.resume" in [each.act for each in paused.choices]
    assert (await all_of(here))[0].state == "paused"
    again = await here.press(here.farida, live, "campaign.pause")
    assert again.texts[0].key == "campaign.live.paused"
    on = await here.press(here.farida, paused, "campaign.resume")
    assert (await all_of(here))[0].state == "running"
    sure = await here.press(here.farida, on, "campaign.cancel")
    assert sure.heading.key == "campaign.sure"
    assert (await all_of(here))[0].state == "running"
    gone = await here.press(here.farida, sure, "campaign.cancel_now")
    assert gone.texts[0].key == "campaign.live.cancelled"
    assert gone.choices == ()
    assert (await all_of(here))[0].state == "cancelled"
    await here.press(here.farida, paused, "campaign.resume")
    assert (await all_of(here))[0].state == "cancelled"


async def test_the_live_page_accounts_for_everybody(here):
    for each in STAFF[:12]:
        await here.install(each.id)
    told = facts(await started(here, here.farida))
    parts = ("Har fått det, eller behöver inget", "Väntar på sin tur", "Har inte appen")
    assert sum(int(told[name]) for name in parts) == int(told["Personer"])


@pytest.mark.parametrize(
    ("answered", "said"),
    [
        (0, "Hur många som har gjort det visas inte än."),
        (4, "Hur många som har gjort det visas inte än."),
        (5, "Minst 5 har gjort det."),
        (14, "Minst 10 har gjort det."),
    ],
)
async def test_how_many_have_done_it_is_said_in_whole_steps(here, answered, said):
    await started(here, here.farida)
    (campaign,) = await all_of(here)
    page = live(campaign, Standings(sent=30), answered, 5)
    assert said in [say(each, "sv") for each in page.texts]


async def test_why_a_message_failed_is_told_in_plain_words(here):
    await started(here, here.farida)
    (campaign,) = await all_of(here)
    failed = {"ConversationBlockedByUser": 3, "http_418": 2, "needless": 1}
    told = facts(live(campaign, Standings(sent=1, failed=failed, again=2), 0, 5))
    assert told["Har blockerat mig"] == "3"
    assert told["Gick inte att skicka till"] == "2"
    assert told["Har fått det, eller behöver inget"] == "2"
    assert told["Kan ha fått det två gånger"] == "2"
    assert not any(re.search(r"http|Conversation", each) for each in told)


async def over(here, figures):
    """A campaign to the whole city that is over."""
    await started(here, here.central)
    (campaign,) = await all_of(here)
    ended = replace(campaign, state="over", figures=figures, ended=TODAY)
    await here.ports.store.commit(ended.put(here.ports.seal, None))
    (row,) = (await here.ports.store.find(CAMPAIGNS)).rows
    return Campaign.read(row, here.ports.seal)


FARSTA, JARVA = "farsta|", "jarva|"
FIGURES = {
    FARSTA + UNITS[0]: (90, 61),
    FARSTA + "Annan enhet": (45, 20),
    FARSTA + UNITS[1]: (60, 60),
    FARSTA + UNITS[2]: (3, 1),
    JARVA + UNITS[0]: (25, 12),
    JARVA: (30, 15),
    "|": (12, 6),
}


async def test_what_came_of_it_is_shown_by_unit_and_never_what_points_at_somebody(here):
    campaign = await over(here, FIGURES)
    page = await here.press(here.central, await here.says(here.central, "utskick"), "campaign.show")
    assert page.heading.key == "campaign.figures.ask"
    told = facts(page)
    assert next(iter(told)) == "Alla tillsammans"
    assert {"Farsta stadsdelsförvaltning", "Järva stadsdelsförvaltning", "– Utan känd enhet"} < set(told)
    assert told[f"– {UNITS[2]}"] == "visas inte"
    assert "60 av 60" not in str(told)
    shares = await shares_of(campaign, 5)
    assert set(shares) == {TOTAL, "farsta", "jarva", *FIGURES}
    assert shares[FARSTA + UNITS[2]].of is None


async def test_a_department_sees_its_own_units_of_the_city_s_campaign(here):
    await over(here, FIGURES)
    page = await here.press(here.farida, await here.says(here.farida, "utskick"), "campaign.show")
    assert set(facts(page)) == {
        *(f"– {each}" for each in (*UNITS, "Annan enhet")),
        "Alla tillsammans",
        "Farsta stadsdelsförvaltning",
    }


async def test_figures_are_shown_of_no_campaign_that_runs(here):
    live = await started(here, here.farida)
    forged = replace(live.choices[0], act="campaign.figures")
    page = await here.press(here.farida, live, forged)
    assert page.heading.key == "campaign.live.ask"


async def test_whoever_manages_a_unit_sees_that_unit_alone(here):
    manager = STAFF[0]
    assert "campaign.unit" in [each.act for each in (await here.says(manager.id, "hej")).choices]
    assert "none" in (await here.says(manager.id, "utbildning i min enhet")).texts[0].key
    await over(here, FIGURES)
    page = await here.says(manager.id, "utbildning i min enhet")
    assert list(facts(page).values()) == ["61 av 90 (68 %)"]
    assert not any(each in str(page) for each in UNITS[1:])


async def test_who_manages_nothing_sees_no_unit(here):
    await over(here, FIGURES)
    assert (await here.says(STAFF[1].id, "utbildning i min enhet")).heading.key == "campaign.unit.closed"
    ended = replace(STAFF[0], valid_until=TODAY - timedelta(days=1))
    here.directory.people = {**here.directory.people, STAFF[0].id: ended}
    assert (await here.says(STAFF[0].id, "utbildning i min enhet")).heading.key == "campaign.unit.closed"


async def test_a_long_list_goes_on_on_the_next_page(here):
    await started(here, here.central)
    (campaign,) = await all_of(here)
    more = (replace(campaign, id=f"{n:032x}", etag="new") for n in range(1000, 1009))
    await here.ports.store.commit(*(each.put(here.ports.seal, None) for each in more))
    page = await here.says(here.central, "utskick")
    assert len([each for each in page.choices if each.act == "campaign.show"]) == 8
    page = await here.press(here.central, page, page.choices[-1])
    assert len([each for each in page.choices if each.act == "campaign.show"]) == 2


async def test_a_press_that_comes_again_does_nothing_again(here):
    live = await started(here, here.farida)
    data = {"campaign": live.choices[0].data["campaign"]}
    chat = Chat("http://127.0.0.1", here.farida, "personal", "t", "28:b")
    for act in ("pause", "cancel_now", "show", "new", "list", "figures", "unit", "sample"):
        said = Pressed(f"campaign.{act}", data=data)
        scene = Scene(here.ports, here.directory, Heard("k", here.farida, chat, said), "sv", here.clock.now())
        outcome = await beside.act(scene, said, again=True)
        assert outcome.writes == [], act
    assert (await all_of(here))[0].state == "running"


async def test_the_letters_of_a_campaign_are_no_part_of_the_start(here):
    await started(here, here.farida)
    assert (await here.ports.store.find(OUTBOX)).rows == ()


def test_roles_of_the_directory_have_words():
    assert all(load("sv").has(f"campaign.roles.{each}") for each in Role)
