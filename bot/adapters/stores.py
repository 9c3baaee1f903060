"""Which store VBE_STORE names, and how it is opened: a file of this machine, or a PostgreSQL database.

And what belongs to it: the key file, and the socket through which the one process that writes a file takes commands.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol, Self

from bot.errors import VbeError, WrongSetting
from bot.export import Filling
from bot.ports import Clock, Store
from bot.settings import DEFAULTS, Settings

from . import control as socket_of
from . import tiny
from .seal import make_key_file

SCHEMES = ("postgresql://", "postgres://")
WHERE = "VBE_STORE"


class Opened(Store, Protocol):
    """A store as it was opened: ``async with`` closes it."""

    async def __aenter__(self) -> Self:
        """The store itself."""

    async def __aexit__(self, *_: object) -> None:
        """Close it."""

    def snapshot(self) -> AsyncGenerator[tuple[str, str, str], None]:
        """Every row as of one moment, by table and key: table, key, and the document as JSON."""


def named(environment: Mapping[str, str]) -> str:
    """The place that the environment names. Commands that touch only the store need no other setting."""
    return environment.get(WHERE, "").strip() or DEFAULTS[WHERE]


def shared(place: str) -> bool:
    """Whether it is a database, which several processes may write at once, rather than a file. Raises WrongSetting."""
    if place.startswith(SCHEMES):
        return True
    if "://" in place:
        raise WrongSetting(f"{WHERE}: no such kind of store. Give the path of a file, or postgresql://…")
    return False


def key_file(wanted: Settings) -> Path:
    """Where the keys are; a demo makes its own beside its store. Raises WrongSetting."""
    if wanted.key_file:
        return wanted.key_file
    if shared(wanted.store):
        raise WrongSetting("VBE_KEY_FILE is missing. A demo makes its own keys only beside a store that is a file.")
    own = Path(wanted.store).with_suffix(".keys")
    if not own.exists():
        make_key_file(own)
    return own


def socket(place: str) -> Path | None:
    """Where its bot takes commands (decision 21); None for a database, which commands write themselves."""
    return None if shared(place) else socket_of.place(Path(place))


async def opened(place: str, clock: Clock, *, read_only: bool = False, control: str = "") -> Opened:
    """The store at this place; made when there is none, unless ``read_only``.

    ``control`` is the path of the bot's control socket, for the lock file of a store that one process writes.
    """
    if not shared(place):
        return await tiny.TinyStore.open(Path(place), clock, read_only=read_only, control=control)
    from .postgres import PostgresStore  # noqa: PLC0415 - asyncpg takes 50 ms, for whoever needs it

    return await PostgresStore.open(place, read_only=read_only)


@asynccontextmanager
async def replacing(place: str, clock: Clock, *, force: bool = False) -> AsyncIterator[tuple[Filling, Path | None]]:
    """The store at this place, emptied, to be filled: put in place when the block ends well, else all is as it was.

    A store that holds something is replaced only with ``force``; a file is then kept beside, under the name told.
    Raises StoreHeld when it is in use.
    """
    if not shared(place):
        async with tiny.replacing(Path(place), clock, force=force) as (filling, beside):
            yield filling, beside
        return
    from .postgres import PostgresStore  # noqa: PLC0415 - as above

    async with await PostgresStore.open(place) as store, store.replacing(force=force) as filling:
        yield filling, None


async def through(place: str, name: str, arguments: Mapping[str, Any]) -> tuple[bool, Any]:
    """Let the bot that holds this store do it: (whether there is one, what came of it). Raises VbeError."""
    held = None if shared(place) else tiny.held_by(Path(place))
    if not held:
        return False, None
    if not held.get("control"):
        raise VbeError(f"{place} is held by process {held.get('pid', '?')}, which takes no commands. Wait for its end.")
    return True, await socket_of.ask(held["control"], name, arguments)
