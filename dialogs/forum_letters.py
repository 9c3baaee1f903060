"""The letters about forums: the prompt to the chair, the item in the channel, the question afterwards, what came of it.

Whom a letter is for and what it says is worked out when it is sent: the chair, the forum, the meeting may have changed.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bot import outbox
from bot.forums import Forum, Meeting
from bot.outbox import Letter, Mail, Opened, Opener, Writes
from bot.people import CENTRAL, Directory
from bot.ports import Del, Ports, Put
from bot.talk import Chat, Choice, Fact, Heard, Line, Listed, Page, Phrase, Plain, Typed, from_doc, to_doc

from . import forum_stopped
from .case_letters import nothing_follows, nothing_to_do
from .dates import day
from .forum import FACTS, MOVE
from .forum_access import forum_of, item_of, kept, may_act, meeting_of, posted_at
from .forum_acts import HELP
from .forum_pages import follow, item, name_of, owner, prompt
from .opened import Opened as OpenedDialog
from .opened import keep, start
from .scene import STOCKHOLM, Scene
from .turning import show

NOWHERE = Chat("", "", "personal", "", "")


class ForumLetters:
    """Opens them. ``directory`` is the one in force."""

    def __init__(self, ports: Ports, directory: Directory) -> None:
        self._ports = ports
        self._directory = directory

    @property
    def openers(self) -> Mapping[str, Opener]:
        """By kind."""
        return {
            "forum_prompt": self.prompt,
            "forum_item": self.item,
            "forum_follow": self.follow,
            "forum_renew": self.renew,
            "forum_welcome": self.welcome,
            "forum_move": self.move,
            "forum_help": self.help,
            "forum_stopped": self.stopped,
            "forum_note": self.note,
            "forum_told": self.told,
        }

    async def prompt(self, letter: Letter) -> Opened:
        """To the chair: the item as it will be posted."""
        scene, forum, meeting = await self._found(letter)
        if not forum or not meeting or meeting.planned in forum.results:
            return ()
        page = prompt(await item_of(scene, forum, meeting), posted_at(forum, meeting))
        return await self._to_chair(forum, page)

    async def item(self, letter: Letter) -> Opened:
        """In the channel, unless the chair leaves it out or the meeting is off."""
        scene, forum, meeting = await self._found(letter)
        if not forum or not meeting or _left_out(forum, meeting):
            return ()
        page, planned = item(await item_of(scene, forum, meeting)), meeting.planned

        async def sent(message: str) -> Writes:
            now = await forum_of(scene, forum.id)
            if now is None:
                return ()
            posted = {**{key: now.posted[key] for key in sorted(now.posted)[-4:]}, planned: message}
            return [kept(self._ports.seal, replace(now, posted=posted), self._ports.clock.now())]

        return Mail(forum.channel, page, "sv", sent, self._stops(scene, forum, planned))

    async def follow(self, letter: Letter) -> Opened:
        """To the chair, the day after."""
        _, forum, meeting = await self._found(letter)
        if not forum or not meeting or forum.results.get(meeting.planned) == "cancelled":
            return ()
        return await self._to_chair(forum, follow(forum, meeting))

    async def renew(self, letter: Letter) -> Opened:
        """The posted item shows what has been said of it since."""
        scene, forum, meeting = await self._found(letter)
        message = forum.posted.get(str(letter["planned"])) if forum else None
        if not forum or not meeting or not message:
            return ()
        page = item(await item_of(scene, forum, meeting))
        return Mail(forum.channel, page, "sv", nothing_follows, nothing_to_do, message)

    async def welcome(self, letter: Letter) -> Opened:
        """In the channel: the forum is registered, and what will come."""
        scene, forum, _ = await self._found(letter)
        if not forum:
            return ()
        page = welcomed(forum, scene.directory.named(forum.chair).name)
        return Mail(forum.channel, page, "sv", nothing_follows, self._stops(scene, forum))

    async def move(self, letter: Letter) -> Opened:
        """To whoever said in the channel that the meeting is moved: when, asked in their own chat."""
        scene, forum, meeting = await self._found(letter, str(letter["person"]))
        chat = await outbox.chat_of(self._ports, str(letter["person"]))
        if not forum or not meeting or not chat:
            return ()
        here = replace(scene, heard=replace(scene.heard, chat=chat[0]), language=chat[1])
        opened = start(here, MOVE.name, {FACTS: {"forum": forum.id, "planned": meeting.planned}})
        return [keep(here, opened), first_page(self._ports, here, opened)]

    async def help(self, letter: Letter) -> Opened:
        """A forum does not get to the item: the chair is asked what would help, and then the coordinator told."""
        _, forum, _ = await self._found(letter)
        if not forum:
            return ()
        if letter["to"] == "chair":
            return await self._to_chair(forum, _asked(forum))
        if "answer" not in letter and forum.help != "asked":  # the chair has answered, or it was taken up since
            return ()
        page = told(forum, self._directory.named(forum.chair).name, str(letter.get("answer", "")))
        return await self._to_coordinators(forum, page)

    async def stopped(self, letter: Letter) -> Opened:
        """The channel takes nothing any more: to the chair with the item, and to the coordinators."""
        _, forum, _ = await self._found(letter)
        if not forum:
            return ()
        if letter["to"] == "chair":
            return await self._to_chair(forum, forum_stopped.told(forum, str(letter["planned"]), ""))
        name = self._directory.named(forum.chair).name
        return await self._to_coordinators(forum, forum_stopped.told(forum, "", name))

    def _stops(self, scene: Scene, forum: Forum, planned: str = "") -> Callable[[str], Awaitable[Writes]]:
        """What follows when its channel refuses a message for good."""
        return partial(forum_stopped.stop, scene, forum.id, planned=planned)

    async def note(self, letter: Letter) -> Opened:
        """The chair's note, to the coordinators."""
        _, forum, meeting = await self._found(letter)
        return await self._to_coordinators(forum, noted(forum, meeting, letter)) if forum and meeting else ()

    async def told(self, letter: Letter) -> Opened:
        """A page to one person."""
        chat = await outbox.chat_of(self._ports, str(letter["person"]))
        return Mail(chat[0], from_doc(letter["page"]), chat[1], nothing_follows, nothing_to_do) if chat else ()

    async def _found(self, letter: Letter, person: str = "") -> tuple[Scene, Forum | None, Meeting | None]:
        """The forum and the meeting as they stand, in the surroundings of the person, else of the chair."""
        now = self._ports.clock.now()
        nobody = Scene(self._ports, self._directory, Heard("", person, NOWHERE, Typed("")), "sv", now)
        forum = await forum_of(nobody, str(letter["forum"]))
        if forum is None:
            return nobody, None, None
        heard = Heard("", person or forum.chair, forum.channel, Typed(""))
        meeting = meeting_of(forum, str(letter["planned"]), now) if "planned" in letter else None
        return replace(nobody, heard=heard), forum, meeting

    async def _to_chair(self, forum: Forum, page: Page) -> Opened:
        """The chair, else whoever stands in for them, else the coordinators."""
        today = self._ports.clock.now().astimezone(STOCKHOLM).date()
        stand_ins = [each.id for each in self._directory.people.values() if each.stands_in_for == forum.chair]
        for person in (forum.chair, *stand_ins):
            if not may_act(self._directory, forum, person, today):  # whoever has left is written to no more
                continue
            if chat := await outbox.chat_of(self._ports, person):
                return Mail(chat[0], page, chat[1], nothing_follows, nothing_to_do)
        return await self._to_coordinators(forum, page)

    async def _to_coordinators(self, forum: Forum, page: Page) -> Sequence[Put | Del]:
        """Whoever has one of the forum's departments today; each gets it once."""
        today = self._ports.clock.now().astimezone(STOCKHOLM).date()
        people = {
            each.person.id for name in forum.departments or (CENTRAL,) for each in self._directory.contacts(name, today)
        }
        letters = ({"kind": "forum_told", "person": each, "page": to_doc(page)} for each in sorted(people))
        return [outbox.stage(self._ports, each, urgent=False) for each in letters]


