"""The whole store at once: read as it stands at one moment, or replaced in one transaction."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bot.adapters.written import fingerprint
from bot.errors import StoreDamaged, StoreHeld, VbeError
from bot.ports import Del, Put, Table

from . import questions
from .line import Line
from .schema import LONG, Layout

ROWS = 50  # that are in memory at a time
_ROWS = "SELECT key, doc, etag FROM vbe.docs WHERE place = $1 ORDER BY key"
_COUNTS = "SELECT place, count(*) AS rows FROM vbe.docs GROUP BY place ORDER BY place"
_OTHERS = """SELECT application_name AS who, backend_start AS since FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE 'vbe %' AND application_name <> $1
ORDER BY backend_start LIMIT 1"""
# No one else writes; whoever reads goes on. An instance that was not seen, or that opens the store meanwhile, still has
# the old era in its head and is refused at its first write.
_ALONE = "LOCK TABLE vbe.docs IN EXCLUSIVE MODE"
_NEW_ERA = "UPDATE vbe.store SET era = era + 1"


async def rows(line: Line, tables: Sequence[Table]) -> AsyncGenerator[tuple[str, str, str], None]:
    """Every row of one moment, by table and by key: table, key, document as JSON. Raises StoreDamaged, StoreGone."""
    async with line.connection() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        known = {table.name for table in tables}
        if unknown := [
            each["place"] for each in await connection.fetch(_COUNTS, timeout=LONG) if each["place"] not in known
        ]:
            raise StoreDamaged(
                f"{line.shown} has a table that this version of the bot does not know: {', '.join(unknown)}. "
                "Use the version that made it."
            )
        for table in tables:
            async for row in connection.cursor(_ROWS, table.name, prefetch=ROWS):
                key = row["key"].decode()
                if fingerprint(key, row["doc"]) != row["etag"]:
                    raise StoreDamaged(f"{line.shown} is damaged in {table.name}. Put a backup in its place.")
                yield table.name, key, row["doc"]


class Filling:
    """The store being replaced: commits are kept all together, when all have been made."""

    def __init__(self, connection: Any, layout: Layout) -> None:
        self._connection, self._layout = connection, layout

    async def commit(self, *writes: Put | Del) -> None:
        """Write all or nothing. Raises Conflict; ValueError or TypeError for what is no plain JSON."""
        values = questions.written(self._layout, writes)
        if values[1]:
            await self._connection.fetch(questions.WRITE, *values, timeout=LONG)


@asynccontextmanager
async def replacing(line: Line, layout: Layout, *, force: bool) -> AsyncIterator[Filling]:
    """The store, emptied, to be filled; others see none of it until the block ends well, and else never.

    Raises StoreHeld when somebody else is connected; VbeError when it is not empty, unless with ``force``.
    """
    async with line.connection() as connection, connection.transaction():
        if other := await connection.fetchrow(_OTHERS, line.name):
            who, since = other["who"].removeprefix("vbe "), other["since"].isoformat(timespec="seconds")
            raise StoreHeld(f"{line.shown} is in use by process {who} since {since}. Stop that one first.")
        await connection.execute(_ALONE, timeout=LONG)
        counts = {each["place"]: each["rows"] for each in await connection.fetch(_COUNTS, timeout=LONG)}
        if counts and not force:
            raise VbeError(
                f"{line.shown} is not empty ({_told(counts)}). Name another database in VBE_STORE. "
                "Or replace it: restore FILE --force, after a backup."
            )
        await connection.execute("DELETE FROM vbe.docs", timeout=LONG)
        await connection.execute("DELETE FROM vbe.leads", timeout=LONG)
        yield Filling(connection, layout)
        await connection.execute(_NEW_ERA)


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name}: {count}" for name, count in counts.items())
