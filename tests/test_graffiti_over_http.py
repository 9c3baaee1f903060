"""“Klotter eller klistermärken”, from the first words to the coordinator's card and the texts, over HTTP."""

import base64
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from bot.cases import Case
from bot.ports import ALIKE, BULK, CASES, DIALOGS, NEW, PHOTOS, Del
from content import load
from dialogs.scene import STOCKHOLM
from tests.house import bot, demo
from tests.photos.pictures import PLANTED, bombs, jpeg, moving, seen

WHAT = {"material": "Klistermärke", "extent": "2–5", "still_there": "Ja"}
WHERE = {
    "place": "Farsta",
    "place_type": "Torg eller centrum",
    "surface": "Stadens",
    "period": "I dag",
    "operation": "Fritid",
}
WHAT_KEYS = {"material": "sticker"}
WHERE_KEYS = {"place": "Farsta", "place_type": "square", "surface": "city", "period": "today", "operation": "leisure"}
SEEN_KEYS = {"motifs": ["symbol"], "environment": "unclear"}
SEEN = {"motifs": ["En symbol"], "environment": "Oklart"}
FRIDAY = datetime.fromisoformat("2026-12-18T10:00:00+01:00")
STORY = "Två små runda märken på en lyktstolpe vid bussen. Ahmed Yilmaz såg dem. Ring 070-174 06 11."


@pytest.fixture
async def here(tmp_path):
    async with bot(tmp_path) as running:
        yield running


async def to_photo(person, *, story="", where=WHERE, what=WHAT):
    """As far as the page that asks for a picture."""
    await person.says("klotter")
    await person.press("Fortsätt", **what)
    await person.press("Fortsätt", **where)
    if person.sees.heading.startswith("Är det samma"):
        await person.press("Nej, eller jag har mer att berätta")
    await person.press("Fortsätt", **SEEN, **({"story": story} if story else {}))
    if story:
        await person.press("Nej, inget")


async def photo_of(here, table=PHOTOS):
    return (await here.house.ports.store.find(table)).rows


async def test_a_mark_with_an_image_travels_to_the_coordinator_of_the_place(here):
    farida, anna = await here.official("Farida Strandman"), await here.someone()
    await to_photo(anna, story=STORY)
    await anna.sends(jpeg(), text="här")
    assert anna.sees.heading == "Jag har fått bilden."
    assert "har jag inte sparat" in anna.sees.words()
    await anna.press("Visa och kontrollera bilden")
    assert anna.sees.heading == "Syns någon person på bilden?"
    (picture,) = anna.sees.pictures
    assert seen(base64.b64decode(picture.partition(",")[2]))
    await anna.press("Nej, bara märket")
    assert re.search(r"(\w+ – ){5}\w+", anna.sees.words())
    assert "samordnaren för Farsta" in anna.sees.words()
    await anna.press("Skicka", done=["Chefen vet"])
    assert anna.sees.heading == "Skickat. Tack för att du sa till."
    await here.settled()
    await here.teams.until(lambda: "Nytt märke" in farida.sees.heading)
    card = farida.sees.words()
    assert farida.sees.heading.startswith("Nytt märke · Farsta · vecka")
    for words in ("Klistermärke", "2–5", "En symbol", "Stadens", "Torg eller centrum", "[person A]", "[telefon]"):
        assert words in card
    assert "Yilmaz" not in card
    await farida.press("Visa bilden")
    (picture,) = farida.sees.pictures
    assert seen(base64.b64decode(picture.partition(",")[2]))
    assert farida.reload().pictures == ()


async def test_a_picture_sent_as_a_file_is_fetched_from_the_tenant_s_sharepoint_alone(tmp_path):
    async with bot(tmp_path, VBE_FILE_HOSTS="http://127.0.0.1") as here:
        anna = await here.someone()
        await to_photo(anna)
        await anna.sends(jpeg(), kind="file")
        assert anna.sees.heading == "Jag har fått bilden."
    other = tmp_path / "other"
    other.mkdir()
    async with bot(other, VBE_FILE_HOSTS="stad.sharepoint.com") as here:
        anna = await here.someone()
        await to_photo(anna)
        await anna.sends(jpeg(), kind="file")
        assert anna.sees.heading == "Jag kunde inte hämta bilden."


