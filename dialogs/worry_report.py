"""The worry dialog where it meets facts: what its pages show, and the report that it ends in."""

import json
from dataclasses import asdict

from bot import outbox, receipts
from bot.cases import Case, receipt_mark
from bot.city import department_name
from bot.deidentify import Deidentified
from bot.people import CENTRAL
from bot.ports import CASES
from bot.reports import Report
from bot.routine import outcomes
from bot.talk import Choice, Line, Listed, Page, Phrase, Plain, Pressed

from .flow import Answers
from .opened import Opened
from .pages import Shown, links, texts
from .scene import Outcome, Scene
from .worry import FLOW, departments, place_department, situation, specialist


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
    place = answers["where"]["place"]
    return Shown(labels={each: Plain(department_name(each, short=True)) for each in place["candidates"]})


def _elsewhere(answers: Answers) -> Shown:
    return Shown(values={"municipality": answers["where"]["place"]["outside"]})


def _review(answers: Answers) -> Shown:
    story = answers["story"]
    danger = bool(story.get("danger"))
    warning = Phrase("worry.review.warning") if danger else None
    return Shown(quote=Plain(f"“{story['story']}”"), warning=warning, links=("emergency",) * danger)


def _recipients(answers: Answers) -> Shown:
    names = {"place": _name(place_department(answers)), "specialist": _name(specialist(answers) or CENTRAL)}
    return Shown(values=names)


def _steps(answers: Answers) -> Shown:
    to = Listed(tuple(_name(each) for each in departments(answers)))
    return Shown(values={"recipients": to}, steps=_applies(answers), links=_ways(answers))


def _code(scene: Scene, opened: Opened) -> Shown:
    """The code, in the answer to a press only. The button carries it sealed, so that a later press can be told."""
    if scene.medium != "answer":
        return Shown(ask="without", text="without_text")
    code = receipts.code(opened.key)
    sealed = scene.ports.seal.seal(code.encode(), _about(opened.id))
    return Shown(quote=Plain(code.replace("-", " – ")), data={"sealed": sealed})


async def finish(scene: Scene, opened: Opened, end: str) -> Outcome:
    """The end that was reached, and what is kept of it."""
    answers = FLOW.settled(opened.progress)
    if end == "sent":
        return _sent(scene, opened, answers)
    steps = _applies(answers) if end == "advised" else ()
    ways = _ways(answers) if end == "advised" else ("emergency",) * (end == "stopped")
    return Outcome(
        Page(
            Phrase(f"worry.{end}.ask"),
            texts=texts(f"worry.{end}.text"),
            steps=steps,
            links=links(*ways),
            choices=(Choice("do.menu", Phrase("commands.menu")),),
        )
    )


def _sent(scene: Scene, opened: Opened, answers: Answers) -> Outcome:
    """The report, its case and the letters to the coordinators, in the one commit that ends the dialog."""
    coded = scene.medium == "answer"
    code = receipts.code(opened.key)
    case_id = scene.ports.ids.new()
    wants = answers["code"].get("notice") == "true"
    chat = json.dumps({**asdict(scene.heard.chat), "language": scene.language}).encode()
    case = Case(
        case_id,
        scene.today.isoformat(),
        "new",
        departments(answers),
        report(scene, answers),
        receipt_mark(scene.ports.seal, code if coded else scene.ports.ids.new()),
        notice=scene.ports.seal.seal(chat, notice_about(case_id)) if wants else "",
        excluded=_not_to(scene, answers),
    )
    letters = [{"kind": "case", "case": case_id, "department": each} for each in case.departments]
    writes = [case.put(scene.ports.seal), *(outbox.stage(scene.ports, each) for each in letters)]
    return Outcome(sent_page(case.departments, coded=coded), list(writes), sweep=True)


def _not_to(scene: Scene, answers: Answers) -> tuple[str, ...]:
    """“Gäller det samordnaren själv?”: then theirs never sees it, in no capacity."""
    if answers["steps"].get("about_coordinator") != "true":
        return ()
    local = {place_department(answers), specialist(answers)} - {None, CENTRAL}
    return tuple(sorted(set().union(*(scene.directory.coordinators(each) for each in local if each))))


def report(scene: Scene, answers: Answers) -> Report:
    """The form, filled in from the answers that count. Times and places are already coarse."""
    seen, where = answers.get("seen", {}), answers.get("where", {})
    place = where.get("place") or {}
    story = answers.get("story", {})
    kept = story.get("story") if story.get("act") == "next" else None
    year, week, _ = scene.today.isocalendar()
    return Report(
        kind="incident" if situation(answers).who == "nobody" else "concern",
        week=f"{year}-W{week:02d}",
        who=situation(answers).who,
        seen=tuple(seen.get("seen", ())),
        environment=seen.get("environment", "unclear"),
        basis=tuple(answers.get("basis", {}).get("basis", ())),
        recurring=seen.get("recurring", ""),
        district=place.get("district") or "",
        department="" if place_department(answers) == CENTRAL else place_department(answers),
        place_type=where.get("place_type", ""),
        period=where.get("period", ""),
        operation=where.get("operation", ""),
        # Read back from the sealed row, where only ``deidentify`` had put it.
        story=Deidentified(kept) if kept else None,
        pointing=answers.get("review", {}).get("act", "no_text"),
        done=tuple(answers.get("steps", {}).get("done", ())),
        wants_notice=answers.get("code", {}).get("notice") == "true",
    )


def sent_page(to: tuple[str, ...], *, coded: bool) -> Page:
    """The receipt that the card becomes. It holds nothing that was written."""
    who: Line = (
        Phrase("coordinator.central_reads") if to == (CENTRAL,) else Phrase("coordinator.reads", {"place": _all(to)})
    )
    return Page(
        Phrase("worry.sent.ask"),
        texts=(
            Phrase("worry.sent.text" if coded else "worry.sent.text_without", {"recipients": who}),
            Phrase("worry.sent.not_enough"),
        ),
        choices=(Choice("do.menu", Phrase("commands.menu")),),
    )


async def late(scene: Scene, said: Pressed) -> tuple[str, Case | None]:
    """A press on *Skicka* after the dialog has ended: whether it was sent. The code is in the button, sealed."""
    sealed = scene.ports.seal.open(said.data["sealed"], _about(said.dialog))
    found = await scene.ports.store.find(
        CASES, equals={"receipt": receipt_mark(scene.ports.seal, sealed.decode())}, limit=1
    )
    return ("sent", Case.read(found.rows[0], scene.ports.seal)) if found.rows else ("not_sent", None)


def notice_about(case: str) -> str:
    """What the sender's sealed chat is bound to."""
    return f"notice/{case}"


def _applies(answers: Answers) -> tuple[Line, ...]:
    return tuple(Phrase(f"routine.{each}") for each in outcomes(situation(answers)))


def _ways(answers: Answers) -> tuple[str, ...]:
    """The contacts that the steps speak of."""
    wanted = {"child_concern": "child_concern", "perhaps_child_concern": "child_concern", "police": "police"}
    wanted |= {"tip": "police", "someone_to_ask": "cve"}
    return tuple(dict.fromkeys(wanted[each] for each in outcomes(situation(answers)) if each in wanted))


def _name(department: str) -> Line:
    return Phrase("coordinator.central") if department == CENTRAL else Plain(department_name(department, short=True))


def _all(to: tuple[str, ...]) -> Line:
    return Listed(tuple(_name(each) for each in to))


def _about(dialog: str) -> str:
    return f"code/{dialog}"
