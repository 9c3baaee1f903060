"""One turn: what was heard → a transaction → a page. The only place where dialogs meet the store.

Order of a turn: danger in typed words? · a command? · an answer? · a story? · one commit. A repeated activity is known
by its commit, which is refused, so that it costs other turns nothing; it is answered with the page that stands now.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Protocol
from weakref import WeakValueDictionary

from bot import outbox, receipts
from bot.danger import is_danger
from bot.errors import Conflict, Unsealable
from bot.limits import Limit
from bot.people import Directory
from bot.ports import BULK, CHATS, NEW, OUTBOX, SEEN, Del, Ports, Put
from bot.story import is_story
from bot.talk import Answer, Attached, Heard, Installed, Page, Pressed, Removed, Typed, to_doc
from content import LANGUAGES

from . import (
    beside,
    commands,
    desk,
    forum_acts,
    forum_channel,
    graffiti_report,
    handing_in,
    my_cases,
    sent_files,
    turning,
    welcome,
    worry_report,
)
from .answers import read_place
from .arrivals import Arrivals, Arrived
from .menu import menu
from .opened import Opened, mine, named
from .pages import links
from .scene import Outcome, Scene

REMEMBERED = timedelta(hours=24)  # how long a repeated activity is known again (decision 15)
MARKED = REMEMBERED + timedelta(hours=1)  # for how long at most a key that was replaced may have marked one
TRIES = 10  # when acts meet on the same row, also at several instances, the later ones are worked out anew


class Manners(Protocol):
    """What is set about how the bot talks."""

    @property
    def acts_per_minute(self) -> int:
        """Presses and messages of one person."""

    @property
    def welcome_at_once(self) -> bool:
        """Whether whoever gets the app is greeted without having written."""


class Conversation:
    """Answers what people say. ``kick`` is called when there may be something to send."""

    def __init__(self, ports: Ports, directory: Directory, kick: Callable[[], None], manners: Manners) -> None:
        self._ports = ports
        self._greets = manners.welcome_at_once
        self._acts = Limit(manners.acts_per_minute, 60)
        self._warned = Limit(1, 60)
        self.directory = directory
        self._kick = kick
        self._arrivals = Arrivals(ports)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # gone when nobody waits

    async def turn(self, heard: Heard) -> Answer | None:
        """One thing heard, worked out and committed. The answer, when it goes back on the same call."""
        at = self._ports.clock.steady()
        if not self._within(heard, at) and not await self._known(self._marks(heard)):
            return await self._too_fast(heard)
        arrived = await self._arrived(heard)
        async with self._locks.setdefault(heard.person, asyncio.Lock()):
            for _ in range(TRIES):
                with suppress(Conflict):
                    return await self._turn(heard, arrived)
                if await self._known(self._marks(heard)):
                    self._acts.give_back(heard.person, at)
                    return await self._again(heard)
            raise Conflict("The same rows were changed by others again and again.")

    async def _arrived(self, heard: Heard) -> Arrived | None:
        """A file that somebody waits for, fetched before the turn: what its person says meanwhile is answered."""
        said = heard.said
        if not isinstance(said, Attached) or heard.chat.kind != "personal" or await self._known(self._marks(heard)):
            return None
        wanted = await sent_files.wanted(await self._scene(heard), said)
        return await self._arrivals.take(heard.person, wanted) if wanted else None

    async def _again(self, heard: Heard) -> Answer | None:
        """To what was already worked on, also elsewhere or before a restart: the page where things stand."""
        scene = await self._scene(heard)
        return _answer(await stands(scene), scene.language) if isinstance(heard.said, Pressed) else None

    async def _turn(self, heard: Heard, arrived: Arrived | None) -> Answer | None:
        """Raises Conflict when another act came between, or when this one was already worked on."""
        scene = await self._scene(heard)
        mark, *older = self._marks(heard)
        if older and await self._known(older):  # else the commit finds it out
            raise Conflict("It was worked on before the keys were changed.")
        outcome = await respond(scene, arrived)
        language = outcome.language or scene.language
        reference = _reference(scene, outcome)
        writes = [*outcome.writes, *reference, self._seen(scene, mark)]
        # An answer to words goes out as a message; Teams tells of an installation twice and is answered once.
        spoken = isinstance(heard.said, Typed | Attached)
        if spoken or (isinstance(heard.said, Installed) and reference and self._greets):
            writes.append(self._reply(scene, outcome.page, language, urgent=spoken))
        await self._ports.store.commit(*writes, sweep=outcome.sweep)
        if outcome.reported:
            self._ports.reports.count(heard.person, self._ports.clock.steady())
        if any(write.table in {OUTBOX, BULK} for write in writes):
            self._kick()
        return _answer(outcome, language) if isinstance(heard.said, Pressed) else None

    def _marks(self, heard: Heard) -> Sequence[str]:
        """How an activity is known again. The channel numbers them chat by chat, so the chat belongs to it."""
        since = self._ports.clock.now() - MARKED
        return self._ports.seal.marks(f"{heard.chat.conversation}\n{heard.key}", "activity", since)

    async def _known(self, marks: Sequence[str]) -> bool:
        """Whether the activity with one of these marks was worked on."""
        return any([await self._ports.store.get(SEEN, each) for each in marks])

    def _within(self, heard: Heard, at: float) -> bool:
        """Whether the person has not done too much in this minute. Danger is always listened to."""
        if isinstance(heard.said, Installed | Removed):
            return True
        within = self._acts.count(heard.person, at)
        return within or (isinstance(heard.said, Typed | Attached) and is_danger(heard.said.text))

    async def _too_fast(self, heard: Heard) -> Answer | None:
        """A plain answer, to words only once a minute; nothing is done and nothing kept."""
        scene, page = await self._scene(heard), welcome.note("slow_down", "show")
        if isinstance(heard.said, Pressed):
            return Answer(page, scene.language, update=False)
        if self._warned.count(heard.person, self._ports.clock.steady()):
            await self._ports.store.commit(self._reply(scene, page, scene.language))
            self._kick()
        return None

    async def _scene(self, heard: Heard) -> Scene:
        row = await self._ports.store.get(CHATS, heard.person)
        spoken = heard.locale.partition("-")[0].lower()
        language = spoken if spoken in LANGUAGES else "sv"
        if row and row.doc["chosen"]:
            language = row.doc["language"]
        if heard.chat.kind != "personal":  # everybody in a channel reads the same
            language = LANGUAGES[0]
        return Scene(self._ports, self.directory, heard, language, self._ports.clock.now(), row)

    def _seen(self, scene: Scene, mark: str) -> Put:
        until = (scene.now + REMEMBERED).replace(minute=0, second=0, microsecond=0)
        return Put(SEEN, mark, {"until": until.isoformat()}, NEW)

    def _reply(self, scene: Scene, page: Page, language: str, *, urgent: bool = True) -> Put:
        heard = scene.heard
        letter = {"kind": "reply", "person": heard.person, "chat": heard.chat.to_doc(), "page": to_doc(page)}
        return outbox.stage(self._ports, {**letter, "language": language}, urgent=urgent)


def _reference(scene: Scene, outcome: Outcome) -> list[Put | Del]:
    """Where the person can be written to: kept when it is new or has changed."""
    heard, row = scene.heard, scene.reference
    if heard.chat.kind != "personal" or any(isinstance(w, Put) and w.table is CHATS for w in outcome.writes):
        return []
    chat = None if isinstance(heard.said, Removed) else heard.chat.to_doc()
    kept = {"chat": None, "language": scene.language, "chosen": False} if row is None else row.doc
    doc = {**kept, "chat": chat, "language": outcome.language or scene.language}
    return [] if row and doc == row.doc else [Put(CHATS, heard.person, doc, row.etag if row else NEW)]


def _answer(outcome: Outcome, language: str) -> Answer:
    """A press is answered on its own call; the message follows, unless the page is private."""
    return Answer(outcome.page, language, update=outcome.update and not outcome.page.private)


async def respond(scene: Scene, arrived: Arrived | None = None) -> Outcome:
    """What a thing heard comes to. ``arrived``: the picture that was sent, where one was asked for."""
    said = scene.heard.said
    if isinstance(said, Installed | Removed):
        return Outcome(menu(scene))
    if isinstance(said, Pressed) and said.act.startswith("forum."):
        return await forum_acts.act(scene, said)
    if scene.heard.chat.kind != "personal":
        return await _in_channel(scene, said)
    if isinstance(said, Attached):
        return await sent_files.taken(scene, said, arrived)
    return await (_typed(scene, said) if isinstance(said, Typed) else _pressed(scene, said))


async def _in_channel(scene: Scene, said: Typed | Pressed | Attached) -> Outcome:
    """In a channel only a forum is spoken of."""
    return await forum_channel.typed(scene, said) if isinstance(said, Typed) else Outcome(welcome.note("in_channel"))


async def stands(scene: Scene) -> Outcome:
    """The page where things stand now, with nothing done: the answer to what was already worked on."""
    said = scene.heard.said
    if scene.heard.chat.kind != "personal":
        return Outcome(welcome.note("in_channel"))
    if isinstance(said, Pressed) and (shown := await beside.act(scene, said, again=True)):
        return shown
    if isinstance(said, Pressed) and _on_a_case(said):
        return await desk.act(scene, replace(said, act="case.show"))
    opened = await _dialog(scene, said.dialog) if isinstance(said, Pressed) else None
    if opened:
        return Outcome(turning.show(scene, opened))
    return await _late(scene, said) if isinstance(said, Pressed) and said.dialog else Outcome(menu(scene))


async def _pressed(scene: Scene, said: Pressed) -> Outcome:
    if _on_a_case(said):
        return await desk.act(scene, said)
    if done := await beside.act(scene, said):
        return done
    opened = await _dialog(scene, said.dialog)
    if said.act.startswith("do."):
        return await commands.obey(scene, opened, said)
    return await turning.pressed(scene, opened, said) if opened else await _late(scene, said)


def _on_a_case(said: Pressed) -> bool:
    """An act of a case's card, or the button of a page that told its reader to wait for one."""
    return said.act.startswith("case.") or (said.act == "do.show" and "case" in said.data)


