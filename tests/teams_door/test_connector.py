"""What else the connector does for us, over real HTTP: replies, deletions, new chats, members, attachments."""

import gzip
import json
from collections import deque

import pytest
from aiohttp import web
from yarl import URL

from bot.adapters import http
from bot.adapters.clock import SystemClock
from bot.adapters.teams.hosts import Hosts
from bot.adapters.teams.sending import TeamsSender, open_session
from bot.adapters.teams.sending_connector import LONGEST_ANSWER
from bot.adapters.teams.sending_reading import MOST_PAGES, TeamsReader
from bot.errors import Unsendable
from bot.ports import Member
from bot.talk import Chat, File, Page, Plain

PAGE = Page(Plain("Hej"))
ANNA = {"id": "29:anna", "aadObjectId": "00000000-0000-4000-8000-0000000000a1", "name": "Anna Exempel"}
OMAR = {"id": "29:omar", "objectId": "00000000-0000-4000-8000-0000000000a2"}


class Service:
    """Answers what ``script`` says, (status, body, headers), and keeps what it was asked."""

    def __init__(self):
        self.script, self.calls, self.url = deque(), [], ""

    async def answer(self, request):
        self.calls.append((request.method, request.raw_path, await request.text(), dict(request.headers)))
        status, body, headers = self.script.popleft() if self.script else (200, {}, {})
        if isinstance(body, bytes):
            return web.Response(body=body, status=status, headers=headers)
        return web.json_response(body, status=status, headers=headers)


class Token:
    """A credential that has one token."""

    async def token(self):
        return "the-token"

    def drop(self, _):
        pass


