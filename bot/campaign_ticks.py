"""What campaigns do by themselves, at every beat of the instance that leads: feed, show how they go, come to an end."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from . import outbox, rhythm
from .accounts import Standings, have_answered, standings
from .campaigns import LIVE, Campaign
from .closing import close
from .errors import Conflict, StoreGone, Unsealable
from .feeding import feed
from .ports import CAMPAIGNS, Ports, Row

SHOWN = "campaign_live"  # the letter that brings a campaign's live page up to date
MINUTE = timedelta(minutes=1)  # between updates of a live page, at least
ANSWERS = 10 * MINUTE  # between looks at how many have answered, at least
MOST = 500  # campaigns that are looked at

log = logging.getLogger(__name__)


class CampaignTicks:
    """What was shown and counted when is kept in memory alone, by wall time: a demo's clock moves the pages along."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._shown: dict[str, datetime] = {}  # when a live page was last looked after
        self._answers: dict[str, tuple[datetime, int]] = {}  # when answers were last counted, and how many there were

    async def tend(self, now: datetime) -> int:
        """Everything of campaigns that is due ``now`` (aware); how much was done: 0 says that nothing is left.

        One that goes wrong is logged, and holds up no other; one that cannot be read is counted where all such rows
        are (bot/inspection). Raises StoreGone.
        """
        rows = (await self._ports.store.find(CAMPAIGNS, order="due", after=("", ""), limit=MOST)).rows
        return sum([await self._tended(row, now) for row in rows])

    async def _tended(self, row: Row, now: datetime) -> int:
        try:
            return await self._tend(Campaign.read(row, self._ports.seal), datetime.fromisoformat(row.doc["due"]), now)
        except StoreGone:
            raise
        except (Conflict, Unsealable):  # somebody has changed it, and the next beat looks again; or nobody can read it
            return 0
        except Exception as error:  # noqa: BLE001 - its text may name somebody
            log.error("event=campaign_failed error=%s", type(error).__name__)  # noqa: TRY400 - no traceback either
            return 0

    async def _tend(self, campaign: Campaign, due: datetime, now: datetime) -> int:
        if due <= now and await close(self._ports, campaign, now):
            return 1
        if campaign.state == "beginning":
            return 0
        if campaign.state in LIVE and due <= now:
            later = rhythm.next_look(campaign, now)
            await self._ports.store.commit(campaign.put(self._ports.seal, later))
            return 1
        return await feed(self._ports, campaign, now) + await self._live(campaign, due, now)

    async def _live(self, campaign: Campaign, due: datetime, now: datetime) -> int:
        """Bring the live page up to date, when it shows something else by now: once a minute, or when the state is new.

        What the letter will show is noted with the letter itself, so that it is staged once.
        """
        known, at = campaign.told.startswith(f"{campaign.state} "), self._shown.get(campaign.id)
        if campaign.live is None or (known and at and now < at + MINUTE):
            return 0
        self._shown[campaign.id] = now
        answered = await self._answered(campaign, now)
        told = _told(campaign, await standings(self._ports.store, campaign), answered)
        if told == campaign.told:
            return 0
        letter = {"kind": SHOWN, "campaign": campaign.id, "answered": answered}
        put = replace(campaign, told=told).put(self._ports.seal, due)
        await self._ports.store.commit(put, outbox.stage(self._ports, letter, urgent=False))
        return 1

    async def _answered(self, campaign: Campaign, now: datetime) -> int:
        """How many have answered, as far as it is shown; counted anew only now and then."""
        at, number = self._answers.get(campaign.id, (now - ANSWERS, 0))
        if now >= at + ANSWERS or campaign.figures:
            number = await have_answered(self._ports, campaign)
            self._answers[campaign.id] = (now, number)
        return number


def _told(campaign: Campaign, how: Standings, answered: int) -> str:
    failed = sorted(how.failed.items())
    return f"{campaign.state} {how.sent} {failed} {how.waiting} {how.unreachable} {how.again} {answered}"
