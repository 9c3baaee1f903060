"""Time and new ids: the only places that ask the machine for them."""

import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

FARTHEST = timedelta(days=3660)  # that a demo's clock can be moved at once


class SystemClock:
    """The machine's clock; a Clock (see ``bot.ports``)."""

    def now(self) -> datetime:
        """Wall time, aware, UTC."""
        return datetime.now(UTC)

    def steady(self) -> float:
        """Seconds that only go forward."""
        return time.monotonic()


class DemoClock(SystemClock):
    """Wall time that can be moved forward, for demonstrations; steady time goes on as it is."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Wall time as it has been set."""
        return super().now() + self._ahead

    def move(self, to: datetime) -> None:
        """Let wall time go on from ``to``."""
        self._ahead = to - super().now()


class RandomIds:
    """128 random bits, so that no order can be read from them."""

    def new(self) -> str:
        """32 hex digits."""
        return secrets.token_hex(16)


def chance() -> float:
    """A number from 0 to 1 that nobody can foresee."""
    return secrets.randbelow(1 << 53) / (1 << 53)


def wanted_time(said: Mapping[str, Any], now: datetime) -> datetime:
    """Where the demo's clock is to go. Raises ValueError."""
    try:
        if "now" in said:
            to = datetime.fromisoformat(str(said["now"])).astimezone(now.tzinfo)
        else:
            to = now + timedelta(seconds=float(said["forward"]))
    except (KeyError, TypeError, OverflowError) as error:
        raise ValueError("say {now: ISO time} or {forward: seconds}") from error
    if not now <= to <= now + FARTHEST:
        raise ValueError("the clock goes forward, by ten years at most")
    return to
