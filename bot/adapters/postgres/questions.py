"""What is asked of the database, as SQL. Names come from ``Table`` and the layout alone; every value is a parameter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapters.written import check_text, check_value, fingerprint, text_of
from bot.errors import Conflict
from bot.ports import Del, Put, Table

from .schema import PLACES, Layout, sortable

LONGEST = 1000  # bytes of a key or an indexed value; PostgreSQL takes 2,704 in an index for both together
GET = "SELECT key, doc, etag FROM vbe.docs WHERE place = $1 AND key = $2"
WRITE = "SELECT vbe.write($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
RELEASE = """UPDATE vbe.docs d SET leased = NULL, holder = NULL FROM (
SELECT place, key FROM vbe.docs WHERE place = $1 AND key = ANY($2) AND holder = $3 ORDER BY key FOR UPDATE
) mine WHERE d.place = mine.place AND d.key = mine.key"""
RENEW = """UPDATE vbe.docs d SET leased = clock_timestamp() + make_interval(secs => $4) FROM (
SELECT place, key FROM vbe.docs WHERE place = $1 AND key = ANY($2) AND holder = $3 ORDER BY key FOR UPDATE
) mine WHERE d.place = mine.place AND d.key = mine.key RETURNING d.key"""
# A row that another instance is writing or claiming at this moment is passed over. clock_timestamp() is the database's.
CLAIM = """WITH ready AS MATERIALIZED (
SELECT place, key FROM vbe.docs WHERE place = $1 AND f{due} > '\\x00' AND f{due} <= $2
AND (leased IS NULL OR leased <= clock_timestamp()) ORDER BY f{due}, key LIMIT $3 FOR UPDATE SKIP LOCKED
), claimed AS (
UPDATE vbe.docs d SET leased = clock_timestamp() + make_interval(secs => $4), holder = $5
FROM ready WHERE d.place = ready.place AND d.key = ready.key RETURNING d.key, d.doc, d.etag, d.f{due} AS due
) SELECT key, doc, etag FROM claimed ORDER BY due, key"""
# Of another era: whoever could not write what it has done must do nothing.
LEAD = """INSERT INTO vbe.leads AS l SELECT $1, $2, clock_timestamp() + make_interval(secs => $3)
WHERE EXISTS (SELECT FROM vbe.store s WHERE s.era = $4)
ON CONFLICT (what) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE l.holder = excluded.holder OR l.until <= clock_timestamp() RETURNING true"""
# What an instance had claimed that has no connection any more: its process has ended. One that stands still, or is cut
# off, still has some, and its leases run out by themselves; so they do just after the server's own start, when those
# that live have not come back yet. Behind a PgBouncer an ended process may seem to live: then it takes as long.
FREE = """UPDATE vbe.docs SET leased = NULL, holder = NULL WHERE (place, key) IN (
SELECT place, key FROM vbe.docs WHERE place = ANY($1) AND leased > clock_timestamp()
AND pg_postmaster_start_time() < clock_timestamp() - interval '10 seconds' AND NOT EXISTS (
SELECT FROM pg_stat_activity a WHERE a.datname = current_database() AND a.application_name = substr(holder, 18))
ORDER BY place, key FOR UPDATE SKIP LOCKED)"""
# Rows of those long gone are removed, but not by two at once, who could each wait for the other.
PRESENT = """WITH mine AS (
INSERT INTO vbe.leads VALUES ('present ' || $1, $1, clock_timestamp() + make_interval(secs => $2))
ON CONFLICT (what) DO UPDATE SET until = excluded.until
), gone AS (
DELETE FROM vbe.leads WHERE what IN (SELECT what FROM vbe.leads
WHERE what LIKE 'present %' AND until < clock_timestamp() - interval '1 hour' FOR UPDATE SKIP LOCKED)
) SELECT 1 + count(*) AS instances FROM vbe.leads
WHERE what LIKE 'present %' AND holder <> $1 AND until > clock_timestamp()"""
TELL = "SELECT pg_notify('vbe', $1)"
RESIGN = "DELETE FROM vbe.leads WHERE holder = $2 AND what IN ($1, 'present ' || $2)"


@dataclass(frozen=True, slots=True)
class Question:
    """A statement's text and its values."""

    text: str
    values: Sequence[Any]


