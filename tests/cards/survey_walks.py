"""The ways through what is seen of a survey: asked, answered, too late, and what came of it."""

from bot.people import CENTRAL
from bot.rhythm import FORTNIGHT, INVITATION, LAST_DAY
from bot.talk import Choice, Page, Phrase
from dialogs.survey_pages import invitation, refused
from tests.asking import ask, change

from .samples import STORY
from .sitting import Sitting

MANY = 48  # who answer, so that some numbers are shown
LEFT = 7  # who do not
NARROW = ("farsta|preschool|Förskolan Solstrålen i Hökarängen", "hagersten-alvsjo|social_care", "jarva", "")


async def answered(here: Sitting, who: str, page: Page, *, short: bool = False, **given: str) -> Page:
    """To the receipt, by the longest way or the shortest."""
    page = await here.press(who, page, "survey.begin")
    acts = {"seen": "no" if short else "yes", "threats": "no", "story": "skip" if short else "next", "review": "unsure"}
    while page.step:
        page = await here.press(who, page, acts.get(page.step, page.choices[0].act), story=STORY, **given)
    return page


async def a_survey_s_year(here: Sitting) -> None:
    """Each kind of invitation; answered by many; begun too late; then read through by the centre, page by page."""
    people = {f"anna {n}": NARROW[n % len(NARROW)] for n in range(MANY + LEFT)}
    campaign = await ask(here.ports, people)
    here.pages += [invitation("yearly", campaign, wave) for wave in (INVITATION, FORTNIGHT, LAST_DAY)]
    first = invitation("yearly", campaign, INVITATION)
    for number, who in enumerate(list(people)[:MANY]):
        await answered(here, who, first, short=number % 2 == 0, knows="1" if number % 8 < len(NARROW) else "4")
    await here.press("anna 0", first, "survey.begin")
    await here.press("nobody", first, "survey.begin")
    centre = here.coordinator(CENTRAL)
    results = Choice("survey.results", Phrase("survey.results.first"), data={"campaign": campaign.id})
    await here.press(centre, first, results)
    await here.press("anna 0", first, results)
    await change(here.ports, campaign, state="over")
    await here.press(f"anna {MANY}", first, "survey.begin")
    await read_through(here, centre, await here.press(centre, first, results))
    here.pages += [refused(why) for why in ("over", "cancelled", "answered", "not_asked", "none")]


async def read_through(here: Sitting, who: str, overview: Page) -> None:
    """Every question, for all and by group; then the needs, as far as they go; and on an old client."""
    page = await here.press(who, overview, labelled(overview, "first"))
    while True:
        if groups := labelled(page, "groups"):
            await here.press(who, await here.press(who, page, groups), labelled(page, "overview"))
        following = labelled(page, "next")
        if following is None:
            break
        page = await here.press(who, page, following)
    needs = await here.press(who, overview, labelled(overview, "needs"))
    while more := labelled(needs, "more"):
        needs = await here.press(who, needs, more)
    await here.press(who, overview, labelled(overview, "needs"), new=False)


def labelled(page: Page, name: str) -> Choice | None:
    return next((each for each in page.choices if each.label.key == f"survey.results.{name}"), None)


async def a_survey_that_few_answer(here: Sitting) -> None:
    """Nothing of it is shown; and one where nobody needs anything."""
    few = await ask(here.ports, {"anna": ""}, state="over")
    many = await ask(here.ports, {f"bo {n}": "" for n in range(8)})
    page = invitation("yearly", many, INVITATION)
    for n in range(8):
        await answered(here, f"bo {n}", page, short=True)
    await change(here.ports, many, state="over")
    centre = here.coordinator(CENTRAL)
    for each, more in ((few, {}), (many, {}), (many, {"part": "needs"})):
        choice = Choice("survey.results", Phrase("survey.results.first"), data={"campaign": each.id, **more})
        await here.press(centre, page, choice)


SURVEY_WALKS = (a_survey_s_year, a_survey_that_few_answer)
