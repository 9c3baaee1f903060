"""A report in the hands of the coordinators: its state, whom it went to, which messages show it.

A case never holds who sent the report: it has a day and no time, a random id, and the receipt code's keyed hash. All
else is sealed, also the ids of the messages that show it, for these are times.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from . import receipts
from .blank import filled
from .ports import CASES, NEW, Put, Row, Seal, Store
from .reports import Report

STATES = ("new", "taken")


@dataclass(frozen=True, slots=True)
class Shown:
    """A message that shows this case's words, and in whose chat; replaced when the case moves (decision 12)."""

    person: str
    message: str


@dataclass(frozen=True, slots=True)
class Case:
    """``departments`` may open it, ``excluded`` people may not. ``notice`` is the sender's sealed chat, or empty."""

    id: str
    day: str
    state: str
    departments: tuple[str, ...]
    report: Report
    receipt: str
    notice: str = ""
    excluded: tuple[str, ...] = ()
    taken_by: str = ""
    shown: tuple[Shown, ...] = ()
    sightings: int = 1  # how many have told of this mark
    etag: str = NEW

    def put(self, seal: Seal) -> Put:
        """The write that keeps it, if nobody changed it meanwhile."""
        within = asdict(self)
        for outside in ("id", "day", "receipt", "etag"):
            del within[outside]
        sealed = seal.seal(filled(within), about(self.id))
        return Put(CASES, self.id, {"day": self.day, "receipt": self.receipt, "sealed": sealed}, self.etag)

    @classmethod
    def read(cls, row: Row, seal: Seal) -> Self:
        """The case of a row. Raises Unsealable."""
        within: Mapping[str, Any] = json.loads(seal.open(row.doc["sealed"], about(row.key)))
        parts: dict[str, Any] = {
            **within,
            "departments": tuple(within["departments"]),
            "excluded": tuple(within["excluded"]),
            "report": Report.from_doc(within["report"]),
            "shown": tuple(Shown(**each) for each in within["shown"]),
        }
        return cls(id=row.key, day=row.doc["day"], receipt=row.doc["receipt"], etag=row.etag, **parts)

    def now_shown(self, person: str, message: str) -> "Case":
        """With one more message that shows it."""
        shown = Shown(person, message)
        return self if shown in self.shown else replace(self, shown=(*self.shown, shown))

    def is_shown_to(self, person: str) -> bool:
        """Whether a message in this person's chat shows it."""
        return any(each.person == person for each in self.shown)


def receipt_mark(seal: Seal, code: str) -> str:
    """How a case is found by its code: a keyed hash, so that the store alone cannot tell."""
    return seal.mark(code, receipts.ABOUT)


async def by_code(store: Store, seal: Seal, code: str) -> Row | None:
    """The row of the case with this code, whichever key it was marked under."""
    for mark in seal.marks(code, receipts.ABOUT):
        if rows := (await store.find(CASES, equals={"receipt": mark}, limit=1)).rows:
            return rows[0]
    return None


async def marking_keys(store: Store) -> list[str]:
    """The names of the keys that cases are marked under, each found by one step in the index."""
    names: list[str] = []
    after = None
    while rows := (await store.find(CASES, order="receipt", after=after, limit=1)).rows:
        names.append(rows[0].doc["receipt"].partition(".")[0])
        after = (f"{names[-1]}/", "")  # the sign after the dot: past every mark of this key
    return names


def about(case: str) -> str:
    """What a case's seal is bound to."""
    return f"case/{case}"


def notice_about(case: str) -> str:
    """What the sealed way to a case's sender is bound to."""
    return f"notice/{case}"
