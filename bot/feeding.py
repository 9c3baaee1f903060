"""From the long queue of a campaign into the outbox, a little at a time.

Only while few of its letters lie there: so a campaign to a whole city takes no more memory than one to a school, and
a pause holds at once.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from . import outbox, sending_hours
from .campaigns import ON_ITS_WAY, QUEUED, WAITING, Campaign, Recipient, coming
from .errors import Conflict
from .ports import RECIPIENTS, Del, Ports, Put, Store

KIND = "campaign_reminder"
FULL = 500  # letters of a campaign that lie in the outbox at most
BATCH = 100  # recipients in one commit


async def feed(ports: Ports, campaign: Campaign, now: datetime) -> int:
    """Put into the outbox whoever is due in a campaign that runs, as far as there is room; how many letters.

    A letter is ``{"kind": KIND, "campaign": id, "person": id}``: what it says, and whether it is still to be sent, is
    decided when it is sent.
    """
    if campaign.state != "running" or not sending_hours.is_open(now, always=campaign.always):
        return 0
    room = FULL - await on_their_way(ports.store, campaign.id)
    fed = 0
    while room > fed and (due := await _due(ports, campaign, now, min(BATCH, room - fed))):
        fed += await _queue(ports, due)
        if len(due) < BATCH:
            break
    return fed


async def on_their_way(store: Store, campaign: str) -> int:
    """How many of a campaign's letters lie in the outbox."""
    equal = {"next": coming(campaign, ON_ITS_WAY)}
    return (await store.find(RECIPIENTS, equals=equal, limit=1, count=True)).count or 0


async def _due(ports: Ports, campaign: Campaign, now: datetime, most: int) -> list[Recipient]:
    until, first = coming(campaign.id, now.astimezone(UTC).isoformat()), coming(campaign.id, "0")
    rows = (await ports.store.find(RECIPIENTS, order="next", after=(first, ""), limit=most)).rows
    return [Recipient.read(row) for row in rows if row.doc["next"] <= until]


async def _queue(ports: Ports, due: list[Recipient]) -> int:
    """One commit for all; where somebody else has changed one of them, one commit for each of the others."""
    together = [_letter(ports, each) for each in due]
    with suppress(Conflict):
        await ports.store.commit(*(write for writes in together for write in writes))
        return len(due)
    queued = 0
    for writes in together:
        with suppress(Conflict):
            await ports.store.commit(*writes)
            queued += 1
    return queued


def _letter(ports: Ports, recipient: Recipient) -> tuple[Put | Del, Put | Del]:
    state = QUEUED if recipient.state == WAITING else recipient.state
    letter = {"kind": KIND, "campaign": recipient.campaign, "person": recipient.person}
    return replace(recipient, due=ON_ITS_WAY, state=state).put(), outbox.stage(ports, letter, urgent=False)
