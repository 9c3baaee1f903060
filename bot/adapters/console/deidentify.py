"""``deidentify``: what would be taken out of a text."""

import argparse
import sys

from . import FAILED, OK, Commands, command


def declare(commands: Commands) -> None:
    """The command."""
    command(commands, "deidentify", run, about='{"id", "text"} is answered with {"id", "spans"}, in the same order.')


async def run(_options: argparse.Namespace) -> int:
    """What would be taken out of a text: JSONL in and out."""
    from bot.deidentify.lines import lines  # noqa: PLC0415 - the lists are read when they are needed

    return FAILED if lines(sys.stdin, sys.stdout) else OK
