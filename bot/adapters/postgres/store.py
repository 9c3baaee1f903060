"""The Store port over a PostgreSQL database that several instances share."""

import json
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Self

from bot.ports import TABLES, Del, Found, Put, Row, Table

from . import questions, schema, whole
from .address import Address
from .among import Among
from .line import Line

PATIENCE = 10.0  # seconds for a connection to stand, and for a call to be answered
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class PostgresStore(Among):
    """Open with ``await PostgresStore.open(…)``; ``async with`` closes it.

    Every commit is one call and one transaction of its own; etags are content hashes, the same as in the embedded
    store. Leases run by the database's clock and belong to this instance; those of one that died run out by themselves.
    Whoever is on the other end of a lost connection is told StoreGone: what was under way may have been written.
    """

    @classmethod
    async def open(
        cls, url: str, tables: Sequence[Table] = TABLES, *, read_only: bool = False, patience: float = PATIENCE
    ) -> Self:
        """Open the store, or lay it out in an empty database; ``read_only`` makes and changes nothing.

        Raises WrongSetting (address, password, rights, no database, no answer) or StoreDamaged (not ours, or of a
        newer version). No error shows the password.
        """
        address = Address.read(url)
        line = await Line.open(address, patience)
        try:
            layout = await schema.ready(line, tables, read_only=read_only)
        except BaseException:
            await line.close()
            raise
        line.opened()
        return cls(address, line, layout, tables, read_only=read_only)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def get(self, table: Table, key: str) -> Row | None:
        """The row, or None. Raises StoreGone, as every call."""
        found = await self._line.row(questions.GET, table.name, questions.encoded(key))
        return None if found is None else _row(found)

    async def find(  # noqa: PLR0913 - the port's one query verb
        self,
        table: Table,
        *,
        equals: Mapping[str, Any] = _NOTHING,
        order: str | None = None,
        after: tuple[Any, str] | None = None,
        limit: int = 100,
        count: bool = False,
    ) -> Found:
        """Rows by ``order`` (null first, integers before strings), then key. A missing field equals null.

        ``count`` is of all that equal, whatever ``after`` and ``limit``. Raises ValueError for a field not indexed.
        """
        asking = questions.Asking(self._layout, table, equals)
        asked, counted = asking.rows(order, after, limit), asking.count()
        rows = await self._line.rows(asked.text, *asked.values)
        number = (await self._line.row(counted.text, *counted.values))[0] if count else None
        return Found(tuple(map(_row, rows)), number)

    async def commit(self, *writes: Put | Del, sweep: bool = False) -> None:  # noqa: ARG002 - see below
        """Write all or nothing, durably. Raises Conflict; ValueError or TypeError for what is no plain JSON.

        ``sweep`` gives no more here than that the row is gone for everyone who asks: PostgreSQL keeps its bytes until
        its own vacuum comes by, and in the WAL as long as the administrator keeps that. A commit that its caller no
        longer waits for is still carried out.
        """
        self._may_write()
        values = questions.written(self._layout, writes)
        if values[1]:
            await self._carried_out(questions.WRITE, *values)

    async def claim(self, table: Table, now: datetime, lease: float, limit: int) -> Sequence[Row]:
        """Rows with ``due`` at or before ``now``, oldest first, that nobody else gets for ``lease`` seconds.

        The lease runs by the database's clock; ``now`` is the caller's wall time.
        """
        self._may_write()
        due = schema.sortable(now.astimezone(UTC).isoformat())
        question = questions.claim(self._layout, table)
        return [_row(each) for each in await self._carried_out(question, table.name, due, limit, lease, self._holder)]

    async def renew(self, table: Table, keys: Sequence[str], lease: float) -> Collection[str]:
        """Keep claimed rows for ``lease`` seconds from now; the keys of those that nobody else has claimed since."""
        encoded = [questions.encoded(key) for key in keys]
        kept = await self._carried_out(questions.RENEW, table.name, encoded, self._holder, lease)
        return {each["key"].decode() for each in kept}

    async def release(self, table: Table, keys: Sequence[str]) -> None:
        """Give claimed rows back before their lease is out; those that another instance holds by now are left alone."""
        if keys:
            encoded = [questions.encoded(key) for key in keys]
            await self._carried_out(questions.RELEASE, table.name, encoded, self._holder)

    def snapshot(self) -> AsyncGenerator[tuple[str, str, str], None]:
        """Every row as of one moment, by table and key: table, key, and the document as JSON. See ``whole``."""
        return whole.rows(self._line, self._tables)

    def replacing(self, *, force: bool) -> AbstractAsyncContextManager[whole.Filling]:
        """Fill the store anew, all or nothing. See ``whole``."""
        self._may_write()
        return whole.replacing(self._line, self._layout, force=force)


def _row(found: Any) -> Row:
    return Row(found["key"].decode(), json.loads(found["doc"]), found["etag"])
