"""Every kind of letter in the outbox and how it is opened."""

import json
from collections.abc import Mapping

from bot.errors import Unsealable
from bot.outbox import Letter, Mail, Opened, Opener
from bot.ports import Ports
from bot.talk import Chat, from_doc

from .case_letters import CaseLetters, nothing_follows, nothing_to_do
from .welcome import news
from .worry_report import notice_about


def openers(ports: Ports, cases: CaseLetters) -> Mapping[str, Opener]:
    """By kind: a reply to typed words, a case on its way, the renewal of a card, the notice to a sender."""

    async def notice(letter: Letter) -> Opened:
        """The sender's chat is opened here, at the send, and nowhere else; the words say nothing of the case."""
        try:
            chat = json.loads(ports.seal.open(letter["sealed"], notice_about(letter["case"])))
        except Unsealable:
            return ()  # its key is gone, and with it the only way to the sender; they still have their code
        language = chat.pop("language")
        return Mail(Chat(**chat), news(), language, nothing_follows, nothing_to_do)

    return {
        "reply": _reply,
        "case": cases.to_department,
        "card": cases.to_person,
        "renew": cases.renew,
        "notice": notice,
    }


async def _reply(letter: Letter) -> Opened:
    return Mail(Chat(**letter["chat"]), from_doc(letter["page"]), letter["language"], nothing_follows, nothing_to_do)
