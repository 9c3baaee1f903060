"""The coordinator's desk: a report as a card in their own chat, and what they can do with it.

Every act is checked against the directory and the case; what the card claims is never believed. The messages that
show a case follow by letters, which draw it as it stands when they are sent: a page drawn earlier could bring back
words that were taken away meanwhile.
"""

from dataclasses import replace
from datetime import date

from bot import outbox
from bot.cases import Case
from bot.city import department_name, district_name
from bot.errors import Unsealable
from bot.people import CENTRAL, Directory
from bot.ports import CASES, Del, Ports, Put
from bot.reports import Report
from bot.talk import Choice, Fact, Line, Listed, Page, Phrase, Plain, Pressed

from .scene import Outcome, Scene
from .welcome import note

UNSURE, CHECKED = "unsure", "checked"  # what is said of a text that may point someone out


async def act(scene: Scene, said: Pressed) -> Outcome:
    """A press on a case's card: take it, say that its text is checked, or hand it over, which is asked once more."""
    row = await scene.ports.store.get(CASES, said.data.get("case", ""))
    try:
        case = Case.read(row, scene.ports.seal) if row else None
    except Unsealable:
        return Outcome(
            note("case_locked" if scene.me.roles or scene.me.stands_in_for else "not_yours", "menu"), update=False
        )
    if case is None or not may_open(scene.directory, case, scene.heard.person, scene.today):
        return Outcome(note("not_yours", "menu"))
    # The pressed message shows the case from now on, whatever it showed before.
    return _done(scene, said, case.now_shown(scene.heard.person, scene.heard.message) if scene.heard.message else case)


def _done(scene: Scene, said: Pressed, case: Case) -> Outcome:
    """What was asked of a case that its reader may open; what cannot be, shows it as it stands."""
    if said.act == "case.take" and case.state == "new":
        return _taken(scene, case)
    if said.act == "case.checked" and case.report.pointing == UNSURE:
        return _checked(scene, case)
    if said.act == "case.conflict":
        return Outcome(_sure(case), [case.put(scene.ports.seal)], update=False)
    if said.act == "case.hand_over":
        return _handed_over(scene, case)
    return _shown(scene, case, [case.put(scene.ports.seal), *_renewed_here(scene, case)])


def may_open(directory: Directory, case: Case, person: str, today: date) -> bool:
    """Whether the person's role covers the case, and the case is not about them."""
    return person not in case.excluded and directory.may_see(person, case.departments, today)


def _sure(case: Case) -> Page:
    """Handing over cannot be undone, so it is asked once more."""
    acts = {"case.hand_over": "desk.hand_over", "case.show": "desk.keep"}
    choices = tuple(Choice(act, Phrase(key), data={"case": case.id}) for act, key in acts.items())
    return Page(Phrase("desk.sure.ask"), texts=(Phrase("desk.sure.text"),), choices=choices)


def card(case: Case, directory: Directory, reader: str) -> Page:
    """The report as its coordinator sees it."""
    report, unsure = case.report, case.report.pointing == UNSURE
    pointing = Phrase(f"desk.pointing.{report.pointing}")
    values: dict[str, str | Line] = {"place": _place(report), "week": report.week.partition("-W")[2].lstrip("0")}
    return Page(
        Phrase("desk.ask", values),
        texts=(_state(case, directory, reader), *(() if unsure else (pointing,))),
        quote=Plain(f"“{report.story}”") if report.story else None,
        facts=_facts(report),
        choices=_choices(case),
        warning=pointing if unsure else None,
    )


def _choices(case: Case) -> tuple[Choice, ...]:
    check = ("checked",) if case.report.pointing == UNSURE else ()
    acts = (*check, "take", "conflict") if case.state == "new" else (*check, "conflict")
    return tuple(Choice(f"case.{each}", Phrase(f"desk.{each}"), data={"case": case.id}) for each in acts)


def _state(case: Case, directory: Directory, reader: str) -> Line:
    if case.state == "new":
        return Phrase("desk.state.new")
    if case.taken_by == reader:
        return Phrase("desk.state.mine")
    return Phrase("desk.state.taken", {"name": directory.named(case.taken_by).name})


