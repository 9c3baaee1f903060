"""The explicit list of dialogs: what each is called, what its pages show, and what its end does."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from . import coordinator, worry, worry_report
from .flow import Flow
from .opened import Opened
from .pages import Shown
from .scene import Outcome, Scene


@dataclass(frozen=True, slots=True)
class Dialog:
    """A flow with its facts and its end."""

    flow: Flow
    shows: Callable[[Scene, Opened], Shown]
    finish: Callable[[Scene, Opened, str], Awaitable[Outcome]]


DIALOGS = {
    each.flow.name: each
    for each in (
        Dialog(worry.FLOW, worry_report.shows, worry_report.finish),
        Dialog(coordinator.FLOW, coordinator.labels, coordinator.finish),
    )
}
MENU = (*DIALOGS, "my_cases")  # what the menu offers, in its order
