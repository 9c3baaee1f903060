"""One letter to its end: opened, sent, and then gone with what follows, put off, or among the dead."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from .begun import BEGUN, Begun, mark_after
from .dead_letters import buried
from .errors import Conflict, StoreGone, Unsealable, Unsendable
from .mail import Following, Mail, Opener, Writes, about
from .ports import BULK, Del, Ports, Put, Row, Table
from .waiting import WAIT_FOR_SOMEONE, Waiting, back_off, ended, given_up

TRIES = 10  # when others change the same rows
MOST = 8  # tries that are counted: the number must not tell how long something has waited
FRESH = 0.1  # seconds; a message that has waited longer is drawn anew before it is sent

LOST = float("-inf")  # until when a row is ours that somebody else has claimed
ONCE_MORE = 0.5  # seconds between tries to note that a letter has been sent, while the store is gone

UNREADABLE = "unreadable"  # why a letter is dead whose key is missing

log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Held:
    """A claimed row and the mail in it. ``drawn`` and ``leased`` (until when the row is ours) in steady seconds.

    ``stale``: another letter to the same chat went before it, so what it says may have been said. ``gone``: its row is.
    """

    table: Table
    row: Row
    mail: Mail
    drawn: float
    leased: float
    stale: bool = False
    under_way: bool = False
    gone: bool = False


class Delivery:
    """``chance`` gives numbers from 0 to 1; ``followed`` is called when other letters may have been staged."""

    def __init__(
        self, ports: Ports, openers: Mapping[str, Opener], chance: Callable[[], float], followed: Callable[[], None]
    ) -> None:
        self._ports = ports
        self._openers = openers
        self._chance = chance
        self._followed = followed
        self.waiting = Waiting()
        self.begun = Begun(ports.store)

    async def opened(self, table: Table, row: Row) -> Mail | None:
        """The mail in a row. None: there is nothing to send, and the row has been dealt with."""
        try:
            letter = json.loads(self._ports.seal.open(row.doc["sealed"], about(row.key)))
            letter |= {BEGUN: True} if BEGUN in row.doc else {}
            opened = await self._openers[letter["kind"]](letter)
            if isinstance(opened, Mail):
                return opened
            if opened is None:
                await self.put_off(table, [_counted(row)], ended(WAIT_FOR_SOMEONE, self._ports.clock.now()))
            else:
                await self._replace(table, row, partial(_at_once, opened))
        except StoreGone:
            raise  # nothing is wrong with the letter
        except Exception as error:  # noqa: BLE001 - its text may hold someone's words; the log gets the kind alone
            await self.stumbled(table, row, error)
        return None

    async def stumbled(self, table: Table, row: Row, error: Exception) -> None:
        """A letter that cannot be dealt with waits, for a day or two; it must not hold up the others."""
        reason = type(error).__name__
        log.error("event=letter_failed error=%s", reason)
        if isinstance(error, StoreGone):
            return  # it stays due
        if isinstance(error, Unsealable):  # time mends nothing here; when the key is back it can be sent again
            await self._bury(table, row, UNREADABLE)
        else:
            await self._again(table, row, reason, WAIT_FOR_SOMEONE)

    async def begin(self, held: Held) -> bool:
        """Draw the mail anew if it has waited, and mark that it goes out; False: there is nothing to send any more."""
        if held.stale or self._ports.clock.steady() > held.drawn + FRESH:
            row = await self._ports.store.get(held.table, held.row.key)
            mail = await self.opened(held.table, row) if row else None
            if row is None or mail is None:
                return False
            held.row, held.mail = row, mail
        if held.table is BULK and not held.mail.update:
            marked = await self.begun.mark(held.table, held.row, held.mail.repeats)
            held.row = marked or held.row
            return marked is not None
        return True

    async def send(self, mail: Mail) -> str:
        """Send it; the message's id. Raises Unsendable."""
        sender = self._ports.sender
        if mail.update:
            await sender.update(mail.chat, mail.update, mail.page, mail.language)
            return mail.update
        return await sender.send(mail.chat, mail.page, mail.language)

    async def sent(self, held: Held, message: str) -> None:
        """The letter has arrived. This is noted as soon as the store takes it: else it would be sent once more."""
        while True:
            with suppress(StoreGone):
                await self._replace(held.table, held.row, partial(held.mail.sent, message), arrived=True)
                return
            await asyncio.sleep(ONCE_MORE)

    async def refused(self, held: Held, problem: Unsendable) -> timedelta | None:
        """What becomes of a letter that the service did not take: how long its chat must wait, or None: dealt with."""
        held.row = mark_after(held.row, problem)
        mail, final = held.mail, problem.final
        if problem.gone and mail.lasting:
            await self._replace(held.table, held.row, partial(mail.lost, problem.reason))
        elif final and not mail.lasting:
            await self._give_up(held, problem.reason)
        elif final:
            await self._again(held.table, held.row, problem.reason, back_off(held.row, problem, self._chance()))
        elif not mail.lasting and self._today() >= given_up(held.row, self._today()):
            await self._give_up(held, problem.reason)
        else:
            return back_off(held.row, problem, self._chance())
        return None

    async def put_off(self, table: Table, rows: Sequence[Row], until: datetime, behind: int = 0) -> None:
        """Let these rows be due then, in this order and ``behind`` so many others."""
        self.waiting.begin(rows, self._ports.clock.now())
        dues = [until + timedelta(microseconds=behind + place) for place in range(len(rows))]
        puts = [
            Put(table, row.key, {**row.doc, "due": due.isoformat()}, row.etag)
            for row, due in zip(rows, dues, strict=True)
        ]
        try:
            await self._ports.store.commit(*puts)
        except Conflict:
            for put in puts:
                with suppress(Conflict):  # taken away, or already due again
                    await self._ports.store.commit(put)

    def failed(self, row: Row) -> Row:
        """The row with one more failure counted, and the day on which it is given up."""
        until = given_up(row, self._today()).isoformat()
        return Row(row.key, {**_counted(row).doc, "until": until}, row.etag)

    async def _again(self, table: Table, row: Row, reason: str, wait: timedelta) -> None:
        if self._today() >= given_up(row, self._today()):
            await self._bury(table, row, reason)
        else:
            await self.put_off(table, [self.failed(row)], ended(wait, self._ports.clock.now()))

    async def _give_up(self, held: Held, reason: str) -> None:
        await self._bury(held.table, held.row, reason, partial(held.mail.lost, reason), among_dead=held.mail.buried)

    async def _bury(
        self, table: Table, row: Row, reason: str, lost: Following | None = None, *, among_dead: bool = True
    ) -> None:
        log.warning("event=letter_dead reason=%s", reason)
        writes = buried(table, row, reason, self._ports.clock.now()) if among_dead else ()
        await self._replace(table, row, lost or partial(_at_once, ()), writes)

    async def _replace(
        self, table: Table, row: Row, writes: Following, instead: Writes = (), *, arrived: bool = False
    ) -> None:
        """The letter's end and what follows from it, worked out anew when something has changed meanwhile.

        Where another instance has dealt with it, nothing follows twice; but a message of ours that has ``arrived``
        stands beside its own, and must be known as well.
        """
        now: Row | None = row
        for _ in range(TRIES):
            following = await writes() if now or arrived else ()
            end = (Del(table, now.key, now.etag), *instead) if now else ()
            try:
                await self._ports.store.commit(*end, *following)
            except Conflict:
                now = await self._ports.store.get(table, row.key)
                continue
            self.waiting.end(row.key)
            if following:
                self._followed()
            return
        raise Conflict("a row kept changing")

    def _today(self) -> date:
        return self._ports.clock.now().date()


async def _at_once(writes: Writes) -> Writes:
    return writes


def _counted(row: Row) -> Row:
    doc: dict[str, Any] = {**row.doc, "tries": min(row.doc["tries"] + 1, MOST)}
    return Row(row.key, doc, row.etag)
