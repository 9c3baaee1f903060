"""Nothing that others wrote becomes markup, and what they wrote is read as it was written."""

import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.teams.markup import JOIN, OURS, disarmed, mask, plain, worded
from bot.talk import Phrase, Plain
from content import LANGUAGES, load

COUNT = 20_000 if os.environ.get("VBE_PROOF") else 500
PIECES = [
    *"*_`~#+->|=[](){}<>&!\\:./ \n1a",
    "](http://a.se)",
    "[x]: y",
    "&amp;",
    "{{DATE(2026-01-01)}}",
    "1. ",
    "åb",
    "**",
]
WRITTEN = st.lists(st.sampled_from(PIECES), max_size=10).map("".join) | st.text(
    st.characters(exclude_categories=["Co", "Cs"]), max_size=20
)
LOOKS = str.maketrans({"∗": "*", "ˋ": "`", JOIN: None})  # as the eye takes them
MARKUP = re.compile(
    r"""\*|`|(?<![0-9A-Za-z])_(?!⁠)|~~|\]\(|\]\[|^\[[^\]]*\]:|<[A-Za-z/!?]|&[#0-9A-Za-z]|\{\{|\\[!-/:-@\[-`{-~]
    |^[ \t]*([-+=#>|~]|\d+[.)])|://|[0-9A-Za-zåäö]\.[A-Za-zåäö]{2}""",
    re.VERBOSE | re.MULTILINE,
)


def seen(text):
    return re.sub(r"\s+", "", text.translate(LOOKS))


@pytest.mark.parametrize(
    "written",
    [
        "*fet* **fet** _kursiv_ __fet__ ~~struken~~ `kod` ```kod```",
        "[klicka](https://example.org) ![bild](https://example.org/x.png)",
        "[ref]: https://example.org",
        "<https://example.org> https://example.org www.example.org exempel.se/x",
        "<at>Anna</at> <b>fet</b> <script>x</script> &lt; &#42; &amp;",
        "# rubrik\n## rubrik\n- lista\n+ lista\n* lista\n1. lista\n1) lista\n> citat\n---\n===\n| a | b |",
        r"\* \_ \[ \\ slut\ ".strip(),
        "{{DATE(2026-01-01T00:00:00Z, SHORT)}} {{TIME(2026-01-01T00:00:00Z)}}",
    ],
)
def test_marks_are_seen_and_mean_nothing(written):
    shown = worded(Plain(written), "sv")
    assert seen(shown) == seen(written)
    assert not MARKUP.search(shown)


@settings(max_examples=COUNT, deadline=None)
@given(written=WRITTEN)
def test_whatever_was_written_is_seen_and_means_nothing(written):
    shown = disarmed(mask(written))
    assert seen(shown) == seen(written)
    assert "@" in written or not MARKUP.search(shown)


@pytest.mark.parametrize(
    "written",
    [
        "[person A] i [klass] sade nej.",
        "070-174 06 05",
        "2026-11-03 kl. 9.00",
        "anna_ek@example.org",
        "a_b",
        "3 < 4 & 5",
    ],
)
def test_ordinary_words_stay_as_they_are_to_be_copied(written):
    assert worded(Plain(written), "sv") == written


def test_our_own_emphasis_becomes_the_card_s_and_others_does_not():
    ours = OURS.sub(r"_\1_", "Skriv till exempel *i går* eller **nu**: " + mask("*x* _y_"))
    assert disarmed(ours) == f"Skriv till exempel _i går_ eller **nu**: ∗x∗ {JOIN}_{JOIN}y{JOIN}_{JOIN}"


def test_a_blank_is_written_by_others():
    shown = worded(Phrase("errors.apology.text", {"reference": "[x](https://example.org) *y*"}), "sv")
    assert f"[x]{JOIN}(https:/{JOIN}/example.{JOIN}org) ∗y∗" in shown


def test_a_link_cannot_be_put_together_of_our_words_and_theirs():
    assert disarmed("[klass]" + mask("(https://example.org)")) == f"[klass]{JOIN}(https:/{JOIN}/example.{JOIN}org)"
    assert disarmed(mask("[klass]") + "(18 kap.)") == f"[klass]{JOIN}(18 kap.)"
    assert disarmed(mask("[klass]") + ": svar") == f"[klass]{JOIN}: svar"


def test_a_button_has_no_markup_and_nothing_is_taken_from_it():
    assert plain(Plain("*a* _b_ [c](d) <e>"), "sv") == "*a* _b_ [c](d) <e>"


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_words_are_the_same_kept_or_made_anew(language):
    """A phrase with any filling at all is made anew each time."""
    for key in load(language):
        if not load(language).blanks(key):
            for shown in (worded, plain):
                assert shown(Phrase(key), language) == shown(Phrase(key, {"nothing": "x"}), language)


def test_words_without_any_mark_of_others_are_left_as_they_are():
    assert disarmed("*Våra* ord, [12](x) – _så_.") == "*Våra* ord, [12](x) – _så_."
