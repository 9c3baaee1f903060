"""What is due for forums, turned into letters: each once, however many instances look at the same time.

Nobody leads here. A forum's letters are staged in the commit that notes them as sent, and that commit asks for the row
as it was read: of several instances one gets it, and the others have nothing to do.
"""

import asyncio
import logging
from datetime import UTC, datetime

from . import outbox, schedule
from .errors import Conflict, StoreGone, Unsealable
from .forums import Forum
from .ports import FORUMS, Ports, Row

BATCH = 100
FIRST = ("", "")  # rows for which nothing will ever be due stand before this

log = logging.getLogger(__name__)


async def fire(ports: Ports, now: datetime) -> int:
    """Stage what is due ``now`` (aware) for all forums; how many letters. Raises StoreGone.

    A letter is ``{"kind": "forum_prompt" | "forum_item" | "forum_follow", "forum": id, "planned": of the meeting}``.
    Forums that cannot be read stay as they are, and are counted where all such rows are (bot/inspection). One that
    goes wrong is logged, and holds up no other.
    """
    letters, after, whole = 0, FIRST, True
    while whole:
        found = await ports.store.find(FORUMS, order="due", after=after, limit=BATCH)
        rows = [row for row in found.rows if row.doc["due"] <= now.astimezone(UTC).isoformat()]
        outcomes = await asyncio.gather(*(_fired(ports, row, now) for row in rows), return_exceptions=True)
        letters += sum(map(_counted, outcomes))
        whole = len(rows) == BATCH
        after = (rows[-1].doc["due"], rows[-1].key) if rows else FIRST
    return letters


async def _fired(ports: Ports, row: Row, now: datetime) -> int:
    """How many letters were staged for this forum here."""
    forum = Forum.read(row, ports.seal)
    firings = schedule.due(forum, now)
    after = schedule.sent(forum, firings, now)
    letters = [{"kind": f"forum_{each.kind}", "forum": forum.id, "planned": each.meeting.planned} for each in firings]
    staged = (outbox.stage(ports, letter, urgent=False) for letter in letters)
    try:
        await ports.store.commit(after.put(ports.seal, schedule.next_due(after, now)), *staged)
    except Conflict:  # another instance, or somebody who changes the forum: it is looked at again if it is still due
        return 0
    return len(letters)


def _counted(outcome: int | BaseException) -> int:
    """How many letters came of a forum."""
    if isinstance(outcome, int):
        return outcome
    if isinstance(outcome, StoreGone) or not isinstance(outcome, Exception):
        raise outcome
    if not isinstance(outcome, Unsealable):
        log.error("event=forum_failed error=%s", type(outcome).__name__)
    return 0
