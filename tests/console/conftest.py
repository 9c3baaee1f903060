"""The command line as an operator calls it, and stores for it to work on."""

import os
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from io import BufferedReader, BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from random import Random
from subprocess import PIPE, CompletedProcess, Popen, run

import pytest

from app import parser
from bot.adapters.clock import SystemClock
from bot.adapters.console import carried_out
from bot.adapters.postgres import PostgresStore
from bot.adapters.tiny import TinyStore
from bot.ports import TABLES, Put
from tests.postgres import postgres, url

ROOT = Path(__file__).parents[2]
PROOF = bool(os.environ.get("VBE_PROOF"))

__all__ = ["postgres", "url"]  # fixtures


class Place:
    """A place that VBE_STORE names: opened here, or worked on by commands."""

    def __init__(self, name):
        self.name = str(name)

    async def opened(self, **ways):
        if "://" in self.name:
            return await PostgresStore.open(self.name, **ways)
        return await TinyStore.open(Path(self.name), SystemClock(), **ways)

    async def fill(self, *puts):
        async with await self.opened() as store:
            for start in range(0, len(puts), 200):
                await store.commit(*puts[start : start + 200])

    async def rows(self):
        async with await self.opened(read_only=True) as store:
            return [row async for row in store.snapshot()]

    def command(self, *words, given=b""):
        """Do a command, to its end: what subprocess would tell of it. In this process, which is ten times as fast."""
        with ThreadPoolExecutor(1) as other:
            return other.submit(self._carried_out, [str(word) for word in words], given).result()

    def apart(self, *words, **ways):
        """The same in a process of its own."""
        return run(line(words), capture_output=True, env=self.environment, check=False, timeout=600, **ways)

    def start(self, *words, **ways):
        return Popen(line(words), stdin=PIPE, stdout=PIPE, stderr=PIPE, env=self.environment, **ways)

    @property
    def environment(self):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("VBE_", "Microsoft"))}
        return {**kept, "VBE_STORE": self.name}

    def _carried_out(self, words, given):
        outside, stdin, out, err = dict(os.environ), sys.stdin, StringIO(), StringIO()
        out.buffer, sys.stdin = BytesIO(), TextIOWrapper(BufferedReader(BytesIO(given)))
        os.environ.update(self.environment)
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = carried_out(parser().parse_args(words))
        finally:
            os.environ.clear()
            os.environ.update(outside)
            sys.stdin = stdin
        said = out.buffer.getvalue() + out.getvalue().encode()
        return CompletedProcess(words, code, said, err.getvalue().encode())


def killed(program, *arguments):
    """Run a Python program that does not end well."""
    run([sys.executable, "-c", program, *arguments], cwd=ROOT, check=False)


def line(words):
    return [sys.executable, ROOT / "app.py", *map(str, words)]


def done(outcome):
    """What it said, when all went well."""
    assert outcome.returncode == 0, outcome.stderr.decode()
    return outcome.stdout.decode()


def refused(outcome):
    """Why not: one line, with 1 as the exit code."""
    told = outcome.stderr.decode()
    assert outcome.returncode == 1, told
    assert told.startswith("app.py: ")
    assert told.count("\n") == 1
    assert "Traceback" not in told
    return told


def some(number, letters=700):
    """Puts into every table."""
    return [Put(table, f"{n:06}", _doc(table, n, letters)) for table in TABLES for n in range(number)]


def _doc(table, n, letters):
    sealed = b64encode(Random(n).randbytes(letters)).decode()  # hard to pack, as what is sealed is
    return {"story": f"å{n}\0🧭", "sealed": sealed, **{field: f"{field} {n}" for field in table.indexed}}


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path / "store.db")


@pytest.fixture(params=["tiny", "postgres"])
def any_place(request, tmp_path):
    return Place(tmp_path / "store.db" if request.param == "tiny" else request.getfixturevalue("url"))


@pytest.fixture
def other(tmp_path):
    (tmp_path / "other").mkdir()
    return Place(tmp_path / "other" / "store.db")
