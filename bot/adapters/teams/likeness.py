"""A likeness of Teams: the other side of the wire, over real HTTP. The tests and the terminal chat talk through it.

It delivers activities to the bot as the Bot Framework does, takes what the bot posts, and keeps apart what Teams
stores (messages) and what only the pressing device shows (answers to presses).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self
from uuid import NAMESPACE_URL, uuid5

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, web

from .likeness_people import Someone
from .likeness_pictures import VIEWS, Original, SharePoint, Way
from .likeness_rooms import Account, Fault, Json, Record, Reply, Room, WentWrong
from .likeness_service import Service

TENANT = "00000000-0000-4000-8000-0000000000a1"  # an invented one
MANY = 1000  # calls, where every call is to fail


async def never(_: int) -> bool:
    """Deliver nothing twice."""
    return False


class Teams:
    """One tenant with one bot. ``bot`` is the bot's address, up to the port; ``patience`` in seconds.

    ``headers`` makes the headers of a delivery from the service's address (a signed token, or none);
    ``accepts`` says whether an Authorization header of the bot's is good.
    """

    def __init__(  # noqa: PLR0913 - the particulars of a tenant, all by name
        self,
        bot: str = "",
        *,
        app_id: str = "assistant",
        tenant: str = TENANT,
        patience: float = 5.0,  # after so long Teams gives an invoke up
        headers: Callable[[str], Mapping[str, str]] = lambda _: {},
        accepts: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self.bot = bot
        self.app_id = app_id
        self.tenant = tenant
        self.patience = patience
        self.url = ""
        self.again: Callable[[int], Awaitable[bool]] = never  # whether an n-th try follows, when no answer came
        self.service = Service(tenant, accepts)
        self.sharepoint = SharePoint()
        self._headers = headers

    async def __aenter__(self) -> Self:
        """Open the connector service and SharePoint, each on a free port of the loopback."""
        self._session = ClientSession(connector=TCPConnector(limit=0), timeout=ClientTimeout(self.patience))
        self._runner = web.AppRunner(self.service.app(), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/"
        await self.sharepoint.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close them."""
        await self._session.close()
        await self._runner.cleanup()
        await self.sharepoint.close()

    @property
    def record(self) -> Record:
        """Everything that happened."""
        return self.service.record

    @property
    def transcript(self) -> str:
        """All that Teams would keep, as text to search for leaks. Answers to presses are in ``record.answers``."""
        return self.record.text()

    async def someone(self, name: str, aad: str = "", **ways: Any) -> Someone:
        """A person with their private chat, where the bot is installed and has said welcome (see ``stranger``)."""
        person = self.stranger(name, aad, **ways)
        await person.install()
        return person

    def stranger(self, name: str, aad: str = "", *, locale: str = "sv-SE", legacy: bool = False) -> Someone:
        """A person who has not installed the bot. The same name has the same id, always."""
        aad = aad or str(uuid5(NAMESPACE_URL, name))
        account = Account(f"29:{aad}", aad, name)
        fresh = Room(f"a:{aad}", "personal", members=[account], refusal="BotNotInConversationRoster")
        room = self.service.rooms.setdefault(fresh.id, fresh)
        return Someone(self, account, room, locale=locale, legacy=legacy)

    def channel(self, name: str, *people: Someone) -> Room:
        """A team's channel with its members; ``person.at(channel)`` is a person's view of it."""
        room = Room(f"19:{uuid5(NAMESPACE_URL, name).hex}@thread.tacv2", "channel", name)
        room.members = [person.account for person in people]
        return self.service.rooms.setdefault(room.id, room)

    def lay(self, data: bytes = b"", *, kind: Way = "inline", leads_to: str = "") -> str:
        """Keep what someone sends where Teams keeps it; its address. ``leads_to``: it only redirects there."""
        original = Original(data, leads_to)
        if kind == "file":
            return self.sharepoint.put(original)
        return self.url + VIEWS.format(self.service.pictures.put(original))

    async def deliver(self, activity: Json) -> Reply:
        """Post an activity to the bot, as it is, and ``again`` when no answer comes. Raises WentWrong at the end."""
        times = 1
        while True:
            try:
                return await self._posted(activity)
            except WentWrong:
                if not await self.again(times):
                    raise
            times += 1

    async def _posted(self, activity: Json) -> Reply:
        try:
            async with self._session.post(
                f"{self.bot}/api/messages", json=activity, headers=self._headers(self.url)
            ) as answer:
                body = await answer.json() if answer.content_type == "application/json" else None
                return Reply(answer.status, body)
        except (ClientError, TimeoutError) as error:
            raise WentWrong(f"no answer: {type(error).__name__}") from error

    def envelope(self, account: Account, room: Room) -> Json:
        """What every activity from this person in this conversation carries."""
        return {
            "channelId": "msteams",
            "serviceUrl": self.url,
            "timestamp": datetime.now(UTC).isoformat(),
            "from": {"id": account.id, "aadObjectId": account.aad, "name": account.name},
            "recipient": {"id": f"28:{self.app_id}"},
            "conversation": {"id": room.id, "conversationType": room.kind, "tenantId": self.tenant},
            "channelData": {"tenant": {"id": self.tenant}},
        }

    def fail(self, status: int, times: int = MANY, **particulars: Any) -> Fault:
        """Let the bot's next calls fail (see Fault); ``fault.times = 0`` ends it."""
        fault = Fault(status, times, **particulars)
        self.service.faults.append(fault)
        return fault

    async def until(self, holds: Callable[[], object], seconds: float | None = 5.0) -> None:
        """Wait until this holds; asked again at every call of the bot's. Raises TimeoutError."""
        async with asyncio.timeout(seconds), self.service.changed:
            await self.service.changed.wait_for(lambda: bool(holds()))

    async def quiet(self, seconds: float) -> None:
        """Wait until the bot has called nothing for so long (for a person's eyes, not for tests)."""
        seen = -1
        while seen != len(self.record.calls):
            seen = len(self.record.calls)
            await asyncio.sleep(seconds)
