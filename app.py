"""The composition root and the command line: settings → store, channel, conversation, ticker → run."""

import argparse
import asyncio
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from aiohttp.web import Application

from bot import completions, dead_letters, health, settings
from bot.adapters import calendar_file, console, control, http, stores
from bot.adapters.clock import DemoClock, RandomIds, SystemClock, chance, wanted_time
from bot.adapters.console import (
    agenda,
    backup,
    campaigns,
    deidentify,
    export,
    imports,
    keys,
    outbox,
    package,
    quiet_logs,
    rotate,
    understand,
)
from bot.adapters.darkroom import Darkroom
from bot.adapters.seal import KeyRing
from bot.adapters.teams.connection import Teams
from bot.adapters.teams.updates import Update
from bot.adapters.ticker import Ticker
from bot.campaign_ticks import CampaignTicks
from bot.forum_ticks import fire
from bot.inspection import check
from bot.instances import DIRECTORY, LETTERS, Instances
from bot.key_watch import KeyWatch
from bot.limits import Limit
from bot.outbox import Outbox
from bot.people import Directory
from bot.ports import Ports, Store
from bot.register import import_directory, load_people
from bot.settings import Settings
from bot.turnstile import Turnstile
from content import HERE
from dialogs.case_letters import CaseLetters
from dialogs.clearing import clear, due_instants, mend, overtaken
from dialogs.conversation import Conversation
from dialogs.letters import openers

COMMANDS = (imports, export, backup, outbox, campaigns, keys, rotate, agenda, understand, deidentify, package)
CLEARING = 60.0  # seconds between looks for what has had its time
DEMO_CITY = HERE / "demo" / "directory.csv"


