"""What can go wrong, in two kinds.

VbeError
├── Mendable            the person can mend it; carries a phrase key and the page is shown again
│   └── Unclear
└── Broken              nobody in the chat can; logged once with a reference, answered with that reference
    ├── WrongSetting
    ├── WrongContent
    ├── StoreDamaged
    ├── StoreHeld
    ├── StoreGone
    ├── Conflict
    ├── Unsealable
    └── Unsendable
"""


class VbeError(Exception):
    """Something of ours went wrong."""


class Mendable(VbeError):
    """The person can mend this; ``key`` names the phrase that says how."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Unclear(Mendable):
    """The answer could not be understood; ask again."""


class Broken(VbeError):
    """Nobody in the chat can mend this."""


class WrongSetting(Broken):
    """A setting is missing or wrong; the message names it and the remedy."""


class WrongContent(Broken):
    """A content file is wrong; the message names the file, the key and the remedy."""


class StoreDamaged(Broken):
    """The store file is no store of ours or is damaged; it is refused, never taken for a new one."""


class StoreHeld(Broken):
    """Another process holds the store; the message names it."""


class StoreGone(Broken):
    """The store cannot be reached, or takes nothing just now; whether what was under way is written is not known."""


class Conflict(Broken):
    """A row was changed by someone else since it was read; nothing of this commit was written."""


class Unsealable(Broken):
    """What was sealed cannot be opened with the keys at hand."""


class Unsendable(Broken):
    """A message could not be sent.

    ``final`` says that trying again is of no use; ``gone``, that this chat takes nothing from us any more (not
    installed, blocked); ``unknown``, that it may have arrived all the same: no answer came, or none that says no.
    ``after`` is how many seconds the service asked us to wait, when it did. ``reason`` is a word from the service's own
    list, never text.
    """

    def __init__(
        self,
        reason: str,
        *,
        final: bool = False,
        gone: bool = False,
        unknown: bool = False,
        after: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final or gone
        self.gone = gone
        self.unknown = unknown
        self.after = after
