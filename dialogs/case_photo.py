"""A report's picture, shown to whoever may open the report: in the answer to a press, never in a message."""

from base64 import b64encode
from dataclasses import replace

from bot import photos
from bot.cases import Case
from bot.ports import PHOTOS, Del, Put
from bot.talk import Choice, Page, Phrase, Picture

from .case_access import renewals
from .graffiti_photo import SMALL
from .scene import Outcome, Scene
from .welcome import note


async def shown(scene: Scene, case: Case, writes: list[Put | Del]) -> Outcome:
    """The picture, made small enough for the page; behind a press, for it may be hateful."""
    row = await scene.ports.store.get(PHOTOS, case.id)
    if row is None:
        gone = (Phrase("desk.picture.gone_text"),)
        page = Page(Phrase("desk.picture.gone"), texts=gone, choices=(_back(case),), private=True)
        return Outcome(page, writes, update=False)
    if not scene.heard.answerable:
        return Outcome(note("no_private", "menu"), writes, update=False)
    small = b64encode(await scene.ports.darkroom.preview(photos.read(row, scene.ports.seal), SMALL)).decode()
    page = Page(
        Phrase("desk.picture.ask"),
        texts=(Phrase("desk.picture.text"),),
        picture=Picture(f"data:image/jpeg;base64,{small}", Phrase("desk.picture.shows")),
        choices=(_back(case), Choice("case.unpicture", Phrase("desk.picture.remove"), data={"case": case.id})),
        private=True,
    )
    return Outcome(page, writes, update=False)


def removed(scene: Scene, case: Case) -> tuple[Case, list[Put | Del]]:
    """The case without its picture, and the writes: every card that shows it follows."""
    bare = replace(case, report=replace(case.report, photo=False))
    return bare, [bare.put(scene.ports.seal), Del(PHOTOS, case.id), *renewals(scene.ports, bare)]


def _back(case: Case) -> Choice:
    return Choice("case.show", Phrase("desk.picture.back"), data={"case": case.id})
