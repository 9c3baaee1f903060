"""A campaign from the coordinator's preview to the figures by unit, over HTTP; the demo's clock is moved."""

import asyncio
from datetime import datetime

import pytest

from app import DEMO_CITY, import_directory
from bot.ports import BULK, CAMPAIGNS, DIALOGS, RECIPIENTS
from bot.register import load_people
from tests.house import demo

MONDAY = datetime.fromisoformat("2027-01-11T09:00:00+01:00")
LAST = "2027-02-08"  # a Monday, four weeks later
SOL, BERGET = "Fritidsgården Sol", "Fritidsgården Berget"
IDS = [f"00000000-0000-4000-8000-{number:012}" for number in range(14)]
STAFF = [
    f"{each};Person {n};p{n}@example.org;;;farsta;{SOL if n < 9 else BERGET};leisure;{'' if n else SOL};;"
    for n, each in enumerate(IDS)
]
WITH_APP, BLOCKS = 10, 9  # of the staff; one of them blocks the bot
INVITED, AGAIN, SOON = (f"{each}: Grundutbildningen" for each in ("Dags för", "Påminnelse", "Sista påminnelsen"))


@pytest.fixture
async def here(tmp_path):
    async with demo(tmp_path) as running:
        running.house.clock.move(MONDAY)
        text = "\n".join((DEMO_CITY.read_text("utf-8").strip(), *STAFF, ""))
        await import_directory(running.house.ports.store, text, apply=True, force=True)
        running.house.people.people = (await load_people(running.house.ports.store)).people
        yield running


class Desk:
    """Farsta's coordinator and their people, some of whom have the app."""

    def __init__(self, here):
        self.here = here

    async def begun(self):
        self.farida = await self.here.official("Farida Strandman")
        self.folke = await self.here.official("Folke Farmark")
        self.staff = [await self.here.someone(f"Person {n}", aad=IDS[n]) for n in range(WITH_APP)]
        return self

    async def to_whom(self, coordinator=None):
        who = coordinator or self.farida
        await who.says("utskick")
        await who.press("Gör ett nytt utskick")
        await who.press("Fortsätt", subject="Grundutbildningen")

    async def to_preview(self):
        await self.to_whom()
        await self.farida.press("Fortsätt", operations=["Fritid"])
        await self.farida.press("Fortsätt", last=LAST)

    async def started(self):
        await self.to_preview()
        await self.farida.press("Starta utskicket")
        self.message = self.farida.sees.message
        await self.here.settled()
        return self

    async def moved(self, to):
        await self.here.house.move_clock({"now": to})

    @property
    def live(self):
        """The message that was pressed to start, as it is stored."""
        return next(each.card() for each in self.farida.room.standing if each.id == self.message)

    def got(self, heading):
        """Who has a message with this heading, by number."""
        return [
            n
            for n, each in enumerate(self.staff)
            if heading in [message.card().heading for message in each.room.standing]
        ]

    async def press(self, number, label, heading=INVITED):
        person = self.staff[number]
        await person.press_on(next(each for each in person.cards if each.heading == heading), label)


@pytest.fixture
async def desk(here):
    return await Desk(here).begun()


async def test_the_preview_tells_what_would_be_and_nobody_gets_anything(desk):
    await desk.to_preview()
    facts = desk.farida.sees.facts
    assert facts["Personer"] == "15"  # the staff, and Anna of the demo city
    assert facts["Har inte appen"] == "5"
    assert facts["Går ut"] == "måndag 11 januari, måndag 25 januari, måndag 1 februari och måndag 8 februari"
    await desk.here.settled()
    assert desk.got(INVITED) == []
    for table in (CAMPAIGNS, RECIPIENTS, BULK):
        assert (await desk.here.house.ports.store.find(table)).rows == ()


async def test_those_who_have_not_answered_are_reminded_and_everybody_is_accounted_for(desk):
    await desk.started()
    assert desk.got(INVITED) == list(range(WITH_APP))
    for number in (0, 1):
        await desk.press(number, "Jag är klar")
    await desk.press(2, "Sluta påminna mig")
    await desk.moved("2027-01-25T08:30:00+01:00")
    assert desk.got(AGAIN) == list(range(3, WITH_APP))
    await desk.press(3, "Jag är klar", AGAIN)
    await desk.moved("2027-02-08T12:00:00+01:00")
    assert desk.got(SOON) == list(range(4, WITH_APP))
    assert (
        max(len([m for m in each.room.standing if "Grundutbildningen" in m.card().heading]) for each in desk.staff) <= 4
    )
    await desk.moved("2027-02-09T10:00:00+01:00")
    assert desk.live.texts[0] == "Det är avslutat. Sista dagen var måndag 8 februari."
    facts = desk.live.facts
    assert int(facts["Har fått det, eller behöver inget"]) == WITH_APP
    others = [int(facts[name]) for name in facts if name not in {"Personer", "Har fått det, eller behöver inget"}]
    assert sum(others) + WITH_APP == int(facts["Personer"])


async def test_whoever_has_blocked_the_bot_is_counted_with_the_reason(desk):
    desk.staff[BLOCKS].block()
    await desk.started()
    await desk.farida.says("utskick")
    await desk.farida.press("Visa 1")
    facts = desk.farida.sees.facts
    told = [facts[name] for name in ("Har fått det, eller behöver inget", "Har blockerat mig", "Har inte appen")]
    assert told == ["9", "1", "5"]


