"""What is wrong with an answer of a campaign's dialog, by the directory, the courses and the calendar as they stand."""

from datetime import date, timedelta

from bot.courses import courses

from . import campaign_offers
from .campaign import FARTHEST
from .campaign_people import asked
from .flow import Answer, Answers
from .scene import Scene


def wrong(scene: Scene, step: str, answer: Answer, answers: Answers) -> str:
    """What is to be said of an answer that cannot be, as a phrase key; "" of one that can."""
    if step == "what":
        offered = {each.value for each in campaign_offers.subjects(scene)}
        return "" if answer.get("subject") in offered else "campaign.what.unclear"
    if step == "whom":
        return _whom(scene, answer, answers)
    if step == "units":
        return "" if set(answer.get("units", ())) <= set(_units(scene, answers)) else "campaign.units.unclear"
    return _last(scene.today, answer, answers) if step == "last" else ""


def _whom(scene: Scene, answer: Answer, answers: Answers) -> str:
    offered = campaign_offers.whom(scene)
    for name in ("departments", "operations", "roles"):
        if not set(answer.get(name, ())) <= {each.value for each in offered.get(name, ())}:
            return "campaign.whom.unclear"
    if answer["act"] == "units":
        found = len(_units(scene, answers))
        if not 0 < found <= campaign_offers.MOST_UNITS:
            return "campaign.whom.many_units" if found else "campaign.whom.no_units"
    return ""


def _units(scene: Scene, answers: Answers) -> dict[str, str]:
    return campaign_offers.units(asked(scene, answers, units=False)[1])


def _last(today: date, answer: Answer, answers: Answers) -> str:
    last = date.fromisoformat(answer["last"])
    if last <= today:
        return "campaign.last.past" if last < today else "campaign.last.today"
    if last - today > timedelta(days=FARTHEST):
        return "campaign.last.far"
    kind, _, subject = answers.get("what", {}).get("subject", "").partition(":")
    course = courses().get(subject) if kind == "course" else None
    return "campaign.course_over" if course and not course.offered(last) else ""