async def test_in_english_by_typed_choices(here):
    anna = await here.someone(locale="en-GB")
    await anna.says("stickers")
    assert anna.sees.heading == "What have you seen?"
    await anna.says("a sticker")
    await anna.press("Continue")
    await anna.says("Farsta")
    await anna.says("school")
    await anna.press("Continue", place_type="School", surface="The city", period="Today", operation="Leisure")
    await anna.press("Continue", motifs=["A threat"], environment="Unclear")
    await anna.says("go on without a picture")
    await anna.press("Continue where I was") if "Continue where I was" in anna.sees.buttons else None
    await anna.press("Send")
    assert anna.sees.heading == "Sent. Thank you for speaking up."
    await anna.press("Show texts to copy")
    words = {field.id: field.value for field in anna.sees.inputs}
    assert words["police"].startswith("Klistermärke. Finns på något som tillhör staden. På det syns: ett hot.")
    assert "16 kap. 8 §" in words["police"]
    assert "Det kan vara olaga hot." in words["police"]


async def test_each_channel_gets_a_text_of_what_was_chosen_and_nothing_that_was_written(here):
    anna = await here.someone()
    await to_photo(anna, story=STORY)
    await anna.press("Fortsätt utan bild")
    await anna.press("Skicka")
    await anna.press("Visa texter att kopiera")
    texts = {field.id: field.value for field in anna.sees.inputs}
    assert set(texts) == {"removal", "ia", "police"}
    assert texts["removal"] == (
        "Klistermärke. På det syns: en symbol. Antal: 2–5. Plats: Farsta, torg eller centrum."
        f" Sågs: i dag ({here.house.clock.now().astimezone(STOCKHOLM).date()}). Sitter kvar: ja."
        " Innehållet kan vara stötande, ta i så fall gärna bort det direkt. Exakt plats:"
    )
    assert "lyktstolpe" not in anna.sees.words() + "".join(texts.values())
    assert anna.sees.inputs[0].label == "Borttagning: Tyck till, eller 08-651 00 00"
    assert "Öppna Tyck till" in anna.sees.buttons
    assert anna.reload().heading == "Skickat. Tack för att du sa till."


@pytest.mark.parametrize(
    ("surface", "label"),
    [
        ("En skola eller förskola", "Borttagning: skolans egen felanmälan"),
        ("Privat, till exempel ett hus", "Borttagning: den som äger huset eller saken"),
        ("Kollektivtrafiken", "Borttagning: SL"),
    ],
)
async def test_whose_it_is_decides_who_removes_it(here, surface, label):
    anna = await here.someone()
    await to_photo(anna, where={**WHERE, "surface": surface})
    await anna.press("Fortsätt utan bild")
    await anna.press("Skicka")
    await anna.press("Visa texter att kopiera")
    assert anna.sees.inputs[0].label == label
    assert "Öppna Tyck till" not in anna.sees.buttons


async def test_nothing_of_the_picture_s_file_is_kept_and_the_store_shows_none_of_it(here):
    anna = await here.someone()
    await to_photo(anna)
    await anna.sends(jpeg())
    await anna.press("Visa och kontrollera bilden")
    await anna.press("Nej, bara märket")
    await anna.press("Skicka")
    ((_, row),) = [(PHOTOS, each) for each in await photo_of(here)]
    (case,) = await photo_of(here, CASES)
    assert row.key == case.key
    files = b"".join(path.read_bytes() for path in here.folder.glob("store.db*"))
    assert PLANTED.encode() not in files
    assert b"JFIF" not in files


async def test_a_picture_with_a_person_is_cut_and_looked_at_again(here):
    anna = await here.someone()
    await to_photo(anna)
    await anna.sends(jpeg())
    await anna.press("Visa och kontrollera bilden")
    whole = anna.sees.pictures
    await anna.press("Beskär bilden", part="Övre halvan")
    assert anna.sees.heading == "Syns någon person på bilden?"
    assert anna.sees.pictures != whole
    with Image.open(BytesIO(base64.b64decode(anna.sees.pictures[0].partition(",")[2]))) as cut:
        assert cut.width == 160
        assert cut.height == 60
    await anna.press("Nej, bara märket")
    assert "Skicka" in anna.sees.buttons


