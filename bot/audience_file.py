"""The people of a campaign from a file: object ids or e-mail addresses, one a line, as an office would export them.

UTF-8 with or without a mark, semicolons or commas. With a header the column ``aad_id`` or ``email`` is read and the
others are let be; without one there is a single column.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from .directory import EMAIL, ID
from .errors import Unclear
from .people import Directory

COLUMNS = {"aad_id": "id", "object_id": "id", "objectid": "id", "id": "id", "email": "email", "e-mail": "email"}
MOST_LINES = 100_000  # twice the city's staff
LONGEST_LINE = 1_000
SHOWN = 20  # faults that are told one by one
TOO_LONG, WRONG_COLUMNS, EMPTY = (f"campaign.file.{each}" for each in ("too_long", "wrong_columns", "empty"))


@dataclass(frozen=True, slots=True)
class Listed:
    """Who stands in a file, each once, by object id.

    ``duplicates``: lines with somebody who stands there already; ``unknown``: lines that came to nobody; ``faults``:
    the first of these, as ``"12 unknown"`` or ``"12 malformed"``; ``strangers``: how many of ``people`` the directory
    does not list.
    """

    people: tuple[str, ...]
    duplicates: int = 0
    strangers: int = 0
    unknown: int = 0
    faults: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    known: dict[str, str]
    admits: bool
    people: dict[str, None] = field(default_factory=dict)
    duplicates: int = 0
    unknown: int = 0
    faults: list[str] = field(default_factory=list)

    def take(self, number: int, said: str) -> None:
        """One line's person."""
        person = self.known.get(said.casefold()) or (said.lower() if self.admits and ID.fullmatch(said) else None)
        if person is None:
            self.unknown += 1
            reason = "unknown" if ID.fullmatch(said) or EMAIL.fullmatch(said) else "malformed"
            if len(self.faults) < SHOWN:
                self.faults.append(f"{number} {reason}")
        elif person in self.people:
            self.duplicates += 1
        else:
            self.people[person] = None


def parse_file(text: str, directory: Directory, *, strangers: bool = False) -> Listed:
    """The people of an audience file. Raises Unclear when it is too long, has no such column, or nobody at all.

    ``strangers``: whether an object id that the directory does not list is somebody too: anyone of the tenant is an
    employee, and a city may list its officials alone.
    """
    text = text.removeprefix("\ufeff")
    if text.count("\n") > MOST_LINES or text.count("\r") > 2 * MOST_LINES:
        raise Unclear(TOO_LONG)
    known = {person.email.casefold(): person.id for person in directory.people.values() if person.email}
    reading = _Reading({**known, **{each: each for each in directory.people}}, strangers)
    for number, said in _values(text):
        reading.take(number, said)
    if not reading.people and not reading.unknown:
        raise Unclear(EMPTY)
    unlisted = sum(each not in directory.people for each in reading.people)
    return Listed(tuple(reading.people), reading.duplicates, unlisted, reading.unknown, tuple(reading.faults))


def _values(text: str) -> Iterator[tuple[int, str]]:
    """The number of each line that is not empty, and what stands in its column."""
    lines = _lines(text)
    number, first = next(((at, each) for at, each in lines if each.strip()), (0, ""))
    delimiter = ";" if ";" in first else ","
    header = [each.strip().casefold() for each in next(csv.reader([first], delimiter=delimiter), [])]
    column = next((at for at, name in enumerate(header) if name in COLUMNS), None)
    if column is None:
        if len(header) > 1 or (header and not _names_somebody(header[0])):
            raise Unclear(WRONG_COLUMNS)
        column, lines = 0, chain([(number, first)], lines)
    for at, line in lines:
        fields = next(csv.reader([line], delimiter=delimiter), [])
        if any(each.strip() for each in fields):
            yield at, fields[column].strip() if column < len(fields) else ""


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Numbered from 1, made one at a time. Raises Unclear for one that is no line of such a file."""
    start, number = 0, 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        if end - start > LONGEST_LINE:
            raise Unclear(WRONG_COLUMNS)
        yield number, text[start:end].rstrip("\r")
        start = end + 1


def _names_somebody(said: str) -> bool:
    return bool(ID.fullmatch(said) or EMAIL.fullmatch(said))
