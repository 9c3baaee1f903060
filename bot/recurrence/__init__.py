"""When a forum meets: from everyday words to a rule, from a rule to the next meetings."""

import json
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, TextIO

from content import LANGUAGES

from .dates import moment, occurrences, upcoming
from .rule import POLICIES, STOCKHOLM, Occurrence, Policy, Recurrence, Slot, Unclear
from .understood import understand

__all__ = [
    "POLICIES",
    "STOCKHOLM",
    "Occurrence",
    "Policy",
    "Recurrence",
    "Slot",
    "Unclear",
    "lines",
    "moment",
    "occurrences",
    "understand",
    "upcoming",
]
SHOWN = 5  # dates that are shown back


def answer(text: str, language: str, start: date, policy: Policy) -> dict[str, Any]:
    """The answer of ``understand recurrence``: the first five local times, or that it is unclear."""
    rule = understand(text, language, start, policy)
    if isinstance(rule, Unclear):
        return {"unclear": True}
    meetings = occurrences(rule, datetime.combine(start, time(), STOCKHOLM), SHOWN)
    dates = [each.starts.replace(tzinfo=None).isoformat(timespec="minutes") for each in meetings]
    return {"dates": dates} if dates else {"unclear": True}


def lines(stdin: Iterable[str], stdout: TextIO) -> bool:
    """Answer each ``{"text","lang","start","holidays"}`` with a line of JSON, in order; whether all could be read.

    A line that is none gets ``{"error": what, "line": number from 1}`` in its place, and the next is read.
    """
    good = True
    for number, line in enumerate(stdin, 1):
        if not line.strip():
            continue
        asked = _asked(line)
        good = good and asked is not None
        doc = {"error": "no_recurrence", "line": number} if asked is None else answer(*asked)
        print(json.dumps(doc, ensure_ascii=False), file=stdout)
    return good


def _asked(line: str) -> tuple[str, str, date, Policy] | None:
    try:
        doc = json.loads(line)
        text, language, start = doc["text"], doc["lang"], date.fromisoformat(doc["start"])
        policy: Policy = next(each for each in POLICIES if each == doc["holidays"])
    except (ValueError, TypeError, KeyError, StopIteration):
        return None
    return (text, language, start, policy) if isinstance(text, str) and language in LANGUAGES else None
