"""A forum from “registrera forum” in its channel to the next meeting's agenda, over HTTP; the demo's clock is moved."""

import asyncio
from dataclasses import replace

import pytest

from bot.ports import BULK, FORUMS
from tests.forum_place import here, place

__all__ = ["here", "place"]  # fixtures
STORY = "Flera såg nya klistermärken vid centrum. Anna Lind ringde om det."


async def test_a_forum_is_registered_from_its_channel_and_goes_on_in_the_chair_s_own_chat(place):
    await place.registered()
    assert place.shown[0] == "onsdag 13 januari 13.00"
    assert len(place.shown) == 5
    assert place.fatima.sees.heading == "Klart. Forumet är registrerat."
    assert "Här kommer VBE-punkten för trygghetsmötet." in [card.heading for card in place.posts]
    assert "Jag har skrivit till dig i en egen chatt." in [card.heading for card in place.posts]


async def test_the_chair_sees_the_item_first_and_without_an_answer_it_is_posted_as_it_is(place):
    await place.registered("tredje onsdagen i månaden 13")
    await place.moved("2027-02-03T08:59:00+01:00")
    before = len(place.posts)
    assert place.fatima.sees.heading == "Kom VBE upp på trygghetsmötet onsdag 20 januari?"
    await place.moved("2027-02-03T09:00:00+01:00")  # ten working days before 17 February
    assert place.fatima.sees.heading == "Så här blir punkten på trygghetsmötet onsdag 17 februari 13.00"
    assert "fredag 12 februari 9.00" in place.fatima.sees.words()
    assert len(place.posts) == before
    await place.moved("2027-02-12T09:00:00+01:00")
    assert place.item.heading == "VBE på trygghetsmötet onsdag 17 februari 13.00"
    words = place.item.words()
    assert "färre än 5 uppgifter om oro" in words
    assert "0 uppgifter om klotter" in words
    assert "Lokalpolisen" in words
    assert "Inga namn på personer" in words


async def test_an_item_that_the_chair_leaves_out_is_not_posted(place):
    await place.registered("tredje onsdagen i månaden 13")
    await place.moved("2027-02-03T09:00:00+01:00")
    await place.fatima.press("Hoppa över den här gången")
    before = len(place.posts)
    await place.moved("2027-02-17T12:00:00+01:00")
    assert len(place.posts) == before


async def test_the_chair_s_own_words_are_checked_and_stand_in_the_item(place):
    await place.registered("tredje onsdagen i månaden 13")
    await place.moved("2027-02-03T09:00:00+01:00")
    await place.fatima.press("Lägg till egna ord")
    await place.fatima.press("Fortsätt", story=STORY)
    assert place.fatima.sees.heading == "Så här står det i kanalen."
    await place.fatima.press("Nej, inget")
    await place.fatima.press("Visa punkten")
    assert "[person A] ringde" in place.fatima.sees.words()
    await place.fatima.press("Godkänn")
    await place.moved("2027-02-12T09:00:00+01:00")
    assert "nya klistermärken" in place.item.words()
    assert "Lind" not in place.here.teams.transcript.replace("Anna Lind ringde", "")


@pytest.mark.parametrize("who", ["fatima", "farida"])
async def test_those_who_lead_it_say_in_the_channel_what_became_of_it(place, who):
    await place.registered("tredje onsdagen i månaden 13")
    await place.moved("2027-02-12T09:00:00+01:00")
    person = getattr(place, who).at(place.room)
    await person.press_on(place.item, "Behandlad")
    await place.here.teams.until(lambda: "Punkten är behandlad." in place.item.words())
    assert "Behandlad" not in place.item.buttons


async def test_others_get_a_plain_answer_of_their_own_and_nothing_changes(place):
    await place.registered("tredje onsdagen i månaden 13")
    await place.moved("2027-02-12T09:00:00+01:00")
    before = (await place.forum()).etag
    anna = place.anna.at(place.room)
    await anna.press_on(place.item, "Behandlad")
    assert "Bara den som leder forumet" in anna.sees.words()
    assert (await place.forum()).etag == before
    assert "Behandlad" in place.item.buttons


async def test_only_chairs_and_coordinators_register_a_forum(place):
    await place.anna.at(place.room).says("registrera forum")
    await place.here.settled()
    assert place.posts[-1].heading == "Ett forum kan ordföranden eller samordnaren registrera."
    assert (await place.here.house.ports.store.find(FORUMS)).rows == ()


