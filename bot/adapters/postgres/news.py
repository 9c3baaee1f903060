"""What other instances call out: there is something to send, the directory has changed.

It only makes things faster. Whoever hears nothing (a lost line, a PgBouncer in transaction mode) finds out at the next
look into the store.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import asyncpg

from .address import Address
from .line import TROUBLES

CHANNEL = "vbe"
AGAIN = 1.0  # seconds until a lost line is tried again
ALIVE = 30.0  # seconds between looks whether the line still stands


class News:
    """Listens on a connection of its own until stopped. ``told`` gets what was called out, and "" after each gap."""

    def __init__(self, address: Address, told: Callable[[str], None]) -> None:
        self._address, self._told = address, told
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Hear nothing more."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        while True:
            with suppress(*TROUBLES):
                await self._listen()
            await asyncio.sleep(AGAIN)

    async def _listen(self) -> None:
        there, closed = self._address, asyncio.Event()
        connection = await asyncpg.connect(there.url, ssl=there.ssl, timeout=ALIVE, command_timeout=ALIVE)
        try:
            connection.add_termination_listener(lambda _: closed.set())
            await connection.add_listener(CHANNEL, lambda *said: self._told(str(said[-1])))
            self._told("")
            while not closed.is_set():
                await connection.execute("SELECT 1")
                with suppress(TimeoutError):
                    async with asyncio.timeout(ALIVE):
                        await closed.wait()
        finally:
            connection.terminate()
