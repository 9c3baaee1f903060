"""Instances on one PostgreSQL, killed at random or stopped one by one: every act once, every message to its person.

Teams delivers to one after the other, again when it got no answer, and now and then to two at once.
"""

import asyncio
import os
import random
from asyncio import gather
from collections import Counter
from time import monotonic

import pytest

from bot.cases import Case
from bot.ports import BULK, CASES, DEAD, DIALOGS, OUTBOX
from tests.door.serving import official
from tests.door.test_fifty_people import ANSWERS
from tests.door.test_kill_over_http import doubled_only_by_a_kill
from tests.door.walking import COORDINATOR, FIRST, SENT
from tests.instances.town import LONGEST, town
from tests.instances.traffic import Desk, Traffic, posted
from tests.postgres import postgres, url
from tests.teams import signed

__all__ = ["postgres", "url"]  # fixtures

PROOF = bool(os.environ.get("VBE_PROOF"))
RUNS = ((2, 60), (4, 60)) if PROOF else ((2, 10),)  # instances, kills
STOPS = 12 if PROOF else 4
TURN = 0.02  # seconds; a kill comes within so many of a delivery
BETWEEN = 40  # deliveries at most from one to the next
ASKED = "Skriv din kod."
HELLO = "Hej, jag är stadens assistent i arbetet mot våldsbejakande extremism."


async def end_often(whole, traffic, times, end):
    """Instances are ended and started again; when one was dead: from and until, in steady seconds."""
    dead, chance = [], traffic.chance
    for number in range(times):
        await traffic.until_delivered(traffic.count + chance.randint(1, BETWEEN))
        await asyncio.sleep(chance.uniform(0, TURN))  # anywhere in the turns under way
        instance = whole.instances[number % len(whole.instances)] if end == "stop" else chance.choice(whole.instances)
        ended = monotonic()
        await getattr(instance, end)()
        await instance.start()
        dead.append((ended, monotonic()))
    return dead


async def lived_through(whole, times, end, seed):
    """Traffic while instances are ended; what was said and done was said and done once, but for what a kill doubles."""
    farida = await official(whole.teams, COORDINATOR)
    desk, traffic = Desk(farida), Traffic(whole.teams, random.Random(seed))
    dead = await traffic.runs_while(end_often(whole, traffic, times, end), desk)
    assert {walker.acknowledged for walker in traffic.walkers} == {SENT}
    await gather(*(the_code_finds_the_case_taken(walker) for walker in traffic.walkers))
    await whole.until(lambda: nothing_is_due(whole))
    assert whole.trouble() == ""
    killed = dead if end == "kill" else ()
    everybody_got_their_own(traffic, farida, desk, killed)
    await every_case_is_there_once(whole, desk.taken, farida)


async def the_code_finds_the_case_taken(walker):
    person = walker.person
    await person.says("mina ärenden")
    await person.teams.until(lambda: person.sees.heading == ASKED, LONGEST)
    await person.press("Visa ärendet", code=walker.code)
    assert person.sees.heading == "En samordnare har börjat med det."


def everybody_got_their_own(traffic, farida, desk, killed):
    reported, asked = {HELLO, FIRST, ASKED}, {HELLO, *ANSWERS.values()}
    assert all(set(posted(walker.person)) == reported for walker in traffic.walkers)
    assert all(set(posted(asker.person)) == asked for asker in traffic.askers)
    assert set(posted(farida)) == {HELLO, *desk.taken}
    for each in (farida, *(one.person for one in (*traffic.walkers, *traffic.askers))):
        doubled_only_by_a_kill(posted(each), killed)


async def every_case_is_there_once(whole, taken, farida):
    async with whole.opened() as (store, ring):
        cases = [Case.read(row, ring) for row in (await store.find(CASES, limit=10_000)).rows]
        assert sorted(case.id for case in cases) == sorted(taken)
        assert {(case.state, case.taken_by) for case in cases} == {("taken", farida.aad)}
        shown = {case.id: {each.message for each in case.shown} for case in cases}
        assert max(Counter(message for each in shown.values() for message in each).values()) == 1
        for table in (DIALOGS, DEAD):
            assert (await store.find(table, count=True)).count == 0


async def nothing_is_due(whole):
    async with whole.opened() as (store, _):
        return not any([(await store.find(table, limit=1)).rows for table in (OUTBOX, BULK)])


@pytest.mark.parametrize(("number", "kills"), RUNS)
async def test_no_act_is_lost_or_doubled_however_often_instances_are_killed(tmp_path, url, number, kills):
    async with signed() as teams, town(teams, tmp_path, url, number) as whole:
        await lived_through(whole, kills, "kill", 5)


async def test_a_rolling_restart_loses_and_doubles_nothing(tmp_path, url):
    async with signed() as teams, town(teams, tmp_path, url, 2) as whole:
        await lived_through(whole, STOPS, "stop", 6)
