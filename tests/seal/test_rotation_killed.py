"""A rotation that is killed at any moment, in the key file or between rows, loses nothing."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

from bot.adapters.seal import KeyRing
from bot.adapters.tiny import TinyStore
from bot.rotation import Rotation
from tests.seal.stored import fill, keys_in_use, read

ROOT = Path(__file__).parents[2]
CHILD = """
import asyncio, os, sys
from pathlib import Path
from bot.adapters.clock import SystemClock
from bot.adapters.seal import KeyRing
from bot.adapters.tiny import TinyStore
from bot.rotation import Rotation

def step(): os.write(1, b".")

def told(what):
    async def do(*a, **k):
        step()
        try:
            return await what(*a, **k)
        finally:
            step()
    return do

async def main():
    clock, ring = SystemClock(), KeyRing.load(Path(sys.argv[2]))
    store = await TinyStore.open(Path(sys.argv[1]), clock)
    for owner, names in ((store, ["commit"]), (ring, ["announce", "promote", "finish", "drop"])):
        for name in names:
            setattr(owner, name, told(getattr(owner, name)))
    while True:
        await Rotation(store, ring, clock).run()

asyncio.run(main())
"""


def killed(steps, *arguments):
    """Rotations in a process of its own, ended after so many steps."""
    child = subprocess.Popen([sys.executable, "-c", CHILD, *arguments], cwd=ROOT, stdout=subprocess.PIPE)
    child.stdout.read(steps)
    child.kill()
    child.communicate()


async def test_killed_at_any_moment_it_loses_nothing(tmp_path, file, clock):
    ring = KeyRing.load(file)
    async with await TinyStore.open(tmp_path / "store.db", clock) as store:
        await fill(store, ring, clock, 30)
        before = await read(store, ring)
    chance = random.Random(4)
    for number in range(60 if os.environ.get("VBE_PROOF") else 12):
        killed(number + 1 if number < 6 else chance.randint(1, 120), tmp_path / "store.db", file)
        keys = json.loads(file.read_text("utf-8"))
        assert keys["newest"] in keys["keys"]
        async with await TinyStore.open(tmp_path / "store.db", clock) as store:
            assert await read(store, KeyRing.load(file)) == before
    ring = KeyRing.load(file)
    async with await TinyStore.open(tmp_path / "store.db", clock) as store:
        told = await Rotation(store, ring, clock).run()
        assert await keys_in_use(store, ring) == {told["newest"]}
        assert await read(store, ring) == before
