"""Who may open a case, and the letters that keep what shows it up to date."""

from datetime import date

from bot import outbox
from bot.cases import Case
from bot.people import Directory
from bot.ports import Ports, Put


def may_open(directory: Directory, case: Case, person: str, today: date) -> bool:
    """Whether the person's role covers the case, and the case is not about them."""
    return person not in case.excluded and directory.may_see(person, case.departments, today)


def renewals(ports: Ports, case: Case) -> list[Put]:
    """Letters that bring every message which shows the case up to what it may show when they are sent."""
    letters = [{"kind": "renew", "case": case.id, "person": s.person, "message": s.message} for s in case.shown]
    return [outbox.stage(ports, letter) for letter in letters]
