"""Messages to Teams: sent, replied, updated and deleted, and private chats begun. Whoever sends decides on retries."""

from bot.errors import Unsendable
from bot.ports import Doc
from bot.talk import Chat, Page

from .cards import CONTENT_TYPE, NEUTRAL, drawn
from .markup import plain
from .sending_connector import Connector, open_session
from .shapes import Fragment, dumped

__all__ = ["TeamsSender", "message", "open_session"]

LARGEST = {"personal": 80 * 1024, "groupChat": 80 * 1024, "channel": 28 * 1024}  # bytes that Teams surely takes
CONVERSATIONS = ("v3", "conversations")
NOTICE = {"channelData": {"notification": {"alert": True}}}  # on the person's devices


class TeamsSender(Connector):
    """A Sender (see ``bot.ports``), and what else the connector does for a conversation. Raises Unsendable."""

    async def send(self, chat: Chat, page: Page, language: str) -> str:
        """Post the page as a new message, with a notice; the message's id."""
        return await self._write("POST", chat, {**message(chat, page, language), **NOTICE})

    async def reply(self, chat: Chat, to: str, page: Page, language: str) -> str:
        """Post the page under the message ``to`` (in a channel: in its thread), with a notice; the message's id."""
        return await self._write("POST", chat, {**message(chat, page, language), **NOTICE, "replyToId": to}, to)

    async def update(self, chat: Chat, message_id: str, page: Page, language: str) -> None:
        """Replace what the message shows."""
        await self.show(chat, message_id, public(page, language), language)

    async def show(self, chat: Chat, message_id: str, card: bytes, language: str) -> None:
        """Replace what the message shows by a card drawn before; without a message, post a new one."""
        if message_id:
            await self._write("PUT", chat, {**_message(chat, card, language), "id": message_id}, message_id)
        else:
            await self._write("POST", chat, {**_message(chat, card, language), **NOTICE})

    async def delete(self, chat: Chat, message_id: str) -> None:
        """Take the message away."""
        path = (*CONVERSATIONS, chat.conversation, "activities", message_id)
        await self.call("DELETE", chat.service_url, *path)

    async def create(self, known: Chat, person: str) -> Chat:
        """The private chat with someone (a member's id, or an Entra object id) of a chat or team that is known."""
        wanted = {
            "bot": {"id": known.bot},
            "members": [{"id": person}],
            "isGroup": False,
            "tenantId": known.tenant,
            "channelData": {"tenant": {"id": known.tenant}},
        }
        found = _id(await self.call("POST", known.service_url, *CONVERSATIONS, body=dumped(wanted)))
        if not found:
            raise Unsendable("no_conversation", final=True)
        return Chat(known.service_url, found, "personal", known.tenant, known.bot)

    async def _write(self, method: str, chat: Chat, activity: Doc, *path: str) -> str:
        body = dumped(activity)
        if len(body) > LARGEST[chat.kind]:
            raise Unsendable("too_large", final=True)
        where = (*CONVERSATIONS, chat.conversation, "activities", *path)
        return _id(await self.call(method, chat.service_url, *where, body=body))


def message(chat: Chat, page: Page, language: str) -> Doc:
    """A message activity: the card alone, since Teams splits words and card, and a summary that gives nothing away."""
    return _message(chat, public(page, language), language)


def public(page: Page, language: str) -> bytes:
    """The page drawn for a message, which Teams keeps. Raises Unsendable for a private one."""
    if page.private:
        raise Unsendable("private_page", final=True)
    return drawn(page, language)


def _message(chat: Chat, card: bytes, language: str) -> Doc:
    return {
        "type": "message",
        "from": {"id": chat.bot},
        "conversation": {"id": chat.conversation},
        "summary": plain(NEUTRAL, language),
        "attachments": [{"contentType": CONTENT_TYPE, "content": Fragment(card)}],
    }


def _id(found: object) -> str:
    return str(found.get("id") or "") if isinstance(found, dict) else ""
