"""What a survey asks, and how its answers are counted: by group, and never so that a few can be told."""

import random
from collections import Counter

from bot.grouping import BETWEEN
from bot.suppression import TOTAL
from bot.surveys import EVERYBODY, rows_of, surveys, table
from dialogs.survey import FLOW
from dialogs.worry import ENVIRONMENTS, SEEN

LEAST = 5
YEARLY = surveys()["yearly"]
QUESTIONS = {each.id: each for each in YEARLY.questions}


def test_it_asks_what_the_situation_picture_needs():
    wanted = {"seen", "types", "environment", "times", "did", "knows", "guidelines", "trained", "threats"}
    assert set(QUESTIONS) == wanted
    assert set(QUESTIONS["types"].options) == {*SEEN} - {"opinion", "other_concern"}
    assert QUESTIONS["environment"].options == ENVIRONMENTS


def test_every_question_stands_on_a_page_of_the_dialog():
    fields = {field.name: step.name for step in FLOW.steps.values() for field in step.fields}
    for each in YEARLY.questions:
        assert fields.get(each.id, each.id) == each.page
        if each.id == each.page:
            assert FLOW.steps[each.page].acts({}) == each.options


def test_there_is_one_free_text_and_no_question_about_where_one_works():
    fields = [field for step in FLOW.steps.values() for field in step.fields]
    assert [field.name for field in fields if field.kind in {"text", "story", "place"}] == ["story"]


def some(counts, group="farsta", question="knows"):
    return [
        (group, {question: (option,) if option else ()}) for option, number in counts.items() for _ in range(number)
    ]


def test_counts_that_are_large_enough_are_shown_for_all_and_by_group():
    given = some({"yes": 20, "no": 30, "unknown": 10}, question="seen")
    given += some({"yes": 15, "no": 25, "unknown": 5}, "jarva", "seen")
    cells = table(QUESTIONS["seen"], given, LEAST)
    assert cells[TOTAL, "yes"] == 35
    assert (cells["farsta", "no"], cells["jarva", "no"]) == (30, 25)


def test_a_small_number_is_withheld_and_cannot_be_worked_out():
    given = some({"yes": 2, "no": 30, "unknown": 10}, question="seen")
    cells = table(QUESTIONS["seen"], given, LEAST)
    assert cells[TOTAL, "yes"] is None
    assert [cells[TOTAL, each] for each in ("no", "unknown")].count(None) == 1


def test_that_nobody_chose_something_is_withheld_like_a_small_number():
    cells = table(QUESTIONS["threats"], some({"no": 40}, question="threats"), LEAST)
    assert cells[TOTAL, "yes"] is None
    assert cells[TOTAL, "no"] is None


def test_of_several_choices_each_is_counted_by_itself():
    given = [("farsta", {"did": ("police", "ia")})] * 10 + [("farsta", {"did": ("ia",)})] * 10
    given += [("farsta", {"did": ()})] * 20
    cells = table(QUESTIONS["did"], given, LEAST)
    assert cells[TOTAL, "police"] == 10
    assert cells[TOTAL, "nothing"] is None


def test_environments_are_not_counted_under_ten_answers():
    few = some({"unclear": 9, "": 40}, question="environment")
    assert set(table(QUESTIONS["environment"], few, LEAST).values()) == {None}
    more = some({"unclear": 20, "white_power": 9, "": 40}, question="environment")
    assert table(QUESTIONS["environment"], more, LEAST)[TOTAL, "unclear"] == 20


def test_groups_are_widened_to_departments_and_within_one_to_its_operations():
    narrow = [BETWEEN.join(("farsta", "preschool", "Solen")), "farsta", "jarva|preschool", ""]
    assert rows_of(narrow) == {narrow[0]: "farsta", "farsta": "farsta", "jarva|preschool": "jarva", "": EVERYBODY}
    assert rows_of(narrow[:2]) == {narrow[0]: "farsta|preschool", "farsta": "farsta"}


def test_no_number_under_the_least_is_shown_whatever_was_answered():
    chance = random.Random(5)
    for _ in range(60):
        question = chance.choice(YEARLY.questions)
        groups = chance.sample(["farsta", "jarva", "bromma|preschool", "bromma", ""], chance.randint(1, 5))
        given = [
            (chance.choice(groups), {question.id: tuple(chance.sample(question.options, 1))})
            for _ in range(chance.randint(1, 120))
        ]
        cells = table(question, given, LEAST)
        assert not [number for number in cells.values() if number is not None and number < LEAST]
        true = Counter((rows_of({label for label, _ in given})[label], each[question.id][0]) for label, each in given)
        shown = {key: number for key, number in cells.items() if number is not None and key in true}
        assert all(number == true[key] for key, number in shown.items())
