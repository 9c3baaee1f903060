"""“Mina ärenden”: with the code in the box, the report's state in plain words. Nothing says who asks."""

from bot import receipts
from bot.cases import Case, receipt_mark
from bot.errors import Unsealable
from bot.ports import CASES
from bot.talk import Choice, Input, Page, Phrase, Pressed

from .scene import Outcome, Scene
from .welcome import note
from .worry_report import next_steps

CODE_LIMIT = 120  # characters


def box(warning: str | None = None) -> Page:
    """Where the code is entered; it is never typed into the chat."""
    return Page(
        Phrase("my_cases.ask"),
        texts=(Phrase("my_cases.text"),),
        inputs=(Input("code", "text", Phrase("my_cases.code"), limit=CODE_LIMIT, hint=Phrase("my_cases.hint")),),
        choices=(Choice("receipt.show", Phrase("my_cases.show"), "positive"),),
        footer=(Choice("do.menu", Phrase("commands.menu")),),
        warning=Phrase(warning) if warning else None,
    )


async def act(scene: Scene, said: Pressed) -> Outcome:
    """The code was entered, or the steps of a report just sent are asked for once more."""
    if not scene.heard.answerable:
        return Outcome(note("no_private", "menu"))
    if said.act == "receipt.steps":
        return _steps(scene, said)
    code = receipts.spoken(said.inputs.get("code", "")[:CODE_LIMIT])
    case = await find(scene, code) if code else None
    if case is None:
        return Outcome(box("my_cases.unknown"))
    return Outcome(state(case))


def _steps(scene: Scene, said: Pressed) -> Outcome:
    try:
        return Outcome(next_steps(scene, said))
    except Unsealable:
        return Outcome(note("gone", "menu"))


async def find(scene: Scene, code: str) -> Case | None:
    """The case with this code."""
    mark = receipt_mark(scene.ports.seal, code)
    found = await scene.ports.store.find(CASES, equals={"receipt": mark}, limit=1)
    return Case.read(found.rows[0], scene.ports.seal) if found.rows else None


def state(case: Case) -> Page:
    """What has happened with the report. Private: it shows that this person has one."""
    return Page(
        Phrase(f"my_cases.state.{case.state}"),
        texts=(Phrase(f"my_cases.state.{case.state}_text"), Phrase("worry.sent.not_enough")),
        choices=(Choice("do.menu", Phrase("commands.menu")),),
        private=True,
    )
