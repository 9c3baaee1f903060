"""The worry dialog where it meets facts: what its pages show, and the report that it ends in."""

import json
from collections.abc import Iterable, Mapping

from bot import outbox, receipts
from bot.blank import filled
from bot.cases import Case, by_code, notice_about, receipt_mark
from bot.city import department_name
from bot.deidentify import Deidentified
from bot.people import CENTRAL
from bot.reports import Report
from bot.routine import outcomes
from bot.talk import Choice, Line, Listed, Page, Phrase, Plain, Pressed

from .flow import Answers
from .opened import Opened
from .pages import Shown, links, named, texts
from .review import pointed_out
from .scene import Outcome, Scene
from .welcome import note
from .worry import FLOW, departments, place, place_department, situation, specialist

CONTACTS = {  # whom a step of the routine speaks of
    "child_concern": "child_concern",
    "perhaps_child_concern": "child_concern",
    "police": "police",
    "police_and_tip": "police",
    "tip": "police",
    "someone_to_ask": "cve",
}


def shows(scene: Scene, opened: Opened) -> Shown:
    """What the page where the dialog stands shows beside its words."""
    settled = FLOW.settled(opened.progress)
    step = FLOW.position(opened.progress)
    builders = {
        "which": _which,
        "elsewhere": _elsewhere,
        "review": _review,
        "recipients": _recipients,
        "steps": _steps,
    }
    if step == "code":
        return _code(scene, opened)
    return builders[step](settled) if step in builders else Shown()


def _which(answers: Answers) -> Shown:
    return Shown(labels={each: named(each) for each in place(answers)["candidates"]})


def _elsewhere(answers: Answers) -> Shown:
    return Shown(values={"municipality": place(answers)["outside"]})


def _review(answers: Answers) -> Shown:
    story = answers["story"]
    danger = bool(story.get("danger"))
    warning = Phrase("worry.review.warning") if danger else None
    return Shown(
        quote=Plain(f"“{story['story']}”"),
        facts=pointed_out(story["story"]),
        question=Phrase("review.question"),
        warning=warning,
        links=("emergency",) * danger,
    )


def _recipients(answers: Answers) -> Shown:
    here, special = place_department(answers), _name(specialist(answers) or CENTRAL)
    name = Phrase("worry.to.central") if here == CENTRAL else _name(here)
    return Shown(values={"place": name, "specialist": special, "reads": _to((here,))})


def _steps(answers: Answers) -> Shown:
    return Shown(
        values={"recipients": _to(departments(answers))},
        steps=_applies(_keys(answers)),
        links=_contacts(_keys(answers)),
    )


def _code(scene: Scene, opened: Opened) -> Shown:
    """The code, in the answer to a press only. The button carries it sealed, so that a later press can be told."""
    if scene.medium != "answer":
        return Shown(ask="without", text="without_text")
    code = receipts.code(opened.key)
    sealed = scene.ports.seal.seal(code.encode(), _about(scene, opened.id))
    return Shown(quote=Plain(code.replace("-", " – ")), data={"sealed": sealed})


async def finish(scene: Scene, opened: Opened, end: str) -> Outcome:
    """The end that was reached, and what is kept of it."""
    answers = FLOW.settled(opened.progress)
    if end == "sent":
        within = scene.ports.reports.allows(scene.heard.person, scene.ports.clock.steady())
        return _sent(scene, opened, answers) if within else Outcome(note("many_reports", "show"), stays=True)
    keys = _keys(answers) if end == "advised" else ()
    ways = ("emergency",) if end == "stopped" else _contacts(keys)
    return Outcome(
        Page(
            Phrase(f"worry.{end}.ask"),
            texts=texts(f"worry.{end}.text"),
            steps=_applies(keys),
            links=links(*ways),
            choices=(Choice("do.menu", Phrase("commands.menu")),),
        )
    )


def _sent(scene: Scene, opened: Opened, answers: Answers) -> Outcome:
    """The report, its case and the letters to the coordinators, in the one commit that ends the dialog."""
    seal, case_id = scene.ports.seal, scene.ports.ids.new()
    case = Case(
        case_id,
        scene.today.isoformat(),
        "new",
        departments(answers),
        report(scene, answers),
        # also for an old client that was shown none: the code may have been saved on another device
        receipt_mark(seal, receipts.code(opened.key)),
        notice=_notice(scene, case_id) if answers["code"].get("notice") == "true" else "",
        excluded=_not_to(scene, answers),
    )
    letters = [{"kind": "case", "case": case_id, "department": each} for each in case.departments]
    writes = [case.put(seal), *(outbox.stage(scene.ports, each) for each in letters)]
    steps = {"sealed": seal.seal(filled({"steps": _keys(answers)}), _about(scene, "steps"))}
    page = sent_page(case.departments, steps, coded=scene.medium == "answer")
    return Outcome(page, list(writes), reported=True)


