"""A press is answered at once; the message follows, except when the page is private."""

import asyncio
import logging
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.adapters import http
from bot.adapters.teams.cards import drawn
from bot.adapters.teams.updates import Update, Updates
from bot.talk import Answer, Chat, Page, Phrase, Plain

CARD = "application/vnd.microsoft.card.adaptive"


def page(words, **particulars):
    return Page(Plain(words), dialog="d", step="s", turning=3, **particulars)


def heading(card):
    return card["body"][0]["text"]


def shown(call):
    return heading(call[2]["attachments"][0]["content"])


async def test_the_answer_to_a_press_is_the_next_page(demo, press):
    demo.answer = Answer(page("Nästa"), "sv")
    status, body = await demo.post(press())
    assert status == 200
    assert (body["statusCode"], body["type"]) == (200, CARD)
    assert heading(body["value"]) == "Nästa"


async def test_then_the_message_itself_shows_the_page(demo, outside, press):
    demo.answer = Answer(page("Nästa"), "sv")
    await demo.post(press())
    await outside.until_called(1)
    method, path, _, authorization = outside.calls[0]
    assert (method, path) == ("PUT", "/svc/v3/conversations/a%3A1/activities/1700000000000")
    assert shown(outside.calls[0]) == "Nästa"
    assert authorization == ""


async def test_a_private_page_lives_only_in_the_answer(demo, outside, press):
    demo.answer = Answer(page("Hemligt", private=True), "sv")
    _, body = await demo.post(press())
    assert heading(body["value"]) == "Hemligt"
    await demo.teams.close()
    assert outside.calls == []


async def test_a_page_that_need_not_be_kept_leaves_the_message_alone(demo, outside, press):
    demo.answer = Answer(page("Nästa"), "sv", update=False)
    await demo.post(press())
    await demo.teams.close()
    assert outside.calls == []


async def test_of_several_updates_only_the_latest_waits(demo, outside, press):
    outside.hold = asyncio.Event()
    for words in ("ett", "två", "tre"):
        demo.answer = Answer(page(words), "sv")
        await demo.post(press())
        await outside.until_called(1)
    outside.hold.set()
    await demo.teams.close()
    assert [shown(call) for call in outside.calls] == ["ett", "tre"]


async def test_a_private_page_lets_waiting_updates_fall(demo, outside, press):
    outside.hold = asyncio.Event()
    for words, private in (("ett", False), ("två", False), ("hemligt", True)):
        demo.answer = Answer(page(words, private=private), "sv")
        await demo.post(press())
        await outside.until_called(1)
    outside.hold.set()
    await demo.teams.close()
    assert [shown(call) for call in outside.calls] == ["ett"]


async def test_messages_are_updated_each_by_itself(demo, outside, press):
    outside.hold = asyncio.Event()
    for number in ("17", "18"):
        await demo.post(press(replyToId=number))
    await outside.until_called(2)
    outside.hold.set()
    assert {call[1].rsplit("/", 1)[1] for call in outside.calls} == {"17", "18"}


async def test_an_update_that_fails_is_logged_without_words(demo, outside, press, caplog):
    demo.answer = Answer(page("Nästa"), "sv")
    outside.script.append((403, {"error": {"code": "BotNotInConversationRoster", "message": "Anna Ek"}}, {}))
    with caplog.at_level(logging.DEBUG, "bot"):
        await demo.post(press())
        await outside.until_called(1)
        await demo.teams.close()
    assert [record.getMessage() for record in caplog.records] == [
        "event=update_failed reason=BotNotInConversationRoster"
    ]


@pytest.fixture
def follow(demo, outside, service):
    """An update by itself, tried again without a pause."""
    updates = Updates(demo.teams.sender, pauses=(0, 0))

    async def put(*script, calls):
        outside.script.extend(script)
        updates.put(Update(Chat(service, "a:1", "personal", "t", "b"), "17", drawn(page("Nästa"), "sv"), "sv"))
        await outside.until_called(calls)
        return updates

    return put


async def test_an_update_is_tried_again_when_the_service_is_busy(follow, outside):
    updates = await follow((503, {}, {}), (429, {}, {"Retry-After": "0"}), calls=3)
    await updates.close()
    assert [shown(call) for call in outside.calls] == ["Nästa"] * 3