async def test_the_message_that_started_it_follows_what_is_done_elsewhere(desk):
    await desk.started()
    await desk.folke.says("utskick")
    await desk.folke.press("Visa 1")
    await desk.folke.press("Pausa")
    await desk.here.settled()
    assert desk.live.texts[0].startswith("Det är pausat.")
    assert desk.live.facts["Har fått det, eller behöver inget"] == str(WITH_APP)
    await desk.moved("2027-01-26T10:00:00+01:00")
    assert desk.got(AGAIN) == []
    await desk.folke.press("Fortsätt skicka")
    await desk.here.settled()
    assert desk.live.texts[0] == "Det pågår till och med måndag 8 februari."
    assert len(desk.got(AGAIN)) == WITH_APP
    await desk.folke.press("Avbryt utskicket")
    assert desk.folke.sees.heading == "Ska utskicket avbrytas: Grundutbildningen?"
    await desk.folke.press("Avbryt utskicket")
    await desk.here.settled()
    assert desk.live.texts[0].startswith("Det är avbrutet.")
    await desk.moved("2027-02-09T10:00:00+01:00")
    assert desk.got(SOON) == []


async def test_when_it_is_over_units_are_seen_by_those_who_may(desk):
    await desk.started()
    for number in range(6):
        await desk.press(number, "Jag är klar")
    await desk.moved("2027-02-09T10:00:00+01:00")
    live = next(each for each in desk.farida.cards if each.message == desk.message)
    await desk.farida.press_on(live, "Visa hur det gick")
    await desk.here.teams.until(lambda: desk.live.heading == "Så gick det: Grundutbildningen")
    assert set(desk.live.facts) == {
        "Alla tillsammans",
        "Farsta stadsdelsförvaltning",
        f"– {SOL}",
        f"– {BERGET}",
    }
    assert "Person" not in desk.live.words()
    manager = desk.staff[0]
    await manager.says("utbildning i min enhet")
    assert manager.sees.heading == f"Utbildning i {SOL}"
    assert len(manager.sees.facts) == 1
    assert desk.live.facts[f"– {SOL}"] in manager.sees.facts.values()
    await desk.staff[1].says("utbildning i min enhet")
    assert desk.staff[1].sees.heading == "Det här är för den som är chef för en enhet."


async def test_a_file_of_object_ids_says_whom_to_ask(desk):
    await desk.to_whom()
    stranger, outside = "00000000-0000-4000-8000-999999999999", "451abd81-f1d6-4ed6-97f5-e837d70820fe"
    lines = ["aad_id", *IDS[:6], IDS[0], stranger, "Gunnel", outside]
    await desk.farida.sends("\r\n".join(lines).encode(), kind="file", name="vilka.csv")
    assert desk.farida.sees.heading == "Vilken är sista dagen?"
    facts = desk.farida.sees.facts
    assert (facts["Hittade i filen"], facts["Rader som står mer än en gång"]) == ("6", "1")
    assert (facts["Rader som inte hör till någon"], facts["Personer som du inte ansvarar för"]) == ("2", "1")
    assert "rad 9 (finns inte i katalogen)" in facts["Rader att rätta, till exempel"]
    await desk.farida.press("Fortsätt", last=LAST)
    assert desk.farida.sees.facts["Personer"] == "6"
    await desk.farida.press("Starta utskicket")
    await desk.here.settled()
    assert desk.got(INVITED) == [0, 1, 2, 3, 4, 5]


async def test_the_central_coordinator_can_ask_whoever_the_directory_does_not_list(desk):
    cecilia = await desk.here.official("Cecilia Centrén")
    stranger, *others = [await desk.here.someone(f"Omar Exempel {n}") for n in range(5)]
    await desk.to_whom(cecilia)
    await cecilia.sends(
        "\n".join(("aad_id", *(each.aad for each in (stranger, *others)))).encode(), kind="file", name="vilka.csv"
    )
    assert cecilia.sees.facts["Står inte i katalogen, men får frågan"] == "5"
    await cecilia.press("Fortsätt", last=LAST)
    await cecilia.press("Starta utskicket")
    await desk.here.settled()
    assert any(card.heading.startswith("Dags för") for card in stranger.cards)


@pytest.mark.parametrize(
    ("raw", "heading"),
    [
        (b"namn;telefon\nAnna;1\n", "Jag hittar inte kolumnen i filen."),
        (b"aad_id\n", "Det står ingen i filen."),
        (b"aad_id\n\xe5\xe4\xf6\n", "Filen går inte att läsa."),
        (b"aad_id\n451abd81-f1d6-4ed6-97f5-e837d70820fe\n", "Ingen i filen är någon du kan fråga."),
        (b"aad_id\n" + b"x\n" * 200_000, "Filen har för många rader."),
        (b"aad_id\n" + b"x" * 36 * 200_000, "Filen är för stor."),
    ],
    ids=["wrong columns", "empty", "another encoding", "not theirs", "200,000 lines", "too large"],
)
async def test_a_file_that_cannot_be_used_says_why_and_the_dialog_stands_where_it_stood(desk, raw, heading):
    await desk.to_whom()
    await desk.farida.sends(raw, kind="file", name="vilka.csv")
    assert desk.farida.sees.heading == heading
    await desk.farida.press("Fortsätt där jag var")
    assert desk.farida.sees.heading == "Vilka ska få det?"


async def test_two_devices_that_start_it_at_the_same_moment_start_it_once(desk):
    await desk.to_preview()
    await desk.here.teams.until(lambda: "Starta utskicket" in desk.farida.stored.buttons)
    other = desk.farida.elsewhere()
    await asyncio.gather(desk.farida.press("Starta utskicket"), other.press("Starta utskicket"))
    assert len((await desk.here.house.ports.store.find(CAMPAIGNS)).rows) == 1
    assert len((await desk.here.house.ports.store.find(RECIPIENTS)).rows) == 15
    assert (await desk.here.house.ports.store.find(DIALOGS)).rows == ()