async def test_a_picture_thrown_away_is_gone_from_the_store(here):
    anna = await here.someone()
    await to_photo(anna)
    await anna.sends(jpeg())
    assert len(await photo_of(here)) == 1
    await anna.press("Visa och kontrollera bilden")
    await anna.press("Ta bort bilden")
    assert anna.sees.heading == "Har du en bild?"
    assert await photo_of(here) == ()


@pytest.mark.parametrize("ending", ["avbryt", "börja om"])
async def test_with_the_dialog_its_picture_is_gone(here, ending):
    anna = await here.someone()
    await to_photo(anna)
    await anna.sends(jpeg())
    await anna.says(ending)
    if ending == "avbryt":
        await anna.press("Avbryt och ta bort")
    assert await photo_of(here) == ()


async def test_a_dialog_left_alone_takes_its_picture_along(tmp_path):
    async with demo(tmp_path) as here:
        anna = await here.someone()
        await to_photo(anna)
        await anna.sends(jpeg())
        assert len(await photo_of(here)) == 1
        here.house.clock.move(here.house.clock.now() + timedelta(hours=26))
        await here.settled()
        assert await photo_of(here, DIALOGS) == ()
        assert await photo_of(here) == ()


@pytest.mark.parametrize(
    ("raw", "heading"),
    [
        (b"", "Bilden kom fram tom."),
        (b"Hej, det finns ingen bild.", "Jag kan inte läsa filen som en bild."),
        (jpeg()[:400], "Bilden gick inte att öppna."),
        (next(iter(bombs().values())), "Bilden är för stor."),
        (moving("WEBP"), "Jag tar inte emot rörliga bilder."),
    ],
    ids=["empty", "text", "truncated", "bomb", "animated"],
)
async def test_what_is_no_usable_picture_is_said_and_the_dialog_goes_on(here, raw, heading):
    anna = await here.someone()
    await to_photo(anna)
    await anna.sends(raw)
    assert anna.sees.heading == heading
    assert await photo_of(here) == ()
    await anna.press("Fortsätt där jag var")
    assert anna.sees.heading == "Har du en bild?"


async def test_of_many_pictures_the_first_is_taken_and_it_is_said(here):
    anna = await here.someone()
    await to_photo(anna)
    await anna.sends(*[jpeg()] * 10)
    assert "bara den första" in anna.sees.words()
    assert len(await photo_of(here)) == 1


@pytest.mark.parametrize("begun", [False, True])
async def test_a_picture_that_nobody_asked_for_is_not_fetched(here, begun):
    anna = await here.someone()
    if begun:
        await anna.says("jag är orolig för någon")
    calls = len(here.teams.record.calls)
    await anna.sends(jpeg())
    assert anna.sees.heading == "Bilden har jag inte hämtat."
    assert not [call for call in here.teams.record.calls[calls:] if call.method == "GET"]
    assert await photo_of(here) == ()


async def test_a_picture_that_comes_early_is_looked_at_when_it_is_due(here):
    anna = await here.someone()
    await anna.says("klotter")
    await anna.sends(jpeg())
    assert anna.sees.heading == "Jag har fått bilden."
    assert "lite längre fram" in anna.sees.words()
    await anna.press("Fortsätt där jag var")
    await anna.press("Fortsätt", **WHAT)
    await anna.press("Fortsätt", **WHERE)
    await anna.press("Fortsätt", **SEEN)
    assert anna.sees.heading == "Syns någon person på bilden?"


async def test_a_picture_from_elsewhere_is_never_fetched(here):
    anna = await here.someone()
    await to_photo(anna)
    for address in ("https://example.org/x.jpg", "http://169.254.169.254/latest", "file:///etc/passwd", ""):
        await anna.sends(addresses=[address])
        assert anna.sees.heading == "Jag kunde inte hämta bilden."
    assert await photo_of(here) == ()


