"""Who may come in: the Bot Framework's token on a request, and what it vouches for.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import jwt

from bot.ports import Doc

from .activities import tenants
from .hosts import Hosts
from .keys import Keys
from .shapes import needed, text

ISSUER = "https://api.botframework.com"
LEEWAY = 300.0  # seconds that clocks may differ
CHANNEL = "msteams"
REQUIRED = ("exp", "iss", "aud")
# Whatever a caller writes into a token, PyJWT may trip over it in any of these ways.
FAULTS = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)


class Refused(Exception):
    """The request is turned away with ``status``; why is told to nobody."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Token:
    """What a good token vouches for."""

    service_url: str
    endorsements: frozenset[str]


class Tokens:
    """Reading the tokens of callers who speak to this app."""

    def __init__(self, keys: Keys, app_id: str) -> None:
        self._keys = keys
        self._app_id = app_id

    async def read(self, authorization: str) -> Token:
        """The token in an Authorization header. Raises Refused (401)."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refused(HTTPStatus.UNAUTHORIZED)
        try:
            return await self._verified(token.strip())
        except FAULTS as error:
            raise Refused(HTTPStatus.UNAUTHORIZED) from error

    async def _verified(self, token: str) -> Token:
        key = await self._keys.find(str(jwt.get_unverified_header(token).get("kid", "")))
        if key is None:
            raise Refused(HTTPStatus.UNAUTHORIZED)
        claims: dict[str, Any] = jwt.decode(
            token,
            key.jwk,
            algorithms=["RS256"],
            audience=self._app_id,
            issuer=ISSUER,
            leeway=LEEWAY,
            options={"require": list(REQUIRED), "strict_aud": True},
        )
        return Token(text(claims, "serviceurl"), key.endorsements)


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
        return bool(service_url) and token.service_url == service_url and channel in token.endorsements

    def _at_home(self, named: Collection[str]) -> bool:
        return not self.tenant or set(named) == {self.tenant.casefold()}
