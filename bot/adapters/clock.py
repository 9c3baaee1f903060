"""Time and new ids: the only places that ask the machine for them."""

import secrets
import time
from datetime import UTC, datetime, timedelta


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
