"""Turning a dialog's pages: an answer in, the next page or the end out."""

from collections.abc import Sequence
from dataclasses import replace

from bot.danger import is_danger
from bot.ports import Del, Put
from bot.talk import Page, Pressed, Typed

from . import answers as reading
from . import review, symbols
from .answers import Entered
from .flow import Answer, Progress, Step
from .matching import option
from .opened import Opened, drop, keep, mine, start
from .pages import step_page
from .registry import DIALOGS
from .review import Told
from .scene import Outcome, Scene
from .welcome import emergency, note

CHOICES = frozenset({"one", "several"})  # kinds of fields that have options
ASIDES = {"symbols": symbols.overview}  # explanations that a page can offer, by the button's name


def show(scene: Scene, opened: Opened, problem: str | None = None, told: Told | None = None) -> Page:
    """The page where the dialog stands. One that must not stand in a message is offered there instead."""
    dialog = DIALOGS[opened.flow]
    step = dialog.flow.steps[dialog.flow.position(opened.progress)]
    shown = dialog.shows(scene, opened)
    if step.name == review.STEP:
        shown = review.asking(scene, opened, shown, told or review.just_told(scene, opened))
    page = step_page(scene, dialog.flow, opened, shown, problem)
    private = step.private if shown.private is None else shown.private
    return note("private_waits", "show", "menu") if private and scene.medium == "message" else page


async def begin(scene: Scene, flow: str, first: Answer | None = None) -> Outcome:
    """A dialog's first page, or the one after it when ``first`` already answers that."""
    opened = start(scene, flow)
    if first:
        return await answer(scene, opened, DIALOGS[flow].flow.first, first)
    # Pressed more than once, an opening button opens one dialog.
    begun = next((each for each in await mine(scene) if each.flow == flow and not each.progress.answers), None)
    if begun:
        return Outcome(show(scene, begun))
    return Outcome(show(scene, opened), [keep(scene, opened)])


def not_understood(opened: Opened) -> str:
    """The phrase that says what the present page takes."""
    flow = DIALOGS[opened.flow].flow
    return f"{flow.key(flow.position(opened.progress))}.unclear"


async def pressed(scene: Scene, opened: Opened, said: Pressed) -> Outcome:
    """An answer to the page shown, or to an older one on the road; a strict page counts only while it is the newest."""
    flow = DIALOGS[opened.flow].flow
    step = flow.steps.get(said.step)
    if step is None or step.name not in flow.road(opened.progress):
        return Outcome(show(scene, opened))
    newest = said.turning == opened.turning and step.name == flow.position(opened.progress)
    if not newest and (step.strict or said.act in step.looked):
        return Outcome(show(scene, opened))
    if review.lost(said, flow.position(opened.progress)):
        return Outcome(show(scene, opened))
    if said.act in step.asides:
        return _explained(scene, opened, step, said)
    if step.name == review.STEP and review.BOX in said.data:
        return await _reviewed(scene, opened, said)
    entered = reading.press(flow, step, said, opened.progress.answers, scene)
    return await _entered(scene, opened, step.name, entered)


def _explained(scene: Scene, opened: Opened, step: Step, said: Pressed) -> Outcome:
    """Something beside the page is asked about. What was entered on it is kept, and the page comes back."""
    entered = reading.drafted(DIALOGS[opened.flow].flow, step, said, scene)
    values = {**entered.values, "danger": "true"} if entered.danger else entered.values
    turned = opened.turned(Progress({**opened.progress.answers, step.name: values}, step.name), scene.now)
    return Outcome(ASIDES[said.act](in_dialog=True), [keep(scene, turned)])


