"""The directory file: one CSV, as an office would keep it, and the whole directory.

UTF-8, semicolons, the columns of ``COLUMNS`` in any order. Nothing changes when a line is wrong.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from .errors import VbeError
from .people import Person, Role

COLUMNS = (
    "aad_id",
    "name",
    "email",
    "phone",
    "roles",
    "department",
    "unit",
    "operation",
    "manages_unit",
    "stands_in_for",
    "valid_until",
)
ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
EMAIL = re.compile(r"[^@\s;]+@[^@\s;]+\.[^@\s;]+")
LARGE_CUT = 10  # removing more than a tenth is asked about


class WrongDirectory(VbeError):
    """The directory file has faults; each names its line and the reason. Nothing was changed."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Changes:
    """What applying a file would do, as ids."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    before: int

    @property
    def large_cut(self) -> bool:
        """Whether more than a tenth of the people would be removed."""
        return len(self.removed) * LARGE_CUT > self.before


def parse(text: str, departments: Collection[str]) -> list[Person]:
    """The people of a directory file. Raises WrongDirectory with every fault found."""
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";", strict=True)
    try:
        missing = [each for each in COLUMNS if each not in (lines.fieldnames or ())]
        if missing:
            raise WrongDirectory([f"line 1: no column {', '.join(missing)}; the columns are {';'.join(COLUMNS)}"])
        rows = [(lines.line_num, row) for row in lines]
    except csv.Error as error:
        raise WrongDirectory([f"line {lines.line_num}: {error}"]) from error
    faults = [f"line {at}: {fault}" for at, row in rows for fault in _faults(row, departments)]
    faults += _faults_between(rows)
    if faults:
        raise WrongDirectory(faults)
    return [_person(row) for _, row in rows]


def compare(before: Mapping[str, Person], after: list[Person]) -> Changes:
    """What would be added, changed and removed."""
    new = {person.id: person for person in after}
    return Changes(
        tuple(each for each in new if each not in before),
        tuple(each for each in new if each in before and new[each] != before[each]),
        tuple(each for each in before if each not in new),
        len(before),
    )


def to_doc(person: Person) -> dict[str, Any]:
    """The person as plain JSON."""
    until = person.valid_until.isoformat() if person.valid_until else None
    return {**asdict(person), "roles": sorted(person.roles), "valid_until": until}


def from_doc(doc: Mapping[str, Any]) -> Person:
    """The person that ``to_doc`` made."""
    until = date.fromisoformat(doc["valid_until"]) if doc["valid_until"] else None
    roles = frozenset(Role(each) for each in doc["roles"])
    parts: dict[str, Any] = {**doc, "roles": roles, "departments": tuple(doc["departments"]), "valid_until": until}
    return Person(**parts)


def _faults(row: Mapping[str | None, Any], departments: Collection[str]) -> Iterator[str]:
    if None in row or None in row.values():
        yield f"there are not {len(COLUMNS)} fields in it"
        return
    if not ID.fullmatch(row["aad_id"]):
        yield "aad_id is no Entra object id"
    if row["email"] and not EMAIL.fullmatch(row["email"]):
        yield "email is no e-mail address"
    yield from (f"roles: no such role {each!r}" for each in _split(row["roles"]) if each not in set(Role))
    yield from (f"department: no such department {d!r}" for d in _split(row["department"]) if d not in departments)
    if Role.COORDINATOR in _split(row["roles"]) and not row["department"]:
        yield "a coordinator needs a department"
    if row["stands_in_for"] and not ID.fullmatch(row["stands_in_for"]):
        yield "stands_in_for is no Entra object id"
    if row["valid_until"] and not _day(row["valid_until"]):
        yield "valid_until is no day; write YYYY-MM-DD"


def _faults_between(rows: list[tuple[int, dict[Any, Any]]]) -> list[str]:
    seen: dict[str, int] = {}
    faults = []
    for at, row in rows:
        key = str(row.get("aad_id")).lower()
        if key in seen:
            faults.append(f"line {at}: aad_id stands on line {seen[key]} too")
        seen.setdefault(key, at)
    strays = [(at, row) for at, row in rows if row.get("stands_in_for") and row["stands_in_for"].lower() not in seen]
    return faults + [f"line {at}: stands_in_for is nobody in this file" for at, _ in strays]


def _person(row: Mapping[str, str]) -> Person:
    return Person(
        id=row["aad_id"].lower(),
        name=row["name"].strip(),
        email=row["email"].strip(),
        phone=row["phone"].strip(),
        roles=frozenset(Role(each) for each in _split(row["roles"])),
        departments=_split(row["department"]),
        unit=row["unit"].strip(),
        operation=row["operation"].strip(),
        manages_unit=row["manages_unit"].strip(),
        stands_in_for=row["stands_in_for"].lower(),
        valid_until=_day(row["valid_until"]),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
