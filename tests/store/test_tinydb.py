"""The embedded store is a TinyDB: what TinyDB offers beyond the port works on it too."""

import pytest
from tinydb import Query, where

from bot.adapters.tiny import TinyStore
from bot.adapters.tiny.shape import Kept, shapes
from bot.adapters.tiny.table import Base, Equal
from bot.ports import CASES, TABLES


@pytest.fixture
async def base(path, clock):
    await (await TinyStore.open(path, clock)).close()
    with Base(path, shapes(TABLES), read_only=False) as opened:
        for n in range(5):
            opened.table("cases").insert(Kept({"receipt": f"r{n}", "n": n}, f"key{n}"))
        yield opened


async def test_documents_have_their_own_keys(base):
    cases = base.table("cases")
    assert cases.get(doc_id="key3") == {"receipt": "r3", "n": 3}
    assert cases.get(where("n") == 3).doc_id == "key3"
    assert cases.contains(doc_id="key3")
    assert not cases.contains(doc_id="nobody")
    assert len(cases) == len(cases.all()) == 5


async def test_a_key_is_inserted_once_and_never_counted(base):
    with pytest.raises(ValueError, match="this key"):
        base.table("cases").insert(Kept({}, "key3"))
    with pytest.raises(ValueError, match="own random key"):
        base.table("cases").insert({"n": 6})


async def test_any_tinydb_query_finds_what_it_should(base):
    cases = base.table("cases")
    assert [kept.doc_id for kept in cases.search(Query().n > 2)] == ["key3", "key4"]
    assert cases.count((where("n") == 1) | (where("receipt") == "r2")) == 2


async def test_the_query_of_the_port_means_the_same_with_and_without_index(base):
    for fields in ({"receipt": "r2"}, {"receipt": "r2", "day": None}, {"day": "2026-11-03"}, {}):
        query = Equal(fields)
        assert [kept.doc_id for kept in base.table("cases").search(query)] == [
            kept.doc_id for kept in base.table("cases").all() if query(kept)
        ]


async def test_tinydbs_own_slow_ways_keep_the_indexes_right(base):
    cases = base.table("cases")
    cases.update({"receipt": "same"}, where("n") >= 3)
    cases.remove(where("n") == 4)
    assert [kept.doc_id for kept in cases.search(Equal({"receipt": "same"}))] == ["key3"]
    assert cases.remove(doc_ids=["key3", "nobody"]) == ["key3"]
    assert base.tables() == {table.name for table in TABLES}


async def test_writing_a_table_that_is_not_there_changes_nothing(base):
    with pytest.raises(ValueError, match="unknown"):
        base.storage.write({"unknown": {}})
    with pytest.raises(ValueError, match="surrogate"):
        base.storage.write({CASES.name: {"a": {}, "b": {"story": "\ud800"}}})
    assert len(base.table("cases")) == 5


async def test_a_commit_waits_for_the_disk(base):
    assert base.sql.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
    assert base.sql.execute("PRAGMA synchronous").fetchall() == [(2,)]  # FULL