async def test_after_three_tries_an_update_is_given_up(follow, outside, caplog):
    updates = await follow(*[(503, {}, {})] * 4, calls=3)
    await updates.close()
    assert len(outside.calls) == 3
    assert "event=update_failed reason=http_503" in caplog.text


async def test_closing_does_not_wait_for_ever(follow, outside):
    outside.hold = asyncio.Event()
    updates = await follow(calls=1)
    await updates.close(patience=0)
    outside.hold.set()
    assert len(outside.calls) == 1


async def test_nothing_to_show_is_an_empty_answer(demo, press, typed):
    demo.answer = None
    empty = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": ""}
    assert await demo.post(press()) == (200, empty)
    assert await demo.post(typed()) == (200, {})


async def test_an_old_client_s_press_is_answered_by_the_update(demo, outside, typed):
    demo.answer = Answer(page("Nästa"), "sv")
    assert await demo.post(typed(text=..., value={"vbe": {"act": "next"}}, replyToId="17")) == (200, {})
    await outside.until_called(1)
    assert outside.calls[0][:2] == ("PUT", "/svc/v3/conversations/a%3A1/activities/17")


async def test_typed_words_are_answered_by_a_message(demo, outside, typed):
    demo.answer = Answer(page("Hej"), "sv")
    assert await demo.post(typed()) == (200, {})
    await outside.until_called(1)
    assert outside.calls[0][:2] == ("POST", "/svc/v3/conversations/a%3A1/activities")


async def test_a_private_page_is_never_sent_as_a_message(demo, outside, typed):
    demo.answer = Answer(page("Hemligt", private=True), "sv")
    await demo.post(typed())
    await demo.post(typed(text=..., value={"vbe": {"act": "next"}}, replyToId="17"))
    await demo.teams.close()
    assert outside.calls == []


async def test_an_error_in_a_turn_is_one_apology_with_a_reference(demo, outside, press, caplog):
    demo.answer = LookupError("Anna Ek sade något")
    status, body = await demo.post(press(locale="en-GB"))
    (line,) = [record.getMessage() for record in caplog.records]
    reference = line.split("reference=")[1].split()[0]
    assert (status, body["type"], body["value"]["lang"]) == (200, CARD, "en")
    assert reference in str(body["value"]["body"])
    assert "error=LookupError at=turn:" in line
    assert "Anna" not in caplog.text
    await demo.teams.close()
    assert outside.calls == []


async def test_an_error_after_typed_words_is_told_in_a_message(demo, outside, typed, caplog):
    demo.answer = LookupError("Anna Ek sade något")
    assert await demo.post(typed(locale="de-DE")) == (200, {})
    await outside.until_called(1)
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.split("reference=")[1].split()[0] in str(outside.calls[0][2])
    assert outside.calls[0][2]["attachments"][0]["content"]["lang"] == "sv"


async def test_a_page_that_cannot_be_drawn_is_an_apology_too(demo, press):
    demo.answer = Answer(Page(Phrase("errors.no_such_phrase")), "sv")
    status, body = await demo.post(press())
    assert (status, body["type"]) == (200, CARD)


async def test_with_authentication_the_update_carries_the_bot_s_token(bot, outside, press, signer, service):
    bot.answer = Answer(page("Nästa"), "sv")
    assert (await bot.post(press(), signer.sign(service)))[0] == 200
    await outside.until_called(1)
    assert outside.calls[0][3] == "Bearer token-1"


class Slow:
    """A turn that waits until it is let go, and a door that is patient for ``patience`` seconds."""

    def __init__(self, demo, answer):
        self.demo, self.answer, self.go = demo, answer, asyncio.Event()
        self.arrived = self.began = 0
        self.changed = asyncio.Condition()

    async def turn(self, _):
        self.began += 1
        await self.go.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def until(self, arrived):
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(lambda: self.arrived >= arrived)

    @asynccontextmanager
    async def door(self, patience):
        @web.middleware
        async def counted(request, handler):
            await request.read()  # so that nothing keeps it from its turn any more
            self.arrived += 1
            async with self.changed:
                self.changed.notify_all()
            return await handler(request)

        app = http.messages_app(self.demo.teams.door(self.turn, patience))
        app.middlewares.append(counted)
        serving = await http.start(app, "127.0.0.1", 0)
        self.demo.url = f"http://127.0.0.1:{serving.port}"
        try:
            yield self
        finally:
            self.go.set()
            await serving.stop()


def buttons(card):
    return [action for element in card["body"] for action in element.get("actions", [])]


