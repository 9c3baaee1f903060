"""The other side over real HTTP: Microsoft's keys, its login and its connector on the loopback, and a bot to call."""

import asyncio
import json
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from bot import settings
from bot.adapters import http
from bot.adapters.clock import RandomIds
from bot.adapters.teams.connection import Teams
from bot.talk import Answer, Heard, Page, Plain

APP = "00000000-0000-4000-8000-00000000a99a"
TENANT = "00000000-0000-4000-8000-0000000000a1"
SECRET = "an-invented-secret"


class HandClock:
    """Wall time as it is; steady time that can be moved."""

    ahead = 0.0

    def now(self):
        return datetime.now(UTC)

    def steady(self):
        return time.monotonic() + self.ahead


@dataclass
class Signer:
    """An RSA key with an id."""

    kid: str
    endorsements: tuple[str, ...] = ("msteams",)
    private: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    @property
    def jwk(self):
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key()))
        return {**public, "kid": self.kid, "endorsements": list(self.endorsements)}

    def sign(self, service_url, *, headers=None, without=(), **claims):
        now = int(time.time())
        usual = {"iss": "https://api.botframework.com", "aud": APP, "nbf": now - 10, "exp": now + 600}
        whole = {**usual, "serviceurl": service_url, **claims}
        kept = {name: value for name, value in whole.items() if name not in without}
        header = {"kid": self.kid, **(headers or {})}
        return jwt.PyJWS().encode(json.dumps(kept).encode(), self.private, algorithm="RS256", headers=header)


@dataclass
class Outside:
    """Microsoft's side. ``script`` holds (status, body, headers) for the connector's next calls, else all goes well."""

    keys: list[Any] = field(default_factory=list)
    key_status: int = 200
    fetched: int = 0
    logins: int = 0
    login_status: int = 200
    login_hours: float = 1
    login_forms: list[Any] = field(default_factory=list)
    calls: list[Any] = field(default_factory=list)
    script: deque[Any] = field(default_factory=deque)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    hold: asyncio.Event | None = None
    url: str = ""

    def app(self):
        app = web.Application()
        app.router.add_get("/openid", self._openid)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._login)
        app.router.add_route("*", "/svc/{rest:.*}", self._connector)
        return app

    async def until_called(self, times):
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(lambda: len(self.calls) >= times)

    async def _openid(self, _):
        self.fetched += 1
        return web.json_response({"jwks_uri": f"{self.url}keys"}, status=self.key_status)

    async def _keys(self, _):
        return web.json_response({"keys": [getattr(key, "jwk", key) for key in self.keys]})

    async def _login(self, request):
        self.logins += 1
        self.login_forms.append((request.match_info["tenant"], dict(await request.post())))
        body = {"access_token": f"token-{self.logins}", "expires_in": int(3600 * self.login_hours)}
        return web.json_response(body if self.login_status == 200 else {"error": SECRET}, status=self.login_status)

    async def _connector(self, request):
        body = await request.json()
        authorization = request.headers.get("Authorization", "")
        self.calls.append((request.method, request.raw_path, body, authorization))
        async with self.changed:
            self.changed.notify_all()
        if self.hold:
            await self.hold.wait()
        status, answer, headers = self.script.popleft() if self.script else (201, {"id": "1700000000001"}, {})
        if not isinstance(answer, str):
            return web.json_response(answer, status=status, headers=headers)
        return web.Response(text=answer, status=status, headers=headers)


class Bot:
    """The bot's web side, with a turn that remembers what it heard and answers ``answer``."""

    def __init__(self, outside, clock, ids, **environment):
        self.outside = outside
        self.clock = clock
        self.heard = []
        self.answer = Answer(Page(Plain("Sidan")), "sv")
        usual = {
            "MicrosoftAppId": APP,
            "MicrosoftAppPassword": SECRET,
            "MicrosoftAppTenantId": TENANT,
            "VBE_KEY_FILE": "unused",
            "VBE_SERVICE_HOSTS": "smba.trafficmanager.net,http://127.0.0.1",
            "VBE_OPENID_URL": f"{outside.url}openid",
            "VBE_LOGIN_URL": outside.url,
        }
        demo = environment.get("MicrosoftAppId") == ""
        self.settings = settings.read({**usual, **environment}, demo=demo)
        self.teams = Teams(self.settings, clock, ids)
        self.app = http.messages_app(self.teams.door(self.turn), demo=demo)

    async def turn(self, heard: Heard):
        self.heard.append(heard)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def open(self):
        self.serving = await http.start(self.app, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.serving.port}"
        self.session = aiohttp.ClientSession()

    async def close(self):
        await self.session.close()
        await self.serving.stop()
        await self.teams.close()

    async def post(self, activity, token="", **particulars):
        """Deliver an activity (or anything else); status and body."""
        headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **particulars.pop("headers", {})}
        body = particulars or {"json": activity}
        async with self.session.post(f"{self.url}/api/messages", headers=headers, **body) as answer:
            return answer.status, await answer.json() if answer.content_type == "application/json" else None


@pytest.fixture(scope="session")
def signer():
    return Signer("first")


@pytest.fixture(scope="session")
def stranger():
    """Someone else's key."""
    return Signer("stranger")


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
async def outside(signer):
    outside = Outside([signer])
    serving = await http.start(outside.app(), "127.0.0.1", 0)
    outside.url = f"http://127.0.0.1:{serving.port}/"
    yield outside
    await serving.stop()


@pytest.fixture
async def make_bot(outside, clock):
    made = []

    async def make(**environment):
        bot = Bot(outside, clock, RandomIds(), **environment)
        await bot.open()
        made.append(bot)
        return bot

    yield make
    for bot in made:
        await bot.close()


@pytest.fixture
async def bot(make_bot):
    """With authentication on."""
    return await make_bot()


@pytest.fixture
async def demo(make_bot):
    """Without authentication, on the loopback."""
    return await make_bot(MicrosoftAppId="", VBE_SERVICE_HOSTS="")


@pytest.fixture
def service(outside):
    return f"{outside.url}svc/"


@pytest.fixture
def sign(signer, service):
    """Tokens as Microsoft makes them; claims can be changed by name."""
    return partial(signer.sign, service)


@pytest.fixture
def forge(stranger, service):
    """Tokens that are signed with someone else's key."""
    return partial(stranger.sign, service)


@pytest.fixture
def typed(service):
    """Someone types a message."""

    def make(**parts):
        usual = {
            "type": "message",
            "id": "f:1",
            "channelId": "msteams",
            "serviceUrl": service,
            "from": {"id": "29:1", "aadObjectId": "person-1", "name": "Anna"},
            "recipient": {"id": f"28:{APP}"},
            "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "sv-SE",
            "text": "hej",
        }
        return {name: value for name, value in {**usual, **parts}.items() if value is not ...}

    return make


@pytest.fixture
def press(typed):
    """Someone presses a button."""

    def make(data=None, **parts):
        data = {"vbe": {"act": "next", "dialog": "d", "step": "s", "turning": 2, "data": {}}} if data is None else data
        value = {"action": {"type": "Action.Execute", "verb": "next", "data": data}, "trigger": "manual"}
        usual = {"type": "invoke", "name": "adaptiveCard/action", "value": value, "replyToId": "1700000000000"}
        return typed(text=..., **{**usual, **parts})

    return make
