"""Somebody who works with what is shown alone: every table there could be, and other tables that look the same."""

from functools import cache
from itertools import pairwise

from bot.suppression import TOTAL


def with_sums(rows, within=None):
    """The table as it is, every sum added up plainly."""
    table = {}
    for row, answers in rows.items():
        for above in {row, (within or {}).get(row, TOTAL), TOTAL}:
            for column, number in answers.items():
                for along in (column, TOTAL):
                    table[above, along] = table.get((above, along), 0) + number
    return table


def agrees(table, shown):
    return all(number is None or table[key] == number for key, number in shown.items())


@cache
def splits(total, parts):
    """Every way to deal out so many persons."""
    if parts == 1:
        return [(total,)]
    return [(first, *rest) for first in range(total + 1) for rest in splits(total - first, parts - 1)]


def laid_out(numbers, rows, columns):
    cells = iter(numbers)
    return {f"r{i}": {f"c{j}": next(cells) for j in range(columns)} for i in range(rows)}


def every_table(total, rows, columns, within=None):
    return [with_sums(laid_out(each, rows, columns), within) for each in splits(total, rows * columns)]


def found_out(shown, tables, least, true):
    """Which withheld numbers are exact, or known to be small, over all the tables that look like this."""
    could_be = [each for each in tables if agrees(each, shown)]
    assert true in could_be
    for key in (key for key, number in shown.items() if number is None):
        values = {each[key] for each in could_be}
        if len(values) == 1 or max(values) < least:
            yield key, values


def another(table, shown, key, way):
    """A table that looks the same with this number one higher or lower, sought in rows and columns by turns; or None.

    Every number stands in one row and one column, and in each of them the sum is what the others make.
    """
    rows = sorted({row for row, _ in table})
    columns = sorted({column for _, column in table})
    sign = {each: -1 if (each[0] == TOTAL) != (each[1] == TOTAL) else 1 for each in table}
    start, goal = ("row", key[0]), ("column", key[1])
    came, queue = {start: None}, [start]
    for line in queue:
        for other in columns if line[0] == "row" else rows:
            cell = (line[1], other) if line[0] == "row" else (other, line[1])
            beyond = ("column" if line[0] == "row" else "row", other)
            change = way * sign[key] * sign[cell] * (-1 if line[0] == "row" else 1)
            if cell != key and shown[cell] is None and beyond not in came and table[cell] + change >= 0:
                came[beyond] = line
                queue.append(beyond)
    return _moved(table, key, way, sign, _trail(came, goal)) if goal in came and table[key] + way >= 0 else None


def _trail(came, line):
    trail = []
    while line:
        trail.append(line)
        line = came[line]
    return trail[::-1]


def _moved(table, key, way, sign, trail):
    moved = dict(table)
    moved[key] += way
    for one, two in pairwise(trail):
        cell = (one[1], two[1]) if one[0] == "row" else (two[1], one[1])
        moved[cell] += way * sign[key] * sign[cell] * (-1 if one[0] == "row" else 1)
    return moved
