"""``package``: the Teams app package."""

import argparse
import os
from pathlib import Path

from bot.adapters.teams.package import NO_APP, package

from . import OK, Commands, command


def declare(commands: Commands) -> None:
    """The command."""
    command(commands, "package", run)


async def run(_options: argparse.Namespace) -> int:
    """Write the Teams app package; its path is the last line printed."""
    app_id = os.environ.get("MicrosoftAppId") or NO_APP  # noqa: SIM112 - the Bot Framework's own name
    if app_id == NO_APP:
        print("MicrosoftAppId is not set: the package carries zeros for it. Set it before you upload.")
    print(package(Path("run"), app_id))
    return OK
