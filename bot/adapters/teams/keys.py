"""The Bot Framework's signing keys, fetched from its OpenID metadata and kept.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession
from jwt import PyJWK, PyJWTError

log = logging.getLogger(__name__)

KEPT = 24 * 3600.0  # seconds after which keys are asked for anew, so that a withdrawn one stops working
EARLY = 3600.0  # before that they are renewed in the background, so that nobody waits
AGAIN = 60.0  # at most so often for a key that nobody knows
AFTER_FAILURE = 5.0  # as long as there are no keys at all
TIMEOUT = 5.0  # for both questions together


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key and the channels that it may speak for. Equal keys were published alike."""

    jwk: PyJWK = field(compare=False)
    endorsements: frozenset[str]
    published: tuple[Any, ...]  # what the key list says that makes this key this one


class Keys:
    """Keys by their id. ``steady`` is the steady clock; ``timeout``: seconds that asking for them may take."""

    def __init__(
        self, session: ClientSession, openid_url: str, steady: Callable[[], float], timeout: float = TIMEOUT
    ) -> None:
        self._session = session
        self._url = openid_url
        self._steady = steady
        self._timeout = timeout
        self._keys: Mapping[str, Key] = {}
        self._fetched = self._next = steady() - KEPT
        self._failing = False
        self._flight: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> Key | None:
        """The key with this id. An unknown one is looked for, but seldom; old ones serve while none can be had."""
        age = self._steady() - self._fetched
        known = self._keys.get(kid)
        if known and age < KEPT - EARLY:
            return known
        if known and (age < KEPT or self._failing):
            self._renewed()
            return known
        flight = self._renewed()
        if flight:
            await asyncio.shield(flight)
        return self._keys.get(kid)

    async def close(self) -> None:
        """Let go of a question under way."""
        if self._flight:
            self._flight.cancel()
            await asyncio.wait([self._flight])

    def _renewed(self) -> asyncio.Task[None] | None:
        """One question at a time, for however many wait for it; none before its time."""
        if self._flight is None and self._steady() >= self._next:
            self._flight = asyncio.create_task(self._fetch())
            self._flight.add_done_callback(self._landed)
        return self._flight

    def _landed(self, _: asyncio.Task[None]) -> None:
        self._flight = None

    async def _fetch(self) -> None:
        """Keep the old keys when the new ones cannot be had."""
        try:
            async with asyncio.timeout(self._timeout):
                metadata = await self._get(self._url)
                self._keys = _read(await self._get(str(metadata["jwks_uri"])))
        except (ClientError, TimeoutError, ValueError, TypeError, KeyError) as error:
            log.warning("event=keys_not_fetched error=%s", type(error).__name__)
            self._failing = True
            self._next = self._steady() + (AGAIN if self._keys else AFTER_FAILURE)
        else:
            self._failing = False
            self._fetched = self._steady()
            self._next = self._fetched + AGAIN

    async def _get(self, url: str) -> Any:
        async with self._session.get(url, allow_redirects=False, raise_for_status=True) as answer:
            return await answer.json(content_type=None)


def _read(found: Any) -> Mapping[str, Key]:
    keys = {kid: key for kid, key in map(_key, found["keys"]) if key}
    if not keys:
        raise ValueError("no keys")
    return keys


def _key(found: Any) -> tuple[str, Key | None]:
    """A key that is no RSA key, or broken, is passed over."""
    try:
        jwk = PyJWK(found, algorithm="RS256")
        endorsements = frozenset(map(str, found.get("endorsements") or ()))
        return str(found["kid"]), Key(jwk, endorsements, (found["n"], found["e"]))
    except (PyJWTError, ValueError, TypeError, KeyError, AttributeError):
        return "", None
