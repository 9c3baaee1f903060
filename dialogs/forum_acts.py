"""What can be pressed about a forum: in its channel by those who lead it, in their own chats the rest.

Every act is checked against the directory and the forum as they stand; what a card claims is never believed.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot import outbox
from bot.forums import NOT_TAKEN_UP, RESULTS, Draft, Forum, Meeting
from bot.ports import FORUMS, Del, Put
from bot.talk import Choice, Page, Phrase, Pressed

from .forum import FACTS, MOVE, NOTE, WORDS
from .forum_access import forum_of, item_of, kept, may_act, meeting_of, posted_at
from .forum_lists import led_by, mine_of, theirs
from .forum_pages import follow, item, name_of, prompt
from .forum_stopped import again
from .opened import keep, start
from .scene import Outcome, Scene
from .turning import show
from .welcome import note

UNANSWERED = timedelta(days=7)  # after which the coordinator hears that a forum does not get to the item
HELP = ("shorter", "visit", "time", "nothing")  # what could help a forum that does not get to the item
Act = Callable[[Scene, Forum, Meeting, str], Awaitable[Outcome]]


async def act(scene: Scene, said: Pressed) -> Outcome:
    """A press on a forum's page. Others than those who lead it get a plain answer of their own."""
    wanted = said.act.removeprefix("forum.")
    if not _private(scene) and wanted not in RESULTS:  # all else is for a chat of one's own, whatever a press claims
        return Outcome(note("in_channel"), update=False)
    if wanted == "list":
        return Outcome(await theirs(scene))
    forum = await forum_of(scene, said.data.get("forum", ""))
    if forum is None or not _may_here(scene, forum):
        return Outcome(_not_yours(), update=False)
    if wanted in OF_FORUM:
        return await OF_FORUM[wanted](scene, forum, said)
    meeting = meeting_of(forum, said.data.get("planned", ""), scene.now)
    if meeting is None or wanted not in ACTS:
        return Outcome(await theirs(scene) if _private(scene) else note("gone"), update=False)
    return await ACTS[wanted](scene, forum, meeting, wanted)


def _may_here(scene: Scene, forum: Forum) -> bool:
    """Whether the person may act on it, and it is not read in another channel than its own."""
    room = scene.heard.chat.conversation.partition(";")[0]
    at_home = _private(scene) or room == forum.channel.conversation
    return at_home and may_act(scene.directory, forum, scene.heard.person, scene.today)


async def _result(scene: Scene, forum: Forum, meeting: Meeting, result: str) -> Outcome:
    """What became of the item. A meeting that is moved gets its new time in the chair's own chat."""
    said_before = forum.results.get(meeting.planned) == result
    now = forum.with_result(meeting.planned, result)
    asks = result == "not_reached" and not said_before and now.running_without() >= NOT_TAKEN_UP and not now.help
    if asks:
        now = replace(now, help="asked")
    if result == "cancelled":
        now = replace(now, moved={**forum.moved, meeting.planned: ""})
    writes: list[Put | Del] = [kept(scene.ports.seal, now, scene.now)]
    if asks:
        writes += _asking(scene, forum)
    if result == "moved":
        return await _moved(scene, now, meeting, writes)
    if not _private(scene):
        return Outcome(item(await item_of(scene, now, meeting)), writes)
    writes.append(_renewal(scene, now, meeting))
    return Outcome(_cancelled() if result == "cancelled" else follow(now, meeting), writes)


def _asking(scene: Scene, forum: Forum) -> list[Put]:
    """The chair is asked what would help; the coordinator, a week later, if the chair has not answered."""
    letter = {"kind": "forum_help", "forum": forum.id}
    return [
        outbox.stage(scene.ports, {**letter, "to": "chair"}, urgent=False),
        outbox.stage(scene.ports, {**letter, "to": "coordinator"}, scene.now + UNANSWERED, urgent=False),
    ]


def _cancelled() -> Page:
    """Nothing more comes for that meeting."""
    choices = (Choice("forum.list", Phrase("forum.mine")), Choice("do.menu", Phrase("commands.menu")))
    return Page(Phrase("forum.item.result.cancelled"), choices=choices)


async def _moved(scene: Scene, forum: Forum, meeting: Meeting, writes: list[Put | Del]) -> Outcome:
    if _private(scene):
        begun = _begun(scene, MOVE.name, forum, meeting)
        return replace(begun, writes=[*begun.writes, *writes])
    letter = {"kind": "forum_move", "forum": forum.id, "planned": meeting.planned, "person": scene.heard.person}
    return Outcome(item(await item_of(scene, forum, meeting)), [*writes, outbox.stage(scene.ports, letter)])


