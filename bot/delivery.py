"""One letter to its end: opened, sent, and then gone with what follows, put off, or among the dead."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from .dead_letters import buried
from .errors import Conflict, StoreGone, Unsealable, Unsendable
from .mail import Mail, Opener, Writes, about
from .ports import Del, Ports, Put, Row, Table
from .waiting import Waiting, given_up

WAIT_FOR_SOMEONE = timedelta(minutes=5)  # until somebody who can receive it has been found
FIRST_WAIT = timedelta(seconds=2)
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=10)
TRIES = 10  # when others change the same rows
MOST = 8  # tries that are counted: the number must not tell how long something has waited
FRESH = 0.1  # seconds; a message that has waited longer is drawn anew before it is sent

LOST = float("-inf")  # until when a row is ours that somebody else has claimed
ONCE_MORE = 0.5  # seconds between tries to note that a letter has been sent, while the store is gone

UNREADABLE = "unreadable"  # why a letter is dead whose key is missing

log = logging.getLogger(__name__)

Following = Callable[[], Awaitable[Writes]]


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

    async def opened(self, table: Table, row: Row) -> Mail | None:
        """The mail in a row. None: there is nothing to send, and the row has been dealt with."""
        try:
            letter = json.loads(self._ports.seal.open(row.doc["sealed"], about(row.key)))
            opened = await self._openers[letter["kind"]](letter)
            if isinstance(opened, Mail):
                return opened
            if opened is None:
                await self.put_off(table, [_counted(row)], self.later(WAIT_FOR_SOMEONE))
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
            await self._bury(table, row, UNREADABLE, partial(_at_once, ()))
        else:
            await self._again(table, row, reason, WAIT_FOR_SOMEONE)

    async def send(self, held: Held) -> str | None:
        """Send the mail, drawn anew if it has waited; the message's id, None when there was nothing to send any more.

        Raises Unsendable.
        """
        if held.stale or self._ports.clock.steady() > held.drawn + FRESH:
            row = await self._ports.store.get(held.table, held.row.key)
            mail = await self.opened(held.table, row) if row else None
            if mail is None:
                return None
            held.row, held.mail = row or held.row, mail
        mail, sender = held.mail, self._ports.sender
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
        mail, final = held.mail, problem.final
        if problem.gone and mail.lasting:
            await self._replace(held.table, held.row, mail.lost)
        elif final and not mail.lasting:
            await self._bury(held.table, held.row, problem.reason, mail.lost)
        elif final:
            await self._again(held.table, held.row, problem.reason, self._wait(held.row, problem))
        elif not mail.lasting and self._today() >= given_up(held.row, self._today()):
            await self._bury(held.table, held.row, problem.reason, mail.lost)
        else:
            return self._wait(held.row, problem)
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

    def later(self, wait: timedelta) -> datetime:
        """When a wait ends. A long one ends on a full five minutes: no row may tell to the second when it was made."""
        due = self._ports.clock.now() + wait
        if wait < WAIT_FOR_SOMEONE:
            return due
        return due.replace(minute=due.minute - due.minute % 5, second=0, microsecond=0) + WAIT_FOR_SOMEONE

    def failed(self, row: Row) -> Row:
        """The row with one more failure counted, and the day on which it is given up."""
        until = given_up(row, self._today()).isoformat()
        return Row(row.key, {**_counted(row).doc, "until": until}, row.etag)

    async def _again(self, table: Table, row: Row, reason: str, wait: timedelta) -> None:
        if self._today() >= given_up(row, self._today()):
            await self._bury(table, row, reason, partial(_at_once, ()))
        else:
            await self.put_off(table, [self.failed(row)], self.later(wait))

    async def _bury(self, table: Table, row: Row, reason: str, lost: Following) -> None:
        log.warning("event=letter_dead reason=%s", reason)
        writes = buried(table, row, reason, self._ports.clock.now())
        await self._replace(table, row, lost, writes)

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

    def _wait(self, row: Row, problem: Unsendable) -> timedelta:
        """The service's own wish, else twice as long each time, and not everybody at the same moment."""
        if problem.after is not None:
            return max(SHORTEST_WAIT, timedelta(seconds=min(problem.after, LONGEST_WAIT.total_seconds())))
        doubled = min(LONGEST_WAIT, FIRST_WAIT * (1 << int(row.doc["tries"])))
        return doubled * (0.5 + 0.5 * self._chance())

    def _today(self) -> date:
        return self._ports.clock.now().date()


async def _at_once(writes: Writes) -> Writes:
    return writes


def _counted(row: Row) -> Row:
    doc: dict[str, Any] = {**row.doc, "tries": min(row.doc["tries"] + 1, MOST)}
    return Row(row.key, doc, row.etag)
