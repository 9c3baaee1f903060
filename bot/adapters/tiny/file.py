"""The store's file: born whole, known by its mark, and refused when anything about it is wrong."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from bot.adapters.files import flush
from bot.adapters.written import fingerprint
from bot.errors import StoreDamaged, StoreGone, WrongSetting

from .shape import Kept, Shape, column
from .storage import connect

OURS = 0x56424553  # "VBES", SQLite's application_id
SCHEMA = 1  # SQLite's user_version: how documents lie in the file, not what is in them
_REFUSED = {
    sqlite3.SQLITE_FULL: "the disk is full. Make room",
    sqlite3.SQLITE_IOERR: "the disk takes no more, or is broken. Make room, or look into the system's log",
    sqlite3.SQLITE_BUSY: "another program keeps it locked",
}
_RESTORE = "Put a backup in its place, or name another file in VBE_STORE."


def create(path: Path, shapes: Mapping[str, Shape]) -> None:
    """Make an empty store. Until it is whole it has another name, so a crash never leaves half a store behind."""
    if left := [file.name for file in side_files(path) if file.exists()]:
        raise StoreDamaged(f"{path} is gone, but {left[0]} is still there: part of a lost store. {_RESTORE}")
    _whole(path, lambda sql, _: _lay_out(sql, shapes))


def copy(path: Path, to: Path) -> None:
    """A copy as of now, in key order and without what was deleted; may run beside the bot."""
    with closing(connect(path, read_only=True)) as source:
        _whole(to, lambda _, name: source.execute("VACUUM INTO ?", [str(name)]))


def check(path: Path, sql: sqlite3.Connection, *, thorough: bool) -> None:
    """Raise StoreDamaged unless this is a store of ours, of a schema we know and (``thorough``) sound all through."""
    if sql.execute("PRAGMA application_id").fetchall() != [(OURS,)]:
        raise StoreDamaged(f"{path} is no store of this bot. {_RESTORE}")
    ((schema,),) = sql.execute("PRAGMA user_version").fetchall()
    if schema > SCHEMA:
        raise StoreDamaged(
            f"{path} has schema {schema}; this version of the bot knows up to {SCHEMA}. "
            "Start the newer version, or restore a backup made by this one."
        )
    if thorough and sql.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
        raise StoreDamaged(f"{path} is damaged. {_RESTORE}")


def check_rows(path: Path, sql: sqlite3.Connection, shapes: Mapping[str, Shape]) -> None:
    """Raise StoreDamaged when a row is not what was once written: SQLite itself has no checksums."""
    for shape in shapes.values():
        for key, text, etag in sql.execute(f"SELECT key, doc, etag FROM {shape.name}"):  # noqa: S608 - our own name
            if fingerprint(key, text) != etag:
                raise damaged(path, shape)


def damaged(path: Path, shape: Shape) -> StoreDamaged:
    """The error for a row that is not what was written."""
    return StoreDamaged(f"{path} is damaged in {shape.table.name}. {_RESTORE}")


def must_be_there(path: Path) -> None:
    """Raise WrongSetting when there is no file, StoreDamaged when it is empty: SQLite would take that for a new one."""
    if not path.is_file():
        raise WrongSetting(f"{path}: there is no store. Name its file in VBE_STORE, or start the bot once to make it.")
    if path.stat().st_size == 0:
        raise StoreDamaged(f"{path} is empty: its content is lost. {_RESTORE}")


def adapt(sql: sqlite3.Connection, shapes: Mapping[str, Shape]) -> None:
    """Make tables and indexes what ``shapes`` asks for, all or nothing; documents stay as they are."""
    if all(_columns(sql, shape) == set(shape.columns) for shape in shapes.values()):
        return
    sql.execute("BEGIN IMMEDIATE")
    for shape in shapes.values():
        _adapt_table(sql, shape)
    sql.execute("COMMIT")


def fits(sql: sqlite3.Connection, shapes: Mapping[str, Shape]) -> bool:
    """Whether the file has all tables and indexes that ``shapes`` asks for."""
    return all(_columns(sql, shape) >= set(shape.columns) for shape in shapes.values())


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn SQLite's complaints into ours: StoreDamaged, StoreGone, or WrongSetting when it cannot be opened."""
    try:
        yield
    except (sqlite3.DatabaseError, json.JSONDecodeError) as error:
        raise translated(path, error) from error


def translated(path: Path, error: Exception) -> Exception:
    """The error to raise in its place; one that says nothing about the file or its disk stays as it is."""
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_CANTOPEN:
        return WrongSetting(f"{path} cannot be opened. Check the rights of the file and its folder.")
    if code is not None and (why := _REFUSED.get(code & 0xFF)):
        return StoreGone(f"{path} takes nothing just now: {why}.")
    broken = code is not None and code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
    undecodable = isinstance(error, json.JSONDecodeError) or (
        isinstance(error, sqlite3.OperationalError) and code is None and "decode" in str(error)
    )
    return StoreDamaged(f"{path} is damaged or no store. {_RESTORE}") if broken or undecodable else error


def side_files(path: Path) -> tuple[Path, Path]:
    """SQLite's write-ahead log and the map of it."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _whole(path: Path, fill: Callable[[sqlite3.Connection, Path], object]) -> None:
    unfinished = path.with_name(f"{path.name}.new")
    for left in (unfinished, *side_files(unfinished)):  # by a crash at this very place
        left.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # SQLite's side files inherit the mode
    with closing(connect(unfinished, read_only=False)) as sql:
        fill(sql, unfinished)
    flush(unfinished)
    unfinished.rename(path)
    flush(path.parent)


def _lay_out(sql: sqlite3.Connection, shapes: Mapping[str, Shape]) -> None:
    sql.execute(f"PRAGMA application_id = {OURS}")
    sql.execute(f"PRAGMA user_version = {SCHEMA}")
    adapt(sql, shapes)
    sql.execute("PRAGMA journal_mode = WAL").fetchall()


def _columns(sql: sqlite3.Connection, shape: Shape) -> set[str]:
    found = {name for _, name, *_ in sql.execute(f"PRAGMA table_info({shape.name})").fetchall()}
    return {f'"{name}"' if name.startswith("by_") else name for name in found}


def _adapt_table(sql: sqlite3.Connection, shape: Shape) -> None:
    there = _columns(sql, shape)
    if not there:
        sql.execute(shape.created())
    for name in sorted(there - set(shape.columns)):
        sql.execute(f'DROP INDEX IF EXISTS "{shape.table.name}.{name.strip(chr(34)).removeprefix("by_")}"')
        sql.execute(f"ALTER TABLE {shape.name} DROP COLUMN {name}")
    fresh = [field for field in shape.table.indexed if column(field) not in there]
    for field in fresh if there else ():
        sql.execute(f"ALTER TABLE {shape.name} ADD COLUMN {column(field)}")
    if fresh and there:
        _fill(sql, shape)
    for field in fresh:
        sql.execute(shape.index(field))


def _fill(sql: sqlite3.Connection, shape: Shape) -> None:
    found = sql.execute(f"SELECT key, doc FROM {shape.name}").fetchall()  # noqa: S608 - our own name
    sql.executemany(shape.replace, (shape.row(Kept(json.loads(text), key, text)) for key, text in found))
