"""The whole store as it stands at one moment, read beside whoever writes."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock

from bot.adapters.written import fingerprint
from bot.errors import StoreDamaged

from . import file
from .shape import Shape
from .storage import connect

ROWS, LETTERS = 500, 1_000_000  # rows, and letters of their documents, that are in memory at a time

RowText = tuple[str, str, str]  # table, key, document as JSON


async def rows(path: Path, shapes: Mapping[str, Shape]) -> AsyncGenerator[RowText, None]:
    """Every row of one moment, by table and by key. Works beside the bot; memory is that of a few rows.

    While it lasts the bot cannot empty its -wal, where deleted text then stays a little longer. Raises StoreDamaged.
    """
    reading = await asyncio.to_thread(_Reading, path, shapes)
    try:
        while batch := await asyncio.to_thread(reading.batch):
            for row in batch:
                yield row
    finally:
        reading.close()


class _Reading:
    """A read transaction on a connection of its own; its calls come from threads, one at a time."""

    def __init__(self, path: Path, shapes: Mapping[str, Shape]) -> None:
        self._path, self._one = path, Lock()
        with file.told(path):
            self._sql = connect(path, read_only=True)
            self._sql.execute("BEGIN")
        self._rows = self._all(shapes)

    def batch(self) -> Sequence[RowText]:
        """The next rows, or none."""
        found: list[RowText] = []
        letters = 0
        with self._one, file.told(self._path):
            for row in self._rows:
                found.append(row)
                letters += len(row[2])
                if len(found) == ROWS or letters >= LETTERS:
                    break
        return found

    def close(self) -> None:
        """End the transaction."""
        with self._one:
            self._sql.close()

    def _all(self, shapes: Mapping[str, Shape]) -> Iterator[RowText]:
        self._check_tables(shapes)
        for shape in shapes.values():
            rows = self._sql.execute(f"SELECT key, doc, etag FROM {shape.name} ORDER BY key")  # noqa: S608 - our own name
            for key, text, etag in rows:
                if fingerprint(key, text) != etag:
                    raise file.damaged(self._path, shape)
                yield shape.table.name, key, text

    def _check_tables(self, shapes: Mapping[str, Shape]) -> None:
        there = {name for (name,) in self._sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if unknown := sorted(there - set(shapes)):
            raise StoreDamaged(
                f"{self._path} has a table that this version of the bot does not know: {', '.join(unknown)}. "
                "Use the version that made it."
            )
