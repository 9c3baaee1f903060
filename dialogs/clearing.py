"""What has had its time: dialogs left alone, and the memory of activities already worked on."""

import asyncio
from datetime import datetime

from bot import outbox
from bot.errors import Conflict
from bot.outbox import Letter
from bot.ports import (
    ALIKE,
    ANSWERED,
    BULK,
    CAMPAIGNS,
    DIALOGS,
    FORUMS,
    OUTBOX,
    PHOTOS,
    SEEN,
    Del,
    Ports,
    Put,
    Row,
    Seal,
    Store,
    Table,
)

from .opened import read

BATCH = 200
WAITED_FOR = (
    *((table, "due") for table in (OUTBOX, BULK, FORUMS, CAMPAIGNS)),
    *((table, "until") for table in (DIALOGS, SEEN, PHOTOS, ALIKE, ANSWERED)),
)


async def clear(ports: Ports) -> int:
    """Remove rows whose hour is past; how many there were. The card of a dialog left alone says that it has ended."""
    now = ports.clock.now().isoformat()
    gone = sum(await asyncio.gather(*(_ended(ports, row) for row in await _past(ports, DIALOGS, now))))
    for table in (SEEN, PHOTOS, ALIKE, ANSWERED):
        while past := await _past(ports, table, now):
            await ports.store.commit(*(Del(table, row.key) for row in past), sweep=True)
            gone += len(past)
            if len(past) < BATCH:
                break
    return gone


async def _past(ports: Ports, table: Table, now: str) -> list[Row]:
    found = await ports.store.find(table, order="until", limit=BATCH)
    return [row for row in found.rows if row.doc["until"] <= now]


async def mend(ports: Ports) -> int:
    """After a restart: letters that bring every open dialog's message to the page where it stands; how many."""
    found = await ports.store.find(DIALOGS, limit=BATCH)
    letters, after = 0, None
    while found.rows:
        known = [row for row in found.rows if _shown(row, ports.seal)]
        await ports.store.commit(
            *(outbox.stage(ports, {"kind": "mend", "dialog": row.key}, urgent=False) for row in known)
        )
        letters, after = letters + len(known), (None, found.rows[-1].key)
        found = await ports.store.find(DIALOGS, after=after, limit=BATCH)
    return letters


async def _ended(ports: Ports, row: Row) -> bool:
    """Whether the dialog was ended here: its person, or another instance, may have come first."""
    try:
        gone = Del(DIALOGS, row.key, row.etag), Del(PHOTOS, row.key)
        await ports.store.commit(*gone, *_farewell(ports, row), sweep=True)
    except Conflict:
        return False
    return True


def _farewell(ports: Ports, row: Row) -> list[Put]:
    opened = read(row, ports.seal)
    return [outbox.stage(ports, {"kind": "left", **opened.place})] if opened and opened.place["message"] else []


def _shown(row: Row, seal: Seal) -> bool:
    opened = read(row, seal)
    return bool(opened and opened.place["message"])


async def overtaken(ports: Ports, dialog: str, turning: int, place: Letter) -> Put | None:
    """When a message was brought to this page of a dialog that has gone on meanwhile: the letter that mends it.

    Another instance may have brought the message to the next page before this one came and hid that. ``place``: chat,
    language, and message.
    """
    row = await ports.store.get(DIALOGS, dialog)
    there = read(row, ports.seal) if row else None
    if there and there.turning <= turning:
        return None
    return outbox.stage(ports, {"kind": "mend", "dialog": dialog, "place": place}, urgent=False)


async def due_instants(store: Store, until: datetime) -> list[datetime]:
    """When something falls due up to ``until``, in order: for a clock that is moved and must miss nothing."""
    found = []
    for table, field in WAITED_FOR:
        rows = (await store.find(table, order=field, limit=1000)).rows
        dues = filter(None, (row.doc[field] for row in rows))  # for some forums nothing is ever due
        found += [datetime.fromisoformat(due) for due in dues if due <= until.isoformat()]
    return sorted(set(found))
