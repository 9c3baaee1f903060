"""A file that is damaged, empty, newer or not ours is refused with its name and a remedy, and never written to."""

import random
import sqlite3
from contextlib import closing

import pytest

from bot.adapters.tiny import TinyStore
from bot.errors import StoreDamaged, WrongSetting
from bot.ports import CASES, TABLES, Put, Table


@pytest.fixture
async def filled(path, clock):
    """A closed store with enough in it to have pages of every kind."""
    async with await TinyStore.open(path, clock) as store:
        docs = {f"{n:03}": {"receipt": f"r{n:03}", "day": "2026-11-03", "story": f"<{n:03}>" * 200} for n in range(200)}
        await store.commit(*(Put(CASES, key, doc) for key, doc in docs.items()))
    return docs


async def refused(path, clock, error=StoreDamaged, **how):
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(error) as told:
        await TinyStore.open(path, clock, **how)
    assert before == (path.read_bytes() if path.is_file() else None)
    assert str(path) in str(told.value)
    return str(told.value)


@pytest.mark.parametrize("read_only", [True, False])
async def test_a_file_of_zero_length_is_refused(path, clock, read_only):
    path.touch()
    message = await refused(path, clock, read_only=read_only)
    assert "is empty" in message
    assert "backup" in message


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize("content", [b"{}", b"SQLite format 3\0", b"\0" * 5000, random.Random(1).randbytes(9000)])
async def test_a_file_of_another_kind_is_refused(path, clock, content, read_only):
    path.write_bytes(content)
    assert "backup" in await refused(path, clock, read_only=read_only)


@pytest.mark.parametrize("read_only", [True, False])
async def test_another_programs_database_is_refused(path, clock, read_only):
    with closing(sqlite3.connect(path)) as sql:
        sql.execute("CREATE TABLE cases (key TEXT)")
    assert "no store of this bot" in await refused(path, clock, read_only=read_only)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("read_only", [True, False])
async def test_a_store_of_a_newer_version_is_refused_by_name(path, clock, read_only):
    with closing(sqlite3.connect(path)) as sql:
        sql.execute("PRAGMA user_version = 2")
        sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert "schema 2" in await refused(path, clock, read_only=read_only)


@pytest.mark.usefixtures("filled")
async def test_a_file_cut_short_is_refused(path, clock):
    whole = path.read_bytes()
    for size in (50, 512, 4096, len(whole) // 2, len(whole) - 4096):
        path.write_bytes(whole[:size])
        await refused(path, clock)


async def test_a_lost_file_whose_log_is_still_there_is_not_taken_for_a_new_store(path, clock):
    path.with_name("store.db-wal").write_bytes(b"what was last committed")
    assert "store.db-wal" in await refused(path, clock)


async def test_one_wrong_byte_is_refused_or_changes_nothing(path, clock, filled, full):
    whole, chance = path.read_bytes(), random.Random(3)
    for _ in range(full(60, 600)):
        place = chance.randrange(len(whole))
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :])
        try:
            store = await TinyStore.open(path, clock)
        except StoreDamaged:
            continue
        rows = (await store.find(CASES, limit=1000)).rows
        by_index = [(await store.find(CASES, equals={"receipt": doc["receipt"]})).rows for doc in filled.values()]
        await store.close()
        assert {row.key: row.doc for row in rows} == filled, place
        assert [row.doc for found in by_index for row in found] == list(filled.values()), place


@pytest.mark.usefixtures("filled")
async def test_a_wrong_letter_in_a_document_is_refused(path, clock):
    path.write_bytes(path.read_bytes().replace(b"<077><077>", b"<077><078>", 1))
    assert "cases" in await refused(path, clock)


@pytest.mark.usefixtures("filled")
async def test_an_index_that_points_astray_is_refused(path, clock):
    path.write_bytes(path.read_bytes().replace(b"r077077", b"r079077", 1))
    assert "damaged" in await refused(path, clock)


@pytest.mark.usefixtures("filled")
async def test_a_store_that_was_refused_can_be_opened_once_it_is_mended(path, clock):
    whole = path.read_bytes()
    path.write_bytes(whole[:5000])
    await refused(path, clock)
    path.write_bytes(whole)
    async with await TinyStore.open(path, clock) as store:
        assert (await store.find(CASES, count=True)).count == 200


@pytest.mark.parametrize("read_only", [True, False])
async def test_a_folder_that_is_not_there_is_a_wrong_setting(tmp_path, clock, read_only):
    await refused(tmp_path / "nowhere" / "store.db", clock, WrongSetting, read_only=read_only)


async def test_reading_never_makes_a_store(path, clock):
    await refused(path, clock, WrongSetting, read_only=True)
    assert list(path.parent.iterdir()) == []


async def test_a_new_version_may_name_other_tables_and_other_indexes(path, clock, filled):
    later = (Table("cases", ("story", "day")), Table("notes", ("day",)))
    await refused(path, clock, tables=later, read_only=True)
    async with await TinyStore.open(path, clock, later) as store:
        found = await store.find(later[0], equals={"story": filled["042"]["story"]})
        await store.commit(Put(later[1], "n", {"day": "2026-11-04"}))
    assert [row.key for row in found.rows] == ["042"]
    async with await TinyStore.open(path, clock, TABLES) as store:
        assert (await store.find(CASES, equals={"receipt": "r042"})).rows == found.rows
