"""When the people of a campaign are written to: the invitation and at most three reminders (domain/utbildning.md).

The invitation at once, a reminder after fourteen days, one a week before the last day, one on the last day. Days on
which nothing may be sent are moved, and of days that lie too close together one is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from . import sending_hours
from .campaigns import LIVE, Campaign
from .recurrence import STOCKHOLM, moment
from .sending_hours import ONE_DAY, opening
from .training import APART

INVITATION, FORTNIGHT, WEEK_BEFORE, LAST_DAY = range(1, 5)
AFTER, BEFORE = timedelta(days=14), timedelta(days=7)
MOST = 4  # messages to one person in a campaign, whatever happens


@dataclass(frozen=True, slots=True)
class Wave:
    """A day on which all who are still asked are written to; ``number`` from INVITATION to LAST_DAY."""

    number: int
    day: date


def waves(campaign: Campaign) -> tuple[Wave, ...]:
    """The campaign's days, in order; none when nothing may be sent before it is over."""
    first = sending_hours.next_open(campaign.started, always=campaign.always).astimezone(STOCKHOLM).date()
    if first > campaign.last:
        return ()
    kept = [Wave(INVITATION, first)]
    for wave in _wanted(campaign, first):
        if first < wave.day <= campaign.last and all(abs(wave.day - each.day) >= APART for each in kept):
            kept.append(wave)
    return tuple(sorted(kept, key=lambda each: each.day))


def _wanted(campaign: Campaign, first: date) -> Iterator[Wave]:
    """The reminders, those that matter most first: the nearer to the last day."""
    always = campaign.always
    yield Wave(LAST_DAY, sending_hours.last_day(campaign.last, always=always))
    yield Wave(WEEK_BEFORE, sending_hours.last_day(campaign.last - BEFORE, always=always))
    yield Wave(FORTNIGHT, sending_hours.first_day(first + AFTER, always=always))


def number(campaign: Campaign, sent: int, today: date) -> int:
    """Which message somebody gets ``today`` who has got so many: their first is the invitation."""
    if not sent:
        return INVITATION
    return max((each.number for each in waves(campaign) if each.day <= today), default=INVITATION)


def next_due(campaign: Campaign, sent: int, today: date) -> str:
    """When somebody who has got so many messages, and was looked at ``today``, is looked at next; "": never."""
    days = [each.day for each in waves(campaign) if each.day > today]
    return utc(opening(days[0])) if days and sent < MOST else ""


def fitting(campaign: Campaign, day: date) -> date | None:
    """The first day from this one on when messages of the campaign may go; None: not before it is over."""
    found = sending_hours.first_day(day, always=campaign.always)
    return found if found <= campaign.last else None


def first_due(campaign: Campaign) -> str:
    """When everybody is looked at for the first time."""
    return utc(sending_hours.next_open(campaign.started, always=campaign.always))


def due_on(day: date) -> str:
    """The day's opening, as a recipient's ``due``."""
    return utc(opening(day))


def ends(campaign: Campaign) -> datetime:
    """The end of its last day."""
    return moment(campaign.last + ONE_DAY, datetime.min.time()).astimezone(UTC)


def next_look(campaign: Campaign, now: datetime) -> datetime:
    """The ``due`` of a campaign: while it runs the next day's opening, at the latest its end; when cancelled: now."""
    if campaign.state not in LIVE:
        return now
    end = ends(campaign)
    if campaign.state == "paused":
        return end
    local = now.astimezone(STOCKHOLM)
    after = local.date() + (ONE_DAY if now >= opening(local.date()) else timedelta())
    day = fitting(campaign, after)
    return opening(day).astimezone(UTC) if day else end


def utc(at: datetime) -> str:
    """A moment as a recipient's ``due``."""
    return at.astimezone(UTC).isoformat()
