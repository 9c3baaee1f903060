"""What the likeness of Teams keeps: accounts, conversations with their messages, and the record of all of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .likeness_cards import Card, from_text, seen

Json = dict[str, Any]
Act = Literal["typed", "posted", "updated", "deleted"]
CARD = "application/vnd.microsoft.card.adaptive"


class WentWrong(Exception):
    """The person sees "Something went wrong"; the argument says what the bot did, or did not."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot answered to an activity; ``body`` is None when it was no JSON."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Account:
    """Someone of the tenant. ``id`` is the channel's id (29:…), ``aad`` the Entra object id."""

    id: str
    aad: str
    name: str

    def member(self, tenant: str) -> Json:
        """The account as the connector's member list gives it."""
        return {"id": self.id, "aadObjectId": self.aad, "objectId": self.aad, "name": self.name, "tenantId": tenant}


@dataclass(slots=True)
class Message:
    """A message of the bot's, as stored: what other devices and a reload show."""

    id: str
    history: list[Json]  # the activities that were posted and put, oldest first
    deleted: bool = False

    @property
    def activity(self) -> Json:
        """What the message holds now."""
        return self.history[-1]

    @property
    def version(self) -> int:
        """How often it was written."""
        return len(self.history)

    def card(self, *, legacy: bool = False) -> Card:
        """What is stored, as it is read."""
        return card_of(self.activity, self.id, legacy=legacy)


def card_of(activity: Json, message: str, *, legacy: bool = False) -> Card:
    """An activity's Adaptive Card; a message of words alone is read as a card of one text."""
    cards = [each["content"] for each in activity.get("attachments") or () if each.get("contentType") == CARD]
    return Card(cards[0], message=message, legacy=legacy) if cards else from_text(activity.get("text") or "", message)


@dataclass(slots=True)
class Room:
    """A conversation. ``refusal`` is the connector's error code for whatever the bot sends here (empty: none)."""

    id: str
    kind: Literal["personal", "channel"]
    name: str = ""
    members: list[Account] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    refusal: str = ""
    changes: int = 0  # counts posts, updates and deletions of the bot's

    @property
    def standing(self) -> list[Message]:
        """The bot's messages that are not deleted, oldest first."""
        return [message for message in self.messages.values() if not message.deleted]


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that Teams keeps: ``typed`` by a person, ``posted``, ``updated`` or ``deleted`` by the bot."""

    room: str
    act: Act
    activity: Json


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot's to the connector; ``at`` is in steady seconds."""

    method: str
    room: str
    message: str
    status: int
    at: float


@dataclass(slots=True)
class Fault:
    """The next ``times`` calls that fit get ``status``; 0 breaks the connection. ``after``: the work is done first."""

    status: int
    times: int = 1
    code: str = "ServiceError"
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = ""
    room: str = ""
    after: bool = False

    def takes(self, method: str, room: str) -> bool:
        """Whether this call is to fail; counts it."""
        fits = self.times > 0 and self.method in ("", method) and self.room in ("", room)
        self.times -= fits
        return fits


FOUL = (  # too many, a bad gateway, a gateway that gave up after all was done, a connection that breaks
    {"status": 429, "headers": {"Retry-After": "1"}},
    {"status": 502},
    {"status": 504, "after": True},
    {"status": 0},
)


@dataclass(frozen=True, slots=True)
class Weather:
    """How the network is: ``share`` of the bot's calls fail in one of these ``ways`` (see Fault).

    ``chance`` gives numbers from 0 up to 1.
    """

    chance: Callable[[], float]
    share: float = 0.05
    ways: tuple[Json, ...] = FOUL

    def fault(self) -> Fault | None:
        """What happens to the next call."""
        if self.chance() >= self.share:
            return None
        return Fault(**self.ways[int(self.chance() * len(self.ways))])


@dataclass(slots=True)
class Record:
    """Everything that happened. ``answers`` are answers to presses: shown on one device, kept by nobody."""

    kept: list[Kept] = field(default_factory=list)
    answers: list[Json] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def text(self, room: str = "") -> str:
        """All that Teams would keep (of one conversation), as text to search for leaks.

        Letters are unescaped and unseen characters gone, so that a word is found however a card writes it.
        """
        kept = [each.activity for each in self.kept if room in ("", each.room)]
        return seen("\n".join(json.dumps(each, ensure_ascii=False) for each in kept))
