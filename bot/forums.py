"""Cooperation forums: where and when they meet, who leads them, and what came of the VBE item (domain/forum.md).

A meeting is known by the time it was first planned for, whatever becomes of it; the bot keeps that the item was taken
up, themes and decided actions, never a discussion about a person.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Literal, Self

from content import city

from .blank import filled
from .deidentify import Deidentified
from .ports import FORUMS, NEW, Put, Row, Seal
from .recurrence import Recurrence, upcoming
from .series import Series
from .talk import Chat

Result = Literal["handled", "not_reached", "cancelled", "moved"]
RESULTS: tuple[Result, ...] = ("handled", "not_reached", "cancelled", "moved")
NOT_TAKEN_UP = 3  # meetings running without the item, after which somebody asks what would help
KEPT = 12  # meetings whose result is remembered


@dataclass(frozen=True, slots=True)
class Leads:
    """When what is sent: working days before the meeting (prompt to the chair, item in the channel) and after it.

    ``hour``: the hour of the day, in local time, of all three.
    """

    prompt: int = 10
    item: int = 3
    follow: int = 1
    hour: int = 9


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting. ``planned`` is what it was planned for first, local time as ISO: its identity."""

    planned: str
    starts: datetime
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided: an action, whose role it is, and by when. ``at``: the meeting, by its ``planned``."""

    id: str
    text: Deidentified
    owner: str  # a participant role of content/city/forums.toml
    due: str  # YYYY-MM-DD, or empty
    at: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What the chair has made of the coming item: words of their own, and whether it is approved or left out."""

    added: str = ""
    state: Literal["", "approved", "skipped"] = ""


@dataclass(frozen=True, slots=True)
class Forum:
    """A forum in a channel. ``moved``: meetings by ``planned``, to another time, or "" when cancelled.

    ``fired``: what was sent for which meeting, as ``planned|kind``. ``posted``: the message that shows its item.
    ``stopped``: its channel takes nothing from us, and nothing is sent until somebody begins anew. ``help``: whether
    its chair was asked what would help, since the item was last taken up, and has answered.
    """

    id: str
    kind: str
    channel: Chat
    departments: tuple[str, ...]
    chair: str
    rule: Recurrence | None = None
    series: Series | None = None
    leads: Leads = Leads()
    moved: Mapping[str, str] = field(default_factory=dict)
    fired: tuple[str, ...] = ()
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    results: Mapping[str, str] = field(default_factory=dict)
    posted: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    stopped: bool = False
    help: Literal["", "asked", "answered"] = ""
    etag: str = NEW

    def put(self, seal: Seal, due: datetime | None) -> Put:
        """The write that keeps it, if nobody changed it meanwhile. ``due``: when something falls due for it next."""
        lean = asdict(replace(self, rule=None, series=None))
        within = {
            **{name: value for name, value in lean.items() if name not in {"id", "chair", "etag"}},
            "rule": self.rule.to_doc() if self.rule else None,
            "series": self.series.to_doc() if self.series else None,
        }
        doc = {"due": due.astimezone(UTC).isoformat() if due else None, "chair": self.chair}
        return Put(FORUMS, self.id, {**doc, "sealed": seal.seal(filled(within), about(self.id))}, self.etag)

    @classmethod
    def read(cls, row: Row, seal: Seal) -> Self:
        """The forum of a row. Raises Unsealable."""
        within: dict[str, Any] = json.loads(seal.open(row.doc["sealed"], about(row.key)))
        made = {
            "channel": Chat(**within["channel"]),
            "departments": tuple(within["departments"]),
            "rule": Recurrence.from_doc(within["rule"]) if within["rule"] else None,
            "series": Series.from_doc(within["series"]) if within["series"] else None,
            "leads": Leads(**within["leads"]),
            "fired": tuple(within["fired"]),
            "drafts": {planned: Draft(**each) for planned, each in within["drafts"].items()},
            "decisions": tuple(Decision(**each) for each in within["decisions"]),
        }
        return cls(id=row.key, chair=row.doc["chair"], etag=row.etag, **{**within, **made})

    def open_decisions(self) -> tuple[Decision, ...]:
        """What was decided and is not done, the oldest first."""
        return tuple(each for each in self.decisions if not each.done)

    def running_without(self) -> int:
        """How many meetings in a row, up to the last one, the item was not reached at."""
        count = 0
        for planned in sorted(self.results, reverse=True):
            if self.results[planned] == "handled":
                break
            count += self.results[planned] == "not_reached"
        return count

    def with_result(self, planned: str, result: str) -> Self:
        """What became of the item at a meeting; the older ones are forgotten in time."""
        results = {**self.results, planned: result}
        asked = "" if result == "handled" else self.help
        return replace(self, results={each: results[each] for each in sorted(results)[-KEPT:]}, help=asked)


def meetings(forum: Forum, since: datetime) -> Iterator[Meeting]:
    """The meetings that begin at ``since`` or later, in order of their beginning; cancelled ones are left out.

    Moved ones stand where they were moved to. ``since`` is aware.
    """
    moved = sorted(_moved(forum, since), key=lambda each: each.starts)
    for meeting in _as_planned(forum, since):
        while moved and moved[0].starts <= meeting.starts:
            yield moved.pop(0)
        yield meeting
    yield from moved


def _moved(forum: Forum, since: datetime) -> Iterator[Meeting]:
    for planned, to in forum.moved.items():
        if to and (starts := datetime.fromisoformat(to)) >= since:
            yield Meeting(planned, starts)


def _as_planned(forum: Forum, since: datetime) -> Iterator[Meeting]:
    for meeting in _told(forum, since):
        if meeting.planned not in forum.moved:
            yield meeting


def _told(forum: Forum, since: datetime) -> Iterator[Meeting]:
    """By the calendar file if there is one, else by the rule."""
    if forum.series:
        for each in forum.series.meetings:
            if not each.cancelled and each.starts >= since:
                yield Meeting(_key(each.planned), each.starts, each.ends)
    elif forum.rule:
        for found in upcoming(forum.rule, since):
            yield Meeting(f"{found.planned}T{found.starts:%H:%M}", found.starts, found.ends)


def _key(planned: datetime | date) -> str:
    return f"{planned:%Y-%m-%dT%H:%M}" if isinstance(planned, datetime) else planned.isoformat()


def kinds() -> tuple[str, ...]:
    """The kinds of forums that the city has, in the content's order."""
    return tuple(city("forums")["kind"])


def roles(kind: str) -> tuple[str, ...]:
    """Who takes part in such a forum: each has a question of its own, and can own a decision."""
    return tuple(city("forums")["kind"][kind]["roles"])


def roles_of_all() -> tuple[str, ...]:
    """Every role that any kind of forum has."""
    return tuple(dict.fromkeys(role for kind in kinds() for role in roles(kind)))


def about(key: str) -> str:
    """What a forum's seal is bound to."""
    return f"forum/{key}"
