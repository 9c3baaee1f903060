"""``backup`` and ``restore``: the whole store in a packed file, and back.

A backup is an export, packed: it is the same for both kinds of store, in key order, and has none of a database file's
scraps of what was deleted.
"""

import argparse
import os
from pathlib import Path

from bot.adapters import files, stores
from bot.adapters.clock import SystemClock
from bot.export import Reading, fill

from . import OK, Commands, command, of_a_demo
from .export import SEALED, checked, written


def declare(commands: Commands) -> None:
    """Both commands and what they take."""
    about = f"As of one moment, also beside the running bot; read back before it gets its name. {SEALED}"
    own = command(commands, "backup", run, about=about)
    own.add_argument("file", type=Path, help="a new file; one that is there already is left alone")
    of_a_demo(own)
    about = (
        "All of it or nothing, while no bot runs. What has been erased since then comes back with it, and letters that "
        "were still to be sent then are sent again. It needs the key file of that time, which is not in it."
    )
    own = command(commands, "restore", restore, about=about)
    own.add_argument("file", type=Path, help="what backup wrote, or export")
    told = "also when the store holds something; a store that is a file is kept beside, as …-before-restore"
    own.add_argument("--force", action="store_true", help=told)
    of_a_demo(own)


async def run(options: argparse.Namespace) -> int:
    """The whole store in a packed file, for restore."""
    with files.new_file(options.file, checked) as out, files.packed(out) as packing:
        counts = await written(packing)
    print(f"{options.file} holds {sum(counts.values())} documents. The key file is not in it: keep that apart.")
    return OK


async def restore(options: argparse.Namespace) -> int:
    """What backup wrote, as the store."""
    with files.lines(options.file) as (name, lines):
        reading = Reading(lines, name)
        async with stores.replacing(stores.named(os.environ), SystemClock(), force=options.force) as (store, beside):
            await fill(store, reading)
    print(f"{sum(reading.counts.values())} documents are in the store, as of {reading.made}.")
    if beside:
        print(f"What was there before is kept as {beside}. Remove it when you no longer need it.")
    return OK
