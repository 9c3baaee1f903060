"""A picture that was sent into the chat: kept with the dialog that asks for it, once it has been made harmless.

What Teams itself keeps of it, with its position, stays where it was sent; that is said before and after.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.danger import is_danger
from bot.ports import Del, Put
from bot.talk import Attached, Choice, Page, Phrase

from .arrivals import Arrived
from .graffiti import ADD
from .opened import Opened, keep
from .picture import STEP, kept, to_check
from .registry import DIALOGS
from .scene import Outcome, Scene
from .welcome import emergency, note

LEFT = frozenset({"came", "early", "unasked", "unneeded"})  # pages that tell how to delete what Teams keeps


def wanted(dialogs: Sequence[Opened], said: Attached) -> Opened | None:
    """The dialog that takes the picture: the one last touched, if it asks for one. Words of danger come before it."""
    opened = next(iter(dialogs), None)
    takes = opened and DIALOGS[opened.flow].photographs and not _adds(opened) and not is_danger(said.text)
    return opened if takes else None


async def taken(scene: Scene, dialogs: Sequence[Opened], said: Attached, arrived: Arrived | None) -> Outcome:
    """What a sent picture comes to. Words beside it are kept nowhere."""
    if is_danger(said.text):
        return Outcome(emergency(told=True))
    if arrived is None:
        here = next(iter(dialogs), None)
        return Outcome(_page("unneeded" if here and _adds(here) else "unasked", here, said))
    opened = next((each for each in dialogs if each.id == arrived.dialog), None)
    if opened is None:  # it ended while the picture was on its way
        return Outcome(note("gone", "menu"))
    if arrived.problem:
        return Outcome(_page(arrived.problem, opened, said))
    turned = opened.turned(to_check(opened.progress, arrived.copied), scene.now)
    due = DIALOGS[opened.flow].flow.position(turned.progress) == STEP
    writes: list[Put | Del] = [keep(scene, turned), kept(scene, opened, arrived.picture)]
    return Outcome(_page("came" if due else "early", turned, said), writes)


def _adds(opened: Opened) -> bool:
    """Whether it only adds to what somebody has told already."""
    dialog = DIALOGS[opened.flow]
    return dialog.photographs and dialog.flow.position(opened.progress) == ADD


def _page(key: str, opened: Opened | None, said: Attached) -> Page:
    """What became of the picture, where it still lies, and the way on."""
    lies = (Phrase(f"photo.original.{'inline' if said.files[0].inline else 'file'}"),) if key in LEFT else ()
    several = (Phrase("photo.first"),) if len(said.files) > 1 and key in {"came", "early"} else ()
    beside = (Phrase("photo.words"),) if said.text else ()
    go_on = Choice("do.show", Phrase("photo.check" if key == "came" else "commands.show"))
    begin = Choice("do.open", Phrase("graffiti.open"), data={"flow": "graffiti"})
    page = Page(
        Phrase(f"photo.{key}.ask"),
        texts=(Phrase(f"photo.{key}.text"), *lies, *several, *beside),
        choices=(go_on if opened else begin,),
        footer=(Choice("do.menu", Phrase("commands.menu")),),
    )
    return replace(page, dialog=opened.id, turning=opened.turning) if opened else page
