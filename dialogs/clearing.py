"""What has had its time: dialogs left alone, and the memory of activities already worked on."""

from datetime import datetime

from bot.ports import DIALOGS, OUTBOX, SEEN, Del, Store

BATCH = 200


async def clear(store: Store, now: datetime) -> int:
    """Remove rows whose hour is past; how many there were."""
    gone = 0
    for table in (DIALOGS, SEEN):
        found = await store.find(table, order="until", limit=BATCH)
        past = [row for row in found.rows if row.doc["until"] <= now.isoformat()]
        if past:
            await store.commit(*(Del(table, row.key) for row in past), sweep=True)
        gone += len(past)
    return gone


async def due_instants(store: Store, until: datetime) -> list[datetime]:
    """When something falls due up to ``until``, in order: for a clock that is moved and must miss nothing."""
    found = []
    for table, field in ((OUTBOX, "due"), (DIALOGS, "until"), (SEEN, "until")):
        rows = (await store.find(table, order=field, limit=1000)).rows
        found += [datetime.fromisoformat(row.doc[field]) for row in rows if row.doc[field] <= until.isoformat()]
    return sorted(set(found))
