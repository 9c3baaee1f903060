"""What is seen of campaigns: one that runs and how it goes, the list of them, and what came of those that are over.

Everybody is counted exactly, but whoever needed no message together with those who got one: who is asked is chosen by
the reader. How many have done it is said only in whole steps while it runs, and when it is over by unit through
bot/suppression.py: never a name, never few, never all (decision 10).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from bot import rhythm
from bot.accounts import NEEDLESS, Standings
from bot.campaigns import LIVE, Campaign
from bot.city import departments
from bot.grouping import BETWEEN
from bot.suppression import Share
from bot.talk import Choice, Fact, Line, Page, Phrase, Plain
from content import load

from .dates import day
from .scene import STOCKHOLM

MENU = Choice("do.menu", Phrase("commands.menu"))
LIST = Choice("campaign.list", Phrase("campaign.mine"))
NEW = Choice("campaign.new", Phrase("campaign.new"), "positive")
MOST = 8  # campaigns that can be opened from one page; a phone shows no more buttons
UNITS = 40  # lines of units on one page, so that it fits a card
HUNDRED = 100


def subject_of(kind: str, subject: str) -> Line:
    """The course or the survey by name; by its id when it is gone from the content."""
    key = f"courses.{subject}.name" if kind == "course" else f"survey.{subject}.name"
    return Phrase(key) if load("sv").has(key) else Plain(subject)


def name_of(campaign: Campaign) -> Line:
    """What people are asked to take, by name."""
    return subject_of(campaign.kind, campaign.subject)


def live(campaign: Campaign, standings: Standings, answered: int, least: int) -> Page:
    """How it goes. ``answered``: how many have done it, or answered; shown in whole steps of ``least``."""
    return Page(
        Phrase("campaign.live.ask", {"subject": name_of(campaign)}),
        texts=tuple(_told(campaign, standings.due, answered, least)),
        facts=tuple(_standings(campaign, standings)),
        choices=tuple(_acts(campaign)),
        footer=(LIST, MENU),
    )


def _told(campaign: Campaign, due: datetime | None, answered: int, least: int) -> Iterator[Line]:
    yield Phrase(f"campaign.live.{campaign.state}", {"last": day(campaign.last)})
    if campaign.state == "running" and due:
        yield from _following(campaign, due.astimezone(STOCKHOLM).date())
    if campaign.state in LIVE:
        steps = min(answered, max(campaign.size - least, 0)) // least * least
        known = f"{campaign.kind}_{'some' if steps else 'few'}"
        yield Phrase(f"campaign.live.{known}", {"count": str(steps)} if steps else {})


def _following(campaign: Campaign, due: date) -> Iterator[Line]:
    """The next day on which all are written to; not that of somebody who has chosen another."""
    days = [each.day for each in rhythm.waves(campaign) if each.day >= due]
    yield from (Phrase("campaign.live.following", {"day": day(each)}) for each in days[:1])


def _standings(campaign: Campaign, standings: Standings) -> Iterator[Fact]:
    """Everybody is in one of these; together they are the audience."""
    failed = standings.failed
    yield _counted("size", campaign.size)
    yield _counted("sent", standings.sent + failed.get(NEEDLESS, 0))
    yield from (_counted(name, getattr(standings, name)) for name in ("waiting", "unreachable"))
    yield from (Fact(why(each), Plain(str(count))) for each, count in failed.items() if each != NEEDLESS)
    if standings.again:
        yield _counted("again", standings.again)


def why(reason: str) -> Line:
    """In plain words why a message could not be sent; ``reason`` is the service's own word."""
    key = f"campaign.reasons.{reason}"
    return Phrase(key if load("sv").has(key) else "campaign.reasons.other")


def _counted(name: str, count: int) -> Fact:
    return Fact(Phrase(f"campaign.counts.{name}"), Plain(str(count)))


def _acts(campaign: Campaign) -> Iterator[Choice]:
    if campaign.state in LIVE:
        on = "pause" if campaign.state == "running" else "resume"
        yield from (act(on, campaign), act("show", campaign), act("cancel", campaign))
    if campaign.state == "over":
        yield act("figures", campaign)


def act(name: str, campaign: Campaign, **more: str) -> Choice:
    """A button about a campaign."""
    return Choice(f"campaign.{name}", Phrase(f"campaign.acts.{name}"), data={"campaign": campaign.id, **more})


