"""The Store port over one file: reads on the loop by an own connection, writes through the writer's."""

import asyncio
import io
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Self

from bot.adapters.written import check_text, check_value
from bot.errors import StoreDamaged
from bot.ports import TABLES, Clock, Del, Found, Put, Row, Table

from . import file, snapshot
from .alone import Alone
from .batch import Commit, Write
from .lock import Lock
from .recent import UNKNOWN
from .shape import Kept, Shape, loaded, shapes
from .table import Base, Equal
from .writer import Writer

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class TinyStore(Alone):
    """Open with ``await TinyStore.open(…)``; ``async with`` closes it.

    Reading takes some hundredths of a millisecond and is done where it is asked for. Etags are content hashes: a row
    that was changed and changed back has its old etag again. Preconditions are checked before anything is written.
    Leases are kept in memory, by the clock's steady hand: a new process starts with everything unclaimed.
    """

    def __init__(self, path: Path, clock: Clock, base: Base, lock: Lock | None, writer: Writer | None) -> None:
        self._path, self._clock, self._base, self._lock, self._writer = path, clock, base, lock, writer
        self._recent = writer.recent if writer else None  # beside another process nothing that was read stays true
        self._leases: dict[tuple[str, str], float] = {}

    @classmethod
    async def open(
        cls, path: Path, clock: Clock, tables: Sequence[Table] = TABLES, *, read_only: bool = False, control: str = ""
    ) -> Self:
        """Open the store, or make it if there is none; ``read_only`` works beside a running bot and makes nothing.

        ``control`` is the control socket's path, written into the lock file. Raises StoreHeld, StoreDamaged
        (damaged, empty, not ours, or of a newer version) or WrongSetting.
        """
        path, known = place_of(path), shapes(tables)
        if read_only:
            return cls(path, clock, await asyncio.to_thread(_opened_to_read, path, known), None, None)
        lock = Lock(path, clock.now(), control)
        try:
            base, writing, untidy = await asyncio.to_thread(_opened_to_write, path, known)
        except BaseException:
            lock.release()
            raise
        return cls(path, clock, base, lock, Writer(writing, path, untidy=untidy))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def unswept(self) -> bool:
        """Whether a long reader still keeps deleted text in the -wal; the writer goes on trying."""
        return self._writer is not None and self._writer.unswept

    async def get(self, table: Table, key: str) -> Row | None:
        """The row, or None."""
        kept = self._recent.get(table.name, key) if self._recent else UNKNOWN
        if kept is UNKNOWN:
            kept = self._read(table.name, key)
        return Row(key, loaded(kept.text), kept.etag) if isinstance(kept, Kept) else None

    async def find(  # noqa: PLR0913 - the port's one query verb
        self,
        table: Table,
        *,
        equals: Mapping[str, Any] = _NOTHING,
        order: str | None = None,
        after: tuple[Any, str] | None = None,
        limit: int = 100,
        count: bool = False,
    ) -> Found:
        """Rows by ``order`` (null first, integers before strings), then key. A missing field equals null.

        ``count`` is of all that equal, whatever ``after`` and ``limit``. Raises ValueError for a field not indexed.
        """
        kept_in = self._base.of[table.name]
        for field, value in (*equals.items(), *([(order, after and after[0])] if order else [])):
            check_value(table, field, value)
        alike = Equal(equals)
        with file.told(self._path):
            rows = kept_in.search(alike, order=order, after=after, limit=limit)
            return Found(tuple(map(_row, rows)), kept_in.count(alike) if count else None)

    async def commit(self, *writes: Put | Del, sweep: bool = False) -> None:
        """Write all or nothing, durably. Raises Conflict; ValueError or TypeError for what is no plain JSON.

        With ``sweep`` it returns when the -wal is empty. While another process is in the middle of a read the writer
        tries again for about two seconds; then it returns all the same (the commit stands), ``unswept`` is true and
        the writer goes on trying.
        """
        await self._handed([self._prepared(write) for write in writes], "sweep" if sweep else "")

    async def tidy(self) -> None:
        """Rewrite the file in key order, without a scrap of what was deleted; also done by itself after sweeps."""
        await self._handed([], "tidy")

    async def claim(self, table: Table, now: datetime, lease: float, limit: int) -> Sequence[Row]:
        """Rows with ``due`` at or before ``now``, oldest first, that nobody else gets for ``lease`` seconds."""
        self._may_write()
        kept_in, steady = self._base.of[table.name], self._clock.steady()
        check_value(table, "due", None)
        self._leases = {row: until for row, until in self._leases.items() if until > steady}
        with file.told(self._path):
            rows = kept_in.due(now.astimezone(UTC).isoformat(), self._leases, limit)
        self._leases.update({(table.name, kept.doc_id): steady + lease for kept in rows})
        return [_row(kept) for kept in rows]

    async def release(self, table: Table, keys: Sequence[str]) -> None:
        """Give claimed rows back before their lease is out."""
        for key in keys:
            self._leases.pop((table.name, key), None)

    async def renew(self, table: Table, keys: Sequence[str], lease: float) -> Collection[str]:
        """Keep claimed rows for ``lease`` seconds from now; whose keys: all, nobody else writes."""
        self._leases.update(dict.fromkeys([(table.name, key) for key in keys], self._clock.steady() + lease))
        return keys

    async def copy(self, to: Path) -> None:
        """A copy of the store as of now, sound by itself; may run beside the bot."""
        with file.told(self._path):
            await asyncio.to_thread(file.copy, self._path, place_of(to))

    def snapshot(self) -> AsyncGenerator[tuple[str, str, str], None]:
        """Every row as of one moment, by table and key: table, key, and the document as JSON. See ``snapshot``."""
        return snapshot.rows(self._path, {name: table.shape for name, table in self._base.of.items()})

    async def close(self) -> None:
        """Finish what is being written, leave one tidy file, let go of it. A second close does nothing."""
        writer, self._writer = self._writer, None
        self._base.close()  # first: the last to leave takes the -wal along, and must have the right to
        if writer is not None:
            await writer.stop()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _read(self, table: str, key: str) -> Kept | None:
        with file.told(self._path):
            kept: Kept | None = self._base.of[table].get(doc_id=key)
        if self._recent:
            self._recent.read(table, key, kept)
        return kept

    def _may_write(self) -> Writer:
        if self._writer is None:
            raise io.UnsupportedOperation(f"{self._path} was opened to read, or is closed.")
        return self._writer

    async def _handed(self, writes: Sequence[Write], care: Literal["", "sweep", "tidy"]) -> None:
        told = asyncio.get_running_loop().create_future()
        self._may_write().hand(Commit(writes, told, care))
        await told

    def _prepared(self, write: Put | Del) -> Write:
        check_text(write.key)
        if isinstance(write, Del):
            return Write(write.table.name, write.key, None, write.etag)
        kept = Kept(write.doc, write.key)
        self._base.of[write.table.name].shape.check(kept)
        return Write(write.table.name, write.key, kept, write.etag)


