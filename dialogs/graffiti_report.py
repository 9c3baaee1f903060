"""The graffiti dialog where it meets facts: what its pages show, and the report that it ends in."""

from collections.abc import Sequence
from dataclasses import replace

from bot import alike, photos
from bot.cases import Case
from bot.deidentify import Deidentified
from bot.errors import Unsealable
from bot.people import CENTRAL
from bot.ports import PARTS, PHOTOS, Del, Put
from bot.reports import Report
from bot.talk import Choice, Input, Line, Option, Page, Phrase, Plain

from . import graffiti_texts, handing_in
from . import picture as pictures
from .case_access import renewals
from .case_card import MARK
from .flow import Answers, Progress
from .graffiti import ADD, ALIKE, FACTS, FLOW, UNCHOSEN, picture
from .graffiti import alike as alike_case
from .handing_in import case_of, handed_in, new_case, readers, to
from .opened import Opened, keep
from .pages import Shown, step_page
from .scene import Outcome, Scene
from .welcome import note
from .worry import place, place_department, specialist


def shows(scene: Scene, opened: Opened) -> Shown:
    """What the page where the dialog stands shows beside its words."""
    answers, step = opened.progress.answers, FLOW.position(opened.progress)
    if step == "send":
        return handing_in.code(scene, opened, {"recipients": to(departments(answers))})
    if step == "photo":
        return _photo(answers)
    builders = {
        "which": handing_in.which,
        "elsewhere": handing_in.elsewhere,
        "same": _same,
        "review": handing_in.review,
    }
    return builders[step](answers) if step in builders else Shown()


def _same(answers: Answers) -> Shown:
    """What somebody has told of already: as much as this person has said themselves, and no more."""
    material = Phrase(f"{MARK}.material.options.{answers['what']['material']}")
    return Shown(values={"material": material, "place": Plain(place(answers)["name"])})


def _photo(answers: Answers) -> Shown:
    """Asked for; or looked at by its sender, on a page that stays in no chat."""
    copied = picture(answers)
    if not copied:
        return Shown()
    parts = tuple(Option(each, Phrase(f"graffiti.photo.part.options.{each}")) for each in PARTS)
    part = Input("part", "one", Phrase("graffiti.photo.part.label"), parts, hint=Phrase("graffiti.photo.part.hint"))
    warning = Phrase("graffiti.photo.part.unclear") if answers["photo"].get(UNCHOSEN) else None
    drawn = pictures.drawn(copied, "graffiti.photo.shows")
    return Shown(ask="check", text="check_text", picture=drawn, inputs=(part,), warning=warning, private=True)


def departments(answers: Answers) -> tuple[str, ...]:
    """Where the report goes: the place's department, and the specialist one of the reporter's own operation."""
    both = (place_department(answers), specialist(answers))
    local = tuple(dict.fromkeys(each for each in both if each and each != CENTRAL))
    return local or (CENTRAL,)


def report(scene: Scene, answers: Answers) -> Report:
    """The form, filled in from the answers that count."""
    what, where, story = answers.get("what", {}), answers.get("where", {}), answers.get("story", {})
    year, week, _ = scene.today.isocalendar()
    department, placed = place_department(answers), place(answers)
    return Report(
        kind="mark",
        week=f"{year}-W{week:02d}",
        who="nobody",
        seen=(),
        environment=story.get("environment") or "unclear",
        basis=tuple(story.get("basis", ())),
        recurring=what.get("recurring", ""),
        district=placed.get("district") or "",
        department="" if department == CENTRAL else department,
        place_type=where.get("place_type", ""),
        period=where.get("period", ""),
        operation=where.get("operation", ""),
        # Read back from the sealed row, where only ``deidentify`` had put it.
        story=Deidentified(story["story"]) if story.get("story") else None,
        pointing=answers.get("review", {}).get("act", "no_text"),
        done=tuple(answers.get("send", {}).get("done", ())),
        wants_notice=answers.get("send", {}).get("notice") == "true",
        material=what.get("material", ""),
        motifs=tuple(story.get("motifs", ())),
        surface=where.get("surface", ""),
        extent=what.get("extent", ""),
        still_there=what.get("still_there", ""),
        photo=bool(picture(answers)),
    )