async def test_the_same_mark_told_again_is_counted_and_nothing_of_the_first_is_shown(here):
    farida, anna, bo = await here.official("Farida Strandman"), await here.someone(), await here.someone("Bo Exempel")
    await to_photo(anna, story=STORY)
    await anna.press("Fortsätt utan bild")
    await anna.press("Skicka")
    await here.settled()
    await bo.says("klistermärken")
    await bo.press("Fortsätt", material="Klistermärke", extent="Ett")
    await bo.press("Fortsätt", **{**WHERE, "operation": "Kultur eller bibliotek"})
    assert bo.sees.heading == "Är det samma märke som någon redan har sagt till om?"
    assert "lyktstolpe" not in bo.sees.words()
    await bo.press("Ja, lägg till att jag också sett det")
    await bo.press("Lägg till")
    assert bo.sees.heading == "Tillagt. Tack för att du sa till."
    await here.settled()
    await here.teams.until(lambda: "2 uppgifter" in farida.sees.words())
    assert len(await photo_of(here, CASES)) == 1


@pytest.mark.parametrize(
    "other",
    [{"material": "Klotter"}, {"place": "Rinkeby"}, {"place_type": "Skola"}],
    ids=["another kind", "another district", "another kind of place"],
)
async def test_another_mark_is_not_taken_for_the_same(here, other):
    anna = await here.someone()
    await to_photo(anna)
    await anna.press("Fortsätt utan bild")
    await anna.press("Skicka")
    await anna.says("klotter")
    await anna.press("Fortsätt", **{**WHAT, **{k: v for k, v in other.items() if k in WHAT}})
    await anna.press("Fortsätt", **{**WHERE, **{k: v for k, v in other.items() if k in WHERE}})
    assert anna.sees.heading == "Vad syns på det?"


async def test_the_rows_of_marks_tell_nothing_and_a_case_of_a_mark_looks_like_any_other(here):
    anna = await here.someone()
    await to_photo(anna)
    await anna.press("Fortsätt utan bild")
    await anna.press("Skicka")
    (mark,), (case,) = await photo_of(here, ALIKE), await photo_of(here, CASES)
    assert set(case.doc) == {"day", "receipt", "sealed"}
    assert set(mark.doc) == {"until", "sealed"}
    assert "farsta" not in str(mark).lower()


async def test_a_place_outside_the_city_names_the_neighbour_s_channel(here):
    anna = await here.someone()
    await anna.says("klotter")
    await anna.press("Fortsätt", **WHAT)
    await anna.press("Fortsätt", **{**WHERE, "place": "Sundbyberg"})
    assert anna.sees.heading == "Platsen ligger i Sundbyberg."
    assert "felanmälan till kommunen där" in anna.sees.words()


async def test_an_unknown_place_is_asked_for_again_with_the_rest_kept(here):
    anna = await here.someone()
    await anna.says("klotter")
    await anna.press("Fortsätt", **WHAT)
    await anna.press("Fortsätt", **{**WHERE, "place": "Kvastgränd bakom Xyz"})
    assert "Jag känner inte igen platsen" in anna.sees.words()
    assert {field.id: field.value for field in anna.sees.inputs}["surface"] == "city"


async def test_what_an_environment_rests_on_is_asked_for_only_when_one_is_chosen(here):
    anna = await here.someone()
    await anna.says("klotter")
    await anna.press("Fortsätt", **WHAT)
    await anna.press("Fortsätt", **WHERE)
    await anna.press("Fortsätt", motifs=["En symbol"], environment="Vit makt")
    assert "Välj vad du bygger miljön på" in anna.sees.words()
    await anna.press("Fortsätt", basis=["En symbol"])
    assert anna.sees.heading == "Har du en bild?"


