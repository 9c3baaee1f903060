"""There and back, from one kind of store into the other: equal, or refused with a reason."""

import asyncio
import json
from contextlib import aclosing
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.clock import SystemClock
from bot.adapters.postgres import PostgresStore
from bot.adapters.stores import opened, replacing
from bot.adapters.tiny import TinyStore
from bot.export import Reading, Writing, WrongExport, fill
from bot.ports import CASES, CHATS, DIALOGS, TABLES, Del, Put, Table
from tests.console.conftest import PROOF, done, refused, some
from tests.postgres import sql

AWKWARD = ["", "\0", "a\0b", "🧭", "👩🏽‍🚒", "\u2028\x85\r\n", "e\u0301", '"\\', "\x7f\x1b", "ÅÄÖ" * 50]  # fmt: skip
texts = st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
leaves = st.none() | st.booleans() | numbers | texts
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))
field = st.none() | st.integers(-(2**63), 2**63 - 1) | texts


@st.composite
def stored(draw):
    table = draw(st.sampled_from(TABLES))
    doc = draw(st.dictionaries(texts, values, max_size=4)) | {name: draw(field) for name in table.indexed}
    return Put(table, draw(texts), doc)


async def lines_of(store):
    writing = Writing(SystemClock().now())
    async with aclosing(store.snapshot()) as rows:
        return [writing.head(), *[writing.row(*row) async for row in rows], writing.end()]


async def moved(place, into):
    async with await opened(place, SystemClock(), read_only=True) as store:
        lines = await lines_of(store)
    async with replacing(into, SystemClock(), force=True) as (store, _):
        await fill(store, Reading(lines, "the lines"))
    return lines[1:-1]


async def around(folder, puts, *places):
    """Through all these places, and what came out at each of them."""
    first = str(folder / "first.db")
    async with await TinyStore.open(Path(first), SystemClock()) as store:
        await store.commit(*puts)
    return [await moved(place, into) for place, into in zip((first, *places[:-1]), places, strict=True)]


