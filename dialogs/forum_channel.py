"""In a channel: a forum is registered from there, and goes on in its chair's own chat; everything else is told to."""

from dataclasses import replace

from bot import outbox
from bot.talk import Page, Phrase, Typed

from .commands import meant
from .forum import FACTS, FORUM
from .forum_access import may_register
from .forum_letters import first_page
from .opened import keep, start
from .scene import Outcome, Scene
from .welcome import note

COMMAND = "forum"  # as listened for


async def typed(scene: Scene, said: Typed) -> Outcome:
    """“Registrera forum”, or words that belong into a chat of one's own."""
    command = meant(said.text)
    if command is None or command.data.get("flow") != COMMAND:
        return Outcome(note("in_channel"))
    if not may_register(scene.directory, scene.heard.person, scene.today):
        return Outcome(_told("only_chairs"))
    chat = await outbox.chat_of(scene.ports, scene.heard.person)
    if chat is None:
        return Outcome(_told("install"))
    channel = {**scene.heard.chat.to_doc(), "conversation": scene.heard.chat.conversation.partition(";")[0]}
    here = replace(scene, heard=replace(scene.heard, chat=chat[0], message=""), language=chat[1])
    opened = start(here, FORUM.name, {FACTS: {"channel": channel}})
    return Outcome(_told("private"), [keep(here, opened), first_page(scene.ports, here, opened)])


def _told(key: str) -> Page:
    return Page(Phrase(f"forum.channel.{key}"), texts=(Phrase(f"forum.channel.{key}_text"),))
