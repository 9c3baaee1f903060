"""What can be pressed about campaigns: the list, one of them, pause, resume, cancel, and what came of it.

Every act is checked against the directory and the campaign as they stand; what a card claims is never believed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot import campaigns, rhythm
from bot.accounts import standings
from bot.campaigns import LIVE, Campaign
from bot.errors import Unsealable
from bot.grouping import BETWEEN, place
from bot.ports import CAMPAIGNS
from bot.suppression import Share, safe_shares
from bot.talk import Choice, Page, Phrase, Pressed

from . import campaign_pages as pages
from .campaign import FLOW
from .campaign_access import asks_here, campaign_of, closed, concerns, may_ask
from .opened import mine
from .scene import Outcome, Scene
from .turning import begin, show

BATCH = 100
DIGITS = 4  # of a number in a button; whoever writes more has made it up
MOST = 20  # campaigns that a unit's page tells of


async def act(scene: Scene, said: Pressed) -> Outcome:
    """A press on a page about campaigns. Others than those who may ask its audience get a plain answer."""
    wanted = said.act.removeprefix("campaign.")
    if wanted == "sample":
        return Outcome(sampled(), update=False)
    if wanted == "unit":
        return Outcome(await _unit(scene))
    return await _coordinating(scene, said, wanted) if asks_here(scene) else Outcome(closed())


async def _coordinating(scene: Scene, said: Pressed, wanted: str) -> Outcome:
    if wanted == "new":
        return await begin(scene, FLOW.name)
    campaign = await campaign_of(scene, said.data.get("campaign", ""))
    if wanted not in ACTS or campaign is None or campaign.state == "beginning":
        return Outcome(pages.listed(await _theirs(scene), _number(said.data, "past")))
    if not _may(scene, campaign, wanted):
        return Outcome(closed(), update=False)
    return await ACTS[wanted](scene, campaign, said)


async def stands(scene: Scene, said: Pressed) -> Outcome:
    """The answer to a press that was worked on already: how it stands now, with nothing done."""
    begun = next((each for each in await mine(scene) if each.flow == FLOW.name), None)
    if said.act == "campaign.new" and begun:
        return Outcome(show(scene, begun))
    reads = said.act in {"campaign.unit", "campaign.sample", "campaign.figures", "campaign.more"}
    return await act(scene, said if reads else replace(said, act="campaign.show"))


def sampled() -> Page:
    """The answer to a press on a sample."""
    choices = (Choice("do.show", Phrase("commands.show")),)
    return Page(Phrase("campaign.sample.ask"), texts=(Phrase("campaign.sample.text"),), choices=choices)


def _may(scene: Scene, campaign: Campaign, wanted: str) -> bool:
    """Figures are for whoever coordinates some of its units; all else for those who may ask the whole audience."""
    reads = wanted in {"show", "figures", "more"} and concerns(asks_here(scene), campaign)
    return reads or may_ask(asks_here(scene), campaign.audience)


async def _theirs(scene: Scene) -> list[Campaign]:
    """The campaigns that the speaker may see, those that run first, and then the newest."""
    asks = asks_here(scene)
    found = [each for each in await _all(scene) if may_ask(asks, each.audience) or concerns(asks, each)]
    return sorted(found, key=lambda each: (each.state in LIVE, each.started), reverse=True)


async def _all(scene: Scene, **equals: str) -> list[Campaign]:
    """Those that can be opened, without such as are only being written."""
    found: list[Campaign] = []
    after = None
    while rows := (await scene.ports.store.find(CAMPAIGNS, equals=equals, after=after, limit=BATCH)).rows:
        for row in rows:
            try:
                found.append(Campaign.read(row, scene.ports.seal))
            except Unsealable:
                continue
        after = (None, rows[-1].key)
    return [each for each in found if each.state != "beginning"]


async def _show(scene: Scene, campaign: Campaign, said: Pressed) -> Outcome:
    if campaign.state == "over":
        return await _figures(scene, campaign, said)
    return Outcome(await _live(scene, campaign))


async def _live(scene: Scene, campaign: Campaign) -> Page:
    """As it stands. How many have done it was counted with the live page, for that takes seconds in a whole city."""
    answered = campaign.told.rpartition(" ")[2]
    how = await standings(scene.ports.store, campaign)
    return pages.live(campaign, how, int(answered or 0), scene.ports.min_cell)


async def _paused(scene: Scene, campaign: Campaign, _: Pressed) -> Outcome:
    return await _now(scene, campaign, campaigns.paused(campaign) if campaign.state == "running" else campaign)


async def _resumed(scene: Scene, campaign: Campaign, _: Pressed) -> Outcome:
    return await _now(scene, campaign, campaigns.resumed(campaign) if campaign.state == "paused" else campaign)


async def _cancel(scene: Scene, campaign: Campaign, _: Pressed) -> Outcome:
    """Asked once more first."""
    return Outcome(pages.sure(campaign)) if campaign.state in LIVE else await _now(scene, campaign, campaign)


async def _cancelled(scene: Scene, campaign: Campaign, _: Pressed) -> Outcome:
    return await _now(scene, campaign, campaigns.cancelled(campaign) if campaign.state in LIVE else campaign)


async def _now(scene: Scene, before: Campaign, campaign: Campaign) -> Outcome:
    """The page of the campaign as it stands now. One that is cancelled comes to its end at once."""
    due = rhythm.next_look(campaign, scene.now) if campaign.state in LIVE else scene.now
    writes = [campaign.put(scene.ports.seal, due)] if campaign != before else []
    return Outcome(await _live(scene, campaign), [*writes])


async def _figures(scene: Scene, campaign: Campaign, said: Pressed) -> Outcome:
    """By department and unit: all of them, or the speaker's own. None before it is over.

    The sum of all is for whoever may ask them all, and of the whole city for everybody: of two departments it would
    tell each of them the other's.
    """
    if campaign.state != "over":
        return Outcome(await _live(scene, campaign))
    asks, shares = asks_here(scene), await shares_of(campaign, scene.ports.min_cell)
    everything = may_ask(asks, campaign.audience)
    summed = everything or not campaign.audience.departments
    theirs = [each for each in shares if (each.partition(BETWEEN)[0] in asks or everything if each else summed)]
    page = pages.figures(campaign, shares, sorted(theirs, key=_order), _number(said.data, "past"))
    return Outcome(page)


def _order(place: str) -> tuple[str, ...]:
    """Everybody first, and then each department before its units."""
    return tuple(place.split(BETWEEN))


async def _unit(scene: Scene) -> Page:
    """To whoever manages a unit, or stands in for them: what came of each campaign in that unit."""
    me = scene.me if scene.me.manages_unit else scene.directory.named(scene.me.stands_in_for)
    if not me.manages_unit or not scene.me.serves(scene.today):
        return pages.no_unit()
    mine = place(replace(me, unit=me.manages_unit))
    over = sorted(await _all(scene, state="over"), key=lambda each: each.last, reverse=True)
    theirs = [each for each in over if mine in each.figures][:MOST]
    found = [(each, (await shares_of(each, scene.ports.min_cell))[mine]) for each in theirs]
    return pages.in_unit(me.manages_unit, found)


async def shares_of(campaign: Campaign, least: int) -> dict[str, Share]:
    """How many of how many have done it, safe to show: by unit (as grouping.place), department, and in all ("").

    In a thread: for a whole city it takes a second. It comes out the same each time, for the figures stand.
    """
    places = {each: (done, of) for each, (of, done) in campaign.figures.items()}
    within = {each: department for each in places if (department := each.partition(BETWEEN)[0])}
    return await asyncio.to_thread(safe_shares, places, least, within)


def _number(data: Mapping[str, str], name: str) -> int:
    said = data.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= DIGITS else 0


Act = Callable[[Scene, Campaign, Pressed], Awaitable[Outcome]]
ACTS: Mapping[str, Act] = {
    "show": _show,
    "pause": _paused,
    "resume": _resumed,
    "cancel": _cancel,
    "cancel_now": _cancelled,
    "figures": _figures,
    "more": _figures,
}