async def test_what_was_decided_comes_back_on_the_next_agenda_until_it_is_done(place):
    await place.registered("tredje onsdagen i månaden 13")
    await place.moved("2027-02-18T09:00:00+01:00")
    assert place.fatima.sees.heading == "Kom VBE upp på trygghetsmötet onsdag 17 februari?"
    await place.fatima.press("Skriv en anteckning")
    await place.fatima.press("Fortsätt", themes=["Klotter och märken"], story=STORY)
    await place.fatima.press("Nej, inget")
    await place.fatima.press(
        "Lägg till beslutet", decision="Bättre belysning i gångtunneln", owner="Park och trafik", due="2027-03-10"
    )
    assert "Bättre belysning" in place.fatima.sees.words()
    await place.fatima.press("Klart, skicka")
    await place.here.settled()
    note = place.farida.sees
    assert note.heading == "Anteckning från trygghetsmötet onsdag 17 februari"
    assert "[person A] ringde" in note.words()
    assert "Klotter och märken" in note.words()
    await place.moved("2027-03-12T09:00:00+01:00")
    assert "Bättre belysning i gångtunneln" in place.item.words()
    assert "Park och trafik, 2027-03-10" in place.item.words()
    await place.fatima.says("mina forum")
    await place.fatima.press("Klart: Bättre belysning i gångtunneln")
    await place.moved("2027-04-16T09:00:00+02:00")
    assert place.item.heading.endswith("21 april 13.00")
    assert "belysning" not in place.item.words()


async def test_a_moved_meeting_gets_the_rest_at_its_new_time_and_nothing_twice(place):
    await place.registered("tredje onsdagen i månaden 13")
    await place.moved("2027-02-03T09:00:00+01:00")
    await place.fatima.press("Mötet är flyttat")
    await place.fatima.press("Spara", day="2027-02-24", time="10:00")
    assert place.fatima.sees.heading == "Klart. Mötet är onsdag 24 februari 10.00."
    before = len(place.posts)
    await place.moved("2027-02-18T12:00:00+01:00")
    assert len(place.posts) == before
    await place.moved("2027-02-19T09:00:00+01:00")
    assert place.item.heading == "VBE på trygghetsmötet onsdag 24 februari 10.00"
    assert len(place.posts) == before + 1


async def test_a_cancelled_meeting_gets_nothing_more(place):
    await place.registered("tredje onsdagen i månaden 13")
    await place.moved("2027-02-03T09:00:00+01:00")
    await place.fatima.press("Mötet är inställt")
    before = len(place.posts)
    await place.moved("2027-02-26T12:00:00+01:00")
    assert len(place.posts) == before


async def test_a_forum_that_does_not_get_to_it_three_times_is_asked_what_would_help(place):
    await place.registered("varannan onsdag 13", prompt="En vecka före", item="Dagen före")
    for day in ("2027-01-12", "2027-01-26", "2027-02-09"):
        await place.moved(f"{day}T09:00:00+01:00")
        await place.fatima.at(place.room).press_on(place.item, "Hann inte")
    await place.here.settled()
    await place.here.teams.until(lambda: place.fatima.sees.heading == "Punkten har inte hunnits med tre möten i rad.")
    await place.fatima.press("Att samordnaren kommer till mötet")
    await place.here.settled()
    assert "3 möten i rad" in place.farida.sees.heading
    assert "Fatima Forsell-Farm" in place.farida.sees.words()


async def not_reached_three_times(place):
    await place.registered("varannan onsdag 13", prompt="En vecka före", item="Dagen före")
    for day in ("2027-01-12", "2027-01-26", "2027-02-09"):
        await place.moved(f"{day}T09:00:00+01:00")
        item, fatima = place.item, place.fatima.at(place.room)
        await fatima.press_on(item, "Hann inte")
        await fatima.press_on(item, "Hann inte")
    await place.here.settled()


async def test_the_coordinator_hears_a_week_later_of_a_chair_who_has_not_answered(place):
    await not_reached_three_times(place)
    silent = "3 möten i rad"
    await place.moved("2027-02-16T08:00:00+01:00")
    assert not any(silent in card.heading for card in place.farida.cards)
    await place.moved("2027-02-16T10:00:00+01:00")
    assert silent in place.farida.sees.heading
    assert "fråga vad som skulle hjälpa" in place.farida.sees.words()


