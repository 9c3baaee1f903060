"""Keys are changed under a store in use: everything is sealed anew, nothing is lost, old keys go when they may."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import outbox
from bot.adapters.clock import RandomIds
from bot.adapters.postgres import PostgresStore
from bot.adapters.seal import KeyRing
from bot.cases import Case, by_code, marking_keys
from bot.errors import Conflict
from bot.ports import CASES, DIALOGS, OUTBOX, Del, Put
from bot.rotation import Rotation
from tests.privacy.dumps import in_files
from tests.seal.stored import all_rows, case, dialog, fill, keys_in_use, ports, read, unreadable

DAYS = timedelta(days=3)


async def test_everything_is_sealed_under_the_new_key_and_reads_as_before(store, ring, clock, rotation):
    await fill(store, ring, clock)
    old, before = ring.keys.newest, await read(store, ring)
    told = await rotation.run()
    assert await read(store, ring) == before
    assert await keys_in_use(store, ring) == {told["newest"]}
    assert told["newest"] != old
    assert told["resealed"] == len(before)


async def test_it_reads_so_with_the_new_key_alone(store, ring, clock, rotation):
    await fill(store, ring, clock)
    before = await read(store, ring)
    told = await rotation.run()
    alone = KeyRing({told["newest"]: ring.keys.keys[told["newest"]]}, told["newest"])
    assert await read(store, alone) == before


async def test_the_old_key_stays_48_hours_for_pages_that_are_out(ring, clock, rotation):
    old = ring.keys.newest
    assert set((await rotation.run())["stays"][old]) == {"until"}
    clock.move(clock.now() + timedelta(hours=47))
    assert old in (await rotation.run(new=False))["stays"]
    clock.move(clock.now() + timedelta(hours=2))
    assert (await rotation.run(new=False))["dropped"] == [old]
    assert list(ring.keys.keys) == [ring.keys.newest]


async def test_a_key_that_codes_were_marked_under_stays_until_the_last_case_is_gone(store, ring, clock, rotation):
    old, one = ring.keys.newest, case(ring, 1)
    await store.commit(one.put(ring))
    await rotation.run()
    clock.move(clock.now() + DAYS)
    assert (await rotation.run(new=False))["stays"] == {old: {"marked": 1}}
    assert (await by_code(store, ring, "kod 1")).key == one.id
    await store.commit(Del(CASES, one.id))
    assert (await rotation.run(new=False))["dropped"] == [old]


async def test_every_code_finds_its_case_after_several_changes(store, ring, clock, rotation):
    made = []
    for number in range(4):
        made.append(case(ring, number))
        await store.commit(made[-1].put(ring))
        await rotation.run()
        clock.move(clock.now() + DAYS)
    assert len(set(await marking_keys(store))) == 4
    for number, one in enumerate(made):
        row = await by_code(store, ring, f"kod {number}")
        assert Case.read(row, ring).report == one.report
    assert await by_code(store, ring, "kod 99") is None
    assert len(ring.keys.keys) == 5


async def test_a_mark_tells_its_key_and_nothing_that_joins_two_rows(store, ring, clock, rotation):
    await fill(store, ring, clock)
    await rotation.run()
    rows = [row.doc for table in (CASES, DIALOGS) for row in await all_rows(store, table)]
    tails = [(doc.get("receipt") or doc.get("owner")).partition(".")[2] for doc in rows]
    assert len(set(tails)) == len(tails)


@pytest.mark.parametrize("after", ["announce", "promote", "first rows"])
async def test_broken_off_it_goes_on_without_another_new_key(store, file, ring, clock, after):
    await fill(store, ring, clock)
    before = await read(store, ring)
    await ring.announce()
    if after != "announce":
        await ring.promote(clock.now())
    if after == "first rows":
        (row, *_) = (await store.find(CASES, limit=1)).rows
        await store.commit(Case.read(row, ring).put(ring))
    again = KeyRing.load(file)
    told = await Rotation(store, again, clock).run()
    assert len(again.keys.keys) == 2
    assert told["went_on"] is (after != "announce")
    assert await keys_in_use(store, again) == {told["newest"]}
    assert await read(store, again) == before
    assert (await Rotation(store, again, clock).run())["went_on"] is False
    assert len(again.keys.keys) == 3


async def test_a_turn_between_new_key_and_new_seal_hides_no_old_seal_within(store, ring, clock, rotation):
    """A case written meanwhile is sealed anew, but the sender's way in it is not."""
    old, one = ring.keys.newest, case(ring, 1)
    await store.commit(one.put(ring))
    await ring.announce()
    await ring.promote(clock.now())
    (row,) = (await store.find(CASES)).rows
    await store.commit(replace(Case.read(row, ring), state="taken").put(ring))
    assert await keys_in_use(store, ring) == {old, ring.keys.newest}
    await rotation.run()
    assert await keys_in_use(store, ring) == {ring.keys.newest}


