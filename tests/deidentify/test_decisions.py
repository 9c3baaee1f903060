"""What the writer of a text decides about its words, and hints at a coarser wording: pure, and in any text."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deidentify import Span, deidentify, spans
from bot.deidentify.decisions import MOST, Decisions, decide, stands, unsure
from bot.deidentify.indirect import MOST as MOST_HINTS
from bot.deidentify.indirect import hints
from content import HERE, LANGUAGES, load, read

JUDGE = [json.loads(line)["text"] for line in (Path(__file__).parent / "judge.jsonl").read_text("utf-8").splitlines()]
TOLD = "Tindra Exempelsson ropade. Grannen såg det, och grannens son med. Ring 070-174 06 91."


def doubted(text):
    return [text[each.start : each.end] for each in spans(text) if each.certainty == "ask"]


def test_without_decisions_a_text_is_what_deidentify_makes_of_it():
    assert [t for t in JUDGE if decide(t, Decisions()).text != deidentify(t)] == []


@given(st.text(max_size=200))
def test_that_holds_for_any_text(text):
    assert decide(text, Decisions()).text == deidentify(text)


def test_at_most_three_words_are_asked_about_each_once_and_none_that_is_sure_elsewhere():
    asking = [text for text in JUDGE if doubted(text)]
    assert len(asking) > 10
    for text in asking:
        asked = decide(text, Decisions()).asked
        assert len(asked) <= MOST
        assert len({word.casefold() for word in asked}) == len(asked)
        assert {" ".join(word.split()) for word in asked} <= {" ".join(word.split()) for word in doubted(text)}


def test_the_likeliest_name_is_asked_about_first():
    text = "Alm Bok Ask Ek Alm"
    odds = {0: 0.2, 4: 0.4, 8: 0.1, 12: 0.3, 15: 0.2}
    found = [Span(at, text.find(" ", at) % 19, "PERSON", "ask", odds=each) for at, each in odds.items()]
    assert unsure(text, found) == ("Bok", "Ek", "Alm")
    assert unsure(text, [*found[1:], Span(0, 3, "PERSON", "sure")]) == ("Bok", "Ek", "Ask")


def test_an_answer_brings_no_new_question():
    """What is unsure beyond the three is replaced and never asked about; what was answered is not asked again."""
    for text in filter(doubted, JUDGE):
        first = decide(text, Decisions()).asked
        assert decide(text, Decisions(names=first)).asked == ()
        assert decide(text, Decisions(words=first)).asked == ()
        assert decide(text, Decisions(names=first)).text == deidentify(text)


def test_a_word_that_is_no_name_is_shown_wherever_it_stands():
    for text in filter(doubted, JUDGE):
        (word, *_) = decide(text, Decisions()).asked or [""]
        if word:
            assert stands(decide(text, Decisions(words=(word,))).text, word)


def test_a_missed_word_is_replaced_everywhere_whatever_its_case_also_with_an_s():
    told = decide(TOLD, Decisions(missed=("GRANNEN",))).text
    assert "granne" not in told.casefold()
    assert "[borttaget] såg det, och [borttaget]s son" in told


@pytest.mark.parametrize(
    ("missed", "label"), [("grannen", "[removed]"), ("Tindra", "[person A]"), ("Xyqqo", "[person A]")]
)
def test_a_missed_word_that_can_be_no_name_is_said_to_be_removed_and_not_a_person(missed, label):
    told = decide(f"Det var {missed} som skrek.", Decisions(missed=(missed,)), "en").text
    assert told == f"Det var {label} som skrek."
    assert decide(told, Decisions(), "en").text == told


def test_a_missed_word_is_replaced_whole_and_no_part_of_another():
    assert (
        decide("Alla i laget var där, lagets ledare med. Lagad mat.", Decisions(missed=("lag",))).text.count("lag") == 2
    )


@pytest.mark.parametrize("spelt", ["gran\u200bnen", "grann\u00aden", "gr\u0430nnen"])
def test_a_missed_word_is_found_however_it_is_disguised(spelt):
    assert "[borttaget]" in decide(f"Här ropade {spelt} högt.", Decisions(missed=("grannen",))).text


def test_a_lone_letter_is_an_initial_and_no_word():
    told = decide("Jag såg K. i parken, och k betyder inget.", Decisions(missed=("K",))).text
    assert "K." not in told
    assert " k " in told


def test_numbers_and_contacts_are_replaced_whatever_is_said_of_them():
    told = decide(TOLD, Decisions(words=("070-174 06 91", "Tindra Exempelsson")))
    assert "174 06 91" not in told.text
    assert "Tindra Exempelsson" in told.text
    assert told.people == ()


def test_only_people_can_be_taken_back():
    assert decide(TOLD, Decisions()).people == ("Tindra Exempelsson",)


def test_the_later_decision_counts():
    back = Decisions(missed=("grannen",)).further((), ("grannen",), ())
    assert "[borttaget]" not in decide(TOLD, back).text
    again = back.further(("grannen",), (), ())
    assert "[borttaget]" in decide(TOLD, again).text


@given(st.text(max_size=100), st.lists(st.text(max_size=8), max_size=3), st.lists(st.text(max_size=8), max_size=3))
def test_any_decisions_on_any_text_leave_no_number_and_no_missed_word(text, missed, words):
    told = decide(f"{text} 070-174 06 91 {' '.join(missed)}", Decisions(tuple(missed), tuple(words))).text
    assert "174 06 91" not in told
    assert not [word for word in missed if word.isalnum() and not word.isdigit() and stands(told, word)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jag tror att rektorn vet vem det är.", [("rektorn", "leader")]),
        ("Hen jobbar i matlaget och på nattgruppen.", [("matlaget", "group")]),
        ("Vaktmästaren såg det. Hen har adhd sedan olyckan.", [("Vaktmästaren", "staff"), ("adhd", "health")]),
        ("En 14-åring på skolan.", [("14-åring", "aged")]),
        ("En 14-åring i parken.", []),
        ("Skolan vill ha en trygg miljö.", []),
        ("Personalen och en rektor från ett annat län kom.", []),
        ("The principal, the night shift, the cook.", [("The principal", "leader"), ("the night shift", "group")]),
    ],
)  # fmt: skip
def test_what_points_someone_out_indirectly_gets_a_hint(text, found):
    assert [(each.word, each.key) for each in hints(text)] == found


def test_few_texts_get_a_hint_and_none_gets_many():
    given = [len(hints(deidentify(text))) for text in JUDGE]
    assert sum(map(bool, given)) < len(JUDGE) / 3
    assert max(given) <= MOST_HINTS


def test_every_list_has_its_words_in_both_languages():
    keys = [set(read(HERE / each / "heard" / "indirect.toml")) for each in LANGUAGES]
    assert keys[0] == keys[1]
    said = {key.removeprefix("review.hints.") for key in load("sv") if key.startswith("review.hints.")}
    assert said == keys[0] - {"school"}
