"""What answers of the graffiti dialog do beside leading on: the picture is cut or thrown away, marks are looked up."""

from bot import alike, photos
from bot.errors import Unsealable
from bot.ports import PARTS, PHOTOS, Del, Put, Row
from bot.talk import Pressed

from .flow import Answer, Progress
from .graffiti import ALIKE, FACTS, UNCHOSEN
from .graffiti_report import report
from .handing_in import case_of
from .opened import Opened
from .picture import SMALL, STEP, copy, kept, to_check
from .scene import Scene

PART = "part"  # the field that says what of a picture is kept
PLACED = frozenset({"what", "where", "which"})  # answers that say which mark it is

Beside = tuple[Progress, list[Put | Del]]


async def also(scene: Scene, opened: Opened, step: str, answer: Answer, progress: Progress) -> Beside:
    """See ``registry.Dialog``."""
    if step in PLACED:
        return await _looked_up(scene, progress), []
    if step != STEP:
        return progress, []
    if answer["act"] == "discard":
        return progress, [Del(PHOTOS, opened.id)]
    if answer["act"] == "cut":
        return await _cut(scene, opened, progress)
    draft = opened.progress.answers.get(STEP, {})
    return Progress({**progress.answers, STEP: {**draft, **answer}}, progress.reopened), []


async def _cut(scene: Scene, opened: Opened, progress: Progress) -> Beside:
    """The part that was chosen, instead of the whole; without a choice the page asks for one."""
    said, room = scene.heard.said, scene.ports.darkroom
    part = said.inputs.get(PART, "") if isinstance(said, Pressed) else ""
    if part not in PARTS:
        draft = {**opened.progress.answers[STEP], "act": "", UNCHOSEN: "true"}
        return Progress({**progress.answers, STEP: draft}, progress.reopened), []
    whole = _opened(scene, await scene.ports.store.get(PHOTOS, opened.id))
    if not whole:  # it has had its time, or its key is lost: the page asks for it anew
        return progress, [Del(PHOTOS, opened.id)]
    picture = await room.cut(whole, part)
    return to_check(progress, await copy(room, picture, SMALL)), [kept(scene, opened, picture)]


def _opened(scene: Scene, row: Row | None) -> bytes:
    """The picture of a row, or nothing where there is none that can be opened."""
    try:
        return photos.read(row, scene.ports.seal) if row else b""
    except Unsealable:
        return b""


async def _looked_up(scene: Scene, progress: Progress) -> Progress:
    """With the case that already has a mark like this one, if there is one that can still be added to."""
    ports, known = scene.ports, report(scene, progress.answers)
    case = alike.case_of(await alike.row_of(ports.store, ports.seal, known, scene.now), ports.seal)
    facts = {ALIKE: case if case and await case_of(scene, case) else ""}
    return Progress({**progress.answers, FACTS: facts}, progress.reopened)
