"""The routine in eight one-minute questions: each with what is right and why. No score, and nothing kept of answers.

Made from content/city/quiz.toml, in its order.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.ports import Del, Put
from bot.talk import Choice, Fact, Page, Phrase
from content import city

from .flow import Answer, Flow, Progress, Step
from .opened import Opened
from .pages import Shown
from .scene import Outcome, Scene
from .training_pages import MENU, MINE
from .training_record import done_here

KIND = "quiz"
WHY = "_why"  # what the page after a question is called
QUESTIONS: tuple[Mapping[str, Any], ...] = tuple(city("quiz")["question"])
RIGHT: Mapping[str, str] = {each["id"]: each["right"] for each in QUESTIONS}
Also = tuple[Progress, list[Put | Del]]


def _steps() -> Iterator[Step]:
    for each in QUESTIONS:
        yield Step(each["id"], tuple(each["answers"]), told=True)  # the right answer is kept: nothing to change later
        yield Step(f"{each['id']}{WHY}", told=True)


FLOW = Flow(KIND, *_steps(), ends=("done",))


def shows(_: Scene, opened: Opened) -> Shown:
    """How far one has come; with the answer, where it is written."""
    step = FLOW.position(opened.progress)
    question = step.removesuffix(WHY)
    values = {"number": str([*RIGHT].index(question) + 1), "all": str(len(QUESTIONS))}
    source = Fact(Phrase("quiz.source"), Phrase(f"quiz.{question}{WHY}.source"))
    return Shown(values, facts=() if step == question else (source,))


async def also(_scene: Scene, _opened: Opened, step: str, _answer: Answer, progress: Progress) -> Also:
    """The right answer is kept in the place of the one given: no row tells, even for a minute, who did not know."""
    if step not in RIGHT:
        return progress, []
    return Progress({**progress.answers, step: {"act": RIGHT[step]}}, progress.reopened), []


async def finish(scene: Scene, _opened: Opened, _end: str) -> Outcome:
    """All questions have been seen, which is all that is noted."""
    page = Page(
        Phrase("quiz.done"),
        texts=(Phrase("quiz.done_text", {"all": str(len(QUESTIONS))}),),
        choices=(Choice("do.open", Phrase("training.start.practice"), data={"flow": "practice"}), MINE),
        footer=(MENU,),
    )
    return Outcome(page, [await done_here(scene, KIND)])
