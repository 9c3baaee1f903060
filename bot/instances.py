"""This instance among those that share a store: whether it leads, how many there are, what they call out.

One of them leads: it sends the letters and clears away what has had its time, at a pace that is everybody's. A lead is
held for a few seconds by the store's clock and asked for again and again; when its instance ends, another one gets it.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from math import inf
from typing import Any

from .errors import Broken, StoreGone
from .ports import Store

LEADING = "outbox"  # what only one does at a time
LETTERS, DIRECTORY = "outbox", "directory"  # what is called out: there may be letters to send; people have changed
LEASE = 5.0  # seconds that a lead is good for; it is asked for at every beat
MARGIN = 1.0  # seconds before its end in which nothing is begun any more


class Instances:
    """``steady``: the clock's steady hand, by which a lead counts as over well before the store gives it to others."""

    def __init__(self, store: Store, steady: Callable[[], float]) -> None:
        self._store, self._steady = store, steady
        self._until = -inf
        self._calls: set[str] = set()
        self._calling: asyncio.Task[None] | None = None
        self.count = 1
        self.reached = True  # the store took what was last written to it

    @property
    def alone(self) -> bool:
        """Whether no other instance can be on this store."""
        return self._until == inf

    def leads(self) -> bool:
        """Whether it is for this instance to do what only one may do, now."""
        return self._steady() < self._until

    async def attend(self) -> None:
        """Ask to lead, or to go on leading, and be counted. Without the store a lead ends by itself."""
        began = self._steady()
        try:
            good = await self._store.lead(LEADING, LEASE)
            self._until = began + good - MARGIN if good else -inf
            self.count = await self._store.present(LEASE)
        except StoreGone:
            self.reached = False
        else:
            self.reached = True

    def call(self, what: str) -> None:
        """Call out to the others, without waiting; what is called again meanwhile is called once."""
        self._calls.add(what)
        if self._calling is None or self._calling.done():
            self._calling = asyncio.create_task(self._call_out())

    async def resign(self) -> None:
        """Be no more: another one may lead at once."""
        self._until = -inf
        if self._calling:
            await self._calling
        with suppress(Broken):
            await self._store.resign(LEADING)

    def health(self) -> Mapping[str, Any]:
        """For /readyz: how many ``instances`` there are, and whether this one ``leads``. Empty when it is by itself."""
        return {} if self.alone else {"instances": self.count, "leads": self.leads()}

    async def _call_out(self) -> None:
        while self._calls:
            with suppress(Broken):  # it only makes things faster: whoever leads looks at every beat
                await self._store.tell(self._calls.pop())