async def finish(scene: Scene, opened: Opened, end: str) -> Outcome:
    """The end that was reached, and what is kept of it."""
    if end == "closed":
        return Outcome(_page(Phrase("graffiti.closed.ask"), (Phrase("graffiti.closed.text"),)))
    if not scene.ports.reports.allows(scene.heard.person, scene.ports.clock.steady()):
        return Outcome(note("many_reports", "show"), stays=True)
    answers = FLOW.settled(opened.progress)
    return await (_sent(scene, opened, answers) if end == "sent" else _added(scene, opened, answers))


async def _sent(scene: Scene, opened: Opened, answers: Answers) -> Outcome:
    """The report, its case, its picture and the letters, in the one commit that ends the dialog."""
    filed = report(scene, answers)
    moved: list[Put | Del] = []
    jpeg = await _picture(scene, opened) if filed.photo else b""
    filed = replace(filed, photo=bool(jpeg))
    case = new_case(scene, opened, filed, departments(answers), notice=filed.wants_notice)
    if jpeg:
        moved = [photos.put_for_case(scene.ports.seal, case.id, jpeg, scene.now + scene.ports.photo_term)]
    mark = await _remembered(scene, filed, case)
    reminder = graffiti_texts.reminder(scene, answers["send"])
    writes = [*handed_in(scene, case), *moved, *([mark] if mark else []), *reminder]
    key = "graffiti.sent.text" if scene.medium == "answer" else "graffiti.sent.text_without"
    page = receipt(scene, case, Phrase(key, {"recipients": readers(case.departments)}))
    return Outcome(page, writes, reported=True)


async def _picture(scene: Scene, opened: Opened) -> bytes:
    """The dialog's; nothing where it has had its time, or its key is lost: the report goes without it."""
    row = await scene.ports.store.get(PHOTOS, opened.id)
    try:
        return photos.read(row, scene.ports.seal) if row else b""
    except Unsealable:
        return b""


async def _remembered(scene: Scene, filed: Report, case: Case) -> Put | None:
    """The row by which another finder is asked whether it is this one; the first one's stays while its case does."""
    known = await alike.row_of(scene.ports.store, scene.ports.seal, filed, scene.now)
    if await case_of(scene, alike.case_of(known, scene.ports.seal)):
        return None
    return alike.put(scene.ports.seal, filed, case.id, scene.now, known)


def receipt(scene: Scene, case: Case, *first: Line) -> Page:
    """What the card becomes; pressed late it does not tell whom it went to.

    What was chosen is in its button, sealed for this person: the texts are made of it.
    """
    return _told(scene, Phrase("worry.sent.ask"), case.report, case.day, *first)


async def _added(scene: Scene, opened: Opened, answers: Answers) -> Outcome:
    """One more who has seen it; every card that shows the case says so."""
    case = await case_of(scene, alike_case(opened.progress.answers))
    if case is None:
        return _gone(scene, opened)
    more = replace(case, sightings=case.sightings + 1)
    writes: list[Put | Del] = [more.put(scene.ports.seal), *renewals(scene.ports, more)]
    page = _told(scene, Phrase("graffiti.added.ask"), report(scene, answers), scene.today.isoformat())
    return Outcome(page, [*writes, *graffiti_texts.reminder(scene, answers["add"])], reported=True)


def _gone(scene: Scene, opened: Opened) -> Outcome:
    """There is nothing to add to any more: the dialog goes on as if there never had been."""
    past = {name: given for name, given in opened.progress.answers.items() if name not in {"same", ADD}}
    turned = opened.turned(Progress({**past, FACTS: {ALIKE: ""}}), scene.now)
    warning = Phrase("graffiti.story.gone")
    page = step_page(scene, FLOW, turned, replace(shows(scene, turned), warning=warning))
    return Outcome(page, [keep(scene, turned)], stays=True)


def _told(scene: Scene, heading: Line, told: Report, day: str, *first: Line) -> Page:
    """Where the texts can't be shown they are not offered either."""
    shows_texts = scene.medium == "answer"
    left = Phrase("graffiti.sent.not_enough" if shows_texts else "graffiti.sent.no_removal")
    texts = (graffiti_texts.button(scene, told, day),) if shows_texts else ()
    return _page(heading, (*first, left), *texts)


def _page(heading: Line, told: Sequence[Line], *choices: Choice) -> Page:
    return Page(heading, texts=tuple(told), choices=(*choices, Choice("do.menu", Phrase("commands.menu"))))
