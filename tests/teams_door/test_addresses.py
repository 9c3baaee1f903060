"""A service address may end with a slash or not: every call goes to the same place, over real HTTP."""

import pytest
from aiohttp import web

from bot.adapters import http
from bot.adapters.clock import SystemClock
from bot.adapters.teams.hosts import Hosts
from bot.adapters.teams.sending import TeamsSender, open_session
from bot.adapters.teams.sending_reading import TeamsReader
from bot.errors import Unsendable
from bot.talk import Chat, File, Page, Plain

PAGE = Page(Plain("Hej"))
ROOM = "/svc/v3/conversations/19%3Aa%40thread.tacv2"
HOSTS = Hosts(["http://127.0.0.1"])


class Service:
    """Keeps what it was asked; its first page of members has another one behind it."""

    def __init__(self):
        self.asked, self.url = [], ""

    async def answer(self, request):
        self.asked.append(f"{request.method} {request.raw_path}")
        more = {"continuationToken": "m"} if self.asked[-1].endswith("pagedmembers?pageSize=500") else {}
        return web.json_response({"id": "1", "members": [], **more})


@pytest.fixture
async def service():
    service, app = Service(), web.Application()
    app.router.add_route("*", "/{rest:.*}", service.answer)
    serving = await http.start(app, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{serving.port}/svc"
    yield service
    await serving.stop()


@pytest.fixture
async def sender():
    session = open_session(proxied=False)
    yield TeamsSender(session, HOSTS, SystemClock(), None)
    await session.close()


@pytest.mark.parametrize("ending", ["", "/", "//"])
async def test_every_call_finds_its_place_however_the_service_address_ends(service, sender, ending):
    chat = Chat(f"{service.url}{ending}", "19:a@thread.tacv2", "channel", "t", "28:bot")
    await sender.send(chat, PAGE, "sv")
    await sender.reply(chat, "1700", PAGE, "sv")
    await sender.update(chat, "1700", PAGE, "sv")
    await sender.delete(chat, "1700")
    made = await sender.create(chat, "29:anna")
    reader = TeamsReader(sender, HOSTS, HOSTS)
    await reader.members(chat)
    await reader.fetch(File(f"{service.url}/v3/attachments/a%20b/views/original?x=1", inline=True), 1000)
    assert service.asked == [
        f"POST {ROOM}/activities",
        f"POST {ROOM}/activities/1700",
        f"PUT {ROOM}/activities/1700",
        f"DELETE {ROOM}/activities/1700",
        "POST /svc/v3/conversations",
        f"GET {ROOM}/pagedmembers?pageSize=500",
        f"GET {ROOM}/pagedmembers?pageSize=500&continuationToken=m",
        "GET /svc/v3/attachments/a%20b/views/original?x=1",
    ]
    assert made.service_url == chat.service_url  # as the service itself names it: tokens are held against that


@pytest.mark.parametrize(
    "address", ["{}/?x=1", "{}/#x", "{}/..%2f", "{}\\", "{} ", "//{}", "{}\n/", "{}/x@example.org"]
)
async def test_an_address_that_is_more_than_a_place_is_called_by_nothing(service, sender, address):
    chat = Chat(address.format(service.url), "a", "personal", "t", "28:bot")
    with pytest.raises(Unsendable, match="service_host_not_allowed"):
        await sender.send(chat, PAGE, "sv")
    assert service.asked == []
