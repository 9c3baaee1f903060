"""How many reports there were: for closed periods only, and about persons never fewer than k (decision 10)."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from .cases import Case
from .errors import Unsealable
from .ports import CASES, Seal, Store

BATCH = 200
LAST = "\U0010ffff"  # after every key of a day


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one closed month. ``concerns`` is None when there were fewer than the smallest number shown, none among them.

    Marks in the environment are shown as counted.
    """

    month: int
    concerns: int | None
    marks: int


async def closed_month(store: Store, seal: Seal, departments: Collection[str], today: date, least: int) -> Figures:
    """The last month that is over, for these departments; for the whole city when none is named."""
    last = today.replace(day=1) - timedelta(days=1)
    concerns = marks = 0
    async for case in _between(store, seal, last.replace(day=1), last):
        if not departments or set(departments) & {*case.departments, case.report.department}:
            marks += case.sightings if case.report.kind == "mark" else 0
            concerns += case.report.kind != "mark"
    return Figures(last.month, concerns if concerns >= least else None, marks)


async def _between(store: Store, seal: Seal, first: date, last: date) -> AsyncIterator[Case]:
    after = ((first - timedelta(days=1)).isoformat(), LAST)
    while rows := (await store.find(CASES, order="day", after=after, limit=BATCH)).rows:
        for row in rows:
            if row.doc["day"] > last.isoformat():
                return
            try:
                yield Case.read(row, seal)
            except Unsealable:
                continue
        after = (rows[-1].doc["day"], rows[-1].key)
