"""A report as its coordinator sees it: the form's fields as words, the text set apart, and what can be done."""

from bot.cases import Case
from bot.city import department_name, district_name
from bot.people import Directory
from bot.reports import Report
from bot.talk import Choice, Fact, Line, Listed, Page, Phrase, Plain

UNSURE = "unsure"  # the sender does not know whether the text points somebody out
MARK = "graffiti.what.fields"
DONE = ("worry.steps.fields.done.options", "graffiti.send.fields.done.options")
ORDER = (
    "kind",
    "material",
    "who",
    "seen",
    "motifs",
    "extent",
    "sightings",
    "still_there",
    "environment",
    "basis",
    "recurring",
    "surface",
    "place_type",
    "period",
    "operation",
    "done",
)


def card(case: Case, directory: Directory, reader: str) -> Page:
    """The report as its coordinator sees it."""
    report, unsure = case.report, case.report.pointing == UNSURE
    pointing = Phrase(f"desk.pointing.{report.pointing}")
    values: dict[str, str | Line] = {"place": place_of(report), "week": report.week.partition("-W")[2].lstrip("0")}
    return Page(
        Phrase("desk.mark" if report.kind == "mark" else "desk.ask", values),
        texts=(_state(case, directory, reader), *(() if unsure else (pointing,))),
        quote=Plain(f"“{report.story}”") if report.story else None,
        facts=_facts(case),
        choices=_choices(case),
        warning=pointing if unsure else None,
    )


def _choices(case: Case) -> tuple[Choice, ...]:
    check = ("checked",) if case.report.pointing == UNSURE else ()
    look = ("photo",) if case.report.photo else ()
    acts = (*look, *check, *(("take",) if case.state == "new" else ()), "conflict")
    return tuple(Choice(f"case.{each}", Phrase(f"desk.{each}"), data={"case": case.id}) for each in acts)


def _state(case: Case, directory: Directory, reader: str) -> Line:
    if case.state == "new":
        return Phrase("desk.state.new")
    if case.taken_by == reader:
        return Phrase("desk.state.mine")
    return Phrase("desk.state.taken", {"name": directory.named(case.taken_by).name})


def place_of(report: Report) -> Line:
    """Where it was, as the beginning of a line: the district, else the department, else that there is none."""
    if report.district:
        return Plain(district_name(report.district))
    return Plain(department_name(report.department, short=True)) if report.department else Phrase("desk.no_place")


def _facts(case: Case) -> tuple[Fact, ...]:
    """The form's fields that were filled in, as words."""
    report = case.report
    single = {
        "kind": ("desk.kinds", report.kind),
        "material": (f"{MARK}.material.options", report.material),
        "who": ("worry.who.options", "" if report.kind == "mark" else report.who),
        "extent": (f"{MARK}.extent.options", report.extent),
        "still_there": (f"{MARK}.still_there.options", report.still_there),
        "surface": ("graffiti.where.fields.surface.options", report.surface),
        "environment": ("worry.seen.fields.environment.options", report.environment),
        "recurring": ("worry.seen.fields.recurring.options", report.recurring),
        "place_type": ("worry.where.fields.place_type.options", report.place_type),
        "period": ("worry.where.fields.period.options", report.period),
        "operation": ("worry.where.fields.operation.options", report.operation),
    }
    several = {
        "motifs": ("graffiti.story.fields.motifs.options", report.motifs),
        "seen": ("worry.seen.fields.seen.options", report.seen),
        "basis": ("worry.basis.fields.basis.options", report.basis),
        "done": (DONE[report.kind == "mark"], report.done),
    }
    lines: dict[str, Line] = {name: Phrase(f"{words}.{key}") for name, (words, key) in single.items() if key}
    lines |= {
        n: Listed(tuple(Phrase(f"{words}.{key}") for key in keys)) for n, (words, keys) in several.items() if keys
    }
    if case.sightings > 1:
        lines["sightings"] = Phrase("desk.sightings", {"count": str(case.sightings)})
    return tuple(Fact(Phrase(f"desk.fields.{name}"), lines[name]) for name in ORDER if name in lines)
