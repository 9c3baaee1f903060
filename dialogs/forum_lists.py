"""“Mina forum”: what somebody leads, when it meets next, and what is open from before."""

from collections.abc import Iterable

from bot.errors import Unsealable
from bot.forums import Forum, meetings
from bot.ports import FORUMS
from bot.talk import Choice, Fact, Page, Phrase, Plain

from .dates import at
from .forum_pages import name_of
from .scene import Scene

SHORT = 40  # characters of a decision on its button
MOST = 6  # decisions offered to be marked as done


async def theirs(scene: Scene) -> Page:
    """The forums that the person leads, or stands in for."""
    return mine_of(scene, await led_by(scene))


async def led_by(scene: Scene) -> list[Forum]:
    """The person's forums, and those of whoever they stand in for."""
    me, found = scene.me, []
    for chair in filter(None, (me.id, me.stands_in_for)):
        for row in (await scene.ports.store.find(FORUMS, equals={"chair": chair})).rows:
            try:
                found.append(Forum.read(row, scene.ports.seal))
            except Unsealable:
                continue
    return found


def mine_of(scene: Scene, forums: Iterable[Forum]) -> Page:
    """The page of these forums."""
    forums = list(forums)
    if not forums:
        return Page(
            Phrase("forum.list.none"),
            texts=(Phrase("forum.list.none_text"),),
            footer=(Choice("do.menu", Phrase("commands.menu")),),
        )
    return Page(
        Phrase("forum.list.ask"),
        texts=(Phrase("forum.list.text"),),
        facts=tuple(fact for each in forums for fact in _facts(scene, each)),
        choices=tuple(choice for each in forums for choice in _choices(scene, each)),
        footer=(Choice("do.menu", Phrase("commands.menu")),),
    )


def _facts(scene: Scene, forum: Forum) -> Iterable[Fact]:
    following = next(iter(meetings(forum, scene.now)), None)
    if following:
        yield Fact(Phrase(f"forum.what.fields.kind.options.{forum.kind}"), at(following.starts))
    for each in forum.open_decisions():
        yield Fact(Phrase(f"forum.roles.options.{each.owner}"), Plain(each.text))


def _choices(scene: Scene, forum: Forum) -> Iterable[Choice]:
    following = next(iter(meetings(forum, scene.now)), None)
    kind = {"kind": name_of(forum)}
    if forum.stopped:
        yield Choice("forum.again", Phrase("forum.stopped.again_with", kind), data={"forum": forum.id})
    if following:
        data = {"forum": forum.id, "planned": following.planned}
        yield Choice("forum.show", Phrase("forum.list.open_item", kind), data=data)
    for each in forum.open_decisions()[:MOST]:
        words = Plain(each.text if len(each.text) <= SHORT else f"{each.text[:SHORT]}…")
        done = {"forum": forum.id, "decision": each.id}
        yield Choice("forum.done", Phrase("forum.list.done", {"text": words}), data=done)
    yield Choice("forum.remove", Phrase("forum.list.remove", kind), data={"forum": forum.id})
