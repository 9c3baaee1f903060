"""The one thread that writes. What arrives while a batch is being written goes together in the next one.

One batch is one SQLite transaction and one wait for the disk. Each commit's preconditions are checked here, against
what stands when its turn comes, earlier commits of the batch included; one that fails, fails alone. When the
transaction itself fails, every commit of the batch is told so.

Deleted text goes in two steps. A sweep empties SQLite's -wal before its commit is told; what was deleted is
overwritten in the file by then, but when SQLite moves rows between pages it leaves scraps, and the order of rows
within a page shows the order they came in. So the next quiet second rewrites the file in key order (VACUUM).
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from .batch import Commit, Outcomes, one_by_one, together
from .file import translated
from .recent import Recent
from .storage import WAIT
from .table import Base

ROUNDS = 4  # of the loop that a batch is gathered for; with 1 a turn costs a quarter more at 16 at once (measured)
BATCH = 500  # commits in one transaction, so that none waits for ever
QUIET = 1.0  # seconds without a commit, after which the file is put in order
RETRY = 0.05  # seconds between tries to sweep while a reader holds the -wal back
TRIES = 20  # then those who wait are let go, and the writer goes on trying
LONG = 2000  # batches between checkpoints when it never gets quiet


class Writer:
    """Owns the writing connection, and renews what was read lately.

    ``unswept``: a reader holds deleted text in the -wal longer than anyone waits.
    """

    def __init__(self, base: Base, path: Path, *, untidy: bool) -> None:
        self._base, self._path = base, path
        self.recent = Recent()
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[Sequence[Commit] | None] = SimpleQueue()
        self._arriving: list[Commit] = []  # in these rounds of the loop
        self._owed: list[Commit] = []  # written, and waiting for the files
        self._tries = 0
        self._untidy = untidy
        self._batches = 0  # since the last checkpoint
        self.unswept = False
        self._thread = Thread(target=self._run, name="store", daemon=True)
        self._thread.start()

    def hand(self, commit: Commit) -> None:
        """Queue a commit, together with what else comes in a moment. It is told in the loop that made the writer."""
        self.recent.begun(commit.places)
        self._arriving.append(commit)
        if len(self._arriving) == 1:
            self._gather(ROUNDS)

    async def stop(self) -> None:
        """Write what was handed in, put the file in order, close it and end the thread."""
        self._pass_on()
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _gather(self, rounds: int) -> None:
        if rounds:
            self._loop.call_soon(self._gather, rounds - 1)
        else:
            self._pass_on()

    def _pass_on(self) -> None:
        if self._arriving:
            self._queue.put(self._arriving)
            self._arriving = []

    def _run(self) -> None:
        going = True
        while going:
            batch, going = self._collect()
            self._settle(batch)
            self._look_after(quiet=not batch and not self._owed)
        self._look_after(quiet=True)
        while self._owed or self._batches:
            self._look_after(quiet=True)
        self._base.close()

    def _collect(self) -> tuple[list[Commit], bool]:
        batch: list[Commit] = []
        with suppress(Empty):
            arrived = self._queue.get(timeout=RETRY if self._owed else QUIET)
            while arrived is not None:
                batch += arrived
                if len(batch) >= BATCH:
                    return batch, True
                arrived = self._queue.get_nowait()
            return batch, False
        return batch, True

    def _settle(self, batch: Sequence[Commit]) -> None:
        done = list(zip(batch, self._write(batch), strict=True))
        for commit, error in done:
            if commit.care and error is None:
                self._owed.append(commit)
                self._untidy = True
        if done:
            self._call(self._written, done)

    def _write(self, batch: Sequence[Commit]) -> Sequence[Exception | None]:
        if not batch:
            return []
        sql = self._base.sql
        try:
            outcomes = together(self._base, batch) or one_by_one(self._base, batch)
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits must hear of it
            with suppress(sqlite3.Error):
                sql.execute("ROLLBACK")
            return [translated(self._path, error)] * len(batch)
        self._batches += 1
        return outcomes

    def _look_after(self, *, quiet: bool) -> None:
        try:
            if self._untidy and (quiet or any(commit.care == "tidy" for commit in self._owed)):
                self._base.sql.execute("VACUUM")
                self._untidy, self._batches = False, self._batches + 1
            if self._owed or (quiet and (self._batches or self.unswept)):
                self._sweep()
            elif self._batches >= LONG:
                self._base.sql.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                self._batches = 0
        except sqlite3.Error as error:
            self._release(translated(self._path, error))

    def _sweep(self) -> None:
        """Move the -wal into the file and empty it; with a reader in the way, try again later."""
        self._base.sql.execute(f"PRAGMA busy_timeout = {int(RETRY * 1000)}").fetchall()
        ((busy, *_),) = self._base.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._base.sql.execute(f"PRAGMA busy_timeout = {int(WAIT * 1000)}").fetchall()
        self._tries = self._tries + 1 if busy else 0
        if not busy or self._tries >= TRIES:
            self.unswept = bool(busy)
            self._release(None)

    def _release(self, error: Exception | None) -> None:
        owed, self._owed, self._batches = self._owed, [], 0
        self._call(_tell, [(commit, error) for commit in owed])

    def _call(self, told: Callable[[Outcomes], None], done: Outcomes) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody waits any more
            self._loop.call_soon_threadsafe(told, done)

    def _written(self, done: Outcomes) -> None:
        """On the loop: what was read before is renewed, then whoever waits for nothing more is told."""
        for commit, error in done:
            if error is None:
                self.recent.written(((write.table, write.key), write.kept) for write in commit.writes)
            else:
                self.recent.forget(commit.places)
            self.recent.over(commit.places)
        _tell([(commit, error) for commit, error in done if error is not None or not commit.care])


def _tell(done: Outcomes) -> None:
    for commit, error in done:
        if commit.told.done():
            continue  # whoever waited was cancelled
        if error is None:
            commit.told.set_result(None)
        else:
            commit.told.set_exception(error)
