"""Campaigns: a course or a survey that many people are asked to take, until a last day.

Everybody in the audience is accounted for, always: sent + failed (by reason) + waiting + unreachable = audience. Each
has a row of their own (``Recipient``), which is the queue as well: ``due`` says when it is to be looked at next.
Whoever had no need to be asked when it began (had done it, or wants no reminders) is among those who failed, once it
is their turn: a count of them before would tell whoever chose the audience what one person has said.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, Self

from .blank import filled
from .ports import CAMPAIGNS, NEW, RECIPIENTS, Put, Row, Seal
from .talk import Chat

Kind = Literal["course", "survey"]
State = Literal["beginning", "running", "paused", "cancelled", "over"]
WAITING, QUEUED, SENT, UNREACHABLE, FAILED = "waiting", "queued", "sent", "unreachable", "failed"
ON_ITS_WAY = "~"  # instead of a due: a letter is in the outbox; sorts after every moment
LIVE: tuple[State, ...] = ("running", "paused")
KEPT = timedelta(days=7)  # after the end: for so long is it known who was asked, and who has answered a survey


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is asked: everybody in the directory who has all of what is named here; or the people of a file.

    ``departments``, ``units``, ``operations``, ``roles``: any of them; empty: whichever. ``listed``: how many stood in
    the file, 0 when the directory was asked.
    """

    departments: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    listed: int = 0

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Self:
        """As it was kept."""
        departments, units, operations, roles = (
            tuple(doc[name]) for name in ("departments", "units", "operations", "roles")
        )
        return cls(departments, units, operations, roles, doc["listed"])


@dataclass(frozen=True, slots=True)
class Shown:
    """The message that shows how the campaign goes, and is brought up to date where it stands."""

    chat: Chat
    language: str
    message: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """``subject``: a course's or a survey's id. ``by``: who started it. ``always``: in July and at Christmas too.

    ``size``: the audience. ``figures``: set when it is over, place → (how many, how many of them have done it), never a
    name, and of whole units alone. ``live``: where its progress is shown; ``told``: what that shows, to see changes.
    ``beginning``: its recipients are still being written, or that was broken off; nobody is told of it. ``ended``: on
    which day it was closed, when nobody is due any more; ``counts``: how the recipients stood when their rows went.
    """

    id: str
    kind: Kind
    subject: str
    audience: Audience
    started: datetime
    last: date
    by: str
    always: bool = False
    state: State = "running"
    size: int = 0
    figures: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    live: Shown | None = None
    told: str = ""
    ended: date | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    etag: str = NEW

    def put(self, seal: Seal, due: datetime | None) -> Put:
        """The write that keeps it, if nobody changed it meanwhile. ``due``: when to look at it next."""
        within = {name: value for name, value in asdict(self).items() if name not in {"id", "etag", "state"}}
        within |= {"started": self.started.isoformat(), "last": self.last.isoformat()}
        within |= {"ended": self.ended.isoformat() if self.ended else None}
        doc = {"due": due.astimezone(UTC).isoformat() if due else None, "state": self.state}
        return Put(CAMPAIGNS, self.id, {**doc, "sealed": seal.seal(filled(within), about(self.id))}, self.etag)

    @classmethod
    def read(cls, row: Row, seal: Seal) -> Self:
        """Of a row. Raises Unsealable."""
        within: dict[str, Any] = json.loads(seal.open(row.doc["sealed"], about(row.key)))
        live = within["live"]
        made = {
            "audience": Audience.from_doc(within["audience"]),
            "started": datetime.fromisoformat(within["started"]),
            "last": date.fromisoformat(within["last"]),
            "figures": {unit: (counts[0], counts[1]) for unit, counts in within["figures"].items()},
            "live": live and Shown(**{**live, "chat": Chat(**live["chat"])}),
            "ended": date.fromisoformat(within["ended"]) if within["ended"] else None,
        }
        return cls(id=row.key, state=row.doc["state"], etag=row.etag, **{**within, **made})


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person in a campaign, and how far it has come with them.

    ``state``: waiting, queued (a letter is in the outbox, and nothing was sent before), sent, unreachable, or
    ``failed:`` and the reason. Whoever got one message is "sent", whatever comes later. ``due``: when to look at them
    next (ISO, UTC); ON_ITS_WAY; or "": never. ``sent``: messages so far, at most four. ``again``: messages that may
    have come twice, because the bot ended while one was on its way. ``unit``: where they are counted, as grouping.place
    has it, "": nowhere, since not all of it are asked; ``group``: the narrowest group of a survey with at least k in
    the audience.
    """

    campaign: str
    person: str
    state: str = WAITING
    due: str = ""
    sent: int = 0
    again: int = 0
    unit: str = ""
    group: str = ""
    etag: str = NEW

    def put(self) -> Put:
        """The write that keeps it, if nobody changed it meanwhile.

        Not sealed: it says who was asked, and whether they needed a message, never what they said. ``standing`` is
        asked for to count, ``next`` to find who is due: one index each, whatever the number of rows.
        """
        doc = {
            "campaign": self.campaign,
            "state": self.state,
            "due": self.due,
            "sent": self.sent,
            "again": self.again,
            "unit": self.unit,
            "group": self.group,
            "standing": standing(self.campaign, self.state, self.again),
            "next": coming(self.campaign, self.due) or None,
        }
        return Put(RECIPIENTS, key(self.campaign, self.person), doc, self.etag)

    @classmethod
    def read(cls, row: Row) -> Self:
        """Of a row."""
        within = {name: value for name, value in row.doc.items() if name not in {"standing", "next"}}
        return cls(person=row.key.partition("/")[2], etag=row.etag, **within)

    def failing(self, reason: str) -> "Recipient":
        """When a message was refused for good, or none is needed any more."""
        return replace(self, due="", state=self.state if self.sent else f"{FAILED}:{reason}")


def key(campaign: str, person: str) -> str:
    """A recipient's key in RECIPIENTS."""
    return f"{campaign}/{person}"


def standing(campaign: str, state: str, again: int = 0) -> str:
    """What the recipients of a campaign who stand like this are counted by: ``again``, how often they got one twice."""
    return f"{campaign}|{state}*{again}" if again else f"{campaign}|{state}"


def coming(campaign: str, due: str) -> str:
    """What a campaign's recipients are ordered by; "" for those who are never due."""
    return f"{campaign}|{due}" if due else ""


def about(campaign: str) -> str:
    """What a campaign's seal is bound to."""
    return f"campaign/{campaign}"


def answered(campaign: str, person: str) -> str:
    """What the keyed hash in ANSWERED is made of; marked about ``ANSWERED.name``."""
    return f"{campaign}/{person}"


def paused(campaign: Campaign) -> Campaign:
    """Nothing goes out until it is resumed."""
    return replace(campaign, state="paused")


def resumed(campaign: Campaign) -> Campaign:
    """It goes on where it stood."""
    return replace(campaign, state="running")


def cancelled(campaign: Campaign) -> Campaign:
    """Nothing goes out any more, and there will be no figures."""
    return replace(campaign, state="cancelled")