several = settings(
    max_examples=200 if PROOF else 15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@several
@given(puts=st.lists(stored(), max_size=12))
def test_an_embedded_store_comes_back_equal(tmp_path, puts):
    folder = Path(mkdtemp(dir=tmp_path))
    first, second = asyncio.run(around(folder, puts, str(folder / "second.db"), str(folder / "third.db")))
    assert first == second
    assert len(first) == len({(put.table.name, put.key) for put in puts})


@several
@given(puts=st.lists(stored(), max_size=12))
def test_through_postgresql_and_back_it_is_equal(tmp_path, url, puts):
    folder = Path(mkdtemp(dir=tmp_path))
    tiny, shared, back = asyncio.run(around(folder, puts, url, str(folder / "second.db"), str(folder / "third.db")))
    assert tiny == shared == back


async def test_documents_and_etags_are_the_same_after_both(tmp_path, url):
    doc = {"receipt": "åäö\0", "day": 7, "deep": [1.0, -0.0, 1e300, {"x": None}], "long": "🧭" * 262_144}
    await around(tmp_path, [Put(CASES, "a\0b", doc)], url, str(tmp_path / "back.db"))
    found = []
    for place in (str(tmp_path / "first.db"), url, str(tmp_path / "back.db")):
        async with await opened(place, SystemClock(), read_only=True) as store:
            found.append(await store.get(CASES, "a\0b"))
    assert found[0] == found[1] == found[2]
    assert [list(row.doc.items()) for row in found] == [list(doc.items())] * 3


async def test_what_is_asked_for_by_index_is_found_after_it(place, other, url, tmp_path):
    await place.fill(*some(30))
    done(place.command("export", tmp_path / "all.jsonl"))
    for into in (other, type(place)(url)):
        done(into.command("import", "store", tmp_path / "all.jsonl"))
        async with await into.opened() as store:
            assert [row.key for row in (await store.find(CASES, equals={"receipt": "receipt 7"})).rows] == ["000007"]
            assert len(await store.claim(TABLES[4], SystemClock().now(), 60, 5)) == 0
            await store.commit(Del(CASES, "000007"))


async def test_a_pipe_from_one_to_the_other_and_back(place, other, url):
    await place.fill(*some(300))
    shared = type(place)(url)
    for source, into in ((place, shared), (shared, other)):
        exporting = source.apart("export")
        assert exporting.returncode == 0
        told = done(into.apart("import", "store", "-", input=exporting.stdout))
        assert told.startswith(f"{300 * len(TABLES)} documents")
    assert await place.rows() == await shared.rows() == await other.rows()


async def test_an_empty_store_has_an_export_too(place, other, tmp_path):
    await place.fill()
    done(place.command("export", tmp_path / "none.jsonl"))
    assert done(other.command("import", "store", tmp_path / "none.jsonl")).startswith("0 documents")


async def test_the_rows_are_of_one_moment_however_long_it_takes(any_place):
    await any_place.fill(*(Put(table, f"{n:04}", {"n": 0}) for table in (DIALOGS, CHATS, CASES) for n in range(600)))
    async with await any_place.opened() as store, await any_place.opened(read_only=True) as reader:
        found = []
        async with aclosing(reader.snapshot()) as rows:
            async for row in rows:
                if len(found) % 400 == 0:
                    both = (Put(DIALOGS, f"{len(found):04}", {"n": 1}), Del(CASES, f"{len(found):04}"))
                    await store.commit(*both, Put(CHATS, "new", {"n": len(found)}))
                found.append(row)
    assert len(found) == 1800
    assert {text for _, _, text in found} == {'{"n":0}'}
    assert found == sorted(found, key=lambda row: ([table.name for table in TABLES].index(row[0]), row[1]))


async def test_a_row_that_is_not_what_was_written_is_no_part_of_an_export(url):
    async with await PostgresStore.open(url) as store:
        await store.commit(Put(CASES, "a", {"story": "s"}))
        sql(url, """UPDATE vbe.docs SET doc = '{"story":"t"}'""")
        with pytest.raises(Exception, match="is damaged in cases"):
            await lines_of(store)


def export(*rows, head=None, end=None, names=None):
    """The bytes of an export, sound or not."""
    first = {"format": "vbe-export", "version": 1, "tables": ["chats", "cases"], "made": "2026-11-03T08:00:00+00:00"}
    lines = [json.dumps(each).encode() + b"\n" for each in ({**first, **(head or {})}, *rows)]
    counts = {name: sum(row.get("table") == name for row in rows) for name in names or ("chats", "cases")}
    last = {"end": counts, "sha256": sha256(b"".join(lines)).hexdigest(), **(end or {})}
    return b"".join(lines) + json.dumps(last).encode() + b"\n"


A, B = {"table": "chats", "key": "a", "doc": {}}, {"table": "chats", "key": "b", "doc": {}}
CASE = {"table": "cases", "key": "a", "doc": {"receipt": "r"}}
SOUND = export(A, B, CASE)
WRONG = {
    "half an export": SOUND[: SOUND.rindex(b'{"end"')],
    "half an export ": SOUND[:-20],
    "half an export  ": SOUND[:150],
    "is no export": b"",
    "is no export ": b"a;b;c\n1;2;3\n",
    "is no export  ": b'{"format": "another"}\n',
    "is no export   ": b'{"format": "vbe-export", "version": null}\n',
    "is no export    ": bytes(range(256)) * 50,
    "newer version of the bot": export(A, head={"version": 2}),
    "does not know: more": export(A, head={"tables": ["chats", "more"]}),
    "is a table that its head does not name": export(A, {"table": "seen", "key": "a", "doc": {}}),
    "was there already": export(A, A),
    "or there already": export(A, B, A),
    "out of its order": export(CASE, A),
    "line 3 is no row": export(A, {"table": "chats", "key": "b"}),
    "line 2 is no row": export({"table": "chats", "key": 7, "doc": {}}),
    "line 2 is no row ": export({"table": "chats", "key": "b", "doc": []}),
    "does not vouch": SOUND.replace(b'"receipt": "r"', b'"receipt": "s"'),
    "does not vouch ": export(A, end={"end": {"chats": 2, "cases": 0}}),
    "does not vouch  ": export(A, end={"sha256": "0" * 64}),
    "goes on after": SOUND + SOUND,
    "cannot be kept": export({"table": "cases", "key": "a", "doc": {"receipt": 1.5}}),
    "cannot be kept ": export({"table": "cases", "key": "\ud800", "doc": {}}),
    "cannot be kept  ": export({"table": "cases", "key": "a", "doc": {"x": float("nan")}}),
    "line 2 is no row  ": export(A).replace(b'"doc": {}', b'"doc": ' + b"[" * 100_000),
    "cannot be unpacked": b"\x1f\x8b" + bytes(range(200)),
    "half a backup": b"\x1f\x8b\x08\x00",
}  # fmt: skip


@pytest.mark.parametrize("why", WRONG, ids=str.strip)
async def test_what_is_not_whole_and_ours_is_refused_and_nothing_of_it_is_kept(place, tmp_path, why):
    file = tmp_path / "wrong.jsonl"
    file.write_bytes(WRONG[why])
    told = refused(place.command("import", "store", file))
    assert why.strip() in told
    assert str(file) in told
    assert [each.name for each in tmp_path.iterdir() if each.name not in ("wrong.jsonl", "store.db.lock")] == []


@pytest.mark.parametrize("why", ["half an export", "was there already", "does not vouch", "cannot be kept "])
async def test_a_database_keeps_nothing_of_it_either(url, why):
    async with await PostgresStore.open(url) as store:
        await store.commit(Put(CASES, "before", {}))
    with pytest.raises(WrongExport, match=why.strip()):
        async with replacing(url, SystemClock(), force=True) as (store, _):
            await fill(store, Reading(WRONG[why].splitlines(keepends=True), "wrong.jsonl"))
    async with await PostgresStore.open(url) as store:
        assert [row async for row in store.snapshot()] == [("cases", "before", "{}")]


async def test_a_store_that_holds_something_is_not_imported_into(any_place, tmp_path):
    await any_place.fill(Put(CASES, "a", {"story": "s"}))
    (tmp_path / "sound.jsonl").write_bytes(SOUND)
    told = refused(any_place.command("import", "store", tmp_path / "sound.jsonl"))
    assert "is not empty (cases: 1)" in told
    assert "VBE_STORE" in told
    assert await any_place.rows() == [("cases", "a", '{"story":"s"}')]


async def test_a_table_that_only_a_newer_version_knows_is_not_left_out_in_silence(any_place):
    wider = [*TABLES, Table("more")]
    if "://" in any_place.name:
        store = await PostgresStore.open(any_place.name, wider)
    else:
        store = await TinyStore.open(Path(any_place.name), SystemClock(), wider)
    async with store:
        await store.commit(Put(wider[-1], "a", {}))
    exporting = any_place.command("export")
    assert "does not know: more" in refused(exporting)
    assert b'"end"' not in exporting.stdout


def test_an_export_is_readable_by_its_owner_only_and_overwrites_nothing(place, tmp_path):
    asyncio.run(place.fill(*some(3)))
    done(place.command("export", tmp_path / "all.jsonl"))
    assert (tmp_path / "all.jsonl").stat().st_mode & 0o777 == 0o600
    before = (tmp_path / "all.jsonl").read_bytes()
    assert "is there already" in refused(place.command("export", tmp_path / "all.jsonl"))
    assert (tmp_path / "all.jsonl").read_bytes() == before


def test_whoever_stops_reading_ends_it_without_a_traceback(place):
    asyncio.run(place.fill(*some(300)))
    exporting = place.start("export")
    assert exporting.stdout.read(10) == b'{"format":'
    exporting.stdout.close()
    assert exporting.stderr.read() == b""
    assert exporting.wait() == 1
    exporting.stdin.close()
