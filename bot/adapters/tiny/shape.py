"""How a table of documents lies in SQLite: in key order, with a column for each field that can be asked for.

WITHOUT ROWID: there is no hidden number that would join the rows of one commit by the order they were written in.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from tinydb.table import Document

from bot.adapters.written import check_value, fingerprint, text_of
from bot.ports import Table


class Kept(Document):
    """A document under its key, with its text as it is stored and that text's etag.

    Raises ValueError or TypeError when the document is no plain JSON.
    """

    doc_id: str  # type: ignore[assignment] # TinyDB numbers its documents; a number would join rows by order

    def __init__(self, value: Mapping[str, Any], doc_id: str, text: str | None = None, etag: str | None = None) -> None:
        super().__init__(value, doc_id)  # type: ignore[arg-type] # as above
        self.text = text_of(value) if text is None else text
        self.etag = fingerprint(doc_id, self.text) if etag is None else etag


class Shape:
    """The SQL of one table; names come from ``Table`` alone, never from outside."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.name = f'"{table.name}"'
        self.columns = ("key", "doc", "etag", *map(column, table.indexed))
        self.insert = self._insert()
        self.replace = f"{self.insert} ON CONFLICT (key) DO UPDATE SET {self._overwrite()}"
        self.delete = f"DELETE FROM {self.name} WHERE key = ?"  # noqa: S608 - our own name
        self.renew = self._update("doc = ?, etag = ?", "".join(f" AND {name} IS ?" for name in self.columns[3:]))
        self.move = self._update("".join(f"{name} = ?, " for name in self.columns[3:]) + "doc = ?, etag = ?", "")

    def created(self) -> str:
        """The statement that makes the table."""
        columns = ["key TEXT PRIMARY KEY", "doc TEXT NOT NULL", "etag TEXT NOT NULL", *self.columns[3:]]
        return f"CREATE TABLE {self.name} ({', '.join(columns)}) WITHOUT ROWID"

    def index(self, field: str) -> str:
        """The statement that makes the index of one field."""
        return f'CREATE INDEX "{self.table.name}.{field}" ON {self.name} ({column(field)})'

    def row(self, kept: Kept) -> tuple[Any, ...]:
        """The values for ``insert`` and ``replace``."""
        return (kept.doc_id, kept.text, kept.etag, *map(kept.get, self.table.indexed))

    def check(self, kept: Kept) -> None:
        """Raise ValueError unless the values of all indexed fields can be asked for by equality and order."""
        for field in self.table.indexed:
            if type(value := kept.get(field)) is not str:  # a document's texts have been checked
                check_value(self.table, field, value)

    def _insert(self) -> str:
        marks = ", ".join("?" * len(self.columns))
        return f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES ({marks})"  # noqa: S608 - our own names

    def _update(self, change: str, further: str) -> str:
        return f"UPDATE {self.name} SET {change} WHERE key = ? AND etag = ?{further}"  # noqa: S608 - our own names

    def _overwrite(self) -> str:
        return ", ".join(f"{name} = excluded.{name}" for name in self.columns[1:])


def shapes(tables: Sequence[Table]) -> dict[str, Shape]:
    """The shapes by table name."""
    return {table.name: Shape(table) for table in tables}


def column(field: str) -> str:
    """The column that holds an indexed field's value."""
    return f'"by_{field}"'


def loaded(text: str) -> Any:
    """A stored document, made anew at each call."""
    return orjson.loads(text)
