"""TinyDB's Table with a road of its own for single documents and for questions about indexed fields.

TinyDB's own Table reads and rewrites everything at every call. What is overridden here costs the same however large
the table; what is not (``update``, ``upsert``, free queries) still works, the slow way.
"""

import sqlite3
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.queries import QueryInstance, QueryLike
from tinydb.table import Table

from .shape import Kept, Shape, column, loaded
from .storage import SqliteStorage

After = tuple[Any, str]  # the order field's value and the key of the last row seen


class Equal(QueryInstance):
    """The TinyDB query "these fields equal these values"; a missing field equals null."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__(self._holds, ("equal", frozenset(fields.items())))
        self.fields = dict(fields)

    def _holds(self, doc: Mapping[str, Any]) -> bool:
        return all(doc.get(field) == value for field, value in self.fields.items())


class SqliteTable(Table):
    """One table. Documents are ``Kept``, so each brings its key; nothing is cached, so nothing goes stale."""

    document_class = Kept  # type: ignore[assignment] # TinyDB's own extension point, typed as its default
    document_id_class = str  # type: ignore[assignment] # random keys, where TinyDB counts

    def __init__(self, storage: SqliteStorage, name: str) -> None:
        super().__init__(storage, name, cache_size=0)
        self.shape = storage.shapes[name]
        self._sql = storage.sql

    def __len__(self) -> int:
        return self.count(Equal({}))

    def get(self, cond: QueryLike | None = None, doc_id: Any = None, doc_ids: Any = None) -> Any:
        """The document with this key, or None; other ways of asking are TinyDB's own."""
        if doc_id is None or cond is not None:
            return super().get(cond, doc_id, doc_ids)
        rows = self._rows("SELECT key, doc, etag FROM {} WHERE key = ?", [doc_id])
        return rows[0] if rows else None

    def etag(self, key: str) -> str | None:
        """The row's etag, or None when there is no such row."""
        found = self._sql.execute(f"SELECT etag FROM {self.shape.name} WHERE key = ?", [key]).fetchall()  # noqa: S608 - our own name
        return found[0][0] if found else None

    def insert(self, document: Mapping[str, Any]) -> Any:
        """Add a ``Kept`` document; its key. Raises ValueError if there is one with this key."""
        kept = self._own(document)
        if self.etag(kept.doc_id) is not None:
            raise ValueError(f"{self.name} has a document with this key.")
        self._sql.execute(self.shape.insert, self.shape.row(kept))
        return kept.doc_id

    def replace(self, document: Mapping[str, Any]) -> None:
        """Write a ``Kept`` document whole, over whatever was there."""
        self._sql.execute(self.shape.replace, self.shape.row(self._own(document)))

    def renew(self, document: Mapping[str, Any], etag: str) -> bool:
        """Write a ``Kept`` document over the row that has this etag; False when there is none.

        What is asked for by index seldom changes with a row: then its indexes are let be, which saves half the work.
        """
        kept, shape = self._own(document), self.shape
        fields = [kept.get(field) for field in shape.table.indexed]
        known = (kept.text, kept.etag, kept.doc_id, etag)
        if self._sql.execute(shape.renew, (*known, *fields)).rowcount:
            return True
        return bool(self._sql.execute(shape.move, (*fields, *known)).rowcount)

    def drop(self, key: str, etag: str | None) -> bool:
        """Remove the row; False when it had to have this etag and has not."""
        if etag is None:
            self._sql.execute(self.shape.delete, [key])
            return True
        return bool(self._sql.execute(f"{self.shape.delete} AND etag = ?", [key, etag]).rowcount)

    def add(self, document: Mapping[str, Any]) -> bool:
        """Write a ``Kept`` document under a new key; False when there is one already."""
        question = f"{self.shape.insert} ON CONFLICT (key) DO NOTHING"
        return bool(self._sql.execute(question, self.shape.row(self._own(document))).rowcount)

    def add_all(self, documents: Iterable[Mapping[str, Any]]) -> bool:
        """Write ``Kept`` documents under new keys; False when there is one already under any of them."""
        question = f"{self.shape.insert} ON CONFLICT (key) DO NOTHING"
        rows = [self.shape.row(self._own(each)) for each in documents]
        return self._sql.executemany(question, rows).rowcount == len(rows)

    def remove(self, cond: QueryLike | None = None, doc_ids: Iterable[Any] | None = None) -> list[Any]:
        """Remove the documents with these keys; those that were there. By condition: TinyDB's own way."""
        if doc_ids is None:
            return super().remove(cond)
        gone = [key for key in doc_ids if self.etag(key) is not None]
        self._sql.executemany(self.shape.delete, [(key,) for key in gone])
        return gone

    def search(
        self, cond: QueryLike, order: str | None = None, after: After | None = None, limit: int = -1
    ) -> list[Any]:
        """Documents that fit, by the order field (null first, integers before strings) and then by key.

        ``Equal`` is answered from the indexes; any other query by reading the table.
        """
        if not isinstance(cond, Equal):
            return [kept for kept in self._rows("SELECT key, doc, etag FROM {} ORDER BY key", []) if cond(kept)]
        where, values = _where(cond.fields, order, after)
        by = "key" if order is None else f"{column(order)}, key"
        return self._rows(f"SELECT key, doc, etag FROM {{}} {where} ORDER BY {by} LIMIT ?", [*values, limit])  # noqa: S608 - our own names

    def count(self, cond: QueryLike) -> int:
        """How many documents fit."""
        if not isinstance(cond, Equal):
            return len(self.search(cond))
        where, values = _where(cond.fields, None, None)
        found = self._sql.execute(f"SELECT count(*) FROM {self.shape.name} {where}", values).fetchall()  # noqa: S608 - our own names
        return int(found[0][0])

    def due(self, moment: str, without: Container[tuple[str, str]], limit: int) -> list[Kept]:
        """Documents whose ``due`` is at or before the moment, oldest first; ``without``: (table, key) to pass over."""
        due = column("due")
        question = f"SELECT key FROM {self.shape.name} WHERE {due} <= ? ORDER BY {due}, key"  # noqa: S608 - our own names
        keys: list[str] = []
        cursor = self._sql.execute(question, [moment])
        for (key,) in cursor:
            if len(keys) == limit:
                break
            if (self.name, key) not in without:
                keys.append(key)
        cursor.close()  # a statement left half-way would hold back every sweep
        return [self.get(doc_id=key) for key in keys]

    def _rows(self, question: str, values: list[Any]) -> list[Kept]:
        found = self._sql.execute(question.format(self.shape.name), values).fetchall()
        return [Kept(loaded(text), key, text, etag) for key, text, etag in found]

    def _own(self, document: Mapping[str, Any]) -> Kept:
        if not isinstance(document, Kept):
            raise ValueError("A document brings its own random key (Kept): counted keys would join rows by order.")  # noqa: TRY004 - as TinyDB
        return document


class Base(TinyDB):
    """TinyDB on one connection to the store, with our tables by name in ``of``."""

    table_class = SqliteTable  # type: ignore[assignment] # TinyDB's own extension point, typed as its default

    def __init__(self, path: Path, shapes: Mapping[str, Shape], *, read_only: bool) -> None:
        storage = SqliteStorage(path, shapes, read_only=read_only)
        super().__init__(storage=lambda: storage)
        self.sql: sqlite3.Connection = storage.sql
        self.of = {name: SqliteTable(storage, name) for name in shapes}
        self._tables.update(self.of)


def _where(fields: Mapping[str, Any], order: str | None, after: After | None) -> tuple[str, list[Any]]:
    terms = [f"{column(field)} IS ?" for field in fields]
    values = list(fields.values())
    if after is not None:
        term, more = _past(order, *after)
        terms.append(term)
        values += more
    return f"WHERE {' AND '.join(terms)}" if terms else "", values


def _past(order: str | None, value: Any, key: str) -> tuple[str, list[Any]]:
    if order is None:
        return "key > ?", [key]
    if value is None:
        return f"({column(order)} IS NOT NULL OR key > ?)", [key]
    return f"({column(order)}, key) > (?, ?)", [value, key]
