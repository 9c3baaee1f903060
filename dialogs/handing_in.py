"""What every dialog that ends in a report shares: whom it goes to, the code, the notice, a press that comes late."""

from collections.abc import Callable, Sequence
from typing import Any

from bot import outbox, receipts
from bot.blank import filled
from bot.cases import Case, by_code, notice_about, receipt_mark
from bot.city import department_name
from bot.errors import Unsealable
from bot.people import CENTRAL
from bot.ports import CASES, Del, Put, Row
from bot.reports import Report
from bot.talk import Line, Listed, Phrase, Plain, Pressed

from .flow import Answers
from .opened import Opened
from .pages import Shown, named
from .review import pointed_out
from .scene import Scene
from .worry import place

Builder = Callable[[Answers], Shown]


def which(answers: Answers) -> Shown:
    """The departments that a place may belong to."""
    return Shown(labels={each: named(each) for each in place(answers)["candidates"]})


def elsewhere(answers: Answers) -> Shown:
    """The municipality that a place lies in."""
    return Shown(values={"municipality": place(answers)["outside"]})


def review(answers: Answers) -> Shown:
    """The text as the coordinator will see it, what in it may point someone out, and 112 if it told of danger."""
    story = answers["story"]
    danger = bool(story.get("danger"))
    return Shown(
        quote=Plain(f"“{story['story']}”"),
        facts=pointed_out(story["story"]),
        question=Phrase("review.question"),
        warning=Phrase("review.warning") if danger else None,
        links=("emergency",) * danger,
    )


def code(scene: Scene, opened: Opened, values: dict[str, str | Line] | None = None) -> Shown:
    """The code, in the answer to a press only. The button carries it sealed, so that a later press can be told."""
    if scene.medium != "answer":
        return Shown(values or {}, ask="without", text="without_text")
    made = receipts.code(opened.key)
    sealed = scene.ports.seal.seal(made.encode(), about(scene, opened.id))
    return Shown(values or {}, quote=Plain(made.replace("-", " – ")), data={"sealed": sealed})


async def late(scene: Scene, said: Pressed) -> Row | None:
    """A press on *Skicka* after the dialog has ended: its case's row, if it was sent. Raises Unsealable.

    The code is in the button, sealed.
    """
    made = scene.ports.seal.open(said.data["sealed"], about(scene, said.dialog)).decode()
    return await by_code(scene.ports.store, scene.ports.seal, made)


async def case_of(scene: Scene, case: str) -> Case | None:
    """A case that is there and can be opened."""
    row = await scene.ports.store.get(CASES, case) if case else None
    return opened_case(scene, row) if row else None


def opened_case(scene: Scene, row: Row) -> Case | None:
    """The case of a row, unless its key is lost."""
    try:
        return Case.read(row, scene.ports.seal)
    except Unsealable:
        return None


def new_case(  # noqa: PLR0913 - a case, and what of it is not in the report
    scene: Scene,
    opened: Opened,
    report: Report,
    departments: tuple[str, ...],
    *,
    notice: bool,
    excluded: tuple[str, ...] = (),
) -> Case:
    """The report as a case. It has a code also where none was shown: it may have been saved on another device."""
    case_id = scene.ports.ids.new()
    return Case(
        case_id,
        scene.today.isoformat(),
        "new",
        departments,
        report,
        receipt_mark(scene.ports.seal, receipts.code(opened.key)),
        notice=_notice(scene, case_id) if notice else "",
        excluded=excluded,
    )


def handed_in(scene: Scene, case: Case) -> list[Put | Del]:
    """The case and the letters to those who receive it."""
    letters = [{"kind": "case", "case": case.id, "department": each} for each in case.departments]
    return [case.put(scene.ports.seal), *(outbox.stage(scene.ports, each) for each in letters)]


def sealed_for(scene: Scene, what: str, doc: dict[str, Any]) -> dict[str, str]:
    """Data for a button that this person alone can use."""
    return {"sealed": scene.ports.seal.seal(filled(doc), about(scene, what))}


def about(scene: Scene, what: str) -> str:
    """Bound to the person: nobody else's press can open it."""
    return bound(what, scene.heard.person)


def bound(what: str, person: str) -> str:
    """What a seal for this person's use alone is bound to."""
    return f"{what}/{person}"


def name_of(department: str) -> Line:
    """A department inside a sentence."""
    return Phrase("coordinator.central") if department == CENTRAL else Plain(department_name(department, short=True))


def all_of(departments: Sequence[str]) -> Line:
    """Departments inside a sentence."""
    return Listed(tuple(name_of(each) for each in departments), "commands.and")


def to(departments: Sequence[str]) -> Line:
    """Whom it goes to, as the end of a sentence."""
    if tuple(departments) == (CENTRAL,):
        return Phrase("worry.to.central")
    return Phrase("worry.to.named", {"place": all_of(departments)})


def readers(departments: Sequence[str]) -> Line:
    """Who reads it, as the beginning of a sentence."""
    if tuple(departments) == (CENTRAL,):
        return Phrase("coordinator.central_reads")
    return Phrase("coordinator.reads", {"place": all_of(departments)})


def _notice(scene: Scene, case: str) -> str:
    return scene.ports.seal.seal(filled({"person": scene.heard.person}), notice_about(case))
