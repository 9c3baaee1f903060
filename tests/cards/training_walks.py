"""The ways through what somebody sees of their training: whatever was said of it, and every reminder."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.campaigns import Audience, Campaign
from bot.courses import Course, courses
from bot.talk import Link, Phrase
from bot.training import Said, Training
from dialogs.training_pages import Mine, asked_for, course, mine, reminder, said

from .samples import POINTING, STORY
from .sitting import NOW, Sitting

TODAY = NOW.date()
DAY = 86400
AS_CHOSEN = {"danger": "no", "who": "under_18", "child_first": "reported", "review": "clear"}


def told(states: Mapping[str, Said], operation: str = "leisure", *, stopped: bool = False) -> Mine:
    return Mine(Training("anna", stopped=stopped, said=states), operation, TODAY)


async def courses_and_what_is_said_of_them(here: Sitting) -> None:
    """Done, done too long ago, by the portal, waiting, not relevant, none at all; and those for other work."""
    day = TODAY.isoformat()
    each = (
        Said("done", day),
        Said("done", "2020-01-01"),
        Said("done", day, by="portal"),
        Said("later", day, "2026-12-02"),
        Said("not_relevant", day),
    )
    for state in each:
        for name, this in courses().items():
            me = told({name: state})
            here.pages += [mine(me), mine(me, everything=True), course(me, this)]
    nothing = told({name: Said("not_relevant", day) for name in courses()}, stopped=True)
    here.pages += [mine(nothing), mine(told({}, "traffic"), everything=True)]
    past = Course("quiz", "quiz", 8, until=TODAY - timedelta(days=1))
    here.pages += [course(told({}), past), course(told({}), replace(past, until=TODAY))]


async def a_day_that_is_chosen(here: Sitting) -> None:
    """By button, by date, one that cannot be; with reminders wanted and not; and the day itself."""
    for words in ("påminn mig igen", "sluta påminna mig"):
        await here.says("anna", words)
        page = await here.says("anna", "min utbildning")
        page = await here.press("anna", await here.press("anna", page, page.choices[0]), "training.later")
        await here.press("anna", page, page.choices[-1], day="2020-01-01")
        await here.press("anna", page, page.choices[0], day="")
    await here.says("anna", "påminn mig igen")
    here.clock.passed += DAY
    await here.settled()
    here.pages += [asked_for(each) for each in courses().values()]


async def reminders_of_campaigns(here: Sitting) -> None:
    """Each course and each time; and pressed when the campaign is over or called off."""
    made = Campaign("c", "course", "basic", Audience(), NOW, date(2026, 12, 18), "bo")
    for this in courses().values():
        here.pages += [reminder(this, made, wave) for wave in range(1, 5)]
    here.pages.append(with_links(reminder(courses()["basic"], made, 1)))
    for state in ("over", "cancelled"):
        for done in (Said("done", "2026-12-19"), Said("later", "2026-12-19", "2026-12-21")):
            here.pages.append(said(told({"basic": done}), courses()["basic"], replace(made, state=state)))


def with_links(page):
    """As it is once the city has filled in the addresses."""
    contacts = ("training_portal", "lectures")
    return replace(page, links=tuple(Link(Phrase(f"contacts.{each}"), "https://example.org") for each in contacts))


async def what_practice_comes_to(here: Sitting) -> None:
    """With a long text, with words that may point someone out, with none, and ended early."""
    for number, story in enumerate((STORY, *POINTING, "")):
        page = await here.says(f"bo {number}", "öva")
        while page.dialog:
            acts = {**AS_CHOSEN, **({} if story else {"story": "skip"})}
            act = acts.get(page.step, page.choices[0].act)
            page = await here.press(f"bo {number}", page, act, story=story)


TRAINING_WALKS = (
    courses_and_what_is_said_of_them,
    a_day_that_is_chosen,
    reminders_of_campaigns,
    what_practice_comes_to,
)
