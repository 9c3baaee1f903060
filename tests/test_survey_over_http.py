"""The yearly survey, from the invitation to the receipt and to what the coordinator sees, over HTTP."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.campaigns import Audience
from bot.ports import ANSWERED, ANSWERS, DIALOGS, RECIPIENTS
from bot.survey_answers import answers, count
from tests.asking import KNOWS, NEED, SHORTEST, TO_SEND, ask, change, invite, walk
from tests.house import bot

SEND = ("Skicka svaren", {})
THANKS = "Tack. Dina svar är med."


@pytest.fixture
async def here(tmp_path):
    async with bot(tmp_path) as running:
        yield running


class Asked:
    """One who is asked in a campaign."""

    def __init__(self, here):
        self.here, self.ports = here, here.house.ports

    async def begun(self, **more):
        self.anna = await self.here.someone()
        self.campaign = await ask(self.ports, {self.anna.aad: "farsta|preschool"}, **more)
        await invite(self.here, self.campaign, self.anna)
        return self

    async def kept(self):
        return [each async for each in answers(self.ports, self.campaign.id)]


@pytest.fixture
async def asked(here):
    return await Asked(here).begun()


async def test_it_is_answered_from_the_invitation_to_the_receipt(asked):
    anna = asked.anna
    assert anna.sees.heading == "Svarar du på årets enkät om våldsbejakande extremism?"
    assert "inte vem" in anna.sees.words()
    await walk(anna, ("Svara nu", {}), *TO_SEND, SEND)
    assert anna.sees.heading == THANKS
    (answer,) = await asked.kept()
    assert answer.given == {
        "seen": ("yes",),
        "types": ("threat", "symbols"),
        "environment": ("unclear",),
        "times": ("few",),
        "did": ("police",),
        "knows": ("4",),
        "guidelines": ("partly",),
        "trained": ("yes",),
        "threats": ("no",),
    }
    assert (answer.group, answer.need, answer.version) == ("farsta|preschool", NEED, "1")


async def test_whoever_has_seen_nothing_is_asked_nothing_about_it(asked):
    await walk(asked.anna, ("Svara nu", {}), *SHORTEST, SEND)
    (answer,) = await asked.kept()
    assert [each for each, chosen in answer.given.items() if not chosen] == ["types", "environment", "times", "did"]
    assert answer.need is None


async def test_names_in_what_is_needed_are_taken_out(asked):
    story = ("Fortsätt", {"story": "Anna Lind på 070-174 06 99 borde få hjälp."})
    await walk(asked.anna, ("Svara nu", {}), ("Nej", {}), *KNOWS, story)
    assert "[person A]" in asked.anna.sees.words()
    await walk(asked.anna, ("Vet inte", {}), SEND)
    (answer,) = await asked.kept()
    assert "Lind" not in answer.need
    assert "070" not in answer.need
    assert answer.unsure


async def test_nothing_that_was_answered_stays_in_the_chat_or_with_the_person(asked):
    await walk(asked.anna, ("Svara nu", {}), *TO_SEND, SEND)
    await asked.here.settled()
    await asked.here.teams.until(lambda: asked.anna.stored.heading == THANKS)
    assert NEED not in asked.anna.reload().words()
    assert (await asked.ports.store.find(DIALOGS)).rows == ()
    (row,) = [row for row in (await asked.ports.store.find(ANSWERS, limit=1000)).rows if row.doc["used"]]
    assert set(row.doc) == {"campaign", "used", "sealed"}
    (mark,) = (await asked.ports.store.find(ANSWERED)).rows
    assert set(mark.doc) == {"until", "answered"}
    assert asked.anna.aad not in json.dumps([row.key, row.doc, mark.key, mark.doc])


async def test_the_recipient_s_row_is_not_touched(asked):
    before = (await asked.ports.store.find(RECIPIENTS)).rows
    await walk(asked.anna, ("Svara nu", {}), *SHORTEST, SEND)
    assert (await asked.ports.store.find(RECIPIENTS)).rows == before


async def test_whoever_has_lost_the_message_finds_it_again_by_a_word_until_it_is_answered(asked):
    await asked.anna.says("enkät")
    await walk(asked.anna, ("Svara nu", {}), *SHORTEST, SEND)
    await asked.anna.says("enkäten")
    assert asked.anna.sees.heading == "Ingen enkät väntar på dig."
    assert len(await asked.kept()) == 1


async def test_one_who_has_answered_is_told_so(asked):
    page = asked.anna.sees
    await walk(asked.anna, ("Svara nu", {}), *SHORTEST, SEND)
    await asked.anna.press_on(page, "Svara nu")
    assert asked.anna.sees.heading == "Du har redan svarat."
    assert len(await asked.kept()) == 1


async def test_two_devices_answer_the_same_dialog_and_it_counts_once(asked):
    anna, other = asked.anna, asked.anna.elsewhere()
    await walk(anna, ("Svara nu", {}), *SHORTEST)
    await asked.here.teams.until(lambda: other.sees.heading == "Ska jag skicka dina svar?")
    page = other.sees
    await asyncio.gather(anna.press("Skicka svaren"), other.press_on(page, "Skicka svaren"))
    assert THANKS in {anna.sees.heading, other.sees.heading}
    assert len(await asked.kept()) == 1


async def test_two_dialogs_of_one_person_at_the_same_moment_give_one_answer(asked):
    """As two instances may open them: each knows nothing of the other's."""
    anna, ports = asked.anna, asked.ports
    await walk(anna, ("Svara nu", {}), *SHORTEST)
    first = anna.sees
    rows = {row.key for row in (await ports.store.find(DIALOGS)).rows}
    await invite(asked.here, asked.campaign, anna)
    await anna.press("Svara nu")
    assert {row.key for row in (await ports.store.find(DIALOGS)).rows} == rows  # one dialog, wherever it is pressed
    other = anna.elsewhere()
    await asyncio.gather(*(each.press_on(first, "Skicka svaren") for each in (anna, other, anna, other)))
    assert len(await asked.kept()) == 1


