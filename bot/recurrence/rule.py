"""What a recurrence is: plain data that can be stored, compared and shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal, TypeAlias, cast, get_args
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
WORKDAYS = (0, 1, 2, 3, 4)

Policy: TypeAlias = Literal["skip", "move-earlier", "move-later", "ignore"]
Parity: TypeAlias = Literal["", "even", "odd"]
Unit: TypeAlias = Literal["week", "month"]
POLICIES: tuple[Policy, ...] = get_args(Policy)


@dataclass(frozen=True, slots=True)
class Slot:
    """Which days, and when on them, in local time.

    ``weekdays`` (0 is Monday) alone: each of them. With ``nth``: the nth of them all in the period, from its end when
    negative. ``day``: the day of the month, -1 the last. ``working``: only Monday to Friday that is no holiday.
    """

    at: time
    ends: time | None = None
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    day: int = 0
    working: bool = False

    def to_doc(self) -> dict[str, Any]:
        """The slot as JSON."""
        return {
            "at": f"{self.at:%H:%M}",
            "ends": f"{self.ends:%H:%M}" if self.ends else None,
            "weekdays": list(self.weekdays),
            "nth": self.nth,
            "day": self.day,
            "working": self.working,
        }

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Slot":
        """The slot that ``to_doc`` wrote."""
        ends = time.fromisoformat(doc["ends"]) if doc["ends"] else None
        given = {"nth": doc["nth"], "day": doc["day"], "working": doc["working"]}
        return cls(time.fromisoformat(doc["at"]), ends, tuple(doc["weekdays"]), **given)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When a forum meets. Its slots are all of one unit.

    ``unit`` week: every ``interval`` weeks, counted from the week of ``anchor``. Month: every ``interval`` periods of
    ``period`` months (1, 3, 6, 12: the quarters begin in January), counted from the one of ``anchor``. No meeting is
    planned before ``anchor`` nor after ``until``. ``parity``, ``weeks`` and ``not_weeks`` are ISO weeks.
    ``not_between``: from and to, both included, as month × 100 + day, every year.
    """

    unit: Unit
    slots: tuple[Slot, ...]
    anchor: date
    interval: int = 1
    period: int = 1
    parity: Parity = ""
    weeks: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    not_weeks: tuple[int, ...] = ()
    not_months: tuple[int, ...] = ()
    not_between: tuple[tuple[int, int], ...] = ()
    until: date | None = None
    holidays: Policy = "skip"

    def to_doc(self) -> dict[str, Any]:
        """The rule as JSON."""
        return {
            "unit": self.unit,
            "slots": [each.to_doc() for each in self.slots],
            "anchor": self.anchor.isoformat(),
            "interval": self.interval,
            "period": self.period,
            "parity": self.parity,
            "weeks": list(self.weeks),
            "months": list(self.months),
            "not_weeks": list(self.not_weeks),
            "not_months": list(self.not_months),
            "not_between": [list(each) for each in self.not_between],
            "until": self.until.isoformat() if self.until else None,
            "holidays": self.holidays,
        }

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Recurrence":
        """The rule that ``to_doc`` wrote."""
        lists = {name: tuple(doc[name]) for name in ("weeks", "months", "not_weeks", "not_months")}
        return cls(
            unit=doc["unit"],
            slots=tuple(map(Slot.from_doc, doc["slots"])),
            anchor=date.fromisoformat(doc["anchor"]),
            interval=doc["interval"],
            period=doc["period"],
            parity=doc["parity"],
            not_between=tuple((first, last) for first, last in doc["not_between"]),
            until=date.fromisoformat(doc["until"]) if doc["until"] else None,
            holidays=cast("Policy", doc["holidays"]),
            **lists,
        )


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A meeting. ``planned`` is the day before any move for a holiday, which tells the meeting from all others."""

    planned: date
    starts: datetime
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """Words that make no rule, and why: then the person is asked.

    ``time``, ``day``: not said · ``words``: not understood, ``words`` tells which · ``doubt``: several meanings, or
    they contradict each other · ``never``: no such day.
    """

    why: Literal["time", "day", "words", "doubt", "never"]
    words: tuple[str, ...] = ()
