"""Pictures, made harmless, without harm to the bot: what came from outside is opened in a process of its own.

A picture's file can hold where and when it was taken, whose telephone took it, and a small copy of what was cut away.
And it can be made, or have come to harm, so that libheif breaks the whole process that reads it (seen with 1.23.0).
"""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

from bot.errors import Unclear

from . import developing

HOUSE = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds of wall time
AT_ONCE = 2  # developed pictures that are cut or made smaller
KEYS = {f"photo.{name}" for name in ("empty", "not_picture", "animated", "too_large", "broken")}
BEGINNING = b"\xff\xd8\xff"  # of a JPEG
NEEDED = ("PATH", "LD_LIBRARY_PATH")  # of the environment: no secrets go along


class Darkroom:
    """One picture at a time: a large one takes hundreds of megabytes while it is open.

    What was developed is small, and whoever looks at it waits for nobody else's.
    """

    def __init__(self) -> None:
        developing.ready()
        self._one, self._small = asyncio.Semaphore(1), asyncio.Semaphore(AT_ONCE)

    async def develop(self, raw: bytes) -> bytes:
        """See ``bot.ports``. Raises Unclear: photo.empty, not_picture, animated, too_large or broken."""
        async with self._one:
            made = await _apart(raw)
        if made.startswith(BEGINNING):
            return made
        key = made.decode("ascii", "replace")
        raise Unclear(key if key in KEYS else "photo.broken")

    async def cut(self, picture: bytes, part: str) -> bytes:
        """See ``bot.ports``. What was made here can be opened in the house."""
        return await self._work(lambda: developing.cut(picture, part))

    async def preview(self, picture: bytes, most: int) -> bytes:
        """See ``bot.ports``."""
        return await self._work(lambda: developing.preview(picture, most))

    async def _work(self, work: Callable[[], bytes]) -> bytes:
        async with self._small:
            return await asyncio.to_thread(work)


async def _apart(raw: bytes) -> bytes:
    """What the process says of this picture: nothing when it broke or took too long."""
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", developing.__name__),
        cwd=HOUSE,
        env={name: os.environ[name] for name in NEEDED if name in os.environ},
        stdin=pipe,
        stdout=pipe,
        stderr=nowhere,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            made, _ = await program.communicate(raw)
    except TimeoutError:
        return b""
    finally:
        if program.returncode is None:  # too slow, or nobody waits any more
            program.kill()
            await program.wait()
    return b"" if program.returncode else made
