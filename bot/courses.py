"""The courses that staff are asked to take: facts from content/city/courses.toml, words under ``courses.<id>``.

Sources: the local action plan ("relevant staff take the basic web training"), domain/utbildning.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from content import city

Kind = Literal["web", "lecture", "quiz", "practice"]


@dataclass(frozen=True, slots=True)
class Course:
    """``minutes`` it takes (0: not known); ``months`` it counts (0: for good).

    ``operations`` it is relevant for (none: everybody). ``contact`` is the key of its link in
    content/city/contacts.toml, shown only while that is checked. ``until``: the last day it can be taken.
    """

    id: str
    kind: Kind
    minutes: int
    months: int = 0
    operations: tuple[str, ...] = ()
    contact: str = ""
    until: date | None = None

    def offered(self, today: date) -> bool:
        """Whether it can still be taken."""
        return self.until is None or today <= self.until

    def concerns(self, operation: str) -> bool:
        """Whether it is relevant for somebody of this operation; where that is not known, it is."""
        return not self.operations or not operation or operation in self.operations


@cache
def courses() -> Mapping[str, Course]:
    """All of them by id, in the content's order."""
    return {name: _course(name, each) for name, each in city("courses")["course"].items()}


def _course(name: str, given: Mapping[str, Any]) -> Course:
    facts = {key: given[key] for key in ("kind", "minutes", "months", "contact", "until") if key in given}
    return Course(name, operations=tuple(given.get("operations", ())), **facts)
