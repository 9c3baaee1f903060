"""“Min utbildning” over the conversation: what is said of one's courses, by whom, and what comes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.campaigns import Audience, Campaign
from bot.courses import Course, courses
from bot.ports import BULK, CHATS, SEEN, TABLES, TRAINING, Put
from bot.talk import Chat, Heard, Pressed
from bot.training import Said, Training
from bot.wording import say
from dialogs import beside
from dialogs.scene import Scene
from dialogs.training_pages import Mine, course, later, mine, reminder
from tests.cards.sitting import sitting

ANNA, OMAR = "119a72d1-74c9-4f6a-8c01-1cdd9474031b", "451abd81-f1d6-4ed6-97f5-e837d70820fe"
TODAY = date(2026, 11, 24)  # a Tuesday, as the sitting's clock has it
BASIC = courses()["basic"]
DAY = 86400


@pytest.fixture
async def here(tmp_path):
    async with sitting(tmp_path) as opened:
        yield opened


async def row_of(here, who=ANNA):
    row = await here.ports.store.get(TRAINING, who)
    return Training.read(row, here.ports.seal) if row else None


async def said_of(here, who=ANNA, name="basic"):
    row = await row_of(here, who)
    return row and row.said.get(name)


async def opened(here, who=ANNA, name="basic"):
    """A course's page, from the list."""
    page = await here.says(who, "min utbildning")
    return await here.press(who, page, next(each for each in page.choices if each.data.get("course") == name))


async def ran(here, **facts):
    """A campaign that is in the store."""
    made = Campaign("c" * 32, "course", "basic", Audience(), datetime(2026, 11, 2, 9, tzinfo=UTC), TODAY, "boss")
    made = replace(made, **facts)
    await here.ports.store.commit(made.put(here.ports.seal, None))
    return made


async def ran_again(here, campaign):
    """The campaign with other facts, in the store."""
    await here.ports.store.commit(replace(campaign.put(here.ports.seal, None), etag=None))
    return campaign


def acts(page):
    return [each.act for each in page.choices]


def states(page):
    return {say(each.title, "sv"): say(each.value, "sv") for each in page.facts}


def months_after(before, **facts):
    return Mine(Training(ANNA, said={"quiz": Said("done", before.isoformat())}), "leisure", TODAY, **facts)


async def test_everybody_finds_their_training_in_the_menu_after_the_coordinator(here):
    menu = await here.says("someone", "hej")
    assert [each.data["flow"] for each in menu.choices] == ["worry", "graffiti", "coordinator", "training", "my_cases"]
    page = await here.press("someone", menu, menu.choices[3])
    assert say(page.heading, "sv") == "Min utbildning"
    assert set(states(page).values()) == {"Inte klar än"}


@pytest.mark.parametrize("operation", [*BASIC.operations[:2], "traffic"])
def test_what_is_for_other_lines_of_work_is_folded_away(operation):
    me = Mine(Training(ANNA), operation, TODAY)
    relevant = operation in BASIC.operations
    assert ("Grundutbildningen" in states(mine(me))) == relevant
    assert ("training.all" in acts(mine(me))) != relevant
    unfolded = states(mine(me, everything=True))["Grundutbildningen"]
    assert unfolded == ("Inte klar än" if relevant else "Gäller andra verksamheter")


async def test_done_is_kept_with_its_day_and_can_be_undone(here):
    page = await here.press(ANNA, await opened(here), "training.done")
    assert say(page.heading, "sv") == "Klart: Grundutbildningen"
    assert await said_of(here) == Said("done", "2026-11-24")
    assert states(await here.says(ANNA, "min utbildning"))["Grundutbildningen"] == "Klar 2026-11-24"
    page = await here.press(ANNA, page, "training.undo")
    assert states(page)["Läge"] == "Inte klar än"
    assert await said_of(here) is None