def first_page(ports: Ports, here: Scene, opened: OpenedDialog) -> Put:
    """The letter with the page of a dialog that was begun for somebody, in their own chat."""
    page, heard = show(here, opened), here.heard
    letter = {"kind": "reply", "person": heard.person, "chat": heard.chat.to_doc(), "page": to_doc(page)}
    return outbox.stage(ports, {**letter, "language": here.language})


def welcomed(forum: Forum, name: str) -> Page:
    """What will come in the channel, and who sees it first."""
    chair: Line = Plain(name) if name else Phrase("forum.channel.chair")
    text = Phrase("forum.channel.registered_text", {"name": chair})
    return Page(Phrase("forum.channel.registered", {"kind": name_of(forum)}), texts=(text,))


def _left_out(forum: Forum, meeting: Meeting) -> bool:
    draft = forum.drafts.get(meeting.planned)
    return (draft is not None and draft.state == "skipped") or meeting.planned in forum.results


def _asked(forum: Forum) -> Page:
    data = {"forum": forum.id}
    return Page(
        Phrase("forum.help.ask"),
        texts=(Phrase("forum.help.text"),),
        choices=tuple(
            Choice("forum.help", Phrase(f"forum.help.{each}"), data={**data, "answer": each}) for each in HELP
        ),
    )


def told(forum: Forum, chair: str, answer: str) -> Page:
    """To the coordinator: who leads the forum, and what they say would help."""
    values: dict[str, str | Line] = {"name": Plain(chair)}
    if answer:
        values["answer"] = Phrase(f"forum.help.{answer}")
    heading = Phrase("forum.help.told", {"kind": name_of(forum), "count": str(forum.running_without())})
    key = "forum.help.told_text" if answer else "forum.help.told_silent"
    return Page(heading, texts=(Phrase(key, values),))


def noted(forum: Forum, meeting: Meeting, letter: Letter) -> Page:
    """The chair's note as the coordinator sees it."""
    themes = tuple(Phrase(f"forum_note.story.fields.themes.options.{each}") for each in letter["themes"])
    about = Phrase("forum.note.text", {"themes": Listed(themes)}) if themes else Phrase("forum.note.text_none")
    return Page(
        Phrase("forum.note.ask", {"kind": name_of(forum), "date": day(meeting.starts.date())}),
        texts=(about,),
        quote=Plain(f"“{letter['story']}”") if letter["story"] else None,
        facts=tuple(Fact(owner(each["owner"], each["due"]), Plain(each["text"])) for each in letter["decisions"]),
    )
