"""Calls to the connector's REST interface: one session for everything that goes out, and what its answers mean.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from urllib.request import getproxies

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from yarl import URL

from bot.errors import Unsendable
from bot.ports import Clock

from .credentials import Credential
from .hosts import Hosts

# https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability#status-code-responses
RETRIED = {412, 429, 502, 503, 504}
PERHAPS = {502, 504}  # a gateway's own words: what stands behind it may have done its work
FOR_GOOD = {  # the connector's own words for "do not try again"
    "BotDisabledByAdmin",
    "BotNotInConversationRoster",
    "ConversationBlockedByUser",
    "ConversationNotFound",
    "ForbiddenOperationException",
    "MessageWritesBlocked",
}
LONGEST_ANSWER = 4 * 1024 * 1024  # bytes; a page of 500 members is far shorter
TIMEOUT = ClientTimeout(total=15, connect=5)
AT_ONCE = 128  # connections


def open_session(*, proxied: bool = True) -> ClientSession:
    """The one session for everything that goes out; needs a running loop.

    ``proxied``: through the system's proxy, where one is set for https; else aiohttp need not look at each call.
    """
    return ClientSession(
        timeout=TIMEOUT,
        connector=TCPConnector(limit=AT_ONCE, ttl_dns_cache=300),
        cookie_jar=DummyCookieJar(),
        trust_env=proxied and "https" in getproxies(),
    )


class Connector:
    """Without a credential, in a demo, calls carry no token. Every failure is an Unsendable."""

    def __init__(self, session: ClientSession, hosts: Hosts, clock: Clock, credential: Credential | None) -> None:
        self._session = session
        self._hosts = hosts
        self._clock = clock
        self._credential = credential

    async def call(
        self,
        method: str,
        service_url: str,
        *path: str,
        body: bytes | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        """Call a resource of the service; the JSON that it answers with, or None."""
        if not self._hosts.allow(service_url):
            raise Unsendable("service_host_not_allowed", final=True)
        found = await self._exchange(method, address(service_url, *path), body, query or {}, LONGEST_ANSWER)
        with suppress(ValueError):
            return json.loads(found)
        return None

    async def fetch(self, url: URL, most: int, *, ours: bool) -> bytes:
        """What lies at this address, up to ``most`` bytes; the bot's token goes along only where it is ``ours``.

        It must come as it is: a small packed answer could unpack to what fills the memory at one stroke.
        """
        return await self._exchange("GET", url, None, {}, most, ours=ours, packed=False)

    async def _exchange(  # noqa: PLR0913 - the parts of a request
        self,
        method: str,
        url: URL,
        body: bytes | None,
        query: Mapping[str, str],
        most: int,
        *,
        ours: bool = True,
        packed: bool = True,
    ) -> bytes:
        token = await self._credential.token() if self._credential and ours else ""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if not packed:
            headers["Accept-Encoding"] = "identity"
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = self._session.request(
            method, url, data=body, params=query or None, headers=headers, allow_redirects=False
        )
        try:
            async with request as answer:
                good = answer.status < HTTPStatus.MULTIPLE_CHOICES
                squeezed = not packed and answer.headers.get("Content-Encoding", "identity") != "identity"
                found = b"" if squeezed else await _read(answer, most if good else LONGEST_ANSWER)
        except (ClientConnectorError, ConnectionTimeoutError) as error:  # nobody was there to take anything
            raise Unsendable("unreachable") from error
        except (ClientError, TimeoutError) as error:
            raise Unsendable("unreachable", unknown=True) from error
        if good and squeezed:
            raise Unsendable("answer_packed", final=True)
        if good:
            return found
        if answer.status == HTTPStatus.UNAUTHORIZED and self._credential and token:
            self._credential.drop(token)
        raise self._refusal(answer, found)

    def _refusal(self, answer: ClientResponse, found: bytes) -> Unsendable:
        """What an error answer means. 401 is mended by a new token; what is not named in the table is final."""
        if answer.status in RETRIED or answer.status == HTTPStatus.UNAUTHORIZED:
            after = self._after(answer.headers.get("Retry-After", ""))
            return Unsendable(f"http_{answer.status}", unknown=answer.status in PERHAPS, after=after)
        code = _code(found)
        reason = code if code in FOR_GOOD else f"http_{answer.status}"
        unknown = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return Unsendable(reason, final=True, gone=reason in FOR_GOOD, unknown=unknown)

    def _after(self, header: str) -> float | None:
        """Seconds from Retry-After, which is a number of them or a date."""
        with suppress(ValueError):
            return max(0.0, float(header))
        with suppress(ValueError, TypeError):
            return max(0.0, (parsedate_to_datetime(header) - self._clock.now()).total_seconds())
        return None


def address(service_url: str, *path: str) -> URL:
    """A resource of the service; what stands in the path cannot leave its place there."""
    return URL("/".join([service_url.rstrip("/"), *(quote(each, safe="") for each in path)]), encoded=True)


async def _read(answer: ClientResponse, most: int) -> bytes:
    """The body, at most so long; not even its beginning is kept of one that is longer.

    It is counted as it comes, for a header tells the length of what was packed, and may not be true.
    """
    found = bytearray()
    async for chunk in answer.content.iter_any():
        found += chunk
        if len(found) > most:
            answer.close()
            raise Unsendable("answer_too_large", final=True, unknown=True)
    return bytes(found)


def _code(found: bytes) -> str:
    """The connector's word for what went wrong, if it gave one."""
    try:
        error = json.loads(found)["error"]["code"]
    except (ValueError, TypeError, LookupError):
        return ""
    return error if isinstance(error, str) else ""
