"""A file of object ids or e-mail addresses that a coordinator sends when they say whom to ask; ids alone are kept."""

from collections.abc import Sequence
from typing import Any

from bot import audience
from bot.danger import is_danger
from bot.errors import Unclear
from bot.people import CENTRAL
from bot.talk import Attached, Choice, Page, Phrase

from . import campaign_report
from .arrivals import Arrived
from .campaign import FACTS, FLOW, beside
from .campaign_access import asks_here, within
from .campaign_people import packed
from .flow import Progress
from .opened import Opened
from .scene import Outcome, Scene
from .turning import turn

MOST = 4_000_000  # bytes; the ids of a whole city take two millions
BY_FILE = {"act": "next"}


def wanted(dialogs: Sequence[Opened], said: Attached) -> Opened | None:
    """The dialog that takes the file: the one last touched, if it is about a campaign. Words of danger come first."""
    opened = next(iter(dialogs), None)
    takes = opened and opened.flow == FLOW.name and not said.files[0].inline and not is_danger(said.text)
    return opened if takes else None


async def taken(scene: Scene, opened: Opened, arrived: Arrived) -> Outcome:
    """The next page, which says how many were found; or what is wrong with the file, and then nothing has changed."""
    if arrived.problem:
        return Outcome(refused(arrived.problem))
    try:
        facts = _found(scene, arrived.raw)
    except Unclear as problem:
        return Outcome(refused(problem.key.rpartition(".")[2]))
    answers = {name: given for name, given in opened.progress.answers.items() if name != "units"}
    progress = Progress({**answers, "whom": BY_FILE, FACTS: {**beside(answers), **facts}})
    return turn(scene, opened, await campaign_report.rehearsed(scene, opened, progress))


def _found(scene: Scene, raw: bytes) -> dict[str, Any]:
    """The people of the file whom the speaker may ask, and how many lines came to nothing. Raises Unclear.

    Who is not in the directory can be asked by the central coordinator alone: nobody knows whose they are.
    """
    asks = asks_here(scene)
    try:
        listed = audience.parse_file(raw.decode("utf-8"), scene.directory, strangers=CENTRAL in asks)
    except UnicodeDecodeError:
        raise Unclear("campaign.file.no_text") from None
    people = within(asks, (scene.directory.named(each) for each in listed.people))
    if not people:
        raise Unclear("campaign.file.nobody")
    found = {"found": len(people), "twice": listed.duplicates, "unknown": listed.unknown}
    found |= {"strangers": listed.strangers, "outside": len(listed.people) - len(people)}
    return {"listed": packed(each.id for each in people), "file": {**found, "faults": listed.faults}}


def refused(why: str) -> Page:
    """Why a file could not be taken, and the way on."""
    on = Choice("do.show", Phrase("commands.show"))
    return Page(Phrase(f"campaign.file.{why}.ask"), texts=(Phrase(f"campaign.file.{why}.text"),), choices=(on,))
