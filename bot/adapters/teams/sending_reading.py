"""What the bot reads from Teams: who is in a conversation, and what someone attached. Reading is tried again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from yarl import URL

from bot.errors import Unsendable
from bot.ports import Member
from bot.talk import Chat, File

from .hosts import Hosts
from .sending_connector import Connector

T = TypeVar("T")

PAUSES = (1.0, 4.0)  # seconds before the second try and the third
LONGEST_PAUSE = 30.0  # seconds that the service may ask for while somebody waits
PAGE = "500"  # members at a time; the connector gives no more
ATTACHMENTS = "/v3/attachments/"  # in the address of an image, after what is the region's and the tenant's
DOTS = frozenset({".", ".."})
MOST_PAGES = 200  # so that a service which never ends does end


class TeamsReader:
    """Raises Unsendable. ``files``: the tenant's SharePoint, where files lie. ``sleep`` waits so many seconds."""

    def __init__(
        self,
        connector: Connector,
        hosts: Hosts,
        files: Hosts,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._connector = connector
        self._hosts = hosts
        self._files = files
        self._sleep = sleep
        self._pauses = pauses

    async def members(self, chat: Chat) -> list[Member]:
        """Everybody in the conversation, guests without an Entra object id left out."""
        return [member async for page in self._pages(chat) for member in _members(page)]

    async def fetch(self, file: File, most: int) -> bytes:
        """See ``bot.ports``.

        The address comes from outside. An image in the message must lie among the attachments of an allowed service
        host, where the bot's token goes along; a file on the tenant's SharePoint, where the address opens it and the
        token has no business. Redirects are not followed.
        """
        try:
            where = URL(file.address)
            allowed = self._allows(where, inline=file.inline)
        except ValueError:
            raise Unsendable("no_address", final=True) from None
        if not allowed:
            raise Unsendable("host_not_allowed", final=True)
        return await self._patiently(lambda: self._connector.fetch(where, most, ours=file.inline))

    def _allows(self, where: URL, *, inline: bool) -> bool:
        """Raises ValueError where it is no whole address."""
        if "@" in where.raw_authority or not (self._hosts if inline else self._files).allow(str(where.origin())):
            return False
        return not inline or (ATTACHMENTS in where.path and DOTS.isdisjoint(where.parts))

    async def _pages(self, chat: Chat) -> AsyncIterator[Any]:
        """https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context ."""
        path, query = ("v3", "conversations", chat.conversation, "pagedmembers"), {"pageSize": PAGE}
        for _ in range(MOST_PAGES):
            page = await self._patiently(
                partial(self._connector.call, "GET", chat.service_url, *path, query=dict(query))
            )
            yield page
            more = page.get("continuationToken") if isinstance(page, dict) else None
            if not isinstance(more, str) or not more or more == query.get("continuationToken"):
                return
            query["continuationToken"] = more

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask, and again after a while when the service is busy."""
        for pause in self._pauses:
            try:
                return await ask()
            except Unsendable as problem:
                if problem.final or (problem.after or 0.0) > LONGEST_PAUSE:
                    raise
                await self._sleep(max(pause, problem.after or 0.0))
        return await ask()


def _members(page: Any) -> list[Member]:
    listed = page.get("members") if isinstance(page, dict) else None
    known = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    pairs = [(each.get("id"), each.get("aadObjectId") or each.get("objectId")) for each in known]
    return [Member(ours, person) for ours, person in pairs if isinstance(ours, str) and isinstance(person, str)]
