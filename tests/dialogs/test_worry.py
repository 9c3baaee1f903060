"""The worry dialog as a value: every step, arrow and outcome, and how long each road is."""

from itertools import combinations

import pytest

from bot.routine import Situation, outcomes
from dialogs import worry
from dialogs.flow import Progress

FLOW = worry.FLOW
FARSTA = {"department": "farsta", "district": "Farsta", "candidates": [], "name": "Farsta"}
ENSKEDE = {"department": None, "district": None, "candidates": ["enskede-arsta-vantor", "farsta"], "name": "Enskede"}
SOLNA = {"outside": "Solna", "name": "Solna"}
WHERE = {"act": "next", "place": FARSTA, "place_type": "park", "period": "today", "operation": "leisure"}
AT_SCHOOL = {**WHERE, "operation": "compulsory_school"}
SEEN = {"act": "next", "seen": ["threat"], "environment": "unclear", "recurring": "unknown"}


def walk(*answers):
    """Answer page by page; the pages seen, in order."""
    progress = Progress()
    pages = [FLOW.position(progress)]
    for answer in answers:
        given = {"act": answer} if isinstance(answer, str) else answer
        progress = FLOW.answered(progress, pages[-1], given)
        pages.append(FLOW.position(progress))
    return pages


def test_danger_leads_to_112_and_nothing_else():
    assert walk("yes") == ["danger", "call_112"]
    assert walk("unsure")[-1] == "call_112"
    assert walk("yes", "stop")[-1] == "stopped"


def test_someone_under_18_means_a_report_of_concern_first():
    assert walk("no", "under_18")[-1] == "child_first"


@pytest.mark.parametrize("who", ["several", "unsure"])
def test_who_may_be_under_18_means_the_same_first(who):
    assert walk("no", who)[-1] == "perhaps_child"


def test_advice_takes_four_pages_at_most():
    assert len(walk("no", "under_18", "advice")) <= 4
    assert len(walk("no", "adult", {"act": "advice", "seen": []})) <= 4
    assert walk("no", "adult", {"act": "advice", "seen": []})[-1] == "advised"


def test_the_shortest_report_takes_eight_pages():
    pages = walk("no", "adult", SEEN, WHERE, "skip", "send", {"act": "send", "notice": ""})
    assert pages[-1] == "sent"
    assert len(pages) <= 8


def test_the_longest_report_takes_fourteen_pages():
    seen = {**SEEN, "environment": "islamist"}
    where = {**WHERE, "place": ENSKEDE, "operation": "compulsory_school"}
    pages = walk(
        "yes", "over", "under_18", "reported", seen, {"act": "next", "basis": ["said"]}, where, "farsta",
        {"act": "next", "story": "Någon ropade."}, "clear", "both", "send", {"act": "send", "notice": "true"},
    )  # fmt: skip
    assert pages[-1] == "sent"
    assert len(pages) == 14


def test_no_road_is_longer_than_fourteen_pages():
    arrows = {}
    for here, there in FLOW.arrows():
        arrows.setdefault(here, set()).add(there)

    def longest(here, seen):
        onward = [there for there in arrows.get(here, ()) if there not in seen]
        return 1 + max((longest(there, seen | {there}) for there in onward), default=0)

    assert longest(FLOW.first, {FLOW.first}) <= 14


def test_opinions_alone_call_for_no_report():
    assert walk("no", "adult", {**SEEN, "seen": ["opinion"]})[-1] == "opinion"


def test_gangs_and_honour_have_their_own_road_only_when_they_are_all():
    assert walk("no", "adult", {**SEEN, "seen": ["other_concern"]})[-1] == "another_concern"
    assert walk("no", "adult", {**SEEN, "seen": ["other_concern", "opinion"]})[-1] == "another_concern"
    assert walk("no", "adult", {**SEEN, "seen": ["other_concern", "threat"]})[-1] == "where"