async def test_what_is_not_relevant_is_folded_away_until_it_is_undone(here):
    await here.press(ANNA, await opened(here), "training.not_relevant")
    page = await here.says(ANNA, "min utbildning")
    assert "Grundutbildningen" not in states(page)
    page = await here.press(ANNA, page, "training.all")
    assert states(page)["Grundutbildningen"] == "Du har sagt att den inte gäller dig"
    page = await here.press(ANNA, page, next(each for each in page.choices if each.data.get("course") == "basic"))
    assert acts(page) == ["training.undo"]
    await here.press(ANNA, page, "training.undo")
    assert "Grundutbildningen" in states(await here.says(ANNA, "min utbildning"))


def test_what_was_not_for_them_and_is_done_all_the_same_stands_among_their_own():
    done = replace(Training(ANNA), said={"basic": Said("done", "2026-11-01")})
    assert states(mine(Mine(done, "traffic", TODAY)))["Grundutbildningen"] == "Klar 2026-11-01"


@pytest.mark.parametrize(
    ("number", "until", "heading"),
    [(0, "2026-11-25", "onsdag 25 november"), (1, "2026-12-01", "tisdag 1 december"), (2, "2026-12-22", "december")],
)
async def test_a_day_can_be_chosen_with_one_press(here, number, until, heading):
    page = await here.press(ANNA, await opened(here), "training.later")
    page = await here.press(ANNA, page, page.choices[number], day="")
    assert heading in say(page.heading, "sv")
    assert await said_of(here) == Said("later", "2026-11-24", until)


async def test_another_day_can_be_chosen_and_a_day_off_becomes_the_next_working_day(here):
    page = await here.press(ANNA, await opened(here), "training.later")
    page = await here.press(ANNA, page, page.choices[-1], day="2026-12-24")
    assert say(page.heading, "sv") == "Det väntar till måndag 28 december."
    assert (await said_of(here)).until == "2026-12-28"


@pytest.mark.parametrize("day", ["", "2026-11-24", "2020-01-01", "2028-01-01", "i morgon", "0000-00-00", "x" * 5000])
async def test_a_day_that_cannot_be_is_asked_for_again_and_nothing_is_kept(here, day):
    page = await here.press(ANNA, await opened(here), "training.later")
    page = await here.press(ANNA, page, page.choices[-1], day=day)
    assert say(page.warning, "sv") == "Välj en dag som kommer, senast 2027-11-24."
    assert await row_of(here) is None


async def test_the_reminder_comes_at_eight_on_the_chosen_day_and_counts(here):
    page = await here.press(ANNA, await opened(here), "training.later")
    await here.press(ANNA, page, page.choices[0], day="")
    (letter,) = (await here.ports.store.find(BULK)).rows
    assert letter.doc["due"] == "2026-11-25T07:00:00+00:00"  # eight in Stockholm
    here.clock.passed += DAY
    await here.settled()
    assert say(here.sent[ANNA].heading, "sv") == "Du bad mig påminna dig: Grundutbildningen"
    assert (await row_of(here)).reminded == ("2026-11-25",)
    assert states(await here.says(ANNA, "min utbildning"))["Grundutbildningen"] == "Inte klar än"


async def later_then(here, *acts):
    """A day is chosen, then these are pressed; the day comes."""
    page = await here.press(ANNA, await opened(here), "training.later")
    said = await here.press(ANNA, page, page.choices[0], day="")
    for act in acts:
        said = await here.press(ANNA, said, act)
        said = await here.says(ANNA, "min utbildning") if act == "training.undo" else said
    here.clock.passed += DAY
    await here.settled()
    return here.sent[ANNA].heading.key


async def test_no_reminder_comes_of_what_was_undone_meanwhile(here):
    assert await later_then(here, "training.undo") != "training.reminder.chosen"


async def test_no_reminder_comes_to_whoever_wants_none_meanwhile(here):
    assert await later_then(here, "training.list", "training.stop") != "training.reminder.chosen"


async def test_a_day_chosen_twice_brings_one_reminder(here):
    page = await here.press(ANNA, await opened(here), "training.later")
    for _ in range(2):
        await here.press(ANNA, page, page.choices[0], day="")
    assert len((await here.ports.store.find(BULK)).rows) == 1


