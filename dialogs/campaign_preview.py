"""The page before a campaign starts: what it would do, counted without anything being written, and a sample of it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import ceil
from typing import Any

from bot import rhythm
from bot.campaigns import Audience, Campaign
from bot.city import departments
from bot.people import Role
from bot.talk import Fact, Line, Listed, Page, Phrase, Plain

from .campaign import beside
from .campaign_offers import operation_line
from .campaign_pages import name_of
from .dates import day
from .flow import Answers
from .pages import Shown

MINUTES = 120  # up to so many are told as minutes, more as hours
MOST_LINES = 10  # of a file that are named


def preview(campaign: Campaign, answers: Answers, rate: float) -> Shown:
    """``rate``: messages a second. Without counts, as on a page that was reopened, only what was chosen."""
    facts = [
        Fact(Phrase("campaign.preview.subject"), name_of(campaign)),
        Fact(Phrase("campaign.preview.audience"), named(campaign.audience)),
        Fact(Phrase("campaign.preview.last"), day(campaign.last)),
    ]
    counts = beside(answers).get("counts")
    more = _counts(counts, rate) if counts else ()
    waves = Listed(tuple(day(each.day) for each in rhythm.waves(campaign)), "commands.and")
    return Shown(facts=(*facts, *more, Fact(Phrase("campaign.preview.waves"), waves)))


def _counts(counts: Mapping[str, Any], rate: float) -> Iterator[Fact]:
    yield Fact(Phrase("campaign.counts.size"), Plain(str(counts["size"])))
    yield Fact(Phrase("campaign.counts.unreachable"), Plain(str(counts["unreachable"])))
    minutes = ceil((counts["size"] - counts["unreachable"]) / rate / 60)
    unit, count = ("minutes", minutes) if minutes <= MINUTES else ("hours", ceil(minutes / 60))
    takes = (
        Phrase(f"campaign.preview.{unit}", {"count": str(count)}) if count > 1 else Phrase("campaign.preview.minute")
    )
    yield Fact(Phrase("campaign.preview.takes"), takes)


def named(audience: Audience) -> Line:
    """Who is asked, in words; what has left the city's facts meanwhile as it stands."""
    if audience.listed:
        return Phrase("campaign.preview.listed")
    known = {each.id: each.short for each in departments()}
    lines = (
        *(Plain(known.get(each, each)) for each in audience.departments),
        *map(operation_line, audience.operations),
        *map(Plain, audience.units),
        *(Phrase(f"campaign.roles.{each}") if each in set(Role) else Plain(each) for each in audience.roles),
    )
    return Listed(lines) if lines else Phrase("campaign.preview.everybody")


def from_file(answers: Answers) -> tuple[Fact, ...]:
    """What came of a file: how many were found, and which lines came to nothing and why."""
    found = beside(answers).get("file") or {}
    counts = ((name, found.get(name)) for name in ("found", "twice", "strangers", "unknown", "outside"))
    facts = [Fact(Phrase(f"campaign.file.{name}"), Plain(str(count))) for name, count in counts if count]
    lines = Listed(tuple(map(_line, found.get("faults", ())[:MOST_LINES])))
    return (*facts, Fact(Phrase("campaign.file.lines"), lines)) if lines.lines else tuple(facts)


def _line(fault: str) -> Line:
    number, _, reason = fault.partition(" ")
    return Phrase(f"campaign.file.line_{reason}", {"number": number})


def sample(page: Page) -> Page:
    """What the people would get, where nothing can be done with it."""
    choices = tuple(replace(each, act="campaign.sample", data={}) for each in (*page.choices, *page.footer))
    return replace(page, choices=choices, footer=(), warning=Phrase("campaign.sample.warning"))
