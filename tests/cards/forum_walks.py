"""The ways through what a forum's people see: registered, posted, answered, noted, ended."""

from dataclasses import replace

from bot.figures import Figures
from bot.forums import RESULTS, Draft, Forum, Meeting, kinds
from bot.recurrence import understand
from bot.series import Changes
from bot.talk import Chat, Heard, Link, Phrase, Pressed
from content import load
from dialogs import forum_stopped
from dialogs.calendars import followed, refused
from dialogs.forum_access import posted_at
from dialogs.forum_letters import noted, told, welcomed
from dialogs.forum_lists import mine_of
from dialogs.forum_pages import Item, follow, item, prompt
from dialogs.forum_registered import registered_page, taken
from dialogs.scene import Scene

from .samples import STORY
from .sitting import NOW, Sitting

ROOM = "19:forum"
CHANNEL = Chat("http://127.0.0.1", ROOM, "channel", "t", "28:b")
DAY = 86400
WEEKLY = understand("varje onsdag 13", "sv", NOW.date())


def chair_of(here: Sitting) -> str:
    return next(p.id for p in here.directory.people.values() if "chair" in p.roles and "farsta" in p.departments)


async def registered(here: Sitting, **given: str) -> str:
    """A forum whose chair has begun in the channel and gone on in their own chat."""
    chair = chair_of(here)
    await here.install(chair)
    await here.settled()
    await here.says(chair, "registrera forum", "channel", ROOM)
    page = here.sent[chair]
    for act in ("next", "next", "yes", "next"):
        page = await here.press(chair, page, act, recurrence="varje onsdag 13", kind="safety_council", **given)
    await here.settled()
    return chair


async def a_forum_s_year(here: Sitting) -> None:
    """Prompted, changed, posted, said what became of it; not reached three times; moved; noted; ended."""
    await here.install(here.coordinator("farsta"))
    chair = await registered(here, prompt="5", item="1", holidays="skip")
    await here.press(chair, here.sent[chair], "do.help")
    for _ in range(6):
        here.clock.passed += 7 * DAY
        await here.settled()
        card = here.sent[ROOM]
        if card.choices:
            await here.press("anna", card, "forum.handled", room=ROOM)
            await here.press(chair, card, "forum.not_reached", room=ROOM)
            await here.settled()
    asked = next(each for each in reversed(here.pages) if each.heading.key == "forum.help.ask")
    await here.press(chair, asked, "forum.help")
    await here.settled()
    page = await here.says(chair, "mina forum")
    shown = await here.press(chair, page, "forum.show")
    for act in ("forum.approve", "forum.skip", "forum.anyway"):
        shown = await here.press(chair, shown, act)
    page = await here.press(chair, shown, "forum.add", story=STORY)
    page = await here.press(chair, page, "next", story=STORY)
    page = await here.press(chair, page, "change")
    page = await here.press(chair, await here.press(chair, page, "next", story=STORY), "clear")
    shown = await here.press(chair, page, "forum.show")
    await here.press(chair, await here.press(chair, shown, "forum.moved"), "next", day="2020-01-01", time="10:00")
    await here.press(chair, await here.press(chair, shown, "forum.moved"), "next", day="2027-03-01", time="10:00")
    await here.press(chair, shown, "forum.cancelled")
    await ended(here, chair)


async def ended(here: Sitting, chair: str) -> None:
    """A note with a decision, which is done; then the forum is given up."""
    page = await here.says(chair, "mina forum")
    page = await here.press(chair, await here.press(chair, page, "forum.show"), "forum.add")
    here.clock.passed += 14 * DAY
    await here.settled()
    asked = next(each for each in reversed(here.pages) if each.heading.key == "forum.follow.ask")
    page = await here.press(chair, asked, "forum.note")
    page = await here.press(chair, await here.press(chair, page, "next", story=STORY), "clear")
    await here.press(chair, page, "add", decision="", owner="")
    page = await here.press(chair, page, "add", decision="Bättre belysning i gångtunneln", due="2027-03-10")
    await here.press(chair, page, "done", decision="")
    await here.settled()
    page = await here.says(chair, "mina forum")
    page = await here.press(chair, await here.press(chair, page, "forum.done"), "forum.remove")
    await here.press(chair, page, "forum.remove_now")
    await here.says(chair, "mina forum")


async def those_who_cannot_register(here: Sitting) -> None:
    await here.says("anna", "registrera forum", "channel", ROOM)
    await here.says(chair_of(here), "registrera forum", "channel", ROOM)


async def every_kind_of_item(here: Sitting) -> None:
    """Each kind, with few and many reports; whatever became of it; the draft in all its states."""
    meeting = Meeting("2026-12-02T13:00", NOW.replace(month=12, day=2))
    for kind in kinds():
        forum = Forum("f", kind, CHANNEL, ("farsta",), "anna", WEEKLY)
        for figures in (Figures(11, None, 0), Figures(11, 12, 34)):
            here.pages.append(item(Item(forum, meeting, figures, 5)))
        here.pages += [follow(forum, meeting), told(forum, "Fatima Exempel", "")]
        for result in RESULTS:
            here.pages.append(item(Item(forum.with_result(meeting.planned, result), meeting, figures, 5)))
        for state in ("", "approved", "skipped"):
            drafted = replace(forum, drafts={meeting.planned: Draft(STORY, state)})
            here.pages.append(prompt(Item(drafted, meeting, figures, 5), posted_at(drafted, meeting)))


async def what_seldom_comes(here: Sitting) -> None:
    """Calendar files that are not taken, and one that is; a chair whom nobody knows; nothing to come."""
    keys = sorted({key.rpartition(".")[0] for key in load("sv") if key.startswith("calendar.")} - {"calendar.changed"})
    here.pages += [refused(key, None) for key in keys]
    forum = Forum("f", "other", CHANNEL, (), "anna", WEEKLY)
    meeting = Meeting("2026-12-02T13:00", NOW.replace(month=12, day=2))
    empty = {"story": "", "themes": [], "decisions": []}
    here.pages += [followed(Changes()), welcomed(forum, ""), registered_page(None), noted(forum, meeting, empty)]
    here.pages += [registered_page(meeting, again=True), taken(forum, "Fatima Exempel"), taken(forum, "")]
    here.pages += [forum_stopped.told(forum, meeting.planned, ""), forum_stopped.told(forum, "", "Fatima Exempel")]
    here.pages += [forum_stopped.begun(forum)]
    scene = Scene(here.ports, here.directory, Heard("k", "anna", CHANNEL, Pressed("forum.list")), "sv", NOW)
    here.pages.append(mine_of(scene, [replace(forum, stopped=True)]))
    shown = Item(replace(forum, stopped=True), meeting, Figures(11, None, 0), 5)
    here.pages.append(prompt(shown, posted_at(forum, meeting)))
    posted = item(Item(forum, meeting, Figures(11, None, 0), 5))  # as it is once the city has filled in the address
    routine = Link(Phrase("contacts.routine"), "https://example.org")
    here.pages.append(replace(posted, links=(routine, *posted.links)))


FORUM_WALKS = (a_forum_s_year, those_who_cannot_register, every_kind_of_item, what_seldom_comes)