async def test_a_reminder_that_was_held_up_waits_for_the_next_morning(here):
    page = await here.press(ANNA, await opened(here), "training.later")
    await here.press(ANNA, page, page.choices[0], day="")
    here.clock.passed += DAY + 9 * 3600  # seven in the evening
    await here.settled()
    assert here.sent[ANNA].heading.key != "training.reminder.chosen"
    (letter,) = (await here.ports.store.find(BULK)).rows
    assert letter.doc["due"] == "2026-11-26T07:00:00+00:00"
    here.clock.passed += 14 * 3600
    await here.settled()
    assert here.sent[ANNA].heading.key == "training.reminder.chosen"


async def test_reminders_are_stopped_by_a_press_or_by_words_and_begin_again(here):
    page = await here.says(ANNA, "min utbildning")
    await here.press(ANNA, page, "training.stop")
    assert (await row_of(here)).stopped
    page = await here.says(ANNA, "min utbildning")
    assert "Du har bett mig att inte påminna dig." in [say(each, "sv") for each in page.texts]
    await here.press(ANNA, page, "training.resume")
    assert not (await row_of(here)).stopped
    await here.says(ANNA, "sluta påminna mig")
    assert (await row_of(here)).stopped
    await here.says(ANNA, "remind me again")
    assert not (await row_of(here)).stopped


async def test_whoever_wants_no_reminders_is_told_that_a_day_brings_none(here):
    await here.says(ANNA, "sluta påminna mig")
    page = await here.press(ANNA, await opened(here), "training.later")
    assert "syns bara under Min utbildning" in say(page.texts[0], "sv")
    page = await here.press(ANNA, page, page.choices[0], day="")
    assert "så det gör jag inte" in say(page.texts[0], "sv")


async def test_a_press_touches_the_speakers_row_alone(here):
    page = await opened(here)
    forged = next(each for each in page.choices if each.act == "training.done")
    forged = replace(forged, data={**forged.data, "person": ANNA})
    await here.press(OMAR, page, forged)
    assert await row_of(here) is None
    assert (await said_of(here, OMAR)).state == "done"


@pytest.mark.parametrize("name", ["", "nonsense", "basic/../quiz", "basic " * 1000])
@pytest.mark.parametrize("act", ["done", "wait", "undo", "nonsense", ""])
async def test_a_course_that_is_none_shows_the_list_and_writes_nothing(here, name, act):
    page = await here.says(ANNA, "min utbildning")
    forged = replace(page.choices[0], act=f"training.{act}", data={"course": name, "until": "2026-12-01"})
    assert say((await here.press(ANNA, page, forged)).heading, "sv") == "Min utbildning"
    assert await row_of(here) is None


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, ""),
        ({"state": "paused"}, ""),
        ({"state": "over"}, "Sista dagen har varit"),
        ({"last": TODAY - timedelta(days=1)}, "Sista dagen har varit"),
        ({"state": "cancelled"}, "Utskicket är inställt"),
    ],
    ids=["running", "paused", "over", "past its last day", "cancelled"],
)
@pytest.mark.parametrize("act", ["training.done", "training.not_relevant"])
async def test_a_press_on_a_reminder_counts_for_oneself_whatever_became_of_the_campaign(here, facts, told, act):
    card = reminder(BASIC, await ran(here, **facts), 1)
    page = await here.press(ANNA, card, act)
    assert (await said_of(here)).state == act.removeprefix("training.")
    texts = " ".join(say(each, "sv") for each in page.texts)
    assert (told in texts) if told else ("sparat" not in texts)


async def test_a_reminder_says_what_how_long_and_until_when_and_can_be_pressed_for_all_of_it(here):
    campaign = await ran(here)
    page = reminder(courses()["quiz"], campaign, 1)
    assert say(page.heading, "sv") == "Dags för: Åtta frågor om rutinen"
    assert states(page) == {"Tar": "8 minuter", "Sista dag": "tisdag 24 november"}
    said = ["training.done", "training.later", "training.not_relevant", "training.stop"]
    assert acts(page) == ["do.open", *said]
    assert acts(reminder(BASIC, campaign, 1)) == said
    headings = [say(reminder(BASIC, campaign, wave).heading, "sv") for wave in (1, 2, 3, 4)]
    assert [each.split(":")[0] for each in headings] == ["Dags för", *["Påminnelse"] * 2, "Sista påminnelsen"]