@pytest.fixture
async def service():
    service, app = Service(), web.Application()
    app.router.add_route("*", "/{rest:.*}", service.answer)
    serving = await http.start(app, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{serving.port}/amer"
    yield service
    await serving.stop()


@pytest.fixture
async def sender():
    session = open_session(proxied=False)
    yield TeamsSender(session, Hosts(["http://127.0.0.1"]), SystemClock(), Token())
    await session.close()


@pytest.fixture
def waited():
    return []


@pytest.fixture
def reader(sender, waited):
    async def sleep(seconds):
        waited.append(seconds)

    return TeamsReader(sender, Hosts(["http://127.0.0.1"]), Hosts(["city.sharepoint.com"]), sleep)


@pytest.fixture
def chat(service):
    return Chat(service.url, "19:a/b@thread.tacv2", "channel", "t", "28:bot")


async def test_a_reply_goes_under_its_message(service, sender, chat):
    service.script.append((201, {"id": "18"}, {}))
    assert await sender.reply(chat, "1/7", PAGE, "sv") == "18"
    method, path, body, _ = service.calls[0]
    assert (method, path) == ("POST", "/amer/v3/conversations/19%3Aa%2Fb%40thread.tacv2/activities/1%2F7")
    assert '"replyToId":"1/7"' in body


async def test_a_message_is_deleted(service, sender, chat):
    await sender.delete(chat, "17")
    method, path, body, headers = service.calls[0]
    assert (method, path.rsplit("/", 1)[1], body) == ("DELETE", "17", "")
    assert headers["Authorization"] == "Bearer the-token"


async def test_a_private_chat_is_begun_in_the_tenant(service, sender, chat):
    service.script.append((201, {"id": "a:new"}, {}))
    made = await sender.create(chat, "29:anna")
    assert made == Chat(chat.service_url, "a:new", "personal", "t", "28:bot")
    assert service.calls[0][1] == "/amer/v3/conversations"
    assert '"members":[{"id":"29:anna"}]' in service.calls[0][2]
    assert '"tenantId":"t"' in service.calls[0][2]


async def test_a_chat_without_an_id_is_none(sender, chat):
    with pytest.raises(Unsendable) as caught:
        await sender.create(chat, "29:anna")
    assert (caught.value.reason, caught.value.final) == ("no_conversation", True)


async def test_members_are_read_page_by_page(service, reader, chat):
    service.script.extend(
        [
            (200, {"members": [ANNA], "continuationToken": "to+ken=1&x"}, {}),
            (200, {"members": [OMAR, {"id": "29:guest"}, "nobody"]}, {}),
        ]
    )
    assert await reader.members(chat) == [
        Member("29:anna", ANNA["aadObjectId"]),
        Member("29:omar", OMAR["objectId"]),
    ]
    paths = [call[1].partition("?") for call in service.calls]
    assert {path for path, _, _ in paths} == {"/amer/v3/conversations/19%3Aa%2Fb%40thread.tacv2/pagedmembers"}
    asked = [URL(f"http://x/?{query}").query for _, _, query in paths]
    assert [dict(each) for each in asked] == [
        {"pageSize": "500"},
        {"pageSize": "500", "continuationToken": "to+ken=1&x"},
    ]


@pytest.mark.parametrize("body", [[], {"members": "x"}, {"members": [{"id": 1, "aadObjectId": 2}]}, b"<html>"])
async def test_what_is_no_list_of_members_is_none(service, reader, chat, body):
    service.script.append((200, body, {}))
    assert await reader.members(chat) == []


async def test_pages_that_never_end_do_end(service, reader, chat):
    service.script.extend((200, {"continuationToken": str(n)}, {}) for n in range(2 * MOST_PAGES))
    await reader.members(chat)
    assert len(service.calls) == MOST_PAGES
    service.calls.clear()
    service.script.clear()
    service.script.extend([(200, {"continuationToken": "same"}, {})] * 5)
    await reader.members(chat)
    assert len(service.calls) == 2


async def test_reading_is_tried_again_when_the_service_is_busy(service, reader, chat, waited):
    service.script.extend([(503, {}, {}), (429, {}, {"Retry-After": "7"}), (200, {"members": [ANNA]}, {})])
    assert len(await reader.members(chat)) == 1
    assert waited == [1.0, 7.0]


async def test_but_not_for_ever_and_not_what_is_final(service, reader, chat, waited):
    service.script.extend([(503, {}, {})] * 3)
    with pytest.raises(Unsendable, match="http_503"):
        await reader.members(chat)
    service.script.extend([(429, {}, {"Retry-After": "600"}), (500, {}, {})])
    with pytest.raises(Unsendable, match="http_429"):
        await reader.members(chat)
    with pytest.raises(Unsendable, match="http_500"):
        await reader.members(chat)
    assert waited == [1.0, 4.0]


async def test_a_picture_is_fetched_with_the_bot_s_token(service, reader):
    service.script.append((200, b"picture", {}))
    image = File(f"{service.url}/v3/attachments/1/views/original?x=1", inline=True)
    assert await reader.fetch(image, 100) == b"picture"
    assert service.calls[0][1] == "/amer/v3/attachments/1/views/original?x=1"
    assert service.calls[0][3]["Authorization"] == "Bearer the-token"


async def test_of_what_is_too_large_nothing_is_kept(service, reader):
    service.script.extend([(200, b"x" * 101, {}), (200, b"x" * 100, {})])
    with pytest.raises(Unsendable) as caught:
        await reader.fetch(File(f"{service.url}/v3/attachments/1", inline=True), 100)
    assert (caught.value.reason, caught.value.final) == ("answer_too_large", True)
    assert len(await reader.fetch(File(f"{service.url}/v3/attachments/1", inline=True), 100)) == 100


@pytest.mark.parametrize("status", [200, 503])
async def test_an_attachment_that_comes_packed_is_not_unpacked(service, reader, status):
    service.script.extend([(status, gzip.compress(b"x" * 1_000_000), {"Content-Encoding": "gzip"})] * 3)
    with pytest.raises(Unsendable, match="answer_packed" if status == 200 else "http_503"):
        await reader.fetch(File(f"{service.url}/v3/attachments/1", inline=True), 100_000_000)
    assert service.calls[0][3]["Accept-Encoding"] == "identity"


async def test_a_packed_answer_is_counted_as_it_is_unpacked(service, reader, chat):
    service.script.append((200, gzip.compress(b" " * (LONGEST_ANSWER + 1)), {"Content-Encoding": "gzip"}))
    with pytest.raises(Unsendable, match="answer_too_large"):
        await reader.members(chat)
    service.script.append((200, gzip.compress(json.dumps({"members": [ANNA]}).encode()), {"Content-Encoding": "gzip"}))
    assert len(await reader.members(chat)) == 1


@pytest.mark.parametrize(
    "path", ["/1", "/v3/conversations/x", "/v3/attachments/../conversations/x", "/v3/attachments/%2e%2e/x"]
)
async def test_an_image_lies_among_the_attachments(service, reader, path):
    with pytest.raises(Unsendable, match="host_not_allowed"):
        await reader.fetch(File(f"{service.url}{path}", inline=True), 100)
    assert service.calls == []


async def test_an_attachment_does_not_lead_elsewhere(service, reader):
    service.script.append((302, {}, {"Location": "https://example.org/"}))
    with pytest.raises(Unsendable, match="http_302"):
        await reader.fetch(File(f"{service.url}/v3/attachments/1", inline=True), 100)
    assert len(service.calls) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/x",
        "http://city.sharepoint.com/x",
        "https://city.sharepoint.com:8443/x",
        "https://sharepoint.com.example.org/x",
        "https://anna@city.sharepoint.com/x",
        "https://:p@city.sharepoint.com/x",
        "http://:p@127.0.0.1/v3/attachments/1",
        "https://evilsharepoint.com/x",
        "http://127.0.0.1@example.org/x",
        "http://169.254.169.254/metadata",
        "file:///etc/passwd",
        "/x",
        "",
        "https://[",
        "http://127.0.0.1:99999/",
    ],
)
@pytest.mark.parametrize("inline", [True, False])
async def test_attachments_are_fetched_only_from_where_teams_keeps_them(reader, url, inline):
    with pytest.raises(Unsendable) as caught:
        await reader.fetch(File(url, inline), 100)
    assert caught.value.reason in {"host_not_allowed", "no_address"}
    assert caught.value.final


async def test_an_image_is_not_fetched_from_sharepoint_nor_a_file_from_the_service(service, reader):
    for file in (
        File("https://city.sharepoint.com/x", inline=True),
        File(f"{service.url}/v3/attachments/1", inline=False),
    ):
        with pytest.raises(Unsendable, match="host_not_allowed"):
            await reader.fetch(file, 100)
    assert service.calls == []


async def test_a_file_on_the_tenant_s_sharepoint_is_fetched_without_the_token(service, sender):
    service.script.append((200, b"file", {}))
    reader = TeamsReader(sender, Hosts([]), Hosts(["http://127.0.0.1"]))
    assert await reader.fetch(File(f"{service.url}/file", inline=False), 100) == b"file"
    assert "Authorization" not in service.calls[0][3]


async def test_the_system_s_proxy_is_used_where_one_is_set_for_https(monkeypatch):
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    plain = open_session()
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    proxied, direct = open_session(), open_session(proxied=False)
    assert (plain.trust_env, proxied.trust_env, direct.trust_env) == (False, True, False)
    for session in (plain, proxied, direct):
        await session.close()
