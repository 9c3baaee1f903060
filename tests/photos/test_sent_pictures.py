"""Pictures in the likeness of Teams: sent by a person, fetched by a bot, seen on a page."""

import pytest

from bot.adapters.teams.likeness_cards import Card
from bot.adapters.teams.terminal_page import draw
from content import load
from tests.echo import card, echo_bot
from tests.photos.pictures import jpeg
from tests.teams import signed
from tests.terminal import played

PICTURE = jpeg()


@pytest.fixture
async def bot():
    async with echo_bot() as bot:
        bot.token = "token-1"
        yield bot


@pytest.fixture
async def teams(bot):
    async with signed(bot.url) as teams:
        teams.keys.issued.add("token-1")
        yield teams


@pytest.fixture
async def anna(teams, bot):
    """She has the bot, which only listens."""
    anna = await teams.someone("Anna Exempel")
    bot.silent = True
    return anna


async def fetched(bot, url, **headers):
    async with bot.session.get(url, headers=headers, allow_redirects=False) as answer:
        return answer.status, await answer.read()


async def test_an_image_in_a_message_is_told_as_teams_tells_it(teams, anna, bot):
    await anna.sends(PICTURE, text="En <bild>", replies=0)
    heard = bot.heard[-1]
    image, html = heard["attachments"]
    assert (heard["type"], heard["text"]) == ("message", "En <bild>")
    assert image["contentType"] == "image/*"
    assert image["contentUrl"].startswith(f"{teams.url}v3/attachments/")
    assert image["contentUrl"].endswith("/views/original")
    assert html["contentType"] == "text/html"
    assert "En &lt;bild&gt;" in html["content"]


async def test_the_service_hands_an_image_only_to_whoever_has_the_bots_token(teams, anna, bot):
    await anna.sends(PICTURE, replies=0)
    url = bot.heard[-1]["attachments"][0]["contentUrl"]
    assert (await fetched(bot, url))[0] == 401
    assert (await fetched(bot, url, Authorization="Bearer forged"))[0] == 401
    assert await fetched(bot, url, Authorization="Bearer token-1") == (200, PICTURE)
    assert (await fetched(bot, url.replace("/views", "x/views"), Authorization="Bearer token-1"))[0] == 404
    assert [each.status for each in teams.service.pictures.asked] == [401, 401, 200, 404]
    assert teams.record.calls[-2].method == "GET"


async def test_a_file_lies_on_another_server_which_wants_no_token_and_remembers_who_came(teams, anna, bot):
    await anna.sends(PICTURE, kind="file", name="IMG_1.HEIC", replies=0)
    (file,) = bot.heard[-1]["attachments"]
    assert file["contentType"] == "application/vnd.microsoft.teams.file.download.info"
    assert file["name"] == "IMG_1.HEIC"
    assert file["content"]["fileType"] == "HEIC"
    assert len(file["content"]["uniqueId"]) == 36
    url = file["content"]["downloadUrl"]
    assert url.startswith(teams.sharepoint.url)
    assert teams.sharepoint.url != teams.url
    assert await fetched(bot, url, Accept="image/jpeg") == (200, PICTURE)
    (asked,) = teams.sharepoint.asked
    assert asked.headers["Accept"] == "image/jpeg"
    assert "Authorization" not in asked.headers


async def test_many_can_be_sent_at_once_and_none_may_have_anything_in_it(anna, bot):
    await anna.sends(*[PICTURE] * 10, replies=0)
    assert [each["contentType"] for each in bot.heard[-1]["attachments"]] == ["image/*"] * 10 + ["text/html"]
    await anna.sends(b"", PICTURE, kind="file", replies=0)
    empty, _ = (each["content"]["downloadUrl"] for each in bot.heard[-1]["attachments"])
    assert await fetched(bot, empty) == (200, b"")


async def test_an_address_may_lead_elsewhere_or_be_anyones(teams, anna, bot):
    for kind in ("inline", "file"):
        leading = teams.lay(kind=kind, leads_to="https://example.org/x")
        await anna.sends(kind=kind, addresses=[leading, "http://localhost:9/x"], replies=0)
        told = bot.heard[-1]["attachments"]
        named = [each.get("contentUrl") if kind == "inline" else each["content"]["downloadUrl"] for each in told]
        assert named[:2] == [leading, "http://localhost:9/x"]
        assert (await fetched(bot, leading, Authorization="Bearer token-1"))[0] == 302


async def test_the_service_may_fail_to_hand_over_an_image(teams, anna, bot):
    await anna.sends(PICTURE, replies=0)
    url = bot.heard[-1]["attachments"][0]["contentUrl"]
    teams.fail(503, 1, method="GET")
    assert (await fetched(bot, url, Authorization="Bearer token-1"))[0] == 503
    assert await fetched(bot, url, Authorization="Bearer token-1") == (200, PICTURE)


async def test_teams_keeps_that_a_picture_was_sent(teams, anna):
    await anna.sends(PICTURE, text="Titta", replies=0)
    await anna.sends(PICTURE, kind="file", name="mitt.jpg", replies=0)
    typed = [each for each in teams.record.kept if each.act == "typed"]
    assert len(typed) == 2
    assert all(word in teams.transcript for word in ("image/*", "Titta", "mitt.jpg"))


PAGE = card(
    "Stämmer det?",
    {"type": "Image", "url": "data:image/jpeg;base64,/9j/", "altText": "Bilden du skickade"},
    {"type": "Image", "url": "https://example.org/x.png"},
)


def test_a_picture_on_a_page_is_read_by_what_it_shows():
    read = Card(PAGE)
    assert read.pictures == ("data:image/jpeg;base64,/9j/", "https://example.org/x.png")
    assert read.words() == "Stämmer det?\nBilden du skickade"
    assert (read.heading, read.texts) == ("Stämmer det?", ())


def test_the_terminal_draws_what_a_picture_shows():
    drawn = draw(Card(PAGE), load("sv"))
    assert "  ▣ Bilden du skickade" in drawn
    assert "base64" not in drawn


async def test_a_picture_is_sent_from_the_terminal(bot, tmp_path):
    (tmp_path / "min bild.jpg").write_bytes(PICTURE)
    await played(bot, f"/photo {tmp_path / 'min bild.jpg'}")
    assert bot.heard[-1]["attachments"][0]["contentType"] == "image/*"
    await played(bot, f"/file {tmp_path / 'min bild.jpg'}")
    assert bot.heard[-1]["attachments"][0]["name"] == "min bild.jpg"


async def test_the_terminal_says_that_there_is_no_such_file_and_goes_on(bot, tmp_path):
    seen = await played(bot, f"/photo {tmp_path / 'ingen.jpg'}", "/say hej")
    assert "No such file" in seen
    assert "Du skrev hej" in seen
