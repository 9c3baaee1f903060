"""The explicit list of dialogs: what each is called, what its pages show, and what its end does."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.ports import Del, Put

from . import (
    campaign,
    campaign_report,
    coordinator,
    forum_report,
    graffiti,
    graffiti_photo,
    graffiti_report,
    practice,
    quiz,
    survey,
    survey_report,
    worry,
    worry_report,
)
from .flow import Answer, Flow, Progress
from .opened import Opened
from .pages import Shown
from .scene import Outcome, Scene

Also = tuple[Progress, list[Put | Del]]


async def nothing_else(_scene: Scene, _opened: Opened, _step: str, _answer: Answer, progress: Progress) -> Also:
    """An answer that is an answer and no more."""
    return progress, []


@dataclass(frozen=True, slots=True)
class Dialog:
    """A flow with its facts and its end.

    ``also``: what an answer leads to beside the next page, before that is worked out: what is looked up in the store,
    or written there. ``photographs``: whether a picture may be sent into the chat while it is open. ``about``: whether
    it is about something that stands beside the answers, which is kept when it is begun anew.
    """

    flow: Flow
    shows: Callable[[Scene, Opened], Shown]
    finish: Callable[[Scene, Opened, str], Awaitable[Outcome]]
    also: Callable[[Scene, Opened, str, Answer, Progress], Awaitable[Also]] = nothing_else
    photographs: bool = False
    about: bool = False


DIALOGS = {
    each.flow.name: each
    for each in (
        Dialog(worry.FLOW, worry_report.shows, worry_report.finish),
        Dialog(graffiti.FLOW, graffiti_report.shows, graffiti_report.finish, graffiti_photo.also, photographs=True),
        Dialog(coordinator.FLOW, coordinator.labels, coordinator.finish),
        Dialog(quiz.FLOW, quiz.shows, quiz.finish, quiz.also),
        Dialog(practice.FLOW, practice.shows, practice.finish),
        Dialog(survey.FLOW, survey_report.shows, survey_report.finish, about=True),
        Dialog(campaign.FLOW, campaign_report.shows, campaign_report.finish, campaign_report.also),
        *(
            Dialog(each, forum_report.shows, forum_report.finish, forum_report.also, about=True)
            for each in forum_report.FLOWS.values()
        ),
    )
}
MENU = ("worry", "graffiti", "coordinator", "training", "my_cases")  # what the menu offers, in its order
LEARNING = (quiz.KIND, practice.KIND)  # dialogs that are begun from one's training, or by their words
