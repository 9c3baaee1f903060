"""A week's marks as a coordinator sees them: how many and where, by district, never as points on a map."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import date, timedelta

from bot.cases import Case
from bot.errors import Unsealable
from bot.ports import CASES
from bot.reports import Report
from bot.talk import Choice, Fact, Line, Listed, Page, Phrase, Pressed
from bot.wording import say

from .case_access import may_open
from .case_card import MARK, place_of
from .menu import coordinates
from .pages import named
from .scene import Outcome, Scene

WEEK = timedelta(days=7)
BATCH = 100
MOST = 8  # that can be opened from the page; a phone shows no more buttons
WEEKS = 52  # back from now
DIGITS = 4  # of a number in a button; whoever writes more has made it up
LAST = "\U0010ffff"  # after every key of a day


async def act(scene: Scene, said: Pressed) -> Outcome:
    """The week asked for, from the mark asked for; without one, this week from its newest. It only reads."""
    if not coordinates(scene):
        return Outcome(_closed())
    return Outcome(await _week(scene, min(_number(said.data, "back"), WEEKS), _number(said.data, "past")))


def _closed() -> Page:
    menu = (Choice("do.menu", Phrase("commands.menu")),)
    return Page(Phrase("marks.closed"), texts=(Phrase("marks.closed_text"),), footer=menu)


async def _week(scene: Scene, back: int, past: int) -> Page:
    monday = scene.today - timedelta(days=scene.today.weekday()) - back * WEEK
    found = [case async for case in _marks(scene, monday)]
    cases = sorted(found, key=lambda case: case.day, reverse=True)
    shown = list(enumerate(cases, 1))[past : past + MOST]
    more = (_week_button("more", back, past + MOST),) if cases[past + MOST :] else ()
    return Page(
        Phrase("marks.ask", {"week": str(monday.isocalendar().week)}),
        texts=(Phrase("marks.text" if cases else "marks.none"),),
        facts=tuple(_facts(scene, cases)),
        choices=(*(_open(case, number) for number, case in shown), *more, *_weeks(back)),
        footer=(Choice("do.menu", Phrase("commands.menu")),),
    )


async def _marks(scene: Scene, monday: date) -> AsyncIterator[Case]:
    """The marks of a week that this coordinator may open, the oldest first."""
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
        name = say(_place(case.report), scene.language)
        lines[name] = _place(case.report)
        places.setdefault(name, Counter())[case.report.material] += case.sightings
    for name in sorted(places):
        parts = tuple(_counted(material, count) for material, count in places[name].most_common())
        yield Fact(lines[name], Listed(parts))


def _counted(material: str, count: int) -> Line:
    return Phrase("marks.counted", {"material": Phrase(f"{MARK}.material.options.{material}"), "count": str(count)})


def _place(report: Report) -> Line:
    """As the beginning of a line."""
    if report.district:
        return place_of(report)
    return named(report.department) if report.department else Phrase("marks.no_place")


def _open(case: Case, number: int) -> Choice:
    """Numbered, since a week may have several that nothing else tells apart."""
    values: dict[str, str | Line] = {
        "material": Phrase(f"{MARK}.material.options.{case.report.material}"),
        "place": _place(case.report),
        "number": str(number),
    }
    return Choice("case.show", Phrase("marks.one", values), data={"case": case.id})


def _weeks(back: int) -> Iterable[Choice]:
    if back < WEEKS:
        yield _week_button("before", back + 1)
    if back:
        yield _week_button("after", back - 1)


def _week_button(name: str, back: int, past: int = 0) -> Choice:
    return Choice("marks.week", Phrase(f"marks.{name}"), data={"back": str(back), "past": str(past)})


def _number(data: Mapping[str, str], name: str) -> int:
    said = data.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= DIGITS else 0
