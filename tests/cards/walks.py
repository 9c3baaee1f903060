"""The ways through the bot on which the gallery is gathered: everything that can be pressed, and what cannot be."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.adapters.teams import door
from bot.people import CENTRAL
from bot.ports import CASES, Del
from bot.talk import Chat, Choice, Heard, Page, Pressed
from dialogs.arrivals import WAITING
from dialogs.graffiti import SURFACES
from dialogs.welcome import menu
from tests.photos.pictures import bombs, jpeg, moving

from .campaign_walks import CAMPAIGN_WALKS
from .forum_walks import FORUM_WALKS
from .samples import DISTRICT, MUNICIPALITY, POINTING, STORY, UNSURE
from .sitting import KEY, Ids, Keys, Sitting
from .survey_walks import SURVEY_WALKS
from .training_walks import TRAINING_WALKS

TO_SEND = {"danger": "no", "who": "adult"}
NEW_KEY = b"n" * 32
MANY = 20  # pages before the code
MANY_MARKS = 9  # in a week's list: more than are shown at once
DANGER = "Han har en kniv och är på väg hit"
Start = tuple[str, Page]  # who sees what


async def explore(here: Sitting, start: Callable[[int], Awaitable[Start]], pressed: set[object]) -> None:
    """Press everything that stands on any page once, each time by the shortest way from a new start."""
    ways: list[tuple[Choice, ...]] = [()]
    for number, way in enumerate(ways):
        who, page = await start(number)
        for choice in way:
            page = await here.press(who, page, choice)
        for choice in (*page.choices, *page.footer):
            mark = (page.heading.key, choice.act, str(choice.label))
            if mark not in pressed:
                pressed.add(mark)
                ways.append((*way, choice))


async def to_code(here: Sitting, who: str, acts: Mapping[str, str] = TO_SEND, **given: str) -> Page:
    """As far as the page with the code; the first button of each page leads on, where ``acts`` names no other."""
    page = await here.says(who, "jag är orolig för någon")
    for _ in range(MANY):
        if page.step == "code":
            return page
        page = await here.press(who, page, acts.get(page.step, page.choices[0].act), **given)
    raise AssertionError(f"no way on from {page.heading}, {page.warning}")


async def reported(here: Sitting, who: str, **given: str) -> str:
    """The code of a report that has been sent."""
    page = await to_code(here, who, **given)
    await here.press(who, page, "send", **given)
    await here.settled()
    return page.quote.text.replace(" – ", " ")


async def opened(here: Sitting, who: str, code: str, **ways: bool) -> Page:
    return await here.press(who, await here.says(who, "mina ärenden"), "receipt.show", code=code, **ways)


async def whatever_can_be_pressed(here: Sitting) -> None:
    """From the greeting on, and from the card of a new report on; two departments get it, then the centre."""
    own, other = DISTRICT.department, "utbildningsforvaltningen"
    pressed: set[object] = set()

    async def greeted(number):
        who = f"anna {number}"
        await here.install(who)
        await here.settled()
        return who, here.sent[who]

    async def told(number):
        await reported(here, f"bo {number}", operation="compulsory_school", about_coordinator="")
        return here.coordinator(own), here.sent[here.coordinator(own)]

    await explore(here, greeted, pressed)
    for each in (own, other, CENTRAL):
        await here.install(here.coordinator(each))
    await explore(here, told, pressed)


async def a_report_that_two_get(here: Sitting) -> None:
    """One takes it, which the sender hears; the other hands it over, and the first can't open it any more."""
    own, other = (here.coordinator(each) for each in (DISTRICT.department, "utbildningsforvaltningen"))
    for each in ("anna", own, other, here.coordinator(CENTRAL)):
        await here.install(each)
    code = await reported(here, "anna", operation="compulsory_school", about_coordinator="")
    await opened(here, "anna", code)
    card = here.sent[own]
    await here.press(own, card, "case.take")
    await here.settled()
    await opened(here, "anna", code)
    await here.press(other, await here.press(other, here.sent[other], "case.conflict"), "case.hand_over")
    await here.settled()
    await here.press(own, card, "case.take")


async def reports_that_say_little(here: Sitting) -> None:
    """One without words about nobody in particular, and one whose sender is unsure of it."""
    for each in ("farsta", CENTRAL):
        await here.install(here.coordinator(each))
    little = {**TO_SEND, "who": "nobody", "where": "nowhere", "story": "skip"}
    await here.press("anna", await to_code(here, "anna", little, about_coordinator=""), "send")
    unsure = {**TO_SEND, "review": "unsure"}
    page = await to_code(here, "bo", unsure, about_coordinator="", place="Farsta", operation="leisure")
    await here.press("bo", page, "send")
    await here.settled()
    farsta = here.coordinator("farsta")
    await here.press(farsta, here.sent[farsta], "case.checked")


