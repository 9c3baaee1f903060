"""One process writes the store: a lock file beside it says which one.

The system lets go of the lock when the process ends, however it ends, so the file may stay; it is never removed,
because whoever waits on a removed file holds nothing.
"""

import fcntl
import json
import os
import socket
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.errors import StoreHeld, WrongSetting


class Lock:
    """Held from creation to ``release``. Raises StoreHeld, naming the process that has it and what to do."""

    def __init__(self, store: Path, now: datetime, control: str) -> None:
        self._file = _opened(store)
        if not _free(self._file, fcntl.LOCK_EX):
            holder = _read(self._file)
            os.close(self._file)
            raise StoreHeld(_named(store, holder))
        about = {"pid": os.getpid(), "host": socket.gethostname(), "since": now.isoformat(), "control": control}
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, json.dumps(about).encode(), 0)

    def release(self) -> None:
        """Let the next one in."""
        os.ftruncate(self._file, 0)
        os.close(self._file)


def held_by(store: Path) -> Mapping[str, Any] | None:
    """Who writes this store now: ``pid``, ``host``, ``since`` (ISO time), ``control`` (socket path or ""); or None."""
    if not _beside(store).exists():
        return None
    file = _opened(store)
    try:
        return None if _free(file, fcntl.LOCK_SH) else _read(file)
    finally:
        os.close(file)


def _beside(store: Path) -> Path:
    return store.with_name(f"{store.name}.lock")


def _opened(store: Path) -> int:
    try:
        return os.open(_beside(store), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise WrongSetting(
            f"{_beside(store)}: {error.strerror}. VBE_STORE must lie in a folder that exists and may be written to."
        ) from error


def _free(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(file: int) -> Mapping[str, Any]:
    try:
        about = json.loads(os.pread(file, 4096, 0))
    except ValueError:  # caught between taking the lock and writing the name
        return {}
    return about if isinstance(about, dict) else {}


def _named(store: Path, holder: Mapping[str, Any]) -> str:
    pid, host, since = (holder.get(name, "?") for name in ("pid", "host", "since"))
    return (
        f"{store} is written by process {pid} on {host} since {since}. One process writes a store: "
        "stop that one, or use a command that goes through it or only reads."
    )