async def test_the_button_of_a_reminder_begins_the_course(here):
    campaign = await ran(here)
    for name, step in (("quiz", "danger"), ("practice", "case")):
        page = await here.press(ANNA, reminder(courses()[name], campaign, 2), "do.open")
        assert page.step == step


async def test_a_link_that_the_city_has_not_filled_in_is_not_shown(here):
    assert reminder(BASIC, await ran(here), 1).links == ()
    assert (await opened(here)).links == ()


def test_a_course_that_counts_for_a_year_is_to_be_done_again_after_it():
    assert states(mine(months_after(date(2025, 11, 25))))["Åtta frågor om rutinen"] == "Klar 2025-11-25"
    again = months_after(date(2025, 11, 24))
    assert states(mine(again))["Åtta frågor om rutinen"] == "Gjord 2025-11-24, dags igen"
    assert "training.done" in acts(course(again, courses()["quiz"]))


def test_what_the_portal_knows_is_told_as_such_and_is_not_undone():
    me = Mine(Training(ANNA, said={"basic": Said("done", "2026-10-01", by="portal")}), "leisure", TODAY)
    assert states(course(me, BASIC))["Läge"] == "Klar 2026-10-01, enligt utbildningsportalen"
    assert acts(course(me, BASIC)) == []


def test_a_course_that_can_no_longer_be_taken_says_so():
    past = Course("quiz", "quiz", 8, until=TODAY - timedelta(days=1))
    page = course(Mine(Training(ANNA), "leisure", TODAY), past)
    assert states(page)["Läge"] == "Går inte att göra längre"
    assert acts(page) == ["training.done", "training.not_relevant"]


def test_no_day_is_offered_after_the_last_one_of_a_course():
    page = later(
        Mine(Training(ANNA), "leisure", TODAY), Course("quiz", "quiz", 8, until=date(2026, 12, 1)), unclear=True
    )
    assert [each.data.get("until") for each in page.choices] == ["2026-11-25", "2026-12-01", None]
    assert say(page.warning, "sv") == "Välj en dag som kommer, senast 2026-12-01."


async def test_no_day_is_offered_after_the_last_one_of_the_campaign_but_any_can_be_chosen(here):
    asked = await ran(here, last=TODAY + timedelta(days=3))
    page = await here.press(ANNA, reminder(BASIC, asked, 1), "training.later")
    assert [each.data.get("until") for each in page.choices] == ["2026-11-25", None]
    assert states(page) == {"Sista dag": "fredag 27 november"}
    past = replace(asked, last=TODAY - timedelta(days=1))
    page = await here.press(ANNA, reminder(BASIC, await ran_again(here, past), 1), "training.later")
    assert (len(page.choices), page.facts) == (4, ())


async def test_a_press_delivered_twice_shows_how_it_stands_and_does_nothing_more(here):
    page = await here.press(ANNA, await opened(here), "training.done")
    await here.press(ANNA, page, "training.undo")
    heard = Heard("k", ANNA, Chat("http://127.0.0.1", ANNA, "personal", "t", "28:b"), Pressed("training.done"))
    scene = Scene(here.ports, here.directory, heard, "sv", here.clock.now())
    again = await beside.act(scene, Pressed("training.done", data={"course": "basic"}), again=True)
    assert again.writes == []
    assert await said_of(here) is None


async def test_nothing_but_the_training_is_written(here):
    await here.press(ANNA, await opened(here), "training.done")
    await here.settled()
    left = [table.name for table in TABLES if (await here.ports.store.find(table)).rows]
    assert set(left) == {TRAINING.name, CHATS.name, SEEN.name}


async def test_a_row_that_cannot_be_opened_any_more_is_begun_anew(here):
    await here.press(ANNA, await opened(here), "training.done")
    row = await here.ports.store.get(TRAINING, ANNA)

    await here.ports.store.commit(Put(TRAINING, ANNA, {"sealed": "gone.AAAA"}, row.etag))
    await here.press(ANNA, await opened(here), "training.not_relevant")
    assert (await said_of(here)).state == "not_relevant"