def _notice(scene: Scene, case: str) -> str:
    return scene.ports.seal.seal(filled({"person": scene.heard.person}), notice_about(case))


def _not_to(scene: Scene, answers: Answers) -> tuple[str, ...]:
    """“Gäller det samordnaren själv?”: then theirs never sees it, in no capacity.

    Theirs is whoever is named as coordinator, and whoever is shown as such today, for any department it could go to.
    """
    if answers["steps"].get("about_coordinator") != "true":
        return ()
    local = {each for each in (place_department(answers), specialist(answers)) if each and each != CENTRAL} or {CENTRAL}
    named: set[str] = set().union(*(scene.directory.coordinators(each) for each in local))
    shown = {contact.person.id for each in local for contact in scene.directory.contacts(each, scene.today)}
    return tuple(sorted(named | shown))


def report(scene: Scene, answers: Answers) -> Report:
    """The form, filled in from the answers that count. Times and places are already coarse."""
    seen, where = answers.get("seen", {}), answers.get("where", {})
    story = answers.get("story", {})
    kept = story.get("story") if story.get("act") == "next" else None
    year, week, _ = scene.today.isocalendar()
    department = place_department(answers)
    who = str(answers.get("who", {}).get("act", "unsure"))
    return Report(
        kind="incident" if who == "nobody" else "concern",
        week=f"{year}-W{week:02d}",
        who=who,
        seen=tuple(seen.get("seen", ())),
        environment=seen.get("environment", "unclear"),
        basis=tuple(answers.get("basis", {}).get("basis", ())),
        recurring=seen.get("recurring", ""),
        district=place(answers).get("district") or "",
        department="" if department == CENTRAL else department,
        place_type=where.get("place_type", ""),
        period=where.get("period", ""),
        operation=where.get("operation", ""),
        # Read back from the sealed row, where only ``deidentify`` had put it.
        story=Deidentified(kept) if kept else None,
        pointing=answers.get("review", {}).get("act", "no_text"),
        done=tuple(answers.get("steps", {}).get("done", ())),
        wants_notice=answers.get("code", {}).get("notice") == "true",
    )


def sent_page(to: tuple[str, ...] = (), steps: Mapping[str, str] | None = None, *, coded: bool = True) -> Page:
    """The receipt that the card becomes. It holds nothing that was written; pressed late, not even whom it went to."""
    reads = Phrase("coordinator.reads", {"place": _all(to)})
    if to == (CENTRAL,):
        reads = Phrase("coordinator.central_reads")
    told = (Phrase("worry.sent.text" if coded else "worry.sent.text_without", {"recipients": reads}),) if to else ()
    again = (Choice("receipt.steps", Phrase("worry.sent.steps"), data=steps),) if steps else ()
    return Page(
        Phrase("worry.sent.ask"),
        texts=(*told, Phrase("worry.sent.not_enough")),
        choices=(*again, Choice("do.menu", Phrase("commands.menu"))),
    )


def next_steps(scene: Scene, said: Pressed) -> Page:
    """The steps that applied, once more. Private: they tell what it was about. Raises Unsealable."""
    keys = json.loads(scene.ports.seal.open(said.data.get("sealed", ""), _about(scene, "steps")))["steps"]
    return Page(
        Phrase("worry.steps.ask"),
        steps=_applies(keys),
        links=links(*_contacts(keys)),
        choices=(Choice("do.menu", Phrase("commands.menu")),),
        private=True,
    )


async def late(scene: Scene, said: Pressed) -> bool:
    """A press on *Skicka* after the dialog has ended: whether it was sent. The code is in the button, sealed."""
    code = scene.ports.seal.open(said.data["sealed"], _about(scene, said.dialog)).decode()
    return await by_code(scene.ports.store, scene.ports.seal, code) is not None


def _keys(answers: Answers) -> tuple[str, ...]:
    return outcomes(situation(answers))


def _applies(steps: Iterable[str]) -> tuple[Line, ...]:
    return tuple(Phrase(f"routine.{each}") for each in steps)


def _contacts(steps: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(CONTACTS[each] for each in steps if each in CONTACTS))


def _name(department: str) -> Line:
    return Phrase("coordinator.central") if department == CENTRAL else Plain(department_name(department, short=True))


def _all(to: tuple[str, ...]) -> Line:
    return Listed(tuple(_name(each) for each in to), "commands.and")


def _to(to: tuple[str, ...]) -> Line:
    """Whom it goes to, as the end of a sentence."""
    return Phrase("worry.to.central") if to == (CENTRAL,) else Phrase("worry.to.named", {"place": _all(to)})


def _about(scene: Scene, what: str) -> str:
    """Bound to the person: nobody else's press can open it."""
    return f"{what}/{scene.heard.person}"
