"""A backup taken while people report holds every act acknowledged before it, and each dialog where it stood."""

import asyncio
import os
import shutil
from asyncio.subprocess import PIPE, create_subprocess_exec

from bot.adapters.clock import SystemClock
from bot.adapters.tiny import TinyStore
from bot.ports import CASES
from tests.console.conftest import PROOF, Place, done, line
from tests.door.walking import ROAD, SENT, Walker
from tests.house import populate, serving
from tests.teams import PATIENCE, signed

PEOPLE = 50 if PROOF else 10
BACKUPS = 5 if PROOF else 2
PAUSED = 4  # pages into the dialog
FOUND = "Skickat till samordnaren."
UNLIMITED = {"VBE_REPORTS_PER_HOUR": "1000", "VBE_ACTS_PER_MINUTE": "100000"}


class Crowd:
    """People who report one thing after another until it is over; whose reports were acknowledged."""

    def __init__(self, teams):
        self.teams, self.acknowledged, self.over = teams, [], False
        self._one_more = asyncio.Condition()

    async def reports(self, slot):
        while not self.over:
            walker = Walker(await self.teams.someone(f"Person {slot} {len(self.acknowledged)}"))
            await walker.reports()
            assert walker.acknowledged == SENT
            async with self._one_more:
                self.acknowledged.append(walker)
                self._one_more.notify_all()

    async def until(self, number):
        async with self._one_more:
            await self._one_more.wait_for(lambda: len(self.acknowledged) >= number)


async def test_backups_while_people_write_hold_every_acknowledged_act_before_them(tmp_path):
    async with signed() as teams:
        await populate(tmp_path)
        async with serving(teams, tmp_path, **UNLIMITED):
            resting = Walker(await teams.someone("Resting Exempel"))
            await resting.opens()
            await resting.walks(ROAD[:PAUSED])
            taken, count = await backups_while_all_report(teams, tmp_path)
        for n, before in enumerate(taken):
            await holds(teams, tmp_path, n, before, count)
        async with serving(teams, tmp_path / "0", **UNLIMITED):
            await resting.walks(ROAD[PAUSED:])


async def test_a_bot_goes_on_in_a_database_where_it_stood_in_a_file(tmp_path, url):
    async with signed() as teams:
        await populate(tmp_path)
        async with serving(teams, tmp_path, **UNLIMITED):
            resting, sent = Walker(await teams.someone("Resting Exempel")), Walker(await teams.someone("Sent Exempel"))
            await resting.opens()
            await resting.walks(ROAD[:PAUSED])
            await sent.reports()
        await asyncio.to_thread(move, Place(tmp_path / "store.db"), Place(url))
        async with serving(teams, tmp_path, **{**UNLIMITED, "VBE_STORE": url}):
            await resting.walks(ROAD[PAUSED:])
            await asyncio.gather(finds_it(sent), finds_it(resting))


def move(source, into):
    done(into.command("import", "store", "-", given=source.command("export").stdout))


async def backups_while_all_report(teams, folder):
    """For each backup, who had been acknowledged before it was begun; and how many there were at the end."""
    crowd, taken = Crowd(teams), []
    async with asyncio.TaskGroup() as group:
        for slot in range(PEOPLE):
            group.create_task(crowd.reports(slot))
        for n in range(BACKUPS):
            await crowd.until(len(crowd.acknowledged) + PEOPLE)
            taken.append(list(crowd.acknowledged))
            await backup(folder, folder / f"backup {n}")
        crowd.over = True
    return taken, len(crowd.acknowledged)


async def backup(folder, file):
    own = {**os.environ, "VBE_STORE": str(folder / "store.db")}
    process = await create_subprocess_exec(*line(("backup", file)), env=own, stdout=PIPE, stderr=PIPE)
    _, told = await process.communicate()
    assert process.returncode == 0, told


async def holds(teams, folder, n, before, count):
    """The backup, restored, is a store of which everybody acknowledged before it finds their report."""
    mine = folder / f"{n}"
    mine.mkdir()
    shutil.copy(folder / "keys.json", mine)
    place = Place(mine / "store.db")
    done(await asyncio.to_thread(place.command, "restore", folder / f"backup {n}"))
    async with await TinyStore.open(mine / "store.db", SystemClock()) as store:
        assert len(before) <= (await store.find(CASES, count=True, limit=1)).count <= count
    async with serving(teams, mine, **UNLIMITED):
        await asyncio.gather(*(finds_it(walker) for walker in before))


async def finds_it(walker):
    person = walker.person
    cards = len(person.cards)
    await person.says("mina ärenden")
    await person.teams.until(lambda: len(person.cards) > cards and person.sees.heading == "Skriv din kod.", PATIENCE)
    await person.press("Visa ärendet", code=walker.code)
    assert person.sees.heading == FOUND
