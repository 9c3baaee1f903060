"""Keys changed while the bot works: a new key, everything sealed anew under it, old keys dropped when they may be.

A key is known before it is used, and used before the old one goes, so nothing is lost whenever this is broken off;
``rotate`` once more goes on with it. An old key stays for as long as anything asks for it: sealed pages that are out in
Teams for 48 hours, receipt codes until their last case is gone, for their marks cannot be made again without the code.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Protocol

from .errors import Conflict, Unsealable
from .inspection import Inspection, Lookout, check, inspect
from .ports import Clock, Put, Row, Seal, Store
from .sealed import PLACES, Place, pages

OUT = timedelta(hours=48)  # how long a page in Teams may still be pressed that holds something sealed
TRIES = 5

Told = dict[str, Any]  # what became of a rotation: see ``Rotation.run``


class KeyFile(Protocol):
    """What the key file says."""

    @property
    def newest(self) -> str:
        """The name of the key that is used."""

    @property
    def keys(self) -> Mapping[str, bytes]:
        """All of them, by name."""

    @property
    def replaced(self) -> Mapping[str, datetime]:
        """Since when a key is not the newest any more."""

    @property
    def coming(self) -> str:
        """The key that is made known and not used yet, or empty."""

    @property
    def unfinished(self) -> bool:
        """Whether there may be rows that an older key has sealed."""

    @property
    def lost(self) -> frozenset[str]:
        """Keys that are given up."""


class Ring(Seal, Protocol):
    """A Seal whose keys can be changed; each change is in the key file when it returns. Raises WrongSetting."""

    @property
    def keys(self) -> KeyFile:
        """As last read."""

    def refresh(self) -> bool:
        """Read the key file again if it has changed; whether there is something new."""

    async def announce(self) -> None:
        """Make a new key known, without using it."""

    async def promote(self, now: datetime) -> None:
        """Use the announced key from now on."""

    async def finish(self, now: datetime) -> None:
        """Note that everything is sealed under the newest key."""

    async def drop(self, names: Iterable[str]) -> None:
        """Forget these keys."""

    async def give_up(self, names: Iterable[str]) -> None:
        """Note that these keys are lost."""


class Rotation:
    """``heard``: how many seconds it takes at most until every other instance has read the key file again."""

    def __init__(self, store: Store, ring: Ring, clock: Clock, heard: float = 0.0) -> None:
        self._store, self._ring, self._clock, self._heard = store, ring, clock, heard
        self._resealed = 0
        self.lookout = Lookout(store, ring, clock)

    async def run(self, *, new: bool = True, lost: bool = False) -> Told:
        """A rotation from its beginning, or from where it was broken off.

        Not ``new``: only what is left to be done. ``lost``: keys that rows ask for and nobody has are given up.
        ``{"newest", "new", "went_on", "resealed", "dropped": [names], "stays": {name: why}, "unreadable", "missing",
        "lost"}``; why is some of ``{"sealed": rows, "marked": rows, "until": ISO time}``. Raises WrongSetting.
        """
        self._ring.refresh()
        if not lost:
            await check(self._store, self._ring, self._ring.keys.lost)
        went_on, self._resealed = self._ring.keys.unfinished, 0
        if new and not went_on:
            await self._new_key()
        for place in PLACES:
            await self._reseal(place)
        await self._ring.finish(self._clock.now())
        return {"new": new and not went_on, "went_on": went_on, **await self._settle(lost=lost)}

    async def _new_key(self) -> None:
        await self._ring.announce()
        await asyncio.sleep(self._heard)
        await self._ring.promote(self._clock.now())

    async def _reseal(self, place: Place) -> None:
        async for rows in pages(self._store, place.table, self._clock):
            await self._renew(place, [row for row in rows if self._is_old(place, row)])
        await self._store.commit(sweep=True)  # nothing of what the old key sealed stays in side files

    def _is_old(self, place: Place, row: Row) -> bool:
        """Whether an older key of the ring has sealed it, or something in it."""
        keys = self._ring.keys
        try:
            return any(name != keys.newest and name in keys.keys for name in place.keys_of(row, self._ring))
        except Unsealable:
            return False

    async def _renew(self, place: Place, rows: Sequence[Row]) -> None:
        """All at once; where somebody came in between, one by one."""
        try:
            await self._store.commit(*(self._put(place, row) for row in rows))
            self._resealed += len(rows)
        except Conflict:
            for row in rows:
                await self._renew_one(place, row)

    async def _renew_one(self, place: Place, row: Row) -> None:
        """What keeps changing is sealed anew by whoever changes it; the survey at the end finds what is not."""
        now: Row | None = row
        for _ in range(TRIES):
            if now is None or not self._is_old(place, now):
                return
            with suppress(Conflict):
                await self._store.commit(self._put(place, now))
                self._resealed += 1
                return
            now = await self._store.get(place.table, row.key)

    def _put(self, place: Place, row: Row) -> Put:
        return Put(place.table, row.key, place.renewed(row, self._ring), row.etag)

    async def _settle(self, *, lost: bool) -> Told:
        """Drop what nothing asks for, and tell what stays and why."""
        found = await inspect(self._store, self._ring, self._clock)
        if lost:
            await self._ring.give_up(found.missing)
        keys = self._ring.keys
        older = [name for name in keys.keys if name not in (keys.newest, keys.coming)]
        stays = {name: why for name in older if (why := self._why(name, found))}
        dropped = sorted(set(older) - set(stays))
        await self._ring.drop(dropped)
        self.lookout.saw(found)
        told = {"newest": keys.newest, "resealed": self._resealed, "dropped": dropped, "stays": stays}
        return {**told, "unreadable": found.unreadable, "missing": sorted(found.missing), "lost": sorted(keys.lost)}

    def _why(self, name: str, found: Inspection) -> Told:
        """Why a key stays: what it has sealed and marked, and until when pages of it may be out. Empty if it goes."""
        until = self._ring.keys.replaced[name] + OUT
        rows = {"sealed": found.sealed[name], "marked": found.marked[name]}
        out = {"until": until.isoformat()} if until > self._clock.now() else {}
        return {kind: number for kind, number in rows.items() if number} | out
