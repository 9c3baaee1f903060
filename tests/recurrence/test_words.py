"""What chairs say, in many ways, and what is asked back instead of guessed."""

import os
import re
from collections import Counter
from datetime import date, datetime, time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from bot.recurrence import STOCKHOLM, Recurrence, Unclear, occurrences, understand
from bot.recurrence.words import lexicons
from content import LANGUAGES

START = date(2026, 1, 12)  # a Monday in week 3
MIDNIGHT = datetime.combine(START, time(), STOCKHOLM)
EXAMPLES = 5_000 if os.environ.get("VBE_PROOF") else 300
SAME = [
    {
        "sv": (
            "varannan måndag 8.30",
            "Varannan mandag kl. 08:30",
            "varanan måndga klockan halv nio",
            "måndagar varannan vecka 0830",
            "var 14:e dag, måndagar 8.30",
            "måndag varannan v. kl 8.30",
            "var annan måndag kl halv 9",
            "varannanmåndag 8.30",
            "Vi ses varannan måndag på förmiddagen kl 8.30!",
            "varannan måndag 8.30 med start den 12 januari",
            "med två veckors mellanrum, måndagar 8.30",
        ),
        "en": (
            "every other Monday at 8.30",
            "alternate Mondays 8:30 am",
            "fortnightly on Mondays, half past eight",
            "every second week on Monday at 8:30",
            "Biweekly, Mondays at 8.30",
            "evry other monday 08.30",
            "Mondays at 8:30, every two weeks",
        ),
    },
    {
        "sv": (
            "tredje onsdagen i månaden utom augusti kl 13",
            "3:e onsdagen varje månad kl 13.00, ej augusti",
            "kl 13 tredje ons i mån, inte i aug",
            "en gång i månaden, tredje onsdagen, klockan tretton, uppehåll i augusti",
            "varje tredje onsdag i månaden kl 1 på eftermiddagen, förutom augusti",
            "månadens tredje onsdag 13.00 - inget möte i augusti",
        ),
        "en": (
            "third Wednesday of the month except August at 1 pm",
            "monthly on the 3rd Wed at 13:00, not in August",
            "every third wednesday of the month at 1pm but not august",
            "Third Wedensday in each month 13.00 excluding Aug",
        ),
    },
    {
        "sv": (
            "första torsdagen i januari, april, juli, oktober kl 9-11",
            "första torsdagen i kvartalet 9-11",
            "första torsdagen i första månaden varje kvartal kl 9-11",
            "1:a torsdagen i jan/apr/jul/okt, 09.00–11.00",
            "en gång per kvartal, första torsdagen, från 9 till 11",
            "första torsdagen i jan, april, juli och okt mellan 9 och 11",
        ),
        "en": (
            "first Thursday of each quarter, 9 to 11",
            "the first Thursday in January, April, July and October 9-11 am",
            "once a quarter on the first thursday, between 9 and 11",
        ),
    },
    {
        "sv": ("jämna veckor torsdag kl. 10", "torsdagar jämn v. kl tio", "varje jämn vecka tors 10.00"),
        "en": ("even weeks Thursday at 10", "Thursdays in even-numbered weeks, 10:00", "thurs 10am, even weeks"),
    },
    {
        "sv": ("varje vardag 8.15", "vardagar kvart över åtta", "alla vardagar kl. 8:15", "vardagligen 08.15"),
        "en": ("every weekday at 8:15", "working days at quarter past eight", "each business day 8.15 am"),
    },
    {
        "sv": ("torsdagar v. 36, 40 och 44 kl 9", "kl 9 torsdag vecka 36, 40, 44", "tors 9.00 v 36/40/44"),
        "en": ("Thursdays in weeks 36, 40 and 44 at 9", "weeks 36, 40, 44: Thursday at 9 am"),
    },
    {
        "sv": (
            "näst sista fredagen kl 14",
            "nästsista fredagen varje månad klockan fjorton",
            "varje näst sista fredag 14",
        ),
        "en": ("second-to-last Friday of the month at 2 pm", "the penultimate Friday each month, 14.00"),
    },
    {
        "sv": (
            "måndagar 9 och torsdagar 13.30",
            "kl 9 måndagar, kl 13.30 torsdagar",
            "varje måndag kl 9 samt torsdag halv två em",
        ),
        "en": ("Mondays at 9 and Thursdays at 13:30", "Mondays 9am, Thursdays 1.30pm"),
    },
    {
        "sv": ("varje måndag utom den första i månaden kl 9", "måndagar 9.00, ej första måndagen i månaden"),
        "en": ("every Monday at 9 except the first Monday of the month",),
    },
    {
        "sv": ("den 15:e varje månad kl 10", "den 15 i varje månad kl. 10.00", "den femtonde varje månad klockan tio"),
        "en": ("the 15th of every month at 10", "monthly on the 15th, 10 am"),
    },
]


