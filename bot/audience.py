"""Who is asked in a campaign: from the directory or a file, under which group, and where they are counted.

``begin`` writes everybody's row; that somebody need not be asked is found when it is their turn. Only whole units are
counted: figures of a part, asked for twice with one person more, would tell what that person has said. A campaign that
was broken off while the rows were written is none, and is taken away.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice

from . import rhythm
from .audience_file import Listed, parse_file
from .campaigns import Audience, Campaign, Recipient
from .city import operation_named
from .courses import Course, courses
from .errors import Unclear
from .grouping import BETWEEN, groups, place
from .people import Directory, Person
from .ports import CAMPAIGNS, CHATS, Ports, Put, Row, Table
from .recurrence import STOCKHOLM
from .sealed import pages

__all__ = ["Listed", "Preview", "begin", "chosen", "counted", "parse_file", "refused"]

BATCH = 500  # rows in one commit: about ten milliseconds, in which others wait
BROKEN_OFF = timedelta(minutes=10)  # after which a beginning that has not come to its end is taken away
FEW = 1_000  # people who are looked up one by one; more are found by reading the table through


@dataclass(frozen=True, slots=True)
class Preview:
    """What a campaign would do: ``size`` people, of whom so many have the app.

    How many of them need not be asked is not told: whoever chooses the people would learn what one of them has said.
    ``units``: how many there are in each; "" where no unit is known.
    """

    size: int
    reachable: int
    unreachable: int
    units: Mapping[str, int] = field(default_factory=dict)


def chosen(directory: Directory, audience: Audience, today: date) -> list[Person]:
    """Everybody in the directory who has all that the audience names."""
    return [each for each in directory.people.values() if each.serves(today) and _fits(each, audience)]


def _fits(person: Person, audience: Audience) -> bool:
    operation = operation_named(person.operation) or person.operation
    named = (
        (audience.departments, person.departments),
        (audience.units, (person.unit,)),
        (audience.operations, (operation,)),
        (audience.roles, person.roles),
    )
    return all(not wanted or set(wanted) & set(has) for wanted, has in named)


def refused(campaign: Campaign, known: Mapping[str, Course] | None = None) -> str:
    """Why it cannot begin, as a phrase key; "": it can. ``known``: the courses there are, when not the city's."""
    today = campaign.started.astimezone(STOCKHOLM).date()
    if campaign.last < today:
        return "campaign.last.past"
    course = (known or courses()).get(campaign.subject)
    if campaign.kind == "course" and (course is None or not course.offered(campaign.last)):
        return "campaign.course_over"
    return "" if rhythm.waves(campaign) else "campaign.last.no_day"


async def counted(ports: Ports, directory: Directory, people: Collection[str]) -> Preview:
    """What a campaign for these people would do, if it began now. Writes nothing."""
    asked = set(people)
    with_app = {row.key async for row in _rows(ports, CHATS, asked) if row.doc["chat"]}
    units = Counter(directory.named(each).unit for each in asked)
    return Preview(len(asked), len(with_app), len(asked) - len(with_app), units)


async def begin(ports: Ports, directory: Directory, campaign: Campaign, people: Collection[str]) -> Campaign:
    """Write the campaign and a row for everybody who is asked; the campaign as it runs. Raises Unclear.

    ``campaign.started`` is now. Its row comes first, as a beginning that nobody is told of, and last as a campaign
    that runs: what is broken off in between is taken away later (bot/closing).
    """
    if key := refused(campaign):
        raise Unclear(key)
    asked = sorted(set(people))
    if not asked:
        raise Unclear("campaign.nobody")
    made = replace(campaign, state="beginning", size=len(asked))
    await ports.store.commit(made.put(ports.seal, campaign.started + BROKEN_OFF))
    for batch in _batches(_recipients(directory, made, asked, ports.min_cell)):
        await ports.store.commit(*batch)
    begun = await _read(ports, campaign.id)
    runs = replace(begun, state="running")
    await ports.store.commit(runs.put(ports.seal, campaign.started))
    return await _read(ports, campaign.id)


async def _read(ports: Ports, campaign: str) -> Campaign:
    row = await ports.store.get(CAMPAIGNS, campaign)
    if row is None:
        raise Unclear("campaign.gone")
    return Campaign.read(row, ports.seal)


def _recipients(directory: Directory, campaign: Campaign, asked: Sequence[str], least: int) -> Iterator[Recipient]:
    due = rhythm.first_due(campaign)
    people = [directory.named(each) for each in asked]
    labels = groups(people, least) if campaign.kind == "survey" else {}
    whole = _whole(directory, people, campaign.started.astimezone(STOCKHOLM).date(), least)
    for person in people:
        unit = at if (at := place(person)) in whole else ""
        yield Recipient(campaign.id, person.id, due=due, unit=unit, group=labels.get(person.id, ""))


def _whole(directory: Directory, people: Collection[Person], today: date, least: int) -> set[str]:
    """The places of which everybody is asked, and that are no smaller than ``least``; not where none is known."""
    there = Counter(place(each) for each in directory.people.values() if each.serves(today))
    asked = Counter(place(each) for each in people if each.id in directory.people)
    return {each for each, count in asked.items() if count >= max(there[each], least) and each != BETWEEN}


def _batches(recipients: Iterator[Recipient]) -> Iterator[list[Put]]:
    while batch := [each.put() for each in islice(recipients, BATCH)]:
        yield batch


async def _rows(ports: Ports, table: Table, people: Collection[str]) -> AsyncIterator[Row]:
    """The rows of these people in a table whose keys are people."""
    if len(people) <= FEW:
        for row in await asyncio.gather(*(ports.store.get(table, each) for each in set(people))):
            if row:
                yield row
        return
    wanted = set(people)
    async for found in pages(ports.store, table):
        for row in found:
            if row.key in wanted:
                yield row
