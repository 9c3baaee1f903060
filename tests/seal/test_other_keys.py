"""The store and the key file do not belong together, or only in part."""

import pytest

from bot.adapters.seal import KeyRing, make_key_file
from bot.errors import WrongSetting
from bot.inspection import check, inspect
from bot.rotation import Rotation
from tests.seal.stored import case, fill, keys_in_use, read, unreadable


@pytest.fixture
def foreign(tmp_path):
    make_key_file(tmp_path / "others.json")
    return KeyRing.load(tmp_path / "others.json")


async def test_a_ring_that_opens_nothing_is_refused_with_what_to_do(store, ring, clock, foreign):
    await fill(store, ring, clock)
    with pytest.raises(WrongSetting, match=rf"{ring.keys.newest}.*Remedy.*rotate --lost"):
        await check(store, foreign)


async def test_so_is_one_with_another_key_of_the_same_name(store, ring, clock):
    await fill(store, ring, clock)
    with pytest.raises(WrongSetting, match="Remedy"):
        await check(store, KeyRing({ring.keys.newest: b"x" * 32}, ring.keys.newest))


async def test_rotating_under_foreign_keys_is_refused_and_makes_no_key(store, ring, clock, foreign):
    await fill(store, ring, clock)
    with pytest.raises(WrongSetting):
        await Rotation(store, foreign, clock).run()
    assert len(foreign.keys.keys) == 1


async def test_a_store_without_a_sealed_row_takes_any(store, foreign):
    await check(store, foreign)


async def test_one_key_in_common_is_enough(store, ring, clock, foreign):
    await fill(store, ring, clock)
    await store.commit(case(foreign, 77).put(foreign))
    await check(store, foreign)
    await check(store, ring)


async def test_what_asks_for_a_missing_key_is_counted_by_row_and_named(store, ring, clock, foreign):
    await fill(store, ring, clock)
    rows = await unreadable(store, foreign)
    await store.commit(case(foreign, 77).put(foreign))
    found = await inspect(store, foreign, clock)
    assert (found.unreadable, found.missing) == (rows, {ring.keys.newest})


async def test_lost_for_good_is_said_once_and_then_the_rest_works(store, ring, clock, foreign, tmp_path):
    await fill(store, ring, clock)
    told = await Rotation(store, foreign, clock).run(new=False, lost=True)
    assert told["lost"] == told["missing"] == [ring.keys.newest]
    again = KeyRing.load(tmp_path / "others.json")
    await check(store, again, again.keys.lost)
    assert (await Rotation(store, again, clock).run())["unreadable"] == told["unreadable"] > 0


async def test_a_lost_key_that_is_found_opens_again(store, ring, clock, foreign):
    await fill(store, ring, clock)
    before = await read(store, ring)
    await Rotation(store, foreign, clock).run(new=False, lost=True)
    both = KeyRing({**foreign.keys.keys, **ring.keys.keys}, foreign.keys.newest)
    assert await read(store, both) == before
    await Rotation(store, both, clock).run(new=False)
    assert await keys_in_use(store, both) == {both.keys.newest}