async def test_after_the_last_day_nothing_counts_any_more(asked):
    await walk(asked.anna, ("Svara nu", {}), *SHORTEST)
    await change(asked.ports, asked.campaign, last=asked.campaign.started.date() - timedelta(days=1))
    await asked.anna.press("Skicka svaren")
    assert asked.anna.sees.heading == "Enkäten är avslutad."
    assert await asked.kept() == []
    assert (await asked.ports.store.find(DIALOGS)).rows == ()


@pytest.mark.parametrize(
    ("state", "heading"), [("over", "Enkäten är avslutad."), ("cancelled", "Enkäten är inställd.")]
)
async def test_one_that_has_ended_is_not_begun(asked, state, heading):
    await change(asked.ports, asked.campaign, state=state)
    await asked.anna.press("Svara nu")
    assert asked.anna.sees.heading == heading


async def test_one_that_is_paused_can_be_answered(asked):
    await change(asked.ports, asked.campaign, state="paused")
    await walk(asked.anna, ("Svara nu", {}), *SHORTEST, SEND)
    assert len(await asked.kept()) == 1


async def test_nobody_answers_who_was_not_asked(asked):
    omar = await asked.here.someone("Omar Exempel")
    await invite(asked.here, asked.campaign, omar)
    await omar.press("Svara nu")
    assert omar.sees.heading == "Den här enkäten är inte till dig."
    assert (await asked.ports.store.find(DIALOGS)).rows == ()


async def test_begun_anew_it_is_still_about_the_same_survey(asked):
    await walk(asked.anna, ("Svara nu", {}), ("Ja", {}))
    await asked.anna.says("börja om")
    await walk(asked.anna, *SHORTEST, SEND)
    assert asked.anna.sees.heading == THANKS
    assert len(await asked.kept()) == 1


async def test_an_old_client_answers_too(asked):
    old = asked.anna.elsewhere(legacy=True)
    await walk(old, ("Svara nu", {}), *TO_SEND, SEND)
    assert old.sees.heading == THANKS
    assert (await asked.kept())[0].need == NEED


