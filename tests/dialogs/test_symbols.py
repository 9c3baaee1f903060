"""“Vad betyder symbolen?”: every shape in both languages, fair to whoever uses a sign quite ordinarily."""

import json
import re
from datetime import date

import pytest

from bot.adapters.teams.cards import card
from bot.talk import Pressed, from_doc, to_doc
from bot.wording import say
from content import LANGUAGES, city, load
from dialogs.symbols import GROUPS, act, group, overview
from tests.cards.reading import lix, long_enough, read

SYMBOLS = city("symbols")
LARGEST = 28 * 1024  # bytes; what Teams takes for sure
LONGEST = 215  # letters of a description: read in one breath on a phone
ALSO = {"sv": "Kan också vara", "en": "Can also be"}
PROVES_NOTHING = {"sv": "bevisar inte", "en": "does not prove"}
by_language = pytest.mark.parametrize("language", LANGUAGES)
by_group = pytest.mark.parametrize("name", GROUPS)
by_place = pytest.mark.parametrize("in_dialog", [True, False], ids=["in a dialog", "outside"])


def said_on(page, language):
    """Everything that is read on a page, as it is said."""
    lines = [page.heading, *page.texts, *(line for each in page.facts for line in (each.title, each.value))]
    lines += [each.label for each in (*page.links, *page.choices, *page.footer)]
    return [say(each, language) for each in lines]


@by_language
@by_place
def test_the_overview_asks_for_a_shape_and_says_first_that_a_symbol_proves_nothing(language, in_dialog):
    page = overview(in_dialog)
    assert PROVES_NOTHING[language] in say(page.texts[0], language)
    assert [(each.act, dict(each.data)) for each in page.choices] == [
        ("symbols.show", {"group": name}) for name in GROUPS
    ]
    assert all(said_on(page, language))


@by_language
@by_group
@by_place
def test_every_shape_is_a_whole_page_that_fits(language, name, in_dialog):
    page = group(name, in_dialog)
    assert 2 <= len(page.facts) <= 5
    assert PROVES_NOTHING[language] in say(page.texts[0], language)
    assert all(said_on(page, language))
    assert from_doc(json.loads(json.dumps(to_doc(page)))) == page
    assert len(json.dumps(card(page, language)).encode()) <= LARGEST
    assert not page.private


@by_place
def test_every_page_leads_back_to_where_one_was(in_dialog):
    pages = [overview(in_dialog), *(group(name, in_dialog) for name in GROUPS)]
    assert {each.act for page in pages for each in page.footer} == {"do.show" if in_dialog else "do.menu"}
    assert all([each.act for each in page.choices] == ["symbols.open"] for page in pages[1:])


@by_place
def test_an_unknown_shape_shows_the_overview(in_dialog):
    assert group("nobody knows", in_dialog) == overview(in_dialog)
    assert act(Pressed("symbols.show", data={"group": "nobody knows"}), in_dialog) == overview(in_dialog)
    assert act(Pressed("symbols.show"), in_dialog) == overview(in_dialog)


@by_place
def test_a_press_leads_to_the_page_it_names(in_dialog):
    assert act(Pressed("symbols.open"), in_dialog) == overview(in_dialog)
    for choice in overview(in_dialog).choices:
        assert act(Pressed(choice.act, data=choice.data), in_dialog) == group(choice.data["group"], in_dialog)


def test_every_symbol_stands_under_exactly_one_shape():
    shown = [fact.title.key.split(".")[2] for name in GROUPS for fact in group(name, False).facts]
    assert sorted(shown) == sorted(SYMBOLS)


@by_language
def test_every_symbol_of_the_city_file_has_its_words_and_no_words_lack_a_symbol(language):
    words = load(language)
    named = {key.split(".")[2] for key in words if key.startswith("symbols.about.")}
    assert named == set(SYMBOLS)
    assert [each for each in SYMBOLS if not words.has(f"symbols.about.{each}.is")] == []


@by_language
@pytest.mark.parametrize("symbol", SYMBOLS)
def test_no_symbol_is_described_without_an_ordinary_use(language, symbol):
    text = load(language).say(f"symbols.about.{symbol}.is")
    assert re.search(rf"{ALSO[language]} \w+", text)
    assert len(text) <= LONGEST


@by_language
def test_people_are_not_named_after_a_symbol(language):
    """What groups have done stands there; nobody who wears or draws a sign is called anything."""
    barred = re.compile(r"\b(extremist|islamist|terrorist(er|s)\b|radikaliserad|radicalised)", re.IGNORECASE)
    words = load(language)
    assert [key for key in words if key.startswith("symbols.") and barred.search(words.say(key))] == []


def test_every_symbol_says_where_it_is_told_of_and_when_it_was_checked():
    for symbol, known in SYMBOLS.items():
        assert set(known) == {"group", "source", "url", "checked"}, symbol
        assert known["source"], symbol
        if known["checked"]:
            assert date.fromisoformat(known["checked"])
            assert known["url"].startswith("https://"), symbol


@by_group
def test_only_checked_sources_have_a_link_and_each_address_stands_once(name):
    members = [known for known in SYMBOLS.values() if known["group"] == name]
    urls = [each.url for each in group(name, False).links]
    assert sorted(urls) == sorted({known["url"] for known in members if known["checked"]})
    assert {known["url"] for known in members if not known["checked"]}.isdisjoint(urls)


def test_some_descriptions_are_unchecked_and_say_so():
    assert {each for each, known in SYMBOLS.items() if not known["checked"]} == {"name", "link"}
    assert all(known["url"] == "" for known in SYMBOLS.values() if not known["checked"])


@by_group
def test_the_swedish_is_easy_to_read(name):
    page = group(name, False)
    texts = [read(page), *(say(fact.value, "sv") for fact in page.facts)]
    assert {text: round(lix(text)) for text in texts if long_enough(text) and lix(text) > 40} == {}
