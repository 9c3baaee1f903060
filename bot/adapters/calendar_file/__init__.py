"""Calendar files as Outlook, Exchange, Google and Apple write them, made into a series of meetings.

A file comes from outside: it may be broken, or made to keep us busy for ever. Everything in it is counted and bounded
before it is worked out. The only door to icalendar.
"""

from datetime import datetime

from bot.errors import Unclear
from bot.series import Series

from .lines import Part, calendars
from .told import told, uid
from .unrolled import series
from .zones import Zones

__all__ = ["read"]
MOST_SERIES = 10  # in one file, of which all but one may be over


def read(raw: bytes, since: datetime) -> Series:
    """The series in the file, with its meetings from ``since`` (aware): three years of them, 400 at most.

    Raises Unclear: calendar.not_calendar, too_large, broken, too_often (more than daily), no_meeting (none that is to
    come) or several (more than one series has meetings to come).
    """
    try:
        found = [each for each in _series(calendars(raw), since) if each.meetings or each.cancelled]
    except (ValueError, OverflowError) as error:
        raise _unclear("broken") from error
    if len(found) != 1:
        raise _unclear("several" if found else "no_meeting")
    return found[0]


def _series(files: list[Part], since: datetime) -> list[Series]:
    """Every series in the file, by its name."""
    zones = Zones([zone for file in files for zone in file.parts if zone.name == "VTIMEZONE"])
    named: dict[str, list[tuple[Part, bool]]] = {}
    for file in files:
        cancelled = file.says("METHOD") == "CANCEL"
        for part in file.parts:
            if part.name == "VEVENT":
                named.setdefault(uid(part), []).append((part, cancelled))
    if len(named) > MOST_SERIES:
        raise _unclear("several")
    return [
        series([told(part, zones, cancelled=cancelled) for part, cancelled in parts], since) for parts in named.values()
    ]


def _unclear(what: str) -> Unclear:
    return Unclear(f"calendar.{what}")
