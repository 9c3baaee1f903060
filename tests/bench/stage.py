"""The channel's side of the bench: key server, connector and tokens; and the servers that play against it."""

import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import count, cycle
from pathlib import Path
from time import time

import jwt

from bot.adapters import stores
from bot.adapters.clock import SystemClock
from bot.adapters.seal import KeyRing, make_key_file
from bot.adapters.teams.likeness import TENANT
from tests.teams import APP_ID, ISSUER, SECRET, KeyServer, rsa_key

from .filling import fill
from .load import Post
from .people import People
from .servers import PEERS, Server, environment, start

TOKENS = 8  # in use at a time, one a group of senders; the channel renews them hourly
CHATS = 2_000  # so many that none is in two turns at once, nor often enough to meet a limit of the channel's


class Stage:
    """Open it with ``async with``; it stops what it started."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._stack = AsyncExitStack()
        self._keys = KeyServer()
        self.post = Post()

    async def __aenter__(self):
        await self._keys.start()
        self._stack.push_async_callback(self._keys.stop)
        await self.post.start()
        self._stack.callback(self.post.stop)
        return self

    async def __aexit__(self, *_):
        await self._stack.aclose()

    async def ours(  # noqa: PLR0913 - what a server may differ in, by name
        self, name: str, *, fresh: bool = False, chats: int = CHATS, store: str = "", filled: int = 0, also=None, **more
    ) -> tuple[Server, People]:
        """A whole bot with a store of its own, and people whose dialogs are open.

        ``fresh``: no token comes twice; ``store``: a database; ``filled``: what lies there already (see ``fill``), and
        what ``also`` puts there, given the store and its keys.
        """
        place = self._folder / name
        place.mkdir()
        make_key_file(place / "keys.json")
        settings = self._settings(place, store)
        async with await stores.opened(settings["VBE_STORE"], SystemClock()) as opened:
            await fill(opened, KeyRing.load(place / "keys.json"), filled)
            if also:
                await also(opened, KeyRing.load(place / "keys.json"))
        module = ["-m", "tests.bench.peers.ours_server"]
        server = await self._started(name, Path(sys.executable), module, settings=settings, **more)
        people = People(chats, self.post.url, self._fresh() if fresh else self._few())
        await people.open(server.port, self.post)
        return server, people

    async def peer(self, kind: str, *, checked: bool, **more) -> tuple[Server, People]:
        """A peer's echo; ``checked``: it verifies the token. Raises CannotRun."""
        python = await environment(kind)
        script = [str(PEERS / f"{kind}_server.py")]
        server = await self._started(kind, python, script, checked=checked, **more)
        return server, People(CHATS, self.post.url, self._few())

    def _settings(self, place: Path, store: str) -> dict[str, str]:
        return {
            "MicrosoftAppId": APP_ID,
            "MicrosoftAppPassword": SECRET,
            "MicrosoftAppTenantId": TENANT,
            "VBE_OPENID_URL": f"{self._keys.url}/openid",
            "VBE_LOGIN_URL": self._keys.url,
            "VBE_SERVICE_HOSTS": "http://127.0.0.1",
            "VBE_STORE": store or str(place / "store.db"),
            "VBE_KEY_FILE": str(place / "keys.json"),
            "VBE_PORT": "0",
            "VBE_OPS_PORT": "0",
            "VBE_ACTS_PER_MINUTE": "100000",
        }

    async def _started(self, name: str, python: Path, arguments: list[str], **more) -> Server:
        who = {"app_id": APP_ID, "tenant": TENANT, "issuer": ISSUER, "token": self._token(0)}
        where = {"openid": f"{self._keys.url}/openid", "keys": f"{self._keys.url}/keys", "service_url": self.post.url}
        server = await start(name, python, arguments, {**who, **where, **more})
        self._stack.push_async_callback(server.stop)
        return server

    def _few(self) -> Iterator[str]:
        return cycle([self._token(number) for number in range(TOKENS)])

    def _fresh(self) -> Iterator[str]:
        return (self._token(number) for number in count(TOKENS))

    def _token(self, number: int) -> str:
        now = int(time())
        claims = {"iss": ISSUER, "aud": APP_ID, "serviceurl": self.post.url, "nbf": now, "exp": now + 3600}
        return jwt.encode({**claims, "number": number}, rsa_key("first"), "RS256", {"kid": "first"})
