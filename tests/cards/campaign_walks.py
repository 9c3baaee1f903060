"""The ways through what coordinators and managers see of campaigns: made, started, followed, ended; files; refusals."""

from dataclasses import replace

from bot.accounts import Standings
from bot.campaigns import Audience, Campaign
from bot.people import CENTRAL, Person
from bot.ports import CAMPAIGNS
from bot.suppression import safe_shares
from bot.talk import Chat, Heard, Page, Pressed
from bot.training import Said, Training
from content import load
from dialogs import campaign_pages as pages
from dialogs.campaign import FACTS
from dialogs.campaign_access import closed
from dialogs.campaign_acts import sampled, shares_of
from dialogs.campaign_file import refused
from dialogs.campaign_people import packed
from dialogs.campaign_report import WRONG, not_started
from dialogs.flow import Answers, Progress
from dialogs.opened import Opened
from dialogs.scene import Scene
from dialogs.turning import show

from .sitting import KEY, NOW, Sitting

DEPARTMENTS = ("hagersten-alvsjo", "farsta", "enskede-arsta-vantor")
UNITS = ("Föräldrastöds- och fritidsenheten i Hägersten-Älvsjö", "Hemtjänst Norr, grupp 2", "Skolan Berget", "")
OPERATIONS = ("leisure", "elder_care", "city_social_services")
NOTHING = {"departments": "", "operations": "", "roles": ""}
MANY = 40  # employees
RUNNING = Standings(
    sent=31_204,
    failed={"ConversationBlockedByUser": 412, "http_403": 7, "stopped": 3, "budget": 12},
    waiting=12_001,
    unreachable=1_373,
    again=2,
    due=NOW,
)


