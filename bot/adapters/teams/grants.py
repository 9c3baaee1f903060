"""How the bot comes by a token of its own: with the app's secret, or as the managed identity of the machine it runs on.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from aiohttp import ClientResponse, ClientSession

DEFAULT = "/.default"
ON_A_MACHINE, ON_APP_SERVICE = "2018-02-01", "2019-08-01"  # versions of the two interfaces


@dataclass(frozen=True, slots=True)
class Granted:
    """A token, and for how many seconds from now it is good."""

    token: str = field(repr=False)
    seconds: float


# From a scope to a token. Raises ClientError, TimeoutError, ValueError, TypeError or KeyError; none may be shown, since
# they can quote what was sent.
Grant = Callable[[str], Awaitable[Granted]]


@dataclass(frozen=True, slots=True)
class BySecret:
    """One app's secret. ``login_url`` is the login service up to the tenant."""

    session: ClientSession
    login_url: str
    tenant: str
    app_id: str
    secret: str = field(repr=False)

    async def __call__(self, scope: str) -> Granted:
        """Ask the login service."""
        url = f"{self.login_url.rstrip('/')}/{quote(self.tenant, safe='')}/oauth2/v2.0/token"
        form = {"grant_type": "client_credentials", "client_id": self.app_id, "client_secret": self.secret}
        async with self.session.post(url, data={**form, "scope": scope}, allow_redirects=False) as answer:
            found = await _found(answer)
        return Granted(str(found["access_token"]), float(found["expires_in"]))


@dataclass(frozen=True, slots=True)
class ByMachine:
    """A user-assigned identity, vouched for by the machine's own metadata service at ``url``."""

    session: ClientSession
    url: str
    app_id: str

    async def __call__(self, scope: str) -> Granted:
        """Ask the metadata service."""
        asked = {"api-version": ON_A_MACHINE, "resource": scope.removesuffix(DEFAULT), "client_id": self.app_id}
        headers = {"Metadata": "true"}
        async with self.session.get(self.url, params=asked, headers=headers, allow_redirects=False) as answer:
            found = await _found(answer)
        return Granted(str(found["access_token"]), float(found["expires_in"]))


@dataclass(frozen=True, slots=True)
class ByAppService:
    """The same where App Service gives an address and a header that only this app knows."""

    session: ClientSession
    url: str
    header: str = field(repr=False)
    app_id: str
    wall: Callable[[], float] = time.time  # it tells when the token ends, not how long it lives

    async def __call__(self, scope: str) -> Granted:
        """Ask the endpoint."""
        asked = {"api-version": ON_APP_SERVICE, "resource": scope.removesuffix(DEFAULT), "client_id": self.app_id}
        headers = {"X-IDENTITY-HEADER": self.header}
        async with self.session.get(self.url, params=asked, headers=headers, allow_redirects=False) as answer:
            found = await _found(answer)
        return Granted(str(found["access_token"]), float(found["expires_on"]) - self.wall())


async def _found(answer: ClientResponse) -> Any:
    if answer.status != HTTPStatus.OK:
        raise ValueError(answer.status)
    return await answer.json(content_type=None)
