"""Messages to be sent: staged in the turn's own commit, then claimed, sent and marked, until none is due.

A row holds a sealed letter; who it is for and what it shows is known only when it is opened at the send. What cannot be
delivered stays due. Decisions 7, 14 and 17; what is retried and how long one waits is in FIELD-NOTES' table (Teams).
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .blank import filled
from .errors import Conflict, Unsealable, Unsendable
from .ports import CHATS, OUTBOX, Del, Ports, Put, Row
from .talk import Chat, Page

LEASE = 60.0  # seconds; longer than a send may take
BATCH = 20
WAIT_FOR_SOMEONE = timedelta(minutes=5)  # until somebody who can receive it has been found
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=10)
TRIES = 3
MOST = 8  # tries that are counted: the number must not tell how long something has waited

log = logging.getLogger(__name__)

Letter = Mapping[str, Any]  # {"kind": …, and what that kind needs}
Writes = Sequence[Put | Del]


@dataclass(frozen=True, slots=True)
class Mail:
    """One message ready to go. ``sent`` gives the writes that follow from its id, ``lost`` those of failing for good.

    A message that a person waits for nowhere else (``lasting``) is tried again even after a failure that is final for
    other messages: a report must reach somebody.
    """

    chat: Chat
    page: Page
    language: str
    sent: Callable[[str], Awaitable[Writes]]
    lost: Callable[[], Awaitable[Writes]]
    update: str = ""  # the message whose page this replaces
    lasting: bool = False


# A letter opened: mail to send now, writes that take its place (fanned out), or None: nobody can receive it yet.
Opened = Mail | Writes | None
Opener = Callable[[Letter], Awaitable[Opened]]


class Outbox:
    """Claims what is due and sends it. ``openers`` know each kind of letter."""

    def __init__(self, ports: Ports, openers: Mapping[str, Opener]) -> None:
        self._ports = ports
        self._openers = openers
        self._sending = asyncio.Lock()  # one sender at a time keeps a person's messages in order

    async def deliver(self) -> int:
        """Send what is due now, after whatever is being sent; how many rows were dealt with."""
        dealt = 0
        async with self._sending:
            while rows := await self._ports.store.claim(OUTBOX, self._ports.clock.now(), LEASE, BATCH):
                for row in rows:
                    await self._dealt(row)
                dealt += len(rows)
        return dealt

    async def _dealt(self, row: Row) -> None:
        """A letter that cannot be dealt with waits; it must not hold up the others."""
        try:
            await self._deal(row)
        except Exception as error:  # noqa: BLE001 - its text may hold someone's words; the log gets the kind alone
            log.error("event=letter_failed error=%s", type(error).__name__)  # noqa: TRY400 - no traceback either
            await self._later(row, WAIT_FOR_SOMEONE)

    async def _deal(self, row: Row) -> None:
        """One row to its end: sent, taken over by others, or due again later."""
        try:
            letter = json.loads(self._ports.seal.open(row.doc["sealed"], about(row.key)))
        except Unsealable:
            await self._later(row, WAIT_FOR_SOMEONE)
            return
        opened = await self._openers[letter["kind"]](letter)
        if opened is None:
            await self._later(row, WAIT_FOR_SOMEONE)
        elif isinstance(opened, Mail):
            await self._post(row, opened)
        else:
            found = opened
            await self._replace(row, lambda: _at_once(found))

    async def _post(self, row: Row, mail: Mail) -> None:
        try:
            message = await self._send(mail)
        except Unsendable as problem:
            if problem.gone or (problem.final and not mail.lasting):
                await self._replace(row, mail.lost)
            else:
                await self._later(row, _wait(row, problem))
            return
        await self._replace(row, lambda: mail.sent(message))

    async def _send(self, mail: Mail) -> str:
        if mail.update:
            await self._ports.sender.update(mail.chat, mail.update, mail.page, mail.language)
            return mail.update
        return await self._ports.sender.send(mail.chat, mail.page, mail.language)

    async def _replace(self, row: Row, writes: Callable[[], Awaitable[Writes]]) -> None:
        """The letter's end and what follows from it, worked out anew when something has changed meanwhile."""
        for _ in range(TRIES):
            try:
                await self._ports.store.commit(Del(OUTBOX, row.key), *await writes())
            except Conflict:
                continue
            return
        raise Conflict("a row kept changing")

    async def _later(self, row: Row, wait: timedelta) -> None:
        due = _rounded(self._ports.clock.now() + wait, wait).isoformat()
        await self._ports.store.commit(
            Put(OUTBOX, row.key, {**row.doc, "due": due, "tries": min(row.doc["tries"] + 1, MOST)})
        )
        await self._ports.store.release(OUTBOX, [row.key])


def stage(ports: Ports, letter: Letter, due: datetime | None = None) -> Put:
    """The write that leaves a letter to be sent, at once or from ``due`` on."""
    key = ports.ids.new()
    sealed = ports.seal.seal(filled(letter), about(key))
    return Put(OUTBOX, key, {"due": (due or ports.clock.now()).isoformat(), "tries": 0, "sealed": sealed})


def about(key: str) -> str:
    """What a letter's seal is bound to."""
    return f"outbox/{key}"


async def chat_of(ports: Ports, person: str) -> tuple[Chat, str] | None:
    """Where a person can be written to, and in which language; None when the app is not there for them."""
    row = await ports.store.get(CHATS, person)
    return (Chat(**row.doc["chat"]), row.doc["language"]) if row and row.doc["chat"] else None


async def _at_once(writes: Writes) -> Writes:
    return writes


def _rounded(due: datetime, wait: timedelta) -> datetime:
    """A long wait ends on a full five minutes: what waits must not tell to the second when it was written."""
    if wait < WAIT_FOR_SOMEONE:
        return due
    return due.replace(minute=due.minute - due.minute % 5, second=0, microsecond=0) + WAIT_FOR_SOMEONE


def _wait(row: Row, problem: Unsendable) -> timedelta:
    if problem.after is not None:
        return timedelta(seconds=min(problem.after, LONGEST_WAIT.total_seconds()))
    doublings = min(int(row.doc["tries"]), 10)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))
