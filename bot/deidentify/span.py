"""What is found in a text: where, of which type, how sure, and why."""

from dataclasses import dataclass
from typing import Literal, get_args

Certainty = Literal["sure", "ask"]
Type = Literal[
    "EMAIL",
    "URL",
    "IBAN",
    "PNR",
    "CASE_NO",
    "ORGNR",
    "DOB",
    "PHONE",
    "BANK_ACCT",
    "IP",
    "PLATE",
    "ADDRESS",
    "HANDLE",
    "CLASS",
    "AGE",
    "OTHER",  # what its writer has taken out and no rule knows
    "PERSON",
]
# Where two findings overlap, the whole is one of the type that stands first here.
TYPES: tuple[Type, ...] = get_args(Type)
RANK = {name: place for place, name in enumerate(TYPES)}


@dataclass(frozen=True, slots=True)
class Span:
    """One identifier: code points ``start`` to ``end`` (exclusive). ``reason`` is a word for the tests, never text."""

    start: int
    end: int
    type: Type
    certainty: Certainty = "sure"
    reason: str = "form"
    odds: float = 1.0  # how likely it is one, 0 to 1


def joined(spans: list[Span]) -> list[Span]:
    """Overlapping findings made one, in the order of the text: nothing that any of them covers is left out."""
    whole: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if whole and span.start < whole[-1].end:
            whole[-1] = _both(whole[-1], span)
        else:
            whole.append(span)
    return whole


def _both(first: Span, second: Span) -> Span:
    better = min(first, second, key=lambda one: RANK[one.type])
    certainty: Certainty = "sure" if "sure" in (first.certainty, second.certainty) else "ask"
    return Span(
        first.start, max(first.end, second.end), better.type, certainty, better.reason, max(first.odds, second.odds)
    )
