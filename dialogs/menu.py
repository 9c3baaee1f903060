"""The menu as it is for this person: what everybody can do, and what belongs to their role."""

from bot.people import Role
from bot.talk import Page

from . import welcome
from .registry import MENU
from .scene import Scene

COORDINATING = frozenset({Role.COORDINATOR, Role.CENTRAL_COORDINATOR})


def coordinates(scene: Scene) -> bool:
    """Whether the person is a coordinator, or stands in for one, today."""
    me = scene.me
    other = scene.directory.named(me.stands_in_for) if me.stands_in_for else me
    return me.serves(scene.today) and bool(COORDINATING & (me.roles | other.roles))


def menu(scene: Scene, warning: str | None = None) -> Page:
    """What the bot is and what it can do. Danger first."""
    return welcome.menu(MENU, warning, marks=coordinates(scene), forums=Role.CHAIR in scene.me.roles)
