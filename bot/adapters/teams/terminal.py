"""The terminal chat of ``make run``: it talks to the bot over HTTP as Teams does, and draws what comes as text."""

import asyncio
import codecs
import os
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from bot.people import Person
from content import load

from .likeness import Teams
from .likeness_cards import Card
from .likeness_people import Someone
from .likeness_pictures import Way
from .likeness_rooms import WentWrong
from .terminal_form import Again, Form
from .terminal_page import folded
from .terminal_screen import Screen

LOCALES = {"sv": "sv-SE", "en": "en-GB"}
SETTLED = 0.25  # seconds without a sign of the bot's, after which it is the person's turn
STDIN = 0
PICTURES: dict[str, Way] = {"/photo": "inline", "/file": "file"}


async def chat(  # noqa: PLR0913 - the keyboard, the screen and the patience of whoever sits there, by name
    teams: Teams,
    people: Sequence[Person],
    language: str,
    *,
    lines: AsyncIterator[str] | None = None,
    sink: TextIO = sys.stdout,
    settled: float = SETTLED,
) -> None:
    """Install the bot for everyone and talk until /quit or the end of input. The first of ``people`` begins.

    ``lines`` replaces the standard input. What does not come from a keyboard is written out, so that it can be read.
    """
    echo = lines is not None or not os.isatty(STDIN)
    terminal = Terminal(teams, people, Screen(load(language), sink), echo=echo, settled=settled)
    await terminal.open()
    watching = asyncio.create_task(terminal.watch())
    try:
        async for line in lines or typed(STDIN):
            if not await terminal.hear(line.strip()):
                break
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def typed(source: int) -> AsyncIterator[str]:
    """The lines of a file descriptor, be it a terminal, a pipe or a file.

    Read in a thread of its own with ``os.read``: a file cannot be polled, and a buffered reader's lock would be
    held by the waiting thread when the program ends.
    """
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    threading.Thread(target=_pump, args=(source, asyncio.get_running_loop(), queue), daemon=True).start()
    decoder, rest = codecs.getincrementaldecoder("utf-8")("replace"), ""
    while chunk := await queue.get():
        *whole, rest = (rest + decoder.decode(chunk)).split("\n")
        for line in whole:
            yield line
    if rest:
        yield rest


def _pump(source: int, loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[bytes]) -> None:
    chunk = b"-"
    while chunk:
        chunk = os.read(source, 4096)
        with suppress(RuntimeError):  # the chat is over and the loop closed
            loop.call_soon_threadsafe(queue.put_nowait, chunk)


def _read(place: str) -> bytes:
    try:
        return Path(place).expanduser().read_bytes()
    except OSError as error:
        raise Again(str(error)) from None  # the system says what is wrong, in its own words


