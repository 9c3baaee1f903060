"""A week's marks as a coordinator sees them: how many and where, by district, never as points on a map."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from datetime import date, timedelta

from bot.cases import Case
from bot.errors import Unsealable
from bot.ports import CASES
from bot.talk import Choice, Fact, Line, Listed, Page, Phrase, Pressed
from bot.wording import say

from .case_access import may_open
from .case_card import MARK, place_of
from .menu import coordinates
from .scene import Outcome, Scene
from .welcome import note

WEEK = timedelta(days=7)
BATCH = 100
MOST = 8  # that can be opened from the page; a phone shows no more buttons
WEEKS = 52  # back from now
LAST = "\U0010ffff"  # after every key of a day


async def act(scene: Scene, said: Pressed) -> Outcome:
    """The week asked for; without one, this week."""
    if not coordinates(scene):
        return Outcome(note("not_yours", "menu"))
    back = said.data.get("back", "0")
    return Outcome(await _page(scene, min(int(back), WEEKS) if back.isascii() and back.isdecimal() else 0))


async def _page(scene: Scene, back: int) -> Page:
    monday = scene.today - timedelta(days=scene.today.weekday()) - back * WEEK
    cases = [case async for case in _marks(scene, monday)]
    week = str(monday.isocalendar().week)
    return Page(
        Phrase("marks.ask", {"week": week}),
        texts=(Phrase("marks.text" if cases else "marks.none"),),
        facts=tuple(_facts(scene, cases)),
        choices=(*(_open(case) for case in cases[:MOST]), *_weeks(back)),
        footer=(Choice("do.menu", Phrase("commands.menu")),),
    )


async def _marks(scene: Scene, monday: date) -> AsyncIterator[Case]:
    """The marks of a week that this coordinator may open, the newest first within a district's name."""
    until, after = (monday + WEEK).isoformat(), ((monday - timedelta(days=1)).isoformat(), LAST)
    while rows := (await scene.ports.store.find(CASES, order="day", after=after, limit=BATCH)).rows:
        for row in rows:
            if row.doc["day"] >= until:
                return
            try:
                case = Case.read(row, scene.ports.seal)
            except Unsealable:
                continue
            if case.report.kind == "mark" and may_open(scene.directory, case, scene.heard.person, scene.today):
                yield case
        after = (rows[-1].doc["day"], rows[-1].key)


def _facts(scene: Scene, cases: Iterable[Case]) -> Iterable[Fact]:
    """A line for each district: what, and how many have told of it."""
    places: dict[str, Counter[str]] = {}
    lines: dict[str, Line] = {}
    for case in cases:
        name = say(place_of(case.report), scene.language)
        lines[name] = place_of(case.report)
        places.setdefault(name, Counter())[case.report.material] += case.sightings
    for name in sorted(places):
        parts = tuple(_counted(material, count) for material, count in places[name].most_common())
        yield Fact(lines[name], Listed(parts))


def _counted(material: str, count: int) -> Line:
    return Phrase("marks.counted", {"material": Phrase(f"{MARK}.material.options.{material}"), "count": str(count)})


def _open(case: Case) -> Choice:
    values: dict[str, str | Line] = {
        "material": Phrase(f"{MARK}.material.options.{case.report.material}"),
        "place": place_of(case.report),
    }
    return Choice("case.show", Phrase("marks.one", values), data={"case": case.id})


def _weeks(back: int) -> Iterable[Choice]:
    if back < WEEKS:
        yield Choice("marks.week", Phrase("marks.before"), data={"back": str(back + 1)})
    if back:
        yield Choice("marks.week", Phrase("marks.after"), data={"back": str(back - 1)})
