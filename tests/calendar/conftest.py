"""Calendar files as the common programs write them; everybody and everything in them is invented."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.calendar_file import read

FILES = Path(__file__).parent / "files"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
TODAY = datetime(2026, 11, 24, 16, tzinfo=STOCKHOLM)


def lines(*given, method="PUBLISH"):
    """A calendar of these lines; ``|`` parts lines too."""
    told = [part for line in given for part in line.split("|")]
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", f"METHOD:{method}", *told, "END:VCALENDAR", ""]
    ).encode()


def event(*more, uid="UID:forum"):
    """A VEVENT of these lines."""
    return "|".join(["BEGIN:VEVENT", uid, *more, "END:VEVENT"])


@pytest.fixture(name="lines")
def given_lines():
    return lines


@pytest.fixture(name="event")
def given_event():
    return event


@pytest.fixture
def file():
    return lambda name: (FILES / name).read_bytes()


@pytest.fixture(name="read")
def given_read():
    return lambda raw, since=TODAY: read(raw, since)


@pytest.fixture
def shown():
    """Local times as one reads them, a cancelled one in brackets."""

    def times(series, most=10):
        told = [f"{each.starts:%Y-%m-%d %H:%M}" for each in series.meetings[:most]]
        return [f"({each})" if held.cancelled else each for each, held in zip(told, series.meetings, strict=False)]

    return times
