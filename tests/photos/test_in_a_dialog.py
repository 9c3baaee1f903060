"""A picture in the middle of a dialog, over HTTP: nothing is approved unseen, and nobody waits for it in danger."""

import asyncio
import base64
from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image

from bot.errors import Conflict
from bot.ports import DIALOGS, PHOTOS, Put
from dialogs.arrivals import AT_ONCE, WAITING
from tests.house import bot
from tests.photos.pictures import jpeg, noise, written
from tests.photos.test_arrivals import Held, until
from tests.test_graffiti_over_http import WHAT, WHERE, to_photo

DANGER = "Han har en kniv och är på väg hit"
CHECK = "Syns någon person på bilden?"


@pytest.fixture
async def here(tmp_path):
    async with bot(tmp_path) as running:
        yield running


async def pictures(here):
    return (await here.house.ports.store.find(PHOTOS)).rows


async def to_check(person, *raw, **ways):
    await to_photo(person)
    await person.sends(*(raw or (jpeg(),)), **ways)
    await person.press("Visa och kontrollera bilden")
    assert person.sees.heading == CHECK


@pytest.mark.parametrize("act", ["Nej, bara märket", "Beskär bilden", "Ta bort bilden"])
async def test_what_is_said_of_a_picture_is_not_said_of_the_one_that_comes_after_it(here, act):
    anna = await here.someone()
    await to_check(anna)
    first = anna.sees
    (before,) = await pictures(here)
    await anna.sends(jpeg(size=(120, 160)))
    (second,) = await pictures(here)
    await anna.press_on(first, act, **({"part": "Mitten"} if act.startswith("Besk") else {}))
    assert (await pictures(here)) == (second,)
    await anna.press("Visa och kontrollera bilden")
    assert anna.sees.heading == CHECK
    assert second.doc["sealed"] != before.doc["sealed"]


@pytest.mark.parametrize("words", ["Nej, bara märket", "nej bara märket", "1", "Ta bort bilden"])
async def test_a_picture_is_not_approved_by_words_but_by_pressing_on_what_shows_it(here, words):
    anna = await here.someone()
    await to_photo(anna)
    await anna.sends(jpeg())
    await anna.says(words)
    assert len(await pictures(here)) == 1
    await anna.press("Fortsätt där jag var")
    assert anna.sees.heading == CHECK


async def test_danger_is_answered_while_a_picture_is_on_its_way(here):
    anna, held = await here.someone(), Held()
    await to_photo(anna)
    here.house.ports.attachments = held
    sending = asyncio.create_task(anna.sends(jpeg()))
    await until(lambda: held.inside)
    await anna.says(DANGER)
    assert anna.sees.heading == "Ring 112 nu om någon är i fara."
    held.free.set()
    await sending
    await here.teams.until(lambda: anna.sees.heading == "Jag har fått bilden.")


async def test_danger_beside_a_picture_is_answered_and_the_picture_let_be(here):
    anna, held = await here.someone(), Held()
    await to_photo(anna)
    here.house.ports.attachments = held
    await anna.sends(jpeg(), text=DANGER)
    assert anna.sees.heading == "Ring 112 nu om någon är i fara."
    assert held.asked == 0


async def test_danger_beside_a_picture_is_answered_however_much_was_done_before(tmp_path):
    async with bot(tmp_path, VBE_ACTS_PER_MINUTE="10") as here:
        anna = await here.someone()
        for _ in range(11):
            await anna.says("hjälp")
        assert anna.sees.heading == "Ta det lugnt."
        await anna.sends(jpeg(), text=DANGER)
        assert anna.sees.heading == "Ring 112 nu om någon är i fara."


class Crowded:
    """A store where others have been faster, some times."""

    def __init__(self, store, times):
        self._store, self._times = store, times

    def __getattr__(self, name):
        return getattr(self._store, name)

    async def commit(self, *writes, sweep=False):
        if self._times and any(write.table is DIALOGS for write in writes):
            self._times -= 1
            raise Conflict
        await self._store.commit(*writes, sweep=sweep)


async def test_a_picture_is_fetched_once_however_often_its_turn_is_worked_out(here):
    anna, held = await here.someone(), Held()
    await to_photo(anna)
    held.free.set()
    here.house.ports.attachments = held
    here.house.ports.store = Crowded(here.house.ports.store, 3)
    await anna.sends(jpeg())
    assert anna.sees.heading == "Jag har fått bilden."
    assert held.asked == 1


async def test_a_picture_delivered_twice_is_fetched_once(here):
    anna = await here.someone()
    await to_photo(anna)
    await anna.sends(jpeg())
    asked = len(here.teams.service.pictures.asked)
    await anna.repeats()
    assert len(here.teams.service.pictures.asked) == asked


async def test_a_picture_goes_only_to_the_dialog_last_touched(here):
    anna = await here.someone()
    await to_photo(anna)
    await anna.says("jag är orolig för någon")
    await anna.press("Nej")
    await anna.sends(jpeg())
    assert anna.sees.heading == "Bilden har jag inte hämtat."
    assert await pictures(here) == ()
    await anna.press("Fortsätt där jag var")
    assert anna.sees.heading == "Hur gammal är personen?"


async def test_a_picture_whose_dialog_ends_before_it_comes_is_kept_nowhere(here):
    anna, held = await here.someone(), Held()
    await to_photo(anna)
    here.house.ports.attachments = held
    sending = asyncio.create_task(anna.sends(jpeg()))
    await until(lambda: held.inside)
    beside = anna.elsewhere()
    await beside.says("avbryt")
    await beside.press("Avbryt och ta bort")
    held.free.set()
    await sending
    await here.teams.until(lambda: anna.sees.heading == "Det här samtalet är avslutat.")
    assert await pictures(here) == ()


