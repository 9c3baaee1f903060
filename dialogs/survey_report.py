"""The survey where it meets facts: whether it can be answered now, what its pages show, and what is kept of it.

The answer and the mark that this person has answered are written in the commit that ends the dialog, which leaves no
trace of it. Nothing else of the person is touched, and the receipt says nothing of what was answered.
"""

from dataclasses import dataclass

from bot.campaigns import LIVE, Campaign, Recipient, key
from bot.deidentify import Deidentified
from bot.ports import RECIPIENTS
from bot.survey_answers import Answer, handed_in, has_answered
from bot.surveys import Given, Question

from . import handing_in
from .campaign_access import campaign_of
from .flow import Answers
from .opened import Opened
from .pages import Shown
from .scene import Outcome, Scene
from .survey import FACTS, FLOW, SURVEY
from .survey_pages import refused, thanks

NOTHING = "nothing"  # of what was done: it counts only by itself


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey's campaign, and the speaker in it."""

    campaign: Campaign
    recipient: Recipient


def shows(_: Scene, opened: Opened) -> Shown:
    """What the page where the dialog stands shows beside its words."""
    settled = FLOW.settled(opened.progress)
    return handing_in.review(settled) if FLOW.position(opened.progress) == "review" else Shown()


async def asked(scene: Scene, campaign_id: str) -> Asked | str:
    """The speaker as one who can answer now, by the store and whatever a press claims; else the word for why not."""
    campaign = await campaign_of(scene, campaign_id)
    if campaign is None or campaign.kind != "survey" or campaign.subject != SURVEY.id:
        return "not_asked"
    if campaign.state not in LIVE or scene.today > campaign.last:
        return "cancelled" if campaign.state == "cancelled" else "over"
    row = await scene.ports.store.get(RECIPIENTS, key(campaign.id, scene.heard.person))
    if row is None:
        return "not_asked"
    if await has_answered(scene.ports, campaign, scene.heard.person):
        return "answered"
    return Asked(campaign, Recipient.read(row))


async def finish(scene: Scene, opened: Opened, _: str) -> Outcome:
    """The answer is kept, if it still may be: the last day may have gone by, or another device may have come first."""
    me = await asked(scene, opened.progress.answers[FACTS]["campaign"])
    if isinstance(me, str):
        return Outcome(refused(me))
    answer = answered(me, FLOW.settled(opened.progress))
    return Outcome(thanks(), [*await handed_in(scene.ports, me.campaign, scene.heard.person, answer)])


def answered(me: Asked, answers: Answers) -> Answer:
    """What is kept of the answers that count."""
    story = answers.get("story", {})
    need = story["story"] if story.get("act") == "next" else None
    return Answer(
        me.campaign.id,
        SURVEY.id,
        SURVEY.version,
        me.recipient.group,
        given(answers),
        # Read back from the sealed row, where only ``deidentify`` had put it.
        Deidentified(need) if need else None,
        unsure=answers.get("review", {}).get("act") == "unsure",
    )


def given(answers: Answers) -> Given:
    """Each question with the options chosen; none where it was passed over."""
    return {each.id: _chosen(each, answers) for each in SURVEY.questions}


def _chosen(question: Question, answers: Answers) -> tuple[str, ...]:
    page = answers.get(question.page, {})
    value = page.get("act" if question.id == question.page else question.id)
    chosen = (value,) if isinstance(value, str) else tuple(value or ())
    others = tuple(each for each in chosen if each != NOTHING)
    return tuple(each for each in (others or chosen) if each in question.options)
