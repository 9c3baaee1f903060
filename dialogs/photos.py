"""A picture that was sent into the chat: fetched, made harmless and kept with the dialog that asks for it.

What Teams itself keeps of it, with its position, stays where it was sent; that is said before and after.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot import photos
from bot.danger import is_danger
from bot.errors import Unclear, Unsendable
from bot.ports import Del, Put
from bot.talk import Attached, Choice, Page, Phrase

from .graffiti_photo import STEP, checked, kept
from .opened import Opened, keep
from .registry import DIALOGS
from .scene import Outcome, Scene
from .welcome import emergency


async def taken(scene: Scene, dialogs: Sequence[Opened], said: Attached) -> Outcome:
    """What a sent picture comes to, if one of the open dialogs takes it. Words beside it are kept nowhere."""
    if is_danger(said.text):
        return Outcome(emergency(told=True))
    opened = next((each for each in dialogs if DIALOGS[each.flow].photographs), None)
    if opened is None:
        return Outcome(_page("unasked", next(iter(dialogs), None), said))
    try:
        picture = await scene.ports.darkroom.develop(await _fetched(scene, said))
    except Unclear as problem:
        return Outcome(_page(problem.key.removeprefix("photo."), opened, said))
    turned = opened.turned(await checked(scene, opened.progress, picture), scene.now)
    due = DIALOGS[opened.flow].flow.position(turned.progress) == STEP
    writes: list[Put | Del] = [keep(scene, turned), kept(scene, opened, picture)]
    return Outcome(_page("came" if due else "early", turned, said), writes)


async def _fetched(scene: Scene, said: Attached) -> bytes:
    try:
        return await scene.ports.attachments.fetch(said.files[0], photos.MOST)
    except Unsendable as problem:
        raise Unclear("photo.too_large" if problem.reason == "answer_too_large" else "photo.unfetched") from None


def _page(key: str, opened: Opened | None, said: Attached) -> Page:
    """What became of the picture, and the way on."""
    several = (Phrase("photo.first"),) if len(said.files) > 1 and key in {"came", "early"} else ()
    beside = (Phrase("photo.words"),) if said.text else ()
    go_on = Choice("do.show", Phrase("photo.check" if key == "came" else "commands.show"))
    begin = Choice("do.open", Phrase("graffiti.open"), data={"flow": "graffiti"})
    page = Page(
        Phrase(f"photo.{key}.ask"),
        texts=(Phrase(f"photo.{key}.text"), *several, *beside),
        choices=(go_on if opened else begin,),
        footer=(Choice("do.menu", Phrase("commands.menu")),),
    )
    return replace(page, dialog=opened.id, turning=opened.turning) if opened else page
