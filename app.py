"""The composition root and the command line: settings → store, channel, conversation, ticker → run."""

import argparse
import asyncio
import gc
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiohttp.web import Application

from bot import dead_letters, places, settings
from bot.adapters import control, http
from bot.adapters.clock import DemoClock, RandomIds, SystemClock, chance, wanted_time
from bot.adapters.seal import KeyRing, make_key_file
from bot.adapters.teams.connection import Teams
from bot.adapters.teams.package import NO_APP, package
from bot.adapters.ticker import Ticker
from bot.adapters.tiny import TinyStore, held_by
from bot.errors import VbeError, WrongSetting
from bot.limits import Limit
from bot.outbox import Outbox
from bot.people import Directory
from bot.ports import Ports, Store
from bot.register import import_directory, load_people
from bot.settings import Settings
from bot.turnstile import Turnstile
from content import HERE, WrongWords
from dialogs.case_letters import CaseLetters
from dialogs.clearing import clear, due_instants, mend
from dialogs.conversation import Conversation
from dialogs.letters import openers

OK, FAILED = 0, 1
CLEARING = 60.0  # seconds between looks for what has had its time
DEMO_CITY = HERE / "demo" / "directory.csv"


class House:
    """A running bot: its doors, its conversation, and what goes on by itself."""

    def __init__(self, wanted: Settings, store: Store, ring: KeyRing, people: Directory, *, paced: bool = True) -> None:
        self.settings = wanted
        self.clock = DemoClock() if wanted.demo else SystemClock()
        self.turnstile = Turnstile(wanted.tenant_rate if paced else None, self.clock.steady)
        self.teams = Teams(wanted, self.clock, RandomIds(), self.turnstile)
        reports = Limit(wanted.reports_per_hour, 3600)
        self.ports = Ports(store, ring, self.clock, RandomIds(), self.teams.sender, reports)
        self.cases = CaseLetters(self.ports, people)
        self.outbox = Outbox(self.ports, openers(self.ports, self.cases), self.turnstile, chance)
        self.ticker = Ticker(self.tick)
        self._clearing = 0.0
        self.conversation = Conversation(self.ports, people, self.outbox.kick, wanted)
        self.door = self.teams.door(self.conversation.turn)

    async def tick(self) -> None:
        """At every beat: letters are begun with, not waited for; what has had its time is looked for once a minute."""
        self.teams.tend()
        self.outbox.kick()
        if self.clock.steady() >= self._clearing:
            self._clearing = self.clock.steady() + CLEARING
            await clear(self.ports)
            await dead_letters.forget(self.ports.store, self.clock.now())

    async def work(self) -> None:
        """Everything that is due now, to its end."""
        await self.outbox.deliver()
        await self.tick()

    async def health(self) -> Mapping[str, Any]:
        """For /readyz and /metrics: counts, and whether the bot can prove who it is."""
        dead = {f"dead_{reason}": count for reason, count in (await dead_letters.counted(self.ports.store)).items()}
        told = {"undeliverable": await self.cases.undeliverable(), **dead, **self.teams.health()}
        return {"ready": told.get("token") != "failing", **told}

    async def resend(self, said: Mapping[str, Any]) -> int:
        """Dead letters of a reason, or all, are due again; how many."""
        revived = await dead_letters.resend(self.ports.store, str(said["reason"]), self.clock.now())
        self.outbox.kick()
        return revived

    async def close(self) -> None:
        """Begin with nothing more, and let what is on its way arrive."""
        await self.ticker.stop()
        await self.door.close()
        await self.outbox.close()
        self.turnstile.close()
        await self.teams.close()

    async def move_clock(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """The demo's clock: ``{"now": ISO time}`` or ``{"forward": seconds}``. Raises ValueError."""
        if not isinstance(self.clock, DemoClock):
            raise ValueError("only a demo's clock moves")  # noqa: TRY004 - the door answers this with 400
        until = wanted_time(said, self.clock.now())
        for instant in [*await due_instants(self.ports.store, until), until]:
            self.clock.move(instant)
            await clear(self.ports)
            await self.work()
        return {"now": self.clock.now().isoformat()}


@asynccontextmanager
async def running(wanted: Settings, *, paced: bool = True) -> AsyncIterator[tuple[House, int]]:
    """A bot that serves; the port it got."""
    ring, socket = KeyRing.load(_key_file(wanted)), control.place(_store_file(wanted))
    async with await TinyStore.open(_store_file(wanted), SystemClock(), control=str(socket)) as store:
        house = House(wanted, store, ring, await load_people(store), paced=paced)
        commands = control.Control(socket, {"outbox.resend": house.resend})
        await commands.start()
        serving = await http.start(_messages(house), wanted.host, wanted.port)
        ops = None if wanted.demo else await http.start(http.ops_app(house.health), "127.0.0.1", wanted.ops_port)
        await mend(house.ports)
        house.ticker.start()
        try:
            yield house, serving.port
        finally:
            await serving.stop()
            if ops:
                await ops.stop()
            await commands.close()
            await house.close()


def _messages(house: House) -> Application:
    """In a demo, health and clock stand beside the messages."""
    if not house.settings.demo:
        return http.messages_app(house.door)
    return http.messages_app(house.door, demo=True, health=house.health, move_clock=house.move_clock)


def _key_file(wanted: Settings) -> Path:
    if wanted.key_file:
        return wanted.key_file
    own = _store_file(wanted).with_suffix(".keys")
    if not own.exists():
        make_key_file(own)
    return own


def _store_file(wanted: Settings) -> Path:
    if "://" in wanted.store:
        raise WrongSetting("VBE_STORE: this version keeps its store in a file. Give a path.")
    return Path(wanted.store)


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
    return OK


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
    _store_file(wanted).parent.mkdir(parents=True, exist_ok=True)
    async with await TinyStore.open(_store_file(wanted), SystemClock()) as store:
        await import_directory(store, DEMO_CITY.read_text("utf-8"), apply=True, force=True)
        people = (await load_people(store)).people.values()
    first = sorted(people, key=lambda each: (bool(each.roles or each.stands_in_for), each.name))
    async with running(wanted) as (_, port), Likeness(f"http://{wanted.host}:{port}") as teams:
        await terminal.chat(teams, first, options.language)
    return OK


async def import_(options: argparse.Namespace) -> int:
    """``import directory FILE``: what would change; with ``--apply`` it is done."""
    wanted = settings.read(os.environ, demo=options.demo)
    text = options.file.read_text("utf-8")
    async with await TinyStore.open(_store_file(wanted), SystemClock(), read_only=not options.apply) as store:
        changes = await import_directory(store, text, apply=options.apply, force=options.force)
    done = "done" if options.apply else "nothing changed yet; do it with --apply"
    counts = f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.removed)} removed"
    print(f"{counts}: {done}")
    return OK


