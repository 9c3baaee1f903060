"""What goes on by itself: letters are sent as soon as there are any, and what has had its time is cleared away."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

log = logging.getLogger(__name__)

BEAT = 1.0  # seconds between looks at what has fallen due


class Ticker:
    """Calls ``work`` when kicked, and otherwise at every beat. ``work`` does everything that is due and returns."""

    def __init__(self, work: Callable[[], Awaitable[object]], beat: float = BEAT) -> None:
        self._work = work
        self._beat = beat
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to tick."""
        self._task = asyncio.create_task(self._run())

    def kick(self) -> None:
        """There may be something to do now."""
        self._wanted.set()

    async def stop(self) -> None:
        """End after the work under way."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            # not wait_for: in Python 3.11 it can swallow the cancel that stops us
            with suppress(TimeoutError):
                async with asyncio.timeout(self._beat):
                    await self._wanted.wait()
            self._wanted.clear()
            try:
                await self._work()
            except Exception as error:  # noqa: BLE001 - the next beat tries again; the text may hold someone's words
                log.error("event=tick_failed error=%s", type(error).__name__)  # noqa: TRY400 - no traceback for the same reason
