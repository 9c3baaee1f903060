"""The worry dialog with an invented case: the same pages, the same check of the text, and nothing sent.

Nothing here knows how to send: no letter, no case and no report can be made of it. Its end writes one row, that of the
speaker's own training.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.deidentify.folding import LABEL
from bot.deidentify.indirect import hints
from bot.routine import Situation, outcomes
from bot.talk import Choice, Fact, Line, Page, Phrase, Plain
from content import city

from . import worry
from .flow import Answers, Flow, Step
from .opened import Opened
from .pages import Shown, links
from .review import STORY
from .scene import Outcome, Scene
from .training_pages import MENU, MINE
from .training_record import done_here
from .worry_report import applies, shown_at, steps_of

KIND = "practice"
LINE = Phrase("practice.line")
TOLD = frozenset({"who", "perhaps_child", "seen", "basis", "where", "story"})  # pages that ask what the case tells
ADVISED = frozenset({"sent", "advised"})  # ends at which the real dialog has shown the steps that apply
STOPPED = "stopped"  # the end of somebody who was in danger, or said so: that was no practice
CASE = Situation(city("courses")["case"]["who"], tuple(city("courses")["case"]["seen"]))


def _ringing(contacts: Iterable[str]) -> tuple[str, ...]:
    """Of those to turn to only 112: what happened is invented, and a slip of the thumb would report it for real."""
    return tuple(each for each in contacts if each == "emergency")


def _shared(step: Step) -> Step:
    return replace(step, words=worry.FLOW.name, links=_ringing(step.links))


FLOW = Flow(KIND, Step("case", told=True), *map(_shared, worry.FLOW.steps.values()), ends=worry.FLOW.ends)


def shows(scene: Scene, opened: Opened) -> Shown:
    """What the real page shows, that it is practice, and the case where one has to look at it again."""
    step = FLOW.position(opened.progress)
    if step == "case":
        return Shown(quote=Phrase("practice.case.told"))
    shown = _code(scene) if step == "code" else shown_at(step, FLOW.settled(opened.progress))
    case = (Fact(Phrase("practice.the_case"), Phrase("practice.case.told")),) if step in TOLD else ()
    return replace(shown, texts=(LINE,), facts=(*case, *shown.facts), links=_ringing(shown.links))


def _code(scene: Scene) -> Shown:
    """Where the real page has a code, one that nobody can take for theirs."""
    if scene.medium != "answer":
        return Shown(ask="without", text="without_text")
    return Shown(quote=Phrase("practice.sample_code"))


async def finish(scene: Scene, opened: Opened, end: str) -> Outcome:
    """What the routine and the check make of the answers. It counts as done, except for whoever stopped at 112."""
    answers = FLOW.settled(opened.progress)
    own = steps_of(answers) if end in ADVISED else ()
    page = Page(
        Phrase("practice.done.ask"),
        texts=(Phrase("practice.done.text" if own else "practice.done.early"),),
        steps=applies(own),
        facts=(*_missing(own), *_checked(answers)),
        links=links(*(("emergency",) if end == STOPPED else ())),
        choices=(Choice("do.open", Phrase("practice.again"), data={"flow": KIND}), MINE),
        footer=(MENU,),
    )
    return Outcome(page, [] if end == STOPPED else [await done_here(scene, KIND)])


def _missing(own: tuple[str, ...]) -> Iterator[Fact]:
    """What the routine says of the case, and the answers did not lead to."""
    given = {*own, *(("tip",) if "police_and_tip" in own else ())}
    title = "besides" if own else "gives"
    for each in outcomes(CASE):
        if each not in given:
            yield Fact(Phrase(f"practice.done.{title}"), Phrase(f"routine.{each}"))


def _checked(answers: Answers) -> Iterator[Fact]:
    """What the check found: what stands in the place of words, never the words."""
    story = answers.get(STORY, {})
    text = str(story.get(STORY) or "") if story.get("act") == "next" else ""
    yield Fact(Phrase("practice.done.check"), _found(text))
    for hint in dict.fromkeys(each.key for each in hints(text)):
        yield Fact(Phrase("practice.done.hint"), Phrase(f"review.hints.{hint}"))


def _found(text: str) -> Line:
    if not text:
        return Phrase("practice.done.no_text")
    labels = dict.fromkeys(found[0] for found in LABEL.finditer(text))
    if not labels:
        return Phrase("practice.done.nothing")
    return Phrase("practice.done.replaced", {"labels": Plain(", ".join(labels))})