class House:
    """A running bot: its doors, its conversation, and what goes on by itself."""

    def __init__(self, wanted: Settings, store: Store, ring: KeyRing, people: Directory, *, paced: bool = True) -> None:
        self.settings = wanted
        self.clock = DemoClock() if wanted.demo else SystemClock()
        self.turnstile = Turnstile(wanted.tenant_rate if paced else None, self.clock.steady)
        self.teams = Teams(wanted, self.clock, RandomIds(), self.turnstile)
        self.ports = Ports(
            store,
            ring,
            self.clock,
            RandomIds(),
            self.teams.sender,
            self.teams.attachments,
            Darkroom(),
            lambda raw, since: asyncio.to_thread(calendar_file.read, raw, since),
            Limit(wanted.reports_per_hour, 3600),
            timedelta(days=wanted.photo_days),
            wanted.min_cell,
            wanted.tenant_rate,
        )
        self.people = people
        self.cases = CaseLetters(self.ports, people)
        self.instances = Instances(store, self.clock.steady)
        sending = self.turnstile, chance, self.instances.leads
        self.outbox = Outbox(self.ports, openers(self.ports, self.cases), *sending)
        self.campaigns = CampaignTicks(self.ports)
        self.keys = KeyWatch(store, ring, self.clock)
        self.tickers = Ticker(self.attend), Ticker(self.tick)
        self._clearing, self._outdated = 0.0, False
        self.conversation = Conversation(self.ports, people, self.kick, wanted)
        self.door = self.teams.door(self.conversation.turn, followed=self.followed)

    async def start(self) -> None:
        """Begin with what goes on by itself. Raises StoreGone."""
        attending, ticking = self.tickers
        await self.attend()
        attending.start()
        self.ports.store.listen(self.heard)
        await mend(self.ports)
        ticking.start()

    async def attend(self) -> None:
        """At every beat, whatever else takes long: whether to lead, and how many share the pace."""
        await self.instances.attend()
        self.turnstile.share(self.instances.count)

    async def tick(self) -> None:
        """At every beat: letters are begun with, not waited for; once a minute what has had its time is looked for."""
        self.teams.tend()
        self.keys.tend()
        self.outbox.kick()
        if await fire(self.ports, self.clock.now()) + await self.campaigned():
            self.kick()
        if self.clock.steady() >= self._clearing:
            self._clearing = self.clock.steady() + CLEARING
            self._outdated |= not self.instances.alone  # a call may not have been heard
            if self.instances.leads():
                await clear(self.ports)
                await dead_letters.forget(self.ports.store, self.clock.now())
        if self._outdated:
            self.people.people = (await load_people(self.ports.store)).people
            self._outdated = False

    async def campaigned(self) -> int:
        """What is due of campaigns: fed before anything that has had its time is cleared."""
        return await self.campaigns.tend(self.clock.now()) if self.instances.leads() else 0

    async def followed(self, update: Update) -> None:
        """A message shows its page; unless another instance, which was asked for the next, has been faster."""
        if update.dialog and update.message and not self.instances.alone:
            place = {"chat": update.chat.to_doc(), "language": update.language, "message": update.message}
            if letter := await overtaken(self.ports, update.dialog, update.turning, place):
                await self.ports.store.commit(letter)
                self.kick()

    def kick(self) -> None:
        """There may be a letter to send, for whichever instance leads."""
        if self.instances.leads():
            self.outbox.kick()
        else:
            self.instances.call(LETTERS)

    def heard(self, what: str) -> None:
        """An instance or a command calls out; with "" something may have been missed."""
        self._outdated |= what in {DIRECTORY, ""}
        self.outbox.kick()

    async def work(self) -> None:
        """Everything that is due now, to its end."""
        await self.attend()
        await fire(self.ports, self.clock.now())
        await self.outbox.deliver()
        while await self.campaigned():
            await self.outbox.deliver()
        await self.tick()

    async def health(self) -> Mapping[str, Any]:
        """For /readyz and /metrics: counts, and whether the bot can prove who it is."""
        channel = {"unreadable": self.keys.unreadable, **self.teams.health(), **self.instances.health()}
        found = await health.told(self.ports.store, self.outbox, self.cases.undeliverable, channel)
        return found if self.instances.reached else {**found, "ready": False, "store": health.FAILING}

    @property
    def commands(self) -> Mapping[str, control.Handler]:
        """What can be asked for through the control socket."""
        rotate = {"rotate": self.keys.begin, "rotate.told": self.keys.told}
        return {"outbox.resend": self.resend, "completions": self.completed, **rotate}

    async def resend(self, said: Mapping[str, Any]) -> int:
        """Dead letters of a reason, or all, are due again; how many."""
        revived = await dead_letters.resend(self.ports.store, str(said["reason"]), self.clock.now())
        self.outbox.kick()
        return revived

    async def completed(self, said: Mapping[str, Any]) -> int:
        """People have done a course, as the learning portal says; for how many that was news."""
        done = {str(person): date.fromisoformat(day) for person, day in said["done"].items()}
        return await completions.mark(self.ports.store, self.ports.seal, str(said["course"]), done)

    async def close(self) -> None:
        """Begin with nothing more, and let what is on its way arrive."""
        attending, ticking = self.tickers
        await ticking.stop()
        await self.keys.close()
        await self.door.close()
        await self.outbox.close()
        await attending.stop()
        await self.instances.resign()
        self.turnstile.close()
        await self.teams.close()

    async def move_clock(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """The demo's clock: ``{"now": ISO time}`` or ``{"forward": seconds}``. Raises ValueError."""
        if not isinstance(self.clock, DemoClock):
            raise ValueError("only a demo's clock moves")  # noqa: TRY004 - the door answers this with 400
        until, now = wanted_time(said, self.clock.now()), self.clock.now()
        await self.work()  # what was due before is no later than it should be
        while now < until:  # what is done at one instant can make something due at a later one
            ahead = (each for each in await due_instants(self.ports.store, until) if each > now)
            now = next(ahead, until)
            self.clock.move(now)
            await clear(self.ports)
            await self.work()
        return {"now": self.clock.now().isoformat()}


@asynccontextmanager
async def running(wanted: Settings, *, paced: bool = True) -> AsyncIterator[tuple[House, int]]:
    """A bot that serves; the port it got."""
    ring, socket = KeyRing.load(stores.key_file(wanted)), stores.socket(wanted.store)
    async with AsyncExitStack() as undo:
        opened = await stores.opened(wanted.store, SystemClock(), control=str(socket or ""))
        store = await undo.enter_async_context(opened)
        await check(store, ring, ring.keys.lost)
        house = House(wanted, store, ring, await load_people(store), paced=paced)
        undo.push_async_callback(house.close)
        await undo.enter_async_context(control.serving(socket, house.commands))
        if not wanted.demo:
            ops = await http.start(http.ops_app(house.health), "127.0.0.1", wanted.ops_port)
            undo.push_async_callback(ops.stop)
        serving = await http.start(_messages(house), wanted.host, wanted.port)
        undo.push_async_callback(serving.stop)
        await house.start()
        yield house, serving.port


def _messages(house: House) -> Application:
    """In a demo, health and clock stand beside the messages."""
    if not house.settings.demo:
        return http.messages_app(house.door)
    return http.messages_app(house.door, demo=True, health=house.health, move_clock=house.move_clock)


async def serve(options: argparse.Namespace) -> int:
    """Run the bot until it is told to stop."""
    wanted = settings.read(os.environ, demo=options.demo)
    stopped = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stopped.set)
    async with running(wanted) as (_, port):
        settle()
        print(f"The bot listens on {wanted.host}:{port}.", flush=True)
        await stopped.wait()
    return console.OK


def settle() -> None:
    """What stands now is not looked through for garbage again, the rest seldom: a turn costs 5 % less (measured)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


async def demo(options: argparse.Namespace) -> int:
    """The bot with the demo city, and a terminal chat with it."""
    from bot.adapters.teams import terminal  # noqa: PLC0415 - only the demo needs the other side of the wire
    from bot.adapters.teams.likeness import Teams as Likeness  # noqa: PLC0415

    wanted = replace(settings.read(os.environ, demo=True), port=0)
    if not stores.shared(wanted.store):
        Path(wanted.store).parent.mkdir(parents=True, exist_ok=True)
    async with await stores.opened(wanted.store, SystemClock()) as store:
        await import_directory(store, DEMO_CITY.read_text("utf-8"), apply=True, force=True)
        people = (await load_people(store)).people.values()
    first = sorted(people, key=lambda each: (bool(each.roles or each.stands_in_for), each.name))
    async with running(wanted) as (_, port), Likeness(f"http://{wanted.host}:{port}") as teams:
        await terminal.chat(teams, first, options.language)
    return console.OK


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="app.py", description="The city's assistant against violent extremism.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    own = console.command(commands, "serve", serve)
    own.add_argument("--demo", action="store_true", help="without authentication, on this machine only")
    own = console.command(commands, "demo", demo)
    own.add_argument("--language", choices=("sv", "en"), default="sv", help="of the terminal's own words")
    for each in COMMANDS:
        each.declare(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 done, 1 failed, 2 wrong use."""
    options = parser().parse_args(arguments)
    quiet_logs()
    return console.carried_out(options)


if __name__ == "__main__":
    sys.exit(main())
