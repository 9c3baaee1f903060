"""The whole bot as ``serve`` runs it, for the bench. What it is told beyond settings, in BENCH, a JSON object:

``slow_disk``  seconds added to every commit of the store, as if each wait for the disk took so much longer
``uncounted``  the count of rows that cannot be opened, which is made every six hours, is not made
``cold``       what was drawn for an earlier turn is forgotten before each turn
``ahead``      seconds that its wall time is ahead
``rate``       messages a second and tenant; else there is no pace
``profile``    a file for the profile of what it does from SIGUSR1 until it is stopped, and ``turns``, how many that is
"""

import asyncio
import cProfile
import json
import os
import signal
import sys
import time
from dataclasses import replace

import app
import bot.adapters.teams.connection as channel
import bot.adapters.tiny.store as embedded
from bot import settings
from bot.adapters.teams.door import Door
from bot.adapters.tiny.writer import Writer
from bot.inspection import Lookout
from tests.campaigns.at_work import AtWork

from .profile import written

HERE = json.loads(os.environ["BENCH"])
ON_THE_LOOP, IN_THE_STORE = cProfile.Profile(), cProfile.Profile(time.thread_time)

DRAWN = []


class SlowDisk(Writer):
    """A writer whose every batch waits longer."""

    def _write(self, batch):
        time.sleep(HERE["slow_disk"] if batch else 0)
        return super()._write(batch)


class Watched(Writer):
    """A writer whose thread can be profiled."""

    watching = False

    def _write(self, batch):
        return IN_THE_STORE.runcall(super()._write, batch) if self.watching else super()._write(batch)


class Forgetful(Door):
    """A door that finds no page or phrase drawn before."""

    async def receive(self, authorization, read):
        for kept in DRAWN:
            kept.cache_clear()
        return await super().receive(authorization, read)


def drawn():
    """What the Teams adapter keeps of what it has drawn; the words themselves stay as they were read at the start."""
    modules = [module for name, module in sys.modules.items() if name.startswith(channel.__package__)]
    found = [each for module in modules for each in vars(module).values() if hasattr(each, "cache_clear")]
    return [each for each in found if each.__module__.startswith(channel.__package__)]


def watch():
    Watched.watching = True
    ON_THE_LOOP.enable()


async def main():
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    loop.add_signal_handler(signal.SIGUSR1, watch)
    DRAWN.extend(drawn())
    channel.Door = Forgetful if HERE.get("cold") else Door
    embedded.Writer = SlowDisk if HERE.get("slow_disk") else Watched
    if HERE.get("uncounted"):
        Lookout.tend = lambda _: None
    if HERE.get("ahead"):
        app.SystemClock = lambda: AtWork(HERE["ahead"])
    wanted = replace(settings.read(HERE["settings"]), tenant_rate=HERE.get("rate", 0.0))  # 0: none (bot.turnstile)
    async with app.running(wanted) as (_, port):
        app.settle()
        print(port, flush=True)  # noqa: T201 - how the bench learns the port
        await stopped.wait()
        ON_THE_LOOP.disable()
    if HERE.get("profile"):
        written(HERE["profile"], ON_THE_LOOP, IN_THE_STORE, HERE["turns"])


app.quiet_logs()
asyncio.run(main())
