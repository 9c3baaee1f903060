"""Answers and marks in the store: one of each a person, counted, found again after keys are changed."""

import asyncio
import random
import re
from datetime import timedelta

import pytest

from bot.adapters.clock import DemoClock, RandomIds
from bot.adapters.seal import KeyRing, make_key_file
from bot.adapters.tiny import TinyStore
from bot.campaigns import KEPT
from bot.errors import Conflict
from bot.inspection import inspect
from bot.ports import ANSWERED, ANSWERS, Ports
from bot.rhythm import ends
from bot.rotation import Rotation
from bot.survey_answers import BESIDE, FEWEST, MOST, Answer, answers, count, handed_in, has_answered
from tests.asking import ask
from tests.privacy.dumps import in_files

PEOPLE = [f"{number:032x}" for number in range(0, 1 << 16, 1 << 10)]
GIVEN = {"seen": ("no",), "types": (), "knows": ("4",)}


@pytest.fixture
def ring(tmp_path):
    make_key_file(tmp_path / "keys.json")
    return KeyRing.load(tmp_path / "keys.json")


@pytest.fixture
async def ports(tmp_path, ring):
    clock = DemoClock()
    async with await TinyStore.open(tmp_path / "store.db", clock) as store:
        yield Ports(store, ring, clock, RandomIds(), None, None, None, None)


def answer(campaign, **more):
    return Answer(campaign.id, "yearly", "1", "farsta", GIVEN, **more)


async def hand_in(ports, campaign, person, **more):
    await ports.store.commit(*await handed_in(ports, campaign, person, answer(campaign, **more)), sweep=True)


async def test_an_answer_reads_as_it_was_given(ports):
    campaign = await ask(ports, dict.fromkeys(PEOPLE, "farsta"))
    await hand_in(ports, campaign, PEOPLE[3], need="Mer tid.", unsure=True)
    assert [each async for each in answers(ports, campaign.id)] == [answer(campaign, need="Mer tid.", unsure=True)]


async def test_only_who_has_answered_counts_as_such(ports):
    campaign = await ask(ports, dict.fromkeys(PEOPLE, ""))
    for person in PEOPLE[::3]:
        await hand_in(ports, campaign, person)
    told = [person for person in PEOPLE if await has_answered(ports, campaign, person)]
    assert told == PEOPLE[::3]
    assert await count(ports.store, campaign.id) == len(told)


async def test_campaigns_do_not_mix(ports):
    one, other = [await ask(ports, dict.fromkeys(PEOPLE, "")) for _ in range(2)]
    await hand_in(ports, one, PEOPLE[0])
    assert not await has_answered(ports, other, PEOPLE[0])
    assert await count(ports.store, other.id) == 0


async def test_of_two_at_the_same_moment_one_is_refused(ports):
    campaign = await ask(ports, dict.fromkeys(PEOPLE, ""))
    await hand_in(ports, campaign, PEOPLE[1])
    both = [await handed_in(ports, campaign, PEOPLE[0], answer(campaign)) for _ in range(2)]
    told = await asyncio.gather(*(ports.store.commit(*writes) for writes in both), return_exceptions=True)
    assert [type(each) for each in told].count(Conflict) == 1
    assert await count(ports.store, campaign.id) == 2


async def test_so_also_when_nobody_has_answered_before(ports):
    campaign = await ask(ports, dict.fromkeys(PEOPLE, ""))
    both = [await handed_in(ports, campaign, PEOPLE[0], answer(campaign)) for _ in range(2)]
    told = await asyncio.gather(*(ports.store.commit(*writes) for writes in both), return_exceptions=True)
    assert [type(each) for each in told].count(Conflict) == 1
    assert await count(ports.store, campaign.id) == 1


