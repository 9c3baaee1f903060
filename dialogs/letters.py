"""Every kind of letter in the outbox and how it is opened."""

import json
from collections.abc import Mapping
from dataclasses import replace

from bot.cases import notice_about
from bot.errors import Unsealable
from bot.outbox import Letter, Mail, Opened, Opener, Writes, chat_of
from bot.people import Directory
from bot.ports import CHATS, DIALOGS, Ports
from bot.talk import Chat, Heard, Page, Typed, from_doc

from . import campaign_letters, clearing, graffiti_texts, opened
from .case_letters import CaseLetters, nothing_follows, nothing_to_do
from .forum_letters import ForumLetters
from .scene import Scene
from .training_letters import TrainingLetters
from .turning import show
from .welcome import news, note


def openers(ports: Ports, cases: CaseLetters) -> Mapping[str, Opener]:
    """By kind."""
    letters = Letters(ports, cases.directory)
    return {
        **ForumLetters(ports, cases.directory).openers,
        **TrainingLetters(ports).openers,
        **campaign_letters.openers(ports, cases.directory),
        "reply": letters.reply,
        "left": letters.left,
        "mend": letters.mend,
        "notice": letters.notice,
        "reminder": letters.reminder,
        "case": cases.to_department,
        "card": cases.to_person,
        "renew": cases.renew,
    }


class Letters:
    """Replies to typed words, the notice to a sender, and what becomes of a dialog's card."""

    def __init__(self, ports: Ports, directory: Directory) -> None:
        self._ports = ports
        self._directory = directory

    async def reply(self, letter: Letter) -> Opened:
        """The answer to typed words. If it shows a dialog, the dialog is told where."""
        if await self._removed(letter):
            return ()
        page = from_doc(letter["page"])

        async def sent(message: str) -> Writes:
            row = await self._ports.store.get(DIALOGS, page.dialog) if page.dialog else None
            put = opened.shown_by(row, self._ports.seal, message) if row else None
            return [put] if put else []

        return Mail(Chat(**letter["chat"]), page, letter["language"], sent, nothing_to_do)

    async def notice(self, letter: Letter) -> Opened:
        """Who sent it is opened here, at the send, and nowhere else; the words say nothing of the case."""
        try:
            sender = json.loads(self._ports.seal.open(letter["sealed"], notice_about(letter["case"])))["person"]
        except Unsealable:
            return ()  # its key is gone, and with it the only way to the sender; they still have their code
        chat = await chat_of(self._ports, sender)
        # Whoever has removed the app is not written to.
        return Mail(chat[0], news(), chat[1], nothing_follows, nothing_to_do) if chat else ()

    async def reminder(self, letter: Letter) -> Opened:
        """What somebody asked to be reminded of, once. The message says nothing of it; its button is theirs alone."""
        person = str(letter["person"])
        chat = await chat_of(self._ports, person)
        page = graffiti_texts.reminded(self._ports.seal, person, letter["left"])
        return Mail(chat[0], page, chat[1], nothing_follows, nothing_to_do) if chat else ()

    async def left(self, letter: Letter) -> Opened:
        """A dialog was left alone so long that it has ended."""
        page = note("left_alone", "menu")
        return () if await self._removed(letter) else self._in_place(letter, page)

    async def mend(self, letter: Letter) -> Opened:
        """A message may show an older page than the one where its dialog stands: a restart came in between.

        With a ``place``: it does, also if the dialog has ended, since instances have overtaken each other.
        """
        row = await self._ports.store.get(DIALOGS, letter["dialog"])
        there = opened.read(row, self._ports.seal) if row else None
        place = letter.get("place") or (there and there.place)
        if not place or await self._removed(place):
            return ()
        if there is None:
            return self._in_place(place, note("gone", "menu"))
        heard = Heard("", "", Chat(**place["chat"]), Typed(""))
        scene = Scene(self._ports, self._directory, heard, place["language"], self._ports.clock.now())
        page = show(scene, there)
        if not page.dialog:  # what is private waits for a press
            return ()

        async def sent(_: str) -> Writes:
            again = await clearing.overtaken(self._ports, there.id, there.turning, place)
            return [again] if again else []

        return replace(self._in_place(place, page), sent=sent)

    async def _removed(self, letter: Letter) -> bool:
        """Whether the person of this private chat has removed the app since: they are not written to."""
        person = str(letter.get("person", ""))
        row = await self._ports.store.get(CHATS, person) if letter["chat"]["kind"] == "personal" else None
        return row is not None and row.doc["chat"] is None

    def _in_place(self, place: Letter, page: Page) -> Mail:
        chat, message = Chat(**place["chat"]), str(place["message"])
        return Mail(chat, page, str(place["language"]), nothing_follows, nothing_to_do, message)