async def test_what_a_symbol_means_can_be_looked_up_and_what_was_entered_stays(here):
    anna = await here.someone()
    await anna.says("klotter")
    await anna.press("Fortsätt", **WHAT)
    await anna.press("Fortsätt", **WHERE)
    await anna.press("Vad betyder symbolen?", motifs=["En symbol"], story=STORY)
    assert "bevisar inte" in anna.sees.words()
    await anna.press(1)
    await anna.press("Fortsätt där jag var")
    fields = {field.id: field.value for field in anna.sees.inputs}
    assert fields["motifs"] == "symbol"
    assert "[person A]" in fields["story"]


async def test_one_reminder_comes_on_the_third_to_fifth_working_day_and_names_no_case(tmp_path):
    async with demo(tmp_path) as here:
        here.house.clock.move(FRIDAY)
        anna = await here.someone()
        await to_photo(anna)
        await anna.press("Fortsätt utan bild")
        await anna.press("Skicka", done=["Anmält för borttagning"], remind=True)
        (row,) = await photo_of(here, BULK)
        assert set(row.doc) == {"due", "tries", "sealed"}
        due = datetime.fromisoformat(row.doc["due"]).astimezone(FRIDAY.tzinfo)
        # 21, 22 and 23 December are the first three working days; 24–26 are none; 28 and 29 are the next two
        assert due.date().isoformat() in {"2026-12-23", "2026-12-28", "2026-12-29"}
        assert 9 <= due.hour < 16
        here.house.clock.move(due)
        await here.settled()
        await here.teams.until(lambda: anna.sees.heading == "Du bad mig påminna dig en gång.")
        assert not re.search("märke|klotter|polis", anna.sees.words(), re.IGNORECASE)
        await anna.press("Visa vad som är kvar")
        words = anna.sees.words()
        assert "Skriv i IA" in words
        assert "Polisanmäl" in words
        assert "för borttagning" not in words
        assert await photo_of(here, BULK) == ()


async def test_nobody_else_can_open_what_a_reminder_or_a_receipt_carries(here):
    anna, bo = await here.someone(), await here.someone("Bo Exempel")
    await to_photo(anna)
    await anna.press("Fortsätt utan bild")
    await anna.press("Skicka")
    button = anna.sees.buttons["Visa texter att kopiera"]
    await bo.send(button, {}, bo.sees.message)
    assert bo.sees.heading == "Det här samtalet är avslutat."


async def test_an_old_client_sends_without_code_and_picture(here):
    anna = await here.someone(legacy=True)
    await to_photo(anna)
    await anna.sends(jpeg())
    await anna.press("Visa och kontrollera bilden")
    assert anna.sees.pictures == ()
    await anna.press("Nej, bara märket")
    await anna.press("Skicka")
    assert anna.sees.heading == "Skickat. Tack för att du sa till."
    assert len(await photo_of(here)) == 1


async def test_coordinators_see_a_week_s_marks_by_district_and_others_do_not(here):
    farida, anna = await here.official("Farida Strandman"), await here.someone()
    await to_photo(anna)
    await anna.press("Fortsätt utan bild")
    await anna.press("Skicka")
    await anna.says("veckans märken")
    assert anna.sees.heading == "Den här listan är för samordnare."
    await farida.says("meny")
    await farida.press("Veckans märken")
    assert "Farsta" in farida.sees.words()
    assert "Klistermärke: 1" in farida.sees.words()
    await farida.press("Veckan före")
    assert "Ingen har rapporterat" in farida.sees.words()
    await farida.press("Veckan efter")
    await farida.press("1 · Klistermärke · Farsta")
    assert farida.sees.heading.startswith("Nytt märke")


async def test_a_coordinator_can_take_the_picture_away_from_every_card(here):
    farida, anna = await here.official("Farida Strandman"), await here.someone()
    await to_photo(anna)
    await anna.sends(jpeg())
    await anna.press("Visa och kontrollera bilden")
    await anna.press("Nej, bara märket")
    await anna.press("Skicka")
    await here.settled()
    await here.teams.until(lambda: "Nytt märke" in farida.sees.heading)
    await farida.press("Visa bilden")
    await farida.press("Ta bort bilden")
    assert "Visa bilden" not in farida.sees.buttons
    await here.settled()
    assert await photo_of(here) == ()
    assert "Visa bilden" not in farida.reload().buttons


