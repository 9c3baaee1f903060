"""What the words say of holidays: then it goes before what was chosen beside them."""

import re

from .draft import Draft, struck
from .rule import Policy

IF = r"(?:if )*(?:the )?"
DAYS = r"(?:hol|weekend)(?: (?:and|or) (?:hol|weekend))*"
AWAY = (
    r"(?:(?:to|unto) )?(?:the )?(?:one |n1 )?(?:day |work )?(?:to )?(?:the )?"
    r"(before|after)(?: (?:the )?(?:day|work))?(?! (?:the )?(?:week|wd|month|quarter))"
)
NO_LIST = r"(?! (?:the )?(?:m\d|week|wd|on\d|date|[no]-?\d|between|from))"
TURNS: dict[str, Policy] = {"before": "move-earlier", "after": "move-later"}


def holidays(line: str, draft: Draft) -> str:
    """Strike out what is said of holidays."""

    def moved(found: re.Match[str]) -> None:
        draft.policies.add(TURNS[found[1]])

    def say(policy: Policy) -> None:
        draft.policies.add(policy)

    line = struck(r"(o-?\d) workfree wd(\d)", line, lambda m: f"{m[1]} free{m[2]}")
    line = struck(r"workfree (wd\ds?)", line, lambda m: _said(draft, m[1]))
    line = struck(rf"{DAYS} or (?:except|not)", line, lambda _: say("ignore"))
    line = struck(rf"(?:(?:except|skip) )?{IF}{DAYS}(?: (?:,|if))* (?:move )?(?:, )?{AWAY}", line, moved)
    line = struck(rf"move {AWAY}(?: ,)? {IF}{DAYS}", line, moved)
    line = struck(rf"{AWAY}(?: ,)? if {IF}{DAYS}", line, moved)
    line = struck(rf"also {IF}{DAYS}|{IF}{DAYS} also", line, lambda _: say("ignore"))
    line = struck(rf"(?:except|skip) {IF}(?:weekend and )?hol(?: and weekend)?", line, lambda _: say("skip"))
    return struck(rf"{IF}{DAYS}(?: ,)? (?:skip|except){NO_LIST}", line, lambda _: say("skip"))


def _said(draft: Draft, rest: str) -> str:
    draft.policies.add("skip")
    return rest
