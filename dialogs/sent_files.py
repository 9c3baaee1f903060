"""What is sent into the chat: who waits for it, which is found out before it is fetched, and what comes of it.

It is fetched outside the person's turn, so that words of danger are answered meanwhile.
"""

from collections.abc import Sequence

from bot.talk import Attached

from . import calendars, campaign_file, photos
from .arrivals import Arrived, Wanted
from .opened import Opened, mine
from .scene import Outcome, Scene


async def wanted(scene: Scene, said: Attached) -> Wanted | None:
    """The first file of what was sent, if somebody waits for it."""
    dialogs = await mine(scene)
    if opened := photos.wanted(dialogs, said):
        return Wanted(said.files[0], opened.id, picture=True)
    if opened := campaign_file.wanted(dialogs, said):
        return Wanted(said.files[0], opened.id, campaign_file.MOST)
    if await calendars.wanted(scene, _latest(dialogs), said):
        return Wanted(said.files[0], dialogs[0].id if dialogs else "", calendars.MOST)
    return None


async def taken(scene: Scene, said: Attached, arrived: Arrived | None) -> Outcome:
    """What it comes to."""
    dialogs = await mine(scene)
    asking = campaign_file.wanted(dialogs, said)
    if arrived and asking and asking.id == arrived.dialog:
        return await campaign_file.taken(scene, asking, arrived)
    if arrived and not photos.wanted(dialogs, said) and await calendars.wanted(scene, _latest(dialogs), said):
        return await calendars.taken(scene, _latest(dialogs), arrived)
    return await photos.taken(scene, dialogs, said, arrived)


def _latest(dialogs: Sequence[Opened]) -> Opened | None:
    return next(iter(dialogs), None)