def sure(campaign: Campaign) -> Page:
    """Asked before nobody more is written to."""
    now = Choice("campaign.cancel_now", Phrase("campaign.acts.cancel"), "destructive", {"campaign": campaign.id})
    return Page(
        Phrase("campaign.sure", {"subject": name_of(campaign)}),
        texts=(Phrase("campaign.sure_text"),),
        choices=(now, Choice("campaign.show", Phrase("campaign.acts.keep"), data={"campaign": campaign.id})),
    )


def listed(campaigns: Sequence[Campaign], past: int) -> Page:
    """Mina utskick, from so many on: the newest first."""
    shown = list(enumerate(campaigns, 1))[past : past + MOST]
    more = (Choice("campaign.list", Phrase("campaign.list.more"), data={"past": str(past + MOST)}),)
    return Page(
        Phrase("campaign.list.ask"),
        texts=(Phrase("campaign.list.text" if campaigns else "campaign.list.none"),),
        facts=tuple(_line(number, each) for number, each in shown),
        choices=(NEW, *(_open(number, each) for number, each in shown), *(more if campaigns[past + MOST :] else ())),
        footer=(MENU,),
    )


def _line(number: int, campaign: Campaign) -> Fact:
    title = Phrase("campaign.list.one", {"number": str(number), "subject": name_of(campaign)})
    return Fact(title, Phrase(f"campaign.list.{campaign.state}", _until(campaign)))


def _open(number: int, campaign: Campaign) -> Choice:
    """By its number in the list: two may ask for the same until the same day, and a button is short."""
    label = Phrase("campaign.list.open", {"number": str(number)})
    return Choice("campaign.show", label, data={"campaign": campaign.id})


def _until(campaign: Campaign) -> Mapping[str, Line]:
    return {"last": day(campaign.last)}


def figures(campaign: Campaign, shares: Mapping[str, Share], places: Sequence[str], past: int) -> Page:
    """What came of it, by department and unit, from so many on. ``places``: the keys of ``shares`` that may be seen."""
    more = (act("more", campaign, past=str(past + UNITS)),) if places[past + UNITS :] else ()
    survey = (Choice("survey.results", Phrase("campaign.acts.results"), data={"campaign": campaign.id}),)
    return Page(
        Phrase("campaign.figures.ask", {"subject": name_of(campaign)}),
        texts=(Phrase("campaign.figures.text", _until(campaign)),),
        facts=tuple(Fact(_place(each), share_of(shares[each])) for each in places[past : past + UNITS]),
        choices=(*more, *(survey if campaign.kind == "survey" else ())),
        footer=(LIST, MENU),
    )


def in_unit(unit: str, found: Iterable[tuple[Campaign, Share]]) -> Page:
    """To whoever manages a unit: what came of each campaign there, their unit alone."""
    facts = tuple(
        Fact(Phrase("campaign.unit.one", {"subject": name_of(each), **_until(each)}), share_of(share))
        for each, share in found
    )
    return Page(
        Phrase("campaign.unit.ask", {"unit": Plain(unit)}),
        texts=(Phrase("campaign.unit.text" if facts else "campaign.unit.none"),),
        facts=facts,
        footer=(MENU,),
    )


def no_unit() -> Page:
    """To whoever manages none."""
    training = Choice("training.list", Phrase("training.open"))
    text = (Phrase("campaign.unit.closed_text"),)
    return Page(Phrase("campaign.unit.closed"), texts=text, choices=(training,), footer=(MENU,))


def share_of(share: Share) -> Line:
    """How many of how many; where that is withheld, what anybody could work out all the same."""
    if share.of is None or share.between is None:
        return Phrase("campaign.figures.withheld")
    if share.done is not None:
        percent = round(HUNDRED * share.done / share.of)
        return Phrase("campaign.figures.share", {"done": str(share.done), "of": str(share.of), "percent": str(percent)})
    if share.between[0]:
        return Phrase("campaign.figures.at_least", {"done": str(share.between[0]), "of": str(share.of)})
    return Phrase("campaign.figures.withheld")


def _place(place: str) -> Line:
    """A unit, a whole department, or everybody."""
    department, units, unit = place.partition(BETWEEN)
    if units:
        named = Plain(unit) if unit else Phrase("campaign.figures.no_unit")
        return Phrase("campaign.figures.unit", {"unit": named})
    known = {each.id: each.name for each in departments()}
    return Plain(known.get(department, department)) if department else Phrase("campaign.figures.all")
