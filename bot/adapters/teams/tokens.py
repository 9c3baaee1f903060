"""Who may come in: the Bot Framework's token on a request, and what it vouches for.

Signature and claims are verified once in a token's life; its times, its key, the service address, the channel and the
tenant at every request.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

import time
from base64 import urlsafe_b64decode
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from math import isfinite
from typing import Any

import jwt
import orjson
from jwt.types import Options

from bot.ports import Doc

from .activities import tenants
from .hosts import Hosts
from .keys import Key, Keys
from .shapes import needed, text

ISSUER = "https://api.botframework.com"
LEEWAY = 300.0  # seconds that clocks may differ
CHANNEL = "msteams"
OPTIONS: Options = {
    "require": ["exp", "iss", "aud"],
    "strict_aud": True,
    "verify_exp": False,  # times are read at every request, below
    "verify_nbf": False,
    "verify_iat": False,
}
MOST = 4096
# Whatever a caller writes into a token, reading it may trip over it in any of these ways.
FAULTS = (jwt.PyJWTError, ValueError, TypeError, AttributeError, OverflowError, RecursionError)


class Refused(Exception):
    """The request is turned away with ``status``; why is told to nobody."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Token:
    """What a good token vouches for; it is good from ``starts`` to ``ends``, in seconds of wall time."""

    service_url: str
    kid: str
    key: Key
    starts: float
    ends: float


class Tokens:
    """Reading the tokens of callers who speak to this app.

    ``wall`` is the machine's wall time, in seconds; ``most``: verified tokens that are remembered.
    """

    def __init__(self, keys: Keys, app_id: str, wall: Callable[[], float] = time.time, most: int = MOST) -> None:
        self._keys = keys
        self._app_id = app_id
        self._wall = wall
        self._most = most
        self._known: OrderedDict[bytes, Token] = OrderedDict()  # by the token's hash: tokens themselves are not kept

    async def read(self, authorization: str) -> Token:
        """The token in an Authorization header. Raises Refused (401)."""
        scheme, _, written = authorization.partition(" ")
        if scheme.lower() != "bearer" or not written:
            raise Refused(HTTPStatus.UNAUTHORIZED)
        try:
            token = await self._good(written.strip())
        except FAULTS as error:
            raise Refused(HTTPStatus.UNAUTHORIZED) from error
        if not token.starts - LEEWAY <= self._wall() <= token.ends + LEEWAY:
            raise Refused(HTTPStatus.UNAUTHORIZED)
        return token

    async def _good(self, written: str) -> Token:
        """Verified now, or before with the key that still stands under the same id."""
        digest = sha256(written.encode()).digest()
        token = self._known.get(digest)
        if token is not None:
            key = await self._keys.find(token.kid)
            if key is token.key or key == token.key:
                self._known.move_to_end(digest)
                return token
            self._known.pop(digest, None)
        token = self._known[digest] = await self._verified(written)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return token

    async def _verified(self, written: str) -> Token:
        kid = _key_id(written)
        key = await self._keys.find(kid)
        if key is None:
            raise Refused(HTTPStatus.UNAUTHORIZED)
        claims: dict[str, Any] = jwt.decode(
            written,
            key.jwk,
            algorithms=["RS256"],
            audience=self._app_id,
            issuer=ISSUER,
            options=OPTIONS,
        )
        return Token(text(claims, "serviceurl"), kid, key, _moment(claims.get("nbf", 0)), _moment(claims["exp"]))


@dataclass(frozen=True, slots=True)
class Gate:
    """Whom the bot serves: one tenant (empty: any, which only a demo may), the channel, and known service hosts."""

    tenant: str
    hosts: Hosts

    def admit(self, activity: Doc, token: Token | None) -> None:
        """Hold an activity against its token (None: authentication is off). Raises Refused and BadActivity."""
        service_url, channel = text(activity, "serviceUrl"), text(activity, "channelId")
        if token and not self._vouched(token, service_url, channel):
            raise Refused(HTTPStatus.UNAUTHORIZED)
        if channel != CHANNEL or not self._at_home(tenants(activity)):
            raise Refused(HTTPStatus.FORBIDDEN)
        if not self.hosts.allow(needed(activity, "serviceUrl")):
            raise Refused(HTTPStatus.FORBIDDEN)

    def _vouched(self, token: Token, service_url: str, channel: str) -> bool:
        return bool(service_url) and token.service_url == service_url and channel in token.key.endorsements

    def _at_home(self, named: Collection[str]) -> bool:
        return not self.tenant or set(named) == {self.tenant.casefold()}


def _key_id(written: str) -> str:
    """The key that the token says it was signed with; whether it was, is for the signature to tell."""
    head = written.partition(".")[0]
    return str(orjson.loads(urlsafe_b64decode(f"{head}==")).get("kid", ""))


def _moment(found: Any) -> float:
    """A time in a token. Raises ValueError."""
    if type(found) not in (int, float) or not isfinite(found):
        raise ValueError("no time")
    return float(found)
