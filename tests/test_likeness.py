"""The likeness of Teams, talked to by the smallest possible bot."""

import asyncio

import jwt
import pytest
from aiohttp import ClientError

from bot.adapters.teams.likeness import Teams
from bot.adapters.teams.likeness_cards import Card
from bot.adapters.teams.likeness_rooms import WentWrong
from tests.echo import a_page, button, card, echo_bot
from tests.teams import APP_ID, rsa_key, signed, unsigned


@pytest.fixture
async def bot():
    async with echo_bot() as bot:
        yield bot


@pytest.fixture
async def teams(bot):
    async with unsigned(bot.url) as teams:
        yield teams


async def test_the_bot_is_told_twice_of_an_installation_and_says_welcome(teams, bot):
    anna = await teams.someone("Anna Exempel")
    assert anna.sees.heading == "Hej"
    assert [each["type"] for each in bot.heard] == ["conversationUpdate", "installationUpdate"]
    assert bot.heard[0]["membersAdded"][0]["id"] == bot.heard[0]["recipient"]["id"]


async def test_an_activity_carries_what_teams_sends(teams, bot):
    anna = await teams.someone("Anna Exempel", locale="en-GB")
    await anna.says("hej")
    heard = bot.heard[-1]
    assert heard["from"] == {"id": anna.account.id, "aadObjectId": anna.aad, "name": "Anna Exempel"}
    assert heard["conversation"] == {"id": anna.room.id, "conversationType": "personal", "tenantId": teams.tenant}
    assert heard["channelData"] == {"tenant": {"id": teams.tenant}}
    assert (heard["channelId"], heard["serviceUrl"], heard["locale"]) == ("msteams", teams.url, "en-GB")
    assert len({each["id"] for each in bot.heard}) == len(bot.heard)


async def test_a_press_finds_its_button_wherever_it_is_and_sends_the_inputs_along(teams, bot):
    anna = await teams.someone("Anna Exempel")
    await anna.says("en sida")
    message = anna.sees.message
    await anna.press("Skicka", seen=["Hot", "symbols"], age="Under 18", sure=True, story="En text")
    action = bot.heard[-1]["value"]["action"]
    inputs = {name: value for name, value in action["data"].items() if name != "vbe"}
    assert inputs == {"seen": "threat,symbols", "age": "u18", "sure": "true", "story": "En text"}
    assert action["data"]["vbe"]["act"] == action["verb"] == "send"
    assert (bot.heard[-1]["name"], bot.heard[-1]["replyToId"]) == ("adaptiveCard/action", message)


async def test_what_is_not_filled_in_is_not_sent_and_a_footer_sends_no_inputs(teams, bot):
    anna = await teams.someone("Anna Exempel")
    await anna.says("en sida")
    page = anna.sees
    await anna.press("Skicka")
    assert set(bot.heard[-1]["value"]["action"]["data"]) == {"vbe", "sure"}
    await anna.press_on(page, "Tillbaka", story="En text")
    assert set(bot.heard[-1]["value"]["action"]["data"]) == {"vbe"}


async def test_an_answer_is_seen_on_the_pressing_device_until_a_reload(teams):
    anna = await teams.someone("Anna Exempel")
    await anna.says("en sida")
    phone = anna.elsewhere()
    await anna.press("Tillbaka")
    assert anna.sees.heading == "Bara här"
    assert phone.sees.heading == anna.stored.heading == "Fyll i"
    assert anna.reload().heading == "Fyll i"


async def test_an_update_is_seen_on_every_device_and_ends_an_answer(teams):
    anna = await teams.someone("Anna Exempel")
    await anna.says("en sida")
    phone, page = anna.elsewhere(), anna.sees
    await anna.press("Tillbaka")
    await phone.press_on(page, "Skicka")
    assert anna.sees.heading == phone.sees.heading == "Tack"
    assert [each.act for each in teams.record.kept if each.room == anna.room.id][-1] == "updated"


async def test_an_old_client_shows_the_fallback_and_submits(teams, bot):
    anna = (await teams.someone("Anna Exempel")).elsewhere(legacy=True)
    await anna.says("en sida")
    await anna.press("Skicka", story="En text")
    heard = bot.heard[-1]
    assert heard["type"] == "message"
    assert heard["value"]["story"] == "En text"
    assert "text" not in heard
    assert anna.sees.heading == "Tack"


async def test_a_button_or_option_that_is_not_there_cannot_be_pressed(teams):
    anna = await teams.someone("Anna Exempel")
    await anna.says("en sida")
    for wrong in ({"story": "x" * 21}, {"seen": "Något"}, {"name": "x"}):
        with pytest.raises((ValueError, LookupError)):
            await anna.press("Skicka", **wrong)
    with pytest.raises(LookupError):
        await anna.press("Klicka här")