async def test_the_chair_is_asked_once_however_often_it_is_said_that_there_was_no_time(place):
    await not_reached_three_times(place)
    asked = [card for card in place.fatima.cards if card.heading.startswith("Punkten har inte hunnits")]
    assert len(asked) == 1


async def test_words_about_when_that_are_not_understood_are_asked_for_again(place):
    await place.fatima.at(place.room).says("registrera forum")
    await place.here.settled()
    await place.fatima.press("Fortsätt", kind="Trygghetsmöte")
    await place.fatima.press("Fortsätt", recurrence="då och då")
    assert "Jag förstår inte riktigt" in place.fatima.sees.words()


async def test_a_chair_can_end_it(place):
    await place.registered()
    await place.fatima.says("mina forum")
    await place.fatima.press("Sluta med trygghetsmötet")
    await place.fatima.press("Sluta med trygghetsmötet")
    assert place.fatima.sees.heading == "Forumet är borttaget."
    assert (await place.here.house.ports.store.find(FORUMS)).rows == ()


async def test_the_rows_of_forums_and_their_letters_tell_nothing_of_what_was_decided(place):
    await place.registered()
    assert set((await place.forum()).doc) == {"due", "chair", "sealed"}
    assert (await place.here.house.ports.store.find(BULK)).rows == ()


