"""The bot's own tokens: one a scope, kept, renewed in the background before it runs out, retried with back-off."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError

from bot.errors import Unsendable

from .grants import Grant, Granted

log = logging.getLogger(__name__)

SCOPE = "https://api.botframework.com/.default"
EARLY = 600.0  # seconds before its end that a token is renewed in the background
LATE = 300.0  # seconds before its end that whoever needs it waits for the new one, as long as asking goes well
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between tries that fail
FOR_EVER = 366 * 86400.0  # no token is good for so long
TIMEOUT = 10.0
NO_TOKEN = "no_token"  # noqa: S105 - a reason, no secret


@dataclass(slots=True)
class Held:
    """A scope's token. Times are steady; ``pause`` is zero while asking goes well."""

    token: str = field(default="", repr=False)
    ends: float = 0.0
    early: float = 0.0
    late: float = 0.0
    next: float = 0.0
    pause: float = 0.0
    dropped: float = float("-inf")
    flight: asyncio.Task[None] | None = field(default=None, repr=False)

    def take(self, granted: Granted, now: float) -> None:
        """Keep a new token; a short-lived one is renewed at half its life."""
        if not (granted.token and 0 < granted.seconds < FOR_EVER):
            raise ValueError("no token, or for no time")
        self.token, self.ends = granted.token, now + granted.seconds
        self.early = self.ends - min(EARLY, granted.seconds / 2)
        self.late = self.ends - min(LATE, granted.seconds / 4)
        self.pause = 0.0

    def fail(self, now: float) -> None:
        """Wait before the next try, each time longer."""
        self.pause = min(LONGEST_PAUSE, self.pause * 2 or FIRST_PAUSE)
        self.next = now + self.pause

    def refused(self, now: float) -> None:
        """The connector did not take it: ask at once, but the second time in a minute only when that is over."""
        self.token, self.early = "", 0.0
        if now < self.dropped + LONGEST_PAUSE:
            self.pause, self.next = LONGEST_PAUSE, self.dropped + LONGEST_PAUSE
        self.dropped = now


class Credential:
    """One app's tokens by scope. ``steady`` is the steady clock."""

    def __init__(self, grant: Grant, steady: Callable[[], float]) -> None:
        self._grant = grant
        self._steady = steady
        self._held: dict[str, Held] = {}

    async def token(self, scope: str = SCOPE) -> str:
        """A token that is good for some minutes at least. Raises Unsendable, with the seconds until the next try."""
        held, now = self._held.setdefault(scope, Held()), self._steady()
        if held.token and now < held.early:
            return held.token
        flight = self._renewed(scope, held)
        if flight and not (held.token and (now < held.late or (held.pause and now < held.ends))):
            await asyncio.shield(flight)
        if held.token and self._steady() < held.ends:
            return held.token
        raise Unsendable(NO_TOKEN, after=max(0.0, held.next - self._steady()))

    def tend(self) -> None:
        """Renew whatever runs out soon, or could not be had, without anybody waiting. Call it now and then."""
        self._held.setdefault(SCOPE, Held())
        for scope, held in self._held.items():
            if self._steady() >= held.early:
                self._renewed(scope, held)

    def drop(self, token: str) -> None:
        """Forget a token that the connector did not take."""
        for held in self._held.values():
            if token and token == held.token:
                held.refused(self._steady())

    def health(self) -> dict[str, Any]:
        """``token``: ok, failing, or none (nobody asked yet); ``token_seconds``: how long the shortest is good for."""
        now, held = self._steady(), self._held.values()
        left = [each.ends - now for each in held if each.token and each.ends > now]
        state = "failing" if any(each.pause for each in held) else "ok" if left else "none"
        return {"token": state, "token_seconds": round(min(left, default=0.0))}

    async def close(self) -> None:
        """Let go of questions under way."""
        flights = [each.flight for each in self._held.values() if each.flight]
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    def _renewed(self, scope: str, held: Held) -> asyncio.Task[None] | None:
        """One question at a time, for however many wait for it; none before its time."""
        if held.flight is None and self._steady() >= held.next:
            held.flight = asyncio.create_task(self._ask(scope, held))
        return held.flight

    async def _ask(self, scope: str, held: Held) -> None:
        """What goes wrong may quote what was sent, the secret: its kind alone is told."""
        try:
            async with asyncio.timeout(TIMEOUT):
                granted = await self._grant(scope)
            held.take(granted, self._steady())
        except (ClientError, TimeoutError, ValueError, TypeError, KeyError) as error:
            if not held.pause:
                log.warning("event=token_not_had error=%s", type(error).__name__)
            held.fail(self._steady())
        finally:
            held.flight = None
