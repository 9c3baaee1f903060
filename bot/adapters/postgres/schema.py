"""How the store lies in the database, and how it gets there: numbered steps that run once, whoever starts first.

A step is an SQL file in ``steps``; its number is the schema's version from then on. After the steps the fields that
``Table`` names get their places: f1 to f4 of ``vbe.docs``. A field keeps its place as long as it is asked for, and
documents of a table that got another field are laid out anew, which begins a new era.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import StoreDamaged, WrongSetting
from bot.ports import Table

from .line import Line

STEPS = {int(file.stem): file for file in sorted(Path(__file__).with_name("steps").glob("*.sql"))}
PLACES = 4  # f1 to f4
PAGE = 500  # documents laid out anew at a time
_ONE_AT_A_TIME = 0x56424553  # "VBES": the advisory lock's key; it ends with its transaction, as PgBouncer demands
LONG = 600.0  # seconds that the steps may take, or another instance's steps
# Asked of the catalogue itself: to_regclass() may answer from what the connection knew before it waited for the lock.
_OURS = """EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'vbe' AND c.relname = 'store')"""
_FACTS = f"""SELECT current_setting('server_encoding') AS encoding, current_setting('synchronous_commit') AS waits,
pg_is_in_recovery() AS standby, {_OURS} AS ours,
EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('vbe')) AS taken"""  # noqa: S608 - our own words

Slots = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each table's indexed fields stand (1 to 4), and since which era."""

    era: int
    slots: Slots

    def row(self, table: Table, doc: Mapping[str, Any]) -> list[bytes | None]:
        """What stands in f1 to f4 for a document."""
        places: list[bytes | None] = [None] * PLACES
        for field in table.indexed:
            places[self.slots[table.name][field] - 1] = sortable(doc.get(field))
        return places


def sortable(value: str | int | None) -> bytes:
    """Bytes that sort as the port demands: null, then integers, then text by its code points."""
    if value is None:
        return b"\0"
    if isinstance(value, int):
        return b"\1" + (value + 2**63).to_bytes(8, "big")
    return b"\2" + value.encode()


async def ready(line: Line, tables: Sequence[Table], *, read_only: bool) -> Layout:
    """The layout, brought up to date unless ``read_only``. Raises WrongSetting, StoreDamaged."""
    facts = await line.row(_FACTS)
    _check(line.shown, facts, read_only=read_only)
    async with line.connection() as connection:
        if facts["ours"]:
            version = await _version(line.shown, connection)
            layout = await _layout(connection)
            if version == max(STEPS) and layout.slots == placed(layout.slots, tables):
                return layout
        if read_only:
            raise _not_yet(line.shown, there=facts["ours"])
        async with connection.transaction():
            await connection.fetchval("SELECT pg_advisory_xact_lock($1)", _ONE_AT_A_TIME, timeout=LONG)
            return await _brought_up(line.shown, connection, tables)


def placed(slots: Slots, tables: Sequence[Table]) -> Slots:
    """The places for these tables' fields; one that has a place keeps it. Raises ValueError when there is none left."""
    wanted: dict[str, dict[str, int]] = {}
    for table in tables:
        kept = {field: n for field, n in slots.get(table.name, {}).items() if field in table.indexed}
        free = iter(sorted(set(range(1, PLACES + 1)) - set(kept.values())))
        fresh = [field for field in table.indexed if field not in kept]
        if len(kept) + len(fresh) > PLACES:
            raise ValueError(f"{table.name} has more than {PLACES} indexed fields. Add a step that makes more places.")
        wanted[table.name] = kept | dict(zip(fresh, free, strict=False))
    return dict(slots) | {name: each for name, each in wanted.items() if each}


async def _brought_up(where: str, connection: Any, tables: Sequence[Table]) -> Layout:
    version = 0
    if await connection.fetchval(f"SELECT {_OURS}"):  # somebody else was first
        version = await _version(where, connection)
    else:
        await connection.execute("CREATE SCHEMA IF NOT EXISTS vbe")
    for number in (each for each in sorted(STEPS) if each > version):
        await connection.execute(STEPS[number].read_text("utf-8"), timeout=LONG)
    layout = await _layout(connection)
    slots = placed(layout.slots, tables)
    changed = [table for table in tables if slots.get(table.name) != layout.slots.get(table.name)]
    layout = Layout(layout.era + await _laid_out(connection, changed, Layout(0, slots)), slots)
    await connection.execute(
        "UPDATE vbe.store SET version = $1, era = $2, slots = $3", max(STEPS), layout.era, json.dumps(slots)
    )
    return layout


async def _laid_out(connection: Any, tables: Sequence[Table], layout: Layout) -> int:
    """Put the fields of documents that are there already in their places; 1 if there were any, else 0."""
    if tables:
        await connection.execute("LOCK TABLE vbe.docs IN SHARE ROW EXCLUSIVE MODE", timeout=LONG)
    met = 0
    for table in tables:
        key = b""
        while rows := await connection.fetch(
            "SELECT key, doc FROM vbe.docs WHERE place = $1 AND key >= $2 ORDER BY key LIMIT $3", table.name, key, PAGE
        ):
            moved = [(table.name, each["key"], *layout.row(table, json.loads(each["doc"]))) for each in rows]
            await connection.executemany(
                "UPDATE vbe.docs SET f1 = $3, f2 = $4, f3 = $5, f4 = $6 WHERE place = $1 AND key = $2", moved
            )
            key, met = rows[-1]["key"] + b"\0", 1
    return met


async def _version(where: str, connection: Any) -> int:
    version: int = await connection.fetchval("SELECT version FROM vbe.store")
    if version > max(STEPS):
        raise StoreDamaged(
            f"{where} has schema {version}; this version of the bot knows up to {max(STEPS)}. "
            "Start the newer version, or restore a backup made by this one."
        )
    return version


async def _layout(connection: Any) -> Layout:
    found = await connection.fetchrow("SELECT era, slots FROM vbe.store")
    return Layout(found["era"], json.loads(found["slots"]))


def _check(where: str, facts: Any, *, read_only: bool) -> None:
    if facts["encoding"] != "UTF8":
        raise WrongSetting(f"VBE_STORE, {where}: its encoding is {facts['encoding']}. Create it with encoding UTF8.")
    if facts["standby"] and not read_only:
        raise WrongSetting(f"VBE_STORE, {where}: a standby that takes no writes. Name the server that does.")
    if facts["waits"] == "off":
        raise WrongSetting(
            f"VBE_STORE, {where}: with synchronous_commit = off a report could be lost after it was acknowledged. "
            "Set it on for this user."
        )
    if facts["taken"] and not facts["ours"]:
        raise StoreDamaged(f"{where} has a schema vbe that is not this bot's. Name another database in VBE_STORE.")


def _not_yet(where: str, *, there: bool) -> Exception:
    if there:
        return StoreDamaged(
            f"{where} was last written by an older version. Start the bot once: it brings it up to date."
        )
    return WrongSetting(
        f"{where}: there is no store. Name its database in VBE_STORE, or start the bot once to make it."
    )
