"""A forum as it stands, who may act on it, and what its next page is made of."""

from datetime import date, datetime, timedelta

from bot.errors import Unsealable
from bot.figures import closed_month
from bot.forums import Forum, Meeting, meetings
from bot.people import CENTRAL, Directory, Role
from bot.ports import FORUMS, Put, Seal
from bot.schedule import next_look, of_meeting
from bot.talk import Line

from .dates import at
from .forum_pages import Item
from .scene import Scene

LEADING = frozenset({Role.CHAIR, Role.COORDINATOR, Role.CENTRAL_COORDINATOR})  # who can have a forum
FAR = 60  # days before now from which a meeting can still be spoken of


async def forum_of(scene: Scene, named: str) -> Forum | None:
    """The forum with this id, if there is one that can be opened."""
    row = await scene.ports.store.get(FORUMS, named)
    try:
        return Forum.read(row, scene.ports.seal) if row else None
    except Unsealable:
        return None


def may_act(directory: Directory, forum: Forum, person: str, today: date) -> bool:
    """Whether the person is its chair, stands in for the chair, or coordinates one of its departments, today."""
    me = directory.named(person)
    if me.serves(today) and ((person == forum.chair and me.roles & LEADING) or me.stands_in_for == forum.chair):
        return True
    return directory.may_see(person, forum.departments or (CENTRAL,), today)


def may_register(directory: Directory, person: str, today: date) -> bool:
    """Whether the directory says, today, that the person can lead a forum."""
    me = directory.named(person)
    return me.serves(today) and bool(me.roles & LEADING)


def meeting_of(forum: Forum, planned: str, now: datetime) -> Meeting | None:
    """The meeting that was first planned for then, wherever it stands now; None when it is cancelled or long past."""
    since = now - timedelta(days=FAR)
    for meeting in meetings(forum, since):
        if meeting.planned == planned:
            return meeting
        if meeting.starts > now + timedelta(days=2 * 366):
            break
    return None


async def item_of(scene: Scene, forum: Forum, meeting: Meeting) -> Item:
    """What the item of a meeting is made of today."""
    ports = scene.ports
    figures = await closed_month(ports.store, ports.seal, forum.departments, scene.today, ports.min_cell)
    return Item(forum, meeting, figures, ports.min_cell)


def kept(seal: Seal, forum: Forum, now: datetime) -> Put:
    """The write that keeps the forum, with the time when something is due for it next."""
    return forum.put(seal, next_look(forum, now))


def posted_at(forum: Forum, meeting: Meeting) -> Line:
    """When its item is posted."""
    item = next(each for each in of_meeting(forum.leads, meeting) if each.kind == "item")
    return at(item.at)
