"""Turns under way: one for each activity, however often it is delivered meanwhile, and none that keeps Teams waiting.

An invoke must be answered within five seconds, else the client says that something went wrong and delivers it again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Generic, NamedTuple, TypeVar

from bot.talk import Heard

T = TypeVar("T")
Key = tuple[str, str, str]


class Turned(NamedTuple, Generic[T]):
    """What came of an activity. ``again``: another delivery began its turn. No ``outcome``: the turn still goes on."""

    outcome: T | None
    again: bool


class Turns(Generic[T]):
    """The turns under way. ``patience``: seconds that an answerable one may take before its caller is told to wait."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._working: dict[Key, asyncio.Task[T]] = {}

    async def take(self, heard: Heard, work: Callable[[], Awaitable[T]], late: Callable[[T], None]) -> Turned[T]:
        """What came of it; ``late`` is given it if the caller could not wait. ``work`` raises nothing.

        Only an invoke is ever told to wait. What is said by words or an Action.Submit is acknowledged when it is kept,
        so that Teams delivers it again if that does not come about.
        """
        key = (heard.chat.conversation, heard.person, heard.key)
        task = self._working.get(key)
        again = task is not None
        if task is None:
            task = self._working[key] = asyncio.create_task(_done(work))
            task.add_done_callback(partial(self._over, key))
        await asyncio.wait((task,), timeout=self._patience if heard.answerable else None)
        if task.done():
            return Turned(task.result(), again)
        if not again:
            task.add_done_callback(partial(_tell, late))
        return Turned(None, again)

    async def close(self, patience: float) -> None:
        """Let what is under way come to its end for so many seconds, then cancel it."""
        tasks = list(self._working.values())
        if tasks:
            _, slow = await asyncio.wait(tasks, timeout=patience)
            for task in slow:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _over(self, key: Key, _: asyncio.Task[T]) -> None:
        del self._working[key]


async def _done(work: Callable[[], Awaitable[T]]) -> T:
    return await work()


def _tell(late: Callable[[T], None], task: asyncio.Task[T]) -> None:
    if not task.cancelled():
        late(task.result())
