"""The line to the database: a few connections, calls with a time limit, and errors in our own words.

Every call is one statement, prepared and kept (measured: without that a commit takes 1.8 times as long), and a
transaction by itself. Nothing is bound to a connection, so a PgBouncer may stand in between, in transaction mode from
version 1.21. No call is ever repeated here: when its answer is lost nobody knows whether it was carried out.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self

import asyncpg

from .address import Address
from .troubles import translated

MOST = 10  # connections; a few instances must fit into a server's usual 100
# A time-out is an OSError.
TROUBLES = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
LONGEST_NAME = 63  # bytes; PostgreSQL cuts off the rest
READ_ONLY = "25006"  # the SQLSTATE of a server that has become a standby


class Line:
    """``patience``: seconds for a connection to stand, and for a call to be answered."""

    def __init__(self, address: Address, pool: "asyncpg.Pool[asyncpg.Record]", patience: float, name: str) -> None:
        self.shown, self.name = address.shown, name
        self._pool = pool
        self._patience = patience
        self._opening = True

    @classmethod
    async def open(cls, address: Address, patience: float) -> Self:
        """Connect, under a name that tells which process it is. Raises WrongSetting."""
        name = f"vbe {os.getpid()} on {socket.gethostname()}".encode()[:LONGEST_NAME].decode("ascii", "ignore")
        try:
            pool = asyncpg.create_pool(
                address.url, ssl=address.ssl, min_size=1, max_size=MOST, reset=_as_it_is, timeout=patience,
                command_timeout=patience, server_settings={"application_name": name},
            )  # fmt: skip
            await pool
        except (*TROUBLES, ValueError) as error:
            raise translated(address.shown, error, opening=True) from None
        return cls(address, pool, patience, name)

    def opened(self) -> None:
        """From now on a database that does not answer is no wrong setting."""
        self._opening = False

    async def rows(self, question: str, *values: Any) -> Sequence[Any]:
        """The rows that a statement answers with."""
        async with self.connection() as connection:
            return list(await connection.fetch(question, *values))

    async def row(self, question: str, *values: Any) -> Any:
        """The first row, or None."""
        async with self.connection() as connection:
            return await connection.fetchrow(question, *values)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        """A connection of one's own for a while. Raises StoreGone and whatever else ``troubles`` knows."""
        try:
            async with self._pool.acquire(timeout=self._patience) as connection:
                yield connection
        except TROUBLES as error:
            if getattr(error, "sqlstate", None) == READ_ONLY:
                await self._pool.expire_connections()  # the next ones find the server that now writes
            raise translated(self.shown, error, opening=self._opening) from None

    async def close(self) -> None:
        """Let calls under way end, as long as one may take."""
        try:
            async with asyncio.timeout(self._patience):
                await self._pool.close()
        except TROUBLES:
            self._pool.terminate()


async def _as_it_is(_: object) -> None:
    """No call leaves anything behind on a connection that would have to be put right (saves a round trip)."""