@pytest.mark.parametrize(
    ("kind", "there", "not_there"),
    [("inline", "Originalet ligger kvar i chatten.", "OneDrive"), ("file", "Teams-chattfiler", "x?")],
)
async def test_where_the_original_lies_and_how_it_is_deleted_is_said_when_it_has_come(here, kind, there, not_there):
    anna = await here.someone()
    await to_photo(anna)
    await anna.sends(jpeg(), kind=kind)
    assert there in anna.sees.words()
    assert not_there not in anna.sees.words()
    assert "Ta bort" in anna.sees.words()


async def test_no_picture_is_needed_to_add_to_what_was_told(here):
    anna, bo = await here.someone(), await here.someone("Bo Exempel")
    await to_photo(anna)
    await anna.press("Fortsätt utan bild")
    await anna.press("Skicka")
    await bo.says("klistermärken")
    await bo.press("Fortsätt", **WHAT)
    await bo.press("Fortsätt", **WHERE)
    await bo.press("Ja, lägg till att jag också sett det")
    await bo.sends(jpeg())
    assert bo.sees.heading == "Du behöver inte skicka någon bild."
    assert await pictures(here) == ()
    await bo.press("Fortsätt där jag var")
    await bo.press("Lägg till")


async def test_to_crop_one_must_choose_a_part(here):
    anna = await here.someone()
    await to_check(anna)
    await anna.press("Beskär bilden")
    assert "Välj först vilken del du vill behålla." in anna.sees.words()
    assert len(anna.sees.pictures) == 1
    await anna.press("Beskär bilden", part="Mitten")
    assert "Välj först" not in anna.sees.words()
    await anna.press("Nej, bara märket")
    assert "Skicka" in anna.sees.buttons


async def test_the_row_of_a_case_s_picture_does_not_tell_the_hour_of_its_report(here):
    anna = await here.someone()
    await to_check(anna)
    await anna.press("Nej, bara märket")
    await anna.press("Skicka")
    (row,) = await pictures(here)
    until = datetime.fromisoformat(row.doc["until"])
    assert (until.hour, until.minute, until.second) == (0, 0, 0)


async def test_the_coordinator_sees_more_than_the_sender_and_the_page_stays_small(here):
    farida, anna = await here.official("Farida Strandman"), await here.someone()
    await to_check(anna, written(noise((2000, 1500)), "JPEG", quality=95))
    small = base64.b64decode(anna.sees.pictures[0].partition(",")[2])
    await anna.press("Nej, bara märket")
    await anna.press("Skicka")
    await here.settled()
    await here.teams.until(lambda: "Nytt märke" in farida.sees.heading)
    await farida.press("Visa bilden")
    large = base64.b64decode(farida.sees.pictures[0].partition(",")[2])
    assert width(small) < width(large)
    assert len(large) <= 40_000
    assert len(str(here.teams.record.answers[-1])) <= 60_000


def width(raw):
    with Image.open(BytesIO(raw)) as picture:
        return picture.width


async def lose_the_keys_of_pictures(here):
    """As if they had been sealed under a key that is gone."""
    for row in await pictures(here):
        torn = {**row.doc, "sealed": "gone." + row.doc["sealed"].partition(".")[2]}
        await here.house.ports.store.commit(Put(PHOTOS, row.key, torn))


async def test_a_report_goes_without_a_picture_that_cannot_be_opened(here):
    anna = await here.someone()
    await to_check(anna)
    await anna.press("Nej, bara märket")
    await lose_the_keys_of_pictures(here)
    await anna.press("Skicka")
    assert anna.sees.heading == "Skickat. Tack för att du sa till."


async def test_a_picture_that_cannot_be_opened_is_asked_for_anew_when_it_is_to_be_cropped(here):
    anna = await here.someone()
    await to_check(anna)
    await lose_the_keys_of_pictures(here)
    await anna.press("Beskär bilden", part="Mitten")
    assert anna.sees.heading == "Har du en bild?"


async def test_a_coordinator_is_told_that_a_picture_is_gone_when_it_cannot_be_opened(here):
    farida, anna = await here.official("Farida Strandman"), await here.someone()
    await to_check(anna)
    await anna.press("Nej, bara märket")
    await anna.press("Skicka")
    await here.settled()
    await here.teams.until(lambda: "Nytt märke" in farida.sees.heading)
    await lose_the_keys_of_pictures(here)
    await farida.press("Visa bilden")
    assert farida.sees.heading == "Bilden finns inte kvar."


async def test_a_queue_of_pictures_is_said_to_be_long(here):
    anna, held = await here.someone(), Held()
    others = [await here.someone(f"Person {n}") for n in range(WAITING)]
    for each in others:
        await each.says("klotter")
    await anna.says("klotter")
    here.house.ports.attachments = held
    sending = [asyncio.create_task(each.sends(jpeg())) for each in others]
    await until(lambda: held.inside == AT_ONCE)
    await anna.sends(jpeg())
    assert anna.sees.heading == "Försök med bilden om en stund."
    held.free.set()
    await asyncio.gather(*sending)


async def test_an_old_client_is_told_that_a_coordinator_s_picture_cannot_be_shown_there(here):
    anna = await here.someone()
    farida = (await here.official("Farida Strandman")).elsewhere(legacy=True)
    await to_check(anna)
    await anna.press("Nej, bara märket")
    await anna.press("Skicka")
    await here.settled()
    await here.teams.until(lambda: "Nytt märke" in farida.sees.heading)
    await farida.press("Visa bilden")
    await here.teams.until(lambda: farida.sees.heading == "Det kan inte visas i den här appen.")
    assert "koden" not in farida.sees.words()
