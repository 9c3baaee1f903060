"""A campaign to a whole city, against a Teams that enforces every limit: at the full pace, to everybody, once."""

import os
from collections import Counter

from bot.errors import Unsendable
from bot.feeding import FULL

PEOPLE = 45_000 if os.environ.get("VBE_PROOF") else 3_000
WITHOUT_APP = range(0, PEOPLE, 100)
ALLOWED = 50  # messages a second


async def test_everybody_is_written_to_once_at_the_full_pace_and_teams_never_says_no(town):
    people = await town.inhabit(PEOPLE)
    await town.begin(people)
    queued, accounts = [], []

    async def look():
        queued.append(await town.letters())
        if len(queued) % 20 == 0:
            await town.all_accounted_for(PEOPLE)
            accounts.append(await town.standings())

    async def over():
        return (await town.standings()).waiting == 0

    await town.run(over, look)
    times = sorted(at for each in people for at, _ in town.service.arrived[each])
    assert town.service.refused == 0
    assert {len(town.got(each)) for each in people} == {1}
    rate = len(times) / (times[-1] - times[0])
    assert rate >= 0.93 * ALLOWED
    assert max(queued) <= FULL
    assert all(each.size == PEOPLE for each in accounts)
    end = await town.standings()
    assert (end.sent, end.failed, end.waiting, end.unreachable, end.again) == (PEOPLE, {}, 0, 0, 0)


async def test_when_calls_fail_and_people_have_blocked_the_bot_all_are_accounted_for(town):
    people = await town.inhabit(PEOPLE, without=WITHOUT_APP)
    chance = town.chance
    blocked = set(chance.sample(people, PEOPLE // 50)) - {people[each] for each in WITHOUT_APP}
    failures = Counter()

    def trouble(conversation):
        if conversation in blocked:
            return Unsendable("ConversationBlockedByUser", gone=True), False
        if chance.random() >= 0.05:
            return None
        which = chance.choice(["http_429", "http_502", "timeout"])
        failures[which] += 1
        if which == "http_429":
            return Unsendable(which, after=chance.choice([1, 5, 30])), False
        if which == "http_502":
            return Unsendable(which), False
        return Unsendable("unreachable", unknown=True), chance.random() < 0.5

    town.service.trouble = trouble
    await town.begin(people)
    looks = []

    async def look():
        if int(town.time.passed) % 10 == 0:
            await town.all_accounted_for(PEOPLE)
            looks.append((await town.standings()).size)

    async def over():
        return (await town.standings()).waiting == 0

    await town.run(over, look)
    end = await town.standings()
    assert town.service.refused == 0
    assert set(looks) == {PEOPLE}
    assert end.failed == {"ConversationBlockedByUser": len(blocked)}
    assert (end.unreachable, end.waiting) == (len(WITHOUT_APP), 0)
    assert end.sent == PEOPLE - len(blocked) - len(WITHOUT_APP)
    assert not any(town.got(each) for each in blocked)
    for each in set(people) - blocked - {people[at] for at in WITHOUT_APP}:
        # twice only after a call that had no answer, and then it is reported as one that may have come twice
        assert 1 <= len(town.got(each)) <= 1 + town.service.unknown[each]
        assert len(town.got(each)) - 1 <= (await town.recipient(each)).again
    assert end.again >= sum(len(town.got(each)) - 1 for each in people if town.got(each))
