"""The lines of a calendar file (RFC 5545), of which only those about times are ever looked at.

Who is invited, who invites, what it is about, where, and alarms are left behind here, before anything is understood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from icalendar.parser import Contentline
from icalendar.prop import vDDDTypes

from bot.errors import Unclear

LARGEST = 1_000_000  # bytes
MOST_PARTS = 5_000  # calendars, meetings, zones, alarms in a file
MOST_LINES = 20_000  # that are kept
DEEPEST = 3  # parts in parts of which something is kept
LONGEST = 1_000  # characters of a line that is kept and is no list
LISTS = {"RDATE", "EXDATE"}
PLACED = LISTS | {"DTSTART", "DTEND", "RECURRENCE-ID"}  # what can name a zone
OF_ZONES = {"DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO"}
KEPT = {
    ("VCALENDAR",): {"METHOD"},
    ("VCALENDAR", "VTIMEZONE"): {"TZID"},
    ("VCALENDAR", "VTIMEZONE", "STANDARD"): OF_ZONES,
    ("VCALENDAR", "VTIMEZONE", "DAYLIGHT"): OF_ZONES,
    ("VCALENDAR", "VEVENT"): LISTS
    | {"UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE"}
    | {"RECURRENCE-ID", "STATUS"},
}
_ZONE = re.compile(r"(;[ \t]*TZID[ \t]*=)([^;]*)", re.IGNORECASE)
_BREAK = re.compile(r"\r\n|\n|\r")
_NAME = re.compile(r"[ \t]*([A-Za-z-]{3,16})[ \t]*[:;]")  # of what is kept


@dataclass(frozen=True, slots=True)
class Line:
    """A property: what parameters it has and what it says."""

    name: str
    params: dict[str, str]
    value: str


@dataclass(slots=True)
class Part:
    """A calendar, a meeting or a zone, and what is in it."""

    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        """Every such line."""
        return [each for each in self.lines if each.name == name]

    def first(self, name: str) -> Line | None:
        """The first such line, if there is one."""
        return next(iter(self.all(name)), None)

    def says(self, name: str) -> str:
        """What the first such line says, in capitals; nothing when there is none."""
        found = self.first(name)
        return found.value.strip().upper() if found else ""


def calendars(raw: bytes) -> list[Part]:
    """The calendars of a file. Raises Unclear: calendar.too_large, not_calendar or broken."""
    if len(raw) > LARGEST:
        raise Unclear("calendar.too_large")
    text = _decoded(raw).lstrip("\ufeff \t\r\n")
    if not text[:15].upper().startswith("BEGIN:VCALENDAR"):
        raise Unclear("calendar.not_calendar")
    return _parts(text)


def value(text: str) -> date | timedelta:
    """A day, a moment (naive, or in UTC) or a length of time. Raises ValueError."""
    found = vDDDTypes.from_ical(text.strip())  # type: ignore[no-untyped-call]  # has no types
    if not isinstance(found, date | timedelta):
        raise ValueError(text)  # noqa: TRY004 - a text that is wrong
    return found


def _decoded(raw: bytes) -> str:
    """Everything that is kept is ASCII but the names of zones, so letters that cannot be read do no harm."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw.decode("utf-16", "replace")
    return raw.decode("utf-16-le" if raw[1:2] == b"\0" else "utf-8", "replace")


def _parts(text: str) -> list[Part]:
    top = Part("")
    stack, begun, kept = [top], 0, 0
    for line in _unfolded(text):
        word, _, name = line.partition(":")
        sign, name = word.strip().upper(), name.strip().upper()
        if sign == "BEGIN":
            begun += 1
            stack.append(Part(name))
        elif sign == "END":
            _close(stack, name)
        elif len(stack) <= 1 + DEEPEST and (found := _read(line, tuple(each.name for each in stack[1:]))):
            kept += 1
            stack[-1].lines.append(found)
        if begun > MOST_PARTS or kept > MOST_LINES:
            raise Unclear("calendar.too_large")
    if len(stack) > 1:
        raise Unclear("calendar.broken")  # the end of the file is missing
    return top.parts


def _close(stack: list[Part], name: str) -> None:
    if len(stack) == 1 or stack[-1].name != name:
        raise Unclear("calendar.broken")
    part = stack.pop()
    stack[-1].parts.append(part)


def _unfolded(text: str) -> Iterator[str]:
    """Whole lines: one that begins with a blank goes on with the one before."""
    pieces: list[str] = []
    for line in _BREAK.split(text):
        if line[:1] in {" ", "\t"}:
            pieces.append(line[1:])
        elif line:
            if pieces:
                yield "".join(pieces)
            pieces = [line]
    if pieces:
        yield "".join(pieces)


def _read(line: str, where: tuple[str, ...]) -> Line | None:
    match = _NAME.match(line)
    if match is None or (name := match[1].upper()) not in KEPT.get(where, ()):
        return None
    if len(line) > LONGEST and name not in LISTS:
        raise Unclear("calendar.broken")
    _, params, said = Contentline(_quoted(line) if name in PLACED else line).parts()  # type: ignore[no-untyped-call]  # its __new__ has no types
    told = {key.upper(): each for key, each in params.items() if isinstance(each, str)}
    return Line(name, told, said.strip())


def _quoted(line: str) -> str:
    """The line with its zone in quotation marks: Exchange leaves them out, even when there is a colon in the name."""
    head, colon, said = line.rpartition(":")
    return line if '"' in head else _ZONE.sub(r'\1"\2"', head) + colon + said
