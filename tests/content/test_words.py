"""Every dialog, every language: the words are all there, none is left over, and said as a wise colleague would."""

import re
from itertools import chain
from pathlib import Path

import pytest

from bot.people import Role
from bot.routine import Situation, outcomes
from content import HERE, LANGUAGES, Phrases, WrongWords, city, load, read
from dialogs.matching import listened
from dialogs.registry import DIALOGS, LEARNING, MENU
from dialogs.worry import SEEN

ROOT = Path(__file__).parent.parent.parent
by_language = pytest.mark.parametrize("language", LANGUAGES)
FLOWS = [dialog.flow for dialog in DIALOGS.values()]


def wanted(flow):
    """The keys that a flow's pages need."""
    if flow.name in MENU:
        yield f"{flow.name}.open"
    for step in flow.steps.values():
        prefix = flow.key(step.name)
        yield from (f"{prefix}.ask", f"{prefix}.unclear")
        named = {act for answers in ({}, {"photo": {"picture": "a"}}) for act in step.acts(answers)}
        # departments are offered by their own names
        yield from (
            f"{prefix}.options.{act}" for act in named if "-" not in act and not act.endswith(("ningen", "kontoret"))
        )
        for field in step.fields:
            yield f"{prefix}.fields.{field.name}.label"
            words = field.words or f"{prefix}.fields.{field.name}"
            yield from (f"{words}.options.{option}" for option in field.options)
            if not field.optional:
                yield f"{prefix}.fields.{field.name}.unclear"


@by_language
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_page_of_every_dialog_has_its_words(language, flow):
    words = load(language)
    assert [key for key in wanted(flow) if not words.has(key)] == []


def test_both_languages_have_the_same_keys_and_the_same_blanks():
    swedish, english = load("sv"), load("en")
    assert set(swedish) == set(english)
    assert [key for key in swedish if swedish.blanks(key) != english.blanks(key)] == []


@by_language
def test_what_the_routine_can_say_is_written(language):
    every = chain.from_iterable(outcomes(Situation(who, SEEN)) for who in ("under_18", "adult", "several", "nobody"))
    assert all(load(language).has(f"routine.{key}") for key in every)


@by_language
def test_no_phrase_is_left_over(language):
    """A phrase is on a flow's page, or its key, or the beginning of it before a blank, stands in the code."""
    code = "\n".join(p.read_text("utf-8") for room in ("bot", "dialogs") for p in (ROOT / room).rglob("*.py"))
    used = {*chain.from_iterable(map(wanted, FLOWS)), *(f"{each}.open" for each in MENU)}
    optional = re.compile(r"\.(text|hint|warning|without|without_text|too_long|check|check_text|unclear)$")

    def found(key):
        dialog, *parts = key.split(".")
        beginnings = [".".join((dialog, *parts[:n])) + ".{" for n in range(len(parts))]
        named = key in code or any(each in code for each in beginnings)
        return key in used or named or (dialog in DIALOGS and optional.search(key))

    others = [k for k in load(language) if not k.startswith(("labels.", "terminal."))]
    assert [key for key in others if not found(key)] == []


@by_language
def test_no_phrase_says_anonymous_or_shouts(language):
    words = load(language)
    said = {key: words.say_bare(key).casefold() for key in words}
    assert not [key for key, text in said.items() if "anonym" in text]
    assert not [key for key, text in said.items() if "!" in text or "tyvärr" in text or "unfortunately" in text]


@by_language
def test_a_page_has_at_most_three_sentences_beside_its_heading_and_lists(language):
    words = load(language)
    texts = {key: words.say_bare(key) for key in words if key.endswith((".text", ".without_text"))}
    long = {
        k: len(re.findall(r"[.?:](?:\s|$)", re.sub(r"\d+ kap\. \d+ §|(?:Chapter|Section) \d+", "", t)))
        for k, t in texts.items()
    }
    assert {key: count for key, count in long.items() if count > 4} == {}


@by_language
def test_extremists_and_faith_are_nobodys_label(language):
    """About what someone did or said, never what they are."""
    words = load(language)
    barred = re.compile(r"extremisten|den radikaliserade|muslim|the extremist\b|radicali[sz]ed person", re.IGNORECASE)
    assert [key for key in words if barred.search(words.say_bare(key))] == []


def test_no_two_commands_are_meant_by_the_same_words():
    for language in LANGUAGES:
        ways = [way for each in read(HERE / language / "heard" / "commands.toml").values() for way in each]
        assert len(ways) == len(set(ways))


def test_every_command_word_means_something_the_bot_can_do():
    assert set(listened("commands").values()) <= {
        *MENU,
        *LEARNING,
        "survey",
        "stop",
        "resume",
        "menu",
        "help",
        "back",
        "cancel",
        "restart",
        "change",
        "language",
        "who_sees",
        "symbols",
        "marks",
        "forum",
        "forums",
        "campaigns",
        "my_unit",
    }


def test_every_contact_says_where_it_comes_from_and_when_it_was_checked():
    for name, contact in city("contacts").items():
        assert contact["source"], name
        assert set(contact) == {"url", "source", "checked"}, name


def test_a_faulty_file_is_named_with_its_line(tmp_path, monkeypatch):
    (tmp_path / "sv").mkdir()
    (tmp_path / "sv" / "x.toml").write_text("a = 'b'\nc = \n", "utf-8")
    monkeypatch.setattr("content.HERE", tmp_path)
    with pytest.raises(WrongWords, match=r"sv/x\.toml.*line 2"):
        read(tmp_path / "sv" / "x.toml")


def test_words_are_said_with_their_blanks_filled():
    assert Phrases("sv", {"x.y": "Hej {name}"}).say("x.y", name="Anna") == "Hej Anna"


def test_roles_are_the_directorys():
    assert set(Role) == {"coordinator", "central_coordinator", "chair", "administrator"}
