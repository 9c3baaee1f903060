"""The chair's dialogs where they meet facts: what their pages show, and what becomes of what was entered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import islice

from bot import outbox
from bot.deidentify import Deidentified
from bot.forums import Decision, Draft, Forum, Leads, meetings
from bot.people import Role
from bot.ports import Del, Put
from bot.recurrence import Recurrence, moment
from bot.series import Series
from bot.talk import Chat, Choice, Fact, Page, Phrase, Plain

from . import handing_in
from .dates import at
from .flow import Answer, Answers, Progress
from .forum import FACTS, FORUM, MOVE, NOTE, WORDS
from .forum_access import forum_of, kept, may_act
from .forum_registered import registered
from .opened import Opened
from .pages import Shown
from .scene import Outcome, Scene
from .welcome import note

SHOWN = 5  # dates that are shown back
FARTHEST = timedelta(days=2 * 366)  # that a meeting is moved to
Also = tuple[Progress, list[Put | Del]]
SOMEBODY = "coordinators"  # whose a decision is that nobody was named for
LISTED = "decisions"  # in the facts of a note: what has been entered so far


def shows(scene: Scene, opened: Opened) -> Shown:
    """What the page where the dialog stands shows beside its words."""
    answers = opened.progress.answers
    step = FLOWS[opened.flow].position(opened.progress)
    if step == "review":
        return handing_in.review(answers)
    if step == "dates":
        return Shown(facts=_five(scene, answers))
    if step == "decided":
        return Shown(facts=tuple(_decision(each) for each in answers[FACTS].get(LISTED, ())))
    return Shown()


def _decision(entered: Mapping[str, str]) -> Fact:
    return Fact(Phrase(f"forum.roles.options.{entered['owner']}"), Plain(entered["text"]))


def _five(scene: Scene, answers: Answers) -> tuple[Fact, ...]:
    """The next five meetings, as they were understood."""
    found = islice(meetings(_forum(scene, answers), scene.now), SHOWN)
    return tuple(Fact(Plain(str(number)), at(each.starts)) for number, each in enumerate(found, 1))


def _forum(scene: Scene, answers: Answers) -> Forum:
    """The forum that these answers make."""
    when, leads, beside = answers.get("when", {}), answers.get("leads", {}), answers.get(FACTS, {})
    rule = Recurrence.from_doc(when["recurrence"]) if when.get("recurrence") else None
    chosen = when.get("holidays", "skip")
    if rule and rule.holidays == "skip":  # what the words themselves say about holidays goes before
        rule = replace(rule, holidays=chosen)
    return Forum(
        id="",
        kind=answers.get("what", {}).get("kind", ""),
        channel=Chat(**beside["channel"]),
        departments=_departments(scene),
        chair=scene.heard.person,
        rule=None if beside.get("series") else rule,
        series=Series.from_doc(beside["series"]) if beside.get("series") else None,
        leads=Leads(prompt=int(leads.get("prompt", 10)), item=int(leads.get("item", 3))),
    )


def _departments(scene: Scene) -> tuple[str, ...]:
    """Whose figures the item gives: the chair's departments; none for the whole city."""
    return () if Role.CENTRAL_COORDINATOR in scene.me.roles else scene.me.departments


async def finish(scene: Scene, opened: Opened, end: str) -> Outcome:
    """The end that was reached, and what is kept of it."""
    return await ENDS[end](scene, opened.progress.answers)


async def _registered(scene: Scene, answers: Answers) -> Outcome:
    return await registered(scene, _forum(scene, answers))


async def _about(scene: Scene, answers: Answers) -> Forum | None:
    """The forum that the dialog is about, if the person may still act on it."""
    forum = await forum_of(scene, answers[FACTS]["forum"])
    return forum if forum and may_act(scene.directory, forum, scene.heard.person, scene.today) else None