async def _typed(scene: Scene, said: Typed) -> Outcome:
    if is_danger(said.text):
        return Outcome(welcome.emergency(told=is_story(said.text)))
    opened = await _dialog(scene, "")
    if not said.text.strip():
        return await commands.obey(scene, opened, Pressed("do.show"))
    # On a page with an option of just these words, such as “Symbol”, they answer the page.
    command = None if opened and turning.offers(opened, said.text) else commands.meant(said.text)
    if command and command.act == "forum.list":
        return await forum_acts.act(scene, command)
    if command:
        return await commands.obey(scene, opened, command)
    answered = await turning.typed(scene, opened, said) if opened and not is_story(said.text) else None
    return answered or await _other_words(scene, opened, said)


async def _other_words(scene: Scene, opened: Opened | None, said: Typed) -> Outcome:
    """Words that are neither a command nor an answer."""
    if is_story(said.text):
        return Outcome(welcome.story(in_dialog=opened is not None))
    if receipts.spoken(said.text):
        return Outcome(my_cases.box("my_cases.not_in_chat"))
    if opened:
        # Words of danger can be spelt in ways that nobody has thought of: 112 stands here too.
        page = turning.show(scene, opened, turning.not_understood(opened))
        first = links("emergency")
        return Outcome(replace(page, links=(*first, *(each for each in page.links if each not in first))))
    place = read_place(said.text)
    if place:
        return await turning.begin(scene, "coordinator", {"act": "next", "place": place})
    return Outcome(menu(scene, "welcome.unknown"))


async def _dialog(scene: Scene, dialog: str) -> Opened | None:
    """The dialog by its id; without one, the dialog last touched. Only ever the speaker's own."""
    return await named(scene, dialog) if dialog else next(iter(await mine(scene)), None)


async def _late(scene: Scene, said: Pressed) -> Outcome:
    """A press after its dialog has ended."""
    if "sealed" not in said.data:
        return Outcome(welcome.note("gone", "menu"))
    try:
        row = await handing_in.late(scene, said)
    except Unsealable:
        return Outcome(welcome.note("gone", "menu"))
    if row is None:
        return Outcome(welcome.note("not_sent", "menu"))
    case = handing_in.opened_case(scene, row)
    mark = case and case.report.kind == "mark"
    return Outcome(graffiti_report.receipt(scene, case) if case and mark else worry_report.sent_page())