def _place(report: Report) -> Line:
    if report.district:
        return Plain(district_name(report.district))
    return Plain(department_name(report.department, short=True)) if report.department else Phrase("desk.no_place")


def _facts(report: Report) -> tuple[Fact, ...]:
    """The form's fields that were filled in, as words."""
    single = {
        "kind": ("desk.kinds", report.kind),
        "who": ("worry.who.options", report.who),
        "environment": ("worry.seen.fields.environment.options", report.environment),
        "recurring": ("worry.seen.fields.recurring.options", report.recurring),
        "place_type": ("worry.where.fields.place_type.options", report.place_type),
        "period": ("worry.where.fields.period.options", report.period),
        "operation": ("worry.where.fields.operation.options", report.operation),
    }
    several = {
        "seen": ("worry.seen.fields.seen.options", report.seen),
        "basis": ("worry.basis.fields.basis.options", report.basis),
        "done": ("worry.steps.fields.done.options", report.done),
    }
    lines: dict[str, Line] = {name: Phrase(f"{words}.{key}") for name, (words, key) in single.items() if key}
    lines |= {
        n: Listed(tuple(Phrase(f"{words}.{key}") for key in keys)) for n, (words, keys) in several.items() if keys
    }
    order = ("kind", "who", "seen", "environment", "basis", "recurring", "place_type", "period", "operation", "done")
    return tuple(Fact(Phrase(f"desk.fields.{name}"), lines[name]) for name in order if name in lines)


def _taken(scene: Scene, case: Case) -> Outcome:
    """One coordinator has it; every card says so, and the sender gets the notice they asked for."""
    taken = replace(case, state="taken", taken_by=scene.heard.person)
    writes: list[Put | Del] = [taken.put(scene.ports.seal), *renewals(scene.ports, taken)]
    if taken.notice:
        writes.append(outbox.stage(scene.ports, {"kind": "notice", "case": case.id, "sealed": taken.notice}))
    return _shown(scene, taken, writes)


def _checked(scene: Scene, case: Case) -> Outcome:
    """The sender did not know whether the text points anybody out; a coordinator has looked, and every card says so."""
    checked = replace(case, report=replace(case.report, pointing=CHECKED))
    return _shown(scene, checked, [checked.put(scene.ports.seal), *renewals(scene.ports, checked)])


def _handed_over(scene: Scene, case: Case) -> Outcome:
    """To the central coordinator; this person never sees it again, and nobody else's card shows it any more."""
    excluded = (*case.excluded, scene.heard.person)
    moved = replace(case, departments=(CENTRAL,), excluded=excluded, state="new", taken_by="", shown=())
    letter = {"kind": "case", "case": case.id, "department": CENTRAL}
    writes: list[Put | Del] = [moved.put(scene.ports.seal), *renewals(scene.ports, case)]
    return Outcome(note("handed_over", "menu"), [*writes, outbox.stage(scene.ports, letter)], update=False)


def _shown(scene: Scene, case: Case, writes: list[Put | Del]) -> Outcome:
    """The card as the answer to a press. Where a client takes no answer, the letter brings it to the pressed message.

    As a message of its own it would be remembered nowhere, and keep its words whatever becomes of the case (decision
    12): so the page is private there, which the door sends to nobody.
    """
    page = card(case, scene.directory, scene.heard.person)
    return Outcome(replace(page, private=not scene.heard.answerable), writes, update=False)


def _renewed_here(scene: Scene, case: Case) -> list[Put]:
    """For a client that takes no answer: the letter that brings the card to the message that was pressed."""
    here = tuple(each for each in case.shown if each.message == scene.heard.message)
    return [] if scene.heard.answerable else renewals(scene.ports, replace(case, shown=here))


def renewals(ports: Ports, case: Case) -> list[Put]:
    """Letters that bring every message which shows the case up to what it may show when they are sent."""
    letters = [{"kind": "renew", "case": case.id, "person": s.person, "message": s.message} for s in case.shown]
    return [outbox.stage(ports, letter) for letter in letters]