async def _kept(scene: Scene, answers: Answers) -> Outcome:
    """The chair's own words stand in the coming item."""
    forum, planned = await _about(scene, answers), answers[FACTS]["planned"]
    if forum is None:
        return Outcome(note("gone", "menu"))
    words = Deidentified(answers["story"]["story"])
    draft = replace(forum.drafts.get(planned, Draft()), added=words)
    now = replace(forum, drafts={**forum.drafts, planned: draft})
    choice = Choice("forum.show", Phrase("forum.words.show"), data={"forum": forum.id, "planned": planned})
    page = Page(Phrase("forum.words.kept"), texts=(Phrase("forum.words.kept_text"),), choices=(choice,))
    return Outcome(page, [kept(scene.ports.seal, now, scene.now)])


async def _noted(scene: Scene, answers: Answers) -> Outcome:
    """Decisions come back on the next agenda; the note goes to the coordinator, and is kept nowhere else."""
    forum, planned = await _about(scene, answers), answers[FACTS]["planned"]
    if forum is None:
        return Outcome(note("gone", "menu"))
    made = tuple(Decision(scene.ports.ids.new(), at=planned, **each) for each in answers[FACTS].get(LISTED, ()))
    now = replace(forum, decisions=(*forum.decisions, *made))
    if planned not in forum.results:
        now = now.with_result(planned, "handled")
    story = answers.get("story", {})
    letter = {"kind": "forum_note", "forum": forum.id, "planned": planned, "story": story.get("story") or ""}
    letter |= {"themes": story.get("themes", []), "decisions": list(answers[FACTS].get(LISTED, ()))}
    page = Page(
        Phrase("forum.note.sent"),
        texts=(Phrase("forum.note.sent_text"),),
        choices=(Choice("forum.list", Phrase("forum.mine")), Choice("do.menu", Phrase("commands.menu"))),
    )
    renew = outbox.stage(scene.ports, {"kind": "forum_renew", "forum": forum.id, "planned": planned}, urgent=False)
    writes: list[Put | Del] = [kept(scene.ports.seal, now, scene.now), outbox.stage(scene.ports, letter), renew]
    return Outcome(page, writes)


async def _moved(scene: Scene, answers: Answers) -> Outcome:
    """The meeting stands at another time; what was sent for it is not sent again."""
    forum, planned = await _about(scene, answers), answers[FACTS]["planned"]
    day, hour = date.fromisoformat(answers["when"]["day"]), time.fromisoformat(answers["when"]["time"])
    starts = moment(day, hour)
    if forum is None or not scene.now < starts < scene.now + FARTHEST:
        return Outcome(note("gone" if forum is None else "not_past", "show"), stays=forum is not None)
    results = {key: value for key, value in forum.results.items() if key != planned}
    now = replace(forum, moved={**forum.moved, planned: starts.isoformat()}, results=results)
    page = Page(
        Phrase("forum.move.done", {"date": at(starts)}),
        texts=(Phrase("forum.move.done_text"),),
        choices=(Choice("forum.list", Phrase("forum.mine")), Choice("do.menu", Phrase("commands.menu"))),
    )
    renew = outbox.stage(scene.ports, {"kind": "forum_renew", "forum": forum.id, "planned": planned}, urgent=False)
    return Outcome(page, [kept(scene.ports.seal, now, scene.now), renew])


async def also(_: Scene, opened: Opened, step: str, answer: Answer, progress: Progress) -> Also:
    """A decision that was entered is put with the others, and the page is empty for the next one."""
    if step != "decided":
        return progress, []
    words, facts = answer.get("decision"), opened.progress.answers[FACTS]
    entered = {"text": words, "owner": answer.get("owner") or SOMEBODY, "due": answer.get("due") or ""}
    listed = [*facts.get(LISTED, ()), *([entered] if words else [])]
    answers = {name: given for name, given in progress.answers.items() if name != "decided"}
    if answer["act"] == "done":
        answers["decided"] = answer
    reopened = None if "decided" in answers else progress.reopened
    return Progress({**answers, FACTS: {**facts, LISTED: listed}}, reopened), []


FLOWS = {each.name: each for each in (FORUM, WORDS, NOTE, MOVE)}
Ending = Callable[[Scene, Answers], Awaitable[Outcome]]
ENDS: Mapping[str, Ending] = {"registered": _registered, "kept": _kept, "noted": _noted, "moved": _moved}
