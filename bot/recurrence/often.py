"""How often: intervals, even and odd weeks, listed weeks and months, and how many times that should make."""

import re

from .draft import GAP, Draft, doubt, figure, struck
from .exceptions import PARTS, SPAN, TO, months_of, weeks_of
from .rule import Parity

DAY = r"(?:wd\ds?)"
PERIODS = {"month": 1, "quarter": 3, "halfyear": 6, "year": 12}
DAYS_OF_WEEK = 7
FORTNIGHT = 2  # weeks
MONTH = rf"m\d+(?: {TO} m\d+)?"
NUMBER = r"(?:one|[nxo]\d+)"
SIDES: dict[str, Parity] = {"even": "even", "odd": "odd"}


def counts(line: str, draft: Draft) -> str:
    """Strike out "två gånger i månaden": it says nothing of when, but must agree with the rest."""

    def act(found: re.Match[str]) -> None:
        month = found[3]  # "2 ggr/mån": a month, not a Monday
        draft.counts.add((figure(month), 1) if month else (figure(found[1]), PERIODS.get(found[2], 0)))
        draft.ordinary = True

    return struck(
        rf"({NUMBER}) times(?: ,)?(?: each| var)? (week|month|quarter|halfyear|year)|({NUMBER}) times , wd0(?! and)",
        line,
        act,
    )


def weeks(line: str, draft: Draft) -> str:
    """Strike out intervals of weeks, even and odd weeks and listed weeks."""
    line = struck(rf"(?:other|var {NUMBER}|each {NUMBER}) (?:even|odd)", line, lambda _: _never())
    line = struck(r"(even|odd) (?:and|or|,) (?:even|odd)", line, lambda _: _never())
    line = struck(r"(?:(?:each|var) )?(even|odd) week|week (even|odd)", line, lambda m: _parity(draft, m[1] or m[2]))
    line = _intervals(line, draft)
    listed = rf"week {SPAN}(?:{PARTS} (?:week )?{SPAN})*"
    line = struck(listed, line, lambda m: draft.weeks.extend(weeks_of(m[0])), 1)
    return struck(r"(?<=[,|] )(even|odd)(?= [,|])", line, lambda m: _parity(draft, m[1]))


def _intervals(line: str, draft: Draft) -> str:
    def every(number: int) -> None:
        draft.weekly.add(number)
        draft.ordinary = True

    def days(number: int) -> None:
        if number % DAYS_OF_WEEK:
            raise doubt()
        every(number // DAYS_OF_WEEK)

    def counted(number: int, weekday: str) -> str:
        every(number)
        return weekday

    def alternate(left: str) -> str:
        if FORTNIGHT in draft.weekly:  # "varannan måndag, varannan onsdag": in the same weeks, or by turns?
            raise doubt()
        every(FORTNIGHT)
        return left

    def biweekly() -> None:
        draft.one_day = True
        every(FORTNIGHT)

    line = struck(rf"other ({DAY})", line, lambda m: alternate(m[1]))
    line = struck(r"other (week)", line, lambda _: alternate(GAP))
    line = struck(r"biweek", line, lambda _: biweekly())
    line = struck(rf"(?:var|each) ({NUMBER}) week", line, lambda m: every(figure(m[1])))
    line = struck(rf"({NUMBER}) week apart", line, lambda m: every(figure(m[1])))
    line = struck(rf"(?:var|each) ({NUMBER}) day(?! of)", line, lambda m: days(figure(m[1])))
    line = struck(r"(?:each|var) week", line, lambda _: every(1))
    return struck(rf"var o([2-9]\d*) ({DAY})", line, lambda m: counted(int(m[1]), m[2]))


def _parity(draft: Draft, side: str) -> None:
    draft.parity.add(SIDES[side])
    draft.ordinary = True


def _never() -> None:
    raise doubt()


def months(line: str, draft: Draft) -> str:
    """Strike out intervals of months, quarters, and listed months."""

    def every(number: int) -> None:
        draft.monthly.add(number)
        draft.ordinary = True

    def period(name: str) -> None:
        draft.periods.add(PERIODS[name])
        draft.ordinary = True

    def of_quarter(number: int) -> None:
        if number not in {1, 2, 3, -1}:
            raise doubt()
        first = number if number > 0 else 3
        draft.months.extend(range(first, 13, 3))
        draft.ordinary = True

    def of_parity(side: str) -> None:
        draft.months.extend(range(1 if side == "odd" else 2, 13, 2))
        draft.ordinary = True

    line = struck(
        r"(?:each )?(?:the )?(o-?\d) month (?:the )?(?:each )?quarter", line, lambda m: of_quarter(figure(m[1]))
    )
    line = struck(r"(?:each )?(even|odd) month", line, lambda m: of_parity(m[1]))
    line = struck(r"other month", line, lambda _: every(2))
    line = struck(rf"(?:var|each) ({NUMBER}) month", line, lambda m: every(figure(m[1])))
    line = struck(rf"({NUMBER}) month apart", line, lambda m: every(figure(m[1])))
    line = struck(r"(?:(?:each|var) )?(?:the )?month", line, lambda _: every(1))
    line = struck(r"(?:(?:each|var) )?(?:the )?(quarter|halfyear)", line, lambda m: period(m[1]))
    line = struck(r"(?:each|var) year", line, lambda _: setattr(draft, "yearly", True))
    return _listed(line, draft)


def _listed(line: str, draft: Draft) -> str:
    """One list of months; a second one belongs to something else."""

    def act(found: re.Match[str]) -> None:
        draft.months.extend(months_of(found[0]))

    return struck(rf"(?:each )?{MONTH}(?:{PARTS} (?:each )?{MONTH})*", line, act, 1)
