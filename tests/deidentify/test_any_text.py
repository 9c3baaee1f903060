"""What must hold in every text: nothing planted survives, the second time changes nothing, offsets are right."""

import os
import unicodedata
from itertools import chain

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.deidentify import deidentify, spans

COUNT = 4_000 if os.environ.get("VBE_PROOF") else 150
PLANTS = {
    "personal number": "20010203-1234",
    "short personal number": "010203-1234",
    "co-ordination number": "750871 2386",
    "telephone": "070-174 06 05",
    "telephone abroad": "+46701740612",
    "e-mail": "nadja.ek@example.org",
    "plate": "GXF 28K",
    "plate in one": "JZX281",
    "address": "Kvarnbacksvägen 14 B",
    "handle": "@nadja_x.88",
    "handle without a sign": "vargen_08",
    "masked personal number": "081130-xxxx",
    "account": "SE45 5000 0000 0583 9825 7466",
    "account at a bank": "9150-55 310 27",
    "organisation": "556677-8899",
    "case": "K123456-24",
    "case in a register": "AVV-00381",
    "link": "https://kanal.example/nadja-ek",
    "link without a scheme": "kanal.example/nadja-ek",
    "network address": "198.51.100.77",
    "telephone read aloud": "noll sju noll ett sju fyra noll sex noll fem",
    "e-mail read aloud": "nadja punkt ek snabel-a skolan punkt example",
    "address read aloud": "Kvarnbacksvägen fjorton B",
}
LOOKALIKE = str.maketrans("ABEKMHOPCTXaeopcx", "АВЕКМНОРСТХаеорсх")
SIGNS = [
    " ",
    "\n",
    ", ",
    ": ",
    " (",
    ") ",
    '"',
    "”",
    "/",
    "-",
    " - ",
    "_",
    ";",
    "!",
    "? ",
    "\t",
    "\u00a0",
    "…",
    "*",
    "#",
    "·",
    ".",
    "=",
    "|",
    ">",
    "'",
    "&",
    "\u2013",
]
apart = st.sampled_from(SIGNS)
crowded = st.text(alphabet="0123456789 -+.@/:,abcKÅö[]_'\"\n\u200b\u0301", max_size=60)
labelled = st.lists(
    st.sampled_from(["[person A]", "[telefon]", "[klass]", " heter ", "Lo", "s ", "070", ", "]), max_size=8
)
around = st.one_of(st.text(max_size=60), crowded, labelled.map("".join))


def covered(text):
    return set(chain.from_iterable(range(span.start, span.end) for span in spans(text)))


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS)
@settings(max_examples=COUNT, deadline=None)
@given(before=around, first=apart, last=apart, after=around)
def test_a_planted_identifier_survives_in_no_surrounding_text(plant, before, first, last, after):
    text = f"{before}{first}{plant}{last}{after}"
    start = len(before) + len(first)
    letters = {start + place for place, letter in enumerate(plant) if letter.isalnum()}
    assert letters <= covered(text), spans(text)


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS)
@settings(max_examples=COUNT, deadline=None)
@given(places=st.sets(st.integers(1, 20), max_size=6), hidden=st.sampled_from("\u200b\u200d\u00ad\ufeff\u2060"))
def test_invisible_letters_hide_nothing(plant, places, hidden):
    text = "".join(hidden + letter if place in places else letter for place, letter in enumerate(plant))
    assert not any(letter.isalnum() for letter in "".join(_left("ring " + text)).removeprefix("ring "))


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS)
@settings(max_examples=COUNT, deadline=None)
@given(places=st.sets(st.integers(0, 20), max_size=6))
def test_letters_of_other_scripts_that_look_alike_hide_nothing(plant, places):
    text = "".join(letter.translate(LOOKALIKE) if place in places else letter for place, letter in enumerate(plant))
    assert not _readable("ring ", text), text


@settings(max_examples=COUNT, deadline=None)
@given(gaps=st.lists(st.sampled_from(["", " ", "\n", "-", " - ", "\t", ".", "\u00a0", "\r\n"]), min_size=9, max_size=9))
def test_nothing_between_its_digits_hides_a_telephone(gaps):
    text = "".join(digit + gap for digit, gap in zip("0701740612", [*gaps, ""], strict=True))
    assert not _readable("ring ", text), text


@settings(max_examples=COUNT * 2, deadline=None)
@given(text=around)
@example("[person A]s bror Lo")
@example("Nadja\u0301 sa: ring 070-174 06 05!")
@example("[person Z] och Nadja i 8B")
def test_a_second_time_changes_nothing(text):
    once = deidentify(text)
    assert deidentify(once) == once
    assert spans(once) == []


@settings(max_examples=COUNT * 2, deadline=None)
@given(
    text=st.one_of(
        around,
        st.lists(st.sampled_from(["Nadja", "é", "e\u0301", "👩‍👧", "ﬁ", " 070-174 06 05 ", "Ⅷ", " "])).map("".join),
    )
)
def test_offsets_are_in_order_apart_and_inside_the_text(text):
    ends = [0, *chain.from_iterable((span.start, span.end) for span in spans(text)), len(text)]
    assert ends == sorted(ends)
    assert all(span.start < span.end for span in spans(text))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_hold_whatever_the_text_is_composed_of(form):
    text = unicodedata.normalize(form, "👩‍👧 å é: Zoë Åkesson ringde 070-174 06 05.")
    names = [text[span.start : span.end] for span in spans(text)]
    assert names == [unicodedata.normalize(form, "Zoë Åkesson"), "070-174 06 05"]


@pytest.mark.parametrize(
    "unit",
    [
        *("a", "0", "0 ", "Lo ", "a.", "@", "1-", "Nadja ", "lo och ", "x@y.", "[person A] ", "e\u0301", "_", "noll "),
        *("noll", "punkt ", "1:", "a_", "8 b ", "gatan 4 ", "0 och ", "m som i ", "snap som ", "a/", "A-1", "12.12 "),
    ],
)
def test_long_texts_take_time_in_proportion(unit):
    assert deidentify(unit * 2_000) is not None


def _left(text):
    hidden = covered(text)
    return [letter for place, letter in enumerate(text) if place not in hidden]


def _readable(before, text):
    """What can still be read of the text after ``before``."""
    return [letter for letter in "".join(_left(before + text)).removeprefix(before) if letter.isalnum()]