def _row(kept: Kept) -> Row:
    return Row(kept.doc_id, dict(kept), kept.etag)


def place_of(path: Path) -> Path:
    """The file itself: two names for one store would mean two locks."""
    return path.resolve()


def _opened_to_read(path: Path, known: Mapping[str, Shape]) -> Base:
    file.must_be_there(path)
    with file.told(path), ExitStack() as undo:
        base: Base = undo.enter_context(Base(path, known, read_only=True))
        file.check(path, base.sql, thorough=False)
        if not file.fits(base.sql, known):
            raise StoreDamaged(
                f"{path} was last written by an older version. Start the bot once: it brings it up to date."
            )
        undo.pop_all()
    return base


def _opened_to_write(path: Path, known: Mapping[str, Shape]) -> tuple[Base, Base, bool]:
    if path.exists():
        file.must_be_there(path)
    else:
        with file.told(path):
            file.create(path, known)
    wal, _ = file.side_files(path)
    untidy = wal.exists() and wal.stat().st_size > 0  # the last one was killed, perhaps between a sweep and tidying
    with file.told(path), ExitStack() as undo:
        writing: Base = undo.enter_context(Base(path, known, read_only=False))
        file.check(path, writing.sql, thorough=True)
        file.adapt(writing.sql, known)
        file.check_rows(path, writing.sql, known)
        writing.sql.execute("PRAGMA journal_mode = WAL").fetchall()  # a restored copy has another
        reading = Base(path, known, read_only=True)
        undo.pop_all()
    return reading, writing, untidy
