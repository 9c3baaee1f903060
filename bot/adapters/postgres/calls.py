"""The calls of one instance to its database: each to its end, and none when the store was opened to read."""

import asyncio
import io
from collections.abc import Sequence
from secrets import token_hex
from typing import Any

from bot.ports import Table

from .address import Address
from .line import Line
from .news import News
from .schema import Layout


class Calls:
    """What both parts of the store stand on. It claims and leads as 16 signs and its connections' name."""

    def __init__(
        self, address: Address, line: Line, layout: Layout, tables: Sequence[Table], *, read_only: bool
    ) -> None:
        self._address, self._line, self._layout, self._read_only = address, line, layout, read_only
        self._tables = tables
        self._holder = f"{token_hex(8)} {line.name}"
        self._writing: set[asyncio.Task[Any]] = set()
        self._news: News | None = None
        self._closed = False

    async def close(self) -> None:
        """Finish what is being written and let go of the connections. A second close does nothing."""
        if not self._closed:
            self._closed = True
            if self._news:
                await self._news.stop()
            await asyncio.gather(*self._writing, return_exceptions=True)
            await self._line.close()

    def _may_write(self) -> None:
        if self._closed or self._read_only:
            raise io.UnsupportedOperation(f"{self._line.shown} was opened to read, or is closed.")

    async def _carried_out(self, statement: str, *values: Any) -> Sequence[Any]:
        """To its end, even if whoever asked is cancelled: else nobody would know whether it was carried out."""
        task = asyncio.ensure_future(self._line.rows(statement, *values))
        self._writing.add(task)
        task.add_done_callback(self._heard)
        return await asyncio.shield(task)

    def _heard(self, task: asyncio.Task[Any]) -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()  # without a look at it asyncio would complain when nobody waits any more
