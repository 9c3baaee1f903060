"""``keys FILE``: a new key file."""

import argparse
from pathlib import Path

from bot.adapters.seal import make_key_file
from bot.errors import VbeError

from . import OK, Commands, command


def declare(commands: Commands) -> None:
    """The command and what it takes."""
    own = command(commands, "keys", run, about="Keep it off the store's disk, and a copy of it in a safe place.")
    own.add_argument("file", type=Path, help="where; a file that is there already is left alone")


async def run(options: argparse.Namespace) -> int:
    """Write a new key file."""
    try:
        make_key_file(options.file)
    except FileExistsError as error:
        raise VbeError(f"{options.file} is there already, and is left alone. Name another file.") from error
    print(f"{options.file} is written. Without it nothing in the store can be read: keep a copy in a safe place.")
    return OK