async def test_many_at_the_same_moment_each_give_one_answer(here):
    people = [await here.someone(f"Person {number} Exempel") for number in range(24)]
    campaign = await ask(here.house.ports, {each.aad: "farsta" for each in people})
    await invite(here, campaign, *people)
    await asyncio.gather(*(walk(each, ("Svara nu", {}), *SHORTEST) for each in people))
    await asyncio.gather(*(each.press("Skicka svaren") for each in people))
    assert [each.sees.heading for each in people] == [THANKS] * 24
    assert await count(here.house.ports.store, campaign.id) == 24


class Over:
    """A survey that is over, answered by many of two departments."""

    def __init__(self, here):
        self.here, self.ports = here, here.house.ports

    async def begun(self, audience):
        numbered = [await self.here.someone(f"Person {number} Exempel") for number in range(16)]
        groups = {each.aad: "farsta" if number % 2 else "jarva" for number, each in enumerate(numbered)}
        self.campaign = await ask(self.ports, groups, audience=audience)
        await invite(self.here, self.campaign, *numbered)
        for number, each in enumerate(numbered[:14]):
            need = (("Fortsätt", {"story": f"Vi behöver {'mer ' * number}tid."}), ("Vet inte", {}))
            tail = need if number % 2 else (("Hoppa över", {}),)
            await walk(each, ("Svara nu", {}), ("Nej", {}), *KNOWS, *tail, SEND)
        return self

    async def seen_by(self, name):
        official = await self.here.official(name)
        await invite(self.here, self.campaign, official)
        self.button = official.sees.buttons["Svara nu"]
        return await self.looked(official)

    async def looked(self, official):
        """As the list of campaigns would press it."""
        await official.send(results(self.button, self.campaign.id), {}, official.sees.message)
        return official


def results(button, campaign):
    vbe = {**button.data["vbe"], "act": "survey.results", "data": {"campaign": campaign}}
    return replace(button, data={**button.data, "vbe": vbe}, verb="survey.results")


async def test_the_coordinator_sees_what_came_of_it_once_it_is_over(here):
    over = await Over(here).begun(Audience())
    cecilia = await over.seen_by("Cecilia Centrén")
    assert "Svaren visas när sista dagen har varit." in cecilia.sees.words()
    await change(over.ports, over.campaign, state="over")
    await over.looked(cecilia)
    assert cecilia.sees.facts == {"Har svarat": "14 av 16"}
    await cecilia.press("Visa svaren")
    assert cecilia.sees.heading.startswith("Har du sett eller hört")
    assert cecilia.sees.facts == {"Ja": "dolt", "Nej": "dolt", "Vet inte": "dolt"}
    for _ in range(5):
        await cecilia.press("Nästa fråga")
    assert cecilia.sees.facts["4"] == "dolt"  # all have said so: shown, it would say it of each of them
    await cecilia.press("Visa per grupp")
    assert set(cecilia.sees.facts) == {"Farsta", "Järva"}


async def test_needs_are_listed_without_group_and_stay_in_no_chat(here):
    over = await Over(here).begun(Audience())
    await change(over.ports, over.campaign, state="over")
    cecilia = await over.seen_by("Cecilia Centrén")
    await cecilia.press("Visa vad de behöver")
    first = cecilia.sees.words()
    assert len(cecilia.sees.facts) == 5
    await cecilia.press("Visa fler")
    assert len(cecilia.sees.facts) == 2
    assert "skribenten var osäker" in first
    assert "Farsta" not in first
    assert "behöver" not in cecilia.reload().words().partition("Visa vad de behöver")[0]


@pytest.mark.parametrize(
    ("name", "departments", "allowed"),
    [
        ("Farida Strandman", (), False),
        ("Farida Strandman", ("farsta", "jarva"), False),
        ("Farida Strandman", ("farsta",), True),
        ("Folke Farmark", ("farsta",), True),
        ("Cornelius Stadell", (), True),
        ("Fatima Forsell-Farm", ("farsta",), False),
    ],
)
async def test_only_whoever_may_ask_its_people_sees_what_came_of_it(here, name, departments, allowed):
    anna, ports = await here.someone(), here.house.ports
    over = Over(here)
    over.campaign = await ask(ports, {anna.aad: ""}, audience=Audience(departments), state="over")
    official = await over.seen_by(name)
    assert ("för få har svarat" in official.sees.words().casefold()) == allowed
