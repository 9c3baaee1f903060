"""A whole turn of ours beside the echoes of our peers: what it costs, how many a second, how long people wait.

All are measured in one run, in turn, round after round, so that what else the machine does meets each alike. What a
turn costs is the CPU time of the server's process, all threads, over the turns. See docs/performance.md.
"""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from signal import SIGUSR1
from statistics import median, quantiles
from time import perf_counter

from .load import Turn, drive
from .servers import PLACE, CannotRun, Server
from .stage import Stage

ROUNDS = 5
SECONDS = 0.35  # that a subject works in a round, about
AT_ONCE = (1, 16, 64)
FULL = 64  # at once, where the disk is slow
LEAST, MOST = 3, 2_000  # turns of a round: for each at once, and in all
SLOWER = 0.005  # seconds that every wait for the disk takes longer, where that is said
FEW = 500  # chats, where fewer turns are measured
PROFILED = 3_000  # turns
PRESS, WORDS, COLD, SLOW = "press", "typed words", "press, no cache hit", "press, slow disk"
BARE = "bare aiohttp echo"
PEERS = {  # row name → server, and whether it verifies the token
    BARE: ("bare", False),
    "bare aiohttp echo through the connector": ("replying", False),
    "stock botbuilder echo": ("botbuilder", True),
    "microsoft-agents echo": ("agents", True),
    "microsoft-agents echo, no JWT": ("agents", False),
    "microsoft-teams-apps echo": ("teams", True),
}
Made = Callable[[int], list[Turn]]
Row = dict[str, object]


@dataclass
class Subject:
    """What is measured: a server and its turns, by how many are under way at once. Milliseconds, turns a second."""

    server: Server
    made: Made
    updates: int = 0  # of the pressed message, after each turn
    at_once: tuple[int, ...] = AT_ONCE
    size: dict[int, int] = field(default_factory=dict)
    costs: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    rates: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    waits: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    def cost(self, at_once: int) -> float:
        return median(self.costs[at_once])

    def rate(self, at_once: int) -> float:
        return median(self.rates[at_once])

    def wait(self, at_once: int, percent: int) -> float:
        return quantiles(self.waits[at_once], n=100)[percent - 1]


async def rows(folder: str) -> list[Row]:
    """CPU ms a turn and turns a second of ours beside each peer's; milliseconds of waiting beside their median.

    ``ratio`` is value/beside. A peer that cannot be installed or run has a row without numbers that says why.
    """
    async with Stage(folder) as stage:
        subjects, lacking = await _subjects(stage)
        for number in range(ROUNDS + 1):
            for at_once in AT_ONCE:
                for subject in subjects.values():
                    if at_once in subject.at_once:
                        await measure(stage, subject, at_once, counted=number > 0)
    async with Stage(folder) as stage:
        await _profile(stage)
    return [*_told(subjects), *lacking]


async def _subjects(stage: Stage) -> tuple[dict[str, Subject], list[Row]]:
    subjects, lacking = {}, []
    for name, (kind, checked) in PEERS.items():
        try:
            server, people = await stage.peer(kind, checked=checked)
        except CannotRun as error:
            nothing = {"value": None, "unit": None, "beside": None, "ratio": None}
            lacking.append({"name": f"turn beside {name}", **nothing, "reason": str(error)})
            continue
        subjects[name] = Subject(server, people.bounced if kind == "bare" else people.echoes)
    return {**await _ours(stage), **subjects}, lacking


async def _ours(stage: Stage) -> dict[str, Subject]:
    server, people = await stage.ours("warm")
    cold, late = await stage.ours("cold", fresh=True, chats=FEW, cold=True)
    slow, patient = await stage.ours("slow", slow_disk=SLOWER)
    return {
        PRESS: Subject(server, people.presses, updates=1),
        WORDS: Subject(server, people.says),
        COLD: Subject(cold, late.presses, updates=1),
        SLOW: Subject(slow, patient.presses, updates=1, at_once=(FULL,)),
    }


async def measure(stage: Stage, subject: Subject, at_once: int, *, counted: bool) -> None:
    """One round of a subject, to the last update; what is not counted finds out how many turns make a round."""
    turns = subject.size.get(at_once, LEAST * at_once + 20)
    todo = subject.made(turns)
    gc.collect()
    gc.disable()  # no pause of the load's is to count as a server's
    stage.post.owed(turns * subject.updates)
    before = subject.server.cpu
    run = await drive(subject.server.port, todo, at_once, stage.post)
    await stage.post.all_came()
    wall, spent = perf_counter() - run.start, subject.server.cpu - before
    gc.enable()
    subject.size.setdefault(at_once, max(LEAST * at_once, 20, min(MOST, int(SECONDS * turns / wall))))
    if counted:
        subject.costs[at_once].append(1000 * spent / turns)
        subject.rates[at_once].append(turns / wall)
        subject.waits[at_once] += [1000 * each for each in run.taken]


def _told(subjects: dict[str, Subject]) -> Iterator[Row]:
    peers = [name for name in PEERS if name in subjects]
    for ours in (PRESS, WORDS):
        for peer in peers:
            yield from _beside(subjects, ours, peer)
    yield from (row for row in _beside(subjects, COLD, BARE) if row["unit"] == "ms")
    for name, subject in subjects.items():
        for at_once in subject.at_once:
            p99, p50 = (subject.wait(at_once, percent) for percent in (99, 50))
            yield row(f"wait at {at_once}: {name}, p99 beside its median", "ms", p99, p50)
    rates = (subjects[name].rate(FULL) for name in (SLOW, PRESS))
    yield row(f"turns a second at {FULL}: {PRESS}, 5 ms added to every fsync, beside none", "1/s", *rates)


def _beside(subjects: dict[str, Subject], ours: str, peer: str) -> Iterator[Row]:
    mine, other = subjects[ours], subjects[peer]
    for at_once in AT_ONCE:
        yield row(f"turn CPU at {at_once}: {ours} beside {peer}", "ms", mine.cost(at_once), other.cost(at_once))
    for at_once in AT_ONCE:
        pair = mine.rate(at_once), other.rate(at_once)
        yield row(f"turns a second at {at_once}: {ours} beside {peer}", "1/s", *pair)


def row(name: str, unit: str, value: float, beside: float) -> Row:
    shown = {"value": round(value, 3), "unit": unit, "beside": round(beside, 3)}
    return {"name": name, **shown, "ratio": round(value / beside, 3)}


async def _profile(stage: Stage) -> None:
    """What a press spends its time on, at 16 at once: run/bench/profile.txt."""
    told = str(PLACE / "profile.txt")
    server, people = await stage.ours("profiled", chats=FEW, profile=told, turns=PROFILED)
    server.tell(SIGUSR1)
    stage.post.owed(PROFILED)
    await drive(server.port, people.presses(PROFILED), 16, stage.post)
    await stage.post.all_came()
