"""Which keys the store asks for, and what cannot be opened with those at hand."""

import asyncio
import logging
from collections import Counter
from collections.abc import Container
from contextlib import suppress
from dataclasses import dataclass, field

from .errors import Unsealable, WrongSetting
from .ports import Clock, Row, Seal, Store
from .sealed import MARKED, PLACES, Place, key_of, pages

LOOKING = 6 * 3600.0  # seconds between counts

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Inspection:
    """How many rows each key has sealed and marked; how many cannot be opened, and the keys that those ask for."""

    sealed: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0
    missing: set[str] = field(default_factory=set)

    def count(self, place: Place, row: Row, seal: Seal) -> None:
        """One more row."""
        if place.mark:
            self.marked[key_of(row.doc[place.mark])] += 1
        try:
            self.sealed.update(place.keys_of(row, seal))
        except Unsealable:
            self.unreadable += 1
            if not seal.knows(row.doc[place.field]):
                self.missing.add(key_of(row.doc[place.field]))


async def inspect(store: Store, seal: Seal, clock: Clock) -> Inspection:
    """Everything sealed that the store holds, opened and let go of again."""
    found = Inspection()
    for place in PLACES:
        async for rows in pages(store, place.table, clock):
            for row in rows:
                found.count(place, row, seal)
    for table in MARKED:
        async for rows in pages(store, table, clock):
            found.marked.update(key_of(row.key) for row in rows)
    return found


async def check(store: Store, seal: Seal, lost: Container[str] = ()) -> None:
    """Whether these are the store's keys: if nothing that it holds can be opened, they are others.

    ``lost`` are keys that were given up: what they sealed speaks against no key file. A store that holds nothing sealed
    takes any. Raises WrongSetting.
    """
    asked: set[str] = set()
    for place in PLACES:
        async for rows in pages(store, place.table):
            for row in rows:
                with suppress(Unsealable):
                    place.keys_of(row, seal)
                    return
                asked.add(key_of(row.doc[place.field]))
    if foreign := sorted(each for each in asked if each not in lost):
        raise WrongSetting(
            f"VBE_KEY_FILE opens nothing of what the store holds, which asks for {', '.join(foreign)}. Remedy: restore "
            "the key file that belongs to it. If that is lost for good: python app.py rotate --lost"
        )


class Lookout:
    """Counts in the background what cannot be opened: now and then, not at each question of /readyz."""

    def __init__(self, store: Store, seal: Seal, clock: Clock) -> None:
        self._store, self._seal, self._clock = store, seal, clock
        self._work: asyncio.Task[None] | None = None
        self._next = 0.0
        self.unreadable = 0  # rows, as last counted

    def tend(self) -> None:
        """Begin to count, if it is time for it."""
        if self._clock.steady() >= self._next and (self._work is None or self._work.done()):
            self._next = self._clock.steady() + LOOKING
            self._work = asyncio.create_task(self._look())

    async def looked(self) -> int:
        """What there was, when it has been counted."""
        if self._work:
            await asyncio.wait([self._work])
        return self.unreadable

    async def close(self) -> None:
        """Break off."""
        if self._work:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    def saw(self, found: Inspection) -> None:
        """This is how it stands; one line in the log when there is something that cannot be opened."""
        self.unreadable = found.unreadable
        if found.unreadable:
            log.warning("event=unreadable rows=%d keys=%s", found.unreadable, ",".join(sorted(found.missing)) or "-")

    async def _look(self) -> None:
        try:
            self.saw(await inspect(self._store, self._seal, self._clock))
        except Exception as error:  # noqa: BLE001 - the store may be gone; it is counted again another time
            log.error("event=inspection_failed error=%s", type(error).__name__)  # noqa: TRY400 - no traceback: it may hold words
