"""The letters of campaigns: what one of their messages shows, and the live page of a campaign brought up to date."""

from collections.abc import Mapping

from bot.accounts import standings
from bot.campaign_ticks import SHOWN
from bot.campaigns import Campaign
from bot.courses import courses
from bot.feeding import KIND
from bot.outbox import Letter, Mail, Opened, Opener
from bot.people import Directory
from bot.ports import CAMPAIGNS, Ports
from bot.reminding import Reminding
from bot.talk import Page

from . import campaign_pages, survey_pages, training_pages
from .campaign_access import covered, may_ask
from .case_letters import nothing_follows, nothing_to_do
from .scene import STOCKHOLM


def openers(ports: Ports, directory: Directory) -> Mapping[str, Opener]:
    """By kind. ``directory`` is the one in force."""
    return {KIND: Reminding(ports, message, courses()).open, SHOWN: Live(ports, directory).open}


def message(campaign: Campaign, wave: int) -> Page:
    """What people get. ``wave``: from the invitation, 1, to the reminder on the last day, 4 (bot/rhythm)."""
    if campaign.kind == "survey":
        return survey_pages.invitation(campaign.subject, campaign, wave)
    return training_pages.reminder(courses()[campaign.subject], campaign, wave)


class Live:
    """The message that shows how a campaign goes."""

    def __init__(self, ports: Ports, directory: Directory) -> None:
        self._ports = ports
        self._directory = directory

    async def open(self, letter: Letter) -> Opened:
        """The page as it is now, in the place of the one that stands there; while its reader may still see it."""
        row = await self._ports.store.get(CAMPAIGNS, str(letter["campaign"]))
        campaign = Campaign.read(row, self._ports.seal) if row else None
        if campaign is None or campaign.live is None or not self._may_see(campaign):
            return ()
        how = await standings(self._ports.store, campaign)
        page = campaign_pages.live(campaign, how, int(letter["answered"]), self._ports.min_cell)
        shown = campaign.live
        return Mail(shown.chat, page, shown.language, nothing_follows, nothing_to_do, shown.message, buried=False)

    def _may_see(self, campaign: Campaign) -> bool:
        today = self._ports.clock.now().astimezone(STOCKHOLM).date()
        return may_ask(covered(self._directory, campaign.by, today), campaign.audience)
