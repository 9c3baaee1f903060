"""What operators look at: whether the bot can work, and what waits. For /readyz and /metrics."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from . import dead_letters
from .outbox import Outbox
from .ports import Store

log = logging.getLogger(__name__)

PATIENCE = 5.0  # seconds that the store may take
FAILING = "failing"


async def told(
    store: Store,
    outbox: Outbox,
    undeliverable: Callable[[], Awaitable[int]],
    channel: Mapping[str, Any],
    patience: float = PATIENCE,
) -> dict[str, Any]:
    """``ready``: the store answers and the bot can prove who it is. ``store``: ok or failing.

    ``oldest_due``: seconds for which the longest waiting letter has been due. ``undeliverable``: reports that nobody
    has received yet. ``repeated``: letters that this process has sent again and that may have arrived before.
    ``dead_<reason>``: letters given up. ``channel``: what the channel tells of itself.
    """
    try:
        async with asyncio.timeout(patience):
            dead = {f"dead_{reason}": count for reason, count in (await dead_letters.counted(store)).items()}
            waits = {"oldest_due": await outbox.oldest_due(), "undeliverable": await undeliverable()}
            counts = {"repeated": outbox.repeated, **dead}
    except Exception as error:  # noqa: BLE001 - whatever it is, operators are told; its text may hold someone's words
        log.error("event=store_failed error=%s", type(error).__name__)  # noqa: TRY400 - no traceback either
        return {"ready": False, "store": FAILING, **channel}
    return {"ready": channel.get("token") != FAILING, "store": "ok", **waits, **counts, **channel}
