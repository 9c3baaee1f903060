"""The whole store as lines of JSON: how a store moves to another one, and what a backup is made of.

    {"format": "vbe-export", "version": 1, "tables": [names], "made": ISO time}
    {"table": name, "key": text, "doc": the document as it is stored}
    {"end": {table: rows}, "sha256": hex digits of all lines before this one}

Rows come by table in the order of the head, and by key within a table: a row twice is seen without remembering any.
What is sealed in the store stays sealed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from .errors import VbeError
from .ports import NEW, TABLES, Del, Put

FORMAT, VERSION = "vbe-export", 1
ROWS, LETTERS = 500, 1_000_000  # rows, and bytes of their lines, that are handed on together

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class WrongExport(VbeError):
    """This is no export that can be taken in; the message names the file and says why. Nothing of it was kept."""


class Filling(Protocol):
    """An empty store that takes rows."""

    async def commit(self, *writes: Put | Del) -> None:
        """Write all or nothing."""


class Writing:
    """Makes the lines, one after the other; ``counts`` are the rows so far, by table."""

    def __init__(self, made: datetime) -> None:
        self.counts = {table.name: 0 for table in TABLES}
        self._digest = sha256()
        self._made = made

    def head(self) -> bytes:
        """The first line."""
        made = self._made.isoformat(timespec="seconds")
        return self._line({"format": FORMAT, "version": VERSION, "tables": list(self.counts), "made": made})

    def row(self, table: str, key: str, text: str) -> bytes:
        """A row's line; ``text`` is its document, as JSON on one line."""
        self.counts[table] += 1
        line = f'{{"table":"{table}","key":{_encode(key)},"doc":{text}}}\n'.encode()
        self._digest.update(line)
        return line

    def end(self) -> bytes:
        """The last line."""
        return self._line({"end": self.counts, "sha256": self._digest.hexdigest()})

    def _line(self, doc: Mapping[str, Any]) -> bytes:
        line = f"{_encode(doc)}\n".encode()
        self._digest.update(line)
        return line


class Reading:
    """The rows of an export, checked as they are read; when all have been, ``counts`` and ``made`` are known.

    Whoever takes them in keeps nothing of them unless the last one has come. Raises WrongExport.
    """

    def __init__(self, lines: Iterable[bytes], name: str) -> None:
        self.name = name
        self._lines = iter(lines)
        self._digest = sha256()
        self._tables = {table.name: table for table in TABLES}
        self._order: dict[str, int] = {}
        self._last: tuple[int, str] = (-1, "")
        self.counts: dict[str, int] = {}
        self.made = ""

    def batches(self) -> Iterator[Sequence[Put]]:
        """The rows, some at a time, each as a row that must be new."""
        self._read_head(next(self._lines, b""))
        batch: list[Put] = []
        letters = 0
        for number, line in enumerate(self._lines, 2):
            doc = self._parsed(line, number)
            if "end" in doc:
                self._read_end(doc)
                yield batch
                return
            self._digest.update(line)
            batch.append(self._row(doc, number))
            letters += len(line)
            if len(batch) == ROWS or letters >= LETTERS:
                yield batch
                batch, letters = [], 0
        raise self._half()

    def _read_head(self, line: bytes) -> None:
        try:
            head = json.loads(line)
            ours = head["format"] == FORMAT
            version, tables = int(head["version"]), list(map(str, head["tables"]))
            self.made = datetime.fromisoformat(head["made"]).isoformat()
        except (ValueError, TypeError, LookupError, RecursionError):
            ours = False
        if not ours:
            raise WrongExport(f"{self.name} is no export and no backup of this bot.")
        if version > VERSION:
            newer = f"format {version}; this one knows up to {VERSION}"
            raise WrongExport(f"{self.name} was made by a newer version of the bot ({newer}).")
        if unknown := sorted(set(tables) - set(self._tables)):
            named = ", ".join(unknown)
            raise WrongExport(f"{self.name} has a table that this version of the bot does not know: {named}.")
        self._order = {name: place for place, name in enumerate(tables)}
        self.counts = dict.fromkeys(tables, 0)
        self._digest.update(line)

    def _parsed(self, line: bytes, number: int) -> Mapping[str, Any]:
        try:
            doc = json.loads(line)
        except (ValueError, RecursionError):
            raise (self._damaged(number) if line.endswith(b"\n") else self._half()) from None
        if not isinstance(doc, dict):
            raise self._damaged(number)
        return doc

    def _row(self, doc: Mapping[str, Any], number: int) -> Put:
        table, key, content = (doc.get(name) for name in ("table", "key", "doc"))
        if not (isinstance(table, str) and isinstance(key, str) and isinstance(content, dict)):
            raise self._damaged(number)
        if table not in self._order:
            raise WrongExport(f"{self.name}, line {number}: {table[:40]!r} is a table that its head does not name.")
        place = (self._order[table], key)
        if place == self._last:
            raise WrongExport(f"{self.name}, line {number}: a row of {table} that was there already.")
        if place < self._last:
            raise WrongExport(f"{self.name}, line {number}: a row of {table} out of its order, or there already.")
        self._last = place
        self.counts[table] += 1
        return Put(self._tables[table], key, content, NEW)

    def _read_end(self, doc: Mapping[str, Any]) -> None:
        if doc.get("sha256") != self._digest.hexdigest() or doc["end"] != self.counts:
            raise WrongExport(f"{self.name} is damaged or was changed: its last line does not vouch for the others.")
        if next(self._lines, b""):
            raise WrongExport(f"{self.name} goes on after its last line: something was added to it.")

    def _damaged(self, number: int) -> WrongExport:
        return WrongExport(f"{self.name} is damaged: line {number} is no row of an export.")

    def _half(self) -> WrongExport:
        return WrongExport(f"{self.name} is half an export: its last line is missing. Make it anew, or copy it again.")


async def fill(store: Filling, reading: Reading) -> None:
    """Put all rows into an empty store. Raises WrongExport, also for a row that the store does not take."""
    for batch in reading.batches():
        try:
            await store.commit(*batch)
        except (ValueError, TypeError) as error:
            raise WrongExport(f"{reading.name} has a row that cannot be kept: {error}") from error
