"""``understand place|recurrence``: what the bot makes of a text."""

import argparse
import sys

from bot import places, recurrence

from . import FAILED, OK, Commands, command

KINDS = {"place": places.lines, "recurrence": recurrence.lines}


def declare(commands: Commands) -> None:
    """The command and what it takes."""
    own = command(commands, "understand", run, about="Lines are answered in the same order.")
    own.add_argument(
        "kind",
        choices=tuple(KINDS),
        help='place: {"query"} to {"department", "candidates", "outside"}; '
        'recurrence: {"text", "lang", "start", "holidays"} to {"dates"} or {"unclear"}',
    )


async def run(options: argparse.Namespace) -> int:
    """What the bot makes of a text: JSONL in and out."""
    return OK if KINDS[options.kind](sys.stdin, sys.stdout) else FAILED
