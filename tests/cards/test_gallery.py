"""Every page is in the gallery, and its card is one that Teams takes and a screen reader can read out."""

import json

from bot.wording import say
from content import LANGUAGES, load
from dialogs.registry import DIALOGS
from tests.cards.__main__ import CHOSEN
from tests.cards.gallery import cards, phrases
from tests.cards.sitting import sitting

LARGEST = 28 * 1024  # bytes
ANSWER = 60 * 1024  # bytes of a page that is only ever the answer to a press
NEWEST = (1, 5)
ON_NO_CARD = {
    "notices.": "said on a locked screen, beside the card",
    "labels.": "stands inside a story, as plain text",
    "terminal.": "the terminal's own words",
    "dates.": "days and months, whichever fall",
}


def parts(card):
    """The card and everything in it."""
    yield card
    for value in card.values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from parts(each)


def each_card(gallery):
    return ((f"{name} {language}", card) for name, both in cards(gallery).items() for language, card in both.items())


def test_every_phrase_is_seen_in_the_gallery(gallery):
    seen = {key for page in gallery.values() for key in phrases(page)}
    assert [key for key in load("sv") if key not in seen and not key.startswith(tuple(ON_NO_CARD))] == []


def test_every_step_is_seen_without_a_warning(gallery):
    calm = {page.step for page in gallery.values() if not page.warning}
    assert {step for each in DIALOGS.values() for step in each.flow.steps} - calm == set()


def test_a_card_is_small_and_of_a_version_that_teams_shows(gallery):
    assert [name for name, card in each_card(gallery) if len(json.dumps(card).encode()) > _most(name)] == []
    assert {card["version"] for _, card in each_card(gallery)} == {".".join(map(str, NEWEST))}


def _most(name):
    """The picture as a coordinator sees it is large, and never in a message."""
    return ANSWER if name.startswith("desk.picture.ask") else LARGEST


def test_every_input_has_a_label(gallery):
    every = [(name, part) for name, card in each_card(gallery) for part in parts(card)]
    fields = [(name, part) for name, part in every if part.get("type", "").startswith("Input.")]
    assert len(fields) > len(LANGUAGES)
    assert [name for name, part in fields if not (part.get("label") or part.get("title"))] == []


def test_no_two_buttons_of_a_page_say_the_same(gallery):
    for name, page in gallery.items():
        for language in LANGUAGES:
            buttons = [say(each.label, language) for each in (*page.choices, *page.links, *page.footer)]
            assert len(buttons) == len(set(buttons)), name


def test_the_readmes_pictures_are_of_pages_that_there_are(gallery):
    assert {picture.split(".sv.")[0].split(".en.")[0] for picture in CHOSEN.values()} - set(gallery) == set()


async def test_the_same_is_seen_each_time(tmp_path):
    """So that a picture changes only when its page does."""
    told = []
    for run in ("first", "second"):
        (tmp_path / run).mkdir()
        async with sitting(tmp_path / run) as here:
            page = await here.says("anna", "jag är orolig för någon")
            told.append((page, await here.press("anna", page, "no")))
    assert told[0] == told[1]
