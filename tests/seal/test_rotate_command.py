"""``app.py rotate``: beside a bot that works, and by itself; what it says, and that nobody in a chat notices."""

import asyncio
import json
import os
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import pytest

from app import parser
from bot.adapters import key_file
from bot.adapters.console import carried_out
from bot.adapters.console.rotate import lines
from bot.adapters.seal import KeyRing, make_key_file
from bot.errors import VbeError
from bot.ports import CASES, DIALOGS
from bot.sealed import PLACES
from tests.house import bot, populate, serving
from tests.seal.stored import all_rows, keys_in_use
from tests.teams import signed
from tests.test_worry_over_http import TO_STORY, to_code, walk

NOTHING = {"new": True, "went_on": False, "newest": "n", "resealed": 2, "dropped": [], "stays": {}, "unreadable": 0,
           "missing": [], "lost": []}  # fmt: skip


@pytest.fixture
async def here(tmp_path):
    async with bot(tmp_path) as running:
        yield running


async def command(folder, *words, **more):
    """(exit code, what was printed, what was complained of). In another thread: the bot that it asks is in this one."""
    own = {"VBE_STORE": str(folder / "store.db"), "VBE_KEY_FILE": str(folder / "keys.json"), **more}
    return await asyncio.to_thread(_carried_out, words, own)


def _carried_out(words, own):
    outside, out, err = dict(os.environ), StringIO(), StringIO()
    os.environ.update(own)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = carried_out(parser().parse_args(words))
    finally:
        os.environ.clear()
        os.environ.update(outside)
    return code, out.getvalue(), err.getvalue()


async def test_beside_a_running_bot_nobody_in_a_chat_notices(here):
    farida, anna = await here.official("Farida Strandman"), await here.someone()
    omar = await here.someone("Omar Exempel")
    first = await to_code(anna)
    await anna.press("Skicka", notice=True)
    await omar.says("jag är orolig för någon")
    await walk(omar, *TO_STORY)
    second = await to_code(anna)
    code, out, err = await command(here.folder, "rotate")
    assert (code, err) == (0, "")
    await anna.press("Skicka")
    assert anna.sees.heading == "Skickat. Tack för att du sa till."
    await omar.press("Hoppa över")
    assert omar.sees.heading == "Det här gäller för dig nu."
    await here.settled()
    await farida.press("Jag tar den")
    await here.settled()
    for each in (first, second):
        await anna.says("mina ärenden")
        await anna.press("Visa ärendet", code=each)
        assert anna.sees.heading in {"Skickat till samordnaren.", "En samordnare har börjat med det."}
    newest = here.house.ports.seal.keys.newest
    assert newest in out
    assert await keys_in_use(here.house.ports.store, here.house.ports.seal) == {newest}
    assert len(here.house.ports.seal.keys.keys) == 2


async def test_an_activity_that_came_before_the_change_is_known_after_it(here):
    anna = await here.someone()
    await to_code(anna)
    await anna.press("Skicka")
    await command(here.folder, "rotate")
    await anna.repeats()
    assert len(await all_rows(here.house.ports.store, CASES)) == 1


async def test_words_that_came_before_the_change_are_answered_once(here):
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    await here.settled()
    await command(here.folder, "rotate")
    shown = len(anna.cards)
    await anna.repeats()
    await here.settled()
    assert len(anna.cards) == shown
    assert len(await all_rows(here.house.ports.store, DIALOGS)) == 1


async def test_an_open_dialog_is_marked_anew_with_its_next_page(here):
    anna = await here.someone()
    await anna.says("jag är orolig för någon")
    await walk(anna, *TO_STORY[:1])
    old = here.house.ports.seal.keys.newest
    await command(here.folder, "rotate")
    (row,) = await all_rows(here.house.ports.store, DIALOGS)
    assert row.doc["owner"].startswith(old)
    await walk(anna, *TO_STORY[1:2])
    (row,) = await all_rows(here.house.ports.store, DIALOGS)
    assert row.doc["owner"].startswith(here.house.ports.seal.keys.newest)


async def test_a_press_on_send_after_the_change_is_told_that_it_was_sent(here):
    anna = await here.someone()
    await to_code(anna)
    page = anna.sees
    await anna.press("Skicka")
    await command(here.folder, "rotate")
    await anna.press_on(page, "Skicka")
    assert anna.sees.heading == "Skickat. Tack för att du sa till."


async def test_a_second_one_joins_the_one_under_way(here):
    anna = await here.someone()
    await to_code(anna)
    await asyncio.gather(*(here.house.keys.begin({}) for _ in range(3)))
    assert (await here.house.keys.told({"seconds": 60}))["new"]
    assert len(here.house.ports.seal.keys.keys) == 2


