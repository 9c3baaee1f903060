"""The bot in a process of its own: started, killed and started again on the same port, store and keys."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import run

import app
from bot import directory
from bot.adapters.seal import make_key_file
from bot.adapters.teams.likeness_people import Someone
from bot.city import departments
from tests.house import populate
from tests.teams import SignedTeams

ROOT = Path(__file__).parents[2]
ALL_LOGS = "-c", "from tests.door.serving import serve_with_all_logs; serve_with_all_logs()"
TROUBLE = (
    "turn_failed",
    "request_failed",
    "tick_failed",
    "letter_failed",
    "update_failed error=",
    "Traceback",
    "never retrieved",
)


class Served:
    """A bot to be killed. ``up`` is set while it answers; ``log`` takes all that it writes to stderr."""

    def __init__(self, teams: SignedTeams, folder: Path, **more: str) -> None:
        self.teams = teams
        self.store = folder / "store.db"
        self.log = folder / "log.txt"
        self.up = asyncio.Event()
        self.starts = 0
        self._read = 0
        self._process: Process | None = None
        keys = folder / "keys.json"
        make_key_file(keys)
        own = {"VBE_STORE": str(self.store), "VBE_KEY_FILE": str(keys), "VBE_PORT": "0", "VBE_OPS_PORT": "0"}
        self._settings = {**teams.settings, **own, **more}

    async def start(self, program: tuple[str, ...] = ("app.py", "serve")) -> None:
        """Run it until it says that it listens; from the first time on always on the same port."""
        environment = {**os.environ, **self._settings, "PYTHONPATH": str(ROOT)}
        with self.log.open("ab") as log:
            self._process = await create_subprocess_exec(
                sys.executable, *program, cwd=ROOT, env=environment, stdout=PIPE, stderr=log
            )
        line = (await self._process.stdout.readline()).decode()
        assert "listens" in line, self.log.read_text("utf-8")[-2000:]
        self._settings["VBE_PORT"] = line.rpartition(":")[2].strip(" .\n")
        self.teams.bot = f"http://127.0.0.1:{self._settings['VBE_PORT']}"
        self.starts += 1
        self.up.set()

    async def kill(self) -> None:
        """As a power cut would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """As an operator does."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        self.up.clear()
        process, self._process = self._process, None
        if process and process.returncode is None:
            process.send_signal(how)
            await process.wait()

    def trouble(self) -> str:
        """What it has logged since the last look that a bot in good order does not log; empty when there is none."""
        with self.log.open("rb") as log:
            log.seek(self._read)
            lines = log.read().decode("utf-8", "replace").splitlines(keepends=True)
        self._read += sum(len(line.encode()) for line in lines)
        return "".join(line for line in lines if any(sign in line for sign in TROUBLE))

    def memory(self) -> int:
        """Resident kilobytes."""
        found = run(["ps", "-o", "rss=", "-p", str(self._process.pid)], capture_output=True, text=True, check=True)
        return int(found.stdout)


@asynccontextmanager
async def served(teams: SignedTeams, folder: Path, **more: str) -> AsyncIterator[Served]:
    """A bot with the demo city; not started yet."""
    await populate(folder)
    bot = Served(teams, folder, **more)
    try:
        yield bot
    finally:
        await bot.kill()


async def official(teams: SignedTeams, name: str) -> Someone:
    """Someone of the demo city's directory, with the bot installed."""
    people = directory.parse(app.DEMO_CITY.read_text("utf-8"), {each.id for each in departments()})
    return await teams.someone(name, next(each.id for each in people if each.name == name))


def serve_with_all_logs() -> None:
    """``app.py serve`` with nothing silenced: for a run that looks for errors nobody caught."""
    logging.basicConfig(level=logging.INFO)
    sys.exit(asyncio.run(app.serve(argparse.Namespace(demo=False))))
