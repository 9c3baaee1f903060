"""A forum whose channel cannot be written to any more: it is stopped, its people are told, and somebody begins anew."""

from dataclasses import replace

from bot import outbox
from bot.forums import Forum
from bot.outbox import Writes
from bot.ports import Del, Put
from bot.talk import Choice, Page, Phrase, Plain, Pressed

from .forum_access import forum_of, kept
from .forum_lists import theirs
from .forum_pages import name_of
from .scene import Outcome, Scene

# What the service says when a channel was deleted or archived, or the bot removed from its team
# (learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability, status codes). Whatever else goes
# wrong with one message says nothing of the next.
CLOSED = frozenset(
    {
        "BotDisabledByAdmin",
        "BotNotInConversationRoster",
        "ConversationNotFound",
        "ForbiddenOperationException",
        "MessageWritesBlocked",
    }
)


async def stop(scene: Scene, named: str, reason: str, planned: str) -> Writes:
    """What follows when the channel has refused a message for good. ``planned``: the meeting whose item it was."""
    forum = await forum_of(scene, named)
    if forum is None or forum.stopped or reason not in CLOSED:
        return ()
    letter = {"kind": "forum_stopped", "forum": named, "planned": planned}
    staged = [outbox.stage(scene.ports, {**letter, "to": to}, urgent=False) for to in ("chair", "coordinator")]
    return [kept(scene.ports.seal, replace(forum, stopped=True), scene.ports.clock.now()), *staged]


def told(forum: Forum, planned: str, chair: str) -> Page:
    """To the chair, with the item at hand, and the ways on; ``chair``: the name, in the page for the coordinators."""
    named = {"kind": name_of(forum)}
    if chair:
        text = Phrase("forum.stopped.coordinator", {"name": Plain(chair)})
        return Page(Phrase("forum.stopped.ask", named), texts=(text,))
    data = {"forum": forum.id}
    item = (Choice("forum.show", Phrase("forum.list.open_item", named), data={**data, "planned": planned}),)
    return Page(
        Phrase("forum.stopped.ask", named),
        texts=(Phrase("forum.stopped.text"),),
        choices=(
            *(item if planned else ()),
            Choice("forum.again", Phrase("forum.stopped.again"), data=data),
            Choice("forum.remove", Phrase("forum.list.remove", named), data=data),
        ),
    )


async def again(scene: Scene, forum: Forum, _: Pressed) -> Outcome:
    """Begin anew: the channel is written to, and if it takes nothing the forum is stopped once more."""
    if not forum.stopped:  # pressed twice, or somebody else was faster
        return Outcome(await theirs(scene))
    now = replace(forum, stopped=False)
    welcome = outbox.stage(scene.ports, {"kind": "forum_welcome", "forum": forum.id}, urgent=False)
    writes: list[Put | Del] = [kept(scene.ports.seal, now, scene.now), welcome]
    return Outcome(begun(forum), writes)


def begun(forum: Forum) -> Page:
    """It is tried again, and what to expect."""
    return Page(
        Phrase("forum.stopped.begun", {"kind": name_of(forum)}),
        texts=(Phrase("forum.stopped.begun_text"),),
        choices=(Choice("forum.list", Phrase("forum.mine")), Choice("do.menu", Phrase("commands.menu"))),
    )
