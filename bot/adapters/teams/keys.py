"""The Bot Framework's signing keys, fetched from its OpenID metadata and kept.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession
from jwt import PyJWK, PyJWTError

log = logging.getLogger(__name__)

KEPT = 24 * 3600.0  # seconds after which keys are asked for anew, so that a withdrawn one stops working
AGAIN = 60.0  # at most so often for a key that nobody knows
AFTER_FAILURE = 5.0


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key and the channels that it may speak for."""

    jwk: PyJWK
    endorsements: frozenset[str]


class Keys:
    """Keys by their id. ``steady`` is the steady clock."""

    def __init__(self, session: ClientSession, openid_url: str, steady: Callable[[], float]) -> None:
        self._session = session
        self._url = openid_url
        self._steady = steady
        self._keys: Mapping[str, Key] = {}
        self._fetched = self._next = -KEPT
        self._lock = asyncio.Lock()

    async def find(self, kid: str) -> Key | None:
        """The key with this id. An unknown one is looked for again, but seldom."""
        if self._wanting(kid):
            async with self._lock:
                if self._wanting(kid):
                    await self._refresh()
        return self._keys.get(kid)

    def _wanting(self, kid: str) -> bool:
        now = self._steady()
        return now >= self._next and (kid not in self._keys or now >= self._fetched + KEPT)

    async def _refresh(self) -> None:
        """Keep the old keys when the new ones cannot be had."""
        try:
            metadata = await self._get(self._url)
            self._keys = _read(await self._get(str(metadata["jwks_uri"])))
        except (ClientError, TimeoutError, ValueError, TypeError, KeyError) as error:
            log.warning("event=keys_not_fetched error=%s", type(error).__name__)
            self._next = self._steady() + AFTER_FAILURE
        else:
            self._fetched = self._steady()
            self._next = self._fetched + AGAIN

    async def _get(self, url: str) -> Any:
        async with self._session.get(url, allow_redirects=False, raise_for_status=True) as answer:
            return await answer.json(content_type=None)


def _read(found: Any) -> Mapping[str, Key]:
    keys = (_key(each) for each in found["keys"])
    return {kid: key for kid, key in keys if key}


def _key(found: Any) -> tuple[str, Key | None]:
    """A key that is no RSA key, or broken, is passed over."""
    try:
        jwk = PyJWK(found, algorithm="RS256")
        return str(found["kid"]), Key(jwk, frozenset(map(str, found.get("endorsements") or ())))
    except (PyJWTError, ValueError, TypeError, KeyError, AttributeError):
        return "", None
