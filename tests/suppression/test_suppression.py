"""What is withheld and what is shown, case by case."""

import pytest

from bot.suppression import TOTAL, Share, safe_counts, safe_shares, safe_table

NOTHING = (None, None, None)


def withheld(table):
    return {key for key, number in table.items() if number is None}


def test_a_small_count_takes_the_smallest_other_with_it():
    assert safe_counts({"a": 3, "b": 7, "c": 9, "d": 30}, 5) == {"a": None, "b": None, "c": 9, "d": 30, TOTAL: 49}


def test_counts_that_are_all_large_are_all_shown():
    assert safe_counts({"a": 5, "b": 7}, 5) == {"a": 5, "b": 7, TOTAL: 12}


def test_nobody_is_withheld_like_somebody():
    assert safe_counts({"a": 0, "b": 7, "c": 9}, 5) == {"a": None, "b": None, "c": 9, TOTAL: 16}


def test_small_counts_that_are_few_together_take_another():
    assert withheld(safe_counts({"a": 1, "b": 2, "c": 9, "d": 12}, 5)) == {"a", "b", "c"}


def test_small_counts_that_could_only_be_the_greatest_small_ones_take_another():
    assert withheld(safe_counts({"a": 4, "b": 4, "c": 9, "d": 12}, 5)) == {"a", "b", "c"}


def test_counts_as_large_as_the_chosen_one_go_with_it():
    assert withheld(safe_counts({"a": 4, "b": 6, "c": 6, "d": 7}, 5)) == {"a", "b", "c"}


def test_a_small_sum_is_withheld_with_everything():
    assert withheld(safe_counts({"a": 1, "b": 2}, 5)) == {"a", "b", TOTAL}


def test_no_counts_have_no_sum():
    assert safe_counts({}, 5) == {TOTAL: None}
    assert safe_table({}, 5) == {(TOTAL, TOTAL): None}
    assert safe_shares({}, 5) == {TOTAL: Share(*NOTHING)}


def test_a_small_answer_is_hidden_in_its_row_and_in_its_column():
    rows = {"a": {"yes": 3, "no": 20}, "b": {"yes": 10, "no": 12}, "c": {"yes": 30, "no": 8}}
    table = safe_table(rows, 5)
    assert withheld(table) == {("a", "yes"), ("a", "no"), ("b", "yes"), ("b", "no")}
    assert (table["c", "yes"], table["a", TOTAL], table[TOTAL, "yes"], table[TOTAL, TOTAL]) == (30, 23, 43, 83)


def test_a_small_group_is_not_shown_at_all_and_another_goes_with_it():
    rows = {"a": {"yes": 3, "no": 1}, "b": {"yes": 10, "no": 12}, "c": {"yes": 30, "no": 28}}
    table = safe_table(rows, 5)
    assert {(row, column) for row in "ab" for column in ("yes", "no", TOTAL)} <= withheld(table)
    assert (table["c", TOTAL], table[TOTAL, TOTAL]) == (58, 84)


def test_sizes_come_out_alike_for_every_question_asked_of_the_same_persons():
    sizes = {"a": 4, "b": 22, "c": 40, "d": 25}
    halves = {group: {"yes": size // 2, "no": size - size // 2} for group, size in sizes.items()}
    agreed = {group: {"yes": size, "no": 0} for group, size in sizes.items()}
    first, second = ({row: safe_table(rows, 5)[row, TOTAL] for row in sizes} for rows in (halves, agreed))
    assert first == second == {"a": None, "b": None, "c": 40, "d": 25}


def test_everybody_and_nobody_are_withheld_as_they_say_it_of_each_member():
    shares = safe_shares({"all": (60, 60), "none": (0, 40), "some": (20, 30), "half": (11, 22)}, 5)
    assert (shares["all"].done, shares["all"].of) == (None, 60)
    assert (shares["none"].done, shares["none"].of) == (None, 40)
    assert shares[TOTAL] == Share(91, 152, (91, 91))


def test_what_can_be_worked_out_anyway_is_told_of_a_withheld_share():
    shares = safe_shares({"a": (60, 60), "b": (38, 40), "c": (20, 30), "d": (11, 50)}, 5)
    assert shares["a"] == Share(None, 60, (48, 60))  # 12 are left in a, b and c together
    assert shares["d"] == Share(11, 50, (11, 11))


def test_a_unit_of_a_few_has_neither_size_nor_share():
    shares = safe_shares({"a": (2, 4), "b": (8, 20), "c": (30, 50)}, 5)
    assert shares["a"] == shares["b"] == Share(*NOTHING)
    assert shares["c"] == Share(30, 50, (30, 30))


def test_a_group_in_which_a_unit_is_withheld_still_has_its_sum():
    units = {"a1": (2, 4), "a2": (8, 20), "a3": (9, 18), "b1": (20, 40), "b2": (15, 30)}
    shares = safe_shares(units, 5, {unit: unit[0] for unit in units})
    assert (shares["a"].of, shares["a"].done, shares["b1"].done, shares[TOTAL].of) == (42, 19, 20, 112)
    assert shares["a1"] == Share(*NOTHING)


@pytest.mark.parametrize(
    ("rows", "within"),
    [
        ({"a": {"yes": -1, "no": 9}}, {}),
        ({TOTAL: {"a": 9}}, {}),
        ({"b": {TOTAL: 9}, "a": {}}, {}),
        ({"a": {"yes": 9}, "b": {"yes": 9}}, {"a": "b"}),
    ],
)
def test_counts_and_names_that_cannot_be_are_refused(rows, within):
    with pytest.raises(ValueError):  # noqa: PT011 - any of the four
        safe_table(rows, 5, within)


def test_more_done_than_there_are_is_refused():
    with pytest.raises(ValueError, match="a"):
        safe_shares({"a": (9, 8)}, 5)
    with pytest.raises(ValueError, match="-1"):
        safe_counts({"a": -1, "b": 9}, 5)