async def outbox(options: argparse.Namespace) -> int:
    """What could not be delivered: list it, or send it again."""
    file, said = _store_file(settings.read(os.environ, demo=options.demo)), {"reason": options.reason}
    if options.what == "list":
        async with await TinyStore.open(file, SystemClock(), read_only=True) as store:
            for each in await dead_letters.listed(store):
                print(json.dumps(each))
        return OK
    if held := held_by(file):
        print(await control.ask(Path(held["control"]), "outbox.resend", said), "are sent again")
        return OK
    async with await TinyStore.open(file, SystemClock()) as store:
        print(await dead_letters.resend(store, options.reason, SystemClock().now()), "are sent when the bot runs")
    return OK


async def understand(_options: argparse.Namespace) -> int:
    """``understand place``: JSONL in and out."""
    return OK if places.lines(sys.stdin, sys.stdout) else FAILED


async def deidentify(_options: argparse.Namespace) -> int:
    """What would be taken out of a text: JSONL in and out."""
    from bot.deidentify.lines import lines  # noqa: PLC0415 - the lists are read when they are needed

    return FAILED if lines(sys.stdin, sys.stdout) else OK


async def keys(options: argparse.Namespace) -> int:
    """``keys FILE``: write a new key file; keep it off the store's disk, and a copy in a safe place."""
    make_key_file(options.file)
    print(f"{options.file} is written. Without it nothing in the store can be read: keep a copy in a safe place.")
    return OK


async def package_(_options: argparse.Namespace) -> int:
    """Write the Teams app package; its path is the last line printed."""
    app_id = os.environ.get("MicrosoftAppId") or NO_APP  # noqa: SIM112 - the Bot Framework's own name
    if app_id == NO_APP:
        print("MicrosoftAppId is not set: the package carries zeros for it. Set it before you upload.")
    print(package(Path("run"), app_id))
    return OK


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="app.py", description="The city's assistant against violent extremism.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for name, run in {"serve": serve, "demo": demo, "deidentify": deidentify, "package": package_}.items():
        each = commands.add_parser(name, help=(run.__doc__ or "").partition("\n")[0])
        each.set_defaults(run=run)
        if name == "serve":
            each.add_argument("--demo", action="store_true", help="without authentication, on this machine only")
        if name == "demo":
            each.add_argument("--language", choices=("sv", "en"), default="sv")
    dead = commands.add_parser("outbox", help=(outbox.__doc__ or "").strip())
    dead.add_argument("what", choices=("list", "resend"))
    dead.add_argument("reason", nargs="?", default="all", help="a reason that list shows, or all")
    dead.add_argument("--demo", action="store_true", help="the store of a demo")
    dead.set_defaults(run=outbox)
    made = commands.add_parser("keys", help="write a new key file")
    made.add_argument("file", type=Path)
    made.set_defaults(run=keys)
    what = commands.add_parser("understand", help="what the bot makes of a text: JSONL in and out")
    what.add_argument("kind", choices=("place",))
    what.set_defaults(run=understand)
    brought = commands.add_parser("import", help="bring a file into the store")
    brought.add_argument("kind", choices=("directory",))
    brought.add_argument("file", type=Path)
    brought.add_argument("--apply", action="store_true", help="do it; without this, only show what would change")
    brought.add_argument("--force", action="store_true", help="also when more than a tenth would be removed")
    brought.add_argument("--demo", action="store_true", help="into the store of a demo")
    brought.set_defaults(run=import_)
    return top


def quiet_logs() -> None:
    """One line an event, ours only: what libraries log may quote what people send."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", level=logging.WARNING)
    logging.getLogger("bot").setLevel(logging.INFO)
    for name in ("aiohttp", "asyncio", "botbuilder", "msrest", "urllib3"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 done, 1 failed, 2 wrong use."""
    options = parser().parse_args(arguments)
    quiet_logs()
    try:
        code: int = asyncio.run(options.run(options))
    except (VbeError, WrongWords, OSError) as error:
        print(f"app.py: {error}", file=sys.stderr)
        return FAILED
    return code


if __name__ == "__main__":
    sys.exit(main())