@pytest.mark.parametrize("language", ["sv", "en"])
async def test_every_choice_on_every_page_can_be_typed_whatever_command_it_is_too(tmp_path, language):
    async with bot(tmp_path, VBE_ACTS_PER_MINUTE="10000") as here:
        anna = await here.someone(locale=language)
        go_on = load(language).say("graffiti.what.options.next")
        await anna.says("klotter")
        for given in (WHAT_KEYS, WHERE_KEYS, SEEN_KEYS):
            await every_choice_typed(anna)
            await anna.press(go_on, **given)
        assert anna.sees.heading == load(language).say("graffiti.photo.ask")


async def every_choice_typed(person):
    """Each is taken up by a field that has it, and the page stays."""
    heading, words = person.sees.heading, {w for field in person.sees.inputs for w in field.options.values()}
    assert len(words) > 5
    for each in sorted(words):
        await person.says(each)
        assert person.sees.heading == heading, each
        taken = [field.options.get(value) for field in person.sees.inputs for value in field.value.split(",")]
        assert each in taken, each


async def test_commands_are_commands_where_the_page_has_no_such_choice(here):
    anna = await here.someone()
    await anna.says("klotter")
    await anna.press("Fortsätt", **WHAT)
    await anna.says("symbol")
    assert "bevisar inte" in anna.sees.words()


WAYS = {
    "nowhere": ("Jag vet inte var det var", {"material": "Något annat"}, {}),
    "a place that is unclear": (
        "Fortsätt",
        {"material": "Flygblad", "extent": "Vet inte"},
        {**WHERE, "place": "Söder"},
    ),
    "little known": ("Fortsätt", {"material": "Klotter"}, {**WHERE, "surface": "Vet inte", "period": "Vet inte"}),
    "much known": ("Fortsätt", {**WHAT, "extent": "Fler än 20", "recurring": "Ja"}, {**WHERE, "period": "Tidigare"}),
}


@pytest.mark.parametrize("motifs", [["Oklart"], ["Oklart", "Ett hot"], ["En webbadress eller QR-kod"]])
@pytest.mark.parametrize("way", WAYS)
async def test_the_texts_say_what_is_known_and_leave_out_the_rest_whatever_the_way(here, way, motifs):
    anna, (where, what, given) = await here.someone(), WAYS[way]
    await anna.says("klotter")
    await anna.press("Fortsätt", **what)
    await anna.press(where, **given)
    if anna.sees.heading.startswith("Vilken förvaltning"):
        await anna.press("Vet inte")
    await anna.press("Fortsätt", motifs=motifs, environment="Oklart")
    await anna.press("Fortsätt utan bild")
    await anna.press("Skicka")
    await anna.press("Visa texter att kopiera")
    texts = [field.value for field in anna.sees.inputs]
    assert len(texts) == 3
    for text in texts:
        assert not re.search(r"vet inte|oklart|okänd|: \.|, \.|\{|på nätet", text, re.IGNORECASE), text
        assert ("ett hot" in text) == ("Ett hot" in motifs)
    assert ("olaga hot" in texts[2]) == ("Ett hot" in motifs)
    assert texts[0].endswith("Exakt plats:")
    assert ("fler än 20" in texts[0]) == (way == "much known")


async def test_who_adds_to_what_was_told_gets_texts_too(here):
    anna, bo = await here.someone(), await here.someone("Bo Exempel")
    await to_photo(anna)
    await anna.press("Fortsätt utan bild")
    await anna.press("Skicka")
    await to_add(bo)
    await bo.press("Lägg till")
    await bo.press("Visa texter att kopiera")
    assert bo.sees.inputs[0].value.startswith("Klistermärke. Antal: 2–5. Plats: Farsta, torg eller centrum.")


async def to_add(person):
    await person.says("klotter")
    await person.press("Fortsätt", **WHAT)
    await person.press("Fortsätt", **WHERE)
    await person.press("Ja, lägg till att jag också sett det")


