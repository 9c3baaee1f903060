"""What can be pressed about one's own training: done, later, not relevant, undone; and whether to be reminded.

Only ever the speaker's own row, whatever a press claims; the course is looked up in the content, the campaign in the
store. All of it is an answer to the same question, so the latest counts.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date

from bot import outbox, sending_hours
from bot.campaigns import Campaign
from bot.courses import Course, courses
from bot.ports import Del, Put
from bot.talk import Pressed
from bot.training import Said, State, Training, training_of

from . import training_pages as pages
from .campaign_access import campaign_of
from .scene import Outcome, Scene
from .training_pages import Mine

Act = Callable[[Scene, Mine, Course, Campaign | None], Outcome]


async def act(scene: Scene, said: Pressed) -> Outcome:
    """A press on a page of one's training, or on a reminder, however old it is."""
    wanted, me = said.act.removeprefix("training."), await _mine(scene)
    if wanted in OF_ALL:
        return OF_ALL[wanted](scene, me)
    this = courses().get(said.data.get("course", ""))
    if this is None or wanted not in ACTS:
        return _listed(scene, me)
    return ACTS[wanted](scene, me, this, await campaign_of(scene, said.data.get("campaign", "")))


async def stands(scene: Scene, said: Pressed) -> Outcome:
    """To a press that was worked on already: how the course stands now, and nothing done."""
    return await act(scene, replace(said, act="training.show"))


async def _mine(scene: Scene) -> Mine:
    return Mine(
        await training_of(scene.ports.store, scene.ports.seal, scene.heard.person), scene.me.operation, scene.today
    )


def _listed(_: Scene, me: Mine) -> Outcome:
    return Outcome(pages.mine(me))


def _all(_: Scene, me: Mine) -> Outcome:
    return Outcome(pages.mine(me, everything=True))


def _stop(scene: Scene, me: Mine) -> Outcome:
    return Outcome(pages.stopped(), _kept(scene, replace(me.training, stopped=True)))


def _resume(scene: Scene, me: Mine) -> Outcome:
    return Outcome(pages.resumed(), _kept(scene, replace(me.training, stopped=False)))


def _shown(_: Scene, me: Mine, this: Course, campaign: Campaign | None) -> Outcome:
    return Outcome(pages.course(me, this, campaign))


def _saying(state: State) -> Act:
    """Done, or not relevant."""

    def say(scene: Scene, me: Mine, this: Course, campaign: Campaign | None) -> Outcome:
        return _said(scene, me, this, campaign, Said(state, scene.today.isoformat()))

    return say


def _undo(scene: Scene, me: Mine, this: Course, campaign: Campaign | None) -> Outcome:
    """As if nothing had been said. What the portal knows is not theirs to undo."""
    now = me.training.said.get(this.id)
    if now is None or now.by == "portal":
        return _shown(scene, me, this, campaign)
    training = replace(me.training, said={name: each for name, each in me.training.said.items() if name != this.id})
    return Outcome(pages.course(replace(me, training=training), this, campaign), _kept(scene, training))


def _later(scene: Scene, me: Mine, this: Course, campaign: Campaign | None) -> Outcome:
    if not this.offered(scene.today):
        return _shown(scene, me, this, campaign)
    return Outcome(pages.later(me, this, campaign))


def _wait(scene: Scene, me: Mine, this: Course, campaign: Campaign | None) -> Outcome:
    """Until the day that was chosen, or the first working day after it. They are reminded then, if they want to be."""
    chosen = _chosen(scene)
    if not this.offered(scene.today):
        return _shown(scene, me, this, campaign)
    until = pages.working(chosen) if chosen and scene.today < chosen <= pages.farthest(me, this) else None
    if until is None or until > pages.farthest(me, this):
        return Outcome(pages.later(me, this, campaign, unclear=True))
    told = Said("later", scene.today.isoformat(), until.isoformat())
    outcome = _said(scene, me, this, campaign, told)
    if me.training.waits_until(this) == until:  # its letter is staged already
        return outcome
    letter = {"kind": "training_later", "person": scene.heard.person, "course": this.id, "until": until.isoformat()}
    due = sending_hours.opening(until).astimezone(UTC)
    return replace(outcome, writes=[*outcome.writes, outbox.stage(scene.ports, letter, due, urgent=False)])


def _chosen(scene: Scene) -> date | None:
    """The day on the button, else the one in the field."""
    said = scene.heard.said
    if not isinstance(said, Pressed):
        return None
    with suppress(ValueError):
        return date.fromisoformat(said.data.get("until") or said.inputs.get("day", ""))
    return None


def _said(scene: Scene, me: Mine, this: Course, campaign: Campaign | None, told: Said) -> Outcome:
    now = replace(me, training=me.training.saying(this.id, told))
    return Outcome(pages.said(now, this, campaign), _kept(scene, now.training))


def _kept(scene: Scene, training: Training) -> list[Put | Del]:
    return [training.put(scene.ports.seal)]


OF_ALL: Mapping[str, Callable[[Scene, Mine], Outcome]] = {
    "list": _listed,
    "all": _all,
    "stop": _stop,
    "resume": _resume,
}
ACTS: Mapping[str, Act] = {
    "show": _shown,
    "done": _saying("done"),
    "not_relevant": _saying("not_relevant"),
    "undo": _undo,
    "later": _later,
    "wait": _wait,
}
