"""“Hitta min samordnare”: a place or a specialist department in, someone to turn to out. Never a dead end."""

from urllib.parse import quote

from bot.city import department_name, departments
from bot.people import CENTRAL, Contact
from bot.talk import Choice, Fact, Line, Link, Page, Phrase, Plain

from .flow import Answer, Answers, Field, Flow, Step
from .opened import Opened
from .pages import Shown, named
from .scene import Outcome, Scene

# Those that the city says have a coordinator of their own; the centre answers for the others.
SPECIALISTS = tuple(each.id for each in departments("specialist") if each.plan)


def _leads(answer: Answer, _: Answers) -> str:
    place = answer.get("place") or {}
    if answer["act"] == "specialist":
        return "specialist"
    if place.get("outside"):
        return "elsewhere"
    return "which" if place.get("candidates") else "found"


def _candidates(answers: Answers) -> tuple[str, ...]:
    return tuple((answers.get("where", {}).get("place") or {}).get("candidates", ()))


FLOW = Flow(
    "coordinator",
    Step(
        "where",
        ("next", "specialist"),
        fields=(Field("place", "place"),),
        way=_leads,
        then={"found": "found", "which": "which", "elsewhere": "elsewhere", "specialist": "specialist"},
        clears=("which", "specialist"),
    ),
    Step("which", _candidates, then="found"),
    Step("specialist", SPECIALISTS, then="found"),
    Step("elsewhere", ("change", "central"), then={"change": "where", "central": "found"}),
    ends=("found",),
)


def department(answers: Answers) -> str:
    """The department asked for; the centre's when none fits."""
    for step in ("which", "specialist"):
        if step in answers:
            return str(answers[step]["act"])
    place = answers.get("where", {}).get("place") or {}
    return place.get("department") or CENTRAL


def labels(_: Scene, opened: Opened) -> Shown:
    """Departments by name, and the municipality that a place lies in."""
    steps = FLOW.steps
    ids = {*steps["which"].acts(opened.progress.answers), *SPECIALISTS}
    names: dict[str, Line] = {each: named(each) for each in ids}
    place = opened.progress.answers.get("where", {}).get("place") or {}
    return Shown(values={"municipality": place.get("outside", "")}, labels=names)


async def finish(scene: Scene, opened: Opened, _: str) -> Outcome:
    """Who it is today, and how to reach them."""
    wanted = department(FLOW.settled(opened.progress))
    contacts = scene.directory.contacts(wanted, scene.today)
    return Outcome(_found(wanted, contacts) if contacts else _nobody(wanted))


def _found(wanted: str, contacts: list[Contact]) -> Page:
    capacity = contacts[0].capacity
    place: Line = Phrase("coordinator.central") if wanted == CENTRAL else Plain(department_name(wanted, short=True))
    return Page(
        Phrase("coordinator.found.ask", {"place": place}),
        texts=(Phrase(f"coordinator.found.{capacity}"),),
        facts=tuple(fact for each in contacts for fact in _facts(each)),
        links=tuple(link for each in contacts for link in _links(each)),
        choices=(Choice("do.menu", Phrase("commands.menu")),),
    )


def _nobody(wanted: str) -> Page:
    place: Line = Phrase("coordinator.central") if wanted == CENTRAL else Plain(department_name(wanted, short=True))
    return Page(
        Phrase("coordinator.nobody.ask", {"place": place}),
        texts=(Phrase("coordinator.nobody.text"),),
        choices=(Choice("do.menu", Phrase("commands.menu")),),
    )


def _facts(contact: Contact) -> tuple[Fact, ...]:
    person = contact.person
    lines = {"name": person.name, "phone": person.phone, "email": person.email}
    return tuple(Fact(Phrase(f"coordinator.{name}"), Plain(text)) for name, text in lines.items() if text)


def _links(contact: Contact) -> tuple[Link, ...]:
    """One tap to chat or call (Teams deep link: learn.microsoft.com, "Deep link to start a chat")."""
    person = contact.person
    values = {"name": person.name.partition(" ")[0]}  # a button is never broken into lines, and the facts say who it is
    chat = Link(
        Phrase("coordinator.chat", values), f"https://teams.microsoft.com/l/chat/0/0?users={quote(person.email)}"
    )
    digits = "".join(c for c in person.phone if c.isdigit() or c == "+")
    call = Link(Phrase("coordinator.call", values), f"tel:{digits}")
    return (chat,) * bool(person.email) + (call,) * bool(digits)
