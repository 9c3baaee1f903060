"""“Mina ärenden”: with the code in the box, the report's state in plain words. Nothing says who asks."""

from bot import receipts
from bot.cases import Case, by_code, marking_keys
from bot.errors import Unsealable
from bot.talk import Choice, Input, Page, Phrase, Pressed

from . import graffiti_texts
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
        return Outcome(note("no_private", "menu") if said.act == "receipt.show" else cannot_show())
    if said.act == "receipt.steps":
        return _steps(scene, said)
    if said.act in {"receipt.texts", "receipt.left"}:
        return graffiti_texts.act(scene, said)
    code = receipts.spoken(said.inputs.get("code", "")[:CODE_LIMIT])
    return Outcome(await _answer(scene, code) if code else box("my_cases.unknown"))


async def _answer(scene: Scene, code: str) -> Page:
    """The case's state; and when a key is missing, that neither seeing nor finding it now means that it is gone."""
    try:
        case = await find(scene, code)
    except Unsealable:
        return locked("locked")
    if case is not None:
        return state(case)
    seal = scene.ports.seal
    lacking = not all(seal.knows(each) for each in await marking_keys(scene.ports.store))
    return locked("perhaps_locked") if lacking else box("my_cases.unknown")


def _steps(scene: Scene, said: Pressed) -> Outcome:
    try:
        return Outcome(next_steps(scene, said))
    except Unsealable:
        return Outcome(note("gone", "menu"))


async def find(scene: Scene, code: str) -> Case | None:
    """The case with this code. Raises Unsealable."""
    row = await by_code(scene.ports.store, scene.ports.seal, code)
    return Case.read(row, scene.ports.seal) if row else None


def cannot_show() -> Page:
    """A client that takes no answer can't be shown what stands in no message."""
    return Page(
        Phrase("my_cases.no_answer.ask"),
        texts=(Phrase("my_cases.no_answer.text"),),
        footer=(Choice("do.menu", Phrase("commands.menu")),),
    )


def state(case: Case) -> Page:
    """What has happened with the report, and what it is not. Private: it shows that this person has one."""
    not_enough = "graffiti.sent.no_removal" if case.report.kind == "mark" else "worry.sent.not_enough"
    return Page(
        Phrase(f"my_cases.state.{case.state}"),
        texts=(Phrase(f"my_cases.state.{case.state}_text"), Phrase(not_enough)),
        choices=(Choice("do.menu", Phrase("commands.menu")),),
        private=True,
    )


def locked(why: str) -> Page:
    """What cannot be opened for want of a key. Private too: it shows that this person has a code."""
    return Page(
        Phrase(f"my_cases.{why}.ask"),
        texts=(Phrase(f"my_cases.{why}.text"), Phrase("worry.sent.not_enough")),
        choices=(Choice("do.menu", Phrase("commands.menu")),),
        private=True,
    )
