"""How far a campaign has come: everybody in its audience, counted by how they stand, and how many have done it."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from . import survey_answers
from .campaigns import FAILED, ON_ITS_WAY, QUEUED, SENT, UNREACHABLE, WAITING, Campaign, key, standing
from .courses import Course, courses
from .ports import RECIPIENTS, TRAINING, Ports, Row, Store
from .recurrence import STOCKHOLM
from .sealed import pages
from .training import Training

LAST = "~"  # sorts after every key
LOOKS = 5  # people change places while they are counted: then they are counted again
NEEDLESS = "needless"  # nothing had to be sent; why is known from the sealed rows alone, and stands in no plain one
BROKEN_OFF = ("cancelled", "over")  # why nothing was sent to those who still waited


@dataclass(frozen=True, slots=True)
class Standings:
    """How many there are of each: together the audience. ``failed`` by reason: the service's, NEEDLESS or BROKEN_OFF.

    ``again``: messages among those sent that may have come twice. ``due``: when the next ones are looked at.
    """

    sent: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0
    unreachable: int = 0
    again: int = 0
    due: datetime | None = None

    @property
    def size(self) -> int:
        """All of them."""
        return self.sent + sum(self.failed.values()) + self.waiting + self.unreachable


async def standings(store: Store, campaign: Campaign) -> Standings:
    """As they stand now; of a campaign whose recipients have been removed, as they stood then."""
    if campaign.counts:
        return told(campaign.counts)
    for _ in range(LOOKS):
        counts = await counted(store, campaign.id)
        if sum(counts.values()) == campaign.size:
            break
    return told(counts, await _next(store, campaign.id))


async def counted(store: Store, campaign: str) -> dict[str, int]:
    """How many recipients there are, by how they stand: a state, with ``*`` and a number for messages sent twice."""
    prefix = standing(campaign, "")
    return {each.removeprefix(prefix): await _count(store, each) async for each in _standings(store, prefix)}


def told(counts: Mapping[str, int], due: datetime | None = None) -> Standings:
    """The sums of what ``counted`` gives."""
    states: dict[str, int] = {}
    again = 0
    for each, count in counts.items():
        state, _, times = each.partition("*")
        states[state] = states.get(state, 0) + count
        again += int(times or 0) * count
    failed = {state.partition(":")[2]: count for state, count in states.items() if state.startswith(f"{FAILED}:")}
    waiting = states.get(WAITING, 0) + states.get(QUEUED, 0)
    return Standings(states.get(SENT, 0), failed, waiting, states.get(UNREACHABLE, 0), again, due)


async def have_answered(ports: Ports, campaign: Campaign) -> int:
    """How many have answered the survey, or done the course after its first day, in steps of the least number shown.

    It looks at every answer, or everybody's training: that takes seconds where they are many, with rests in between.
    """
    if campaign.figures:
        exact = sum(done for _, done in campaign.figures.values())
    elif campaign.kind == "survey":
        exact = await survey_answers.count(ports.store, campaign.id)
    else:
        exact = await _done(ports, campaign)
    return exact - exact % ports.min_cell


async def _done(ports: Ports, campaign: Campaign) -> int:
    course, number = courses().get(campaign.subject), 0
    if course is None:
        return 0
    today = min(ports.clock.now().date(), campaign.last)
    async for rows in pages(ports.store, TRAINING, ports.clock):
        done = [each for each in rows if _did(Training.known(each, ports.seal), course, campaign, today)]
        number += len([each for each in done if await ports.store.get(RECIPIENTS, key(campaign.id, each.key))])
    return number


def _did(training: Training, course: Course, campaign: Campaign, today: date) -> bool:
    """Whether they have done it since the day it began: of before that, whoever chose the audience learns nothing."""
    began = campaign.started.astimezone(STOCKHOLM).date().isoformat()
    return training.has_done(course, today) and training.said[course.id].day > began


async def _standings(store: Store, prefix: str) -> AsyncIterator[str]:
    """The different standings of a campaign, in order, each found by one step in the index."""
    seen, after = prefix, ""
    while found := await _first(store, "standing", seen, after):
        seen, after = found.doc["standing"], LAST
        if not seen.startswith(prefix):
            return
        yield seen


async def _first(store: Store, order: str, seen: str, after: str = "") -> Row | None:
    rows = (await store.find(RECIPIENTS, order=order, after=(seen, after), limit=1)).rows
    return rows[0] if rows else None


async def _count(store: Store, wanted: str) -> int:
    return (await store.find(RECIPIENTS, equals={"standing": wanted}, limit=1, count=True)).count or 0


async def _next(store: Store, campaign: str) -> datetime | None:
    prefix = standing(campaign, "")
    row = await _first(store, "next", prefix)
    if row is None or not row.doc["next"].startswith(prefix) or row.doc["due"] == ON_ITS_WAY:
        return None
    return datetime.fromisoformat(row.doc["due"])