def inhabited(here: Sitting) -> list[Person]:
    """Employees in several departments and units, of whom the first manages one."""
    people = [
        Person(
            f"00000000-0000-4000-8000-{n:012}",
            departments=(DEPARTMENTS[n % len(DEPARTMENTS)],),
            unit=UNITS[n // 3 % len(UNITS)],
            operation=OPERATIONS[n % len(OPERATIONS)],
            manages_unit="" if n else UNITS[0],
        )
        for n in range(MANY)
    ]
    here.directory.people = {**here.directory.people, **{each.id: each for each in people}}
    return people


async def to_preview(here: Sitting, who: str, subject: str, last: str) -> Page:
    page = await here.press(who, await here.says(who, "utskick"), "campaign.new")
    page = await here.press(who, page, "next", subject=subject)
    page = await here.press(who, page, "units", **{**NOTHING, "departments": ",".join(DEPARTMENTS)})
    page = await here.press(who, await here.press(who, page, "next"), "next", last=last)
    return await here.press(who, page, "yes") if page.step == "seasons" else page


async def a_course_from_first_to_last(here: Sitting) -> None:
    """With a sample; started; paused; cancelled; nobody left to ask; and whatever a last day can be that is none."""
    people, centre = inhabited(here), here.coordinator(CENTRAL)
    await here.install(centre)
    await here.settled()
    done, stopped = Said("done", "2026-11-02"), Said("not_relevant", "2026-11-02")
    said = ({"said": {"basic": done}}, {"stopped": True}, {"said": {"basic": stopped}})
    rows = (Training(each.id, **more).put(here.ports.seal) for each, more in zip(people, said, strict=False))
    await here.ports.store.commit(*rows)
    page = await to_preview(here, centre, "course:basic", "2027-01-08")
    page = await here.press(centre, page, "test")
    await here.settled()
    await here.press(centre, here.sent[centre], "campaign.sample")
    live = await here.press(centre, page, "start")
    page = await here.press(centre, live, "campaign.pause")
    await here.says(centre, "utskick")
    page = await here.press(centre, await here.press(centre, page, "campaign.resume"), "campaign.cancel")
    await here.press(centre, page, "campaign.cancel_now")
    await here.says(centre, "utskick")
    await wrong_answers(here, here.coordinator("farsta"))


async def wrong_answers(here: Sitting, who: str) -> None:
    page = await here.press(who, await here.says(who, "utskick"), "campaign.new")
    page = await here.press(who, page, "next", subject="course:no-such")
    page = await here.press(who, page, "next", subject="course:basic")
    page = await here.press(who, page, "next", **{**NOTHING, "operations": "no-such"})
    page = await here.press(who, page, "next", **NOTHING)
    for last in ("2026-01-01", NOW.date().isoformat(), "2028-12-01"):
        page = await here.press(who, page, "next", last=last)
    page = await here.press(who, page, "do.back")
    page = await here.press(who, page, "next", **{**NOTHING, "roles": "coordinator"})
    page = await here.press(who, page, "next", last="2026-12-15")
    await here.press(who, page, "units", **NOTHING)


async def a_survey_that_is_over(here: Sitting) -> None:
    """Seen by the centre, by a department and by whoever manages a unit."""
    people, centre = inhabited(here), here.coordinator(CENTRAL)
    await here.says(people[0].id, "utbildning i min enhet")
    page = await to_preview(here, centre, "survey:yearly", "2026-12-15")
    await here.press(centre, page, "start")
    (row,) = (await here.ports.store.find(CAMPAIGNS)).rows
    sizes = [(60, 41), (60, 60), (3, 1), (25, 12)]
    places = [f"{where}|{unit}" for where in DEPARTMENTS for unit in UNITS]
    figures = {each: sizes[at % len(sizes)] for at, each in enumerate(places)}
    over = replace(Campaign.read(row, here.ports.seal), state="over", figures=figures, ended=NOW.date())
    await here.ports.store.commit(over.put(here.ports.seal, None))
    for who in (centre, here.coordinator("farsta")):
        await here.press(who, await here.says(who, "utskick"), "campaign.show")
    await here.says(people[0].id, "hej")
    await here.says(people[0].id, "utbildning i min enhet")
    await here.says("anna", "utbildning i min enhet")
    many = {f"farsta|{number:04}": (number, 40) for number in range(pages.UNITS)}
    shares = safe_shares({**many, "|": (5, 9)}, 5)
    here.pages.append(pages.figures(over, {**await shares_of(over, 5), **shares}, sorted(shares), 0))


async def every_state(here: Sitting) -> None:
    """How it goes, in each state and with few and many answers; why messages failed; a list that goes on."""
    base = Campaign("c" * 32, "course", "quiz", Audience(), NOW, NOW.date(), "x", size=45_012)
    for kind, subject in (("course", "basic"), ("survey", "yearly")):
        for answered in (0, 12_345):
            here.pages.append(pages.live(replace(base, kind=kind, subject=subject), RUNNING, answered, 5))
    for state in ("paused", "cancelled", "over"):
        here.pages.append(pages.live(replace(base, state=state), RUNNING, 0, 5))
    reasons = [key.rpartition(".")[2] for key in load("sv") if key.startswith("campaign.reasons.")]
    here.pages.append(pages.live(base, Standings(failed=dict.fromkeys(reasons, 3)), 0, 5))
    here.pages.append(pages.listed([base] * (pages.MOST + 1), 0))
    here.pages += [pages.listed([], 0), pages.sure(base), sampled(), closed()]


async def files_that_cannot_be_used(here: Sitting) -> None:
    whys = {key.split(".")[2] for key in load("sv") if key.startswith("campaign.file.") and key.endswith(".ask")}
    here.pages += [refused(each) for each in sorted(whys)]


async def what_seldom_comes(here: Sitting) -> None:
    """What came of a file; a round that takes minutes or hours; pages asked again; starts that were none."""
    inhabited(here)
    heard = Heard(
        "k", here.coordinator(CENTRAL), Chat("http://127.0.0.1", "a", "personal", "t", "28:b"), Pressed("next")
    )
    file = {
        "found": 41_210,
        "twice": 3,
        "strangers": 12,
        "unknown": 17,
        "outside": 2,
        "faults": ["12 unknown", "4711 malformed"],
    }
    counts = {"size": 45_012, "unreachable": 812}
    answers = {"what": {"act": "next", "subject": "course:lecture"}, "whom": {"act": "next"}}
    answers |= {"last": {"act": "next", "last": "2026-12-15"}}
    listed = {"listed": packed([f"00000000-0000-4000-8000-{0:012}"]), "file": file, "counts": counts}
    for facts, rate, step in ((listed, 25.0, "last"), (listed, 25.0, "preview"), ({"counts": counts}, 1.0, "preview")):
        scene = Scene(replace(here.ports, rate=rate), here.directory, replace(heard, answerable=True), "sv", NOW)
        here.pages.append(show(scene, _at({**answers, FACTS: facts}, step)))
    for step, why in (("whom", "many_units"), ("whom", "no_units"), ("last", "no_day")):
        said = {**answers[step], "act": "", WRONG: f"campaign.{step}.{why}"}
        here.pages.append(show(scene, _at({**answers, step: said}, step)))
    said = {**answers["whom"], "act": "", WRONG: "campaign.nobody"}
    here.pages.append(show(scene, _at({**answers, "whom": said}, "whom")))
    here.pages += [not_started(f"campaign.{each}") for each in ("starting", "course_over", "gone")]


def _at(answers: Answers, step: str) -> Opened:
    return Opened("0" * 32, "campaign", KEY, Progress(answers, step), turning=9)


CAMPAIGN_WALKS = (
    what_seldom_comes,
    a_course_from_first_to_last,
    a_survey_that_is_over,
    every_state,
    files_that_cannot_be_used,
)
