"""The bot's own token for the connector: asked for with the app's secret, kept, and renewed before it runs out.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote

from aiohttp import ClientError, ClientSession

from bot.errors import Unsendable

SCOPE = "https://api.botframework.com/.default"
EARLY = 300.0  # seconds before its end that a token is renewed
NO_TOKEN = "no_token"  # noqa: S105 - a reason, no secret


@dataclass(slots=True)
class Credential:
    """One app's credential. ``login_url`` is the login service up to the tenant, ``steady`` the steady clock."""

    session: ClientSession
    login_url: str
    tenant: str
    app_id: str
    secret: str = field(repr=False)
    steady: Callable[[], float]
    _token: str = field(default="", repr=False)
    _ends: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def token(self) -> str:
        """A token that is good for some minutes at least. Raises Unsendable."""
        if not self._fresh(EARLY):
            async with self._lock:
                if not self._fresh(EARLY):
                    await self._renew()
        return self._token

    def drop(self, token: str) -> None:
        """Forget a token that the connector did not take."""
        if token == self._token:
            self._token = ""

    def _fresh(self, margin: float) -> bool:
        return bool(self._token) and self.steady() < self._ends - margin

    async def _renew(self) -> None:
        """The old token is used to its end when no new one can be had."""
        try:
            await self._ask()
        except (ClientError, TimeoutError, ValueError, TypeError, KeyError):
            if not self._fresh(0):
                raise Unsendable(NO_TOKEN) from None  # the error may quote what was sent: the secret

    async def _ask(self) -> None:
        url = f"{self.login_url.rstrip('/')}/{quote(self.tenant, safe='')}/oauth2/v2.0/token"
        form = {"grant_type": "client_credentials", "client_id": self.app_id, "client_secret": self.secret}
        async with self.session.post(url, data={**form, "scope": SCOPE}, allow_redirects=False) as answer:
            if answer.status != HTTPStatus.OK:
                raise ValueError(answer.status)
            found = await answer.json(content_type=None)
        self._token, self._ends = str(found["access_token"]), self.steady() + float(found["expires_in"])
