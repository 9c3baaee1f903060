"""The stores that the contract is held against, and a clock that stands still until told otherwise."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import PIPE, Popen, run

import pytest

from bot.adapters.postgres import PostgresStore
from bot.adapters.tiny import TinyStore
from tests.postgres import postgres, sql, url

ROOT = Path(__file__).parents[2]

__all__ = ["postgres", "url"]  # fixtures

STORES = ("tiny", "postgres")
AGED = "UPDATE vbe.docs SET leased = leased - make_interval(secs => $1)"


class StandingClock:
    """Wall and steady time, moved together."""

    def __init__(self):
        self.passed = 0.0
        self.databases = []  # theirs go on by themselves: to them that time has passed means that leases are older

    def now(self):
        return datetime(2026, 11, 3, 8, 0, tzinfo=UTC) + timedelta(seconds=self.passed)

    def steady(self):
        return self.passed

    def move(self, seconds):
        self.passed += seconds
        for each in self.databases:
            sql(each, AGED, seconds)


@pytest.fixture
def clock():
    return StandingClock()


@pytest.fixture(params=STORES)
def reopen(request, tmp_path, clock):
    """Opens the store of this test; again and again the same one."""
    if request.param == "tiny":
        return lambda: TinyStore.open(tmp_path / "store.db", clock)
    clock.databases.append(request.getfixturevalue("url"))
    return lambda: PostgresStore.open(clock.databases[0])


@pytest.fixture
async def store(reopen):
    opened = await reopen()
    yield opened
    await opened.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.db"


@pytest.fixture
def child():
    """Starts a Python program in a process of its own, with ``arguments`` in sys.argv; ended with the test."""
    started = []

    def start(program, *arguments):
        process = Popen([sys.executable, "-c", program, *map(str, arguments)], cwd=ROOT, stdout=PIPE, stdin=PIPE)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def content():
    """A file's bytes, read by another process: closing a file here would drop SQLite's own locks on it."""
    return lambda file: run(["cat", file], capture_output=True, check=True).stdout


@pytest.fixture
def full():
    """Chooses between a quick count and the full one of make proof."""
    return lambda quick, proof: proof if os.environ.get("VBE_PROOF") else quick
