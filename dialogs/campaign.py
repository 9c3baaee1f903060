"""The dialog in which a coordinator asks many people to take a course or a survey: what, whom, until when."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.sending_hours import is_quiet

from .flow import Answer, Answers, Field, Flow, Step

FACTS = "facts"  # beside the answers: the people of a file, and what the dry run came to
FARTHEST = 366  # days from now that the last day may lie


def _after_last(answer: Answer, _: Answers) -> str:
    """July and Christmas are asked about only where the time touches them."""
    last = date.fromisoformat(answer.get("last") or "0001-03-01")
    first = date.fromisoformat(answer.get("first") or last.isoformat())
    days = (first + timedelta(days=each) for each in range((last - first).days + 1))
    return "seasons" if any(map(is_quiet, days)) else "preview"


FLOW = Flow(
    "campaign",
    Step("what", fields=(Field("subject", "pick"),)),
    Step(
        "whom",
        ("next", "units"),
        fields=(
            Field("departments", "picks", optional=True),
            Field("operations", "picks", optional=True),
            Field("roles", "picks", optional=True),
        ),
        then={"next": "last", "units": "units"},
        clears=("units",),
    ),
    Step("units", fields=(Field("units", "picks"),)),
    Step("last", fields=(Field("last", "date"),), way=_after_last, then={"seasons": "seasons", "preview": "preview"}),
    Step("seasons", ("no", "yes")),
    Step("preview", ("start", "test"), then={"start": "started", "test": "preview"}, strict=True),
    ends=("started",),
)


def beside(answers: Answers) -> Mapping[str, Any]:
    """What stands beside the answers."""
    return answers.get(FACTS, {})
