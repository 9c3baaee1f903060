"""Counts about persons made safe to show: what is small is withheld, and so is what it could be worked out from.

Sources: Handbook on Statistical Disclosure Control, 2nd ed. (Eurostat's centre of excellence, 2024), 5.2 on frequency
tables (group attribute disclosure, within-group disclosure, differencing) and 4.2 (secondary suppression, feasibility
interval). ``least`` is k of decision 10.

What holds: from all that is shown nobody works out a withheld number exactly, nor that a small one must be under
``least``. So a page must show all withheld numbers alike, and never "fewer than five" for some of them.

0 is withheld like 1. In a group of six it says of all six that they did not; and if 0 were shown, a number withheld
would say that there is somebody. For the same reason "all of them" is withheld: then the rest is 0.

Differencing: one call gives everything that is shown of one question and one closed period, for fixed groups, and what
came out is kept; whoever may see a part is shown that part of it. So no two answers differ by a few persons. A second
call over other groups, or with late numbers, would undo this. Comparing two sets would not help: three can give away
what two do not.

Not protected: somebody who runs this rule over every table that there could be. In one row of counts they find nothing
exactly (counted for up to four); with a least of 5 they find a number in 0.3 % of all tables of 2 by 3 with 28 persons.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .circulation import Circulation, Edge, Key

TOTAL = ""  # names the sum, as a row and as a column
DONE, REST = "done", "rest"
DEARER = 30  # one sum is worth so many of the numbers in it

Cell = int | None  # None is withheld


@dataclass(frozen=True, slots=True)
class Share:
    """``done`` of ``of`` persons, None where withheld. ``between`` is what can be worked out of ``done`` anyway.

    So it may be shown ("at least 48 of 60") without telling more; it is None when the group's size is withheld.
    """

    done: Cell
    of: Cell
    between: tuple[int, int] | None


def safe_counts(counts: Mapping[str, int], least: int) -> dict[str, Cell]:
    """These counts and their sum (under TOTAL), so that none under ``least`` can be worked out.

    Beside those under ``least`` the smallest others are withheld, until two or more are, their sum is ``least`` or more
    and, if all are small, not the greatest that so many small ones can have. What is just as large as a chosen one goes
    with it: otherwise somebody who knows this rule could tell from what was not chosen. Raises ValueError for a
    negative count.
    """
    if min(counts.values(), default=0) < 0:
        raise ValueError(counts)
    total = sum(counts.values())
    withheld = {name for name, number in counts.items() if number < least}
    for size in sorted({number for number in counts.values() if number >= least}):
        if not withheld or _enough([counts[name] for name in withheld], least):
            break
        withheld |= {name for name, number in counts.items() if number == size}
    shown = {name: None if name in withheld else number for name, number in counts.items()}
    return {**shown, TOTAL: total if total >= least else None}


def safe_table(
    rows: Mapping[str, Mapping[str, int]], least: int, within: Mapping[str, str] | None = None
) -> dict[Key, Cell]:
    """Groups by answers, with all sums: ``table[row, column]``, either of them TOTAL for the sum over it.

    ``within`` names for a row the larger group whose sum is shown too, under that name. Sizes of groups are decided on
    first and by themselves, so that they come out alike for every question asked of the same persons: count "no answer"
    as an answer. Raises ValueError for a negative count, a name that is TOTAL, and a group named like a row.
    """
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    flow = _protected(rows, columns, least, within or {})
    return {key: None if key in flow.withheld else edge.value for key, edge in flow.edges.items()}


def safe_shares(
    units: Mapping[str, tuple[int, int]], least: int, within: Mapping[str, str] | None = None
) -> dict[str, Share]:
    """How many of how many, for each unit ``(done, of)``, each group of ``within``, and all (TOTAL).

    Those who are left count as much as those who are done: "all", "none" and all but a few are withheld in any size of
    unit. Raises ValueError as safe_table does, and when more are done than there are.
    """
    rows = {unit: {DONE: done, REST: of - done} for unit, (done, of) in units.items()}
    flow = _protected(rows, [DONE, REST], least, within or {})
    return {row: _share(flow, row) for row, column in flow.edges if column == TOTAL}


def _share(flow: Circulation, row: str) -> Share:
    done, of = (None if key in flow.withheld else flow.edges[key].value for key in ((row, DONE), (row, TOTAL)))
    return Share(done, of, None if of is None else flow.span((row, DONE)))


def _enough(withheld: list[int], least: int) -> bool:
    """Whether neither their sum gives them away nor, if all are small, that it is the greatest it can be."""
    together, greatest = sum(withheld), len(withheld) * (least - 1)
    return len(withheld) > 1 and together >= least and (max(withheld) >= least or together < greatest)


def _protected(
    rows: Mapping[str, Mapping[str, int]], columns: list[str], least: int, within: Mapping[str, str]
) -> Circulation:
    names = [*rows, *{within[row] for row in rows if row in within}]
    if TOTAL in (*names, *columns) or len(set(names)) < len(names):
        raise ValueError(names)
    edges = _edges(rows, columns, within)
    flow = Circulation(edges, _first(edges, columns, _sizes(edges, rows, least, within), least), least)
    if rows and columns:
        flow.protect()
    return flow


def _first(edges: Mapping[Key, Edge], columns: Iterable[str], sizes: set[Key], least: int) -> set[Key]:
    """What is withheld whatever else is: small numbers, all of a group whose size is, and some sums of columns."""
    small = {key for key, edge in edges.items() if edge.value < least and key[1] != TOTAL}
    whole = {(row, column) for row, _ in sizes for column in columns}
    sums = safe_counts({column: edges[TOTAL, column].value for column in columns}, least)
    return sizes | small | whole | {(TOTAL, column) for column in columns if sums[column] is None}


def _sizes(edges: Mapping[Key, Edge], rows: Iterable[str], least: int, within: Mapping[str, str]) -> set[Key]:
    """The sizes to withhold: of the largest groups first, then within each; all within one that is withheld itself."""
    parts: dict[str, list[str]] = {TOTAL: []}
    for row in rows:
        group = within.get(row, TOTAL)
        if group not in parts:
            parts[group] = []
            parts[TOTAL].append(group)
        parts[group].append(row)
    withheld: set[str] = set()
    for group, members in parts.items():
        shown = safe_counts({each: edges[each, TOTAL].value for each in members}, least)
        withheld |= {each for each in (*members, TOTAL)[: None if group == TOTAL else -1] if shown[each] is None}
        withheld |= set(members) if group in withheld else set()
    return {(each, TOTAL) for each in withheld}


def _edges(rows: Mapping[str, Mapping[str, int]], columns: list[str], within: Mapping[str, str]) -> dict[Key, Edge]:
    """Out of all come the groups, out of a group its rows, out of a row its answers; these gather by column again."""
    numbers = _numbers(rows, columns, within)
    dear = numbers[TOTAL, TOTAL] + 1  # first as few numbers as can be, then as small as can be
    edges: dict[Key, Edge] = {}
    for (row, column), value in numbers.items():
        above = within.get(row, TOTAL) if row in rows else TOTAL
        if column == TOTAL:
            ends = ((above, "size"), (row, "size")) if row != TOTAL else ((TOTAL, "end"), (TOTAL, "size"))
            edges[row, column] = Edge(*ends, value, 0)
            continue
        head = (above, column, "answer") if row != TOTAL else (TOTAL, "end")
        tail = (row, "size") if row in rows else (row, column, "answer")
        rank = 0 if row in rows else 2 if row == TOTAL else 1
        edges[row, column] = Edge(tail, head, value, (dear + value) * DEARER**rank)
    return edges


def _numbers(rows: Mapping[str, Mapping[str, int]], columns: list[str], within: Mapping[str, str]) -> dict[Key, int]:
    numbers: dict[Key, int] = {(TOTAL, column): 0 for column in (*columns, TOTAL)}
    for row, answers in rows.items():
        if min(answers.values(), default=0) < 0:
            raise ValueError(row)
        for each in dict.fromkeys((row, within.get(row, TOTAL), TOTAL)):
            for column in (*columns, TOTAL):
                number = answers.get(column, 0) if column != TOTAL else sum(answers.values())
                numbers[each, column] = numbers.get((each, column), 0) + number
    return numbers
