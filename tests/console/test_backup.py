"""A backup is whole and restored as it was; over a store in use never, over what holds something only when meant."""

import asyncio
import gzip
import json
import os
import random
import sqlite3
from contextlib import closing, suppress

import pytest

from bot.adapters import files, stores
from bot.adapters.clock import SystemClock
from bot.adapters.postgres import PostgresStore
from bot.errors import StoreHeld
from bot.export import Reading, WrongExport, fill
from bot.ports import CASES, TABLES, Put
from tests.console.conftest import PROOF, Place, done, killed, refused, some
from tests.console.test_export import WRONG

OLD = [Put(CASES, "old", {"story": "as it was"})]
KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.adapters.clock import SystemClock
from bot.adapters.tiny import TinyStore
from bot.ports import CASES, Put

async def main():
    store = await TinyStore.open(Path(sys.argv[1]), SystemClock())
    await store.commit(Put(CASES, "old", {"story": "as it was"}))
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""
AS_IT_WAS = [("cases", "old", '{"story":"as it was"}')]


@pytest.fixture
def backup(tmp_path):
    """A backup of a store with some rows; and those rows."""
    (tmp_path / "source").mkdir()
    source = Place(tmp_path / "source" / "store.db")
    asyncio.run(source.fill(*some(40)))
    done(source.command("backup", tmp_path / "backup"))
    return tmp_path / "backup", asyncio.run(source.rows())


def files_of(folder):
    return {each.name for each in folder.iterdir()} - {"backup", "source", "store.db.lock"}


async def test_a_backup_is_one_packed_file_for_its_owner_and_says_what_it_lacks(any_place, tmp_path):
    await any_place.fill(*some(40))
    told = done(any_place.command("backup", tmp_path / "b"))
    assert f"{40 * len(TABLES)} documents" in told
    assert "key file is not in it" in told
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
    first, *rows, _ = gzip.decompress((tmp_path / "b").read_bytes()).splitlines()
    assert json.loads(first)["tables"] == [table.name for table in TABLES]
    assert len(rows) == 40 * len(TABLES)
    assert not any(each.name.endswith(".unfinished") for each in tmp_path.iterdir())


async def test_it_is_restored_into_either_kind_of_store(backup, any_place):
    file, rows = backup
    assert f"{40 * len(TABLES)} documents" in done(any_place.command("restore", file))
    assert await any_place.rows() == rows


async def test_one_that_is_there_already_is_left_alone(place, tmp_path):
    await place.fill(*OLD)
    (tmp_path / "b").write_text("mine")
    assert "is there already" in refused(place.command("backup", tmp_path / "b"))
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert "is there already" in refused(place.command("backup", tmp_path / "link"))
    assert (tmp_path / "b").read_text() == "mine"
    assert files_of(tmp_path) - {"store.db", "store.db-wal", "store.db-shm"} == {"b", "link"}


async def test_what_holds_something_is_replaced_only_when_that_is_meant(backup, any_place):
    file, rows = backup
    await any_place.fill(*OLD)
    assert "--force" in refused(any_place.command("restore", file))
    assert await any_place.rows() == AS_IT_WAS
    done(any_place.command("restore", file, "--force"))
    assert await any_place.rows() == rows


async def test_the_file_that_was_there_is_kept_beside_each_time_under_a_name_of_its_own(backup, place, tmp_path):
    await place.fill(*OLD)
    for name in ("store.db-before-restore", "store.db-before-restore-2"):
        assert str(tmp_path / name) in done(place.command("restore", backup[0], "--force"))
    assert files_of(tmp_path) == {"store.db", "store.db-before-restore", "store.db-before-restore-2"}
    assert await Place(tmp_path / "store.db-before-restore").rows() == AS_IT_WAS
    assert await Place(tmp_path / "store.db-before-restore-2").rows() == backup[1]


async def test_a_store_in_use_is_not_restored_over_and_its_holder_is_named(backup, any_place):
    file, _ = backup
    async with await any_place.opened() as store:
        await store.commit(*OLD)
        for words in (("restore", file), ("restore", file, "--force"), ("import", "store", file)):
            assert f"process {os.getpid()} on {os.uname().nodename} since 20" in refused(any_place.apart(*words))
    assert await any_place.rows() == AS_IT_WAS


async def test_a_file_that_is_being_read_is_not_taken_away_from_its_reader(backup, place):
    await place.fill(*OLD)
    async with await place.opened(read_only=True) as reader:
        rows = reader.snapshot()
        assert await anext(rows) == AS_IT_WAS[0]
        assert "being read by another process" in refused(place.command("restore", backup[0], "--force"))
        await rows.aclose()
    done(place.command("restore", backup[0], "--force"))
    assert await place.rows() == backup[1]


async def test_an_instance_that_was_not_seen_writes_nothing_after_a_restore(backup, url):
    async with await PostgresStore.open(url) as unseen:  # of this very process, as is the one that restores
        await unseen.commit(*OLD)
        with files.lines(backup[0]) as (name, lines):
            async with stores.replacing(url, SystemClock(), force=True) as (store, _):
                await fill(store, Reading(lines, name))
        with pytest.raises(StoreHeld):
            await unseen.commit(Put(CASES, "late", {}))
    assert await Place(url).rows() == backup[1]


async def test_whoever_reads_a_database_while_it_is_restored_sees_the_old_or_the_new(backup, url):
    await Place(url).fill(*OLD)
    async with await PostgresStore.open(url, read_only=True) as reader:
        with files.lines(backup[0]) as (name, lines):
            async with stores.replacing(url, SystemClock(), force=True) as (store, _):
                await fill(store, Reading(lines, name))
                assert [row async for row in reader.snapshot()] == AS_IT_WAS
        assert [row async for row in reader.snapshot()] == backup[1]


