"""What is shown of somebody's training: their courses, one of them, when to do it, what was said, and the reminder."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot import sending_hours
from bot.campaigns import LIVE, Campaign
from bot.courses import Course, courses
from bot.rhythm import INVITATION, LAST_DAY
from bot.talk import Choice, Fact, Input, Line, Page, Phrase, Plain
from bot.training import Training

from .dates import day
from .pages import links

MENU = Choice("do.menu", Phrase("commands.menu"))
MINE = Choice("training.list", Phrase("training.open"))
STOP = Choice("training.stop", Phrase("training.acts.stop"))
RESUME = Choice("training.resume", Phrase("training.acts.resume"))
STARTED = frozenset({"quiz", "practice"})  # kinds of courses that are taken here: each is the name of its dialog
SOON = (timedelta(days=1), timedelta(days=7), timedelta(days=28))  # the days offered, where one can choose any
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Mine:
    """Somebody's training as they see it: ``operation`` is theirs, "" where it is not known."""

    training: Training
    operation: str
    today: date

    def concerned(self, course: Course) -> bool:
        """Whether it is among their own: relevant for their work, not said to be irrelevant, and still to be taken."""
        said = self.training.said.get(course.id)
        relevant = course.concerns(self.operation) or (said is not None and said.state != "not_relevant")
        return relevant and self.training.is_for(course) and (course.offered(self.today) or said is not None)


def mine(me: Mine, *, everything: bool = False) -> Page:
    """“Min utbildning”: what concerns them, each with how it stands; the other courses are folded away."""
    own = [each for each in courses().values() if me.concerned(each)]
    others = [each for each in courses().values() if not me.concerned(each) and _to_be_seen(me, each)]
    shown = [*own, *others] if everything else own
    fold = "fewer" if everything else "everything"
    folded = (Choice("training.list" if everything else "training.all", Phrase(f"training.mine.{fold}")),)
    stopped = me.training.stopped
    return Page(
        Phrase("training.mine.ask"),
        texts=(Phrase("training.mine.text" if shown else "training.mine.nothing"), *_if_stopped(me)),
        facts=tuple(Fact(name_of(each), _state(me, each)) for each in shown),
        choices=(*(_open(each) for each in shown), *(folded if others else ()), RESUME if stopped else STOP),
        footer=(MENU,),
    )


def course(me: Mine, this: Course, campaign: Campaign | None = None) -> Page:
    """One course: what it is, how it stands, and what can be said of it."""
    return Page(
        name_of(this),
        texts=(_about(this),),
        facts=(Fact(Phrase("training.state"), _state(me, this)), *_known(this, _last(me, this, campaign))),
        choices=tuple(_acts(me, this, campaign)),
        links=links(*filter(None, (this.contact,))),
        footer=(MINE, MENU),
    )


def later(me: Mine, this: Course, campaign: Campaign | None = None, *, unclear: bool = False) -> Page:
    """On which day it is to be done: one of three, or any that can be. ``unclear``: the one that was chosen cannot."""
    data = _data(this, campaign)
    days = dict.fromkeys(working(me.today + each) for each in SOON)
    soon = (
        _until(each, data) for each in days if each <= min(farthest(me, this), _last(me, this, campaign) or date.max)
    )
    return Page(
        Phrase("training.later.ask"),
        texts=(Phrase(f"training.later.{'stopped' if me.training.stopped else 'text'}", {"course": name_of(this)}),),
        facts=_until_when(_last(me, this, campaign)),
        inputs=(Input("day", "date", Phrase("training.later.day")),),
        choices=(*soon, Choice("training.wait", Phrase("training.later.choose"), data=data)),
        footer=(_show(this, campaign), MENU),
        warning=Phrase("training.later.unclear", {"day": Plain(farthest(me, this).isoformat())}) if unclear else None,
    )


def farthest(me: Mine, this: Course) -> date:
    """The last day that can be chosen: within a year, and before it is too late to take it."""
    within = me.today + A_YEAR
    return min(within, this.until) if this.until else within


def said(me: Mine, this: Course, campaign: Campaign | None = None) -> Page:
    """What was just said of a course; and plainly what that means for a campaign that is over or called off."""
    now = me.training.said[this.id]
    until = me.training.waits_until(this)
    values: Mapping[str, str | Line] = {"course": name_of(this), **({"day": day(until)} if until else {})}
    silent = now.state == "later" and me.training.stopped
    undo = Choice("training.undo", Phrase("training.acts.undo"), data=_data(this, campaign))
    return Page(
        Phrase(f"training.said.{now.state}", values),
        texts=(
            Phrase(f"training.said.later_{'stopped' if silent else 'text'}", values)
            if now.state == "later"
            else Phrase(f"training.said.{now.state}_text", values),
            *_too_late(me, campaign),
        ),
        choices=(MINE, undo),
        footer=(MENU,),
    )


def stopped() -> Page:
    """Nothing more is asked of them."""
    text = (Phrase("training.stopped.text"),)
    return Page(Phrase("training.stopped.ask"), texts=text, choices=(RESUME, MINE), footer=(MENU,))


def resumed() -> Page:
    """They are reminded as others are."""
    return Page(
        Phrase("training.resumed.ask"), texts=(Phrase("training.resumed.text"),), choices=(MINE,), footer=(MENU,)
    )


