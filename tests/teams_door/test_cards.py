"""Pages as Adaptive Cards."""

import json
import os
from itertools import product
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.teams.cards import card
from bot.talk import Choice, Fact, Input, InputKind, Link, Option, Page, Plain, Style
from content import LANGUAGES
from dialogs import welcome
from dialogs.registry import DIALOGS, MENU
from tests.dialogs.test_every_page import drawn, every_turn, scene, with_a_mark
from tests.teams_door import typed_cards

CHANNEL, MESSAGE = 28 * 1024, 80 * 1024  # bytes that Teams surely takes


def words(count):
    return tuple(Plain(f"Val {number}") for number in range(count))


def options(count):
    return tuple(Option(f"o{number}", Plain(f"Val *{number}*")) for number in range(count))


def full():
    return Page(
        Plain("Rubrik"),
        texts=(Plain("Text"),),
        quote=Plain("Någon *sade* det.\n\nSå var det."),
        steps=words(2),
        facts=(Fact(Plain("Plats"), Plain("Farsta")),),
        inputs=(
            Input("story", "story", Plain("Vad hände?"), value="kvar *här*", limit=600, hint=Plain("Skriv vad")),
            Input("place", "text", Plain("Var?")),
            Input("age", "one", Plain("Ålder"), options(4), value="o2"),
            Input("department", "one", Plain("Förvaltning"), options(5)),
            Input("seen", "several", Plain("Vad?"), options(9), value="o1,o3"),
            Input("notice", "toggle", Plain("Säg till mig"), value="true"),
        ),
        choices=(Choice("send", Plain("Skicka"), "positive", {"k": "v"}), Choice("skip", Plain("Hoppa över"))),
        links=(Link(Plain("112 – fara nu"), "tel:112"),),
        footer=(Choice("back", Plain("Tillbaka")), Choice("cancel", Plain("Avbryt"), "destructive")),
        warning=Plain("Jag förstod inte."),
        dialog="d",
        step="s",
        turning=7,
    )


def elements(shown, kind):
    return [element for element in shown["body"] if element["type"] == kind]


def actions(shown):
    return [action for element in elements(shown, "ActionSet") for action in element["actions"]]


@pytest.fixture
def shown():
    return card(full(), "en")


def test_a_card_says_its_version_and_its_language(shown):
    assert (shown["type"], shown["version"], shown["lang"]) == ("AdaptiveCard", "1.5", "en")
    assert "Rubrik" not in shown["fallbackText"]


def test_everything_stands_in_reading_order(shown):
    kinds = [element["type"] for element in shown["body"]]
    inputs = ["Input.Text"] * 2 + ["Input.ChoiceSet"] * 3 + ["Input.Toggle"]
    assert kinds == ["TextBlock"] * 3 + ["Container"] + ["TextBlock"] * 2 + ["FactSet", *inputs] + ["ActionSet"] * 4
    heading, warning, *_, second = elements(shown, "TextBlock")
    assert (heading["style"], heading["weight"], heading["text"]) == ("heading", "Bolder", "Rubrik")
    assert warning["color"] == "Attention"
    assert second["text"] == "2 Val 1"
    assert all(element["wrap"] for element in elements(shown, "TextBlock"))


def test_a_quotation_is_shown_sign_by_sign(shown):
    (box,) = elements(shown, "Container")
    assert box["style"] == "emphasis"
    assert [each["inlines"][0]["text"] for each in box["items"]] == ["Någon *sade* det.", "Så var det."]


def test_fields_carry_label_value_and_limits(shown):
    story, place = elements(shown, "Input.Text")
    assert (story["label"], story["value"], story["maxLength"]) == ("Vad hände?", "kvar *här*", 600)
    assert (story["isMultiline"], story["placeholder"]) == (True, "Skriv vad")
    assert "value" not in place
    few, many, several = elements(shown, "Input.ChoiceSet")
    assert [few["style"], many["style"], several["style"]] == ["expanded", "compact", "expanded"]
    assert (few["value"], several["value"], several["isMultiSelect"]) == ("o2", "o1,o3", True)
    assert all(each["wrap"] and each["label"] for each in (few, many, several))
    (toggle,) = elements(shown, "Input.Toggle")
    assert (toggle["title"], toggle["value"], toggle["wrap"]) == ("Säg till mig", "true", True)