async def words_in_the_chat(here: Sitting) -> None:
    for text in (STORY, DANGER, f"{STORY} {DANGER}", "xyzzy"):
        await here.says("anna", text)
    await here.says("anna", "Farsta")
    await here.says("anna", "jag är orolig för någon")
    await here.says("anna", "xyzzy")
    await here.says("anna", STORY)
    await here.says("anna", "hjälp")


async def places_that_ask_back(here: Sitting) -> None:
    for place in (MUNICIPALITY, "Söder", "Årsta partihallar", "Liljeholmen", "Blåkulla"):
        page = await here.says(f"anna at {place}", "hitta min samordnare")
        await here.press(f"anna at {place}", page, "next", place=place)


async def codes_in_the_wrong_place(here: Sitting) -> None:
    code = await reported(here, "anna")
    await here.says("anna", code)
    await opened(here, "anna", "fel kod")
    await opened(here, "anna", code, new=False)


async def words_that_are_checked(here: Sitting) -> None:
    """What is unsure, missed and wrong in a text; then every hint at a coarser wording."""
    page = await to_review(here, "anna", UNSURE)
    page = await here.press("anna", page, "clear", missed="Lillebror", name_0="no")
    page = await here.press("anna", page, "clear", missed="Blåkulla")
    await here.press("anna", page, "change")
    for number, story in enumerate(POINTING):
        await to_review(here, f"bo {number}", story)


async def to_review(here: Sitting, who: str, story: str) -> Page:
    """As far as the page where the text is checked."""
    page = await here.says(who, "jag är orolig för någon")
    while page.step != "review":
        page = await here.press(who, page, TO_SEND.get(page.step, page.choices[0].act), story=story)
    return page


async def danger_in_the_box(here: Sitting) -> None:
    await to_code(here, "anna", story=DANGER)


async def pages_that_are_private(here: Sitting) -> None:
    page = await to_code(here, "anna")
    await here.says("anna", "fortsätt")
    await here.press("anna", page, "do.help", new=False)
    await here.press("anna", page, "send", new=False)


async def pages_that_have_had_their_time(here: Sitting) -> None:
    page = await to_code(here, "anna")
    await here.press("anna", page, "do.cancel")
    here.clock.passed += 2 * 86400
    await here.settled()
    await here.press("anna", page, "send")
    await here.press("anna", page, "do.back")


async def too_much_at_once(here: Sitting) -> None:
    for _ in range(6):
        page = await to_code(here, "anna")
        page = await here.press("anna", page, "send")
    page = menu(())
    for _ in range(60):
        here.clock.passed -= 2
        await here.press("bo", page, "do.help")
    await here.press("bo", page, "do.help")


async def keys_that_are_missing(here: Sitting) -> None:
    """A case is sealed anew when keys are changed, then the new key is lost; then the old one instead."""
    own = here.coordinator(DISTRICT.department)
    await here.install(own)
    code = await reported(here, "anna", about_coordinator="")
    card = here.sent[own]
    here.ports.seal = Keys({"k": KEY, "new": NEW_KEY}, "new")
    await here.press(own, card, "case.take")
    here.ports.seal = Keys({"k": KEY}, "k")
    await opened(here, "anna", code)
    await here.press(own, card, "case.take")
    here.ports.seal = Keys({"new": NEW_KEY}, "new")
    await opened(here, "anna", code)


async def to_photo(here: Sitting, who: str, **given: str) -> Page:
    """As far as the page that asks for a picture of a mark."""
    page = await here.says(who, "klotter")
    while page.step != "photo":
        act = {"review": "clear", "same": "no"}.get(page.step, page.choices[0].act)
        page = await here.press(who, page, act, **{"place": DISTRICT.name, **given})
    return page