def series(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", sequence=0, *more):
    """A calendar file as Outlook saves it."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN",
        "BEGIN:VEVENT",
        "UID:040000008200E00074C5B7101A82E00800000000A0B1C2D3E4F5D901000000000000000010000000000102030405060708",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:202701{10 + sequence:02d}T080000Z",
        "DTSTART;TZID=W. Europe Standard Time:20270113T130000",
        "DTEND;TZID=W. Europe Standard Time:20270113T140000",
        f"RRULE:{rule}",
        "SUMMARY:Trygghetsmöte med Anna Lind",
        "ATTENDEE:mailto:anna.lind@example.org",
        *more,
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "\r\n".join(lines).encode()


async def with_file(place, raw):
    """As far as the answer to a calendar file, sent while the forum is being registered."""
    await place.fatima.at(place.room).says("registrera forum")
    await place.here.settled()
    await place.fatima.press("Fortsätt", kind="Trygghetsmöte")
    await place.fatima.sends(raw, kind="file", name="serie.ics")


async def test_a_calendar_file_gives_the_dates_and_nothing_else_of_it_is_kept(place):
    await with_file(place, series())
    assert place.fatima.sees.heading == "Stämmer de här mötena?"
    assert list(place.fatima.sees.facts.values())[:2] == ["onsdag 13 januari 13.00", "onsdag 27 januari 13.00"]
    await place.fatima.press("Ja")
    await place.fatima.press("Registrera")
    assert place.fatima.sees.heading == "Klart. Forumet är registrerat."
    store = b"".join(path.read_bytes() for path in place.here.folder.glob("store.db*"))
    assert b"anna.lind" not in store


async def test_a_newer_calendar_file_moves_and_cancels_what_it_says(place):
    await with_file(place, series())
    await place.fatima.press("Ja")
    await place.fatima.press("Registrera", item="Tre dagar före")
    cancelled = "EXDATE;TZID=W. Europe Standard Time:20270127T130000"
    await place.fatima.sends(series("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", 1, cancelled), kind="file")
    assert place.fatima.sees.heading == "Jag följer den nya kalendern."
    assert "inställda 1" in place.fatima.sees.words()
    await place.moved("2027-02-05T09:00:00+01:00")
    assert [card.heading for card in place.posts if card.heading.startswith("VBE på")] == [
        "VBE på trygghetsmötet onsdag 13 januari 13.00",
        "VBE på trygghetsmötet onsdag 10 februari 13.00",
    ]


@pytest.mark.parametrize(
    ("raw", "heading"),
    [
        (b"Hej", "Filen är ingen kalenderfil."),
        (series("FREQ=SECONDLY"), "Mötena i filen kommer för tätt."),
        (series()[:200], "Kalenderfilen går inte att läsa."),
    ],
    ids=["no calendar", "every second", "broken off"],
)
async def test_a_file_that_is_no_series_is_said_plainly_and_the_dialog_goes_on(place, raw, heading):
    await with_file(place, raw)
    assert place.fatima.sees.heading == heading
    await place.fatima.press("Fortsätt där jag var")
    assert place.fatima.sees.heading == "När träffas ni?"


async def test_starting_over_keeps_which_channel_the_forum_is_in(place):
    await place.fatima.at(place.room).says("registrera forum")
    await place.here.settled()
    await place.fatima.press("Fortsätt", kind="Trygghetsmöte")
    await place.fatima.says("börja om")
    await place.fatima.press("Fortsätt", kind="Lokalt BRÅ")
    await place.fatima.press("Fortsätt", recurrence="tredje onsdagen i månaden 13")
    await place.fatima.press("Ja")
    await place.fatima.press("Registrera")
    await place.here.settled()
    assert place.posts[-1].heading == "Här kommer VBE-punkten för lokala BRÅ."


async def test_danger_is_answered_while_a_calendar_file_is_on_its_way(place):
    await place.registered("tredje onsdagen i månaden 13")
    held = place.here.house.ports.attachments = Held(series())
    sending = asyncio.create_task(place.fatima.sends(series(), kind="file", name="serie.ics"))
    await held.asked.wait()
    await place.fatima.says("han har en kniv och är på väg hit")
    assert place.fatima.sees.heading == "Ring 112 nu om någon är i fara."
    held.free.set()
    await sending
    await place.here.teams.until(lambda: place.fatima.sees.heading.startswith("Filen hör inte till"))


class Held:
    """Attachments that come when they are let go."""

    def __init__(self, raw):
        self.raw, self.asked, self.free = raw, asyncio.Event(), asyncio.Event()

    async def fetch(self, _file, _most):
        self.asked.set()
        await self.free.wait()
        return self.raw


@pytest.mark.parametrize("day", ["2027-01-04", "2099-01-04"])
async def test_a_meeting_is_moved_neither_into_the_past_nor_beyond_two_years(place, day):
    await place.registered("tredje onsdagen i månaden 13")
    await place.moved("2027-02-03T09:00:00+01:00")
    await place.fatima.press("Mötet är flyttat")
    await place.fatima.press("Spara", day=day, time="10:00")
    assert place.fatima.sees.heading == "Den tiden går inte att välja."


@pytest.mark.parametrize(
    "act", ["forum.list", "forum.show", "forum.note", "forum.add", "forum.approve", "forum.remove_now"]
)
async def test_nothing_but_what_became_of_it_can_be_done_in_a_channel_whatever_a_press_claims(place, act):
    await place.registered("tredje onsdagen i månaden 13")
    await place.moved("2027-02-12T09:00:00+01:00")
    fatima, before = place.fatima.at(place.room), place.item.words()
    button = altered(place.item.buttons["Behandlad"], f"forum.{act}")
    await fatima.send(button, {}, place.item.message)
    assert fatima.sees.heading == "Prata med mig i en egen chatt."
    await place.here.settled()
    assert place.item.words() == before
    assert len((await place.here.house.ports.store.find(FORUMS)).rows) == 1


async def test_a_forum_is_shown_in_no_other_channel_than_its_own(place):
    await place.registered("tredje onsdagen i månaden 13")
    await place.moved("2027-02-12T09:00:00+01:00")
    button, elsewhere = place.item.buttons["Behandlad"], place.here.teams.channel("En annan kanal", place.fatima)
    await place.fatima.at(elsewhere).says("registrera forum")
    await place.here.settled()
    there = place.fatima.at(elsewhere)
    await there.send(button, {}, there.sees.message)
    assert "Bara den som leder forumet" in there.sees.words()
    assert "VBE på" not in there.reload().words()


async def test_a_chair_who_has_left_is_written_to_no_more_and_cannot_act(place):
    await place.registered("tredje onsdagen i månaden 13")
    people = place.here.house.people
    people.people = {key: each for key, each in people.people.items() if key != place.fatima.aad}
    seen = len(place.fatima.cards)
    await place.moved("2027-02-03T09:00:00+01:00")
    assert len(place.fatima.cards) == seen
    await place.here.teams.until(lambda: place.farida.sees.heading.startswith("Så här blir punkten"))
    await place.moved("2027-02-12T09:00:00+01:00")
    fatima = place.fatima.at(place.room)
    await fatima.press_on(place.item, "Behandlad")
    assert "Bara den som leder forumet" in fatima.sees.words()


def altered(button, act):
    """As a forger would press it."""
    data = {**button.data, "vbe": {**button.data["vbe"], "act": act}}
    return replace(button, data=data, verb=act)
