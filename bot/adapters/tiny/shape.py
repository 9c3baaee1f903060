"""How a table of documents lies in SQLite: in key order, with a column for each field that can be asked for.

WITHOUT ROWID: there is no hidden number that would join the rows of one commit by the order they were written in.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

import orjson
from tinydb.table import Document

from bot.ports import Table

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_INTEGERS = range(-(2**63), 2**63)  # what SQLite and PostgreSQL can index


class Kept(Document):
    """A document under its key, with its text as it is stored and that text's etag.

    Raises ValueError or TypeError when the document is no plain JSON.
    """

    doc_id: str  # type: ignore[assignment] # TinyDB numbers its documents; a number would join rows by order

    def __init__(self, value: Mapping[str, Any], doc_id: str, text: str | None = None, etag: str | None = None) -> None:
        super().__init__(value, doc_id)  # type: ignore[arg-type] # as above
        self.text = _text(value) if text is None else text
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
        return (kept.doc_id, kept.text, kept.etag, *(kept.get(field) for field in self.table.indexed))

    def check(self, fields: Mapping[str, Any]) -> None:
        """Raise ValueError unless the values of all indexed fields can be asked for by equality and order."""
        for field in self.table.indexed:
            self.check_value(field, fields.get(field))

    def check_value(self, field: str, value: Any) -> None:
        """Raise ValueError unless the field is indexed and the value can be asked for."""
        if field not in self.table.indexed:
            raise ValueError(f"{self.table.name}.{field} is not indexed. Name it in its Table in bot/ports.")
        if value is None or (type(value) is int and value in _INTEGERS):
            return
        if type(value) is not str:
            raise ValueError(f"{self.table.name}.{field} is indexed and takes a string, a 64-bit integer or null.")
        check_text(value)

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


def fingerprint(key: str, text: str) -> str:
    """The etag: a hash of key and content (32 hex digits). No counter: counters join rows by order."""
    return blake2b(f"{key}\0{text}".encode(), digest_size=16).hexdigest()


def check_text(text: str) -> None:
    """Raise ValueError for text with half a surrogate pair: no UTF-8 file and no network could carry it."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("Half a surrogate pair is no text. Clean it where it comes in.") from error


def _text(value: Mapping[str, Any]) -> str:
    text = _encode(dict(value))
    check_text(text)
    return text
