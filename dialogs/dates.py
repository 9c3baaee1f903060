"""Days and times as words, in the reader's language."""

from datetime import date, datetime

from bot.talk import Line, Phrase

from .scene import STOCKHOLM


def day(of: date) -> Line:
    """Thursday 3 December."""
    return Phrase("dates.day", _day(of))


def at(moment: datetime) -> Line:
    """Thursday 3 December at 9.00, in Stockholm; what begins at midnight takes whole days, and has no hour."""
    local = moment.astimezone(STOCKHOLM)
    if not (local.hour or local.minute):
        return day(local.date())
    return Phrase("dates.at", {**_day(local.date()), "time": f"{local.hour}.{local.minute:02d}"})


def month(number: int) -> Line:
    """The month's name."""
    return Phrase(f"dates.months.{number}")


def _day(of: date) -> dict[str, str | Line]:
    return {"weekday": Phrase(f"dates.weekdays.{of.weekday()}"), "day": str(of.day), "month": month(of.month)}
