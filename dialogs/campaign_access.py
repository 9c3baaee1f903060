"""Whom a coordinator may ask, and which campaigns they may see: by the directory as it stands, at every act.

The central coordinator asks the whole city, a department's coordinator the people of their departments, and whoever
stands in for one as much as they. Nobody else has anything to do with campaigns.
"""

from collections.abc import Iterable
from datetime import date

from bot.campaigns import Audience, Campaign
from bot.errors import Unsealable
from bot.grouping import BETWEEN
from bot.people import CENTRAL, Directory, Person, Role
from bot.ports import CAMPAIGNS
from bot.talk import Choice, Page, Phrase

from .scene import Scene


def covered(directory: Directory, person: str, today: date) -> frozenset[str]:
    """The departments whose people they may ask; with CENTRAL among them, everybody. Empty: nobody."""
    me = directory.named(person)
    if not me.serves(today):
        return frozenset()
    posts = (me, directory.named(me.stands_in_for)) if me.stands_in_for else (me,)
    own = {each for post in posts if Role.COORDINATOR in post.roles for each in post.departments}
    return frozenset(own | {CENTRAL for post in posts if Role.CENTRAL_COORDINATOR in post.roles})


def within(asks: frozenset[str], people: Iterable[Person]) -> list[Person]:
    """Those of them who may be asked by somebody who covers these departments."""
    return [each for each in people if CENTRAL in asks or not asks.isdisjoint(each.departments)]


def may_ask(asks: frozenset[str], audience: Audience) -> bool:
    """Whether all of this audience is theirs to ask. One that names no department is the whole city."""
    return CENTRAL in asks or (bool(audience.departments) and asks.issuperset(audience.departments))


def concerns(asks: frozenset[str], campaign: Campaign) -> bool:
    """Whether it is over and has figures of these departments."""
    return campaign.state == "over" and any(each.partition(BETWEEN)[0] in asks for each in campaign.figures)


def asks_here(scene: Scene) -> frozenset[str]:
    """The departments whose people the speaker may ask, today."""
    return covered(scene.directory, scene.heard.person, scene.today)


async def campaign_of(scene: Scene, named: str) -> Campaign | None:
    """The campaign with this id, if there is one that can be opened."""
    row = await scene.ports.store.get(CAMPAIGNS, named) if named else None
    try:
        return Campaign.read(row, scene.ports.seal) if row else None
    except Unsealable:
        return None


def closed() -> Page:
    """To whoever has no part in it, also when their role has ended meanwhile."""
    menu = (Choice("do.menu", Phrase("commands.menu")),)
    return Page(Phrase("campaign.closed"), texts=(Phrase("campaign.closed_text"),), choices=menu)
