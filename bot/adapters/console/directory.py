"""``import directory FILE``: the city's people."""

import argparse
import os
from pathlib import Path

from bot.adapters import stores
from bot.adapters.clock import SystemClock
from bot.register import import_directory

from . import OK, Commands, command, of_a_demo, text_of


def declare(kinds: Commands) -> None:
    """The kind and what it takes."""
    own = command(kinds, "directory", run, about="The file is the whole directory: UTF-8, with ; between fields.")
    own.add_argument("file", type=Path, help="the CSV file")
    own.add_argument("--apply", action="store_true", help="do it; without this, only show what would change")
    own.add_argument("--force", action="store_true", help="also when more than a tenth would be removed")
    of_a_demo(own)


async def run(options: argparse.Namespace) -> int:
    """The city's people: what would change; with --apply it is done."""
    text = text_of(options.file)
    async with await stores.opened(stores.named(os.environ), SystemClock(), read_only=not options.apply) as store:
        changes = await import_directory(store, text, apply=options.apply, force=options.force)
    done = "done" if options.apply else "nothing changed yet; do it with --apply"
    counts = f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.removed)} removed"
    print(f"{counts}: {done}")
    return OK
