"""From what is due to letters: in one commit a forum, once, and none holds up another."""

import json
from asyncio import gather
from dataclasses import replace
from datetime import UTC

import pytest

from bot import schedule
from bot.adapters.seal import KeyRing
from bot.adapters.tiny import TinyStore
from bot.errors import StoreGone
from bot.forum_ticks import BATCH, fire
from bot.forums import Forum
from bot.mail import about
from bot.ports import BULK, FORUMS, OUTBOX

from .forums import at, forum
from .simulated import RING, SetClock, instance

WORDS = "sista tisdagen i månaden kl 10.00"
SENT = ("2026-12-29T10:00|prompt", "2026-12-29T10:00|follow")
BEFORE = at("2026-11-02")
NOW = at("2026-11-10 09:00")  # the prompts are due


class Gone:
    """A store that is there to be read, and then is not there any more."""

    def __init__(self, store):
        self.find = store.find

    async def commit(self, *_):
        raise StoreGone("connection lost")


class Overtaken:
    """A store in which somebody else writes between a look and what comes of it."""

    def __init__(self, store, put):
        self.store, self.put = store, put

    async def find(self, *what, **how):
        found = await self.store.find(*what, **how)
        await self.store.commit(self.put)
        return found

    async def commit(self, *writes):
        await self.store.commit(*writes)


@pytest.fixture
async def ports(tmp_path):
    clock = SetClock()
    clock.at = NOW
    async with await TinyStore.open(tmp_path / "store.db", clock) as store:
        yield instance(store, clock)


async def register(ports, *found, before=BEFORE):
    await ports.store.commit(*(each.put(RING, schedule.next_look(each, before)) for each in found))


async def letters(ports):
    assert (await ports.store.find(OUTBOX)).rows == ()
    rows = (await ports.store.find(BULK, limit=1000)).rows
    return [json.loads(RING.open(row.doc["sealed"], about(row.key))) for row in rows]


async def row_of(ports, key="f"):
    return await ports.store.get(FORUMS, key)


async def test_a_letter_says_what_to_send_for_which_meeting_and_can_wait_for_urgent_ones(ports):
    await register(ports, forum(WORDS))
    assert await fire(ports, NOW) == 1
    assert await letters(ports) == [{"kind": "forum_prompt", "forum": "f", "planned": "2026-11-24T10:00"}]


async def test_the_forum_knows_what_was_sent_and_when_something_is_due_again(ports):
    await register(ports, forum(WORDS))
    await fire(ports, NOW)
    row = await row_of(ports)
    assert row.doc["due"] == "2026-11-19T08:00:00+00:00"
    assert Forum.read(row, RING).fired == ("2026-11-24T10:00|prompt",)
    assert await fire(ports, NOW) == 0


async def test_before_the_time_nothing_is_touched(ports):
    await register(ports, forum(WORDS))
    before = await row_of(ports)
    assert await fire(ports, at("2026-11-10 08:59:59")) == 0
    assert await row_of(ports) == before


async def test_what_has_expired_is_passed_over_and_the_next_is_waited_for(ports):
    await register(ports, forum(WORDS, fired=SENT))
    assert await fire(ports, at("2027-01-10 09:00")) == 0
    assert (await row_of(ports)).doc["due"] == at("2027-01-12 09:00").astimezone(UTC).isoformat()


async def test_many_that_look_at_the_same_moment_send_it_once(ports):
    await register(ports, *(forum(WORDS, id=f"{n}") for n in range(20)))
    assert sum(await gather(*(fire(ports, NOW) for _ in range(5)))) == 20
    assert len({each["forum"] for each in await letters(ports)}) == len(await letters(ports)) == 20


async def test_more_than_are_read_at_a_time_are_all_sent_at_one_tick(ports):
    number = 2 * BATCH + BATCH // 2
    await register(ports, *(forum(WORDS, id=f"{n:04}") for n in range(number)))
    assert await fire(ports, NOW) == number
    assert await fire(ports, NOW) == 0


async def test_forums_for_which_nothing_is_ever_due_stand_in_nobody_s_way(ports):
    over = forum(f"{WORDS} till och med november 2026")
    await register(ports, *(replace(over, id=f"{n:04}") for n in range(BATCH + 1)), before=at("2027-06-01"))
    await register(ports, forum(WORDS))
    assert await fire(ports, NOW) == 1


async def test_forums_that_cannot_be_read_stay_and_hold_up_nobody(ports, caplog):
    lost = KeyRing({"other": b"o" * 32}, "other")
    strange = [forum(WORDS, id=f"{n:04}") for n in range(BATCH + 1)]
    await ports.store.commit(*(each.put(lost, BEFORE) for each in strange))
    await register(ports, forum(WORDS))
    before = await row_of(ports, "0000")
    assert await fire(ports, NOW) == 1
    assert await row_of(ports, "0000") == before
    assert caplog.messages == []


async def test_a_forum_that_goes_wrong_is_logged_without_words_and_holds_up_no_other(ports, caplog):
    wrong = replace(forum(WORDS, id="0", moved={"2026-11-24T10:00": "9999-12-31T10:00+01:00"}), rule=None)
    await ports.store.commit(wrong.put(RING, BEFORE))
    await register(ports, forum(WORDS))
    assert await fire(ports, NOW) == 1
    assert caplog.messages == ["event=forum_failed error=OverflowError"]


async def test_a_store_that_is_gone_is_told(ports):
    await register(ports, forum(WORDS))
    with pytest.raises(StoreGone):
        await fire(replace(ports, store=Gone(ports.store)), NOW)


async def test_who_changes_a_forum_at_that_moment_is_not_overwritten_and_the_letter_comes_with_the_next_tick(ports):
    await register(ports, forum(WORDS))
    read = Forum.read(await row_of(ports), RING)
    moved = replace(read, moved={"2026-11-24T10:00": "2026-11-24T13:00+01:00"})
    put = moved.put(RING, schedule.next_look(moved, NOW))
    assert await fire(replace(ports, store=Overtaken(ports.store, put)), NOW) == 0
    assert await letters(ports) == []
    assert Forum.read(await row_of(ports), RING).moved == moved.moved
    assert await fire(ports, NOW) == 1
