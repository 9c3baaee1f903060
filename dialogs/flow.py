"""A conversation as a value: its steps, the answer each expects, and where each leads.

A flow keeps no state. Where someone is follows from what they have answered, so going back,
changing an answer, or altering a flow while people are in it need no code.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

Answer = Mapping[str, Any]  # {"act": the button pressed, field name: value, …}
Answers = Mapping[str, Answer]
Kind = Literal["one", "several", "pick", "picks", "text", "story", "place", "toggle", "recurrence", "date", "time"]


@dataclass(frozen=True, slots=True)
class Field:
    """An input on a step's page. ``optional`` ones may be left as they are.

    ``pick`` and ``picks``: one or several of what the dialog offers then and there (``Shown.options``); it checks what
    was picked itself, since what is on offer can change.
    """

    name: str
    kind: Kind
    options: tuple[str, ...] = ()
    default: str = ""
    optional: bool = False
    words: str = ""  # whose options' words it shares: another field's key, such as worry.where.fields.period
    unless: tuple[str, str] = ("", "")  # optional too when this field, which stands before it, has this value or none


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a flow. The first option is the way forward: it alone needs the fields filled.

    ``then`` names the next step or an end: for every answer (text), by what ``way`` makes of the answer (mapping),
    or the step below (None). ``strict`` pages count only while they are the newest; ``private`` ones live only in
    the answer to a press. ``clears`` names answers that no longer count once this one is given.
    """

    name: str
    options: tuple[str, ...] | Callable[[Answers], tuple[str, ...]] = ("next",)
    fields: tuple[Field, ...] = ()
    then: str | Mapping[str, str | None] | None = None
    way: Callable[[Answer, Answers], str] = lambda answer, _: str(answer["act"])
    strict: bool = False
    looked: tuple[str, ...] = ()  # options about what the page shows: pressed on it while it is the newest, never typed
    private: bool = False
    clears: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    urgent: tuple[str, ...] = ()  # options that stand out
    links_last: bool = False  # the question comes before the ways out
    told: bool = False  # the page tells something rather than asks: nothing on it to be changed later
    asides: tuple[str, ...] = ()  # buttons that explain something and come back here, such as what symbols mean
    words: str = ""  # whose words it shares: another dialog's name

    def acts(self, answers: Answers) -> tuple[str, ...]:
        """The buttons, given what has been answered."""
        return self.options(answers) if callable(self.options) else self.options


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been answered, and the step that was reopened, if one was."""

    answers: Answers = field(default_factory=dict)
    reopened: str | None = None


class Flow:
    """Steps in order, and the ends a conversation can come to."""

    def __init__(self, name: str, *steps: Step, ends: tuple[str, ...]) -> None:
        self.name = name
        self.steps = {step.name: step for step in steps}
        self.ends = ends
        self.first = steps[0].name
        self._following = dict(pairwise([*self.steps, ends[0]]))

    def key(self, step: str) -> str:
        """Where the words of a step stand: ``worry.danger``."""
        return f"{self.steps[step].words or self.name}.{step}"

    def position(self, progress: Progress) -> str:
        """The step to be shown, or the end that was reached."""
        return self.road(progress)[-1]

    def road(self, progress: Progress) -> list[str]:
        """The steps taken, the present one last."""
        road = [self.first]
        while road[-1] not in self.ends and road[-1] != progress.reopened and self._stands(road[-1], progress.answers):
            road.append(self.leads_to(road[-1], progress.answers[road[-1]], progress.answers))
        return road

    def settled(self, progress: Progress) -> dict[str, Answer]:
        """The answers that count: those on the road actually taken."""
        return {name: progress.answers[name] for name in self.road(progress)[:-1]}

    def answered(self, progress: Progress, name: str, answer: Answer) -> Progress:
        """The progress once a step on the road has been answered, also one answered before."""
        road = self.road(progress)
        answers = {past: given for past, given in progress.answers.items() if past not in self.steps[name].clears}
        target = self.leads_to(name, answer, answers)
        if target in road[: road.index(name)]:  # back to an earlier page, which keeps what was entered there
            return Progress({past: given for past, given in answers.items() if past != name}, target)
        if target == name:  # the same page once more, with what has been entered
            return Progress({**answers, name: {**answer, "act": ""}}, target)
        return Progress({**answers, name: answer})

    def back(self, progress: Progress) -> Progress:
        """One page back; what was entered there is kept to be changed."""
        road = self.road(progress)
        return Progress(progress.answers, road[max(0, len(road) - 2)])

    def reopen(self, progress: Progress, name: str) -> Progress:
        """Back to any page on the road."""
        return Progress(progress.answers, name if name in self.road(progress) else progress.reopened)

    def leads_to(self, name: str, answer: Answer, answers: Answers) -> str:
        """The step or end after this answer."""
        step = self.steps[name]
        target = step.then[step.way(answer, answers)] if isinstance(step.then, Mapping) else step.then
        return target or self._following[name]

    def arrows(self) -> Iterator[tuple[str, str]]:
        """Every way from one step to the next, for checks and for drawing."""
        for name, step in self.steps.items():
            targets = step.then.values() if isinstance(step.then, Mapping) else [step.then]
            yield from dict.fromkeys((name, target or self._following[name]) for target in targets)

    def _stands(self, name: str, answers: Answers) -> bool:
        """Answered, with everything chosen still on offer."""
        answer = answers.get(name)
        step = self.steps[name]
        if answer is None or answer.get("act") not in step.acts(answers):
            return False
        return all(_on_offer(each, answer.get(each.name)) for each in step.fields)


def _on_offer(wanted: Field, value: object) -> bool:
    if wanted.kind not in {"one", "several"} or not value:
        return True
    chosen = value if isinstance(value, list) else [value]
    return set(chosen) <= set(wanted.options)
