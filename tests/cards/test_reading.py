"""The Swedish words are easy to read: each text, and each page read as a whole."""

import pytest

from content import load
from tests.cards.reading import lix, long_enough, read

EASY = 40
EXPLAINED = {
    "welcome.ask": "says in one breath who speaks and about what; the field's own name has two long words",
}


def prose(phrase):
    return phrase.replace("{", "").replace("}", "")


def test_lix_counts_as_its_maker_did():
    assert lix("Hunden springer. Katten sover i solen.") == pytest.approx(6 / 2 + 100 * 1 / 6)
    assert lix("Ring 114 14, eller 08-527 44 290, enligt 19 kap. 1 § lagen.") == pytest.approx(7)


def test_every_text_is_easy_to_read_or_explained():
    words = load("sv")
    texts = {key: prose(words.say_bare(key)) for key in words if not key.startswith("terminal.")}
    hard = {key: round(lix(text)) for key, text in texts.items() if long_enough(text) and lix(text) > EASY}
    assert {key: count for key, count in hard.items() if key not in EXPLAINED} == {}
    assert set(EXPLAINED) <= set(hard), "nothing is explained that needs it no more"


def test_every_page_is_easy_to_read_as_a_whole(gallery):
    texts = {name: read(page) for name, page in gallery.items()}
    assert {name: round(lix(t)) for name, t in texts.items() if long_enough(t) and lix(t) > EASY} == {}
