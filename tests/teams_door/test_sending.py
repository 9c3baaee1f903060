"""Messages over real HTTP: what is posted, and what each of the connector's answers means."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.adapters.teams.sending_connector import LONGEST_ANSWER
from bot.errors import Unsendable
from bot.talk import Chat, Page, Plain

PAGE = Page(Plain("Hej"))
FOR_GOOD = [
    "BotDisabledByAdmin",
    "BotNotInConversationRoster",
    "ConversationBlockedByUser",
    "ForbiddenOperationException",
    "MessageWritesBlocked",
]


@pytest.fixture
def chat(service):
    return Chat(service, "19:a/b c@thread.tacv2;messageid=1", "channel", "t", "28:bot")


def refused(code):
    return {"error": {"code": code, "message": "Anna Ek"}}


async def failing(bot, outside, chat, *answer):
    outside.script.append(answer)
    with pytest.raises(Unsendable) as caught:
        await bot.teams.sender.send(chat, PAGE, "sv")
    return caught.value


async def test_a_message_is_a_card_with_a_neutral_notice(bot, outside, chat):
    assert await bot.teams.sender.send(chat, PAGE, "sv") == "1700000000001"
    method, path, body, _ = outside.calls[0]
    where = "/svc/v3/conversations/19%3Aa%2Fb%20c%40thread.tacv2%3Bmessageid%3D1/activities"
    assert (method, path) == ("POST", where)
    assert body["channelData"] == {"notification": {"alert": True}}
    assert "text" not in body
    assert body["summary"] == "Du har ett meddelande i stadens assistent."
    (attachment,) = body["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"


async def test_an_update_gives_no_new_notice(bot, outside, chat):
    await bot.teams.sender.update(chat, "1/../2", PAGE, "sv")
    method, path, body, _ = outside.calls[0]
    assert (method, path.rsplit("/", 1)[1]) == ("PUT", "1%2F..%2F2")
    assert "channelData" not in body


async def test_a_service_address_may_end_with_a_slash_or_not(bot, outside, service):
    for address in (service, service.rstrip("/")):
        await bot.teams.sender.send(Chat(address, "a", "personal", "t", "b"), PAGE, "sv")
    assert [call[1] for call in outside.calls] == ["/svc/v3/conversations/a/activities"] * 2


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
async def test_what_passes_is_tried_again(bot, outside, chat, status):
    error = await failing(bot, outside, chat, status, "<html>", {})
    assert (error.reason, error.final, error.after) == (f"http_{status}", False, None)


async def test_the_service_says_how_long_to_wait(bot, outside, chat):
    assert (await failing(bot, outside, chat, 429, {}, {"Retry-After": "7"})).after == 7
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 3500 < (await failing(bot, outside, chat, 429, {}, {"Retry-After": later})).after <= 3600
    assert (await failing(bot, outside, chat, 429, {}, {"Retry-After": "soon"})).after is None
    assert (await failing(bot, outside, chat, 503, {}, {"Retry-After": "-3"})).after == 0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 412, 413, 429, 500, 502, 503, 504])
async def test_what_a_gateway_or_a_failing_service_says_is_no_no(bot, outside, chat, status):
    error = await failing(bot, outside, chat, status, {}, {})
    assert error.unknown == (status in {500, 502, 504})


async def test_a_message_may_have_arrived_when_its_answer_is_too_long_to_be_read(bot, outside, chat):
    error = await failing(bot, outside, chat, 201, "x" * (LONGEST_ANSWER + 1), {})
    assert (error.reason, error.unknown) == ("answer_too_large", True)


async def test_a_message_may_have_arrived_when_the_connection_breaks_and_not_when_there_is_none(bot, unused_tcp_port):
    async def hang_up(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    chat = Chat(f"http://127.0.0.1:{unused_tcp_port}/", "a", "personal", "t", "b")
    for unknown in (False, True):
        with pytest.raises(Unsendable, match="unreachable") as caught:
            await bot.teams.sender.send(chat, PAGE, "sv")
        assert caught.value.unknown == unknown
        if not unknown:
            server = await asyncio.start_server(hang_up, "127.0.0.1", unused_tcp_port)
    server.close()


@pytest.mark.parametrize("code", FOR_GOOD)
async def test_who_does_not_want_us_is_left_alone(bot, outside, chat, code):
    error = await failing(bot, outside, chat, 403, refused(code), {})
    assert (error.reason, error.final) == (code, True)


async def test_a_conversation_that_is_gone_is_left_alone(bot, outside, chat):
    error = await failing(bot, outside, chat, 404, refused("ConversationNotFound"), {})
    assert (error.reason, error.final) == ("ConversationNotFound", True)


@pytest.mark.parametrize("status", [400, 403, 404, 413, 500, 302])
@pytest.mark.parametrize("body", [{}, refused("Anna Ek"), refused(["x"]), {"error": "x"}, [], "<html>"], ids=str)
async def test_anything_else_is_final_and_its_words_go_nowhere(bot, outside, chat, status, body):
    error = await failing(bot, outside, chat, status, body, {"Location": "https://example.org"})
    assert (error.reason, error.final) == (f"http_{status}", True)


async def test_nobody_at_home_is_tried_again(bot, unused_tcp_port):
    chat = Chat(f"http://127.0.0.1:{unused_tcp_port}/", "a", "personal", "t", "b")
    with pytest.raises(Unsendable) as caught:
        await bot.teams.sender.send(chat, PAGE, "sv")
    assert (caught.value.reason, caught.value.final) == ("unreachable", False)


@pytest.mark.parametrize("host", ["https://example.org/", "http://localhost/", "http://127.0.0.1@example.org/", ""])
async def test_nothing_is_posted_to_hosts_that_are_not_listed(bot, host):
    with pytest.raises(Unsendable) as caught:
        await bot.teams.sender.send(Chat(host, "a", "personal", "t", "b"), PAGE, "sv")
    assert (caught.value.reason, caught.value.final) == ("service_host_not_allowed", True)


async def test_a_private_page_is_refused(bot, outside, chat):
    private = Page(Plain("Hemligt"), private=True)
    with pytest.raises(Unsendable) as caught:
        await bot.teams.sender.update(chat, "1", private, "sv")
    assert (caught.value.reason, caught.value.final) == ("private_page", True)
    assert outside.calls == []


async def test_what_teams_would_not_take_is_not_sent(bot, outside, chat):
    large = Page(Plain("x"), texts=tuple(Plain("å" * 600) for _ in range(24)))
    with pytest.raises(Unsendable) as caught:
        await bot.teams.sender.send(chat, large, "sv")
    assert (caught.value.reason, caught.value.final) == ("too_large", True)
    assert outside.calls == []


async def test_one_token_serves_until_shortly_before_its_end(bot, outside, clock, chat):
    for _ in range(3):
        await bot.teams.sender.send(chat, PAGE, "sv")
    clock.ahead += 3600 - 299
    await bot.teams.sender.send(chat, PAGE, "sv")
    assert [call[3] for call in outside.calls] == ["Bearer token-1"] * 3 + ["Bearer token-2"]
    tenant, form = outside.login_forms[0]
    assert tenant == bot.settings.tenant
    assert form["scope"] == "https://api.botframework.com/.default"
    assert form["client_secret"] == bot.settings.password


async def test_the_old_token_serves_while_no_new_one_can_be_had(bot, outside, clock, chat):
    await bot.teams.sender.send(chat, PAGE, "sv")
    outside.login_status = 503
    clock.ahead += 3600 - 100
    await bot.teams.sender.send(chat, PAGE, "sv")
    clock.ahead += 101
    with pytest.raises(Unsendable) as caught:
        await bot.teams.sender.send(chat, PAGE, "sv")
    assert (caught.value.reason, caught.value.final) == ("no_token", False)


async def test_a_token_that_is_not_taken_is_replaced(bot, outside, chat):
    error = await failing(bot, outside, chat, 401, refused("BotNotAuthorized"), {})
    assert (error.reason, error.final) == ("http_401", False)
    await bot.teams.sender.send(chat, PAGE, "sv")
    assert outside.calls[-1][3] == "Bearer token-2"


async def test_the_secret_is_in_no_error_and_no_text(bot, outside, chat, caplog):
    outside.login_status = 401
    with pytest.raises(Unsendable) as caught:
        await bot.teams.sender.send(chat, PAGE, "sv")
    told = f"{caught.value!r}{caught.value.__cause__!r}{bot.settings!r}{bot.teams.sender._credential!r}{caplog.text}"  # noqa: SLF001 - nothing may show it
    assert bot.settings.password not in told


async def test_a_demo_sends_no_token(demo, outside, service):
    await demo.teams.sender.send(Chat(service, "a", "personal", "t", "b"), PAGE, "sv")
    assert (outside.calls[0][3], outside.logins) == ("", 0)
