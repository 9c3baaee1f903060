"""What has been understood so far, and the line of signs that is left to understand."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from .rule import Parity, Policy, Unclear


class Doubt(Exception):
    """The words cannot be taken for one rule."""

    def __init__(self, unclear: Unclear) -> None:
        super().__init__(unclear.why)
        self.unclear = unclear


def doubt() -> Doubt:
    """The words have several meanings or contradict each other."""
    return Doubt(Unclear("doubt"))


@dataclass(slots=True)
class Draft:
    """The pieces of a rule. Sets, where saying two different things is a contradiction.

    ``weekly`` and ``monthly``: intervals. ``counts``: (times, months of the period, 0 for a week). ``begin`` and
    ``until``: signs, understood when the first day is known.
    """

    weekly: set[int] = field(default_factory=set)
    monthly: set[int] = field(default_factory=set)
    periods: set[int] = field(default_factory=set)
    parity: set[Parity] = field(default_factory=set)
    weeks: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    not_weeks: list[int] = field(default_factory=list)
    not_months: list[int] = field(default_factory=list)
    not_nth: set[int] = field(default_factory=set)
    not_weekdays: set[int] = field(default_factory=set)
    not_weekends: bool = False
    not_between: list[tuple[int, int]] = field(default_factory=list)
    policies: set[Policy] = field(default_factory=set)
    counts: set[tuple[int, int]] = field(default_factory=set)
    lengths: set[int] = field(default_factory=set)
    begin: str = ""
    until: str = ""
    ordinary: bool = False  # said so that it can only be a rule, not a single day
    yearly: bool = False
    one_day: bool = False  # "biweekly": every other week only if there is one day a week
    doubtful: bool = False  # "every third Wednesday": every three weeks, or the third of the month?


GAP = "|"  # what stands for signs that are understood: their neighbours do not belong together


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A pattern of whole signs."""
    return re.compile(rf"(?<!\S)(?:{text})(?!\S)")


def struck(text: str, line: str, act: Callable[[re.Match[str]], str | None], most: int = 0) -> str:
    """The line with what the pattern finds given to ``act`` and replaced by what that returns, or a gap."""
    new = pattern(text).sub(lambda found: GAP if (new := act(found)) is None else new, line, most)
    return " ".join(new.split())


def without(text: str, line: str) -> str:
    """The line without these signs."""
    return " ".join(pattern(text).sub(" ", line).split())


def figure(sign: str) -> int:
    """The number in a sign: ``n8``, ``x8``, ``o8``, ``m8`` and ``o-1``; "one" is 1."""
    return 1 if sign == "one" else int(re.sub(r"^[a-z]+", "", sign))
