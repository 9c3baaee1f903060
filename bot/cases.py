"""A report in the hands of the coordinators: its state, whom it went to, which messages show it.

A case never holds who sent the report: it has a day and no time, a random id, and the receipt code's keyed hash.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from . import receipts
from .ports import CASES, NEW, Del, Put, Row, Seal
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
    etag: str = NEW

    def put(self, seal: Seal) -> Put:
        """The write that keeps it, if nobody changed it meanwhile."""
        report = json.dumps(self.report.to_doc()).encode()
        doc = {
            "day": self.day,
            "state": self.state,
            "departments": list(self.departments),
            "receipt": self.receipt,
            "notice": self.notice,
            "excluded": list(self.excluded),
            "taken_by": self.taken_by,
            "shown": [[each.person, each.message] for each in self.shown],
            "sealed": seal.seal(report, f"case/{self.id}"),
        }
        return Put(CASES, self.id, doc, self.etag)

    def delete(self) -> Del:
        """The write that erases it."""
        return Del(CASES, self.id, self.etag)

    @classmethod
    def read(cls, row: Row, seal: Seal) -> Self:
        """The case of a row."""
        doc: Mapping[str, Any] = row.doc
        report = Report.from_doc(json.loads(seal.open(doc["sealed"], f"case/{row.key}")))
        return cls(
            row.key,
            doc["day"],
            doc["state"],
            tuple(doc["departments"]),
            report,
            doc["receipt"],
            doc["notice"],
            tuple(doc["excluded"]),
            doc["taken_by"],
            tuple(Shown(*each) for each in doc["shown"]),
            row.etag,
        )

    def now_shown(self, person: str, message: str) -> "Case":
        """With one more message that shows it."""
        return replace(self, shown=(*self.shown, Shown(person, message)))


def receipt_mark(seal: Seal, code: str) -> str:
    """How a case is found by its code: a keyed hash, so that the store alone cannot tell."""
    return seal.mark(code, receipts.ABOUT)
