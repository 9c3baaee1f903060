"""What can be pressed about a survey: to begin it, and to see what came of it."""

from bot.campaigns import LIVE
from bot.ports import CAMPAIGNS
from bot.rhythm import INVITATION
from bot.talk import Pressed

from . import survey_results
from .opened import Opened, keep, mine, start
from .scene import Outcome, Scene
from .survey import FACTS, FLOW
from .survey_pages import invitation, refused
from .survey_report import asked
from .turning import show
from .welcome import note

MOST = 100  # campaigns of a state that are looked at


async def act(scene: Scene, said: Pressed) -> Outcome:
    """A press on an invitation or on results; what nobody knows is a survey that one is not asked in."""
    acts = {"survey.begin": _begun, "survey.results": survey_results.act}
    known = acts.get(said.act)
    return await known(scene, said) if known else Outcome(refused("not_asked"))


async def stands(scene: Scene, said: Pressed) -> Outcome:
    """To a press that was worked on already: the page where things stand, with nothing done."""
    if said.act == "survey.results":
        return await survey_results.act(scene, said)
    opened = await _open(scene, said)
    me = await asked(scene, said.data.get("campaign", ""))
    if isinstance(me, str):
        return Outcome(refused(me))
    return Outcome(show(scene, opened) if opened else note("gone", "menu"))


async def waiting(scene: Scene) -> Outcome:
    """“Enkäten”, asked for in words: the invitation to one that waits for the speaker, if there is one."""
    for state in LIVE:
        for row in (await scene.ports.store.find(CAMPAIGNS, equals={"state": state}, limit=MOST)).rows:
            me = await asked(scene, row.key)
            if not isinstance(me, str):
                return Outcome(invitation(me.campaign.subject, me.campaign, INVITATION))
    return Outcome(refused("none"))


async def _begun(scene: Scene, said: Pressed) -> Outcome:
    """Its first page; pressed again, or on another device, the page where it stands."""
    me = await asked(scene, said.data.get("campaign", ""))
    if isinstance(me, str):
        return Outcome(refused(me))
    if opened := await _open(scene, said):
        return Outcome(show(scene, opened))
    begun = start(scene, FLOW.name, {FACTS: {"campaign": me.campaign.id}})
    return Outcome(show(scene, begun), [keep(scene, begun)])


async def _open(scene: Scene, said: Pressed) -> Opened | None:
    """The dialog in which the speaker is answering it."""
    campaign = said.data.get("campaign", "")
    found = [each for each in await mine(scene) if each.flow == FLOW.name]
    return next((each for each in found if each.progress.answers[FACTS]["campaign"] == campaign), None)
