"""Whether somebody is written to now, for a campaign: decided at the send, by how everything stands then.

Nobody is asked who has done it, wants no more, has chosen a later day, or has had enough reminders lately.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from . import outbox, rhythm, sending_hours
from .accounts import BROKEN_OFF, NEEDLESS
from .begun import BEGUN
from .campaigns import QUEUED, SENT, UNREACHABLE, WAITING, Campaign, Recipient, key
from .courses import Course
from .mail import Letter, Mail, Opened, Writes
from .ports import CAMPAIGNS, RECIPIENTS, Ports
from .recurrence import STOCKHOLM
from .survey_answers import has_answered
from .talk import Page
from .training import Training, training_of

OWN_DAY = ("later", "budget")  # why somebody is looked at again on a day that is theirs alone
Pages = Callable[[Campaign, int], Page]  # what a campaign's message shows, by rhythm's number


@dataclass(frozen=True, slots=True)
class Case:
    """A campaign, somebody in it, and what is known of them. ``course``: None for a survey, or one that is gone."""

    campaign: Campaign
    recipient: Recipient
    training: Training
    course: Course | None
    answered: bool = False


def needless(case: Case, today: date) -> str:
    """Why this person is not to be written to any more; "": there is no reason."""
    campaign, training, course = case.campaign, case.training, case.course
    gone = campaign.kind == "course" and (course is None or not course.offered(today))
    reasons = {
        "cancelled": campaign.state == "cancelled",
        "over": campaign.state == "over" or today > campaign.last or gone,
        "enough": case.recipient.sent >= rhythm.MOST,
        "stopped": training.stopped,
        "answered": case.answered,
        "done": course is not None and training.has_done(course, today),
        "not_relevant": course is not None and not training.is_for(course),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def waits(case: Case, now: datetime) -> tuple[str, str]:
    """When this person is to be looked at again (a ``due``; "": now, or never) and why (``budget``, ``later``, …).

    A reason and no due: the day would come after the last one.
    """
    campaign, today = case.campaign, now.astimezone(STOCKHOLM).date()
    chosen = case.training.waits_until(case.course) if case.course else None
    days = {"later": chosen or today, "budget": case.training.reminder_on(max(today, chosen or today))}
    for reason, day in days.items():
        if day > today:
            fits = rhythm.fitting(campaign, day)
            return (rhythm.due_on(fits), reason) if fits else ("", reason)
    if campaign.state == "paused":
        return rhythm.utc(now), "paused"
    if sending_hours.is_open(now, always=campaign.always):
        return "", ""
    opens = sending_hours.next_open(now, always=campaign.always)
    return (rhythm.utc(opens), "hours") if opens.astimezone(STOCKHOLM).date() <= campaign.last else ("", "over")


class Reminding:
    """Opens the letters that ``feeding`` stages. ``pages`` makes what they show; ``courses`` are those of the city."""

    def __init__(self, ports: Ports, pages: Pages, courses: Mapping[str, Course]) -> None:
        self._ports = ports
        self._pages = pages
        self._courses = courses

    async def open(self, letter: Letter) -> Opened:
        """The message; or what becomes of the recipient instead."""
        case = await self._case(str(letter["campaign"]), str(letter["person"]))
        if case is None:
            return ()
        now = self._ports.clock.now()
        campaign, recipient, today = case.campaign, case.recipient, now.astimezone(STOCKHOLM).date()
        if BEGUN in letter:  # it may have arrived, before the bot ended: also if it is not sent again now
            recipient = replace(recipient, again=recipient.again + 1)
        chat = await outbox.chat_of(self._ports, recipient.person)
        if reason := needless(case, today):
            return [_settled(recipient, reason, has_app=chat is not None).put()]
        due, reason = waits(case, now)
        if reason:
            return [_put_off(recipient, reason, due, has_app=chat is not None).put()]
        if chat is None:
            due = rhythm.next_due(campaign, recipient.sent, today)
            return [replace(recipient, state=recipient.state if recipient.sent else UNREACHABLE, due=due).put()]
        page = self._pages(campaign, rhythm.number(campaign, recipient.sent, today))
        who = (campaign, recipient.person)
        sent, lost, repeats = partial(self._sent, *who), partial(self._lost, *who), partial(self._repeats, *who)
        return Mail(chat[0], page, chat[1], sent, lost, buried=False, repeats=repeats)

    async def _sent(self, campaign: Campaign, person: str, _: str) -> Writes:
        today = self._ports.clock.now().astimezone(STOCKHOLM).date()
        training = (await training_of(self._ports.store, self._ports.seal, person)).reminded_on(today)
        now = await self._recipient(campaign.id, person)
        return [training.put(self._ports.seal), *([_told(campaign, now, today).put()] if now else [])]

    async def _lost(self, campaign: Campaign, person: str, reason: str) -> Writes:
        now = await self._recipient(campaign.id, person)
        return [now.failing(reason).put()] if now else []

    async def _repeats(self, campaign: Campaign, person: str) -> Writes:
        now = await self._recipient(campaign.id, person)
        return [replace(now, again=now.again + 1).put()] if now else []

    async def _case(self, campaign_id: str, person: str) -> Case | None:
        row = await self._ports.store.get(CAMPAIGNS, campaign_id)
        recipient = await self._recipient(campaign_id, person)
        if row is None or recipient is None:
            return None
        campaign = Campaign.read(row, self._ports.seal)
        training = await training_of(self._ports.store, self._ports.seal, person)
        if campaign.kind == "course":
            return Case(campaign, recipient, training, self._courses.get(campaign.subject))
        return Case(campaign, recipient, training, None, await has_answered(self._ports, campaign, person))

    async def _recipient(self, campaign: str, person: str) -> Recipient | None:
        row = await self._ports.store.get(RECIPIENTS, key(campaign, person))
        return Recipient.read(row) if row else None


def _settled(recipient: Recipient, reason: str, *, has_app: bool) -> Recipient:
    """Whoever lacks the app is counted so, whatever they have said: who lacks it is known before it begins."""
    if has_app or recipient.sent or reason in BROKEN_OFF:
        return recipient.failing(reason if reason in BROKEN_OFF else NEEDLESS)
    return replace(recipient, state=UNREACHABLE, due="")


def _put_off(recipient: Recipient, reason: str, due: str, *, has_app: bool) -> Recipient:
    """Looked at again at ``due``, if there is one.

    Whoever has chosen a day is not counted among those who wait: the only one left there would be seen to have said it.
    """
    if reason in OWN_DAY or not due:
        return replace(_settled(recipient, reason, has_app=has_app), due=due)
    return replace(recipient, state=WAITING if recipient.state == QUEUED else recipient.state, due=due)


def _told(campaign: Campaign, recipient: Recipient, today: date) -> Recipient:
    number = recipient.sent + 1
    return replace(recipient, state=SENT, sent=number, due=rhythm.next_due(campaign, number, today))
