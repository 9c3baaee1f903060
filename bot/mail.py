"""What a letter in the outbox is, and what comes out when it is opened."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .ports import Del, Put
from .talk import Chat, Page

Letter = Mapping[str, Any]  # {"kind": …, and what that kind needs}
Writes = Sequence[Put | Del]
Following = Callable[[], Awaitable[Writes]]  # worked out anew when something has changed meanwhile


@dataclass(frozen=True, slots=True)
class Mail:
    """One message ready to go. ``sent`` gives the writes that follow from its id, ``lost`` those of failing for good.

    ``lost`` gets the reason: a word from the service's own list, as in Unsendable. A message that a person waits for
    nowhere else (``lasting``) is tried again even after a failure that is final for other messages: a report must reach
    somebody. ``repeats`` gives what is written before a message of BULK is sent again that may have arrived already.
    """

    chat: Chat
    page: Page
    language: str
    sent: Callable[[str], Awaitable[Writes]]
    lost: Callable[[str], Awaitable[Writes]]
    update: str = ""  # the message whose page this replaces
    lasting: bool = False
    buried: bool = True  # whether it is among the dead when it has failed for good; else ``lost`` notes that
    repeats: Following | None = None


# A letter opened: mail to send now, writes that take its place (fanned out), or None: nobody can receive it yet.
Opened = Mail | Writes | None
Opener = Callable[[Letter], Awaitable[Opened]]


def about(key: str) -> str:
    """What a letter's seal is bound to."""
    return f"outbox/{key}"
