"""The doors that the domain and the dialogs need, as protocols; the adapters stand behind them."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from .limits import Limit
from .series import Series
from .talk import Chat, File, Page

Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's name and the fields that ``find`` may ask for by equality or order.

    An indexed field holds a string, an integer or null. ``due`` is an ISO time in UTC: text order is time order.
    """

    name: str
    indexed: tuple[str, ...] = ()


DIALOGS = Table("dialogs", ("owner", "until"))  # an open dialog; its answers sealed
CHATS = Table("chats")  # person → conversation reference and chosen language
PEOPLE = Table("people")  # the directory: officials and whoever else the city lists
CASES = Table("cases", ("receipt", "day"))  # a report and what became of it; never its sender
OUTBOX = Table("outbox", ("due",))  # messages to be sent; sealed
BULK = Table("bulk", ("due",))  # messages to many that nobody waits for: sent after all others; sealed
DEAD = Table("dead", ("reason", "day"))  # messages that could not be sent; sealed
PHOTOS = Table("photos", ("until",))  # a dialog's picture, then its case's, under the same key as these; sealed
ALIKE = Table("alike", ("until",))  # keyed hash of what, where and which week → the case that has it; sealed
FORUMS = Table("forums", ("due", "chair"))  # a forum; the next time that something is due for it; sealed
TRAINING = Table("training")  # person → what they have said about their training, and when they were reminded; sealed
CAMPAIGNS = Table("campaigns", ("due", "state"))  # a course or a survey that many are asked to take; sealed
RECIPIENTS = Table("recipients", ("next", "standing"))  # who is asked in a campaign, and how far that has come
ANSWERED = Table("answered", ("until",))  # keyed hash of a campaign and a person: whether its survey is answered
ANSWERS = Table("answers", ("campaign",))  # what was answered, by nobody, and empty rows for more; sealed
SEEN = Table("seen", ("until",))  # activities already worked on, as keyed hashes
TABLES = (
    *(DIALOGS, CHATS, PEOPLE, CASES, OUTBOX, BULK, DEAD, PHOTOS, ALIKE, FORUMS),
    *(TRAINING, CAMPAIGNS, RECIPIENTS, ANSWERED, ANSWERS, SEEN),
)

NEW = "new"  # the etag of a row that must not exist yet


@dataclass(frozen=True, slots=True)
class Row:
    """A stored document. ``etag`` changes whenever the document does."""

    key: str
    doc: Doc
    etag: str


@dataclass(frozen=True, slots=True)
class Put:
    """Write ``doc`` whole. With an ``etag``: only if the row still has it (``NEW``: only if there is none)."""

    table: Table
    key: str
    doc: Mapping[str, Any]
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Del:
    """Remove the row, if it is there. With an ``etag``: only if the row still has it."""

    table: Table
    key: str
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Rows in the order asked for, and how many there are in all when that was asked for."""

    rows: tuple[Row, ...]
    count: int | None = None


class Store(Protocol):
    """Everything the bot keeps. Documents are plain JSON, copied in and out."""

    async def get(self, table: Table, key: str) -> Row | None:
        """The row, or None."""

    async def find(  # noqa: PLR0913 - the one query verb of the port, all but the table by name
        self,
        table: Table,
        *,
        equals: Mapping[str, Any] = ...,
        order: str | None = None,
        after: tuple[Any, str] | None = None,
        limit: int = 100,
        count: bool = False,
    ) -> Found:
        """Rows whose indexed fields equal ``equals``, by ``order`` then key, past ``after`` (order value, key)."""

    async def commit(self, *writes: Put | Del, sweep: bool = False) -> None:
        """Write all or nothing, durably. Raises Conflict. ``sweep`` leaves no trace of deleted text in side files."""

    async def claim(self, table: Table, now: datetime, lease: float, limit: int) -> Sequence[Row]:
        """Rows with ``due`` at or before ``now``, oldest first, that nobody else gets for ``lease`` seconds."""

    async def renew(self, table: Table, keys: Sequence[str], lease: float) -> Collection[str]:
        """Keep claimed rows for ``lease`` seconds from now; the keys of those that nobody else has claimed since."""

    async def release(self, table: Table, keys: Sequence[str]) -> None:
        """Give claimed rows back before their lease is out."""

    async def lead(self, what: str, seconds: float) -> float:
        """For how many seconds, counted from before the call, this instance alone does ``what``; 0.0: another does.

        Asked for ``seconds``; a store that one process holds gives them all (infinite).
        """

    async def present(self, seconds: float) -> int:
        """Say that this instance is at work for the next ``seconds``; how many are."""

    async def resign(self, what: str) -> None:
        """Let another instance lead at once, and be counted no more."""

    async def tell(self, what: str) -> None:
        """Call out to all instances that listen, this one included, that something happened. ``what`` names no one."""

    def listen(self, told: Callable[[str], None]) -> None:
        """Hear what is called out from now on; "" when something may have been missed. As long as the store is open."""

    async def close(self) -> None:
        """Finish what is being written and let go of the file."""


class Box(Protocol):
    """Sealing under a key. ``about`` is bound to what is sealed and must be given again to open it."""

    def seal(self, plain: bytes, about: str) -> str:
        """AES-256-GCM, as text: the key's name, a dot, base64."""

    def open(self, sealed: str, about: str) -> bytes:
        """What was sealed. Raises Unsealable."""