def test_every_button_is_an_execute_with_a_submit_of_the_same_data(shown):
    link, send, skip, back, cancel = actions(shown)
    assert send["verb"] == "send"
    assert send["data"] == {"vbe": {"act": "send", "dialog": "d", "step": "s", "turning": 7, "data": {"k": "v"}}}
    for button in (send, skip, back, cancel):
        assert (button["type"], button["fallback"]["type"]) == ("Action.Execute", "Action.Submit")
        assert button["fallback"]["data"] == button["data"]
        assert button["fallback"]["title"] == button["title"]
    assert (send["style"], cancel["style"]) == ("positive", "destructive")
    assert "style" not in skip
    assert (link["type"], link["url"]) == ("Action.OpenUrl", "tel:112")


def test_back_and_cancel_send_nothing_that_was_written(shown):
    send, _, _, back, cancel = actions(shown)
    assert "associatedInputs" not in send
    assert [button["associatedInputs"] for button in (back, cancel)] == ["none", "none"]
    assert back["fallback"]["associatedInputs"] == "none"


def test_no_row_holds_more_buttons_than_a_phone_shows():
    many = tuple(Choice(f"c{number}", label) for number, label in enumerate(words(8)))
    shown = card(Page(Plain("Rubrik"), choices=many, footer=many), "sv")
    assert [len(element["actions"]) for element in elements(shown, "ActionSet")] == [1] * 8 + [2] * 4


def private(sealed):
    """A review: the words as they will be sent, and the original sealed in each button."""
    choices = tuple(Choice(f"c{number}", Plain("Fortsätt"), data={"story": "x" * sealed}) for number in range(4))
    page = Page(Plain("Rubrik"), quote=Plain("å" * 600), texts=words(3), choices=choices, private=True)
    return len(json.dumps(card(page, "sv"), ensure_ascii=False).encode())


def test_a_review_fits_even_with_the_longest_story_sealed_in_every_button():
    assert private(900) < CHANNEL  # 600 Swedish letters, encrypted and in base64
    assert private(3300) < MESSAGE  # 600 characters of four bytes


ANY_LINE = st.builds(Plain, st.text(max_size=20))
ANY_INPUT = st.builds(
    Input,
    st.sampled_from("abc"),
    st.sampled_from(get_args(InputKind)),
    ANY_LINE,
    st.lists(st.builds(Option, st.text(max_size=3), ANY_LINE), max_size=6).map(tuple),
    st.text(max_size=5),
    st.integers(0, 600),
    st.none() | ANY_LINE,
)
ANY_CHOICE = st.builds(
    Choice,
    st.text(max_size=5),
    ANY_LINE,
    st.sampled_from(get_args(Style)),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3)),
)
ANY_PAGE = st.builds(
    Page,
    heading=ANY_LINE,
    texts=st.lists(ANY_LINE, max_size=3).map(tuple),
    quote=st.none() | ANY_LINE,
    steps=st.lists(ANY_LINE, max_size=3).map(tuple),
    facts=st.lists(st.builds(Fact, ANY_LINE, ANY_LINE), max_size=3).map(tuple),
    inputs=st.lists(ANY_INPUT, max_size=3).map(tuple),
    choices=st.lists(ANY_CHOICE, max_size=3).map(tuple),
    links=st.lists(st.builds(Link, ANY_LINE, st.just("tel:112")), max_size=3).map(tuple),
    links_last=st.booleans(),
    footer=st.lists(ANY_CHOICE, max_size=8).map(tuple),
    warning=st.none() | ANY_LINE,
    dialog=st.text(max_size=5),
    step=st.text(max_size=5),
    turning=st.integers(0, 99),
)


@settings(max_examples=5000 if os.environ.get("VBE_PROOF") else 200, deadline=None)
@given(page=ANY_PAGE, language=st.sampled_from(LANGUAGES))
def test_any_card_is_what_microsoft_s_library_makes_of_the_page(page, language):
    assert card(page, language) == typed_cards.card(page, language)


@pytest.mark.parametrize(("name", "language"), list(product(DIALOGS, LANGUAGES)))
@pytest.mark.parametrize("answerable", [True, False], ids=["new client", "old client"])
async def test_every_page_is_what_microsoft_s_library_makes_of_it(name, language, answerable, tmp_path):
    dialog = DIALOGS[name]
    async with with_a_mark(tmp_path) as store:
        at = scene(language, answerable, store)
        for progress, step, answer in every_turn(dialog.flow):
            page, text = await drawn(at, dialog, dialog.flow.answered(progress, step, answer))
            assert json.loads(text) == typed_cards.card(page, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_no_dialog_are_too(language):
    pages = [welcome.menu(MENU), welcome.help_page(MENU, in_dialog=True), welcome.who_sees(in_dialog=False)]
    for page in (*pages, welcome.emergency(), welcome.story(in_dialog=False), full()):
        assert card(page, language) == typed_cards.card(page, language)
