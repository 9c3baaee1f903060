"""The menu as it is for this person: what everybody can do, and what belongs to their role."""

from bot.people import Role
from bot.talk import Choice, Page, Phrase

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
    other = scene.directory.named(scene.me.stands_in_for)
    own = {
        "marks.week": coordinates(scene) and "marks.open",
        "campaign.list": coordinates(scene) and "campaign.open",
        "forum.list": Role.CHAIR in scene.me.roles and "forum.mine",
        "campaign.unit": (scene.me.manages_unit or other.manages_unit) and "campaign.unit.open",
    }
    return welcome.menu(MENU, warning, tuple(Choice(act, Phrase(label)) for act, label in own.items() if label))
