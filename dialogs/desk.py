"""The coordinator's desk: a report as a card in their own chat, and what they can do with it.

Every act is checked against the directory and the case; what the card claims is never believed. The messages that
show a case follow by letters, which draw it as it stands when they are sent: a page drawn earlier could bring back
words that were taken away meanwhile.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot import outbox
from bot.cases import Case
from bot.errors import Unsealable
from bot.people import CENTRAL
from bot.ports import CASES, Del, Put
from bot.talk import Choice, Page, Phrase, Pressed

from . import case_photo
from .case_access import may_open, renewals
from .case_card import UNSURE, card
from .scene import Outcome, Scene
from .welcome import note

CHECKED = "checked"  # what is said of a text that might point somebody out, once a coordinator has looked


async def act(scene: Scene, said: Pressed) -> Outcome:
    """A press on a case's card: take it, say that its text is checked, or hand it over, which is asked once more."""
    row = await scene.ports.store.get(CASES, said.data.get("case", ""))
    try:
        case = Case.read(row, scene.ports.seal) if row else None
    except Unsealable:
        return Outcome(
            note("case_locked" if scene.me.roles or scene.me.stands_in_for else "not_yours", "menu"), update=False
        )
    if case is None or not may_open(scene.directory, case, scene.heard.person, scene.today):
        return Outcome(note("not_yours", "menu"))
    # The pressed message shows the case from now on, whatever it showed before.
    here = case.now_shown(scene.heard.person, scene.heard.message) if scene.heard.message else case
    return await _done(scene, said, here)


async def _done(scene: Scene, said: Pressed, case: Case) -> Outcome:
    """What was asked of a case that its reader may open; what cannot be, shows it as it stands."""
    if said.act == "case.photo":
        return await case_photo.shown(scene, case, [case.put(scene.ports.seal)])
    changed = CHANGES[said.act](scene, case) if said.act in CHANGES else None
    return changed or _shown(scene, case, [case.put(scene.ports.seal), *_renewed_here(scene, case)])


def _sure(scene: Scene, case: Case) -> Outcome:
    """Handing over cannot be undone, so it is asked once more."""
    acts = {"case.hand_over": "desk.hand_over", "case.show": "desk.keep"}
    choices = tuple(Choice(act, Phrase(key), data={"case": case.id}) for act, key in acts.items())
    page = Page(Phrase("desk.sure.ask"), texts=(Phrase("desk.sure.text"),), choices=choices)
    return Outcome(page, [case.put(scene.ports.seal)], update=False)


def _taken(scene: Scene, case: Case) -> Outcome | None:
    """One coordinator has it; every card says so, and the sender gets the notice they asked for."""
    if case.state != "new":
        return None
    taken = replace(case, state="taken", taken_by=scene.heard.person)
    writes: list[Put | Del] = [taken.put(scene.ports.seal), *renewals(scene.ports, taken)]
    if taken.notice:
        writes.append(outbox.stage(scene.ports, {"kind": "notice", "case": case.id, "sealed": taken.notice}))
    return _shown(scene, taken, writes)


def _checked(scene: Scene, case: Case) -> Outcome | None:
    """The sender did not know whether the text points anybody out; a coordinator has looked, and every card says so."""
    if case.report.pointing != UNSURE:
        return None
    checked = replace(case, report=replace(case.report, pointing=CHECKED))
    return _shown(scene, checked, [checked.put(scene.ports.seal), *renewals(scene.ports, checked)])


def _handed_over(scene: Scene, case: Case) -> Outcome:
    """To the central coordinator; this person never sees it again, and nobody else's card shows it any more."""
    excluded = (*case.excluded, scene.heard.person)
    moved = replace(case, departments=(CENTRAL,), excluded=excluded, state="new", taken_by="", shown=())
    letter = {"kind": "case", "case": case.id, "department": CENTRAL}
    writes: list[Put | Del] = [moved.put(scene.ports.seal), *renewals(scene.ports, case)]
    return Outcome(note("handed_over", "menu"), [*writes, outbox.stage(scene.ports, letter)], update=False)


def _shown(scene: Scene, case: Case, writes: list[Put | Del]) -> Outcome:
    """The card as the answer to a press. Where a client takes no answer, the letter brings it to the pressed message.

    As a message of its own it would be remembered nowhere, and keep its words whatever becomes of the case (decision
    12): so the page is private there, which the door sends to nobody.
    """
    page = card(case, scene.directory, scene.heard.person)
    return Outcome(replace(page, private=not scene.heard.answerable), writes, update=False)


def _renewed_here(scene: Scene, case: Case) -> list[Put]:
    """For a client that takes no answer: the letter that brings the card to the message that was pressed."""
    here = tuple(each for each in case.shown if each.message == scene.heard.message)
    return [] if scene.heard.answerable else renewals(scene.ports, replace(case, shown=here))


def _without_picture(scene: Scene, case: Case) -> Outcome:
    return _shown(scene, *case_photo.removed(scene, case))


CHANGES: Mapping[str, Callable[[Scene, Case], Outcome | None]] = {  # None: it can't be done any more
    "case.take": _taken,
    "case.checked": _checked,
    "case.conflict": _sure,
    "case.hand_over": _handed_over,
    "case.unpicture": _without_picture,
}
