"""A campaign's dialog where it meets facts: what is on offer, the dry run, a sample, and the start."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot import audience, outbox
from bot.accounts import standings
from bot.campaigns import Campaign
from bot.errors import Unclear
from bot.ports import Del, Put
from bot.rhythm import INVITATION
from bot.talk import Choice, Page, Phrase, to_doc

from . import campaign_offers
from .campaign import FACTS, FLOW, beside
from .campaign_access import asks_here, campaign_of, closed, may_ask
from .campaign_checks import wrong
from .campaign_letters import message
from .campaign_pages import live
from .campaign_people import asked, drafted
from .campaign_preview import from_file, preview, sample
from .flow import Answer, Progress
from .opened import Opened
from .pages import Shown
from .scene import Outcome, Scene

Also = tuple[Progress, list[Put | Del]]
FEW = "campaign.few"  # how it goes among so few would tell what one of them has said
WRONG = "wrong"  # in an answer that does not count: the key of what is said about it


def shows(scene: Scene, opened: Opened) -> Shown:
    """What the page where the dialog stands shows beside its words."""
    step = FLOW.position(opened.progress)
    said = opened.progress.answers.get(step, {}).get(WRONG)
    shown = _shown(scene, opened, step)
    return replace(shown, warning=Phrase(said)) if said else shown


def _shown(scene: Scene, opened: Opened, step: str) -> Shown:
    answers = opened.progress.answers
    if step == "what":
        return Shown(options={"subject": campaign_offers.subjects(scene)})
    if step == "whom":
        return Shown(options=campaign_offers.whom(scene))
    if step == "units":
        return Shown(options={"units": campaign_offers.unit_options(asked(scene, answers, units=False)[1])})
    if step == "last":
        return Shown(facts=from_file(answers))
    return preview(drafted(scene, opened), answers, scene.ports.rate) if step == "preview" else Shown()


async def also(scene: Scene, opened: Opened, step: str, answer: Answer, progress: Progress) -> Also:
    """An answer that cannot be is asked for again; before the preview everything is counted, which writes nothing."""
    if not asks_here(scene):  # the role has ended meanwhile; the end says so on a page of its own
        return progress if FLOW.position(progress) in FLOW.ends else _again(progress, step, "campaign.closed_text"), []
    if step == "whom":
        progress = _without_file(progress)
    if step == "last":  # from which day on July and Christmas are looked for
        progress = _with(progress, step, {**answer, "first": scene.today.isoformat()})
    if said := wrong(scene, step, answer, progress.answers):
        return _again(progress, step, said), []
    if step == "preview" and answer["act"] == "test":
        return _tested(scene, opened, progress)
    return await rehearsed(scene, opened, progress), []


async def rehearsed(scene: Scene, opened: Opened, progress: Progress) -> Progress:
    """The progress; where the preview or the start comes next, with what the campaign would do if it began now."""
    if FLOW.position(progress) not in {"preview", *FLOW.ends}:
        return progress
    campaign = drafted(scene, replace(opened, progress=progress))
    if said := audience.refused(campaign):
        return _again(progress, "last", said)
    ids = [each.id for each in asked(scene, progress.answers)[1]]
    if len(ids) < scene.ports.min_cell:
        return _again(progress, "whom", FEW if ids else "campaign.nobody")
    would = await audience.counted(scene.ports, scene.directory, ids)
    counts = {"size": would.size, "unreachable": would.unreachable}
    return _with(progress, FACTS, {**beside(progress.answers), "counts": counts})


def _tested(scene: Scene, opened: Opened, progress: Progress) -> Also:
    """What the people would get, sent to the speaker alone."""
    page = sample(message(drafted(scene, opened), INVITATION))
    person, chat = scene.heard.person, scene.heard.chat.to_doc()
    letter = {"kind": "reply", "person": person, "chat": chat, "page": to_doc(page), "language": scene.language}
    given = {"act": "", WRONG: "campaign.preview.tested"}
    return _with(progress, "preview", given), [outbox.stage(scene.ports, letter)]


async def finish(scene: Scene, opened: Opened, _end: str) -> Outcome:
    """The campaign runs, and this message shows how it goes. Pressed again while it starts, it is not started twice."""
    campaign = drafted(scene, opened)
    if not may_ask(asks_here(scene), campaign.audience):  # the role may have ended meanwhile
        return Outcome(closed())
    try:
        begun = await campaign_of(scene, opened.id) or await _begun(scene, opened, campaign)
    except Unclear as problem:
        return Outcome(not_started(problem.key), stays=True)
    if begun.state == "beginning":
        return Outcome(not_started("campaign.starting"), stays=True)
    return Outcome(live(begun, await standings(scene.ports.store, begun), 0, scene.ports.min_cell))


async def _begun(scene: Scene, opened: Opened, campaign: Campaign) -> Campaign:
    """Raises Unclear."""
    ids = [each.id for each in asked(scene, opened.progress.answers)[1]]
    if len(ids) < scene.ports.min_cell:
        raise Unclear(FEW)
    return await audience.begin(scene.ports, scene.directory, campaign, ids)


def not_started(key: str) -> Page:
    """Why nothing has been sent, or not yet."""
    choices = (Choice("do.show", Phrase("commands.show")), Choice("campaign.list", Phrase("campaign.mine")))
    return Page(Phrase("campaign.not_started"), texts=(Phrase(key),), choices=choices)


def _with(progress: Progress, name: str, given: Mapping[str, Any]) -> Progress:
    return replace(progress, answers={**progress.answers, name: given})


def _without_file(progress: Progress) -> Progress:
    facts = {name: each for name, each in beside(progress.answers).items() if name not in {"listed", "file"}}
    return _with(progress, FACTS, facts)


def _again(progress: Progress, step: str, said: str) -> Progress:
    """The page of this step once more, with what was entered and what is said about it."""
    given = {**progress.answers.get(step, {}), "act": "", WRONG: said}
    return Progress({**progress.answers, step: given}, step)
