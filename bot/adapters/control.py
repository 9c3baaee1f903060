"""The running bot's control socket: commands that write go through the one process that may write (decision 21).

A socket file that only the bot's own account can open. One line of JSON in, ``{"do": name, "with": {…}}``; one line
out, ``{"done": …}`` or ``{"wrong": why}``.
"""

import asyncio
import json
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from secrets import token_hex
from tempfile import gettempdir
from typing import Any

from bot.errors import VbeError

log = logging.getLogger(__name__)

NAME = "ctl"  # and the store's own name after it, so that whoever copies store.db* does not meet a socket
LONGEST_PATH = 100  # bytes; systems take 104 to 108
LONGEST_LINE = 1024 * 1024  # bytes
PATIENCE = 10.0  # seconds that a caller has to say what it wants
OWN = "vbe-"  # how the folder's name begins that is made for a socket, when the store's own path is too long

Handler = Callable[[Mapping[str, Any]], Awaitable[Any]]


def place(store: Path) -> Path:
    """Where the socket of this store's bot is to be: beside it, or in a new private folder when that is too long."""
    beside = store.resolve().with_name(f"{NAME}-{store.name}")
    return beside if len(os.fsencode(beside)) <= LONGEST_PATH else Path(gettempdir()) / f"{OWN}{token_hex(8)}" / NAME


class Control:
    """Serves ``handlers``, by name, until it is closed. Who holds the store's lock may take the place over."""

    def __init__(self, path: Path, handlers: Mapping[str, Handler]) -> None:
        self._path = path
        self._handlers = handlers
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Begin to serve. Raises OSError."""
        if self._path.parent.name.startswith(OWN):
            self._path.parent.mkdir(mode=0o700)
        self._path.unlink(missing_ok=True)  # of one that was killed
        bound = socket.socket(socket.AF_UNIX)
        before = os.umask(0o177)
        try:
            bound.bind(str(self._path))
        finally:
            os.umask(before)
        self._server = await asyncio.start_unix_server(self._serve, sock=bound, limit=LONGEST_LINE)

    async def close(self) -> None:
        """End, and take the socket away."""
        if self._server:
            self._server.close()
        self._path.unlink(missing_ok=True)
        if self._path.parent.name.startswith(OWN):
            with suppress(OSError):
                self._path.parent.rmdir()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, TimeoutError, ValueError):  # gone, silent, or with too much to say
            line = await asyncio.wait_for(reader.readline(), PATIENCE)
            writer.write(json.dumps(await self._answer(line)).encode() + b"\n")
            await writer.drain()
        writer.close()

    async def _answer(self, line: bytes) -> Mapping[str, Any]:
        try:
            asked = json.loads(line)
            handler = self._handlers[asked["do"]]
            arguments = dict(asked.get("with") or {})
        except (ValueError, TypeError, LookupError, AttributeError):
            return {"wrong": "the running bot does not know this command; is it of another version?"}
        try:
            return {"done": await handler(arguments)}
        except VbeError as error:
            return {"wrong": str(error)}
        except Exception as error:  # noqa: BLE001 - whatever it was, the caller hears its kind and the bot goes on
            log.error("event=command_failed error=%s", type(error).__name__)  # noqa: TRY400 - its text may hold words
            return {"wrong": f"it failed in the running bot: {type(error).__name__}"}


@asynccontextmanager
async def serving(path: Path | None, handlers: Mapping[str, Handler]) -> AsyncIterator[None]:
    """Take commands for as long as this lasts; with no path, none. Raises OSError."""
    if path is None:
        yield
        return
    control = Control(path, handlers)
    await control.start()
    try:
        yield
    finally:
        await control.close()


async def ask(path: str | Path, name: str, arguments: Mapping[str, Any], patience: float = 600.0) -> Any:
    """Let the running bot do it; what came of it. Raises VbeError with the reason when it does not."""
    try:
        reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_LINE)
    except OSError as error:
        raise VbeError(
            f"{path}: the running bot cannot be reached ({error.strerror}). Run this as its account."
        ) from error
    try:
        writer.write(json.dumps({"do": name, "with": dict(arguments)}).encode() + b"\n")
        line = await asyncio.wait_for(reader.readline(), patience)
        answer = json.loads(line)
    except (OSError, TimeoutError, ValueError) as error:
        raise VbeError(f"{path}: the running bot gave no answer.") from error
    finally:
        writer.close()
    if "wrong" in answer:
        raise VbeError(str(answer["wrong"]))
    return answer.get("done")