async def typed(scene: Scene, opened: Opened, said: Typed) -> Outcome | None:
    """Words typed in the middle of a page; None when they answer nothing on it."""
    flow = DIALOGS[opened.flow].flow
    step = flow.steps[flow.position(opened.progress)]
    # A choice's own words are that choice, also where they could be a place: “Socialförvaltningen”.
    choices_first = replace(step, fields=tuple(sorted(step.fields, key=lambda each: each.kind not in CHOICES)))
    entered = None if step.strict else reading.typed(flow, choices_first, said.text, opened.progress.answers, scene)
    if entered is None or entered.values["act"] in step.looked:
        return None
    return await _entered(scene, opened, step.name, entered)


def offers(opened: Opened, text: str) -> bool:
    """Whether the page that waits has an option with these very words, so that they are no command."""
    flow, progress = DIALOGS[opened.flow].flow, opened.progress
    step = flow.steps[flow.position(progress)]
    if step.strict or text.strip().isdecimal():
        return False
    prefix = flow.key(step.name)
    acts = [each for each in step.acts(progress.answers) if each not in step.looked]
    chosen = [each for each in step.fields if each.kind in CHOICES]
    fields = [(each.options, each.words or f"{prefix}.fields.{each.name}") for each in chosen]
    return any(option(text, offered, f"{words}.options") for offered, words in [(acts, prefix), *fields])


def turn(scene: Scene, opened: Opened, progress: Progress, also: Sequence[Put | Del] = ()) -> Outcome:
    """The page that this progress leads to."""
    turned = opened.turned(progress, scene.now)
    return Outcome(show(scene, turned), [keep(scene, turned), *also])


async def _entered(scene: Scene, opened: Opened, step: str, entered: Entered) -> Outcome:
    flow = DIALOGS[opened.flow].flow
    tells = any(each.kind == "story" for each in flow.steps[step].fields)
    if entered.danger and not tells:
        return Outcome(emergency())
    values = {**entered.values, "danger": "true"} if entered.danger else entered.values
    if not values["act"]:  # something is missing: what could be read is kept, and the page asks again
        turned = opened.turned(Progress({**opened.progress.answers, step: values}, step), scene.now)
        return Outcome(show(scene, turned, entered.problem), [keep(scene, turned)])
    return await answer(scene, opened, step, values)


async def _reviewed(scene: Scene, opened: Opened, said: Pressed) -> Outcome:
    """An answer to a text that was checked. When the check changes it, it is shown once more before it counts."""
    flow, told = DIALOGS[opened.flow].flow, review.unsealed(scene, opened, said)
    if told is None:
        return Outcome(show(scene, opened))
    if is_danger(said.inputs.get(review.MISSED, "")):
        return Outcome(emergency())
    told, found = review.decisions(told, said.inputs)
    entered = reading.press(flow, flow.steps[said.step], said, opened.progress.answers, scene)
    before, text = opened.progress.answers[review.STORY], told.decided.text
    if found and text == before[review.STORY]:
        return await _entered(scene, opened, said.step, entered)
    progress = flow.answered(opened.progress, review.STORY, {**before, review.STORY: text})
    if not entered.problem and flow.leads_to(said.step, entered.values, progress.answers) == review.STORY:
        return await answer(scene, replace(opened, progress=progress), said.step, entered.values)
    turned = opened.turned(progress, scene.now)
    return Outcome(show(scene, turned, f"review.{'changed' if found else 'unfound'}", told), [keep(scene, turned)])


async def answer(scene: Scene, opened: Opened, step: str, values: Answer) -> Outcome:
    """The page, or the end, that an answer leads to."""
    dialog, flow = DIALOGS[opened.flow], DIALOGS[opened.flow].flow
    progress, also = await dialog.also(scene, opened, step, values, flow.answered(opened.progress, step, values))
    end = flow.position(progress)
    if end not in flow.ends:
        return turn(scene, opened, progress, also)
    return await _finished(scene, opened.turned(progress, scene.now), end)


async def _finished(scene: Scene, opened: Opened, end: str) -> Outcome:
    outcome = await DIALOGS[opened.flow].finish(scene, opened, end)
    if outcome.stays:
        return outcome
    return replace(outcome, writes=[*drop(opened), *outcome.writes], sweep=True)
