"""A calendar file that a chair sends: the dates of the forum being registered, or what has changed in one of theirs.

Of the file only times are kept (bot/series.py). Nothing else in it is looked at.
"""

from dataclasses import replace

from bot.danger import is_danger
from bot.errors import Unclear
from bot.forums import Forum
from bot.schedule import passed
from bot.series import Changes, Series, updated
from bot.talk import Attached, Choice, Page, Phrase

from .arrivals import Arrived
from .flow import Progress
from .forum import FACTS, FORUM
from .forum_access import kept
from .forum_lists import led_by
from .opened import Opened
from .scene import Outcome, Scene
from .turning import turn
from .welcome import note

MOST = 1_000_000  # bytes; a series takes some thousands
BY_FILE = {"act": "next", "recurrence": None, "holidays": "ignore"}  # the calendar has looked at holidays itself


async def wanted(scene: Scene, opened: Opened | None, said: Attached) -> bool:
    """Whether somebody here waits for a calendar: a forum is being registered, or a chair has no other dialog open."""
    if said.files[0].inline or is_danger(said.text):
        return False
    return opened.flow == FORUM.name if opened else bool(await led_by(scene))


async def taken(scene: Scene, opened: Opened | None, arrived: Arrived) -> Outcome:
    """What a calendar file comes to."""
    registering = opened if opened and opened.flow == FORUM.name and opened.id == arrived.dialog else None
    if arrived.dialog and registering is None:  # it ended while the file was on its way
        return Outcome(note("gone", "menu"))
    try:
        series = await _read(scene, arrived)
        return _begun(scene, registering, series) if registering else _changed(scene, await led_by(scene), series)
    except Unclear as problem:
        return Outcome(refused(problem.key, registering))


async def _read(scene: Scene, arrived: Arrived) -> Series:
    if arrived.problem:
        raise Unclear("calendar.too_large" if arrived.problem == "too_large" else "calendar.unfetched")
    return await scene.ports.calendar(arrived.raw, scene.now)


def _begun(scene: Scene, opened: Opened, series: Series) -> Outcome:
    """The dates are shown back, as they are for words. A single meeting, or one called off, makes no forum."""
    if series.cancelled or not series.whole:
        raise Unclear("calendar.no_meeting")
    answers = opened.progress.answers
    facts = {**answers[FACTS], "series": series.to_doc()}
    return turn(scene, opened, Progress({**answers, "when": BY_FILE, FACTS: facts}))


def _changed(scene: Scene, theirs: list[Forum], series: Series) -> Outcome:
    """A newer file of a series that one of their forums goes by: meetings are moved and cancelled as it says."""
    forum = next((each for each in theirs if each.series and each.series.uid == series.uid), None)
    if forum is None or forum.series is None:
        raise Unclear("calendar.other_series")
    now, changes = updated(forum.series, series)
    follows = replace(forum, series=now)
    follows = replace(follows, fired=tuple(dict.fromkeys((*forum.fired, *passed(follows, scene.now)))))
    return Outcome(followed(changes), [kept(scene.ports.seal, follows, scene.now)])


def followed(changes: Changes) -> Page:
    """How much a newer file has changed."""
    counts = {name: str(len(getattr(changes, name))) for name in ("added", "moved", "cancelled")}
    return Page(
        Phrase("calendar.changed.ask"),
        texts=(Phrase("calendar.changed.text", dict(counts)),),
        choices=(Choice("forum.list", Phrase("forum.mine")), Choice("do.menu", Phrase("commands.menu"))),
    )


def refused(key: str, opened: Opened | None) -> Page:
    """Why a file could not be taken, and the way on."""
    on = Choice("do.show", Phrase("commands.show")) if opened else Choice("forum.list", Phrase("forum.mine"))
    return Page(Phrase(f"{key}.ask"), texts=(Phrase(f"{key}.text"),), choices=(on,))
