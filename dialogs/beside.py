"""Presses on pages that belong to no dialog, by the first word of the act: ``training.done`` is for ``training``.

A new kind of page with acts is one line here. Each kind says what a press does, and what answers one that was worked
on already, with nothing done.
"""

from collections.abc import Awaitable, Callable, Mapping

from bot.talk import Pressed

from . import campaign_acts, marks, my_cases, survey_acts, symbols, training
from .opened import mine
from .scene import Outcome, Scene

Act = Callable[[Scene, Pressed], Awaitable[Outcome]]


async def act(scene: Scene, said: Pressed, *, again: bool = False) -> Outcome | None:
    """What a press comes to, or ``again``; None where it is no act of these."""
    kind, dot, _ = said.act.partition(".")
    acts = KINDS.get(kind) if dot else None  # without one it is a button of a dialog's own page
    return await acts[again](scene, said) if acts else None


async def _symbols(scene: Scene, said: Pressed) -> Outcome:
    return Outcome(symbols.act(said, in_dialog=bool(await mine(scene))))


KINDS: Mapping[str, tuple[Act, Act]] = {  # what a press does, and what it shows when it comes again
    "receipt": (my_cases.act, my_cases.act),
    "symbols": (_symbols, _symbols),
    "marks": (marks.act, marks.act),
    "training": (training.act, training.stands),
    "survey": (survey_acts.act, survey_acts.stands),
    "campaign": (campaign_acts.act, campaign_acts.stands),
}
