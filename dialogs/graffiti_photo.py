"""What answers of the graffiti dialog do beside leading on: the picture is cut or thrown away, marks are looked up.

The picture lies in the store, sealed, for as long as the dialog is open; the dialog itself holds a small copy of it,
which its sender looks at before anything is sent.
"""

from base64 import b64encode

from bot import alike, photos
from bot.cases import Case
from bot.errors import Unsealable
from bot.ports import CASES, PARTS, PHOTOS, Del, Put
from bot.talk import Pressed

from .flow import Answer, Progress
from .graffiti import ALIKE, FACTS, PICTURE
from .graffiti_report import report
from .opened import Opened
from .scene import Scene

STEP = "photo"  # in every flow that takes one: where it is asked for and checked
PART = "part"  # the field there that says what of it is kept
SMALL = 12_000  # bytes of the copy on the page, which must stay within what a message may hold
PLACED = frozenset({"what", "where", "which"})  # answers that say which mark it is

Also = tuple[Progress, list[Put | Del]]


async def also(scene: Scene, opened: Opened, step: str, answer: Answer, progress: Progress) -> Also:
    """See ``registry.Dialog``."""
    if step in PLACED:
        return await _looked_up(scene, progress), []
    if step != STEP:
        return progress, []
    draft = opened.progress.answers.get(STEP, {})
    if answer["act"] == "discard":
        return progress, [Del(PHOTOS, opened.id)]
    if answer["act"] == "cut":
        return await _cut(scene, opened, progress)
    return Progress({**progress.answers, STEP: {**draft, **answer}}, progress.reopened), []


def kept(scene: Scene, opened: Opened, picture: bytes) -> Put:
    """The write that keeps the dialog's picture, instead of one that was sent before."""
    return photos.put(scene.ports.seal, opened.id, picture, scene.now + photos.WAITING)


async def checked(scene: Scene, progress: Progress, picture: bytes) -> Progress:
    """With a copy of the picture that is to be looked at, on the page that asks about it."""
    small = b64encode(await scene.ports.darkroom.preview(picture, SMALL)).decode()
    return Progress({**progress.answers, STEP: {"act": "", PICTURE: small}}, progress.reopened)


async def _cut(scene: Scene, opened: Opened, progress: Progress) -> Also:
    """The part that was chosen, instead of the whole; without a choice, the picture as it was."""
    row, said = await scene.ports.store.get(PHOTOS, opened.id), scene.heard.said
    if row is None:  # it has had its time: the page asks for it anew
        return progress, []
    picture = photos.read(row, scene.ports.seal)
    part = said.inputs.get(PART, "") if isinstance(said, Pressed) else ""
    if part in PARTS:
        picture = await scene.ports.darkroom.cut(picture, part)
    return await checked(scene, progress, picture), [kept(scene, opened, picture)]


async def _looked_up(scene: Scene, progress: Progress) -> Progress:
    """With the case that already has a mark like this one, if there is one that can still be added to."""
    ports, known = scene.ports, report(scene, progress.answers)
    case = alike.case_of(await alike.row_of(ports.store, ports.seal, known, scene.now), ports.seal)
    facts = {ALIKE: case if case and await case_of(scene, case) else ""}
    return Progress({**progress.answers, FACTS: facts}, progress.reopened)


async def case_of(scene: Scene, case: str) -> Case | None:
    """A case that is there and can be opened."""
    row = await scene.ports.store.get(CASES, case)
    try:
        return Case.read(row, scene.ports.seal) if row else None
    except Unsealable:
        return None
