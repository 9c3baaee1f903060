"""The surveys that staff are asked to answer: facts from content/city/surveys.toml, words under ``survey``.

Source: the yearly situation picture rests on a survey to the city's departments (domain/lagesbild.md, parts 2 and 3).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from content import city

from .errors import WrongContent
from .grouping import BETWEEN
from .suppression import TOTAL, Cell, safe_table

UNASKED = "unasked"  # how an answer counts where the question was passed over
CHOSEN, OTHERS = "chosen", "others"  # of an option of which there can be several
EVERYBODY = "everybody"  # the row of those who stand under no group of their own

Given = Mapping[str, tuple[str, ...]]  # question → the options chosen; none where it was passed over
Cells = Mapping[tuple[str, str], Cell]  # (group or TOTAL, option) → how many; None is withheld


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``some``: not everybody is asked it. ``least``: under so many answers no count of it is shown."""

    id: str
    page: str
    options: tuple[str, ...]
    several: bool = False
    some: bool = False
    words: str = ""
    least: int = 0


@dataclass(frozen=True, slots=True)
class Survey:
    """``minutes`` it takes. ``version`` is kept with each answer."""

    id: str
    version: str
    minutes: int
    questions: tuple[Question, ...]

    def on(self, page: str) -> tuple[Question, ...]:
        """The questions of a page of the dialog, in order."""
        return tuple(each for each in self.questions if each.page == page)


@cache
def surveys() -> Mapping[str, Survey]:
    """All of them by id. Raises WrongContent."""
    return {name: _survey(name, each) for name, each in city("surveys")["survey"].items()}


def table(question: Question, given: Iterable[tuple[str, Given]], least: int) -> Cells:
    """Who chose what, by group: ``(group as labelled in the answer, what was answered)`` each, made safe to show.

    All that is shown of a question comes from this one call. Groups are widened to departments; where all are of one
    department, to its operations. A question passed over counts as an answer, so that sizes come out alike for all.
    Of an option of which there can be several the others are those who were asked and did not choose it.
    """
    answers = [(label, each.get(question.id, ())) for label, each in given]
    names = rows_of(label for label, _ in answers)
    asked = sum(bool(chosen) for _, chosen in answers)
    if asked < question.least:
        return {(row, option): None for row in {*names.values(), TOTAL} for option in question.options}
    placed = [(names[label], chosen) for label, chosen in answers]
    passed = (UNASKED,) if question.some else ()
    if not question.several:
        columns = (*question.options, *passed)
        return safe_table(_counted(((row, next(iter(chosen), UNASKED)) for row, chosen in placed), columns), least)
    found: dict[tuple[str, str], Cell] = {}
    for option in question.options:
        rows = _counted(((row, _column(option, chosen)) for row, chosen in placed), (CHOSEN, OTHERS, *passed))
        cells = safe_table(rows, least)
        found |= {(row, option): number for (row, column), number in cells.items() if column == CHOSEN}
    return found


def rows_of(labels: Iterable[str]) -> dict[str, str]:
    """The row of the table for each group's label: its department, or its operation where all are of one department."""
    known = set(labels)
    paths = {each: each.split(BETWEEN) for each in known}
    width = 1 if len({path[0] for path in paths.values() if path[0]}) > 1 else 2
    return {each: BETWEEN.join(paths[each][:width]).rstrip(BETWEEN) or EVERYBODY for each in known}


def _column(option: str, chosen: tuple[str, ...]) -> str:
    if not chosen:
        return UNASKED
    return CHOSEN if option in chosen else OTHERS


def _counted(placed: Iterable[tuple[str, str]], columns: Iterable[str]) -> dict[str, dict[str, int]]:
    """With every column in every row: that nobody chose something is a number like others, and may be withheld."""
    rows: defaultdict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(columns, 0))
    for row, column in placed:
        rows[row][column] += 1
    return dict(rows)


def _survey(name: str, given: Mapping[str, Any]) -> Survey:
    questions = tuple(_question(name, each) for each in given["question"])
    return Survey(name, given["version"], given["minutes"], questions)


def _question(survey: str, given: Mapping[str, Any]) -> Question:
    if not {"id", "page", "options"} <= set(given):
        raise WrongContent(f"city/surveys.toml: a question of {survey} lacks its id, page or options. Write them.")
    facts = {name: given[name] for name in ("several", "some", "words", "least") if name in given}
    return Question(given["id"], given["page"], tuple(given["options"]), **facts)