async def _drafted(scene: Scene, forum: Forum, meeting: Meeting, state: str) -> Outcome:
    """Approved, left out this time, or taken in after all."""
    before = forum.drafts.get(meeting.planned, Draft())
    states: Mapping[str, Draft] = {
        "approve": replace(before, state="approved"),
        "skip": replace(before, state="skipped"),
        "anyway": replace(before, state="approved"),
    }
    now = replace(forum, drafts={**forum.drafts, meeting.planned: states[state]})
    return Outcome(await _prompt(scene, now, meeting), [kept(scene.ports.seal, now, scene.now)])


async def _prompt(scene: Scene, forum: Forum, meeting: Meeting, _: str = "") -> Page:
    return prompt(await item_of(scene, forum, meeting), posted_at(forum, meeting))


async def _shown(scene: Scene, forum: Forum, meeting: Meeting, _: str) -> Outcome:
    return Outcome(await _prompt(scene, forum, meeting))


async def _words(scene: Scene, forum: Forum, meeting: Meeting, _: str) -> Outcome:
    return _begun(scene, WORDS.name, forum, meeting)


async def _note(scene: Scene, forum: Forum, meeting: Meeting, _: str) -> Outcome:
    return _begun(scene, NOTE.name, forum, meeting)


def _begun(scene: Scene, flow: str, forum: Forum, meeting: Meeting) -> Outcome:
    """A dialog about one meeting of a forum, in the chair's own chat."""
    opened = start(scene, flow, {FACTS: {"forum": forum.id, "planned": meeting.planned}})
    return Outcome(show(scene, opened), [keep(scene, opened)])


async def _done(scene: Scene, forum: Forum, said: Pressed) -> Outcome:
    """A decision is carried out; it stands on no agenda any more."""
    decided = said.data.get("decision", "")
    decisions = tuple(replace(each, done=each.done or each.id == decided) for each in forum.decisions)
    now = replace(forum, decisions=decisions)
    page = mine_of(scene, [now if each.id == now.id else each for each in await led_by(scene)])
    return Outcome(page, [kept(scene.ports.seal, now, scene.now)])


async def _removed(_: Scene, forum: Forum, _said: Pressed) -> Outcome:
    """Asked once more first: nothing more will come in that channel."""
    data = {"forum": forum.id}
    sure = Choice("forum.remove_now", Phrase("forum.list.remove", {"kind": name_of(forum)}), "destructive", data)
    return Outcome(
        Page(
            Phrase("forum.list.sure", {"kind": name_of(forum)}),
            texts=(Phrase("forum.list.sure_text"),),
            choices=(sure, Choice("forum.list", Phrase("forum.list.keep"))),
        )
    )


async def _removed_now(_: Scene, forum: Forum, _said: Pressed) -> Outcome:
    page = Page(
        Phrase("forum.list.removed"),
        texts=(Phrase("forum.list.removed_text"),),
        footer=(Choice("do.menu", Phrase("commands.menu")),),
    )
    return Outcome(page, [Del(FORUMS, forum.id, forum.etag)])


async def _helped(scene: Scene, forum: Forum, said: Pressed) -> Outcome:
    """What would help, said by the chair: their coordinator hears it."""
    answer = said.data.get("answer", "")
    if answer not in HELP:
        return Outcome(await theirs(scene))
    letter = {"kind": "forum_help", "forum": forum.id, "to": "coordinator", "answer": answer}
    page = Page(
        Phrase("forum.help.thanks"),
        texts=(Phrase("forum.help.thanks_text"),),
        footer=(Choice("do.menu", Phrase("commands.menu")),),
    )
    answered = kept(scene.ports.seal, replace(forum, help="answered"), scene.now)
    return Outcome(page, [answered, outbox.stage(scene.ports, letter)])


def _renewal(scene: Scene, forum: Forum, meeting: Meeting) -> Put:
    """The letter that brings the posted item up to what has been said of it."""
    letter = {"kind": "forum_renew", "forum": forum.id, "planned": meeting.planned}
    return outbox.stage(scene.ports, letter, urgent=False)


def _private(scene: Scene) -> bool:
    return scene.heard.chat.kind == "personal"


def _not_yours() -> Page:
    return Page(Phrase("forum.item.not_yours"), texts=(Phrase("forum.item.not_yours_text"),))


OF_FORUM: Mapping[str, Callable[[Scene, Forum, Pressed], Awaitable[Outcome]]] = {
    "done": _done,
    "remove": _removed,
    "remove_now": _removed_now,
    "help": _helped,
    "again": again,
}
ACTS: Mapping[str, Act] = {
    **dict.fromkeys(RESULTS, _result),
    **dict.fromkeys(("approve", "skip", "anyway"), _drafted),
    "show": _shown,
    "add": _words,
    "note": _note,
}