async def test_a_turn_that_takes_long_is_answered_with_a_page_to_wait_on_and_ends_in_the_message(demo, outside, press):
    async with Slow(demo, Answer(page("Nästa"), "en")).door(0) as slow:
        _, body = await demo.post(press())
        assert heading(body["value"]) == "Vänta lite."
        (button,) = buttons(body["value"])
        assert (button["verb"], button["data"]["vbe"]["dialog"]) == ("do.show", "d")
        assert outside.calls == []
        slow.go.set()
        await outside.until_called(1)
    assert outside.calls[0][:2] == ("PUT", "/svc/v3/conversations/a%3A1/activities/1700000000000")
    assert shown(outside.calls[0]) == "Nästa"


async def test_a_private_page_that_took_long_waits_behind_a_button_in_the_message(demo, outside, press):
    secret = Answer(page("Hemligt", private=True, quote=Plain("koden")), "sv", update=False)
    async with Slow(demo, secret).door(0) as slow:
        await demo.post(press())
        slow.go.set()
        await outside.until_called(1)
    content = outside.calls[0][2]["attachments"][0]["content"]
    assert "Hemligt" not in str(content)
    assert "koden" not in str(content)
    (button,) = buttons(content)
    assert button["data"]["vbe"] == {"act": "do.show", "dialog": "d", "step": "s", "turning": 3, "data": {}}


async def test_a_message_that_is_to_stay_as_it_is_stays_after_a_slow_turn_too(demo, outside, press):
    async with Slow(demo, Answer(page("Ärendet"), "sv", update=False)).door(0) as slow:
        await demo.post(press())
        slow.go.set()
    await demo.teams.close()
    assert outside.calls == []


async def test_a_slow_turn_that_fails_is_told_in_a_message_of_its_own(demo, outside, press, caplog):
    async with Slow(demo, LookupError("Anna Ek")).door(0) as slow:
        await demo.post(press())
        slow.go.set()
        await outside.until_called(1)
    assert outside.calls[0][:2] == ("POST", "/svc/v3/conversations/a%3A1/activities")
    assert caplog.text.split("reference=")[1].split()[0] in str(outside.calls[0][2])


async def test_words_are_acknowledged_when_they_are_kept_however_long_it_takes(demo, outside, typed):
    async with Slow(demo, None).door(0) as slow:
        waiting = asyncio.create_task(demo.post(typed()))
        await slow.until(arrived=1)
        assert not waiting.done()
        slow.go.set()
        assert await waiting == (200, {})
    assert outside.calls == []


async def test_the_same_activity_delivered_again_meanwhile_is_one_turn_with_one_answer(demo, outside, press):
    async with Slow(demo, Answer(page("Nästa"), "sv")).door(60) as slow:
        waiting = [asyncio.create_task(demo.post(press())) for _ in range(5)]
        other = asyncio.create_task(demo.post(press(id="f:2", replyToId="18")))
        elsewhere = asyncio.create_task(demo.post(press(conversation={"id": "a:2", "conversationType": "personal"})))
        await slow.until(arrived=7)
        slow.go.set()
        answers = await asyncio.gather(*waiting, other, elsewhere)
        assert {heading(body["value"]) for _, body in answers} == {"Nästa"}
        assert slow.began == 3
    await demo.teams.close()
    assert len(outside.calls) == 3


async def test_delivered_again_after_its_end_an_activity_is_a_turn_that_the_conversation_knows_again(demo, press):
    await demo.post(press())
    await demo.post(press())
    assert [heard.key for heard in demo.heard] == ["f:1", "f:1"]


async def test_delivered_again_a_slow_turn_is_told_once_in_the_message(demo, outside, press):
    async with Slow(demo, Answer(page("Nästa"), "sv")).door(0) as slow:
        for _ in range(3):
            _, body = await demo.post(press())
            assert heading(body["value"]) == "Vänta lite."
        slow.go.set()
        await outside.until_called(1)
    await demo.teams.close()
    assert (slow.began, len(outside.calls)) == (1, 1)


async def test_turns_under_way_are_brought_to_their_end_before_the_door_closes(demo, outside, press):
    async with Slow(demo, Answer(page("Nästa"), "sv")).door(0) as slow:
        await demo.post(press())
        closing = asyncio.create_task(demo.teams.close())
        slow.go.set()
        await closing
    assert [shown(call) for call in outside.calls] == ["Nästa"]
