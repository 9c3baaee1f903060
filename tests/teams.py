"""Teams for tests: the likeness over real HTTP, unsigned as in the demo, or signed with a key of the test's own.

async with signed() as teams:
    teams.bot = await start_the_bot(teams.settings)      # app id, secret, tenant, key server, service host
    anna = await teams.someone("Anna Exempel")
    await anna.says("jag är orolig för någon")
    await anna.press("Nej")
    assert anna.sees.heading == "Hur gammal är personen?"
"""

import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.adapters.teams.likeness import TENANT, Teams

APP_ID = "00000000-0000-4000-8000-0000000000b2"  # an invented one
SECRET = "a secret of the tests"
ISSUER = "https://api.botframework.com"
PATIENCE = 30.0  # seconds; generous, for a loaded machine: no test rests on it


@cache
def rsa_key(_name: str) -> rsa.RSAPrivateKey:
    """A key pair by name, made once a run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class KeyServer:
    """Microsoft's side of authentication: OpenID configuration, signing keys, and tokens for the bot.

    ``published`` are the key ids that the key list shows; ``asked`` counts requests by path; ``down`` answers 503.
    """

    def __init__(self) -> None:
        self.published = ["first"]
        self.endorsements = ["msteams"]
        self.asked: dict[str, int] = {}
        self.down = False
        self.url = ""
        self.issued: set[str] = set()
        self.lifetime = 3600

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/openid", self._openid)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    def signed(self, service_url: str, *, key: str = "first", kid: str = "", **claims: object) -> str:
        """A token as the channel sends it with an activity; ``claims`` replace the good ones (None drops one)."""
        now = int(time.time())
        good = {"iss": ISSUER, "aud": APP_ID, "serviceurl": service_url, "nbf": now, "exp": now + 3600}
        said = {name: value for name, value in {**good, **claims}.items() if value is not None}
        return jwt.encode(said, rsa_key(key), "RS256", {"kid": kid or key})

    def accepts(self, authorization: str) -> bool:
        """Whether this header carries a token that was given to the bot."""
        return authorization.removeprefix("Bearer ") in self.issued

    def _count(self, request: web.Request) -> None:
        self.asked[request.path] = self.asked.get(request.path, 0) + 1
        if self.down:
            raise web.HTTPServiceUnavailable

    async def _openid(self, request: web.Request) -> web.Response:
        self._count(request)
        algorithms = {"id_token_signing_alg_values_supported": ["RS256"]}
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys", **algorithms})

    async def _keys(self, request: web.Request) -> web.Response:
        self._count(request)
        return web.json_response({"keys": [self._public(name) for name in self.published]})

    def _public(self, name: str) -> dict[str, object]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key(name).public_key()))
        return {**public, "kid": name, "use": "sig", "endorsements": self.endorsements}

    async def _token(self, request: web.Request) -> web.Response:
        self._count(request)
        form = await request.post()
        if (form.get("client_id"), form.get("client_secret")) != (APP_ID, SECRET):
            return web.json_response({"error": "invalid_client"}, status=401)
        token = f"token-{len(self.issued) + 1}"
        self.issued.add(token)
        return web.json_response({"token_type": "Bearer", "expires_in": self.lifetime, "access_token": token})


class SignedTeams(Teams):
    """Teams whose deliveries are signed and whose connector wants the bot's token. ``claims`` go into each token."""

    def __init__(self, keys: KeyServer, bot: str = "") -> None:
        super().__init__(bot, app_id=APP_ID, patience=PATIENCE, headers=self.authorization, accepts=keys.accepts)
        self.keys = keys
        self.claims: dict[str, object] = {}

    def authorization(self, service_url: str) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.keys.signed(service_url, **self.claims)}"}

    @property
    def settings(self) -> dict[str, str]:
        """The environment that a bot of this tenant needs."""
        return {
            "MicrosoftAppId": APP_ID,
            "MicrosoftAppPassword": SECRET,
            "MicrosoftAppTenantId": TENANT,
            "MicrosoftAppType": "SingleTenant",
            "VBE_OPENID_URL": f"{self.keys.url}/openid",
            "VBE_LOGIN_URL": self.keys.url,
            "VBE_SERVICE_HOSTS": self.url.rstrip("/"),
            "VBE_FILE_HOSTS": self.sharepoint.url.rstrip("/"),
        }


@asynccontextmanager
async def signed(bot: str = "") -> AsyncIterator[SignedTeams]:
    """Teams with authentication on."""
    keys = KeyServer()
    await keys.start()
    try:
        async with SignedTeams(keys, bot) as teams:
            yield teams
    finally:
        await keys.stop()


@asynccontextmanager
async def unsigned(bot: str = "") -> AsyncIterator[Teams]:
    """Teams as the demo has it: nobody signs anything."""
    async with Teams(bot, patience=PATIENCE) as teams:
        yield teams
