"""Whether danger and stories are heard in typed words: two sets of examples, and what hostile or hasty hands write."""

import json
from pathlib import Path

import pytest

from bot.danger import is_danger
from bot.listen import HEAD, TAIL, Listener, cut, listener, sentences
from bot.story import is_story
from content import WrongWords

HERE = Path(__file__).parent
# "own" was written while building. "judge" is by someone who had not seen the lists; when first measured 85 of its 110
# dangers and 50 of its 60 stories were heard. Its faults were then looked at, so it says little of unseen texts now.
SETS = ("own", "judge")
MOST = {"danger": 0.97, "story": 0.90}  # how many must be heard
FEW = {"danger": 0.03, "story": 0.05}  # how many ordinary texts may be taken for one


def examples(name, kind):
    rows = [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()]
    return [row["text"] for row in rows if row["kind"] == kind]


def heard(text):
    return "danger" if is_danger(text) else "story" if is_story(text) else "neither"


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("kind", MOST)
def test_nearly_every_danger_and_most_stories_are_heard(name, kind):
    texts = examples(name, kind)
    missed = [text for text in texts if heard(text) != kind]
    assert len(missed) <= (1 - MOST[kind]) * len(texts), missed


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("kind", FEW)
def test_ordinary_words_are_seldom_taken_for_danger_or_a_story(name, kind):
    texts = examples(name, "neither")
    wrong = [text for text in texts if heard(text) == kind]
    assert len(wrong) <= FEW[kind] * len(texts), wrong


@pytest.mark.parametrize(
    "text",
    [
        "hejlp han har en kniv",
        "hjalp han har en kniv",
        "HJÄÄÄÄLP han har en KNIIIIV!!!",
        "han har en kn1v",
        "han har en k\u200bn\u200biv",
        "h j ä l p han har en k n i v",
        "k\u0335n\u0335i\u0335v i matsalen",
        "bomb hot på skolan",
        "sjävlmord",
        "hlep he has a knfie",
    ],
)
def test_danger_is_heard_however_it_is_spelt(text):
    assert is_danger(text)


@pytest.mark.parametrize("text", ["he has a kniv", "hjälp he is going to kill me", "han har en gun"])
def test_both_languages_are_heard_in_one_sentence(text):
    assert is_danger(text)


@pytest.mark.parametrize("text", ["Bombhot på skolan! Vad gör vi?", "vad ska jag göra? han har en kniv"])
def test_a_frightened_question_after_the_danger_does_not_take_it_back(text):
    assert is_danger(text)


@pytest.mark.parametrize("text", ["skottkärra", "jag brann inne med frågan", "vad gör man vid bombhot?", "brandövning"])
def test_words_that_only_sound_dangerous_are_let_be(text):
    assert not is_danger(text)


@pytest.mark.parametrize(
    "text", ["", " ", "a" * 100_000, "😀" * 100_000, "\x00\x07\u202e" * 33_000, "\ufdfa" * 100_000, "k\u0301" * 50_000]
)
def test_hostile_input_is_neither_danger_nor_story(text):
    assert heard(text) == "neither"


def test_danger_is_heard_at_either_end_of_a_long_text():
    filling = "ord " * 30_000
    assert is_danger("han har en kniv. " + filling)
    assert is_danger(filling + ". han har en kniv")


def test_never_more_than_the_beginning_and_the_end_is_read():
    assert len(cut("x" * 100_000)) == HEAD + TAIL + 1
    assert sum(len(word) for each in sentences("\ufdfa" * 100_000) for word in each.words) <= 2 * (HEAD + TAIL)


def content(**groups):
    plain = {"short": "", "forgive": "", "ordinary": "", "also": {}, "words": {"tool": "yxa/n hammare"}}
    return {**plain, **groups}


def test_a_pattern_finds_words_in_order_with_few_between():
    ears = Listener(content(loud=["<tool> .. dörren"]))
    assert ears.hears("loud", "en yxan mot den dörren")
    assert not ears.hears("loud", "dörren yxan")
    assert not ears.hears("loud", "yxa ett två tre fyra dörren")


def test_words_that_another_language_knows_are_not_respelt():
    ears = Listener(content(forgive="tool", loud=["hammare"]))
    said = sentences("hammarn")[0]
    assert ears.spelt(said) == "hammare"
    assert ears.spelt(said, {"hammarn"}) == "hammarn"


def test_a_pattern_naming_an_unknown_list_is_a_fault_that_says_so(tmp_path):
    file = tmp_path / "danger.toml"
    file.write_text('short = ""\nforgive = ""\nordinary = ""\nloud = ["<drum>"]\n[also]\n[words]\n', "utf-8")
    with pytest.raises(WrongWords, match="drum"):
        listener(file)
