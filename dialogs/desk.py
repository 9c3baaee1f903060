"""The coordinator's desk: a report as a card in their own chat, and what they can do with it.

Every act is checked against the directory and the case; what the card claims is never believed.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot import outbox
from bot.cases import Case, Shown
from bot.city import department_name, district_name
from bot.outbox import Letter, Mail, Opened, Writes
from bot.people import CENTRAL, Directory
from bot.ports import CASES, CHATS, OUTBOX, Del, Ports, Put
from bot.reports import Report
from bot.talk import Choice, Fact, Line, Listed, Page, Phrase, Plain, Pressed

from .scene import STOCKHOLM, Outcome, Scene
from .welcome import note


async def act(scene: Scene, said: Pressed) -> Outcome:
    """A press on a case's card: ``case.take`` or ``case.conflict``."""
    row = await scene.ports.store.get(CASES, said.data.get("case", ""))
    case = Case.read(row, scene.ports.seal) if row else None
    if case is None or not may_open(scene.directory, case, scene.heard.person, scene):
        return Outcome(note("not_yours", "menu"))
    if said.act == "case.take" and case.state == "new":
        return _taken(scene, case)
    if said.act == "case.conflict":
        return _handed_over(scene, case)
    return Outcome(card(case, scene.directory, scene.heard.person))


def may_open(directory: Directory, case: Case, person: str, scene: Scene) -> bool:
    """Whether the person's role covers the case, and the case is not about them."""
    return person not in case.excluded and directory.may_see(person, case.departments, scene.today)


def card(case: Case, directory: Directory, reader: str) -> Page:
    """The report as its coordinator sees it."""
    report = case.report
    values: dict[str, str | Line] = {"place": _place(report), "week": report.week.partition("-W")[2].lstrip("0")}
    return Page(
        Phrase("desk.ask", values),
        texts=(_state(case, directory, reader), Phrase(f"desk.pointing.{report.pointing}")),
        quote=Plain(f"“{report.story}”") if report.story else None,
        facts=_facts(report),
        choices=_choices(case),
    )


def _choices(case: Case) -> tuple[Choice, ...]:
    acts = ("take", "conflict") if case.state == "new" else ("conflict",)
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
    """One coordinator has it; the others' cards say so, and the sender gets the notice they asked for."""
    taken = replace(case, state="taken", taken_by=scene.heard.person)
    writes: list[Put | Del] = [taken.put(scene.ports.seal), *_others(scene, taken)]
    if taken.notice:
        writes.append(outbox.stage(scene.ports, {"kind": "notice", "case": case.id, "sealed": taken.notice}))
    return Outcome(card(taken, scene.directory, scene.heard.person), writes)


def _others(scene: Scene, case: Case) -> list[Put]:
    stale = [each for each in case.shown if each.person != scene.heard.person]
    return [outbox.stage(scene.ports, {"kind": "renew", "case": case.id, **_address(each)}) for each in stale]


def _handed_over(scene: Scene, case: Case) -> Outcome:
    """“It concerns me”: to the central coordinator; this person never sees it again, their colleagues' cards go too."""
    to = tuple(dict.fromkeys((*(d for d in case.departments if d == CENTRAL), CENTRAL)))
    moved = replace(
        case, departments=to, excluded=(*case.excluded, scene.heard.person), state="new", taken_by="", shown=()
    )
    gone = [outbox.stage(scene.ports, {"kind": "renew", "case": case.id, **_address(each)}) for each in case.shown]
    letter = {"kind": "case", "case": case.id, "department": CENTRAL}
    writes: list[Put | Del] = [moved.put(scene.ports.seal), *gone, outbox.stage(scene.ports, letter)]
    return Outcome(note("handed_over", "menu"), writes)


def _address(shown: Shown) -> dict[str, str]:
    return {"person": shown.person, "message": shown.message}


class Desk:
    """Opens the letters that carry cases: to a department, to one person, and the renewal of what they were shown."""

    def __init__(self, ports: Ports, directory: Directory) -> None:
        self._ports = ports
        self.directory = directory

    async def to_department(self, letter: Letter) -> Opened:
        """Fan out to whoever has the department today: coordinators, else stand-ins, else the central coordinator."""
        case = await self._case(letter)
        if case is None:
            return ()
        people = await self._reachable(str(letter["department"]), case)
        again = {"kind": "card", "case": case.id, "department": letter["department"]}
        return [outbox.stage(self._ports, {**again, "person": each}) for each in people] or None

    async def to_person(self, letter: Letter) -> Opened:
        """The case's card for one person. When they can't be reached for good, the department is asked again."""
        case, person = await self._case(letter), str(letter["person"])
        chat = await outbox.chat_of(self._ports, person)
        again = outbox.stage(self._ports, {**letter, "kind": "case"})
        if case is None or person in case.excluded:
            return ()
        if chat is None:
            return [again]
        page = card(case, self.directory, person)

        async def sent(message: str) -> Writes:
            now = await self._case(letter)
            return [now.now_shown(person, message).put(self._ports.seal)] if now else []

        async def lost() -> Writes:
            row = await self._ports.store.get(CHATS, person)
            return [Put(CHATS, person, {**row.doc, "chat": None}), again] if row else [again]

        return Mail(chat[0], page, chat[1], sent, lost)

    async def renew(self, letter: Letter) -> Opened:
        """What a message that shows the case must show now: the case as it stands, or nothing of it."""
        case, person = await self._case(letter), str(letter["person"])
        chat = await outbox.chat_of(self._ports, person)
        if chat is None:
            return ()
        still = case and person not in case.excluded and any(s.message == letter["message"] for s in case.shown)
        page = card(case, self.directory, person) if case and still else note("case_gone", "menu")
        return Mail(chat[0], page, chat[1], _nothing_follows, _nothing_to_do, str(letter["message"]))

    async def undeliverable(self) -> int:
        """How many messages have waited for a receiver; shown in /readyz."""
        found = await self._ports.store.find(OUTBOX, limit=1000)
        return sum(row.doc["tries"] > 0 for row in found.rows)

    async def _case(self, letter: Letter) -> Case | None:
        row = await self._ports.store.get(CASES, str(letter["case"]))
        return Case.read(row, self._ports.seal) if row else None

    async def _reachable(self, department: str, case: Case) -> Sequence[str]:
        today = self._ports.clock.now().astimezone(STOCKHOLM).date()
        officials = [p.id for p in self.directory.people.values() if p.roles or p.stands_in_for]
        reachable = {each for each in officials if await outbox.chat_of(self._ports, each)}
        contacts = self.directory.contacts(department, today, without=case.excluded, reachable=reachable)
        return [each.person.id for each in contacts]


async def _nothing_follows(_: str) -> Writes:
    return ()


async def _nothing_to_do() -> Writes:
    return ()
