"""``outbox list`` and ``outbox resend``: what could not be delivered."""

import argparse
import json
import os

from bot import dead_letters
from bot.adapters import stores
from bot.adapters.clock import SystemClock

from . import OK, Commands, command, of_a_demo


def declare(commands: Commands) -> None:
    """The command and what it takes."""
    own = command(commands, "outbox", run)
    own.add_argument("what", choices=("list", "resend"), help="show them by reason and day, or let them be due again")
    own.add_argument("reason", nargs="?", default="all", help="a reason that list shows, or all")
    of_a_demo(own)


async def run(options: argparse.Namespace) -> int:
    """What could not be delivered: list it, or send it again."""
    place = stores.named(os.environ)
    if options.what == "list":
        async with await stores.opened(place, SystemClock(), read_only=True) as store:
            for each in await dead_letters.listed(store):
                print(json.dumps(each))
        return OK
    there, revived = await stores.through(place, "outbox.resend", {"reason": options.reason})
    if there:
        print(revived, "are sent again")
        return OK
    async with await stores.opened(place, SystemClock()) as store:
        print(await dead_letters.resend(store, options.reason, SystemClock().now()), "are sent when the bot runs")
    return OK