async def test_a_store_whose_writer_was_killed_is_kept_whole(backup, place, tmp_path):
    killed(KILLED, place.name)
    assert (tmp_path / "store.db-wal").stat().st_size > 0
    assert "is not empty (cases: 1)" in refused(place.command("restore", backup[0]))
    done(place.command("restore", backup[0], "--force"))
    assert await Place(tmp_path / "store.db-before-restore").rows() == AS_IT_WAS
    assert await place.rows() == backup[1]


@pytest.mark.parametrize("left", [b"", b"no store at all", b"SQLite format 3\0" + bytes(5000)])
async def test_what_is_damaged_is_replaced_when_that_is_meant_and_kept_as_it_was(backup, place, tmp_path, left):
    (tmp_path / "store.db").write_bytes(left)
    assert "--force" in refused(place.command("restore", backup[0]))
    assert (tmp_path / "store.db").read_bytes() == left
    done(place.command("restore", backup[0], "--force"))
    assert (tmp_path / "store.db-before-restore").read_bytes() == left
    assert await place.rows() == backup[1]


async def test_what_is_left_of_a_lost_store_is_not_taken_for_part_of_the_new_one(backup, place, tmp_path):
    killed(KILLED, place.name)
    (tmp_path / "store.db").unlink()
    assert "part of a lost store" in refused(place.command("restore", backup[0]))
    done(place.command("restore", backup[0], "--force"))
    assert await place.rows() == backup[1]
    assert (tmp_path / "store.db-before-restore-wal").exists()


@pytest.mark.parametrize("part", [0.0, 0.001, 0.3, 0.9, 0.9999])
async def test_half_a_backup_is_refused_by_name(backup, place, tmp_path, part):
    whole = backup[0].read_bytes()
    (tmp_path / "half").write_bytes(whole[: int(len(whole) * part)])
    await place.fill(*OLD)
    told = refused(place.command("restore", tmp_path / "half", "--force"))
    assert f"{tmp_path / 'half'} is " in told
    assert "half a backup" in told or part < 0.1
    assert await place.rows() == AS_IT_WAS


def test_a_changed_bit_anywhere_is_noticed(backup, tmp_path):
    whole, chance = backup[0].read_bytes(), random.Random(4)
    puts = read(backup[0])
    for _ in range(2000 if PROOF else 100):
        at = chance.randrange(10, len(whole))  # before stand the packing's own marks, which say nothing
        (tmp_path / "bad").write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        with suppress(WrongExport):
            assert read(tmp_path / "bad") == puts  # some bits say where to find a text that stands in many places


def read(file):
    with files.lines(file) as (name, lines):
        return [put for batch in Reading(lines, name).batches() for put in batch]


@pytest.mark.parametrize("why", ["is no export", "newer version of the bot", "does not know: more", "does not vouch"])
def test_what_is_wrong_inside_is_refused_by_name_packed_or_not(place, tmp_path, why):
    (tmp_path / "wrong").write_bytes(gzip.compress(WRONG[why]))
    assert why in refused(place.command("restore", tmp_path / "wrong"))


def test_a_newer_schema_is_refused_by_name(backup, place, tmp_path):
    done(place.command("restore", backup[0]))
    with closing(sqlite3.connect(place.name)) as sql:
        sql.execute("PRAGMA user_version = 9")
    assert "schema 9" in refused(place.command("backup", tmp_path / "b"))
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    "words", [("restore", "{}"), ("import", "store", "{}"), ("import", "directory", "{}"), ("backup", "{}/b")], ids=str
)
def test_a_file_that_is_not_there_is_named(place, tmp_path, words):
    told = refused(place.command(*(each.format(tmp_path / "nowhere") for each in words)))
    assert str(tmp_path / "nowhere") in told


@pytest.mark.parametrize(
    "words", [("restore", "{}"), ("import", "store", "{}"), ("import", "directory", "{}")], ids=str
)
def test_a_folder_in_the_place_of_a_file_is_named(place, tmp_path, words):
    assert str(tmp_path) in refused(place.command(*(each.format(tmp_path) for each in words)))


def test_a_directory_file_in_another_encoding_is_named(place, tmp_path):
    (tmp_path / "people.csv").write_bytes("aad_id;name\nx;Åsa\n".encode("latin-1"))
    assert "people.csv is no text in UTF-8" in refused(place.command("import", "directory", tmp_path / "people.csv"))


@pytest.mark.parametrize("words", [("export",), ("backup", "{}"), ("outbox", "list"), ("outbox", "resend")], ids=str)
@pytest.mark.parametrize("where", ["nowhere/store.db", "mysql://example.org/x", "postgresql://127.0.0.1:1/x"])
def test_a_store_that_is_not_there_is_named(tmp_path, where, words):
    place = Place(where if "://" in where else tmp_path / where)
    assert "VBE_STORE" in refused(place.command(*(each.format(tmp_path / "b") for each in words)))
    assert not (tmp_path / "b").exists()


def test_a_demo_in_a_database_must_be_told_where_its_keys_are(url):
    assert "VBE_KEY_FILE is missing" in refused(Place(url).apart("serve", "--demo"))


def test_a_key_file_that_is_there_is_left_alone(place, tmp_path):
    done(place.command("keys", tmp_path / "keys"))
    before = (tmp_path / "keys").read_bytes()
    assert "is there already" in refused(place.command("keys", tmp_path / "keys"))
    assert (tmp_path / "keys").read_bytes() == before
