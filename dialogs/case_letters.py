"""The letters that carry cases: to a department, to one person, and the renewal of what a message shows.

Whom a letter is for is decided when it is opened, at the send: roles, absences and the case itself may have changed.
"""

import json
from collections.abc import Sequence
from dataclasses import replace

from bot import outbox
from bot.cases import Case
from bot.errors import Unsealable
from bot.outbox import Letter, Mail, Opened, Writes
from bot.people import CENTRAL, Contact, Directory
from bot.ports import CASES, CHATS, OUTBOX, Ports, Put, Row

from .case_access import may_open, renewals
from .case_card import card
from .scene import STOCKHOLM
from .welcome import note

MOST = 1000  # letters looked through for reports that wait


class CaseLetters:
    """Opens them. ``directory`` is the one in force."""

    def __init__(self, ports: Ports, directory: Directory) -> None:
        self._ports = ports
        self.directory = directory

    async def to_department(self, letter: Letter) -> Opened:
        """Fan out to whoever has the department today: coordinators, else stand-ins, else the central coordinator."""
        case = await self._case(letter)
        if case is None or letter["department"] not in case.departments:
            return ()
        contacts = await self._reachable(str(letter["department"]), case)
        again = {"kind": "card", "case": case.id, "department": letter["department"]}
        cards = [outbox.stage(self._ports, {**again, "person": each.person.id}) for each in contacts]
        if any(each.capacity.startswith("central") for each in contacts) and CENTRAL not in case.departments:
            # Nobody nearer could be reached: whoever gets it must also be able to open it.
            cards.append(replace(case, departments=(*case.departments, CENTRAL)).put(self._ports.seal))
        return cards or None

    async def to_person(self, letter: Letter) -> Opened:
        """The case's card for one person. When they can't be reached any more, the department is asked again."""
        case, person = await self._case(letter), str(letter["person"])
        if case is None or case.is_shown_to(person) or not self._may(case, person):
            return ()
        chat = await outbox.chat_of(self._ports, person)
        again = outbox.stage(self._ports, {**letter, "kind": "case"})
        if chat is None:
            return [again]
        drawn = case

        async def sent(message: str) -> Writes:
            now = await self._case(letter)
            if now is None:
                return ()
            shown = now.now_shown(person, message)
            changed = (now.departments, now.state) != (drawn.departments, drawn.state)
            # It moved while the message was on its way: what the message shows is out of date already.
            return [shown.put(self._ports.seal), *(renewals(self._ports, shown) if changed else ())]

        async def lost(_: str) -> Writes:
            row = await self._ports.store.get(CHATS, person)
            return [Put(CHATS, person, {**row.doc, "chat": None}, row.etag), again] if row else [again]

        return Mail(chat[0], card(case, self.directory, person), chat[1], sent, lost, lasting=True)

    async def renew(self, letter: Letter) -> Opened:
        """What a message that shows the case must show now: the case as it stands, or nothing of it."""
        case, person = await self._case(letter), str(letter["person"])
        chat = await outbox.chat_of(self._ports, person)
        if chat is None:
            return ()
        page = card(case, self.directory, person) if case and self._may(case, person) else note("case_gone", "menu")
        return Mail(chat[0], page, chat[1], nothing_follows, nothing_to_do, str(letter["message"]))

    async def undeliverable(self) -> int:
        """How many reports wait for somebody who can receive them; shown in /readyz."""
        rows = (await self._ports.store.find(OUTBOX, limit=MOST)).rows
        return sum(row.doc["tries"] > 0 and self._carries_a_report(row) for row in rows)

    def _carries_a_report(self, row: Row) -> bool:
        """Of one that can't be opened it is not known, and so it is counted."""
        try:
            kind = json.loads(self._ports.seal.open(row.doc["sealed"], outbox.about(row.key)))["kind"]
        except Unsealable:
            return True
        return kind in {"case", "card"}

    def _may(self, case: Case, person: str) -> bool:
        return may_open(self.directory, case, person, self._ports.clock.now().astimezone(STOCKHOLM).date())

    async def _case(self, letter: Letter) -> Case | None:
        row = await self._ports.store.get(CASES, str(letter["case"]))
        return Case.read(row, self._ports.seal) if row else None

    async def _reachable(self, department: str, case: Case) -> Sequence[Contact]:
        today = self._ports.clock.now().astimezone(STOCKHOLM).date()
        officials = [p.id for p in self.directory.people.values() if p.roles or p.stands_in_for]
        reachable = {each for each in officials if await outbox.chat_of(self._ports, each)}
        return self.directory.contacts(department, today, without=case.excluded, reachable=reachable)


async def nothing_follows(_: str) -> Writes:
    """A message whose id nobody needs."""
    return ()


async def nothing_to_do(_: str) -> Writes:
    """A message that may be lost."""
    return ()
