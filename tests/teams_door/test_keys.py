"""The keys of those who may come in: kept, renewed without anybody waiting, and gone when they are withdrawn."""

import asyncio
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web

from bot.adapters import http
from bot.adapters.teams.keys import Keys


class KeyServer:
    """A key list that can be held back."""

    def __init__(self, *signers):
        self.signers, self.asked, self.hold, self.changed = list(signers), 0, None, asyncio.Condition()

    async def start(self):
        app = web.Application()
        app.router.add_get("/openid", self._answer)
        app.router.add_get("/keys", self._answer)
        self.serving = await http.start(app, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.serving.port}"

    async def until_asked(self, times):
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(lambda: self.asked >= times)

    async def _answer(self, request):
        self.asked += request.path == "/openid"
        async with self.changed:
            self.changed.notify_all()
        if self.hold:
            await self.hold.wait()
        return web.json_response({"jwks_uri": f"{self.url}/keys", "keys": [each.jwk for each in self.signers]})


@pytest.fixture
async def server(signer):
    server = KeyServer(signer)
    await server.start()
    yield server
    if server.hold:
        server.hold.set()
    await server.serving.stop()


@pytest.fixture
async def keys(server, clock):
    async with aiohttp.ClientSession() as session:
        keys = Keys(session, f"{server.url}/openid", clock.steady)
        yield keys
        await keys.close()


@pytest.fixture
def comes_in(bot, typed):
    """Whether whoever carries the token is let in."""

    async def try_it(token, **parts):
        status, _ = await bot.post(typed(**parts), token)
        assert status in {200, 401}
        return status == 200

    return try_it


@pytest.fixture
def published(bot, stranger):
    """Another key list stands a minute later; the key that is new in it comes into use."""

    def publish(*signers):
        bot.outside.keys[:] = [*signers, stranger]
        bot.clock.ahead += 61

    return publish


async def test_a_known_token_goes_with_its_key(comes_in, published, sign, forge):
    token = sign()
    assert await comes_in(token)
    published()
    assert await comes_in(forge())
    assert not await comes_in(token)


@pytest.mark.parametrize("endorsements", [("msteams", "webchat"), ("webchat",), ()])
async def test_what_a_key_may_speak_for_is_looked_at_anew(comes_in, published, sign, forge, signer, endorsements):  # noqa: PLR0913, PLR0917 - fixtures
    token = sign()
    assert await comes_in(token)
    published(replace(signer, endorsements=endorsements))
    assert await comes_in(forge())
    assert await comes_in(token) == ("msteams" in endorsements)


async def test_another_key_under_the_same_id_ends_what_the_first_had_signed(comes_in, published, sign, forge, stranger):
    token = sign()
    assert await comes_in(token)
    published(replace(stranger, kid="first"))
    assert await comes_in(forge())
    assert not await comes_in(token)
    assert await comes_in(forge(headers={"kid": "first"}))


async def test_when_the_key_changes_in_the_middle_of_traffic_nobody_is_turned_away(
    bot, comes_in, published, sign, forge
):
    assert await comes_in(sign())
    published(*bot.outside.keys)
    tokens = [sign() if number % 2 else forge() for number in range(20)]
    assert all(await asyncio.gather(*(comes_in(token, id=f"f:{n}") for n, token in enumerate(tokens))))
    assert bot.outside.fetched == 2


async def test_while_keys_cannot_be_had_an_unknown_one_is_asked_for_once_a_minute(bot, comes_in, sign, forge):
    assert await comes_in(sign())
    bot.outside.key_status = 503
    bot.clock.ahead += 61
    for _ in range(5):
        assert not await comes_in(forge())
    assert bot.outside.fetched == 2
    assert await comes_in(sign())


@pytest.mark.parametrize("listed", [[], [{"kid": "x"}]], ids=["nothing", "no key"])
async def test_a_key_list_with_no_key_is_none(bot, comes_in, sign, listed):
    assert await comes_in(sign())
    bot.outside.keys[:] = listed
    bot.clock.ahead += 24 * 3600 + 1
    assert await comes_in(sign())


async def test_many_who_wait_for_a_key_wait_for_one_question(keys, server):
    server.hold = asyncio.Event()
    waiting = [asyncio.create_task(keys.find("first")) for _ in range(20)]
    await server.until_asked(1)
    waiting[0].cancel()
    server.hold.set()
    assert all(await asyncio.gather(*waiting[1:]))
    assert server.asked == 1


async def test_whoever_has_a_known_key_waits_for_nobody_s_question(keys, server, clock):
    await keys.find("first")
    server.hold = asyncio.Event()
    clock.ahead += 61
    stranger = asyncio.create_task(keys.find("unknown"))
    await server.until_asked(2)
    assert await keys.find("first")
    assert not stranger.done()
    server.hold.set()
    assert await stranger is None


async def test_keys_are_renewed_in_the_background_before_their_day_is_over(keys, server, clock, stranger):
    await keys.find("first")
    server.hold, server.signers = asyncio.Event(), [stranger]
    clock.ahead += 23 * 3600 + 1
    assert await keys.find("first")  # and nobody waited
    await server.until_asked(2)
    server.hold.set()
    assert await keys.find("stranger")
    assert await keys.find("first") is None
    assert server.asked == 2


class StillClock:
    """Steady time that moves only by hand."""

    steady_time = 1000.0

    def steady(self):
        return self.steady_time


async def test_a_key_that_comes_right_after_a_question_is_let_in_when_a_minute_is_over(server, stranger):
    clock = StillClock()
    async with aiohttp.ClientSession() as session:
        keys = Keys(session, f"{server.url}/openid", clock.steady)
        assert await keys.find("first")
        server.signers.append(stranger)
        for passed in (0, 30, 59.9):
            clock.steady_time = 1000.0 + passed
            assert await keys.find("stranger") is None
        assert server.asked == 1
        clock.steady_time = 1060.0
        assert await keys.find("stranger")
        assert await keys.find("first")
        assert server.asked == 2


async def test_whoever_comes_with_a_new_key_while_keys_are_renewed_waits_for_them(keys, server, clock, stranger):
    await keys.find("first")
    server.hold = asyncio.Event()
    server.signers.append(stranger)
    clock.ahead += 23 * 3600 + 1
    assert await keys.find("first")  # this begins the question in the background
    newcomer = asyncio.create_task(keys.find("stranger"))
    await server.until_asked(2)
    assert not newcomer.done()
    server.hold.set()
    assert await newcomer
    assert server.asked == 2


async def test_a_key_list_that_does_not_come_is_given_up(server, clock):
    server.hold = asyncio.Event()
    async with aiohttp.ClientSession() as session:
        keys = Keys(session, f"{server.url}/openid", clock.steady, timeout=0.01)
        assert await keys.find("first") is None
