"""When a forum meets: from everyday words to a rule, from a rule to the next meetings."""

import json
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, TextIO

from bot.answered import answered
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
    """Answer each ``{"text","lang","start","holidays"}``, see ``answered``; a line that is none: no_recurrence."""
    return answered(stdin, stdout, _answer, "no_recurrence")


def _answer(line: str) -> dict[str, Any] | None:
    asked = _asked(line)
    return answer(*asked) if asked else None


def _asked(line: str) -> tuple[str, str, date, Policy] | None:
    try:
        doc = json.loads(line)
        text, language, start = doc["text"], doc["lang"], date.fromisoformat(doc["start"])
        policy: Policy = next(each for each in POLICIES if each == doc["holidays"])
    except (ValueError, TypeError, KeyError, StopIteration):
        return None
    return (text, language, start, policy) if isinstance(text, str) and language in LANGUAGES else None