class Seal(Box, Protocol):
    """Sealing with the key file's keys: made under the newest, opened and looked up under all that are there."""

    def mark(self, text: str, about: str) -> str:
        """A keyed hash (HMAC-SHA-256, 32 hex digits) after the key's name and a dot: equal texts, equal marks."""

    def marks(self, text: str, about: str, since: datetime | None = None) -> tuple[str, ...]:
        """``mark`` under every key, the newest first: to look up what was marked before the keys were changed.

        ``since``: for what is not kept longer than from then on, keys that were replaced before it are left out.
        """

    def knows(self, made: str) -> bool:
        """Whether the key that sealed or marked this is at hand."""

    def fresh(self) -> bytes:
        """A new random 32-byte key."""

    def under(self, key: bytes) -> Box:
        """Sealing under this key alone."""


class Clock(Protocol):
    """Two hands: wall time for schedules and expiry, steady time for leases, pace and time-outs."""

    def now(self) -> datetime:
        """Wall time, aware, UTC."""

    def steady(self) -> float:
        """Seconds that only go forward."""


class Ids(Protocol):
    """New identifiers."""

    def new(self) -> str:
        """128 random bits as 32 hex digits."""


@dataclass(frozen=True, slots=True)
class Member:
    """Someone in a conversation: the channel's id for them, and their Entra object id."""

    id: str
    person: str


class Sender(Protocol):
    """Messages to people's chats. Raises Unsendable."""

    async def send(self, chat: Chat, page: Page, language: str) -> str:
        """Post the page as a new message; the message's id."""

    async def update(self, chat: Chat, message: str, page: Page, language: str) -> None:
        """Replace what the message shows."""


class Attachments(Protocol):
    """What people sent into the chat."""

    async def fetch(self, file: File, most: int) -> bytes:
        """What lies at the file's address, up to ``most`` bytes. Raises Unsendable, also where it is not allowed."""


class Darkroom(Protocol):
    """Pictures, made harmless. What comes out is a JPEG without any metadata."""

    async def develop(self, raw: bytes) -> bytes:
        """The picture in a file, upright, at most 1,600 pixels a side. Raises Unclear, whose key says what is wrong."""

    async def cut(self, picture: bytes, part: str) -> bytes:
        """One of the PARTS of a developed picture."""

    async def preview(self, picture: bytes, most: int) -> bytes:
        """A developed picture made so small that it takes ``most`` bytes at most."""


PARTS = ("upper", "lower", "left", "right", "middle")  # half the height, half the width, or half of both


@dataclass(slots=True)
class Ports:
    """The doors, as handed to a conversation."""

    store: Store
    seal: Seal
    clock: Clock
    ids: Ids
    sender: Sender
    attachments: Attachments
    darkroom: Darkroom
    calendar: Callable[[bytes, datetime], Awaitable[Series]]  # a calendar file's meetings from then on; raises Unclear
    reports: Limit = field(default_factory=lambda: Limit(5, 3600))  # that one person may send
    photo_term: timedelta = timedelta(days=90)  # for how long a report's picture is kept
    min_cell: int = 5  # the smallest number about persons that is shown outside the desk
    rate: float = 25.0  # messages a second to the whole tenant
