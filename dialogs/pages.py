"""A step as a page: words by the step's name, inputs by its fields, and the commands that stand on every page."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.city import department_name
from bot.talk import Choice, Fact, Input, InputKind, Line, Link, Option, Page, Phrase, Picture, Plain, Style
from content import city, load

from .flow import Field, Flow, Kind, Step
from .opened import Opened
from .scene import Scene

KINDS: Mapping[Kind, InputKind] = {
    "one": "one",
    "several": "several",
    "pick": "one",
    "picks": "several",
    "toggle": "toggle",
    "story": "story",
    "place": "text",
    "text": "text",
    "recurrence": "text",
    "date": "date",
    "time": "time",
}
PICKED = frozenset({"pick", "picks"})  # left out where there is nothing to pick
LIMITS = {"story": 600, "place": 200, "text": 200, "recurrence": 200}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a dialog adds to a step's page: fillings for its blanks, words set apart, steps, labels, another wording."""

    values: Mapping[str, str | Line] = field(default_factory=dict)
    texts: tuple[Line, ...] = ()  # said before the step's own
    quote: Line | None = None
    steps: tuple[Line, ...] = ()
    picture: Picture | None = None
    facts: tuple[Fact, ...] = ()
    inputs: tuple[Input, ...] = ()
    options: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)  # of fields of kind pick and picks
    question: Line | None = None
    labels: Mapping[str, Line] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    warning: Line | None = None
    links: tuple[str, ...] = ()
    ask: str = "ask"
    text: str = "text"
    private: bool | None = None  # None: as the step says


def step_page(scene: Scene, flow: Flow, opened: Opened, shown: Shown, problem: str | None = None) -> Page:
    """The page where the dialog stands."""
    step = flow.steps[flow.position(opened.progress)]
    prefix = flow.key(step.name)
    draft = opened.progress.answers.get(step.name, {})
    fields = [each for each in step.fields if each.kind not in PICKED or shown.options.get(each.name)]
    inputs = (*(_input(prefix, each, draft, shown) for each in fields), *shown.inputs)
    words = any(each.kind == "story" and each.value for each in inputs)
    private = (step.private or words) if shown.private is None else shown.private
    return Page(
        Phrase(f"{prefix}.{shown.ask}", shown.values),
        texts=(*shown.texts, *texts(f"{prefix}.{shown.text}", shown.values)),
        quote=shown.quote,
        picture=shown.picture if scene.medium == "answer" else None,
        steps=shown.steps,
        facts=shown.facts,
        inputs=inputs if scene.medium == "answer" else tuple(map(_without_words, inputs)),
        question=shown.question,
        choices=(
            *(_choice(step, act, prefix, shown) for act in step.acts(opened.progress.answers)),
            *(Choice(each, Phrase(f"{each}.open")) for each in step.asides),
        ),
        links=links(*shown.links, *step.links),
        links_last=step.links_last,
        footer=footer(flow, opened),
        warning=Phrase(problem) if problem else shown.warning,
        dialog=opened.id,
        step=step.name,
        turning=opened.turning,
        private=private and scene.medium == "answer",
    )


def texts(key: str, values: Mapping[str, str | Line] | None = None) -> tuple[Line, ...]:
    """The phrase as a text, where there is one."""
    return (Phrase(key, values or {}),) if load("sv").has(key) else ()


def named(department: str) -> Plain:
    """A department as a button's words: short, since a button is never broken into lines."""
    short = department_name(department, short=True)
    return Plain(short[:1].upper() + short[1:])


def links(*contacts: str) -> tuple[Link, ...]:
    """Buttons to contacts of content/city. One that nobody has checked is not shown."""
    known = city("contacts")
    checked = [each for each in dict.fromkeys(contacts) if known[each]["checked"]]
    return tuple(Link(Phrase(f"contacts.{each}"), known[each]["url"]) for each in checked)


def footer(flow: Flow, opened: Opened) -> tuple[Choice, ...]:
    """Back, change, cancel, help: on every page of a dialog."""
    road = flow.road(opened.progress)
    acts = ["do.back"] * (len(road) > 1) + ["do.change"] * (len(road) > 2) + ["do.cancel", "do.help"]  # noqa: PLR2004 - two answers make a choice
    return tuple(Choice(act, Phrase(f"commands.{act.removeprefix('do.')}")) for act in acts)


def _choice(step: Step, act: str, prefix: str, shown: Shown) -> Choice:
    label = shown.labels.get(act) or Phrase(f"{prefix}.options.{act}", shown.values)
    leads_on = step.fields and (act == "next" or step.options == (act,))
    style: Style = "destructive" if act in step.urgent else "positive" if leads_on else "default"
    return Choice(act, label, style, shown.data)


def _input(prefix: str, wanted: Field, draft: Mapping[str, Any], shown: Shown) -> Input:
    key = f"{prefix}.fields.{wanted.name}"
    own = tuple(Option(each, Phrase(f"{wanted.words or key}.options.{each}")) for each in wanted.options)
    options = shown.options.get(wanted.name, own)
    hint = Phrase(f"{key}.hint") if load("sv").has(f"{key}.hint") else None
    value = _entered(wanted, draft.get(wanted.name))
    label, kind = Phrase(f"{key}.label"), KINDS[wanted.kind]
    return Input(wanted.name, kind, label, options, value, LIMITS.get(wanted.kind, 0), hint)


def _entered(wanted: Field, value: Any) -> str:
    if isinstance(value, list):
        return ",".join(value)
    if isinstance(value, Mapping):
        return str(value.get("name") or value.get("outside") or "")
    return str(value or wanted.default)


def _without_words(shown: Input) -> Input:
    """A message is kept by Teams, so nothing that the person wrote stands in it."""
    return replace(shown, value="") if shown.kind == "story" else shown
