"""What Teams sends, as the bot hears it."""

import pytest

from bot.adapters.teams.activities import FILE, LONGEST_ADDRESS, hear, pressed
from bot.adapters.teams.shapes import BadActivity
from bot.talk import Attached, Chat, File, Heard, Installed, Pressed, Removed, Typed

BOT = "28:00000000-0000-4000-8000-00000000a99a"
TENANT = "00000000-0000-4000-8000-0000000000a1"


def test_typed_words_come_with_person_chat_and_language(typed, service):
    chat = Chat(service, "a:1", "personal", TENANT, BOT)
    assert hear(typed(text="  hej \n")) == Heard("f:1", "person-1", chat, Typed("hej"), locale="sv-SE")


def test_the_language_may_stand_in_the_client_s_particulars(typed):
    info = {"type": "clientInfo", "locale": "en-GB"}
    assert hear(typed(locale=..., entities=[info])).locale == "en-GB"


def test_the_bot_s_own_mention_falls_away_and_others_keep_their_name(typed):
    own = {"type": "mention", "text": "<at>Assistenten</at>", "mentioned": {"id": BOT}}
    other = {"type": "mention", "text": "<at>Anna Ek</at>", "mentioned": {"id": "29:2"}}
    words = "<at>Assistenten</at>\xa0hjälp <at>Anna Ek</at> a < b"
    assert hear(typed(text=words, entities=[own, other])).said == Typed("hjälp Anna Ek a < b")


def test_a_press_by_execute_is_answerable_and_names_its_message(press):
    data = {"vbe": {"act": "next", "dialog": "d", "step": "s", "turning": 2, "data": {"k": "v"}}, "seen": "a,b"}
    heard = hear(press(data))
    assert heard.said == Pressed("next", "d", "s", 2, {"seen": "a,b"}, {"k": "v"})
    assert (heard.answerable, heard.message) == (True, "1700000000000")


def test_a_press_by_submit_cannot_be_answered(typed):
    heard = hear(typed(text=..., value={"vbe": {"act": "next"}, "seen": "a"}, replyToId="17"))
    assert heard.said == Pressed("next", inputs={"seen": "a"})
    assert (heard.answerable, heard.message) == (False, "17")


def test_words_beside_a_value_are_typed_words(typed):
    assert hear(typed(text="hej", value={"vbe": {"act": "next"}})).said == Typed("hej")


@pytest.mark.parametrize(
    "data",
    [
        None,
        "x",
        7,
        [],
        {},
        {"vbe": None},
        {"vbe": "x"},
        {"vbe": {"act": 7}},
        {"vbe": {"act": "next", "turning": "2"}},
        {"vbe": {"act": "next", "turning": True}},
        {"vbe": {"act": "next", "turning": 1.5}},
        {"vbe": {"act": "next", "data": {"k": 7}}},
        {"vbe": {"act": "next", "data": []}},
        {"vbe": {"act": "next"}, "seen": ["a"]},
    ],
    ids=str,
)
def test_a_malformed_press_asks_for_nothing(press, data):
    assert pressed(data) == Pressed("")
    assert hear(press(data or {})).said.act == ""


def test_a_press_without_any_action_asks_for_nothing(press):
    assert hear(press(value=...)).said == Pressed("")
    assert hear(press(value={"action": "x"})).said == Pressed("")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"type": "installationUpdate", "action": "add"}, Installed()),
        ({"type": "installationUpdate", "action": "add-upgrade"}, Installed()),
        ({"type": "installationUpdate", "action": "remove"}, Removed()),
        ({"type": "conversationUpdate", "membersAdded": [{"id": "29:1"}, {"id": BOT}]}, Installed()),
        ({"type": "conversationUpdate", "membersRemoved": [{"id": BOT}]}, Removed()),
    ],
    ids=str,
)
def test_coming_and_going_is_heard(typed, parts, said):
    assert hear(typed(text=..., **parts)).said == said


@pytest.mark.parametrize(
    "parts",
    [
        {"type": "installationUpdate", "action": "x"},
        {"type": "conversationUpdate", "membersAdded": [{"id": "29:1"}]},
        {"type": "conversationUpdate", "channelData": {"eventType": "channelCreated", "tenant": {"id": TENANT}}},
        {"type": "conversationUpdate", "membersAdded": [{}], "recipient": ...},
    ],
    ids=str,
)
def test_what_others_do_is_let_be(typed, parts):
    assert hear(typed(text=..., **parts)) is None


def test_in_a_team_the_installation_may_come_without_a_person(typed):
    team = {"id": "19:x@thread.tacv2", "conversationType": "channel", "tenantId": TENANT}
    nobody = {"id": "29:1"}
    heard = hear(typed(type="installationUpdate", action="add", conversation=team, **{"from": nobody}))
    assert (heard.person, heard.chat.kind) == ("", "channel")
    own = {"type": "mention", "text": "<at>Assistenten</at>", "mentioned": {"id": BOT}}
    with pytest.raises(BadActivity):
        hear(typed(conversation=team, text="<at>Assistenten</at> hej", entities=[own], **{"from": nobody}))


def test_an_unknown_kind_of_conversation_is_taken_for_none(typed):
    with pytest.raises(BadActivity):
        hear(typed(conversation={"id": "a:1", "conversationType": "meeting"}))
    with pytest.raises(BadActivity):
        hear(typed(conversation={"id": "a:1"}))


