"""Messages to Teams through the connector's REST interface: one session, no retries; the outbox decides on those.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

import json
from contextlib import suppress
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar
from yarl import URL

from bot.errors import Unsendable
from bot.ports import Clock, Doc
from bot.talk import Chat, Page

from .cards import CONTENT_TYPE, NEUTRAL, card
from .credentials import Credential
from .hosts import Hosts
from .markup import plain

# https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability#status-code-responses
RETRIED = {412, 429, 502, 503, 504}
FOR_GOOD = {  # the connector's own words for "do not try again"
    "BotDisabledByAdmin",
    "BotNotInConversationRoster",
    "ConversationBlockedByUser",
    "ConversationNotFound",
    "ForbiddenOperationException",
    "MessageWritesBlocked",
}
LARGEST = {"personal": 80 * 1024, "groupChat": 80 * 1024, "channel": 28 * 1024}  # bytes that Teams surely takes


def open_session() -> ClientSession:
    """The one session for everything that goes out; needs a running loop."""
    return ClientSession(timeout=ClientTimeout(total=15, connect=5), cookie_jar=DummyCookieJar())


class TeamsSender:
    """A Sender (see ``bot.ports``). Without a credential, in a demo, requests carry no token."""

    def __init__(self, session: ClientSession, hosts: Hosts, clock: Clock, credential: Credential | None) -> None:
        self._session = session
        self._hosts = hosts
        self._clock = clock
        self._credential = credential

    async def send(self, chat: Chat, page: Page, language: str) -> str:
        """Post the page as a new message, with a notice on the person's devices; the message's id."""
        notified = {**message(chat, page, language), "channelData": {"notification": {"alert": True}}}
        found = await self._call("POST", chat, (), notified)
        return str(found.get("id", "")) if isinstance(found, dict) else ""

    async def update(self, chat: Chat, message_id: str, page: Page, language: str) -> None:
        """Replace what the message shows."""
        await self._call("PUT", chat, (message_id,), {**message(chat, page, language), "id": message_id})

    async def _call(self, method: str, chat: Chat, path: tuple[str, ...], activity: Doc) -> Any:
        body = json.dumps(activity, ensure_ascii=False).encode("utf-8", "replace")
        if len(body) > LARGEST[chat.kind]:
            raise Unsendable("too_large", final=True)
        if not self._hosts.allow(chat.service_url):
            raise Unsendable("service_host_not_allowed", final=True)
        url = address(chat.service_url, "v3", "conversations", chat.conversation, "activities", *path)
        try:
            return await self._exchange(method, url, body)
        except (ClientError, TimeoutError) as error:
            raise Unsendable("unreachable") from error

    async def _exchange(self, method: str, url: URL, body: bytes) -> Any:
        token = await self._credential.token() if self._credential else ""
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        async with self._session.request(method, url, data=body, headers=headers, allow_redirects=False) as answer:
            found = await _json(answer)
            if answer.status < HTTPStatus.MULTIPLE_CHOICES:
                return found
            if answer.status == HTTPStatus.UNAUTHORIZED and self._credential:
                self._credential.drop(token)
            raise self._refusal(answer, found)

    def _refusal(self, answer: ClientResponse, found: Any) -> Unsendable:
        """What an error answer means. 401 is mended by a new token; what is not named in the table is final."""
        error = found.get("error") if isinstance(found, dict) else None
        code = error.get("code") if isinstance(error, dict) else None
        if answer.status in RETRIED or answer.status == HTTPStatus.UNAUTHORIZED:
            return Unsendable(f"http_{answer.status}", after=self._after(answer.headers.get("Retry-After", "")))
        reason = code if isinstance(code, str) and code in FOR_GOOD else f"http_{answer.status}"
        return Unsendable(reason, final=True, gone=reason in FOR_GOOD)

    def _after(self, header: str) -> float | None:
        """Seconds from Retry-After, which is a number of them or a date."""
        with suppress(ValueError):
            return max(0.0, float(header))
        with suppress(ValueError, TypeError):
            return max(0.0, (parsedate_to_datetime(header) - self._clock.now()).total_seconds())
        return None


def message(chat: Chat, page: Page, language: str) -> Doc:
    """A message activity: the card alone, since Teams splits words and card, and a summary that gives nothing away."""
    if page.private:
        raise Unsendable("private_page", final=True)
    return {
        "type": "message",
        "from": {"id": chat.bot},
        "conversation": {"id": chat.conversation},
        "summary": plain(NEUTRAL, language),
        "attachments": [{"contentType": CONTENT_TYPE, "content": card(page, language)}],
    }


def address(service_url: str, *path: str) -> URL:
    """A resource of the service; what stands in the path cannot leave its place there."""
    return URL("/".join([service_url.rstrip("/"), *(quote(each, safe="") for each in path)]), encoded=True)


async def _json(answer: ClientResponse) -> Any:
    with suppress(ValueError):
        return json.loads(await answer.read())
    return None
