"""Messages to be sent: staged in the turn's own commit, then claimed, sent and marked, until none is due.

A row holds a sealed letter; who it is for and what it shows is known only when it is opened. Letters to one chat go in
the order they are due, letters to different chats at the same time. What cannot be delivered stays due, or is among
the dead, with its reason. Decisions 7, 14 and 17; what is retried and how long one waits is in FIELD-NOTES' table.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from .blank import filled
from .delivery import LOST, Delivery, Held
from .errors import Broken
from .lanes import Lanes
from .mail import Letter, Mail, Opened, Opener, Writes, about
from .ports import BULK, CHATS, OUTBOX, Ports, Put, Row, Table
from .talk import Chat
from .turnstile import Turnstile, unpaced

__all__ = ["Letter", "Mail", "Opened", "Opener", "Outbox", "Writes", "about", "chat_of", "stage"]

LEASE = 20.0  # seconds: so long may what an instance held have to wait when it ends badly
RENEWED = 2.0  # seconds between renewals; with lanes.MARGIN well below LEASE
WINDOWS = {OUTBOX: 256, BULK: 64}  # letters of each kind that are held at a time

log = logging.getLogger(__name__)


class Outbox:
    """Claims what is due and sends it. ``openers`` know each kind of letter; ``chance`` gives numbers from 0 to 1.

    ``leads`` tells whether it is for this instance to send. Letters of one that no longer leads are given back.
    """

    def __init__(
        self,
        ports: Ports,
        openers: Mapping[str, Opener],
        turnstile: Turnstile | None = None,
        chance: Callable[[], float] = lambda: 1.0,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._ports = ports
        self._leads = leads
        self._more = asyncio.Event()
        self._delivery = Delivery(ports, openers, chance, self._more.set)
        self._lanes = Lanes(ports.clock, self._delivery, turnstile or unpaced(), self._done, leads)
        self._held: dict[str, Held] = {}
        self._astray: dict[Table, set[str]] = {table: set() for table in WINDOWS}  # claimed, and not given back yet
        self._renewed = 0.0
        self._room = dict(WINDOWS)
        self._work: asyncio.Task[None] | None = None
        self._closing = False
        self._dealt = 0

    def kick(self) -> None:
        """There may be something to send: begin with it, if that is not under way already."""
        if not self._closing:
            self._working()

    async def deliver(self) -> int:
        """Send what is due, until nothing is; how many rows were dealt with meanwhile. Cancelled, it closes."""
        before = self._dealt
        if not self._closing:
            try:
                await asyncio.shield(self._working())
            except asyncio.CancelledError:
                await self.close()
                raise
        return self._dealt - before

    async def close(self, patience: float = 5.0) -> None:
        """Begin with nothing more; let what is on its way arrive, for so many seconds. A later kick begins anew."""
        self._closing = True
        if self._work:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)
        await self._lanes.close(patience)
        for held in list(self._held.values()):
            await self._done(held)
        self._closing = False

    async def oldest_due(self) -> float:
        """Seconds for which the letter that has waited longest has been due, however often it was put off."""
        return await self._delivery.waiting.longest(self._ports.store, self._ports.clock.now())

    @property
    def repeated(self) -> int:
        """How many letters were sent again, since this process began, that may have arrived before."""
        return self._delivery.begun.repeated

    def _working(self) -> asyncio.Task[None]:
        self._more.set()
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._run())
            self._work.add_done_callback(_told)
        return self._work

    async def _run(self) -> None:
        await self._give_back()
        while True:
            self._more.clear()
            await self._renew()
            if self._leads() and await self._claim():
                continue
            if not self._held and not self._more.is_set():
                return
            await self._more.wait()

    async def _claim(self) -> int:
        """Take what is due into the lanes, as far as there is room, the urgent first; how many rows."""
        claimed = 0
        for table in WINDOWS:
            self._lanes.resume()
            now, leased, room = self._ports.clock.now(), self._ports.clock.steady() + LEASE, self._room[table]
            rows = await self._ports.store.claim(table, now, LEASE, room) if room > 0 else ()
            self._astray[table].update(row.key for row in rows)
            for row in rows:
                await self._take(table, row, leased)
                self._astray[table].discard(row.key)
            claimed += len(rows)
        return claimed

    async def _renew(self) -> None:
        """Hold on to what waits for its turn or is on its way. What another one has claimed meanwhile is let go."""
        steady = self._ports.clock.steady()
        if not self._leads() or steady < self._renewed + RENEWED:
            return
        self._renewed = steady
        for table in WINDOWS:
            mine = [key for key, held in self._held.items() if held.table is table]
            kept = await self._ports.store.renew(table, mine, LEASE) if mine else ()
            for held in filter(None, map(self._held.get, mine)):
                held.leased = steady + LEASE if held.row.key in kept else LOST

    async def _give_back(self) -> None:
        """What could not be given back when the store was gone, and is not held."""
        for table, keys in self._astray.items():
            if lost := keys - self._held.keys():
                await self._ports.store.release(table, list(lost))
            keys.clear()

    async def _take(self, table: Table, row: Row, leased: float) -> None:
        if row.key in self._held:  # its lease had run out: now it is ours again
            self._held[row.key].leased = leased
            return
        drawn = self._ports.clock.steady()
        mail = await self._delivery.opened(table, row)
        if mail is None:
            self._dealt += 1
            await self._ports.store.release(table, [row.key])
            return
        held = self._held[row.key] = Held(table, row, mail, drawn, leased)
        self._room[table] -= 1
        try:
            await self._lanes.put(held)
        except BaseException:
            await self._done(held)
            raise

    async def _done(self, held: Held) -> None:
        """Let go of a letter, which must not fail: a row that cannot be given back now is later."""
        del self._held[held.row.key]
        self._dealt += 1
        self._room[held.table] += 1
        if not held.gone:
            try:
                await self._ports.store.release(held.table, [held.row.key])
            except Broken:
                self._astray[held.table].add(held.row.key)
        if not self._held or self._room[held.table] == WINDOWS[held.table] // 2:
            self._more.set()


def stage(ports: Ports, letter: Letter, due: datetime | None = None, *, urgent: bool = True) -> Put:
    """The write that leaves a letter to be sent, at once or from ``due`` on. Not urgent: after all that are."""
    key = ports.ids.new()
    sealed = ports.seal.seal(filled(letter), about(key))
    doc = {"due": (due or ports.clock.now()).isoformat(), "tries": 0, "sealed": sealed}
    return Put(OUTBOX if urgent else BULK, key, doc)


async def chat_of(ports: Ports, person: str) -> tuple[Chat, str] | None:
    """Where a person can be written to, and in which language; None when the app is not there for them."""
    row = await ports.store.get(CHATS, person)
    return (Chat(**row.doc["chat"]), row.doc["language"]) if row and row.doc["chat"] else None


def _told(work: "asyncio.Task[None]") -> None:
    """Whoever waits for the work hears of its error; if nobody does, the log must."""
    if not work.cancelled() and (error := work.exception()):
        log.error("event=outbox_failed error=%s", type(error).__name__)