def meetings(text, language):
    found = understand(text, language, START, "ignore")
    assert isinstance(found, Recurrence), (text, found)
    return occurrences(found, MIDNIGHT, 30)


@pytest.mark.parametrize("ways", SAME, ids=lambda ways: ways["sv"][0])
def test_many_ways_to_say_it_make_one_rule(ways):
    made = {text: meetings(text, language) for language in LANGUAGES for text in ways[language]}
    assert [text for text, found in made.items() if found != made[ways["sv"][0]]] == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("varje måndag", "time"),
        ("every Monday", "time"),
        ("kl 9 varannan vecka", "day"),
        ("every week at 9", "day"),
        ("torsdag kl 10", "doubt"),  # this one or every one?
        ("måndag den 5 oktober kl 9", "doubt"),
        ("måndag vecka 36 kl 9", "doubt"),
        ("varje torsdag kl 3", "doubt"),  # in the night?
        ("every Tuesday at half eight", "words"),
        ("every Thursday at ten to eleven", "doubt"),
        ("varje tredje onsdag kl 9", "doubt"),
        ("varannan måndag varje vecka kl 9", "doubt"),
        ("varannan måndag, varannan onsdag kl 9", "doubt"),
        ("tredje onsdagen varje vecka kl 9", "doubt"),
        ("måndagar varje månad kl 9", "doubt"),
        ("jämna och udda veckor måndag 9", "doubt"),
        ("varannan jämn vecka måndag 9", "doubt"),
        ("måndagar kl 9 och kl 14", "doubt"),
        ("måndagar kl 11-9", "doubt"),
        ("måndagar kl 25", "doubt"),
        ("tisdagar 9.00 eller onsdagar 10.00", "doubt"),
        ("måndagar 9, men i juli 10", "doubt"),
        ("måndagar 9, i augusti tisdagar", "doubt"),
        ("varje vardag måndag kl 9", "doubt"),
        ("varje vardag kl 9 även röda dagar", "doubt"),
        ("fredag den 13:e varje månad kl 9", "doubt"),
        ("två gånger i månaden, första tisdagen kl 9", "doubt"),
        ("den 31 varje månad kl 9", "doubt"),
        ("den 31 juni och 31 juli kl 9", "doubt"),
        ("första veckan i månaden, tisdag kl 9", "doubt"),
        ("tosdagar kl 9", "words"),  # tisdagar or torsdagar?
        ("varje onsdag kl 9 utom på klämdagar", "words"),
        ("varje onsdag kl 9, ungefär", "words"),
        ("varje onsdag kl 9 utom under sommaren", "doubt"),
        ("every Monday except August 13", "doubt"),
        ("fredagar kl 9, vid röd dag veckan efter", "doubt"),
        ("fredagar kl 9, vid röd dag torsdagen före", "doubt"),
        ("varje måndag kl 9 från 1 mars till 15 februari 2020", "doubt"),
        ("varje onsdag utom onsdagar kl 9", "doubt"),
        ("måndagar jämna veckor vecka 35 och 37 kl 9", "never"),
        ("tredje onsdagen i juli och augusti utom juli och augusti kl 9", "never"),
        ("", "day"),
        ("måndagar kl 9 " + "och " * 200, "words"),
    ],
)
def test_what_is_not_clear_is_asked_back(text, why):
    found = understand(text, "sv", START)
    assert isinstance(found, Unclear), found
    assert found.why == why


def test_a_word_that_is_not_understood_is_named():
    assert understand("varje onsdag kl 9 utom på klämdagar", "sv", START) == Unclear("words", ("klämdagar",))


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("varje måndag 9", "move-later"),
        ("varje måndag 9, ej helgdagar", "skip"),
        ("varje måndag 9 utom röda dagar", "skip"),
        ("varje helgfri måndag 9", "skip"),
        ("varje måndag 9, ställs in vid helgdag", "skip"),
        ("varje måndag 9 utom augusti och helgdagar", "skip"),
        ("varje måndag 9, även helgdagar", "ignore"),
        ("varje måndag 9, röd dag eller ej", "ignore"),
        ("varje måndag 9, om helgdag flyttas mötet till dagen innan", "move-earlier"),
        ("varje måndag 9, vid röd dag närmast föregående vardag", "move-earlier"),
        ("varje måndag 9, tidigareläggs vid helgdag", "move-earlier"),
        ("varje måndag 9; är det röd dag tar vi nästa vardag", "move-later"),
        ("every Monday at 9 unless it's a public holiday", "skip"),
        ("Mondays at 9 regardless of holidays", "ignore"),
        ("Mondays at 9, if it's a bank holiday move it to the next working day", "move-later"),
        ("Mondays at 9, moved to the working day before if holiday", "move-earlier"),
    ],
)
def test_what_the_words_say_of_holidays_goes_before_what_was_chosen(text, policy):
    assert understand(text, "sv", START, "move-later").holidays == policy


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("måndagar 9-10.30", time(10, 30)),
        ("måndagar kl 9 till halv elva", time(10, 30)),
        ("måndagar från nio till elva", time(11)),
        ("måndagar kl 9 i 90 minuter", time(10, 30)),
        ("måndagar kl 9, en och en halv timme", time(10, 30)),
        ("Mondays 1-3pm", time(15)),
        ("Mondays at 9 for two hours", time(11)),
        ("måndagar kl 9", None),
    ],
)
def test_an_end_is_understood(text, ends):
    assert understand(text, "sv", START).slots[0].ends == ends


