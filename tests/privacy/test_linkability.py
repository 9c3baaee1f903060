"""Can whoever takes the store, its side files, a backup, the outbox and the logs tell who sent which report?

An honest attempt: by order in the file and in the rows, by shared ids and content, by time, by what is missing. It may
succeed no better than chance.
"""

import asyncio
import json
import logging
import random
import re
import sqlite3
from itertools import product

import pytest

from bot.cases import Case
from bot.ports import CASES
from tests.house import bot
from tests.test_worry_over_http import TO_STORY, walk

CHANCE = 5  # right guesses of 200 that chance allows: one is expected, six or more come in 6 runs of 10,000
ID = re.compile(rb"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


async def report(person, number):
    """A report that can be told from the others by its text."""
    await person.says("jag är orolig för någon")
    await walk(person, *TO_STORY, ("Fortsätt", {"story": f"Det hördes rop, {marker(number)}."}))
    await walk(person, ("Nej, inget", {}), ("Skicka till samordnaren", {}), ("Skicka", {}))


def marker(number):
    """Ordinary words for a number, that nobody would take for a name or a code."""
    words = ("dörrar", "fönster", "bord", "stolar", "väggar", "golv", "tak", "gångar", "trappor", "hyllor")
    return " och ".join(words[int(digit)] for digit in f"{number:03d}")


async def cases(running):
    """Case id → the reporter's number, as only somebody with the keys can find it."""
    found = (await running.house.ports.store.find(CASES, limit=1000)).rows
    told = {row.key: Case.read(row, running.house.ports.seal).report.story for row in found}
    numbers = {marker(n): n for n in range(1000)}
    return {key: numbers[story.removeprefix("Det hördes rop, ").removesuffix(".")] for key, story in told.items()}


def dump(folder):
    """Every row of every table, as SQLite gives it; and every byte of the files."""
    files = {path.name: path.read_bytes() for path in folder.glob("store.db*") if not path.name.endswith("lock")}
    base = sqlite3.connect(f"file:{folder / 'store.db'}?mode=ro", uri=True)
    tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = {table: [list(map(str, row)) for row in base.execute(f'SELECT * FROM "{table}"')] for table in tables}
    base.close()
    return files, rows


def guesses_by_order(mine, people, truth):
    """How many cases are matched with their senders when two orders are laid side by side."""
    return sum(truth[case] == people.index(person) for case, person in zip(mine, people, strict=False))


@pytest.fixture
def logged(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


async def test_200_reports_by_200_people_cannot_be_joined(tmp_path, logged):
    async with bot(tmp_path) as running:
        people = [
            await running.someone(f"Person {n} Exempel", aad=f"{n:08x}-0000-4000-8000-{n * 7919:012x}")
            for n in range(200)
        ]
        order = list(range(200))
        random.Random(1).shuffle(order)
        gate = asyncio.Semaphore(4)

        async def send(number):
            async with gate:
                await report(people[number], number)

        await asyncio.gather(*(send(number) for number in order))
        await running.settled()
        truth = await cases(running)
        assert len(truth) == 200
        files, rows = dump(tmp_path)

    ids = [person.aad for person in people]
    for name, content in files.items():
        seen = [found.group().decode() for found in ID.finditer(content)]
        mine, theirs = (list(dict.fromkeys(each for each in seen if each in some)) for some in (truth, ids))
        assert right_by_place(mine, theirs, ids, truth) <= CHANCE, name
    by_row = {table: [row[0] for row in found] for table, found in rows.items()}
    for (_, mine), (_, theirs) in product(by_row.items(), repeat=2):
        assert right_by_place([m for m in mine if m in truth], [t for t in theirs if t in ids], ids, truth) <= CHANCE
    assert shared(rows, set(truth), set(ids)) == []
    log = logged.text
    assert not [each for each in (*truth, *ids) if each in log]


def right_by_place(mine, theirs, ids, truth):
    """The best of laying one order beside the other, forwards and backwards."""
    pairs = [list(zip(mine, each, strict=False)) for each in (theirs, theirs[::-1])]
    return max(sum(truth[case] == ids.index(person) for case, person in some) for some in pairs)


def shared(rows, mine, theirs):
    """Rows in which a case and a person, or words that only the two have in common, stand together."""
    flat = [(table, " ".join(row)) for table, found in rows.items() for row in found]
    together = [table for table, text in flat if any(m in text for m in mine) and any(t in text for t in theirs)]
    of_case = {word for table, text in flat if any(m in text for m in mine) for word in re.findall(r"[\w-]{16,}", text)}
    of_person = {
        word for table, text in flat if any(t in text for t in theirs) for word in re.findall(r"[\w-]{16,}", text)
    }
    return together + sorted(of_case & of_person)


async def test_one_report_among_fifty_active_people_points_at_nobody(tmp_path, logged):
    async with bot(tmp_path) as running:
        people = [
            await running.someone(f"Person {n} Exempel", aad=f"{n:08x}-0000-4000-8000-{n * 7919:012x}")
            for n in range(50)
        ]
        for number, person in enumerate(people):
            await person.says("jag är orolig för någon")
            await walk(person, *TO_STORY[:2])
            if number == 31:
                await walk(person, *TO_STORY[2:], ("Fortsätt", {"story": "Det hördes rop."}))
                await walk(person, ("Nej, inget", {}), ("Skicka till samordnaren", {}), ("Skicka", {}))
            elif number % 2:
                await walk(person, ("Bara råd, skicka inget", {}))
        await running.settled()
        owner = running.house.ports.seal.mark(people[31].aad, "owner")
        files, rows = dump(tmp_path)

    sender = people[31].aad
    assert not [name for name, content in files.items() if owner.encode() in content]
    known = {person.aad: traces(rows, files, person.aad) for person in people}
    alike = [aad for aad, trace in known.items() if trace == known[sender]]
    # Whoever looks sees the same of the sender as of all the others: what they can guess is one in fifty.
    assert len(alike) == 50
    assert sender not in logged.text


def traces(rows, files, aad):
    """Everything there is about a person, with what only names them taken out."""
    about = [
        (table, sorted(json.loads(value).keys()) if value.startswith("{") else re.sub(r"[0-9a-f]{8,}", "#", value))
        for table, found in rows.items()
        for row in found
        if any(aad in value for value in row)
        for value in row
        if aad not in value or value.startswith("{")
    ]
    return sorted(map(str, about)), sum(content.count(aad.encode()) for content in files.values())
