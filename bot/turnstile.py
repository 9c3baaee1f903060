"""Where messages wait for their turn: at the pace of the service, a bounded number at a time, the urgent ones first."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from math import inf
from typing import Protocol

from .errors import Unsendable
from .pace import Line, Pace, Ticket
from .talk import Chat

MOST = 48  # messages on their way at once
MOST_OTHERS = 16  # of these, such as nobody waits for: a slow service must leave room for answers
SOON = 1.0  # seconds of pause after a 429 that names none
LONGEST = 600.0  # seconds of pause that the service may ask for
BUSY = f"http_{HTTPStatus.TOO_MANY_REQUESTS.value}"


class Timer(Protocol):
    """A call to come."""

    def cancel(self) -> None:
        """Let it not come."""


Later = Callable[[float, Callable[[], None]], Timer]  # asyncio's call_later, or a simulated one


@dataclass(slots=True)
class _Queue:
    """A tenant's line, and when it is looked at next."""

    line: Line
    at: float = inf
    timer: Timer | None = None


class Turnstile:
    """``rate``: messages a second and tenant, None for no pace; ``steady``: the steady clock.

    ``later`` is for simulated time; without it the running loop's own timers are used.
    """

    def __init__(self, rate: float | None, steady: Callable[[], float], later: Later | None = None) -> None:
        self._rate = rate
        self._instances = 1
        self._steady = steady
        self._later = later
        self._queues: dict[str, _Queue] = {}
        self._entries: dict[Ticket, asyncio.Future[None]] = {}
        self._urgent = self._others = 0  # on their way

    @asynccontextmanager
    async def passing(self, chat: Chat, *, urgent: bool = True) -> AsyncIterator[None]:
        """Wait for the turn of a message to this chat; send it inside. Learns from what the service answers."""
        queue, ticket = self._queue(chat.tenant), Ticket(chat.conversation, urgent)
        await self._enter(queue, ticket)
        try:
            yield
        except Unsendable as problem:
            self._learn(queue, ticket, problem)
            raise
        else:
            if queue.line.pace:
                queue.line.pace.accepted()
        finally:
            self._left(ticket)

    def share(self, instances: int) -> None:
        """Keep to an equal share of the rate: so many instances send to the same tenants."""
        if instances != self._instances:
            self._instances = instances
            for pace in filter(None, (queue.line.pace for queue in self._queues.values())):
                pace.keep(self._share)

    @property
    def _share(self) -> float:
        return (self._rate or 0.0) / self._instances

    def close(self) -> None:
        """Look at nothing any more."""
        for queue in self._queues.values():
            if queue.timer:
                queue.timer.cancel()

    def _queue(self, tenant: str) -> _Queue:
        if tenant not in self._queues:
            self._queues[tenant] = _Queue(Line(Pace(self._share) if self._rate else None))
        return self._queues[tenant]

    async def _enter(self, queue: _Queue, ticket: Ticket) -> None:
        entry = self._entries[ticket] = asyncio.get_running_loop().create_future()
        queue.line.join(ticket)
        now = self._steady()
        if now + queue.line.wait(ticket, now) < queue.at:  # else it is looked at soon enough
            self._let_through(queue)
        try:
            await entry
        except asyncio.CancelledError:
            if entry.done() and not entry.cancelled():
                self._left(ticket)
            queue.line.leave(ticket)
            raise
        finally:
            del self._entries[ticket]

    def _let_through(self, queue: _Queue) -> None:
        """Everybody who may go now; then come back when the next one may."""
        wait, now = inf, self._steady()
        while self._urgent + self._others < MOST:
            ticket, wait = queue.line.next(now, others=self._others < MOST_OTHERS)
            if ticket is None:
                break
            if not self._entries[ticket].done():  # cancelled, and not yet out of the line
                self._entries[ticket].set_result(None)
                self._count(ticket, 1)
            wait = inf
        self._come_back(queue, now, wait)

    def _come_back(self, queue: _Queue, now: float, wait: float) -> None:
        if queue.timer:
            queue.timer.cancel()
        queue.at, queue.timer = now + wait, None
        if wait < inf:
            later = self._later or asyncio.get_running_loop().call_later
            queue.timer = later(wait, lambda: self._let_through(queue))

    def _learn(self, queue: _Queue, ticket: Ticket, problem: Unsendable) -> None:
        asked = problem.reason == BUSY or (problem.after is not None and problem.reason.startswith("http_"))
        if queue.line.pace and asked:
            pause = min(LONGEST, SOON if problem.after is None else problem.after)
            queue.line.pace.refused(ticket.thread, pause, self._steady())

    def _left(self, ticket: Ticket) -> None:
        full = self._urgent + self._others >= MOST or self._others >= MOST_OTHERS
        self._count(ticket, -1)
        if full:
            for queue in self._queues.values():
                self._let_through(queue)

    def _count(self, ticket: Ticket, change: int) -> None:
        if ticket.urgent:
            self._urgent += change
        else:
            self._others += change


def unpaced() -> Turnstile:
    """A turnstile that only bounds how many go at once."""
    return Turnstile(None, lambda: 0.0)
