"""Commits written together: quickly, when all of them find the rows as they take them for; else each by itself.

The quick way asks nothing before it writes: a row that is not as expected takes the whole batch back.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.errors import Conflict
from bot.ports import NEW

from .shape import Kept
from .table import Base


@dataclass(frozen=True, slots=True)
class Write:
    """One row to be written or, without ``kept``, removed; ``etag`` as in the port."""

    table: str
    key: str
    kept: Kept | None
    etag: str | None


@dataclass(frozen=True, slots=True)
class Commit:
    """What goes together and who waits for it; ``care`` is what must be done to the files before it is told."""

    writes: Sequence[Write]
    told: asyncio.Future[None]
    care: Literal["", "sweep", "tidy"] = ""

    @property
    def places(self) -> list[tuple[str, str]]:
        """The rows it is about."""
        return [(write.table, write.key) for write in self.writes]


MANY = 50  # new rows of one table in a commit, which are written in one statement: half the work

Outcomes = Sequence[tuple[Commit, Exception | None]]


class _MeetsAnother(Exception):
    """A row is not what a commit of the batch takes it for."""


def together(base: Base, batch: Sequence[Commit]) -> Sequence[None]:
    """All of the batch, each row checked as it is written; nothing, and an empty list, when one does not fit."""
    sql = base.sql
    sql.execute("BEGIN IMMEDIATE")
    try:
        for commit in batch:
            _take(base, commit)
    except _MeetsAnother:
        sql.execute("ROLLBACK")
        return []
    sql.execute("COMMIT")
    return [None] * len(batch)


def _take(base: Base, commit: Commit) -> None:
    if len(commit.writes) > 1 and len(set(commit.places)) < len(commit.writes):
        raise _MeetsAnother  # itself: its preconditions are about what stood before all of it
    if kept := _all_new(commit):
        if not base.of[commit.writes[0].table].add_all(kept):
            raise _MeetsAnother
        return
    for write in commit.writes:
        table = base.of[write.table]
        if write.kept is None:
            fits = table.drop(write.key, write.etag)
        elif write.etag is None:
            table.replace(write.kept)
            continue
        else:
            fits = table.add(write.kept) if write.etag == NEW else table.renew(write.kept, write.etag)
        if not fits:
            raise _MeetsAnother


def _all_new(commit: Commit) -> list[Kept]:
    """The rows of a commit that writes nothing but many new ones into one table; else none."""
    if len(commit.writes) < MANY:
        return []
    kept = [each.kept for each in commit.writes if each.kept and each.etag == NEW]
    return kept if len(kept) == len(commit.writes) and len({each.table for each in commit.writes}) == 1 else []


def one_by_one(base: Base, batch: Sequence[Commit]) -> Sequence[Conflict | None]:
    """Each commit by itself, against what stands when its turn comes; one that does not fit fails alone."""
    base.sql.execute("BEGIN IMMEDIATE")
    outcomes = [_apply(base, commit) for commit in batch]
    base.sql.execute("COMMIT")
    return outcomes


def _apply(base: Base, commit: Commit) -> Conflict | None:
    for write in commit.writes:
        if write.etag is not None and write.etag != (base.of[write.table].etag(write.key) or NEW):
            return Conflict(f"A row of {write.table} has changed since it was read. Read it again.")
    for write in commit.writes:
        table = base.of[write.table]
        if write.kept is None:
            table.drop(write.key, None)
        # Where only the document changes its indexes are let be: moved, they would show when it was written.
        elif write.etag in (None, NEW) or not table.renew(write.kept, write.etag):
            table.replace(write.kept)
    return None
