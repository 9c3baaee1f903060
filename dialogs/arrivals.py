"""Pictures and files on their way in: fetched, and pictures made harmless, before the turn that takes them.

Outside the person's turn, so that words of danger are answered meanwhile; and once, whatever the turn meets on its way.
"""

import asyncio
from dataclasses import dataclass
from weakref import WeakValueDictionary

from bot import photos
from bot.errors import Unclear, Unsendable
from bot.ports import Ports
from bot.talk import File

from .picture import SMALL, copy

AT_ONCE = 3  # pictures in memory as they were sent
WAITING = 12  # that are taken in; a longer queue would outlast anybody's patience
PATIENCE = 20.0  # seconds from the beginning of its fetching


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that somebody waits for: this dialog, or "" for none. ``most`` bytes are fetched of a file."""

    file: File
    dialog: str
    most: int = photos.MOST
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """A picture for this dialog, with a copy of it as base64, or a ``raw`` file; or ``problem`` and neither.

    ``problem``: too_large, unfetched, busy, or what else photo.toml knows.
    """

    dialog: str
    picture: bytes = b""
    copied: str = ""
    problem: str = ""
    raw: bytes = b""


class Arrivals:
    """One person's pictures come one after the other; everybody's together are few."""

    def __init__(self, ports: Ports, patience: float = PATIENCE) -> None:
        self._ports = ports
        self._patience = patience
        self._few = asyncio.Semaphore(AT_ONCE)
        self._coming = 0
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # gone when nobody waits

    async def take(self, person: str, wanted: Wanted) -> Arrived:
        """What somebody sends."""
        dialog = wanted.dialog
        async with self._turns.setdefault(person, asyncio.Lock()):
            if self._coming >= WAITING:
                return Arrived(dialog, problem="busy")
            self._coming += 1
            try:
                async with self._few:
                    return await self._within(wanted)
            except Unclear as problem:
                return Arrived(dialog, problem=problem.key.removeprefix("photo."))
            finally:
                self._coming -= 1

    async def _within(self, wanted: Wanted) -> Arrived:
        """Raises Unclear."""
        try:
            async with asyncio.timeout(self._patience):
                raw = await self._fetched(wanted)
                if not wanted.picture:
                    return Arrived(wanted.dialog, raw=raw)
                picture = await self._ports.darkroom.develop(raw)
                return Arrived(wanted.dialog, picture, await copy(self._ports.darkroom, picture, SMALL))
        except TimeoutError:
            raise Unclear("photo.unfetched") from None

    async def _fetched(self, wanted: Wanted) -> bytes:
        try:
            return await self._ports.attachments.fetch(wanted.file, wanted.most)
        except Unsendable as problem:
            raise Unclear("photo.too_large" if problem.reason == "answer_too_large" else "photo.unfetched") from None