async def test_the_transcript_keeps_what_teams_keeps_and_no_answers(teams):
    anna = await teams.someone("Anna Exempel")
    await anna.says("en sida")
    await anna.press("Tillbaka", story="hemligt")
    assert "en sida" in teams.transcript
    assert "Fyll i" in teams.transcript
    assert "Bara här" not in teams.transcript
    assert "hemligt" not in teams.transcript
    assert teams.record.answers[-1]["value"]["body"][0]["text"] == "Bara här"


async def test_a_word_is_found_in_the_transcript_whatever_disarms_its_marks(teams, bot):
    anna = await teams.someone("Anna Exempel")
    await bot.write(bot.heard[-1], card("anna\u2060.exempel"))
    assert "anna.exempel" in teams.transcript
    assert anna.sees.heading == "anna.exempel"


async def test_a_bot_that_fails_or_is_silent_is_noticed(teams, bot):
    anna = await teams.someone("Anna Exempel")
    await anna.says("en sida")
    with pytest.raises(WentWrong):
        await anna.press("Gå sönder")
    bot.silent, teams.patience = True, 0.05
    with pytest.raises(WentWrong):
        await anna.says("hej")


async def test_a_repeated_activity_is_the_same_to_the_letter(teams, bot):
    anna = await teams.someone("Anna Exempel")
    await anna.says("hej")
    await anna.repeats()
    assert bot.heard[-1] == bot.heard[-2]


async def test_the_connector_fails_as_told_and_then_no_more(teams, bot):
    anna = await teams.someone("Anna Exempel")
    teams.fail(429, 1, headers={"Retry-After": "2"})
    await bot.write(bot.heard[-1], card("Nej"))
    assert (bot.statuses[-1], bot.headers["Retry-After"]) == (429, "2")
    teams.fail(502, 1, after=True)
    await bot.write(bot.heard[-1], card("Ändå"))
    assert (bot.statuses[-1], anna.sees.heading) == (502, "Ändå")
    teams.fail(0, 1)
    with pytest.raises(ClientError):
        await bot.write(bot.heard[-1], card("Avbrott"))
    await bot.write(bot.heard[-1], card("Ja"))
    assert [call.status for call in teams.record.calls[-4:]] == [429, 502, 503, 201]


async def test_nothing_can_be_written_to_who_is_unknown_or_blocks_or_has_removed_the_bot(teams, bot):
    anna = await teams.someone("Anna Exempel")
    installed = bot.heard[-1]
    gone = await bot.write(installed, card("Hej"), room="a:nobody")
    anna.block()
    blocked = await bot.write(installed, card("Hej"))
    await anna.uninstall()
    removed = await bot.write(installed, card("Hej"))
    codes = [each["error"]["code"] for each in (gone, blocked, removed)]
    assert codes == ["ConversationNotFound", "ConversationBlockedByUser", "BotNotInConversationRoster"]
    assert bot.statuses[-3:] == [404, 403, 403]


async def test_a_message_that_is_too_large_is_refused(teams, bot):
    await teams.someone("Anna Exempel")
    await bot.write(bot.heard[-1], card("x" * 110_000))
    assert bot.statuses[-1] == 413


async def test_an_update_that_comes_late_is_no_reply_to_typed_words(teams, bot):
    anna = await teams.someone("Anna Exempel")
    bot.silent, teams.patience = True, 0.05
    late = asyncio.create_task(bot.write(bot.heard[-1], card("Ändrad"), anna.sees.message))
    with pytest.raises(WentWrong):
        await anna.says("hej")
    await late


async def test_many_people_talk_at_once_and_each_gets_their_own(teams):
    people = await asyncio.gather(*(teams.someone(f"Person {number}") for number in range(200)))
    await asyncio.gather(*(person.says(person.name) for person in people))
    assert all(person.sees.heading == f"Du skrev {person.name}" for person in people)


async def test_a_deleted_message_is_gone_and_cannot_be_updated(teams, bot):
    anna = await teams.someone("Anna Exempel")
    message, activity = anna.sees.message, bot.heard[-1]
    url = f"{teams.url}v3/conversations/{anna.room.id}/activities/{message}"
    await bot.call("DELETE", url)
    await bot.write(activity, card("Igen"), message)
    assert (anna.cards, bot.statuses[-1]) == ([], 404)


