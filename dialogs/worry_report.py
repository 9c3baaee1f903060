"""The worry dialog where it meets facts: what its pages show, and the report that it ends in."""

import json
from collections.abc import Iterable, Mapping

from bot.deidentify import Deidentified
from bot.people import CENTRAL
from bot.reports import Report
from bot.routine import outcomes
from bot.talk import Choice, Line, Page, Phrase, Pressed

from . import handing_in
from .flow import Answers
from .handing_in import about, handed_in, name_of, new_case, readers, sealed_for, to
from .opened import Opened
from .pages import Shown, links, texts
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
    step = FLOW.position(opened.progress)
    return handing_in.code(scene, opened) if step == "code" else shown_at(step, FLOW.settled(opened.progress))


def shown_at(step: str, settled: Answers) -> Shown:
    """The same for a step of the dialog, given the answers that count; also in the practice."""
    builders = {
        "which": handing_in.which,
        "elsewhere": handing_in.elsewhere,
        "review": handing_in.review,
        "recipients": _recipients,
        "steps": _steps,
    }
    return builders[step](settled) if step in builders else Shown()


def _recipients(answers: Answers) -> Shown:
    here, special = place_department(answers), name_of(specialist(answers) or CENTRAL)
    name = Phrase("worry.to.central") if here == CENTRAL else name_of(here)
    return Shown(values={"place": name, "specialist": special, "reads": to((here,))})


def _steps(answers: Answers) -> Shown:
    return Shown(
        values={"recipients": to(departments(answers))},
        steps=applies(steps_of(answers)),
        links=contacts(steps_of(answers)),
    )


async def finish(scene: Scene, opened: Opened, end: str) -> Outcome:
    """The end that was reached, and what is kept of it."""
    answers = FLOW.settled(opened.progress)
    if end == "sent":
        within = scene.ports.reports.allows(scene.heard.person, scene.ports.clock.steady())
        return _sent(scene, opened, answers) if within else Outcome(note("many_reports", "show"), stays=True)
    keys = steps_of(answers) if end == "advised" else ()
    ways = ("emergency",) if end == "stopped" else contacts(keys)
    return Outcome(
        Page(
            Phrase(f"worry.{end}.ask"),
            texts=texts(f"worry.{end}.text"),
            steps=applies(keys),
            links=links(*ways),
            choices=(Choice("do.menu", Phrase("commands.menu")),),
        )
    )


def _sent(scene: Scene, opened: Opened, answers: Answers) -> Outcome:
    """The report, its case and the letters to the coordinators, in the one commit that ends the dialog."""
    case = new_case(
        scene,
        opened,
        report(scene, answers),
        departments(answers),
        notice=answers["code"].get("notice") == "true",
        excluded=_not_to(scene, answers),
    )
    steps = sealed_for(scene, "steps", {"steps": steps_of(answers)})
    page = sent_page(case.departments, steps, coded=scene.medium == "answer")
    return Outcome(page, handed_in(scene, case), reported=True)


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


def sent_page(received: tuple[str, ...] = (), steps: Mapping[str, str] | None = None, *, coded: bool = True) -> Page:
    """The receipt that the card becomes. It holds nothing that was written; pressed late, not even whom it went to."""
    key = "worry.sent.text" if coded else "worry.sent.text_without"
    told = (Phrase(key, {"recipients": readers(received)}),) if received else ()
    again = (Choice("receipt.steps", Phrase("worry.sent.steps"), data=steps),) if steps else ()
    return Page(
        Phrase("worry.sent.ask"),
        texts=(*told, Phrase("worry.sent.not_enough")),
        choices=(*again, Choice("do.menu", Phrase("commands.menu"))),
    )


def next_steps(scene: Scene, said: Pressed) -> Page:
    """The steps that applied, once more. Private: they tell what it was about. Raises Unsealable."""
    keys = json.loads(scene.ports.seal.open(said.data.get("sealed", ""), about(scene, "steps")))["steps"]
    return Page(
        Phrase("worry.steps.ask"),
        steps=applies(keys),
        links=links(*contacts(keys)),
        choices=(Choice("do.menu", Phrase("commands.menu")),),
        private=True,
    )


def steps_of(answers: Answers) -> tuple[str, ...]:
    """The steps of the routine that these answers lead to."""
    return outcomes(situation(answers))


def applies(steps: Iterable[str]) -> tuple[Line, ...]:
    """Steps of the routine in words."""
    return tuple(Phrase(f"routine.{each}") for each in steps)


def contacts(steps: Iterable[str]) -> tuple[str, ...]:
    """Whom they speak of."""
    return tuple(dict.fromkeys(CONTACTS[each] for each in steps if each in CONTACTS))
