"""``export`` and ``import store``: the whole store as lines of JSON, from one kind of store into another."""

import argparse
import os
import sys
from contextlib import aclosing
from pathlib import Path
from typing import BinaryIO

from bot.adapters import files, stores
from bot.adapters.clock import SystemClock
from bot.export import Reading, Writing, fill

from . import OK, Commands, command, of_a_demo

SEALED = (
    "What is sealed in the store stays sealed, and the key file is not in it: "
    "keep that apart, for without it nobody can read a word."
)


def declare(commands: Commands) -> None:
    """The command and what it takes."""
    own = command(commands, "export", run, about=f"As of one moment, also beside the running bot. {SEALED}")
    own.add_argument("file", type=Path, nargs="?", default=Path(files.STANDARD), help="a new file, or - for a pipe")
    of_a_demo(own)


def declare_import(kinds: Commands) -> None:
    """``import store`` and what it takes."""
    about = "All of it or nothing: into a store that is empty, while no bot runs. A backup is taken too."
    own = command(kinds, "store", bring, about=about)
    own.add_argument("file", type=Path, help="what export wrote, or - for a pipe")
    of_a_demo(own)


async def run(options: argparse.Namespace) -> int:
    """The whole store as lines of JSON, for import store."""
    if str(options.file) == files.STANDARD:
        counts = await written(sys.stdout.buffer)
        sys.stdout.buffer.flush()
    else:
        with files.new_file(options.file, checked) as out:
            counts = await written(out)
    print(f"{sum(counts.values())} documents are exported.", file=sys.stderr)
    return OK


async def bring(options: argparse.Namespace) -> int:
    """What export wrote, into an empty store."""
    with files.lines(options.file) as (name, lines):
        reading = Reading(lines, name)
        async with stores.replacing(stores.named(os.environ), SystemClock()) as (store, _):
            await fill(store, reading)
    print(f"{sum(reading.counts.values())} documents are in the store, as of {reading.made}.")
    return OK


async def written(out: BinaryIO) -> dict[str, int]:
    """Write the store that VBE_STORE names, as of now; how many rows, by table."""
    lines = Writing(SystemClock().now())
    async with await stores.opened(stores.named(os.environ), SystemClock(), read_only=True) as store:
        out.write(lines.head())
        async with aclosing(store.snapshot()) as rows:
            async for row in rows:
                out.write(lines.row(*row))
    out.write(lines.end())
    return lines.counts


def checked(file: Path) -> Reading:
    """Read an export or a backup through. Raises WrongExport."""
    with files.lines(file) as (name, lines):
        reading = Reading(lines, name)
        for _ in reading.batches():
            pass
    return reading
