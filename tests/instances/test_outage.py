"""The database gone, or full, in the middle of turns: the person is told, nothing is done by halves, and it goes on."""

import asyncio
import logging

import pytest
from aiohttp import ClientSession

from bot.adapters.seal import make_key_file
from bot.ports import BULK, CASES, DIALOGS, OUTBOX
from tests.door.walking import COORDINATOR, FIRST, ROAD, SENT, Walker
from tests.house import demo
from tests.instances.traffic import case_of, posted
from tests.postgres import Cluster, sql

APOLOGY, ENDED = "Något gick fel hos mig.", "Det här samtalet är avslutat."
GO_ON = "Fortsätt där jag var"
LONGEST = 60.0  # seconds until it is said that it never goes on; no test rests on it
PEOPLE = 12
NEXT = dict(zip((FIRST, *(heading for *_, heading in ROAD)), (road[:2] for road in ROAD), strict=False))
RAISES = "BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END"
TRIGGER = "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON vbe.{} EXECUTE FUNCTION vbe.full()"
FULL = (
    f"CREATE FUNCTION vbe.full() RETURNS trigger LANGUAGE plpgsql AS $${RAISES}$$",
    TRIGGER.format("docs"),
    TRIGGER.format("leads"),
)


class Gone:
    """A server that is stopped as by a power cut, and started again."""

    def __init__(self, cluster, _):
        self.begin, self.end = cluster.stop, cluster.start


class Full:
    """A server that says of every write that its disk is full."""

    def __init__(self, _, url):
        self._url = url

    def begin(self):
        for each in FULL:
            sql(self._url, each)

    def end(self):
        sql(self._url, "DROP FUNCTION vbe.full() CASCADE")


class Patient(Walker):
    """Somebody who presses on what the message shows, whatever that is, until the report is sent."""

    told = 0  # how often: something went wrong

    async def arrives(self):
        while self.page.heading not in (SENT, ENDED):
            label, inputs = NEXT.get(self.page.heading, (GO_ON, {}))
            await self.person.press_on(self.page, label, **inputs)
            if self.page.heading == APOLOGY:
                self.told += 1
                await asyncio.sleep(0.01)  # nobody presses a thousand times a second


@pytest.fixture(params=[Gone, Full])
async def here(request, tmp_path):
    """A bot on a PostgreSQL of its own, and what befalls that."""
    cluster = Cluster(safe=True)
    cluster.start()
    make_key_file(tmp_path / "keys.json")
    try:
        with cluster.database() as url:
            own = {"VBE_KEY_FILE": str(tmp_path / "keys.json"), "VBE_ACTS_PER_MINUTE": "100000"}
            async with demo(tmp_path, VBE_STORE=url, **own) as running:
                running.trouble = request.param(cluster, url)
                yield running
    finally:
        cluster.remove()


async def test_who_presses_then_is_told_nothing_is_done_and_it_goes_on_by_itself(here, caplog):
    caplog.set_level(logging.INFO)
    farida, anna = await here.official(COORDINATOR), Walker(await here.someone())
    await anna.opens()
    await anna.walks(ROAD[:3])
    await here.settled()  # which message shows the dialog is noted a moment after the message has gone out
    before, stored = anna.page, await rows(here)
    await asyncio.to_thread(here.trouble.begin)
    await anna.person.press_on(before, *ROAD[3][:1], **ROAD[3][1])
    assert anna.page.heading == APOLOGY
    await anna.person.says("mina ärenden")
    assert anna.person.sees.heading == APOLOGY
    await ready(here, 503)
    await asyncio.to_thread(here.trouble.end)
    await ready(here, 200)
    assert await rows(here) == stored
    await anna.person.press_on(anna.page, GO_ON)
    assert anna.page.heading == before.heading
    await anna.walks(ROAD[3:])
    await here.teams.until(lambda: any(case_of(card) for card in farida.cards), LONGEST)
    assert "Anna" not in caplog.text


async def test_in_the_middle_of_many_turns_everybody_arrives_once(here):
    farida = await here.official(COORDINATOR)
    people = [Patient(await here.someone(f"Person {number}")) for number in range(PEOPLE)]
    for each in people:
        await each.opens()
    walking = asyncio.gather(*(each.arrives() for each in people))
    await here.teams.until(lambda: any(each.page.heading != FIRST for each in people))
    await asyncio.to_thread(here.trouble.begin)
    await told(people)
    await asyncio.to_thread(here.trouble.end)
    await walking
    await here.teams.until(lambda: len(posted(farida)) > PEOPLE, LONGEST)
    store = here.house.ports.store
    assert (await store.find(CASES, count=True)).count == PEOPLE
    assert (await store.find(DIALOGS, count=True)).count == 0
    assert set(map(len, posted(farida).values())) == {1}


async def told(people):
    """Everybody who is still on their way has heard that something went wrong."""
    async with asyncio.timeout(LONGEST):
        while any(not each.told and each.page.heading not in (SENT, ENDED) for each in people):  # noqa: ASYNC110 - as people do
            await asyncio.sleep(0.01)


async def rows(here):
    """What the store holds of dialogs, cases and letters."""
    found = [(await here.house.ports.store.find(table)).rows for table in (DIALOGS, CASES, OUTBOX, BULK)]
    return [row for each in found for row in each]


async def ready(here, status):
    """/readyz comes to say so."""
    async with asyncio.timeout(LONGEST), ClientSession() as session:
        while True:
            async with session.get(f"{here.teams.bot}/readyz") as answer:
                if answer.status == status:
                    return
            await asyncio.sleep(0.05)