def reminder(this: Course, campaign: Campaign, wave: int) -> Page:
    """What a campaign's people get: what it is, how long it takes, until when. ``wave``: as in bot/rhythm."""
    told = {INVITATION: "first", LAST_DAY: "soon"}.get(wave, "again")
    return _reminding(f"training.reminder.{told}", this, campaign.last, campaign)


def asked_for(this: Course) -> Page:
    """The reminder that somebody asked for when they chose a day."""
    return _reminding("training.reminder.chosen", this, this.until)


def _reminding(key: str, this: Course, last: date | None, campaign: Campaign | None = None) -> Page:
    """Without anything that its reader has said, which may have changed when it is read."""
    data = _data(this, campaign)
    return Page(
        Phrase(key, {"course": name_of(this)}),
        texts=(_about(this),),
        facts=_known(this, last),
        choices=(*_start(this), *(_act(each, data) for each in ("done", "later", "not_relevant")), STOP),
        links=links(*filter(None, (this.contact,))),
    )


def name_of(this: Course) -> Line:
    """The course by name."""
    return Phrase(f"courses.{this.id}.name")


def working(wanted: date) -> date:
    """The day on which somebody is reminded who chose this one: people are written to on working days."""
    return sending_hours.first_day(wanted, always=True)


def _about(this: Course) -> Line:
    return Phrase(f"courses.{this.id}.about")


def _known(this: Course, last: date | None) -> tuple[Fact, ...]:
    """How long it takes, where that is known, and until when it can be done."""
    takes = Fact(Phrase("training.takes"), Phrase("training.minutes", {"count": str(this.minutes)}))
    return (takes,) * bool(this.minutes) + _until_when(last)


def _until_when(last: date | None) -> tuple[Fact, ...]:
    return (Fact(Phrase("training.last"), day(last)),) if last else ()


def _last(me: Mine, this: Course, campaign: Campaign | None) -> date | None:
    """The last day of a campaign that still counts what is done, else that of the course. A later one can be chosen."""
    counts = campaign is not None and campaign.state in LIVE and campaign.last >= me.today
    return campaign.last if campaign and counts else this.until


def _acts(me: Mine, this: Course, campaign: Campaign | None) -> Iterator[Choice]:
    data, now = _data(this, campaign), me.training.said.get(this.id)
    if this.offered(me.today):
        yield from _start(this)
    done = me.training.has_done(this, me.today)
    if not done and me.training.is_for(this):
        left = ("done", "later", "not_relevant") if this.offered(me.today) else ("done", "not_relevant")
        yield from (_act(each, data) for each in left)
    if now and now.by == "person":
        yield _act("undo", data)


def _start(this: Course) -> tuple[Choice, ...]:
    """The button that begins it, where it is taken here."""
    begin = Choice("do.open", Phrase(f"training.start.{this.kind}"), "positive", {"flow": this.kind})
    return (begin,) if this.kind in STARTED else ()


def _act(name: str, data: Mapping[str, str]) -> Choice:
    return Choice(f"training.{name}", Phrase(f"training.acts.{name}"), data=data)


def _open(this: Course) -> Choice:
    return Choice("training.show", name_of(this), data=_data(this, None))


def _until(chosen: date, data: Mapping[str, str]) -> Choice:
    label = Phrase("training.later.until", {"day": day(chosen)})
    return Choice("training.wait", label, data={**data, "until": chosen.isoformat()})


def _show(this: Course, campaign: Campaign | None) -> Choice:
    return Choice("training.show", Phrase("training.acts.show"), data=_data(this, campaign))


def _data(this: Course, campaign: Campaign | None) -> dict[str, str]:
    return {"course": this.id, **({"campaign": campaign.id} if campaign else {})}


def _to_be_seen(me: Mine, this: Course) -> bool:
    """Whether a course that does not concern them can be unfolded."""
    return this.offered(me.today) or this.id in me.training.said


def _state(me: Mine, this: Course) -> Line:
    """How it stands: done and when, until when it waits, or not said."""
    now, until = me.training.said.get(this.id), me.training.waits_until(this)
    if now and now.state == "done":
        counts = me.training.has_done(this, me.today)
        told = "again" if not counts else "portal" if now.by == "portal" else "done"
        return Phrase(f"training.states.{told}", {"day": Plain(now.day)})
    if now and now.state == "not_relevant":
        return Phrase("training.states.not_relevant")
    if not this.offered(me.today):
        return Phrase("training.states.past")
    if until and until > me.today:
        return Phrase("training.states.later", {"day": day(until)})
    return Phrase("training.states.open" if this.concerns(me.operation) else "training.states.elsewhere")


def _if_stopped(me: Mine) -> tuple[Line, ...]:
    return (Phrase("training.mine.stopped"),) if me.training.stopped else ()


def _too_late(me: Mine, campaign: Campaign | None) -> tuple[Line, ...]:
    """That it makes no difference to a campaign any more."""
    if campaign is None:
        return ()
    if campaign.state == "cancelled":
        return (Phrase("training.said.cancelled"),)
    over = campaign.state == "over" or me.today > campaign.last
    return (Phrase("training.said.over"),) if over else ()
