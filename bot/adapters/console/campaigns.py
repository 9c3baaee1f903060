"""``campaigns list`` and ``campaigns unreachable ID``: what is sent out, and who has to get the app first."""

import argparse
import json
import os
import sys

from bot.accounts import standings
from bot.adapters import stores
from bot.adapters.clock import SystemClock
from bot.adapters.seal import KeyRing
from bot.campaigns import UNREACHABLE, Campaign, Recipient, standing
from bot.errors import Unsealable, VbeError
from bot.ports import CAMPAIGNS, RECIPIENTS, Store
from bot.sealed import pages

from . import FAILED, OK, Commands, command, key_file, of_a_demo

ABOUT = (
    "list tells each campaign as a line of JSON. unreachable prints the object ids of those who do not have the app, "
    "one a line: for a group in Entra that the app is installed for. The bot may run meanwhile; nothing is changed."
)
BATCH = 500


def declare(commands: Commands) -> None:
    """The command and its two kinds."""
    own = command(commands, "campaigns", run, about=ABOUT)
    own.add_argument("what", choices=("list", "unreachable"), help="all of them, or the people of one without the app")
    own.add_argument("campaign", nargs="?", default="", metavar="ID", help="for unreachable: an id that list shows")
    of_a_demo(own)


async def run(options: argparse.Namespace) -> int:
    """What is sent out to many: list it, or those who do not have the app."""
    place = stores.named(os.environ)
    async with await stores.opened(place, SystemClock(), read_only=True) as store:
        if options.what == "list":
            return await _list(store, KeyRing.load(key_file(place, demo=options.demo)))
        return await _unreachable(store, options.campaign)


async def _list(store: Store, ring: KeyRing) -> int:
    unreadable = 0
    async for rows in pages(store, CAMPAIGNS):
        for row in rows:
            try:
                print(json.dumps(await _told(store, Campaign.read(row, ring))))
            except Unsealable:
                unreadable += 1
    if unreadable:
        print(f"{unreadable} campaigns cannot be read with these keys.", file=sys.stderr)
    return FAILED if unreadable else OK


async def _told(store: Store, campaign: Campaign) -> dict[str, object]:
    how = await standings(store, campaign)
    counts = {"size": campaign.size, "sent": how.sent, "failed": how.failed, "waiting": how.waiting}
    counts |= {"unreachable": how.unreachable, "again": how.again}
    what = {"id": campaign.id, "kind": campaign.kind, "subject": campaign.subject, "state": campaign.state}
    return {**what, "last": campaign.last.isoformat(), **counts}


async def _unreachable(store: Store, campaign: str) -> int:
    """Raises VbeError when there is no such campaign, or nobody knows any more who was asked."""
    row = await store.get(CAMPAIGNS, campaign) if campaign else None
    if row is None:
        raise VbeError("There is no such campaign. Give an id that campaigns list shows.")
    if row.doc["due"] is None:
        raise VbeError("That campaign ended long ago, and who was asked has been removed.")
    wanted, after = {"standing": standing(campaign, UNREACHABLE)}, None
    while rows := (await store.find(RECIPIENTS, equals=wanted, after=after, limit=BATCH)).rows:
        for row in rows:
            print(Recipient.read(row).person)
        after = (None, rows[-1].key)
    return OK