async def a_mark_with_a_picture(here: Sitting) -> None:
    """Cut, sent, looked at by the coordinator, and taken away; the same mark once more; and the week's list."""
    own = here.coordinator(DISTRICT.department)
    await here.install(own)
    await to_photo(here, "anna")
    page = await here.sends("anna", jpeg(size=(1200, 900)), jpeg(), text="här")
    page = await here.press("anna", await here.press("anna", page, "do.show"), "cut", part="")
    page = await here.press("anna", page, "cut", part="upper")
    coded = await here.press("anna", page, "clear")
    page = await here.press("anna", coded, "send", done="manager")
    await here.press("anna", page, "receipt.texts")
    await here.press("anna", page, "receipt.texts", new=False)
    await here.press("anna", coded, "send")
    await opened(here, "anna", coded.quote.text.replace(" – ", " "))
    await here.settled()
    card = here.sent[own]
    page = await here.press("bo", await to_same(here, "bo"), "yes")
    await here.sends("bo", jpeg())
    await here.press("bo", page, "add", done="removal")
    await here.says("bo", "veckans märken")
    await here.press(own, await here.says(own, "veckans märken"), "marks.week")
    page = await here.press(own, card, "case.photo")
    await here.press(own, page, "case.unpicture")
    await here.press(own, card, "case.photo")
    here.clock.passed += 9 * 86400
    await here.settled()
    await here.press("anna", here.sent["anna"], "receipt.left")


async def marks_on_what_belongs_to_others(here: Sitting) -> None:
    """The texts for each owner; then one more, for a report that is gone when it is to be added to."""
    for surface in SURFACES:
        page = await here.press(surface, await to_photo(here, surface, surface=surface), "skip")
        await here.press(surface, await here.press(surface, page, "send"), "receipt.texts")
    page = await here.press("bo", await to_same(here, "bo"), "yes")
    rows = (await here.ports.store.find(CASES)).rows
    await here.ports.store.commit(*(Del(CASES, row.key) for row in rows))
    await here.press("bo", page, "add")


async def marks_of_no_place(here: Sitting) -> None:
    """Told to the centre, from an old client too, until the list is longer than a page."""
    centre = here.coordinator(CENTRAL)
    await here.install(centre)
    for number in range(MANY_MARKS):
        who = f"anna {number}"
        page = await here.press(who, await here.says(who, "klotter"), "next")
        page = await here.press(who, await here.press(who, page, "nowhere", place_type=""), "next", story="")
        await here.press(who, await here.press(who, page, "skip"), "send", new=number > 0)
    await here.settled()
    await here.press(centre, await here.says(centre, "veckans märken"), "marks.week")


async def to_same(here: Sitting, who: str) -> Page:
    """As far as the page that asks whether it is a mark that somebody has told of."""
    page = await here.says(who, "klotter")
    for _ in range(2):
        page = await here.press(who, page, "next", place=DISTRICT.name)
    return page


async def pictures_that_are_not_taken(here: Sitting) -> None:
    await here.sends("anna", jpeg())
    await here.says("anna", "klotter")
    await here.sends("anna", jpeg())
    await to_photo(here, "bo")
    await here.sends("bo", jpeg(), inline=False)
    await here.sends("none", jpeg(), inline=False)
    coming = here.conversation._arrivals  # noqa: SLF001 - so many at once are nowhere in the gallery
    coming._coming += WAITING  # noqa: SLF001 - the same
    await here.sends("bo", jpeg())
    coming._coming -= WAITING  # noqa: SLF001 - the same
    for raw in (b"", b"text", jpeg()[:400], *bombs().values(), moving("WEBP")):
        await here.sends("bo", raw)


async def in_a_channel(here: Sitting) -> None:
    await here.says("19:forum", "hej", "channel")


async def what_the_door_says_itself(here: Sitting) -> None:
    """To a slow turn, and when something breaks: pages that no dialog knows."""
    heard = Heard("k", "anna", Chat("", "", "personal", "", ""), Pressed("next"), answerable=True)
    page = await to_code(here, "anna")
    broken = door.Door(None, None, None, None, Ids())._apology  # noqa: SLF001 - it makes its pages by itself
    try:
        [].pop()
    except IndexError as error:
        here.pages.append(broken(heard, error).page)
    here.pages += [door._wait(heard).page, door._private_waits(replace(page, private=False))]  # noqa: SLF001 - the same


WALKS: tuple[Callable, ...] = (
    whatever_can_be_pressed,
    a_report_that_two_get,
    reports_that_say_little,
    words_in_the_chat,
    places_that_ask_back,
    codes_in_the_wrong_place,
    danger_in_the_box,
    words_that_are_checked,
    pages_that_are_private,
    pages_that_have_had_their_time,
    too_much_at_once,
    keys_that_are_missing,
    a_mark_with_a_picture,
    marks_on_what_belongs_to_others,
    marks_of_no_place,
    pictures_that_are_not_taken,
    *FORUM_WALKS,
    *TRAINING_WALKS,
    *SURVEY_WALKS,
    *CAMPAIGN_WALKS,
    in_a_channel,
    what_the_door_says_itself,
)
