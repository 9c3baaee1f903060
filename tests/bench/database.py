"""A whole turn on PostgreSQL, beside the embedded store and beside the least that keeps the same two rows there.

And how a turn's cost grows, on either store, with the people, dialogs and cases that lie there already. The database is
on this machine and waits for its disk; what it computes itself is in the turns a second, not in the server's CPU time.
"""

from contextlib import ExitStack
from pathlib import Path

from tests.postgres import Cluster, sql

from .stage import Stage
from .turn import AT_ONCE, PRESS, ROUNDS, WORDS, Subject, measure, row

SHARED, SHARED_WORDS, BARE = "press on PostgreSQL", "typed words on PostgreSQL", "bare aiohttp with two rows in it"
SIZES = (100, 100_000)
GROWN = (1, 16)  # at once


async def rows(folder):
    """CPU ms a turn and turns a second, ``ratio`` value/beside; the growth rows: at 100,000 beside at 100."""
    with ExitStack() as undo:
        cluster = Cluster(safe=True)
        undo.callback(cluster.remove)
        cluster.start()
        for each in ("side", "growth"):
            (Path(folder) / each).mkdir()
        beside = await _side_by_side(Path(folder) / "side", cluster, undo)
        return [*beside, *await _growth(Path(folder) / "growth", cluster, undo)]


async def _side_by_side(folder, cluster, undo):
    async with Stage(folder) as stage:
        url, other = (undo.enter_context(cluster.database()) for _ in range(2))
        shared, people = await stage.ours("postgres", store=url)
        embedded, neighbours = await stage.ours("embedded")
        bare, senders = await stage.peer("bare_postgres", checked=False, url=other)
        subjects = {
            SHARED: Subject(shared, people.presses, updates=1),
            SHARED_WORDS: Subject(shared, people.says),
            PRESS: Subject(embedded, neighbours.presses, updates=1),
            WORDS: Subject(embedded, neighbours.says),
            BARE: Subject(bare, senders.bounced),
        }
        await _rounds(stage, subjects, AT_ONCE)
    pairs = (SHARED, PRESS), (SHARED, BARE), (SHARED_WORDS, WORDS), (SHARED_WORDS, BARE)
    return [each for ours, other in pairs for each in _beside(ours, subjects[ours], other, subjects[other], AT_ONCE)]


async def _growth(folder, cluster, undo):
    async with Stage(folder) as stage:
        subjects = {}
        for size in SIZES:
            url = undo.enter_context(cluster.database())
            for kind, place in (("embedded store", ""), ("PostgreSQL", url)):
                name = f"{kind.split()[0]}{size}"
                server, people = await stage.ours(name, store=place, filled=size, uncounted=True)
                subjects[kind, size] = Subject(server, people.presses, updates=1, at_once=GROWN)
            sql(url, "VACUUM ANALYZE vbe.docs")  # as its own housekeeping does within a minute
        await _rounds(stage, subjects, GROWN)
    told, (small, large) = [], SIZES
    for kind in ("embedded store", "PostgreSQL"):
        names = f"{PRESS}, {kind}, {large} people, dialogs and cases", f"{small}"
        told += _beside(names[0], subjects[kind, large], names[1], subjects[kind, small], GROWN)
    return told


async def _rounds(stage, subjects, at_once):
    for number in range(ROUNDS + 1):
        for many in at_once:
            for subject in subjects.values():
                await measure(stage, subject, many, counted=number > 0)


def _beside(ours, mine, peer, other, at_once):
    for many in at_once:
        yield row(f"turn CPU at {many}: {ours} beside {peer}", "ms", mine.cost(many), other.cost(many))
        yield row(f"turns a second at {many}: {ours} beside {peer}", "1/s", mine.rate(many), other.rate(many))
        yield row(f"wait at {many}: {ours} beside {peer}", "ms", mine.wait(many, 50), other.wait(many, 50))