class Terminal:
    """Who is being played, and what a line of theirs does."""

    def __init__(self, teams: Teams, people: Sequence[Person], screen: Screen, *, echo: bool, settled: float) -> None:
        self._teams = teams
        self._screen = screen
        self._words = screen.words
        self._echo = echo
        self._settled = settled
        self._roles: dict[str, list[str]] = {each.id: [*sorted(each.roles)] or ["employee"] for each in people}
        locale = LOCALES[self._words.language]
        self._people = [teams.stranger(person.name or person.id, person.id, locale=locale) for person in people]
        self._now = self._people[0]
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Install the bot for everyone and show the first person's chat."""
        self._screen.say("hello", name=self._now.name)
        with suppress(WentWrong, TimeoutError):  # a bot without a welcome can be talked to all the same
            await asyncio.gather(*(person.install(replies=0) for person in self._people))
            await self._teams.until(lambda: all(person.room.changes for person in self._people))
        await self._teams.quiet(self._settled)
        self._screen.pass_over(self._people)
        await self._settle()
        self._prompt()

    async def hear(self, line: str) -> bool:
        """One line of the person's. False when the chat is over."""
        async with self._turn:
            if self._echo:
                self._screen.write(line)
            if line == "/quit":
                self._screen.say("quit")
                return False
            try:
                await self._do(line)
            except Again as again:
                self._screen.write("\n".join(folded(str(again))))
            except WentWrong:
                self._screen.say("wrong")
            await self._settle()
            self._prompt()
            return True

    async def watch(self) -> None:
        """Show what arrives while nobody types."""
        while True:
            await self._teams.until(lambda: self._screen.news(self._now), seconds=None)
            async with self._turn:
                if self._screen.news(self._now):
                    self._screen.write("")
                    await self._settle()
                    self._prompt()

    async def _settle(self) -> None:
        """Show what there is, and what still comes."""
        self._screen.show(self._now)
        await self._teams.quiet(self._settled)
        self._screen.show(self._now)
        self._screen.tell(person for person in self._people if person is not self._now)

    def _prompt(self) -> None:
        """Whose turn it is, after the question that they have to answer, if any."""
        form = self._screen.form(self._now)
        if form and form.asked:
            self._screen.write(form.question(self._words))
        self._screen.write(f"{self._now.name} > ", end="")

    async def _do(self, line: str) -> None:
        form = self._screen.form(self._now)
        if line.startswith("/"):
            command, _, rest = line.partition(" ")
            await self._command(command, rest.strip())
        elif form and (line or form.asked):
            await self._fill(form, line)
        elif line:
            await self._now.says(line)

    async def _fill(self, form: Form, line: str) -> None:
        """A line for the page, or past it into the chat."""
        about = form.take(line, self._words)
        if about:
            self._screen.write(about)
        button = form.pressed()
        if about is None:
            await self._now.says(line)
        elif button and button.url:
            self._screen.say("opens", url=button.url)
        elif button:
            await self._now.send(button, form.inputs if button.gathers else {}, form.card.message)

    async def _command(self, command: str, rest: str) -> None:
        if command == "/say" and rest:
            await self._now.says(rest)
        elif command == "/as" and rest:
            self._become(rest)
        elif command in ("/as", "/who"):
            self._screen.write("\n".join(map(self._line, self._people)))
        elif command in PICTURES and rest:
            await self._send(rest, PICTURES[command])
        elif command == "/cards":
            self._cards(rest)
        elif command == "/reload":
            self._now.forget()
            self._bring_up()
        else:
            self._screen.say("help" if command == "/help" else "unknown")

    async def _send(self, place: str, kind: Way) -> None:
        """A picture file of this machine's, as a person sends one from theirs."""
        picture = await asyncio.to_thread(_read, place)
        await self._now.sends(picture, kind=kind, name=Path(place).name)

    def _become(self, part: str) -> None:
        fitting = [person for person in self._people if part.casefold() in self._line(person).casefold()]
        exact = [person for person in fitting if part.casefold() == person.name.casefold()] or fitting
        if len(exact) == 1:
            self._now = exact[0]
            self._bring_up()
        elif exact:
            self._screen.say("who.several", names=", ".join(person.name for person in exact))
        else:
            self._screen.say("who.none")

    def _line(self, person: Someone) -> str:
        roles = ", ".join(self._words.say(f"terminal.role.{role}") for role in self._roles[person.aad])
        return f"{'>' if person is self._now else ' '} {person.name} – {roles}"

    def _cards(self, number: str) -> None:
        """List the messages of this chat by their headings, or bring one up."""
        cards = self._now.cards
        if number.isdecimal() and 0 < int(number) <= len(cards):
            self._bring_up(cards[int(number) - 1])
        else:
            self._screen.write("\n".join(f"{n}. {card.heading}" for n, card in enumerate(cards, 1)))

    def _bring_up(self, card: Card | None = None) -> None:
        """Draw one of the messages (the one that asks, else the last), unless it is new and will be drawn anyway."""
        asking = self._screen.card(self._now) if self._screen.asks(self._now) else None
        card = card or asking or next(reversed(self._now.cards), None)
        if not card:
            self._screen.say("nothing")
        elif card.message not in {each.message for each in self._screen.news(self._now)}:
            self._screen.draw(self._now, card)