async def test_a_channel_has_members_threads_and_mentions(teams, bot):
    anna, per = await teams.someone("Anna Exempel"), await teams.someone("Per Exempel")
    room = teams.channel("Trygghetsmöte", anna, per)
    await anna.at(room).says("hej")
    assert bot.heard[-1]["conversation"]["conversationType"] == "channel"
    assert bot.heard[-1]["entities"][0]["mentioned"]["id"] == bot.heard[-1]["recipient"]["id"]
    assert per.at(room).sees.heading.startswith("Du skrev")
    members = await bot.call("GET", f"{teams.url}v3/conversations/{room.id}/members")
    assert {each["aadObjectId"] for each in members} == {anna.aad, per.aad}
    wanted = {"channelData": {"channel": {"id": room.id}}, "activity": {"type": "message", "text": "Dagens punkt"}}
    thread = await bot.call("POST", f"{teams.url}v3/conversations", wanted)
    assert per.at(teams.service.rooms[thread["id"]]).sees.heading == "Dagens punkt"


async def test_a_wait_ends_when_the_message_comes(teams, bot):
    anna = await teams.someone("Anna Exempel")
    waiting = asyncio.create_task(teams.until(lambda: anna.sees.heading == "Sent"))
    await bot.write(bot.heard[-1], card("Sent"))
    await waiting
    with pytest.raises(TimeoutError):
        await teams.until(lambda: anna.sees.heading == "Aldrig", seconds=0.05)


async def test_signed_deliveries_can_be_verified_and_the_bot_must_show_its_token(bot):
    async with signed(bot.url) as teams:
        anna = teams.stranger("Anna Exempel")
        teams.patience = 0.05
        with pytest.raises(WentWrong):
            await anna.install()
        form = {"client_id": APP_ID, "client_secret": teams.settings["MicrosoftAppPassword"]}
        url = f"{teams.settings['VBE_LOGIN_URL']}/{teams.tenant}/oauth2/v2.0/token"
        async with bot.session.post(url, data=form) as answer:
            bot.token = (await answer.json())["access_token"]
        await bot.write(bot.heard[-1], card("Hej"))
        assert bot.statuses[-2:] == [401, 201]
        published = await _keys(bot, teams.settings["VBE_OPENID_URL"])
        token = bot.authorizations[-1].removeprefix("Bearer ")
        claims = jwt.decode(token, published["first"], ["RS256"], audience=APP_ID)
        assert (claims["serviceurl"], claims["iss"]) == (teams.url, "https://api.botframework.com")


async def test_a_forged_token_is_signed_by_a_key_that_is_not_published():
    async with signed() as teams:
        token = teams.keys.signed(teams.url, key="stranger", kid="first", exp=None)
        assert jwt.get_unverified_header(token)["kid"] == "first"
        claims = jwt.decode(token, rsa_key("stranger").public_key(), ["RS256"], audience=APP_ID)
        assert "exp" not in claims


async def _keys(bot, openid):
    async with bot.session.get(openid) as answer:
        address = (await answer.json())["jwks_uri"]
    async with bot.session.get(address) as answer:
        return {each["kid"]: jwt.PyJWK(each).key for each in (await answer.json())["keys"]}


def test_a_card_is_read_as_a_person_reads_it():
    body = [
        {"type": "TextBlock", "text": r"Läs **noga** på _stan_: [stad](https://example.org) \*"},
        {"type": "Container", "style": "emphasis", "items": [{"type": "RichTextBlock", "inlines": ["en ", "kod"]}]},
        {"type": "FactSet", "facts": [{"title": "Vem", "value": "Karin"}]},
        {"type": "TextBlock", "text": "dold", "isVisible": False},
        {
            "type": "Table",
            "rows": [{"type": "TableRow", "cells": [{"items": [{"type": "TextBlock", "text": "ruta"}]}]}],
        },
    ]
    read = Card(card("Rubrik", *body, buttons=[{"type": "ActionSet", "actions": [button("Gå", "go")]}]))
    assert read.heading == "Rubrik"
    assert read.texts == ("Läs noga på stan: stad (https://example.org) *", "ruta")
    assert (read.quotes, read.facts) == (("en kod",), {"Vem": "Karin"})
    assert read.words().splitlines()[-1] == "Gå"
    assert "dold" not in read.words()


def test_marks_that_others_wrote_are_read_as_they_stand():
    assert Card(card("a\u2060_\u2060b c\u2060_\u2060d")).heading == "a_b c_d"


def test_fields_are_read_with_their_kinds_and_options():
    fields = {field.id: field for field in Card(a_page()).inputs}
    assert [field.kind for field in fields.values()] == ["several", "one", "toggle", "text"]
    assert fields["seen"].options == {"threat": "Hot", "symbols": "Symboler"}
    assert (fields["story"].limit, fields["sure"].options["true"]) == (20, "Jag är säker")


async def test_the_same_person_has_the_same_id_in_every_run():
    async with Teams() as once, Teams() as again:
        assert once.stranger("Anna Exempel").aad == again.stranger("Anna Exempel").aad
