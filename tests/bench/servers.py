"""The servers of the bench: each peer in an environment of its own, each server a process of its own."""

import asyncio
import json
import os
import sys
import time
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PEERS = Path(__file__).parent / "peers"
PLACE = ROOT / "run" / "bench"
STARTING = 60.0  # seconds
CPU_CLOCK = 2  # of a process, with all its threads: https://man7.org/linux/man-pages/man3/clock_getcpuclockid.3.html


class CannotRun(Exception):
    """A peer that cannot be installed or started here; the bench goes on without it."""


class Server:
    """A server under load, from its start to its stop."""

    def __init__(self, process, port):
        self.port = port
        self._process = process

    @property
    def cpu(self) -> float:
        """Seconds that it has computed so far, user and system, to the nanosecond."""
        return time.clock_gettime(~self._process.pid << 3 | CPU_CLOCK)

    @property
    def memory(self) -> int:
        """Kilobytes that are resident now."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1024

    def tell(self, signal: int) -> None:
        self._process.send_signal(signal)

    async def stop(self) -> None:
        if self._process.returncode is None:
            self._process.terminate()
        await self._process.wait()


async def start(name: str, python: Path, arguments: list[str], told: dict) -> Server:
    """Start a server; its first line tells its port. Raises CannotRun."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / f"{name}.log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            python, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=log,
            env={**os.environ, "BENCH": json.dumps(told)},
        )  # fmt: skip
    try:
        line = await asyncio.wait_for(process.stdout.readline(), STARTING)
        return Server(process, int(line))
    except (ValueError, TimeoutError) as error:
        if process.returncode is None:
            process.kill()
        await process.wait()
        raise CannotRun(f"{name} did not start; see {PLACE.relative_to(ROOT)}/{name}.log") from error


async def environment(peer: str) -> Path:
    """The Python of a peer's own environment, made on first use; ours if it wants nothing. Raises CannotRun."""
    wanted = PEERS / f"requirements-{peer}.txt"
    if not wanted.exists():
        return Path(sys.executable)
    folder = PLACE / peer
    mark = folder / f".ready-{sha256(wanted.read_bytes()).hexdigest()[:12]}"
    python = folder / "bin" / "python"
    if not mark.exists():
        await _do(peer, sys.executable, "-m", "venv", "--clear", str(folder))
        await _do(peer, str(python), "-m", "pip", "install", "--quiet", "-r", str(wanted))
        mark.touch()
    return python


async def _do(peer: str, *command: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    if process.returncode:
        last = said.decode(errors="replace").strip().rpartition("\n")[2]
        raise CannotRun(f"{peer} could not be installed: {last}")
