"""Letters that could not be sent: kept as they were sealed, with a reason and a day, until resent or forgotten.

A row says nothing else: no time, no person, no kind. ``python app.py outbox list`` and ``resend`` work on them.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from .begun import BEGUN
from .mail import Writes
from .ports import BULK, DEAD, OUTBOX, Del, Doc, Put, Row, Store, Table

KEPT = timedelta(days=14)  # well below the 30 days after which a notice's way to its sender must be gone (decision 7)
BATCH = 200
ALL = "all"
LAST = "~"  # sorts after every key
EARLIEST = ""  # and before every day


def buried(table: Table, row: Row, reason: str, now: datetime) -> Writes:
    """The writes that put a letter of this outbox among the dead. ``reason``: a word, never text."""
    doc = {"sealed": row.doc["sealed"], "reason": reason, "day": now.date().isoformat(), "bulk": table is BULK}
    return (Put(DEAD, row.key, {**doc, **_mark(row)}), Del(table, row.key))


async def counted(store: Store) -> dict[str, int]:
    """How many there are, by reason."""
    return {reason: await _count(store, reason=reason) async for reason in _values(store, "reason")}


async def listed(store: Store) -> list[dict[str, Any]]:
    """What ``outbox list`` shows: ``{"reason", "day", "letters"}``, by reason and day."""
    return [
        {"reason": reason, "day": day, "letters": await _count(store, reason=reason, day=day)}
        async for reason in _values(store, "reason")
        async for day in _values(store, "day", reason=reason)
    ]


async def resend(store: Store, reason: str, now: datetime) -> int:
    """Let the letters of this reason, or of ``all``, be due again; how many."""
    wanted, moved = {} if reason == ALL else {"reason": reason}, 0
    while rows := (await store.find(DEAD, equals=wanted, limit=BATCH)).rows:
        for row in rows:
            await store.release(BULK if row.doc["bulk"] else OUTBOX, [row.key])
        await store.commit(*(write for row in rows for write in _revived(row, now)))
        moved += len(rows)
    return moved


async def forget(store: Store, now: datetime) -> int:
    """Remove what nobody has asked for in its time, without a trace; how many."""
    last, gone = (now - KEPT).date().isoformat(), 0
    while rows := (await store.find(DEAD, order="day", limit=BATCH)).rows:
        past = [row for row in rows if row.doc["day"] < last]
        if past:
            await store.commit(*(Del(DEAD, row.key) for row in past), sweep=True)
            gone += len(past)
        if len(past) < len(rows):
            break
    return gone


def _revived(row: Row, now: datetime) -> Writes:
    doc = {"due": now.isoformat(), "tries": 0, "sealed": row.doc["sealed"], **_mark(row)}
    return (Put(BULK if row.doc["bulk"] else OUTBOX, row.key, doc), Del(DEAD, row.key, row.etag))


def _mark(row: Row) -> Doc:
    """That it may have arrived already goes with it."""
    return {name: row.doc[name] for name in (BEGUN,) if name in row.doc}


async def _values(store: Store, field: str, **equals: str) -> AsyncIterator[str]:
    """The different values of a field, in order, each found by one step in its index."""
    seen = EARLIEST
    while rows := (await store.find(DEAD, equals=equals, order=field, after=(seen, LAST), limit=1)).rows:
        seen = rows[0].doc[field]
        yield seen


async def _count(store: Store, **equals: str) -> int:
    return (await store.find(DEAD, equals=equals, limit=1, count=True)).count or 0
