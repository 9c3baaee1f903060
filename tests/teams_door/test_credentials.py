"""The bot's own tokens: where they come from, and how they are kept fresh."""

import asyncio
import logging

import pytest
from aiohttp import ClientError, web

from bot.adapters import http
from bot.adapters.teams.credentials import SCOPE, Credential
from bot.adapters.teams.grants import Granted
from bot.errors import Unsendable
from bot.talk import Chat, Page, Plain

HOUR = 3600.0


class Login:
    """A login service: ``script`` holds what goes wrong, else a token comes; ``hold`` keeps callers waiting."""

    def __init__(self, seconds=HOUR):
        self.seconds, self.asked, self.now, self.script, self.hold = seconds, [], 1000.0, [], None

    async def __call__(self, scope):
        self.asked.append(scope)
        if self.hold:
            await self.hold.wait()
        if self.script:
            raise self.script.pop(0)
        return Granted(f"token-{len(self.asked)}", self.seconds)

    def steady(self):
        return self.now


@pytest.fixture
def login():
    return Login()


@pytest.fixture
async def credential(login):
    credential = Credential(login, login.steady)
    yield credential
    await credential.close()


async def landed():
    """A question that nothing holds back comes to its end in a few rounds of the loop."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_token_is_asked_for_once_however_many_need_it(login, credential):
    login.hold = asyncio.Event()
    needing = [asyncio.create_task(credential.token()) for _ in range(20)]
    await landed()
    login.hold.set()
    assert set(await asyncio.gather(*needing)) == {"token-1"}
    assert login.asked == [SCOPE]


async def test_each_scope_has_its_own(login, credential):
    assert await credential.token() != await credential.token("https://example.org/.default")
    assert await credential.token() == "token-1"
    assert login.asked == [SCOPE, "https://example.org/.default"]


async def test_it_is_renewed_before_its_end_and_nobody_waits(login, credential):
    await credential.token()
    login.now += HOUR - 599
    login.hold = asyncio.Event()
    assert await credential.token() == "token-1"
    assert await credential.token() == "token-1"
    await landed()
    assert len(login.asked) == 2
    login.hold.set()
    await landed()
    assert await credential.token() == "token-2"


async def test_a_short_lived_one_is_renewed_at_half_its_life(login, credential):
    login.seconds = 60
    await credential.token()
    login.now += 29
    await credential.token()
    assert len(login.asked) == 1
    login.now += 2
    await credential.token()
    await landed()
    assert len(login.asked) == 2


async def test_it_is_renewed_without_anybody_asking_when_it_is_tended(login, credential):
    credential.tend()
    await landed()
    assert credential.health() == {"token": "ok", "token_seconds": 3600}
    credential.tend()
    login.now += HOUR - 599
    credential.tend()
    await landed()
    assert credential.health() == {"token": "ok", "token_seconds": 3600}
    assert len(login.asked) == 2


@pytest.mark.parametrize("error", [ClientError(), TimeoutError(), ValueError(503), KeyError("access_token")], ids=repr)
async def test_what_fails_is_tried_again_each_time_later(login, credential, error):
    waits = []
    for _ in range(8):
        login.script = [error]
        with pytest.raises(Unsendable) as caught:
            await credential.token()
        assert (caught.value.reason, caught.value.final) == ("no_token", False)
        waits.append(caught.value.after)
        with pytest.raises(Unsendable):
            await credential.token()
        login.now += caught.value.after
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert len(login.asked) == 8
    assert credential.health()["token"] == "failing"
    assert await credential.token() == "token-9"
    assert credential.health()["token"] == "ok"


async def test_while_no_new_one_can_be_had_the_old_one_serves_to_its_end(login, credential):
    await credential.token()
    login.now += HOUR - 100
    login.script = [ValueError(503)]
    assert await credential.token() == "token-1"
    assert credential.health() == {"token": "failing", "token_seconds": 100}
    login.now, login.hold = login.now + 1, asyncio.Event()
    assert await credential.token() == "token-1"  # asked again, and nobody waits for the answer
    await landed()
    assert len(login.asked) == 3
    login.now += 100
    needing = asyncio.create_task(credential.token())
    login.hold.set()
    assert await needing == "token-3"


async def test_one_that_is_not_taken_is_replaced_at_once_but_not_over_and_over(login, credential):
    credential.drop(await credential.token())
    credential.drop(await credential.token())
    assert credential.health()["token"] == "failing"
    with pytest.raises(Unsendable) as caught:
        await credential.token()
    assert caught.value.after == 60
    login.now += 60
    assert await credential.token() == "token-3"
    credential.drop("token-1")  # an old one's late refusal
    assert await credential.token() == "token-3"


@pytest.mark.parametrize("granted", [Granted("", 60), Granted("x", 0), Granted("x", -1), Granted("x", float("nan"))])
async def test_what_is_no_token_is_a_failure(login, granted):
    async def grant(_):
        return granted

    with pytest.raises(Unsendable):
        await Credential(grant, login.steady).token()


async def test_before_anybody_asked_there_is_none(credential):
    assert credential.health() == {"token": "none", "token_seconds": 0}


async def test_who_gives_up_waiting_takes_nothing_from_the_others(login, credential):
    login.hold = asyncio.Event()
    first, second = asyncio.create_task(credential.token()), asyncio.create_task(credential.token())
    await landed()
    first.cancel()
    login.hold.set()
    assert await second == "token-1"


class Machine:
    """Azure's metadata service, and App Service's endpoint."""

    def __init__(self):
        self.asked, self.status, self.met = [], 200, asyncio.Event()

    async def start(self, wall):
        async def machine(request):
            self.met.set()
            self.asked.append((dict(request.query), request.headers.get("Metadata"), None))
            return web.json_response({"access_token": "imds", "expires_in": "3599"}, status=self.status)

        async def service(request):
            self.asked.append((dict(request.query), None, request.headers.get("X-IDENTITY-HEADER")))
            body = {"access_token": "app-service", "expires_on": str(int(wall) + 3600)}
            return web.json_response(body, status=self.status)

        app = web.Application()
        app.router.add_get("/metadata/identity/oauth2/token", machine)
        app.router.add_get("/msi/token", service)
        self.serving = await http.start(app, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.serving.port}"


@pytest.fixture
async def machine(clock):
    machine = Machine()
    await machine.start(clock.now().timestamp())
    yield machine
    await machine.serving.stop()


@pytest.fixture
async def by_machine(make_bot, machine):
    async def make(**more):
        url = f"{machine.url}/metadata/identity/oauth2/token"
        msi = {"MicrosoftAppType": "UserAssignedMSI", "MicrosoftAppPassword": "", "VBE_IDENTITY_URL": url}
        return await make_bot(**{**msi, **more})

    return make


async def send(bot, service):
    await bot.teams.sender.send(Chat(service, "a", "personal", "t", "b"), Page(Plain("Hej")), "sv")


async def test_a_machine_s_identity_speaks_for_the_bot(by_machine, machine, outside, service):
    bot = await by_machine()
    await send(bot, service)
    asked = {
        "api-version": "2018-02-01",
        "resource": "https://api.botframework.com",
        "client_id": bot.settings.app_id,
    }
    assert machine.asked == [(asked, "true", None)]
    assert outside.calls[0][3] == "Bearer imds"
    assert bot.teams.health()["token"] == "ok"


async def test_app_service_s_identity_speaks_for_the_bot(by_machine, machine, outside, service):
    bot = await by_machine(IDENTITY_ENDPOINT=f"{machine.url}/msi/token", IDENTITY_HEADER="hidden")
    await send(bot, service)
    asked = {
        "api-version": "2019-08-01",
        "resource": "https://api.botframework.com",
        "client_id": bot.settings.app_id,
    }
    assert machine.asked == [(asked, None, "hidden")]
    assert outside.calls[0][3] == "Bearer app-service"
    assert 3000 < bot.teams.health()["token_seconds"] <= 3600


async def test_what_the_machine_is_asked_goes_past_any_proxy(by_machine, machine, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    bot = await by_machine()
    bot.teams.tend()
    await machine.met.wait()
    assert len(machine.asked) == 1


async def test_a_machine_that_gives_none_is_said_to_be_failing(by_machine, machine, service):
    machine.status = 400
    bot = await by_machine()
    with pytest.raises(Unsendable, match="no_token"):
        await send(bot, service)
    assert bot.teams.health() == {"token": "failing", "token_seconds": 0}


async def test_neither_secret_nor_token_is_told_to_anyone(bot, outside, service, caplog):
    with caplog.at_level(logging.DEBUG):
        outside.login_status = 401
        with pytest.raises(Unsendable) as caught:
            await send(bot, service)
        bot.clock.ahead += 2
        outside.login_status = 200
        await send(bot, service)
    credential = bot.teams.sender._credential  # noqa: SLF001 - nothing may show what it holds
    told = [caught.value, caught.value.__cause__, caught.value.__context__, credential, *vars(credential).values()]
    told += [bot.settings, caplog.text, bot.teams.health()]
    for hidden in (bot.settings.password, "token-"):
        assert hidden not in "".join(map(repr, told))


async def test_a_demo_has_no_token_and_needs_none(demo):
    demo.teams.tend()
    assert demo.teams.health() == {}
