"""What somebody has said about their training, and when they were reminded: one row a person, sealed.

Trusted as said; no certificate is asked for (domain/utbildning.md). One budget of reminders for a person, whatever
they are about: none within ``APART`` of another, and no more than ``MOST`` in ``SPAN``.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal, Self

from .blank import SMALL, filled
from .courses import Course
from .errors import Unsealable
from .ports import NEW, TRAINING, Put, Row, Seal, Store

State = Literal["done", "later", "not_relevant"]
APART = timedelta(days=3)
SPAN, MOST = timedelta(days=30), 4


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a course on a ``day``; with "later": until which day it waits. ISO dates.

    ``by``: the person, or the learning portal's list.
    """

    state: State
    day: str
    until: str = ""
    by: Literal["person", "portal"] = "person"


@dataclass(frozen=True, slots=True)
class Training:
    """``stopped``: asks not to be reminded of anything. ``reminded``: the days of the latest reminders."""

    person: str
    stopped: bool = False
    said: Mapping[str, Said] = field(default_factory=dict)
    reminded: tuple[str, ...] = ()
    etag: str = NEW

    def put(self, seal: Seal) -> Put:
        """The write that keeps it, if nobody changed it meanwhile."""
        within = {name: value for name, value in asdict(self).items() if name not in {"person", "etag"}}
        sealed = seal.seal(filled(within, SMALL), about(self.person))
        return Put(TRAINING, self.person, {"sealed": sealed}, self.etag)

    @classmethod
    def read(cls, row: Row, seal: Seal) -> Self:
        """Of a row. Raises Unsealable."""
        within: dict[str, Any] = json.loads(seal.open(row.doc["sealed"], about(row.key)))
        said = {course: Said(**each) for course, each in within["said"].items()}
        return cls(row.key, within["stopped"], said, tuple(within["reminded"]), row.etag)

    @classmethod
    def known(cls, row: Row, seal: Seal) -> Self:
        """Of a row; one that cannot be opened any more, its key being lost, is begun anew."""
        try:
            return cls.read(row, seal)
        except Unsealable:
            return cls(row.key, etag=row.etag)

    def has_done(self, course: Course, today: date) -> bool:
        """Whether it is done and still counts: so many months from the day it was done."""
        said = self.said.get(course.id)
        if said is None or said.state != "done":
            return False
        return not course.months or today < _months_on(date.fromisoformat(said.day), course.months)

    def is_for(self, course: Course) -> bool:
        """Whether they have not said that it does not concern them."""
        said = self.said.get(course.id)
        return said is None or said.state != "not_relevant"

    def waits_until(self, course: Course) -> date | None:
        """The day they chose, if they said "later"."""
        said = self.said.get(course.id)
        return date.fromisoformat(said.until) if said and said.state == "later" and said.until else None

    def reminder_on(self, day: date) -> date:
        """The first day from this one on when the budget allows another reminder."""
        days = [date.fromisoformat(each) for each in self.reminded]
        first = max([day, *(each + APART for each in days)])
        while len(recent := [each for each in days if first - SPAN < each <= first]) >= MOST:
            first = min(recent) + SPAN
        return first

    def reminded_on(self, day: date) -> "Training":
        """With one more reminder; those that no longer count are forgotten."""
        kept = [each for each in self.reminded if date.fromisoformat(each) > day - SPAN]
        return replace(self, reminded=(*kept, day.isoformat()))

    def saying(self, course: str, said: Said) -> "Training":
        """With this said about a course."""
        return replace(self, said={**self.said, course: said})


async def training_of(store: Store, seal: Seal, person: str) -> Training:
    """What is known of somebody's training."""
    row = await store.get(TRAINING, person)
    return Training.known(row, seal) if row else Training(person)


def about(person: str) -> str:
    """What the row's seal is bound to."""
    return f"training/{person}"


def _months_on(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last = (date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)).day
    return first.replace(day=min(day.day, last))
