"""A whole conversation in one process, whose every page is kept: real store, outbox and letters; the same each time."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace

from app import DEMO_CITY
from bot import directory
from bot.adapters import calendar_file
from bot.adapters.darkroom import Darkroom
from bot.adapters.seal import KeyRing
from bot.adapters.tiny import TinyStore
from bot.city import departments
from bot.errors import Unsendable
from bot.forum_ticks import fire
from bot.outbox import Outbox
from bot.people import Directory, Role
from bot.ports import Ports
from bot.talk import Attached, Chat, Choice, File, Heard, Installed, Page, Pressed, Typed
from dialogs.case_letters import CaseLetters
from dialogs.clearing import clear
from dialogs.conversation import Conversation
from dialogs.letters import openers

from .samples import LONG_NAMES, entered

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
KEY = b"k" * 32
LONG_AGO = date(2026, 1, 31)


def people() -> Directory:
    """The demo city's, some of them with long names."""
    text = DEMO_CITY.read_text("utf-8")
    for short, long in LONG_NAMES.items():
        text = text.replace(short, long)
    return Directory(directory.parse(text, {each.id for each in departments()}))


def absences() -> Iterator[Directory]:
    """Everybody there; then the coordinators away; then all but the stand-in of the central one; then nobody."""
    everyone = people().people.values()
    central = {each.id for each in everyone if Role.CENTRAL_COORDINATOR in each.roles}
    stays = (lambda _: True, lambda p: not p.roles, lambda p: p.stands_in_for in central, lambda _: False)
    for here in stays:
        yield Directory(p if here(p) else replace(p, valid_until=LONG_AGO) for p in everyone)


class Clock:
    """Stands still until it is moved."""

    passed = 0.0

    def now(self):
        return NOW + timedelta(seconds=self.passed)

    def steady(self):
        return self.passed


class Keys(KeyRing):
    """Fresh keys that are the same in every run, so that a picture shows the same code each time."""

    made = 0

    def fresh(self):
        self.made += 1
        return self.made.to_bytes(32)


class Ids:
    """One after the other."""

    def __init__(self):
        self._numbers = count(1)

    def new(self):
        return f"{next(self._numbers):032x}"


class Sitting:
    """People and their bot. ``pages`` are all that were shown, ``sent`` those that a chat was sent, newest last."""

    def __init__(self, store: TinyStore) -> None:
        self.clock, self.pages, self.sent = Clock(), [], {}
        self.directory, self._keys = people(), count(1)
        self.ports = Ports(store, Keys({"k": KEY}, "k"), self.clock, Ids(), self, self, Darkroom(), self.calendar)
        self.outbox = Outbox(self.ports, openers(self.ports, CaseLetters(self.ports, self.directory)))
        manners = SimpleNamespace(acts_per_minute=60, welcome_at_once=True)
        self.conversation = Conversation(self.ports, self.directory, lambda: None, manners)

    async def send(self, chat, page, _language):
        """The outbox's sender."""
        self.pages.append(page)
        self.sent[chat.conversation] = page
        return f"message {len(self.pages)}"

    async def fetch(self, file, _most):
        """The attachments' reader: what lies at an address that ``sends`` has given it."""
        if not file.inline:
            raise Unsendable("host_not_allowed", final=True)
        return self._sent_pictures[int(file.address)]

    async def sends(self, who: str, *pictures: bytes, text: str = "", inline: bool = True) -> Page:
        """Pictures sent into the chat, and the page that answers them."""
        self._sent_pictures = pictures
        files = tuple(File(str(number), inline=inline) for number in range(len(pictures)))
        await self._heard(who, Attached(files, text))
        await self.settled()
        return self.sent[who]

    async def calendar(self, raw, since):
        """The calendars' reader."""
        return calendar_file.read(raw, since)

    async def update(self, chat, _message, page, language):
        await self.send(chat, page, language)

    async def says(self, who: str, text: str, kind: str = "personal", room: str = "") -> Page:
        """Words typed, and the page that answers them; in a ``room``, if it is not a chat of their own."""
        await self._heard(who, Typed(text), kind=kind, room=room)
        await self.settled()
        return self.sent[room or who]

    async def press(
        self, who: str, page: Page, act: str | Choice, *, new: bool = True, room: str = "", **given: str
    ) -> Page:
        """A button, with every field filled in; ``new``: on a client that knows Action.Execute."""
        choices = (*page.choices, *page.footer)
        chosen = act if isinstance(act, Choice) else next(each for each in choices if each.act == act)
        inputs = {each.name: entered(each, **given) for each in page.inputs}
        said = Pressed(chosen.act, page.dialog, page.step, page.turning, inputs, chosen.data)
        kind = "channel" if room else "personal"
        return (await self._heard(who, said, answerable=new, kind=kind, room=room)).page

    async def install(self, who: str) -> None:
        await self._heard(who, Installed())

    def coordinator(self, department: str) -> str:
        """The id of a department's coordinator."""
        return min(self.directory.coordinators(department))

    async def settled(self) -> None:
        """What is due has been sent, and what has had its time is gone."""
        await clear(self.ports)
        await fire(self.ports, self.clock.now())
        await self.outbox.deliver()

    async def _heard(self, who, said, *, answerable=False, kind="personal", room=""):
        self.clock.passed += 2
        chat = Chat("http://127.0.0.1", room or who, kind, "t", "28:b")
        message = "m" if isinstance(said, Pressed) else ""
        heard = Heard(f"{next(self._keys)}", who, chat, said, message=message, answerable=answerable)
        answer = await self.conversation.turn(heard)
        self.pages += [answer.page] if answer else []
        return answer


@asynccontextmanager
async def sitting(folder: Path) -> AsyncIterator[Sitting]:
    """One that starts with nobody in it."""
    async with await TinyStore.open(folder / "store.db", Clock()) as store:
        here = Sitting(store)
        yield here
        await here.outbox.close()