class Asking:
    """What ``find`` was asked, checked. Raises ValueError for a field not indexed and a value that none can have."""

    def __init__(self, layout: Layout, table: Table, equals: Mapping[str, Any]) -> None:
        self._table, self._slots = table, layout.slots.get(table.name, {})
        columns = [self._column(field, value) for field, value in equals.items()]
        self._values = [table.name, *map(sortable, equals.values())]
        self._terms = ["place = $1", *(f"{column} = ${n}" for n, column in enumerate(columns, 2))]

    def rows(self, order: str | None, after: tuple[Any, str] | None, limit: int) -> Question:
        """Which rows, in which order."""
        by = ["key"] if order is None else [self._column(order, after and after[0]), "key"]
        terms = [*self._terms, *(f"{column} IS NOT NULL" for column in by)]  # always so; it lets the index be used
        past: list[Any] = []
        if after is not None:
            past = [sortable(after[0]), encoded(after[1])][-len(by) :]
            marks = [f"${len(self._values) + n}" for n in range(1, len(past) + 1)]
            terms.append(f"({', '.join(by)}) > ({', '.join(marks)})")
        values = [*self._values, *past, limit]
        text = f"SELECT key, doc, etag FROM vbe.docs WHERE {' AND '.join(terms)} ORDER BY {', '.join(by)}"  # noqa: S608 - our own names
        return Question(f"{text} LIMIT ${len(values)}", values)

    def count(self) -> Question:
        """How many there are in all."""
        return Question(f"SELECT count(*) FROM vbe.docs WHERE {' AND '.join(self._terms)}", self._values)  # noqa: S608 - our own names

    def _column(self, field: str, value: Any) -> str:
        check_value(self._table, field, value)
        return f"f{self._slots[field]}"


def claim(layout: Layout, table: Table) -> str:
    """The statement that claims due rows of a table."""
    check_value(table, "due", None)
    return CLAIM.format(due=layout.slots[table.name]["due"])


def written(layout: Layout, writes: tuple[Put | Del, ...]) -> list[Any]:
    """The values for WRITE: a column each. In the same order whoever writes, so that no two wait for each other.

    Of several writes to one row the last one counts; all their etags must be the row's. Raises Conflict, and ValueError
    or TypeError for what is no plain JSON.
    """
    lines: dict[tuple[str, bytes], list[Any]] = {}
    for write in writes:
        line = _line(layout, write)
        before = lines.get((line[0], line[1]))
        lines[line[0], line[1]] = line if before is None else _together(before, line)
    ordered = [lines[each] for each in sorted(lines)]
    return [layout.era, *([line[n] for line in ordered] for n in range(5 + PLACES))]


def encoded(key: str) -> bytes:
    """A key as it is kept. Raises ValueError for half a surrogate pair."""
    check_text(key)
    return key.encode()


def _line(layout: Layout, write: Put | Del) -> list[Any]:
    """place, key, doc, etag, wish, f1 to f4."""
    key = encoded(write.key)
    if isinstance(write, Del):
        return [write.table.name, key, None, None, write.etag, *[None] * PLACES]
    text = text_of(write.doc)
    for field in write.table.indexed:
        check_value(write.table, field, write.doc.get(field))
    places = layout.row(write.table, write.doc)
    if max(map(len, (key, *filter(None, places)))) > LONGEST:
        raise ValueError(f"A key or an indexed field of {write.table.name} is longer than {LONGEST} bytes.")
    return [write.table.name, key, text, fingerprint(write.key, text), write.etag, *places]


def _together(before: list[Any], line: list[Any]) -> list[Any]:
    wishes = {each for each in (before[4], line[4]) if each is not None}
    if len(wishes) > 1:
        raise Conflict(f"A row of {line[0]} cannot have two etags at once.")
    return [*line[:4], *(wishes or {None}), *line[5:]]
