"""What is ready to be sent, in lanes: one a chat, where letters go one after the other; all lanes at the same time.

When a chat must wait, everything in its lane is put off together and in its order, and what is claimed for it before
that has come back goes behind. A letter that has failed again and again gives way to those behind it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf

from .delivery import Delivery, Held
from .errors import Broken, Unsendable
from .ports import OUTBOX, Clock, Table
from .turnstile import Turnstile
from .waiting import ended

MARGIN = 16.0  # seconds before the end of its lease in which a letter is not begun; longer than a send may take
GIVE_BACK = timedelta()
RECENT = 5.0  # seconds; a letter that was drawn longer ago than that is drawn anew anyway
FORGOTTEN = timedelta(minutes=10)
GIVES_WAY = 4  # failures of a letter, about half a minute, during which those behind it wait

log = logging.getLogger(__name__)

Name = tuple[str, str, Table]  # a service and a conversation; urgent letters do not wait for the others to the same one


@dataclass(slots=True)
class Lane:
    """The letters to one chat, and what sends them one by one."""

    letters: deque[Held] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Pause:
    """A chat that must wait: the letters put off, by key, and how many there have been."""

    until: datetime
    keys: set[str]
    behind: int = 0

    def admits(self, key: str, now: datetime) -> bool:
        """Whether this letter may go: it was put off, and its time has come."""
        return now >= self.until and key in self.keys

    def put_behind(self, key: str) -> int:
        """Remember one more letter; how many come before it."""
        self.keys.add(key)
        self.behind += 1
        return self.behind - 1


class Lanes:
    """``done`` is called for each letter that is no longer held: sent, put off, dead or given back.

    ``leads`` tells whether it is still for this instance to send.
    """

    def __init__(
        self,
        clock: Clock,
        delivery: Delivery,
        turnstile: Turnstile,
        done: Callable[[Held], Awaitable[None]],
        leads: Callable[[], bool],
    ) -> None:
        self._clock = clock
        self._leads = leads
        self._delivery = delivery
        self._turnstile = turnstile
        self._done = done
        self._lanes: dict[Name, Lane] = {}
        self._pauses: dict[Name, Pause] = {}
        self._ended: dict[Name, float] = {}  # when a chat's last letter came to its end, in steady seconds
        self._closing = False

    async def put(self, held: Held) -> None:
        """Send the letter when all that were put here before, for the same chat, have been dealt with."""
        chat = held.mail.chat
        name = (chat.service_url.rstrip("/"), chat.conversation, held.table)  # Teams names its address either way
        pause = self._pauses.get(name)
        if pause and not pause.admits(held.row.key, self._clock.now()):
            await self._delivery.put_off(held.table, [held.row], pause.until, pause.put_behind(held.row.key))
            await self._done(held)
            return
        if pause:
            pause.keys.remove(held.row.key)
            if not pause.keys:
                del self._pauses[name]
        lane = self._lanes.setdefault(name, Lane())
        held.stale = bool(lane.letters) or self._ended.get(name, -inf) >= held.drawn
        lane.letters.append(held)
        if lane.task is None:
            lane.task = asyncio.create_task(self._go(name, lane))

    def resume(self) -> None:
        """Forget old ends, and pauses whose letters should have come back long ago: somebody else has taken them."""
        steady = self._clock.steady()
        self._ended = {name: at for name, at in self._ended.items() if at + RECENT > steady}
        if self._pauses:
            now = self._clock.now()
            self._pauses = {name: each for name, each in self._pauses.items() if each.until + FORGOTTEN > now}

    async def close(self, patience: float) -> None:
        """Begin with nothing more; let what is on its way arrive, for so many seconds."""
        self._closing = True
        tasks = {lane.task: lane.letters for lane in self._lanes.values() if lane.task}
        for task, letters in tasks.items():
            if letters and not letters[0].under_way:
                task.cancel()
        if tasks:
            _, slow = await asyncio.wait(tasks, timeout=patience)
            for task in slow:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._closing = False

    async def _go(self, name: Name, lane: Lane) -> None:
        try:
            while lane.letters and not self._closing:
                await self._next(name, lane.letters)
        finally:
            del self._lanes[name]

    async def _next(self, name: Name, letters: deque[Held]) -> None:
        """The first letter, to its end; when the chat must wait, all of them are put off."""
        held, wait = letters[0], None
        try:
            wait = await self._pass(held)
        except Exception as error:  # noqa: BLE001 - whatever it is, the letters behind it go on
            await self._stumbled(held, error)
        alone = wait is None or (wait != GIVE_BACK and held.row.doc["tries"] >= GIVES_WAY)
        ended = [letters.popleft() for _ in range(1 if alone else len(letters))]
        self._ended[name] = self._clock.steady()
        if wait:
            await self._put_off(name, ended, wait, alone=alone)
        for each in ended:
            await self._done(each)

    async def _pass(self, held: Held) -> timedelta | None:
        """Send a letter when its turn has come; how long its chat must wait, or None when it is dealt with."""
        try:
            async with self._turnstile.passing(held.mail.chat, urgent=held.table is OUTBOX):
                if not self._may_send(held):
                    return GIVE_BACK
                held.under_way = True
                if not await self._delivery.begin(held):
                    return None
                if not self._may_send(held):  # the store took its time
                    return GIVE_BACK
                message = await self._delivery.send(held.mail)
        except Unsendable as problem:
            return await self._delivery.refused(held, problem)
        await self._delivery.sent(held, message)
        held.gone = True
        return None

    def _may_send(self, held: Held) -> bool:
        return self._leads() and self._clock.steady() <= held.leased - MARGIN

    async def _put_off(self, name: Name, waiting: list[Held], wait: timedelta, *, alone: bool) -> None:
        first, *others = waiting
        rows = [self._delivery.failed(first.row), *(each.row for each in others)]
        until = ended(wait, self._clock.now())
        if not alone:
            self._pauses[name] = Pause(until, {row.key for row in rows}, len(rows))
        try:
            await self._delivery.put_off(first.table, rows, until)
        except Broken:  # they stay due
            log.warning("event=letters_not_put_off")

    async def _stumbled(self, held: Held, error: Exception) -> None:
        try:
            await self._delivery.stumbled(held.table, held.row, error)
        except Exception as worse:  # noqa: BLE001 - the store itself fails; when the lease is out it is tried again
            log.error("event=letter_failed error=%s", type(worse).__name__)  # noqa: TRY400 - no traceback either
