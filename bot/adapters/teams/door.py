"""The door: a request comes in, is checked, becomes a turn, and is answered; the pressed message follows."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from traceback import extract_tb

from bot.ports import Doc, Ids
from bot.talk import Answer, Heard, Page, Phrase
from content import LANGUAGES

from .activities import hear
from .cards import CONTENT_TYPE, card
from .listening import Listener, Turn
from .shapes import BadActivity, parsed
from .tokens import Gate, Refused, Tokens
from .updates import Update, Updates

log = logging.getLogger(__name__)

NOTHING_TO_SHOW = "application/vnd.microsoft.activity.message"
REFERENCE = 8  # characters of an id that a person can read out


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request is answered with; ``afterwards`` is to be called when the answer has left."""

    status: HTTPStatus
    body: Doc
    afterwards: Callable[[], None] | None = None


class Door:
    """Everything that Teams sends comes through here. Without ``tokens`` authentication is off (a demo)."""

    def __init__(self, turn: Turn, gate: Gate, tokens: Tokens | None, updates: Updates, ids: Ids) -> None:
        self._listener = Listener(turn)
        self._gate = gate
        self._tokens = tokens
        self._updates = updates
        self._ids = ids

    async def receive(self, authorization: str, read: Callable[[], Awaitable[bytes]]) -> Reply:
        """Answer a request; its body is read when its token is found good."""
        try:
            token = await self._tokens.read(authorization) if self._tokens else None
            activity = parsed(await read())
            self._gate.admit(activity, token)
            heard = hear(activity)
        except Refused as refused:
            return Reply(refused.status, {})
        except BadActivity:
            return Reply(HTTPStatus.BAD_REQUEST, {})
        return await self._answer(activity, heard) if heard else Reply(HTTPStatus.OK, {})

    async def close(self) -> None:
        """Let the updates under way come to an end."""
        await self._updates.close()

    async def _answer(self, activity: Doc, heard: Heard) -> Reply:
        try:
            answer = await self._listener.hear(activity, heard)
            body = _body(heard, answer)
        except Exception as error:  # noqa: BLE001 - whatever it was: one line in the log, one apology, one reference
            answer = self._apology(heard, error)
            body = _body(heard, answer)
        if answer is None:
            return Reply(HTTPStatus.OK, body)
        if answer.page.private:
            await self._updates.drop(heard.chat, heard.message)
        return Reply(HTTPStatus.OK, body, partial(self._show, heard, answer))

    def _apology(self, heard: Heard, error: Exception) -> Answer:
        """The error's own text may hold someone's words: the log gets its kind and the place in our code."""
        reference = self._ids.new()[:REFERENCE]
        place = extract_tb(error.__traceback__)[-1]
        where = f"{place.name}:{place.lineno}"
        log.error("event=turn_failed reference=%s error=%s at=%s", reference, type(error).__name__, where)
        page = Page(Phrase("errors.apology", {"reference": reference}))
        language = heard.locale[:2].lower()
        return Answer(page, language if language in LANGUAGES else LANGUAGES[0], update=False)

    def _show(self, heard: Heard, answer: Answer) -> None:
        """Let the message follow the answer; who could not be answered is sent the page. Never a private one."""
        if answer.page.private or (heard.answerable and not answer.update):
            return
        message = heard.message if answer.update else ""
        self._updates.put(Update(heard.chat, message, answer.page, answer.language, heard.key))


def _body(heard: Heard, answer: Answer | None) -> Doc:
    """What the call is answered with; only an Action.Execute takes a page.

    https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format
    """
    if not heard.answerable:
        return {}
    if answer is None:
        return {"statusCode": HTTPStatus.OK.value, "type": NOTHING_TO_SHOW, "value": ""}
    return {"statusCode": HTTPStatus.OK.value, "type": CONTENT_TYPE, "value": card(answer.page, answer.language)}
