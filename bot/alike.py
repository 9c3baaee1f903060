"""Marks that are alike: the same kind in the same kind of place in the same district and week, so that one report does.

What is asked about is a keyed hash, so the rows tell nothing; the cases themselves look like any others.
"""

from datetime import datetime, timedelta

import orjson

from .errors import Unsealable
from .ports import ALIKE, NEW, Put, Row, Seal, Store
from .reports import Report

KEPT = timedelta(days=8)  # longer than a week asks for it


def put(seal: Seal, report: Report, case: str, now: datetime, known: Row | None = None) -> Put | None:
    """The write that remembers which case has this mark, instead of what is ``known``; None when it can't be told."""
    what = kind_of(report)
    if not what:
        return None
    key = known.key if known else seal.mark(what, "alike")
    until = (now + KEPT).replace(hour=0, minute=0, second=0, microsecond=0)
    sealed = seal.seal(orjson.dumps({"case": case}), about(key))
    return Put(ALIKE, key, {"until": until.isoformat(), "sealed": sealed}, known.etag if known else NEW)


async def row_of(store: Store, seal: Seal, report: Report, now: datetime) -> Row | None:
    """The row for a mark like this one, whichever key it was made under."""
    what = kind_of(report)
    for mark in seal.marks(what, "alike", now - KEPT) if what else ():
        if row := await store.get(ALIKE, mark):
            return row
    return None


def case_of(row: Row | None, seal: Seal) -> str:
    """The case of a row, or empty."""
    try:
        return str(orjson.loads(seal.open(row.doc["sealed"], about(row.key)))["case"]) if row else ""
    except Unsealable:
        return ""


def kind_of(report: Report) -> str:
    """What makes two marks alike. Empty without a district: the whole city is no place."""
    parts = (report.district, report.place_type, report.material, report.week)
    return "|".join(parts) if report.district and report.material else ""


def about(key: str) -> str:
    """What a row's seal is bound to."""
    return f"alike/{key}"