async def test_without_a_bot_it_works_by_itself_and_the_bot_goes_on_with_it(tmp_path):
    async with signed() as teams:
        await populate(tmp_path)
        async with serving(teams, tmp_path) as running:
            anna = await running.someone()
            code = await to_code(anna)
            await anna.press("Skicka")
            before = running.house.ports.seal.keys.newest
        done, out, _ = await command(tmp_path, "rotate")
        assert done == 0
        assert f"Key {before} stays: 1 cases and dialogs are known by it" in out
        async with serving(teams, tmp_path) as running:
            await anna.says("mina ärenden")
            await anna.press("Visa ärendet", code=code)
            assert anna.sees.heading == "Skickat till samordnaren."
            ring = running.house.ports.seal
            assert await keys_in_use(running.house.ports.store, ring) == {ring.keys.newest} != {before}


async def test_a_bot_that_was_started_anew_says_to_call_again(here):
    with pytest.raises(VbeError, match="Call rotate once more"):
        await here.house.keys.told({})


async def test_a_foreign_key_file_stops_it_before_anything_is_changed(tmp_path):
    async with bot(tmp_path) as running:
        anna = await running.someone()
        await to_code(anna)
        await anna.press("Skicka")
    (tmp_path / "keys.json").rename(tmp_path / "right.json")
    make_key_file(tmp_path / "keys.json")
    before = (tmp_path / "keys.json").read_bytes()
    code, out, err = await command(tmp_path, "rotate")
    assert (code, out) == (1, "")
    assert "Remedy" in err
    assert "Traceback" not in err
    assert (tmp_path / "keys.json").read_bytes() == before


async def test_a_store_that_is_not_there_is_not_made(tmp_path):
    make_key_file(tmp_path / "keys.json")
    code, _, err = await command(tmp_path, "rotate")
    assert code == 1
    assert "there is no store" in err
    assert not (tmp_path / "store.db").exists()


async def test_without_a_key_file_it_says_which_setting(tmp_path):
    async with bot(tmp_path):
        pass
    code, _, err = await command(tmp_path, "rotate", VBE_KEY_FILE="")
    assert code == 1
    assert "VBE_KEY_FILE is missing" in err


async def test_a_key_file_that_cannot_be_written_stops_it_in_one_line(tmp_path):
    async with bot(tmp_path):
        pass
    (tmp_path / "locked").mkdir()
    (tmp_path / "keys.json").rename(tmp_path / "locked" / "keys.json")
    (tmp_path / "locked" / ".keys.json.new").mkdir()  # stands in the way for everybody, the root of a test machine too
    code, _, err = await command(tmp_path, "rotate", VBE_KEY_FILE=str(tmp_path / "locked" / "keys.json"))
    assert code == 1
    assert "Remedy" in err
    assert err.count("\n") == 1


async def test_the_bot_takes_up_a_key_that_another_process_made(here):
    ring = KeyRing.load(here.folder / "keys.json")
    await ring.announce()
    await ring.promote(here.house.clock.now())
    await here.house.tick()
    assert here.house.ports.seal.keys.newest == ring.keys.newest


async def test_the_key_file_is_the_owner_s_alone_afterwards(here):
    await command(here.folder, "rotate")
    assert (here.folder / "keys.json").stat().st_mode & 0o077 == 0
    assert set(json.loads((here.folder / "keys.json").read_text("utf-8"))) == {"newest", "keys", "replaced"}
    assert len(key_file.read(here.folder / "keys.json").keys) == 2


def test_what_is_said_names_keys_and_reasons_and_nothing_else():
    told = {**NOTHING, "dropped": ["a"], "unreadable": 3, "missing": ["m"], "lost": ["m"],
            "stays": {"b": {"marked": 4}, "c": {"until": "2026-11-26"}}}  # fmt: skip
    assert lines(told) == [
        "The newest key is n; 2 rows are sealed anew.",
        "Key a is dropped: nothing asks for it. Backups from its time do.",
        "Key b stays: 4 cases and dialogs are known by it.",
        "Key c stays: pages in Teams may ask for it until 2026-11-26; after that call rotate --tidy.",
        "3 rows cannot be opened. Keys that are missing: m.",
        "Given up: m. Found again, they open what they sealed.",
    ]


def test_one_that_was_broken_off_is_told_apart():
    assert lines({**NOTHING, "went_on": True})[0].startswith("A rotation that had been broken off is done.")


def test_every_table_that_holds_something_sealed_is_rotated():
    assert {place.table.name for place in PLACES} == {
        "cases",
        "dialogs",
        "outbox",
        "bulk",
        "dead",
        "photos",
        "alike",
        "forums",
        "training",
        "campaigns",
        "answers",
    }