@pytest.mark.parametrize("kind", ["channel", "groupChat"])
def test_what_others_say_to_each_other_is_let_be(typed, kind):
    room = {"id": "19:x@thread.tacv2", "conversationType": kind, "tenantId": TENANT}
    own = {"type": "mention", "text": "<at>Assistenten</at>", "mentioned": {"id": BOT}}
    other = {"type": "mention", "text": "<at>Anna Ek</at>", "mentioned": {"id": "29:2"}}
    assert hear(typed(conversation=room)) is None
    assert hear(typed(conversation=room, text="<at>Anna Ek</at> hej", entities=[other])) is None
    assert hear(typed(conversation=room, text="<at>Anna Ek</at> hej", entities=[other], recipient=...)) is None
    said = hear(typed(conversation=room, text="<at>Assistenten</at> hej", entities=[own])).said
    assert said == Typed("hej")
    press = hear(typed(conversation=room, text=..., value={"vbe": {"act": "next"}}))
    assert press.said == Pressed("next")


IMAGE = {"contentType": "image/*", "contentUrl": "https://smba.example.org/v3/attachments/1/views/original"}
DOWNLOAD = "https://city.sharepoint.com/download.aspx?UniqueId=1&tempauth=x"
DOCUMENT = {"contentType": FILE, "name": "a.jpg", "content": {"downloadUrl": DOWNLOAD, "fileType": "jpg"}}
HTML = {"contentType": "text/html", "content": "<div><img src='https://example.org/imgo'></div>"}
AN_IMAGE, A_FILE = File(IMAGE["contentUrl"], inline=True), File(DOWNLOAD, inline=False)


@pytest.mark.parametrize(
    ("attachments", "files"),
    [
        ([IMAGE, HTML], (AN_IMAGE,)),
        ([HTML, IMAGE], (AN_IMAGE,)),
        ([{**IMAGE, "contentType": "image/png", "name": "x.png"}], (AN_IMAGE,)),
        ([DOCUMENT], (A_FILE,)),
        ([DOCUMENT, IMAGE, IMAGE, HTML], (A_FILE, AN_IMAGE, AN_IMAGE)),
        ([IMAGE] * 10, (AN_IMAGE,) * 10),
    ],
)
def test_pictures_and_files_are_heard_in_order_without_what_teams_repeats(typed, attachments, files):
    assert hear(typed(text=..., attachments=attachments)).said == Attached(files)


def test_the_words_beside_a_picture_come_along(typed):
    said = hear(typed(text=" klotter\xa0här ", attachments=[IMAGE, HTML])).said
    assert said == Attached((AN_IMAGE,), "klotter här")


@pytest.mark.parametrize("kind", ["text/html", "application/vnd.microsoft.card.adaptive", "audio/mp4", "", "imagery"])
def test_what_else_can_be_attached_is_left_out(typed, kind):
    other = {**IMAGE, "contentType": kind, "content": {"downloadUrl": DOWNLOAD}}
    assert hear(typed(attachments=[other])).said == Typed("hej")
    assert hear(typed(text=..., attachments=[other])).said == Typed("")


@pytest.mark.parametrize("attachments", [..., None, []])
def test_words_without_attachments_are_words(typed, attachments):
    assert hear(typed(attachments=attachments)).said == Typed("hej")


@pytest.mark.parametrize("kind", ["channel", "groupChat"])
def test_a_picture_in_a_channel_is_not_the_bot_s_business(typed, kind):
    room = {"id": "19:x@thread.tacv2", "conversationType": kind, "tenantId": TENANT}
    own = {"type": "mention", "text": "<at>Assistenten</at>", "mentioned": {"id": BOT}}
    sent = {"conversation": room, "attachments": [IMAGE, DOCUMENT]}
    assert hear(typed(text="titta", **sent)) is None
    assert hear(typed(text="<at>Assistenten</at> titta", entities=[own], **sent)).said == Typed("titta")


def test_a_press_is_a_press_whatever_is_attached_to_it(typed):
    heard = hear(typed(text=..., value={"vbe": {"act": "next"}}, attachments=[IMAGE]))
    assert heard.said == Pressed("next")


@pytest.mark.parametrize(
    "attachments",
    [
        "x",
        7,
        {},
        ["x"],
        [None],
        [[IMAGE]],
        [{"contentType": 7}],
        [{**IMAGE, "contentUrl": 7}],
        [{**IMAGE, "contentUrl": ["https://example.org"]}],
        [{**DOCUMENT, "content": "x"}],
        [{**DOCUMENT, "content": [DOWNLOAD]}],
        [{**DOCUMENT, "content": {"downloadUrl": {}}}],
        [IMAGE, "x"],
    ],
    ids=str,
)
def test_attachments_of_another_shape_are_a_bad_activity(typed, attachments):
    with pytest.raises(BadActivity):
        hear(typed(attachments=attachments))


@pytest.mark.parametrize(
    "attachment",
    [{"contentType": "image/*"}, {**IMAGE, "contentUrl": None}, {"contentType": FILE}, {**DOCUMENT, "content": None}],
    ids=str,
)
def test_a_picture_without_an_address_was_sent_all_the_same(typed, attachment):
    """So that its sender is told that it did not come."""
    (file,) = hear(typed(attachments=[attachment])).said.files
    assert file.address == ""


def test_an_address_has_its_longest(typed):
    (file,) = hear(typed(attachments=[{**IMAGE, "contentUrl": "https://a/" + "x" * 2 * LONGEST_ADDRESS}])).said.files
    assert len(file.address) == LONGEST_ADDRESS