async def test_what_is_gone_when_it_is_to_be_added_to_can_be_told_anew(here):
    anna, bo = await here.someone(), await here.someone("Bo Exempel")
    await to_photo(anna)
    await anna.press("Fortsätt utan bild")
    await anna.press("Skicka")
    await to_add(bo)
    (case,) = await photo_of(here, CASES)
    await here.house.ports.store.commit(Del(CASES, case.key))
    await bo.press("Lägg till")
    assert bo.sees.heading == "Vad syns på det?"
    assert "finns inte kvar" in bo.sees.words()
    await bo.press("Fortsätt", **SEEN)
    await bo.press("Fortsätt utan bild")
    await bo.press("Skicka")
    assert bo.sees.heading == "Skickat. Tack för att du sa till."


async def test_another_report_of_a_like_mark_does_not_take_the_first_one_s_place(here):
    remembered = []
    for name in ("Anna Exempel", "Bo Exempel"):
        person = await here.someone(name)
        await to_photo(person)
        await person.press("Fortsätt utan bild")
        await person.press("Skicka")
        remembered.append(await photo_of(here, ALIKE))
    assert len(remembered[0]) == 1
    assert remembered[0] == remembered[1]
    assert len(await photo_of(here, CASES)) == 2


async def test_a_code_page_pressed_late_tells_what_a_report_of_a_mark_is_not(here):
    anna = await here.someone()
    await to_photo(anna)
    await anna.press("Fortsätt utan bild")
    page = anna.sees
    code = re.search(r"(\w+ – ){5}\w+", page.words())[0].replace(" – ", " ")
    await anna.press("Skicka")
    await anna.press_on(page, "Skicka")
    assert "tar inte bort märket" in anna.sees.words()
    assert "orosanmälan" not in anna.sees.words()
    await anna.press("Visa texter att kopiera")
    assert len(anna.sees.inputs) == 3
    await anna.says("mina ärenden")
    await anna.press("Visa ärendet", code=code)
    assert "tar inte bort märket" in anna.sees.words()
    assert "orosanmälan" not in anna.sees.words()


async def test_an_old_client_is_offered_no_texts_that_it_cannot_show(here):
    anna = await here.someone(legacy=True)
    await to_photo(anna)
    await anna.press("Fortsätt utan bild")
    await anna.press("Skicka")
    assert anna.sees.heading == "Skickat. Tack för att du sa till."
    assert "Visa texter att kopiera" not in anna.sees.buttons
    assert "texter" not in anna.sees.words()


async def test_a_long_list_of_marks_begins_with_the_newest_and_goes_on(here):
    farida, anna = await here.official("Farida Strandman"), await here.someone()
    await to_photo(anna)
    await anna.press("Fortsätt utan bild")
    await anna.press("Skicka")
    (row,) = await photo_of(here, CASES)
    ports = here.house.ports
    case, today = Case.read(row, ports.seal), date.fromisoformat(row.doc["day"])
    monday = today - timedelta(days=today.weekday())
    for n in range(9):
        report = replace(case.report, place_type="school")
        await ports.store.commit(
            replace(case, id=f"{n:032x}", day=monday.isoformat(), report=report, etag=NEW).put(ports.seal)
        )
    await farida.says("veckans märken")
    opened = [name for name in farida.sees.buttons if "Klistermärke ·" in name]
    assert len(opened) == 8
    assert opened[0] == "1 · Klistermärke · Farsta"
    page = farida.sees
    await farida.press(opened[0])
    assert ("Torg eller centrum" if today > monday else "Skola") in farida.sees.words()
    await farida.press_on(page, "Visa fler")
    assert "Visa fler" not in farida.sees.buttons
    assert any(name.startswith("10 · Klistermärke · Farsta") for name in farida.sees.buttons)
    await farida.repeats()
    assert farida.sees.heading.startswith("Märken vecka")


async def test_a_number_that_nobody_pressed_is_none(here):
    farida = await here.official("Farida Strandman")
    await farida.says("veckans märken")
    button = farida.sees.buttons["Veckan före"]
    for digits in ("9" * 5000, "-1", "٣"):
        button.data["vbe"]["data"] = {"back": digits, "past": digits}
        await farida.send(button, {}, farida.sees.message)
        assert farida.sees.heading.startswith("Märken vecka")
