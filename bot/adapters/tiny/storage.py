"""TinyDB's Storage over one SQLite connection, and the TinyDB that is built on it."""

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from .shape import Kept, Shape

WAIT = 5.0  # seconds that a connection waits for another one's lock
_SETTINGS = (
    "synchronous = FULL",
    "secure_delete = ON",
    "temp_store = MEMORY",  # a scratch file would hold documents outside the store
    "wal_autocheckpoint = 0",  # the writer chooses quiet moments
    "cache_size = -32000",  # KiB; with SQLite's own 2 MB a large table is read anew at every question
)


class SqliteStorage(Storage):
    """The whole store as TinyDB sees it. Single documents go past this, by way of ``SqliteTable``."""

    def __init__(self, path: Path, shapes: Mapping[str, Shape], *, read_only: bool) -> None:
        self.shapes = shapes
        self.sql = connect(path, read_only=read_only)

    def read(self) -> dict[str, dict[str, Any]]:
        """Every document of every table, by key."""
        return {name: dict(self._documents(shape)) for name, shape in self.shapes.items()}

    def write(self, data: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
        """Replace everything, all or nothing. Raises ValueError for a table that the store does not have."""
        if unknown := set(data) - set(self.shapes):
            raise ValueError(f"The store has no table {', '.join(sorted(unknown))}.")
        self.sql.execute("SAVEPOINT whole")
        try:
            for name, shape in self.shapes.items():
                rows = [shape.row(Kept(doc, key)) for key, doc in data.get(name, {}).items()]
                self.sql.execute(f"DELETE FROM {shape.name}")  # noqa: S608 - our own name
                self.sql.executemany(shape.insert, rows)
        except BaseException:
            self.sql.execute("ROLLBACK TO whole")
            raise
        finally:
            self.sql.execute("RELEASE whole")

    def close(self) -> None:
        """Let go of the file."""
        self.sql.close()

    def _documents(self, shape: Shape) -> list[tuple[str, Any]]:
        found = self.sql.execute(f"SELECT key, doc FROM {shape.name} ORDER BY key").fetchall()  # noqa: S608 - our own name
        return [(key, json.loads(text)) for key, text in found]


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection that never creates the file. What it deletes is overwritten; what it commits is on the disk."""
    address = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
    sql = sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False)
    for setting in _SETTINGS:
        sql.execute(f"PRAGMA {setting}").fetchall()
    return sql
