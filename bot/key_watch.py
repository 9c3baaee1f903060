"""What a running bot does about its keys: rotates them when asked, hears of new ones, counts what it cannot open."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from .errors import VbeError
from .ports import Clock, Store
from .rotation import Ring, Rotation, Told

log = logging.getLogger(__name__)


class KeyWatch:
    """``begin`` and ``told`` are commands of the control socket; ``tend`` is called at every beat.

    ``heard``: how many seconds it takes at most until every other instance has read the key file again.
    """

    def __init__(self, store: Store, ring: Ring, clock: Clock, heard: float = 0.0) -> None:
        self._ring = ring
        self._rotation = Rotation(store, ring, clock, heard)
        self._work: asyncio.Task[Told] | None = None

    @property
    def unreadable(self) -> int:
        """Rows that cannot be opened, as last counted."""
        return self._rotation.lookout.unreadable

    def tend(self) -> None:
        """Take up what others wrote into the key file; count when it is time."""
        self._ring.refresh()
        self._rotation.lookout.tend()

    async def counted(self) -> int:
        """``unreadable`` when the count under way is done."""
        return await self._rotation.lookout.looked()

    async def begin(self, said: Mapping[str, Any]) -> None:
        """Begin a rotation in the background, if none is under way: ``{"new", "lost"}`` as for ``Rotation.run``."""
        if self._work is None or self._work.done():
            wanted = self._rotation.run(new=bool(said.get("new", True)), lost=bool(said.get("lost")))
            self._work = asyncio.create_task(wanted)
            self._work.add_done_callback(_logged)

    async def told(self, said: Mapping[str, Any]) -> Told | None:
        """What became of it; None while it is under way after ``{"seconds"}``. Raises what went wrong."""
        if self._work is None:
            raise VbeError("The bot was started anew on the way. Call rotate once more: it goes on where it stopped.")
        done, _ = await asyncio.wait([self._work], timeout=float(said.get("seconds", 1.0)))
        return self._work.result() if done else None

    async def close(self) -> None:
        """Break off: another rotation goes on from there."""
        await self._rotation.lookout.close()
        if self._work and not self._work.done():
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)


def _logged(work: "asyncio.Task[Told]") -> None:
    if work.cancelled():
        log.warning("event=rotation_broken_off")
    elif error := work.exception():
        log.error("event=rotation_failed error=%s", type(error).__name__)
    else:
        log.info("event=rotation_done resealed=%d", work.result()["resealed"])