class Busy:
    """A store in which somebody changes a row just before it is written anew, some times."""

    def __init__(self, store, times):
        self._store, self.times, self.conflicts = store, times, 0

    def __getattr__(self, name):
        return getattr(self._store, name)

    async def commit(self, *writes, sweep=False):
        if self.times and writes:
            self.times -= 1
            row = await self._store.get(writes[0].table, writes[0].key)
            await self._store.commit(Put(writes[0].table, row.key, {**row.doc, "tries": self.times + 10}, row.etag))
        try:
            await self._store.commit(*writes, sweep=sweep)
        except Conflict:
            self.conflicts += 1
            raise


async def test_a_row_that_is_changed_meanwhile_is_tried_again_and_keeps_the_change(store, ring, clock):
    await store.commit(outbox.stage(ports(store, ring, clock), {"kind": "reply", "words": "x"}))
    busy = Busy(store, 3)
    told = await Rotation(busy, ring, clock).run()
    (row,) = await all_rows(store, OUTBOX)
    assert busy.conflicts == 3
    assert row.doc["tries"] == 10
    assert await keys_in_use(store, ring) == {told["newest"]}


async def test_a_row_that_never_keeps_still_holds_the_old_key_and_is_told(store, ring, clock):
    await store.commit(outbox.stage(ports(store, ring, clock), {"kind": "reply", "words": "x"}))
    old = ring.keys.newest
    told = await Rotation(Busy(store, 99), ring, clock).run()
    assert told["stays"][old]["sealed"] == 1
    clock.move(clock.now() + DAYS)
    assert (await Rotation(Busy(store, 99), ring, clock).run(new=False))["dropped"] == []
    assert (await Rotation(store, ring, clock).run(new=False))["dropped"] == [old]


async def test_a_row_taken_away_meanwhile_stays_away(store, ring, clock):
    await fill(store, ring, clock, 3)
    await ring.announce()
    await ring.promote(clock.now())
    gone = (await all_rows(store, DIALOGS))[0]

    class Ending(Busy):
        async def commit(self, *writes, sweep=False):
            if any(each.key == gone.key and each.table is DIALOGS for each in writes):
                await self._store.commit(Del(DIALOGS, gone.key))
            await self._store.commit(*writes, sweep=sweep)

    await Rotation(Ending(store, 0), ring, clock).run()
    assert await store.get(DIALOGS, gone.key) is None
    assert len(await all_rows(store, DIALOGS)) == 2


async def test_turns_go_on_between_the_rows(store, ring, clock, rotation):
    await fill(store, ring, clock, 100)
    work, turns = asyncio.create_task(rotation.run()), 0
    while not work.done() and turns < 200:
        key = RandomIds().new()
        await store.commit(dialog(ring, key), case(ring, int(key, 16)).put(ring))
        turns += 1
    newest = (await work)["newest"]
    assert turns > 10
    assert len(await all_rows(store, CASES)) == 100 + turns
    await rotation.run(new=False)
    assert await keys_in_use(store, ring) == {newest}


async def test_a_damaged_row_is_counted_and_holds_up_nothing(store, ring, clock, rotation):
    await fill(store, ring, clock)
    (row, *_) = await all_rows(store, CASES)
    await store.commit(Put(CASES, row.key, {**row.doc, "sealed": row.doc["sealed"][:-8] + "AAAAAAA="}))
    told = await rotation.run()
    assert told["unreadable"] == 1
    assert told["missing"] == []
    assert await unreadable(store, ring) == 1
    assert rotation.lookout.unreadable == 1


async def test_a_sender_s_way_whose_key_is_lost_does_not_hold_up_its_case(store, ring, rotation):
    lost = KeyRing({"gone": b"g" * 32}, "gone")
    one = replace(case(ring, 1), notice=lost.seal(b"{}", "notice/1"))
    await store.commit(one.put(ring))
    await rotation.run()
    (row,) = await all_rows(store, CASES)
    assert Case.read(row, ring).notice == one.notice
    assert (await rotation.run(new=False))["resealed"] == 0


async def test_nothing_of_what_the_old_key_sealed_stays_in_the_files(tmp_path, store, ring, clock, rotation):
    await fill(store, ring, clock)
    old = [row.doc["sealed"][:60].encode() for row in await all_rows(store, CASES)]
    await rotation.run()
    await store.tidy()
    for name, content in in_files(tmp_path).items():
        assert not [each for each in old if each in content], name


async def test_so_it_is_in_a_database_that_others_write_too(url, file, ring, clock):
    async with await PostgresStore.open(url) as mine, await PostgresStore.open(url) as theirs:
        other = KeyRing.load(file)
        await fill(theirs, other, clock)
        before = await read(theirs, other)
        work = asyncio.create_task(Rotation(mine, ring, clock).run())
        for number in range(100, 110):
            await theirs.commit(case(other, number).put(other), dialog(other, f"{number:032x}"))
        told = await work
        assert {key: value for key, value in (await read(theirs, other)).items() if key in before} == before
        await Rotation(mine, ring, clock).run(new=False)
        assert await keys_in_use(theirs, other) == {told["newest"]}
        assert len(await all_rows(mine, CASES)) == 15
