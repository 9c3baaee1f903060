"""The end of a campaign: nobody is due any more, the figures are made once, and later it is forgotten who was asked.

Every step may be broken off and is then done again; a beginning that was broken off is taken away whole.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from . import rhythm
from .accounts import counted
from .campaigns import KEPT, LIVE, QUEUED, WAITING, Campaign, Recipient, key
from .courses import courses
from .errors import Conflict
from .ports import CAMPAIGNS, RECIPIENTS, Del, Ports
from .recurrence import STOCKHOLM
from .survey_answers import has_answered
from .training import training_of

BATCH = 100  # recipients looked at without a rest
BETWEEN = "0"  # sorts after the "/" in a recipient's key: where the next campaign's may begin

Figures = dict[str, tuple[int, int]]


async def close(ports: Ports, campaign: Campaign, now: datetime) -> bool:
    """The next step towards a campaign's end, if one is due; whether there was one. Raises Conflict."""
    if campaign.state == "beginning":
        await _take_away(ports, campaign.id)
        await ports.store.commit(Del(CAMPAIGNS, campaign.id, campaign.etag), sweep=True)
    elif campaign.state in LIVE and now >= rhythm.ends(campaign):
        await _end(ports, replace(campaign, state="over"), now)
    elif campaign.state in LIVE:
        return False
    elif campaign.ended is None:
        await _end(ports, campaign, now)
    elif not campaign.counts:
        counts = await counted(ports.store, campaign.id)
        await ports.store.commit(replace(campaign, counts=counts).put(ports.seal, now))
    else:
        await _take_away(ports, campaign.id)
        await ports.store.commit(campaign.put(ports.seal, None), sweep=True)
    return True


async def _end(ports: Ports, campaign: Campaign, now: datetime) -> None:
    """Nobody is due any more; of one that ran to its end the figures stand."""
    figures: Figures = {}
    async for recipients in _pages(ports, campaign.id):
        await _settle(ports, recipients, campaign.state)
        if campaign.state == "over":
            await _add(ports, figures, campaign, recipients)
    ended = replace(campaign, ended=now.astimezone(STOCKHOLM).date(), figures=figures)
    await ports.store.commit(ended.put(ports.seal, now + KEPT))


def _ended(recipient: Recipient, reason: str) -> Recipient:
    """Who still waited for a first message is counted under why there was none."""
    waited = recipient.state in {WAITING, QUEUED}
    return recipient.failing(reason) if waited else replace(recipient, due="")


async def _settle(ports: Ports, recipients: Sequence[Recipient], reason: str) -> None:
    """One commit for all; where a letter is coming to its end at this moment, one commit for each."""
    puts = [ended.put() for each in recipients if (ended := _ended(each, reason)) != each]
    with suppress(Conflict):
        await ports.store.commit(*puts)
        return
    for each in recipients:
        row = await ports.store.get(RECIPIENTS, key(each.campaign, each.person))
        if row and (ended := _ended(now := Recipient.read(row), reason)) != now:
            await ports.store.commit(ended.put())


async def _add(ports: Ports, figures: Figures, campaign: Campaign, recipients: Sequence[Recipient]) -> None:
    done = await asyncio.gather(*(_has_done(ports, campaign, each.person) for each in recipients))
    for each, has in zip(recipients, done, strict=True):
        if each.unit:
            size, number = figures.get(each.unit, (0, 0))
            figures[each.unit] = (size + 1, number + has)


async def _has_done(ports: Ports, campaign: Campaign, person: str) -> bool:
    if campaign.kind == "survey":
        return await has_answered(ports, campaign, person)
    course, training = courses().get(campaign.subject), await training_of(ports.store, ports.seal, person)
    return course is not None and training.has_done(course, campaign.last)


async def _pages(ports: Ports, campaign: str) -> AsyncIterator[list[Recipient]]:
    """A campaign's recipients, by person, a few at a time."""
    after, until = key(campaign, ""), campaign + BETWEEN
    while rows := (await ports.store.find(RECIPIENTS, after=(None, after), limit=BATCH)).rows:
        mine = [Recipient.read(row) for row in rows if row.key < until]
        if mine:
            yield mine
        if len(mine) < len(rows):
            return
        after = rows[-1].key
        await asyncio.sleep(0)


async def _take_away(ports: Ports, campaign: str) -> None:
    """The recipients' rows; whoever calls this sweeps."""
    async for recipients in _pages(ports, campaign):
        await ports.store.commit(*(Del(RECIPIENTS, key(campaign, each.person)) for each in recipients))
