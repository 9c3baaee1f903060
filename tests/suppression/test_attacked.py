"""Nothing withheld is worked out from what is shown, by somebody who shares no code with what withholds it."""

import os
from collections import defaultdict
from random import Random

import pytest

from bot.suppression import TOTAL, safe_counts, safe_shares, safe_table
from tests.suppression.attacker import agrees, another, every_table, found_out, laid_out, splits, with_sums

PROOF = bool(os.environ.get("VBE_PROOF"))
NESTED = {"r0": "g0", "r1": "g0", "r2": "g1", "r3": "g1"}


def some_tables(total, rows, columns, count, seed):
    chosen = Random(seed).sample(splits(total, rows * columns), count)
    return [laid_out(each, rows, columns) for each in chosen]


def looking_alike(tables, shown):
    """Tables by what is shown of them, as somebody sorts them who runs the rule over all of them."""
    alike = defaultdict(list)
    for table in tables:
        alike[tuple(shown(table).items())].append(table)
    return alike


def exact(alike, whole):
    """How many tables have a number that somebody who runs the rule knows exactly."""
    found = 0
    for shown, tables in alike.items():
        wholes = [whole(each) for each in tables]
        found += len(wholes) * any(n is None and len({each[key] for each in wholes}) == 1 for key, n in shown)
    return found


@pytest.mark.parametrize(
    ("rows", "columns", "total", "least"), [(2, 2, 20, 3), (2, 3, 14, 2), (3, 2, 14, 3), (3, 3, 9, 2)]
)
def test_small_tables_against_every_table_there_could_be(rows, columns, total, least):
    tables = every_table(total, rows, columns)
    for each in some_tables(total, rows, columns, 400 if PROOF else 40, seed=rows * columns):
        assert not list(found_out(safe_table(each, least), tables, least, with_sums(each))), each


def test_groups_within_groups_against_every_table_there_could_be():
    tables = every_table(11, 4, 2, NESTED)
    for each in some_tables(11, 4, 2, 200 if PROOF else 20, seed=42):
        shown = safe_table(each, 2, NESTED)
        assert not list(found_out(shown, tables, 2, with_sums(each, NESTED))), each


def test_a_sum_too_small_to_show_tells_nothing():
    tables = [table for total in range(8) for table in every_table(total, 2, 2)]
    for each in splits(4, 4):
        assert not list(found_out(safe_table(laid_out(each, 2, 2), 5), tables, 5, with_sums(laid_out(each, 2, 2))))


@pytest.mark.parametrize(("least", "parts", "most"), [(2, 4, 12), (3, 3, 20), (5, 3, 24), (5, 4, 18)])
def test_in_one_row_even_running_the_rule_over_every_row_finds_nothing_exactly(least, parts, most):
    rows = [dict(enumerate(each)) for total in range(most) for each in splits(total, parts)]
    alike = looking_alike(rows, lambda row: safe_counts(row, least))
    assert exact(alike, lambda row: {**row, TOTAL: sum(row.values())}) == 0


@pytest.mark.parametrize(("rows", "columns", "total", "least", "most"), [(2, 2, 20, 5, 0), (2, 3, 12, 3, 0.006)])
def test_in_a_table_running_the_rule_over_every_table_finds_hardly_anything(rows, columns, total, least, most):
    tables = [laid_out(each, rows, columns) for each in splits(total, rows * columns)]
    alike = looking_alike(tables, lambda table: safe_table(table, least))
    assert exact(alike, with_sums) <= most * len(tables)


def a_survey(random, groups, answers):
    weights = [random.random() ** 3 + 0.01 for _ in range(answers)]
    rows = laid_out([0] * groups * answers, groups, answers)
    for row in rows.values():
        for answer in random.choices(list(row), weights, k=random.choice([3, 10, 40, 150])):
            row[answer] += 1
    return rows


@pytest.mark.parametrize("seed", range(60 if PROOF else 6))
def test_each_withheld_number_of_a_whole_survey_has_another_table_to_prove_it(seed):
    random = Random(seed)
    rows = a_survey(random, random.randint(3, 25), random.randint(2, 8))
    true, shown = with_sums(rows), safe_table(rows, 5)
    assert set(true) == set(shown)
    assert agrees(true, shown)
    for key in (key for key, number in shown.items() if number is None):
        assert proven(true, shown, key, 5), (seed, key)


def proven(true, shown, key, least):
    """Whether a table that adds up and looks the same has this number differ, and be large enough."""
    other = true
    while other and (other is true or other[key] < least):
        other = another(other, shown, key, 1)
    other = other or (another(true, shown, key, -1) if true[key] >= least else None)
    return other is not None and adds_up(other) and agrees(other, shown)


def adds_up(table):
    rows = {row: {column: table[row, column] for _, column in table if column} for row, _ in table if row}
    inner = {(row, column): n for row, answers in rows.items() for column, n in answers.items()}
    return with_sums(rows) == table and min(inner.values()) >= 0


@pytest.mark.parametrize("seed", range(100 if PROOF else 10))
def test_units_in_departments_are_withheld_consistently_at_any_size(seed):
    random = Random(seed)
    units = {f"u{i}": (random.randint(0, of), of) for i in range(60) for of in [random.choice([0, 2, 6, 30, 90])]}
    within = {unit: f"d{random.randint(0, 5)}" for unit in units if random.random() < 0.9}
    shares = safe_shares(units, 5, within)
    for unit, (done, of) in units.items():
        share = shares[unit]
        assert share.of in {None, of}
        assert share.done in {None, done}
        assert share.between is None or (share.between[0] <= done <= share.between[1])
        if share.done is None and share.of is not None:
            assert share.between[1] - share.between[0] >= 1
            assert done >= 5 or share.between[1] >= 5
            assert of - done >= 5 or of - share.between[0] >= 5


def test_little_is_withheld_beyond_what_is_small():
    random = Random(7)
    cells = further = 0
    for _ in range(10):
        rows = a_survey(random, 25, 5)
        shown = safe_table(rows, 5)
        numbers = [(n, shown[row, column]) for row, answers in rows.items() for column, n in answers.items()]
        cells += len(numbers)
        further += sum(seen is None and n >= 5 for n, seen in numbers)
    assert further / cells < 0.12


def test_no_number_is_withheld_that_could_be_shown():
    tables = every_table(20, 2, 2)
    for each in some_tables(20, 2, 2, 60, seed=3):
        true, shown = with_sums(each), safe_table(each, 3)
        further = [key for key, n in shown.items() if n is None and true[key] >= 3 and TOTAL not in key]
        for key in further if all(shown[row, TOTAL] is not None for row in each) else ():
            assert list(found_out({**shown, key: true[key]}, tables, 3, true)), (each, key)
