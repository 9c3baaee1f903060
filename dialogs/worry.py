"""“Jag är orolig för någon”: the routine first, then a de-identified report if the person wants to send one."""

from collections.abc import Mapping
from typing import Any

from bot.city import operations, specialist_for
from bot.people import CENTRAL
from bot.routine import Situation

from .flow import Answer, Answers, Field, Flow, Step

SEEN = (
    "threat",
    "violence",
    "degrading",
    "expression",
    "recruitment",
    "travel",
    "returnee",
    "symbols",
    "damage",
    "online",
    "other",
    "other_concern",
    "opinion",
)
ENVIRONMENTS = ("unclear", "white_power", "autonomous", "islamist", "other_mixed")
BASES = ("symbol", "text", "said", "organisation", "other")
PLACE_TYPES = (
    "school",
    "preschool",
    "leisure",
    "library",
    "sports",
    "elderly_care",
    "social_office",
    "park",
    "square",
    "passage",
    "transport",
    "housing",
    "premises",
    "online",
    "other",
)
PERIODS = ("today", "yesterday", "this_week", "this_month", "earlier", "unknown")
OPERATIONS = operations()
UNSURE = "unsure"  # of the department, at the candidates
DONE = ("police", "called_112", "child_concern", "removal", "ia", "manager")


def situation(answers: Answers) -> Situation:
    """What the routine needs to know, from the answers so far."""
    who = str(answers.get("who", {}).get("act", "unsure"))
    if answers.get("perhaps_child", {}).get("act") == "adults":
        who = "adult"
    return Situation(who, tuple(answers.get("seen", {}).get("seen", ())))


def place(answers: Answers) -> Mapping[str, Any]:
    """The place that counts: none when it is about no place, whatever was written before."""
    where = answers.get("where", {})
    return {} if where.get("act") == "nowhere" else where.get("place") or {}


def departments(answers: Answers) -> tuple[str, ...]:
    """Where the report goes (decision 9): the place's department, the specialist one, both, or the centre."""
    if answers.get("steps", {}).get("about_coordinator") == "true":
        return (CENTRAL,)
    here, special = place_department(answers), specialist(answers)
    choice = answers.get("recipients", {}).get("act", "place")
    chosen = {"both": (here, special), "place": (here,), "specialist": (special,)}[str(choice)]
    return tuple(dict.fromkeys(each for each in chosen if each)) or (CENTRAL,)


def place_department(answers: Answers) -> str:
    """The department of the place, or the centre when there is none."""
    found = place(answers)
    if found.get("candidates"):
        chosen = str(answers.get("which", {}).get("act", UNSURE))
        return CENTRAL if chosen == UNSURE else chosen
    return found.get("department") or CENTRAL


def specialist(answers: Answers) -> str | None:
    """The specialist department of the reporter's own operation, if it has one."""
    return specialist_for(str(answers.get("where", {}).get("operation", "")))


def _seen_leads(answer: Answer, answers: Answers) -> str:
    now = situation({**answers, "seen": answer})
    if answer["act"] == "advice":
        return "advice"
    if now.only_opinion:
        return "opinion"
    if now.only_another_concern:
        return "another_concern"
    return "report" if answer.get("environment", "unclear") in {"", "unclear"} else "basis"


def _where_leads(answer: Answer, _: Answers) -> str:
    found = place({"where": answer})
    if found.get("outside"):
        return "elsewhere"
    return "which" if found.get("candidates") else "story"


def _candidates(answers: Answers) -> tuple[str, ...]:
    return (*place(answers).get("candidates", ()), UNSURE)


def _story_leads(answer: Answer, answers: Answers) -> str:
    if answer["act"] == "next" and answer.get("story"):
        return "review"
    return _then_recipients(answers)


def _review_leads(answer: Answer, answers: Answers) -> str:
    return "story" if answer["act"] == "change" else _then_recipients(answers)


def _then_recipients(answers: Answers) -> str:
    """Both departments are offered when the reporter's operation belongs to another one than the place does."""
    special = specialist(answers)
    return "recipients" if special and special != place_department(answers) else "steps"


FLOW = Flow(
    "worry",
    Step(
        "danger",
        ("yes", "no", "unsure"),
        then={"yes": "call_112", "no": "who", "unsure": "call_112"},
        links=("emergency",),
        links_last=True,
        urgent=("yes",),
    ),
    Step("call_112", ("over", "stop"), then={"over": "who", "stop": "stopped"}, links=("emergency",), told=True),
    Step(
        "who",
        ("under_18", "adult", "several", "unsure", "nobody"),
        then={
            "under_18": "child_first",
            "adult": "seen",
            "several": "perhaps_child",
            "unsure": "perhaps_child",
            "nobody": "seen",
        },
        clears=("perhaps_child", "steps"),
    ),
    Step(
        "child_first",
        ("reported", "advice"),
        then={"reported": "seen", "advice": "advised"},
        links=("child_concern",),
        told=True,
    ),
    Step(
        "perhaps_child",
        ("adults", "reported", "advice"),
        then={"adults": "seen", "reported": "seen", "advice": "advised"},
        links=("child_concern",),
        clears=("steps",),
    ),
    Step(
        "seen",
        ("next", "advice"),
        fields=(
            Field("seen", "several", SEEN),
            Field("environment", "one", ENVIRONMENTS, "unclear"),
            Field("recurring", "one", ("yes", "no", "unknown"), "unknown", optional=True),
        ),
        way=_seen_leads,
        then={
            "report": "where",
            "basis": "basis",
            "opinion": "opinion",
            "another_concern": "another_concern",
            "advice": "advised",
        },
        clears=("steps",),
    ),
    Step("basis", fields=(Field("basis", "several", BASES),), then="where"),
    Step("opinion", ("done", "change"), then={"done": "closed", "change": "seen"}, links=("child_concern",), told=True),
    Step(
        "another_concern",
        ("done", "change"),
        then={"done": "closed", "change": "seen"},
        links=("child_concern", "police"),
        told=True,
    ),
    Step(
        "where",
        ("next", "nowhere"),
        fields=(
            Field("place", "place"),
            Field("place_type", "one", PLACE_TYPES),
            Field("period", "one", PERIODS),
            Field("operation", "one", OPERATIONS),
        ),
        way=_where_leads,
        then={"story": "story", "which": "which", "elsewhere": "elsewhere"},
        clears=("which", "recipients", "steps"),
    ),
    Step("which", _candidates, then="story", clears=("recipients", "steps")),
    Step("elsewhere", ("done", "change"), then={"done": "closed", "change": "where"}, links=("police",), told=True),
    Step(
        "story",
        ("next", "skip"),
        fields=(Field("story", "story"),),
        way=_story_leads,
        then={"review": "review", "recipients": "recipients", "steps": "steps"},
        clears=("review", "steps"),
    ),
    Step(
        "review",
        ("clear", "unsure", "change"),
        way=_review_leads,
        then={"story": "story", "recipients": "recipients", "steps": "steps"},
        private=True,
        strict=True,
    ),
    Step("recipients", ("both", "place", "specialist"), then="steps", clears=("steps",)),
    Step(
        "steps",
        ("send", "advice"),
        fields=(
            Field("done", "several", DONE, optional=True),
            Field("about_coordinator", "toggle", optional=True),
        ),
        then={"send": "code", "advice": "advised"},
        strict=True,
    ),
    Step("code", ("send",), fields=(Field("notice", "toggle", optional=True),), then="sent", private=True, strict=True),
    ends=("sent", "advised", "closed", "stopped"),
)
