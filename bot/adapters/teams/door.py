"""The door: a request comes in, is checked, becomes a turn, and is answered; the pressed message follows."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from traceback import extract_tb
from typing import NamedTuple

from bot.ports import Doc, Ids
from bot.talk import Answer, Choice, Heard, Page, Phrase, Pressed
from content import LANGUAGES

from .activities import hear
from .cards import CONTENT_TYPE, drawn
from .listening import Listener, Turn
from .shapes import BadActivity, Fragment, dumped, parsed
from .tokens import Gate, Refused, Tokens
from .turns import Turns
from .updates import Update, Updates

log = logging.getLogger(__name__)

NOTHING_TO_SHOW = "application/vnd.microsoft.activity.message"
REFERENCE = 8  # characters of an id that a person can read out
PATIENCE = 3.0  # seconds that an invoke may take; Teams gives up after five
NO_DATA: Mapping[str, str] = {}
CLOSING = 5.0  # seconds that turns under way are given at the end


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request is answered with, JSON; ``afterwards`` is to be called when the answer has left."""

    status: HTTPStatus
    body: bytes = b"{}"
    afterwards: Callable[[], None] | None = None


class Shown(NamedTuple):
    """A turn's answer, and its page drawn: once, for the reply and for the message. ``failed``: it is the apology."""

    answer: Answer | None
    card: bytes = b""
    failed: bool = False


class Door:
    """Everything that Teams sends comes through here. Without ``tokens`` authentication is off (a demo)."""

    def __init__(  # noqa: PLR0913, PLR0917 - the pieces that a door is put together from, once
        self, turn: Turn, gate: Gate, tokens: Tokens | None, updates: Updates, ids: Ids, patience: float = PATIENCE
    ) -> None:
        self._listener = Listener(turn)
        self._gate = gate
        self._tokens = tokens
        self._updates = updates
        self._ids = ids
        self._turns: Turns[Shown] = Turns(patience)

    async def receive(self, authorization: str, read: Callable[[], Awaitable[bytes]]) -> Reply:
        """Answer a request; its body is read when its token is found good."""
        try:
            token = await self._tokens.read(authorization) if self._tokens else None
            activity = parsed(await read())
            self._gate.admit(activity, token)
            heard = hear(activity)
        except Refused as refused:
            return Reply(refused.status)
        except BadActivity:
            return Reply(HTTPStatus.BAD_REQUEST)
        return await self._answer(activity, heard) if heard else Reply(HTTPStatus.OK)

    async def close(self) -> None:
        """Let the turns and updates under way come to an end."""
        await self._turns.close(CLOSING)
        await self._updates.close()

    async def _answer(self, activity: Doc, heard: Heard) -> Reply:
        """The answer, and what the message is to show after it: once, however often the activity was delivered."""
        work, late = partial(self._turn, activity, heard), partial(self._show_late, heard)
        shown, again = await self._turns.take(heard, work, late)
        if shown is None:
            return Reply(HTTPStatus.OK, _body(heard, _drawn(_wait(heard)).card))
        answer = shown.answer
        if answer and answer.page.private:
            await self._updates.drop(heard.chat, heard.message)
        follow = partial(self._show, heard, answer, shown.card) if answer and not again else None
        return Reply(HTTPStatus.OK, _body(heard, shown.card), follow)

    async def _turn(self, activity: Doc, heard: Heard) -> Shown:
        """Whatever goes wrong: one line in the log, one apology, one reference."""
        try:
            return _drawn(await self._listener.hear(activity, heard))
        except Exception as error:  # noqa: BLE001 - nothing may be left without an answer
            return _drawn(self._apology(heard, error), failed=True)

    def _apology(self, heard: Heard, error: Exception) -> Answer:
        """The error's own text may hold someone's words: the log gets its kind and the place in our code."""
        reference = self._ids.new()[:REFERENCE]
        place = extract_tb(error.__traceback__)[-1]
        where = f"{place.name}:{place.lineno}"
        log.error("event=turn_failed reference=%s error=%s at=%s", reference, type(error).__name__, where)
        text = (Phrase("errors.apology.text", {"reference": reference}),)
        page = Page(Phrase("errors.apology.ask"), texts=text, choices=(_show_choice(),))
        return Answer(page, _language(heard), update=False)

    def _show(self, heard: Heard, answer: Answer, card: bytes) -> None:
        """Let the message follow the answer; who could not be answered is sent the page. Never a private one."""
        if answer.page.private or (heard.answerable and not answer.update):
            return
        self._put(heard, answer, card, heard.message if answer.update else "")

    def _show_late(self, heard: Heard, shown: Shown) -> None:
        """The caller was told to wait: the message brings the page, or says that a private one waits (decision 2).

        Where the message is to stay as it is, it does; the button of the page that told to wait leads on.
        """
        answer = shown.answer
        if answer is None:
            return
        if answer.page.private:
            waits = drawn(_private_waits(answer.page), answer.language)
            self._put(heard, answer, waits, heard.message)
        elif answer.update or shown.failed:
            self._put(heard, answer, shown.card, heard.message if answer.update else "")

    def _put(self, heard: Heard, answer: Answer, card: bytes, message: str) -> None:
        of = answer.page.dialog, answer.page.turning
        self._updates.put(Update(heard.chat, message, card, answer.language, heard.key, *of))


def _drawn(answer: Answer | None, *, failed: bool = False) -> Shown:
    return Shown(answer, drawn(answer.page, answer.language) if answer else b"", failed)


def _body(heard: Heard, card: bytes) -> bytes:
    """What the call is answered with; only an Action.Execute takes a card.

    https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format
    """
    if not heard.answerable:
        return b"{}"
    if not card:
        return dumped({"statusCode": HTTPStatus.OK.value, "type": NOTHING_TO_SHOW, "value": ""})
    return dumped({"statusCode": HTTPStatus.OK.value, "type": CONTENT_TYPE, "value": Fragment(card)})


def _wait(heard: Heard) -> Answer:
    """For a turn that takes long; where the page does not come by itself, the button asks for it."""
    said = heard.said if isinstance(heard.said, Pressed) else Pressed("")
    text = (Phrase("welcome.wait.text"),)
    choice = _show_choice(NO_DATA if said.dialog else said.data)
    page = Page(Phrase("welcome.wait.ask"), texts=text, choices=(choice,), dialog=said.dialog)
    return Answer(page, _language(heard), update=False)


def _private_waits(page: Page) -> Page:
    """Says in the message that a page waits that must not stand there; pressed, it comes as an answer."""
    return Page(
        Phrase("welcome.private_waits.ask"),
        texts=(Phrase("welcome.private_waits.text"),),
        choices=(_show_choice(),),
        dialog=page.dialog,
        step=page.step,
        turning=page.turning,
    )


def _show_choice(data: Mapping[str, str] = NO_DATA) -> Choice:
    """``data`` as the pressed button had it: it tells what is shown where no dialog is, such as a case."""
    return Choice("do.show", Phrase("commands.show"), data=data)


def _language(heard: Heard) -> str:
    """As the client has it: what the person chose stands in the store, which may be what failed."""
    language = heard.locale[:2].lower()
    return language if language in LANGUAGES else LANGUAGES[0]