@pytest.mark.parametrize(("size", "rows"), [(3, FEWEST), (100, 200), (5000, MOST)])
async def test_there_is_room_for_all_of_a_small_campaign_from_the_first_answer_on(ports, size, rows):
    people = [f"{number:04x}" for number in range(0, size * 8, 8)]
    campaign = await ask(ports, dict.fromkeys(people, ""))
    await hand_in(ports, campaign, people[0])
    assert (await ports.store.find(ANSWERS, equals={"campaign": campaign.id}, limit=1, count=True)).count == rows


async def test_more_room_is_made_when_it_is_wanted(ports):
    campaign = await ask(ports, dict.fromkeys(PEOPLE[:2], ""), size=1)  # for so many room was made
    for number in range(2 * FEWEST):
        await ports.store.commit(*(await handed_in(ports, campaign, f"late {number}", answer(campaign))))
    assert await count(ports.store, campaign.id) == 2 * FEWEST
    assert len([each async for each in answers(ports, campaign.id)]) == 2 * FEWEST


async def test_those_who_are_marked_together_are_the_same_whoever_comes_first(tmp_path, ring):
    marked = []
    chance = random.Random(1)
    people = [f"{chance.getrandbits(128):032x}" for _ in range(3000)]
    for first in range(2):
        clock = DemoClock()
        async with await TinyStore.open(tmp_path / f"{first}.db", clock) as store:
            ports = Ports(store, ring, clock, RandomIds(), None, None, None, None)
            campaign = await ask(ports, dict.fromkeys(people, ""))
            alike = [person for person in people if person[0] == "a"]
            await hand_in(ports, campaign, alike[first])
            marked.append((await store.find(ANSWERED, limit=1, count=True)).count)
    assert marked == [len(alike)] * 2
    assert len(alike) >= BESIDE


async def test_nothing_in_the_file_moves_when_somebody_answers(ports, tmp_path):
    """Nor where commits meet and are written one by one."""
    campaign = await ask(ports, dict.fromkeys(PEOPLE, ""))
    await hand_in(ports, campaign, PEOPLE[0])
    rows = [row for table in (ANSWERS, ANSWERED) for row in (await ports.store.find(table, limit=5000)).rows]
    before = where(tmp_path, rows)
    for person in PEOPLE[1:20]:
        await hand_in(ports, campaign, person)
    given = [await handed_in(ports, campaign, person, answer(campaign)) for person in PEOPLE[20:40] for _ in range(2)]
    told = await asyncio.gather(*(ports.store.commit(*each, sweep=True) for each in given), return_exceptions=True)
    assert [type(each) for each in told].count(Conflict) >= 20
    assert await count(ports.store, campaign.id) >= 20
    assert where(tmp_path, rows) == before


def where(folder, rows):
    """The places in the file where each row's key stands, in the table and in its index."""
    content = in_files(folder)["store.db"]
    return [[found.start() for found in re.finditer(row.key.encode(), content)] for row in rows]


async def test_who_has_answered_is_known_after_the_keys_were_changed(ports, ring):
    clock = ports.clock
    campaign = await ask(ports, dict.fromkeys(PEOPLE, ""))
    await hand_in(ports, campaign, PEOPLE[0])
    rotation = Rotation(ports.store, ring, clock)
    old = ring.keys.newest
    await rotation.run()
    clock.move(clock.now() + timedelta(days=5))  # no page is out any more
    told = await rotation.run(new=False)
    assert told["stays"] == {old: {"marked": len(PEOPLE)}}
    assert await has_answered(ports, campaign, PEOPLE[0])
    assert not await has_answered(ports, campaign, PEOPLE[1])
    await hand_in(ports, campaign, PEOPLE[1])
    assert [each async for each in answers(ports, campaign.id)] == [answer(campaign)] * 2
    assert (await inspect(ports.store, ring, clock)).unreadable == 0


async def test_a_mark_is_kept_until_it_is_forgotten_who_was_asked(ports):
    campaign = await ask(ports, dict.fromkeys(PEOPLE, ""))
    await hand_in(ports, campaign, PEOPLE[0])
    (row, *_) = (await ports.store.find(ANSWERED)).rows
    assert row.doc["until"] == (ends(campaign) + KEPT).isoformat()
