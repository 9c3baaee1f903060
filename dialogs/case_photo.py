"""A report's picture, shown to whoever may open the report: in the answer to a press, never in a message."""

from dataclasses import replace

from bot import photos
from bot.cases import Case
from bot.errors import Unsealable
from bot.ports import PHOTOS, Del, Put
from bot.talk import Choice, Page, Phrase

from .case_access import renewals
from .my_cases import cannot_show
from .picture import LARGE, copy, drawn
from .scene import Outcome, Scene


async def shown(scene: Scene, case: Case, writes: list[Put | Del]) -> Outcome:
    """The picture, made small enough for the page; behind a press, for it may be hateful."""
    if not scene.heard.answerable:
        return Outcome(cannot_show(), writes, update=False)
    copied = await _copied(scene, case)
    if not copied:
        gone = (Phrase("desk.picture.gone_text"),)
        page = Page(Phrase("desk.picture.gone"), texts=gone, choices=(_back(case),), private=True)
        return Outcome(page, writes, update=False)
    page = Page(
        Phrase("desk.picture.ask"),
        texts=(Phrase("desk.picture.text"),),
        picture=drawn(copied, "desk.picture.shows"),
        choices=(_back(case), Choice("case.unpicture", Phrase("desk.picture.remove"), data={"case": case.id})),
        private=True,
    )
    return Outcome(page, writes, update=False)


async def _copied(scene: Scene, case: Case) -> str:
    """A copy to be looked at; empty when there is none any more, or its key is lost."""
    row = await scene.ports.store.get(PHOTOS, case.id)
    try:
        picture = photos.read(row, scene.ports.seal) if row else b""
    except Unsealable:
        return ""
    return await copy(scene.ports.darkroom, picture, LARGE) if picture else ""


def removed(scene: Scene, case: Case) -> tuple[Case, list[Put | Del]]:
    """The case without its picture, and the writes: every card that shows it follows."""
    bare = replace(case, report=replace(case.report, photo=False))
    return bare, [bare.put(scene.ports.seal), Del(PHOTOS, case.id), *renewals(scene.ports, bare)]


def _back(case: Case) -> Choice:
    return Choice("case.show", Phrase("desk.picture.back"), data={"case": case.id})
