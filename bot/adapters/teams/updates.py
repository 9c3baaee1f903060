"""Updates of messages after a press: one at a time per message, only the latest waits, and in the service's pace."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.errors import Unsendable
from bot.talk import Chat
from bot.turnstile import Turnstile, unpaced

log = logging.getLogger(__name__)

PAUSES = (1.0, 4.0)  # seconds before the second try and the third
GRACE = 2.0  # seconds that a private page waits for an update on its way; Teams waits 5 for the page
LONGEST = 30.0  # seconds that the service's own wish may make it wait


@dataclass(frozen=True, slots=True)
class Update:
    """The card that a message is to show; without a message it becomes a new one. ``turn`` is the turn's key.

    ``dialog`` and ``turning`` are the page's, where it is one of a dialog.
    """

    chat: Chat
    message: str
    card: bytes
    language: str
    turn: str = ""
    dialog: str = ""
    turning: int = 0


class Board(Protocol):
    """Where cards are shown. Raises Unsendable."""

    async def show(self, chat: Chat, message_id: str, card: bytes, language: str) -> None:
        """Replace what the message shows by a card; without a message, post a new one."""


Place = tuple[str, str]
Followed = Callable[[Update], Awaitable[None]]


async def nothing_more(_: Update) -> None:
    """Nothing is to be done about a message once it shows its page."""


class Updates:
    """The updates under way. Without a ``turnstile`` only their number is bounded.

    ``followed`` is called after each: another process may have let the message show a later page meanwhile.
    """

    def __init__(
        self,
        board: Board,
        pauses: Sequence[float] = PAUSES,
        turnstile: Turnstile | None = None,
        followed: Followed = nothing_more,
    ) -> None:
        self._board = board
        self._followed = followed
        self._pauses = pauses
        self._turnstile = turnstile or unpaced()
        self._waiting: dict[Place, Update] = {}
        self._working: dict[Place, asyncio.Task[None]] = {}
        self._calling: set[Place] = set()  # on the way to Teams at this moment
        self._closing = False

    def put(self, update: Update) -> None:
        """Let the message show this, instead of whatever still waits for it. After closing nothing is taken."""
        if self._closing:
            return
        place = (update.chat.conversation, update.message or update.turn)
        self._waiting[place] = update
        if place not in self._working:
            self._working[place] = asyncio.create_task(self._work(place))

    async def drop(self, chat: Chat, message: str) -> None:
        """Let nothing replace this message any more: a private page goes out.

        What waits is forgotten. What is on its way is let through first, for a moment; later it would wipe the page off
        the very device that shows it.
        """
        place = (chat.conversation, message)
        self._waiting.pop(place, None)
        task = self._working.get(place)
        if task is None:
            return
        if place in self._calling:
            await asyncio.wait([task], timeout=GRACE)
            self._waiting.pop(place, None)
        task.cancel()
        await asyncio.wait([task])

    async def close(self, patience: float = 5.0) -> None:
        """Let what is under way come to its end for so many seconds, then cancel it."""
        self._closing = True
        tasks = list(self._working.values())
        if tasks:
            await asyncio.wait(tasks, timeout=patience)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self, place: Place) -> None:
        try:
            while place in self._waiting:
                await self._deliver(place)
        finally:
            del self._working[place]
            if place in self._waiting and not self._closing:
                self.put(self._waiting[place])  # it came when this work had been called off

    async def _deliver(self, place: Place) -> None:
        """Try until it is done, given up, replaced or dropped."""
        for pause in (*self._pauses, None):
            update = self._waiting.get(place)
            if update is None:
                return
            try:
                async with self._turnstile.passing(update.chat):
                    update = self._waiting.get(place, update)  # a later one may have come meanwhile
                    await self._show(place, update)
                await self._followed(update)
            except Unsendable as error:
                if not error.final and pause is not None:
                    await asyncio.sleep(min(max(pause, error.after or 0.0), LONGEST))
                    continue
                log.warning("event=update_failed reason=%s", error.reason)
            except Exception as error:  # noqa: BLE001 - its text may hold words; the log gets the kind alone
                log.error("event=update_failed error=%s", type(error).__name__)  # noqa: TRY400 - no traceback either
            if self._waiting.get(place) is update:
                del self._waiting[place]
            return

    async def _show(self, place: Place, update: Update) -> None:
        self._calling.add(place)
        try:
            await self._board.show(update.chat, update.message, update.card, update.language)
        finally:
            self._calling.discard(place)
