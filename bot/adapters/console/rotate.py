"""``rotate``: the keys are changed, and everything is sealed anew."""

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.adapters import stores
from bot.adapters.clock import SystemClock
from bot.adapters.seal import KeyRing
from bot.errors import VbeError
from bot.rotation import Rotation

from . import OK, Commands, command, key_file, of_a_demo

ABOUT = (
    "The bot may run meanwhile. Broken off, it goes on when it is called once more. An old key stays in the key file "
    "as long as anything asks for it. Backups ask for the key file of their day: keep a copy of it as long as them."
)
PATIENCE = 5.0  # seconds between looks at a rotation that the running bot does
HEARD = 5.0  # seconds until every instance that shares a database has read the key file again


def declare(commands: Commands) -> None:
    """The command and what it takes."""
    own = command(commands, "rotate", run, about=ABOUT)
    own.add_argument(
        "--tidy", action="store_true", help="no new key: only drop old ones that nothing asks for any more"
    )
    own.add_argument(
        "--lost", action="store_true", help="no new key: give up keys that nobody has, and what they sealed"
    )
    of_a_demo(own)


async def run(options: argparse.Namespace) -> int:
    """Make a new key, and seal everything anew under it."""
    place = stores.named(os.environ)
    said = {"new": not (options.tidy or options.lost), "lost": options.lost}
    there, _ = await stores.through(place, "rotate", said)
    told = await _watched(place) if there else await _alone(place, said, demo=options.demo)
    for line in lines(told):
        print(line)
    return OK


async def _watched(place: str) -> Mapping[str, Any]:
    """What the running bot makes of it."""
    while True:
        there, told = await stores.through(place, "rotate.told", {"seconds": PATIENCE})
        if not there:
            raise VbeError("The bot stopped on the way; nothing is lost. Call rotate once more: it goes on from there.")
        if told:
            return dict(told)


async def _alone(place: str, said: Mapping[str, bool], *, demo: bool) -> Mapping[str, Any]:
    shared = _there(place)
    ring, clock = KeyRing.load(key_file(place, demo=demo)), SystemClock()
    async with await stores.opened(place, clock) as store:
        return await Rotation(store, ring, clock, HEARD if shared else 0.0).run(**said)


def _there(place: str) -> bool:
    """Whether the store that is there is shared. Raises VbeError when there is none, rather than make one."""
    if stores.shared(place):
        return True
    if not Path(place).exists():
        raise VbeError(f"{place}: there is no store. Set VBE_STORE to the bot's.")
    return False


def lines(told: Mapping[str, Any]) -> list[str]:
    """What was done, and which old keys stay and why."""
    first = f"The newest key is {told['newest']}; {told['resealed']} rows are sealed anew."
    if told["went_on"]:
        first = f"A rotation that had been broken off is done. {first} For another new key call rotate once more."
    said = [first]
    said += [f"Key {name} is dropped: nothing asks for it. Backups from its time do." for name in told["dropped"]]
    said += [f"Key {name} stays: {_why(why)}." for name, why in told["stays"].items()]
    if told["unreadable"]:
        missing = f" Keys that are missing: {', '.join(told['missing'])}." if told["missing"] else ""
        said.append(f"{told['unreadable']} rows cannot be opened.{missing}")
    if told["lost"]:
        said.append(f"Given up: {', '.join(told['lost'])}. Found again, they open what they sealed.")
    return said


def _why(why: Mapping[str, Any]) -> str:
    reasons = {
        "sealed": "{} rows are sealed with it, call rotate once more",
        "marked": "{} cases and dialogs are known by it",
        "until": "pages in Teams may ask for it until {}; after that call rotate --tidy",
    }
    return "; ".join(reasons[kind].format(value) for kind, value in why.items())
