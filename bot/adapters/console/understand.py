"""``understand place``: what the bot makes of a text."""

import argparse
import sys

from bot import places

from . import FAILED, OK, Commands, command


def declare(commands: Commands) -> None:
    """The command and what it takes."""
    own = command(commands, "understand", run, about="Lines are answered in the same order.")
    own.add_argument("kind", choices=("place",), help='place: {"query"} to {"department", "candidates", "outside"}')


async def run(_options: argparse.Namespace) -> int:
    """What the bot makes of a text: JSONL in and out."""
    return OK if places.lines(sys.stdin, sys.stdout) else FAILED
