"""When a message may go: an even pace for the tenant, four windows for each conversation, answers before the rest.

Pure: the time comes in as steady seconds. Microsoft's limits for one bot in one conversation, and for one app in one
tenant: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import chain
from math import inf

WINDOWS = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))  # messages, seconds
SPREAD = 0.05  # seconds by which a message may be let through late, and the next one's slot is kept all the same
ON_ITS_WAY = 0.06  # seconds by which one message may take longer than another, so that more of them come in a second
REFUSALS = 3  # conversations refused in a row, with no message taken between: then it is the tenant that is full
SLOWER, SLOWEST = 1.5, 8.0  # times the gap between messages, after each pause of everybody, and at most
RECOVERED = 0.998  # of that, after each message that is taken: from half as slow again it takes 200
NONE = 1e-6  # seconds
THREADS = 100_000  # conversations remembered at most
LONGEST = max(seconds for _, seconds in WINDOWS) + SPREAD


@dataclass(slots=True)
class _Thread:
    """A conversation: when messages went to it in the last hour, and from when on the next one may."""

    sent: "array[float]" = field(default_factory=lambda: array("d"))
    ready: float = -inf
    touched: float = -inf

    def add(self, now: float) -> None:
        del self.sent[: bisect_right(self.sent, now - LONGEST)]
        self.sent.append(now)
        full = (self.sent[-most] + seconds + SPREAD for most, seconds in WINDOWS if len(self.sent) >= most)
        self.ready = max(self.ready, *full, now)


class Pace:
    """One tenant's pace. ``rate``: messages a second; never more than that in any second, nor in any window.

    Every message has its slot, and slots lie ``(1 + ON_ITS_WAY) / rate`` apart: one that goes up to SPREAD late does
    not move the next one's slot, so that a loop which wakes late does not make the whole pace slower.
    """

    def __init__(self, rate: float) -> None:
        self.keep(rate)
        self._next = -inf
        self._threads: dict[str, _Thread] = {}  # the one longest untouched first
        self._refused: set[str] = set()
        self._slower = 1.0

    def keep(self, rate: float) -> None:
        """Another rate, from the next message on."""
        self._gap = (1 + ON_ITS_WAY) / rate

    @property
    def remembered(self) -> int:
        """How many conversations it keeps in mind."""
        return len(self._threads)

    def wait(self, thread: str, now: float) -> float:
        """Seconds until a message may go to this conversation; 0.0: now."""
        known = self._threads.get(thread)
        return _left(max(self._next, known.ready) - now if known else self._next - now)

    def tenant_wait(self, now: float) -> float:
        """Seconds until a message may go to any conversation at all."""
        return _left(self._next - now)

    def sent(self, thread: str, now: float) -> None:
        """A message goes now."""
        self._touched(thread, now).add(now)
        late = now - self._next <= SPREAD  # else nobody stood here: what was not used then is not made up for
        self._next = (self._next if late else now) + self._gap * self._slower
        self._forget(now)

    def refused(self, thread: str, seconds: float, now: float) -> None:
        """The service asks for a pause (429 with Retry-After): of this conversation, or of everybody.

        The tenant's limit is an estimate. When it is everybody who pauses, they go on more slowly than before.
        """
        known = self._touched(thread, now)
        known.ready = max(known.ready, now + seconds)
        self._refused.add(thread)
        if len(self._refused) >= REFUSALS:
            self._next = max(self._next, now + seconds)
            self._slower = min(self._slower * SLOWER, SLOWEST)
            self._refused.clear()
        self._forget(now)

    def accepted(self) -> None:
        """The service took a message: the tenant is not full, and little by little the pace is the full one again."""
        self._refused.clear()
        self._slower = max(1.0, self._slower * RECOVERED)

    def _touched(self, thread: str, now: float) -> _Thread:
        known = self._threads.pop(thread) if thread in self._threads else _Thread()
        known.touched = now
        self._threads[thread] = known  # at the end
        return known

    def _forget(self, now: float) -> None:
        """Who has had nothing for an hour is free of every window."""
        while self._threads:
            first = next(iter(self._threads))
            known = self._threads[first]
            if len(self._threads) <= THREADS and (known.touched > now - LONGEST or known.ready > now):
                return
            del self._threads[first]


def _left(seconds: float) -> float:
    """Less than a microsecond is none: added to the time it may change nothing, and would be waited for for ever."""
    return seconds if seconds > NONE else 0.0


@dataclass(eq=False, slots=True)
class Ticket:
    """A message that wants to go. ``urgent``: somebody waits for it."""

    thread: str
    urgent: bool = True


class Line:
    """Who waits. The urgent go before the others, and each kind as it came; without a pace everybody may go."""

    def __init__(self, pace: Pace | None) -> None:
        self.pace = pace
        self._urgent: dict[Ticket, None] = {}
        self._others: dict[Ticket, None] = {}

    def join(self, ticket: Ticket) -> None:
        """Stand in the line."""
        (self._urgent if ticket.urgent else self._others)[ticket] = None

    def leave(self, ticket: Ticket) -> None:
        """Go away without a turn."""
        (self._urgent if ticket.urgent else self._others).pop(ticket, None)

    def wait(self, ticket: Ticket, now: float) -> float:
        """Seconds until this one could go if nobody else stood here."""
        return self.pace.wait(ticket.thread, now) if self.pace else 0.0

    def next(self, now: float, *, others: bool = True) -> tuple[Ticket | None, float]:
        """The one that goes now; or None, and seconds until one may (infinite when nobody waits).

        ``others`` false: only the urgent. Whoever waits for a full conversation lets those behind pass.
        """
        soonest = inf
        for ticket in chain(self._urgent, self._others if others else ()):
            wait = self.wait(ticket, now)
            if wait <= 0:
                self._go(ticket, now)
                return ticket, 0.0
            soonest = min(soonest, wait)
            if self.pace and wait <= self.pace.tenant_wait(now):
                break  # nobody can go sooner
        return None, soonest

    def _go(self, ticket: Ticket, now: float) -> None:
        self.leave(ticket)
        if self.pace:
            self.pace.sent(ticket.thread, now)