@pytest.mark.parametrize(
    ("text", "anchor", "until"),
    [
        ("varannan torsdag kl 9", date(2026, 1, 15), None),
        ("varannan torsdag kl 9 från vecka 6", date(2026, 2, 5), None),
        ("varannan torsdag kl 9 fr.o.m. mars", date(2026, 3, 5), None),
        ("varannan torsdag kl 9 från 1 februari till 30 juni", date(2026, 2, 5), date(2026, 6, 30)),
        ("varannan torsdag kl 9 t.o.m. v. 24", date(2026, 1, 15), date(2026, 6, 14)),
        ("varannan torsdag kl 9 t o m maj", date(2026, 1, 15), date(2026, 5, 31)),
        ("varannan torsdag kl 9 med start 2025-09-04", date(2025, 9, 4), None),
        ("every other Thursday at 9 starting September 3", date(2026, 9, 3), None),
    ],
)
def test_a_rule_begins_and_ends_when_it_is_told_to(text, anchor, until):
    found = understand(text, "sv", START)
    assert (found.anchor, found.until) == (anchor, until)


def test_a_week_just_gone_by_is_asked_about_rather_than_taken_for_next_years():
    assert understand("torsdagar kl 9 från vecka 36", "sv", date(2026, 11, 24)) == Unclear("doubt")


def test_either_language_is_understood_whatever_was_chosen():
    for language in LANGUAGES:
        assert understand("every other Monday at 8.30", language, START) == understand(
            "varannan måndag 8.30", "sv", START
        )


words = sorted({way for lexicon in lexicons().values() for way in lexicon.exact})
pieces = some.sampled_from(words) | some.sampled_from(
    ["9", "10", "8.30", "15:e", "v", "-", ",", "1/9", "2026-09-01", "kl"]
)


@given(some.lists(pieces, max_size=14).map(" ".join) | some.text(max_size=60), some.sampled_from(LANGUAGES))
@settings(max_examples=EXAMPLES, deadline=None)
def test_whatever_is_written_makes_a_rule_or_is_unclear(text, language):
    found = understand(text, language, START)
    assert isinstance(found, Recurrence | Unclear)
    if isinstance(found, Recurrence):
        assert Recurrence.from_doc(found.to_doc()) == found
        assert len(occurrences(found, MIDNIGHT, 1)) <= 1


def test_a_word_that_only_looks_like_one_of_ours_is_not_taken_for_it():
    assert understand("måndagar 9, vi ändrar ibland", "sv", START).why == "words"
    assert understand("måndagar 9, kan ändra", "sv", START) == Unclear("words", ("kan", "ändra"))


slips = some.tuples(some.sampled_from("adis"), some.integers(0, 100), some.sampled_from("abdefgiklmnorstuvyz"))
# What one letter makes another word of ours of: "utom" → "tom", "juli" → "juni", "pm" → "am".
REAL_WORDS = {"tom", "juni", "jun", "am", "pm", "fm", "we", "wee", "man", "o", "tio", "nio", "ojämn", "ojämna"} | {
    "sat"
}
said = [(text, language) for ways in SAME for language in LANGUAGES for text in ways[language]]


def words_in(text):
    return Counter(re.findall(r"[^\W\d_]+", text.lower()))


def slipped(text, kind, at, letter):
    """The text with one letter too many, missing, swapped with the next or wrong."""
    letters = [index for index, char in enumerate(text) if char.isalpha()]
    at = letters[at % len(letters)]
    before, char, after = text[:at], text[at], text[at + 1 :]
    return {"a": before + letter + char + after, "d": before + after, "s": before + letter + after}.get(
        kind, before + after[:1] + char + after[1:]
    )


@given(some.sampled_from(said), slips)
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_slip_of_the_keys_is_understood_or_asked_about_but_changes_no_date(way, slip):
    text, language = way
    wrong = slipped(text, *slip)
    assume(not REAL_WORDS & set(words_in(wrong) - words_in(text)))
    found = understand(wrong, language, START, "ignore")
    if isinstance(found, Recurrence):
        assert occurrences(found, MIDNIGHT, 12) == meetings(text, language)[:12]


def test_christmas_is_no_july():
    assert isinstance(understand("första måndagen varje månad kl 9 utom juni och jul", "sv", START), Unclear)
