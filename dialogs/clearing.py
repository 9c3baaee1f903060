"""What has had its time: dialogs left alone, and the memory of activities already worked on."""

from datetime import datetime

from bot.ports import DIALOGS, SEEN, Del, Store

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
