"""A store that takes the place of another one: filled beside it, and put there in one step."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

from bot.adapters.files import flush
from bot.errors import StoreDamaged, StoreGone, StoreHeld, VbeError
from bot.ports import TABLES, Clock

from . import file
from .lock import Lock
from .shape import shapes
from .storage import connect
from .store import TinyStore, place_of

_FORCE = "Or replace it: restore FILE --force, which keeps what is there beside."


@asynccontextmanager
async def replacing(path: Path, clock: Clock, *, force: bool) -> AsyncIterator[tuple[TinyStore, Path | None]]:
    """An empty store to be filled, which takes this one's place when the block ends well, in one step.

    Until then, and whatever else happens, all is as it was. With ``force`` what is there is kept beside, under the
    name that is told. Raises StoreHeld when a process writes or reads the store; VbeError when it is not empty.
    """
    path = place_of(path)
    lock, coming = Lock(path, clock.now(), ""), path.with_name(f"{path.name}.coming")
    try:
        beside = _beside(path) if await _holds(path, clock, force=force) else None
        _clear(coming)
        async with await TinyStore.open(coming, clock) as store:
            yield store, beside
        with file.told(path):
            await asyncio.to_thread(_check, coming)
            await asyncio.to_thread(_put_in_place, path, coming, beside)
    finally:
        _clear(coming)
        lock.release()


def _beside(path: Path) -> Path:
    name, number = path.with_name(f"{path.name}-before-restore"), 1
    while name.exists():
        number += 1
        name = path.with_name(f"{path.name}-before-restore-{number}")
    return name


async def _holds(path: Path, clock: Clock, *, force: bool) -> bool:
    """Whether there is something to be kept. Raises unless that may be replaced."""
    there = [each for each in (path, *file.side_files(path)) if each.exists()]
    if not there or force:
        return bool(there)
    if path not in there:
        raise StoreDamaged(f"{path} is gone, but {there[0].name} is still there: part of a lost store. {_FORCE}")
    try:
        async with await TinyStore.open(path, clock, read_only=True) as store:
            counts = {table.name: (await store.find(table, limit=1, count=True)).count for table in TABLES}
    except StoreDamaged as error:
        raise StoreDamaged(f"{error} {_FORCE}") from error
    if any(counts.values()):
        raise VbeError(f"{path} is not empty ({_told(counts)}). Name another place in VBE_STORE. {_FORCE}")
    return False


def _told(counts: Mapping[str, int | None]) -> str:
    return ", ".join(f"{name}: {count}" for name, count in counts.items() if count)


def _check(coming: Path) -> None:
    """Read back what was filled. A full disk shows here at the latest: then the last of it is not in the file yet."""
    if file.side_files(coming)[0].exists():
        raise StoreGone(f"{coming.parent}: the disk takes no more. Make room, and try again.")
    with closing(connect(coming, read_only=False)) as sql:  # who may only read could not take the -wal away again
        file.check(coming, sql, thorough=True)
        file.check_rows(coming, sql, shapes(TABLES))


def _put_in_place(path: Path, coming: Path, beside: Path | None) -> None:
    if path.exists() and path.stat().st_size:
        _settle(path)
    if beside:
        for mine, kept in zip((path, *file.side_files(path)), (beside, *file.side_files(beside)), strict=True):
            _keep(mine, kept, stays=mine == path)
    coming.rename(path)
    flush(path.parent)


def _settle(path: Path) -> None:
    """Bring what stands in the -wal into the file, so that it is one file; a damaged one is left as it is."""
    try:
        with closing(connect(path, read_only=False)) as sql:
            ((busy, *_),) = sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.DatabaseError as error:
        if isinstance(file.translated(path, error), StoreDamaged):
            return
        raise
    if busy or file.side_files(path)[0].exists():
        raise StoreHeld(f"{path} is being read by another process. Wait until that has ended.")


def _keep(mine: Path, kept: Path, *, stays: bool) -> None:
    """A second name for the store's file, which keeps its own until the new one takes it; side files just move."""
    if not mine.exists():
        return
    if not stays:
        mine.rename(kept)
        return
    try:
        os.link(mine, kept)
    except OSError:  # a file system that knows only one name a file
        shutil.copy2(mine, kept)
        flush(kept)


def _clear(coming: Path) -> None:
    for each in (coming, coming.with_name(f"{coming.name}.new")):
        for left in (each, *file.side_files(each), each.with_name(f"{each.name}.lock")):
            with suppress(OSError):
                left.unlink(missing_ok=True)
