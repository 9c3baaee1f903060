"""The end of a registration: a new forum, or the one of its kind that its channel has already, with its new times.

A channel may hold several forums, of different kinds; of one kind it holds one. Whoever may act on that registers it
anew; when its chair leads nothing any more, the next one takes it over, with what is open from before.
"""

from dataclasses import replace

from bot import outbox
from bot.errors import Unsealable
from bot.forums import Forum, Meeting, meetings
from bot.ports import FORUMS
from bot.schedule import passed
from bot.sealed import pages
from bot.talk import Choice, Line, Page, Phrase, Plain

from .dates import at
from .forum_access import kept, may_act, may_register
from .forum_pages import name_of
from .scene import Outcome, Scene
from .welcome import note


async def registered(scene: Scene, wanted: Forum) -> Outcome:
    """The forum is kept, and its channel is told."""
    if not may_register(scene.directory, scene.heard.person, scene.today):  # the role may have ended meanwhile
        return Outcome(note("gone", "menu"))
    there = await _there(scene, wanted)
    if there and not _may_replace(scene, there):
        return Outcome(taken(there, scene.directory.named(there.chair).name))
    made = _instead(there, wanted) if there else replace(wanted, id=scene.ports.ids.new())
    made = replace(made, fired=tuple(dict.fromkeys((*made.fired, *passed(made, scene.now)))))
    welcome = outbox.stage(scene.ports, {"kind": "forum_welcome", "forum": made.id}, urgent=False)
    page = registered_page(next(iter(meetings(made, scene.now)), None), again=there is not None)
    return Outcome(page, [kept(scene.ports.seal, made, scene.now), welcome])


def registered_page(following: Meeting | None, *, again: bool = False) -> Page:
    """That the forum is registered, and when it meets next; ``again``: that it was there before."""
    known = (Phrase("forum.registered.again"),) if again else ()
    return Page(
        Phrase("forum.registered.ask"),
        texts=(*known, Phrase("forum.registered.text", {"date": _when(following)})),
        choices=(Choice("forum.list", Phrase("forum.mine")), Choice("do.menu", Phrase("commands.menu"))),
    )


def taken(there: Forum, chair: str) -> Page:
    """The channel has such a forum, which somebody else leads."""
    leads: Line = Plain(chair) if chair else Phrase("forum.channel.chair")
    return Page(
        Phrase("forum.registered.taken", {"kind": name_of(there)}),
        texts=(Phrase("forum.registered.taken_text", {"name": leads}),),
        choices=(Choice("do.menu", Phrase("commands.menu")),),
    )


async def _there(scene: Scene, wanted: Forum) -> Forum | None:
    """The forum of this kind that the channel has."""
    async for rows in pages(scene.ports.store, FORUMS):
        for row in rows:
            try:
                forum = Forum.read(row, scene.ports.seal)
            except Unsealable:
                continue
            if (forum.kind, forum.channel.conversation) == (wanted.kind, wanted.channel.conversation):
                return forum
    return None


def _may_replace(scene: Scene, there: Forum) -> bool:
    """Whether the speaker may act on it, or nobody leads it any more."""
    left = not may_act(scene.directory, there, there.chair, scene.today)
    return left or may_act(scene.directory, there, scene.heard.person, scene.today)


def _instead(there: Forum, wanted: Forum) -> Forum:
    """What was decided and what was sent stays; the times, the chair and the days of notice are the new ones."""
    kept_of_it = replace(wanted, id=there.id, etag=there.etag, fired=there.fired, results=there.results)
    return replace(kept_of_it, posted=there.posted, decisions=there.decisions, help=there.help)


def _when(following: Meeting | None) -> Line:
    return at(following.starts) if following else Phrase("forum.registered.none")