@pytest.mark.parametrize("who", ["under_18", "adult", "several", "unsure", "nobody"])
@pytest.mark.parametrize("seen", [*[(s,) for s in worry.SEEN], *combinations(worry.SEEN, 2)], ids="+".join)
def test_all_outcomes_are_collected_not_just_the_first(who, seen):
    found = outcomes(Situation(who, seen))
    assert ("child_concern" in found) == (who == "under_18")
    crime = bool({"threat", "violence", "degrading", "damage"} & set(seen))
    tip = bool({"recruitment", "travel", "returnee"} & set(seen))
    assert ("police_and_tip" in found, "police" in found, "tip" in found) == (
        crime and tip,
        crime and not tip,
        tip and not crime,
    )
    assert ("another_road" in found) == ("other_concern" in seen)
    assert ("adult_support" in found) == (who in {"adult", "several", "unsure"})
    assert "manager" in found


def test_a_fifteen_year_old_who_threatened_and_painted_leads_to_all_of_it():
    found = outcomes(Situation("under_18", ("threat", "symbols")))
    assert found == ("child_concern", "police", "marks", "manager", "someone_to_ask")


def test_every_step_is_reached_and_every_road_ends_safely():
    arrows = list(FLOW.arrows())
    assert reach(FLOW.first, arrows) == {*FLOW.steps, *FLOW.ends}
    for step in FLOW.steps:
        assert reach(step, arrows) & set(FLOW.ends), step


def test_every_arrow_points_at_a_step_or_an_end():
    assert {there for _, there in FLOW.arrows()} <= {*FLOW.steps, *FLOW.ends}


def test_a_place_in_another_municipality_is_named_and_can_be_changed():
    pages = walk("no", "adult", SEEN, {**WHERE, "place": SOLNA}, "change")
    assert pages[-2:] == ["elsewhere", "where"]


def test_a_changed_answer_keeps_what_still_holds():
    progress = Progress()
    for step, answer in (("danger", "no"), ("who", "adult"), ("seen", SEEN), ("where", WHERE)):
        progress = FLOW.answered(progress, step, {"act": answer} if isinstance(answer, str) else answer)
    changed = FLOW.answered(FLOW.reopen(progress, "who"), "who", {"act": "nobody"})
    assert FLOW.position(changed) == "story"


def test_going_back_shows_the_page_before_with_what_was_chosen():
    progress = FLOW.answered(FLOW.answered(Progress(), "danger", {"act": "no"}), "who", {"act": "adult"})
    back = FLOW.back(progress)
    assert FLOW.position(back) == "who"
    assert back.answers["who"] == {"act": "adult"}
    assert FLOW.position(FLOW.back(back)) == "danger"


def test_an_answer_whose_option_is_gone_is_asked_again():
    assert FLOW.position(Progress({"danger": {"act": "perhaps"}})) == "danger"


def test_a_changed_text_must_be_reviewed_anew():
    told = {"act": "next", "story": "Någon ropade."}
    progress = Progress()
    for step, answer in (
        ("danger", "no"),
        ("who", "adult"),
        ("seen", SEEN),
        ("where", WHERE),
        ("story", told),
        ("review", "clear"),
    ):
        progress = FLOW.answered(progress, step, {"act": answer} if isinstance(answer, str) else answer)
    assert FLOW.position(progress) == "steps"
    again = FLOW.answered(FLOW.reopen(progress, "story"), "story", {"act": "next", "story": "Annat."})
    assert FLOW.position(again) == "review"


@pytest.mark.parametrize(
    ("answers", "to"),
    [
        ({"where": WHERE}, ("farsta",)),
        ({"where": {**WHERE, "act": "nowhere", "place": {}}}, ("central",)),
        ({"where": {**WHERE, "place": ENSKEDE}, "which": {"act": "farsta"}}, ("farsta",)),
        ({"where": AT_SCHOOL, "recipients": {"act": "both"}}, ("farsta", "utbildningsforvaltningen")),
        ({"where": AT_SCHOOL, "recipients": {"act": "specialist"}}, ("utbildningsforvaltningen",)),
        ({"where": WHERE, "steps": {"act": "send", "about_coordinator": "true"}}, ("central",)),
    ],
)  # fmt: skip
def test_the_report_goes_where_the_decision_says(answers, to):
    assert worry.departments(answers) == to


def reach(start, arrows):
    seen, todo = set(), [start]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += [there for a, there in arrows if a == here]
    return seen
