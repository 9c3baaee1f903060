"""Every kind of letter in the outbox and how it is opened."""

import json
from collections.abc import Mapping

from bot.outbox import Letter, Mail, Opened, Opener, Writes
from bot.ports import Ports
from bot.talk import Chat, from_doc

from .desk import Desk
from .welcome import news
from .worry_report import notice_about


def openers(ports: Ports, desk: Desk) -> Mapping[str, Opener]:
    """By kind: a reply to typed words, a case on its way, the renewal of a card, the notice to a sender."""

    async def notice(letter: Letter) -> Opened:
        """The sender's chat is opened here, at the send, and nowhere else; the words say nothing of the case."""
        chat = json.loads(ports.seal.open(letter["sealed"], notice_about(letter["case"])))
        language = chat.pop("language")
        return Mail(Chat(**chat), news(), language, _nothing, _nothing_more)

    return {
        "reply": _reply,
        "case": desk.to_department,
        "card": desk.to_person,
        "renew": desk.renew,
        "notice": notice,
    }


async def _reply(letter: Letter) -> Opened:
    return Mail(Chat(**letter["chat"]), from_doc(letter["page"]), letter["language"], _nothing, _nothing_more)


async def _nothing(_: str) -> Writes:
    return ()


async def _nothing_more() -> Writes:
    return ()
