"""A forum's channel that is gone, one with two forums, and one whose forum has a new chair; over HTTP."""

from dataclasses import replace

from tests.forum_place import here, place

__all__ = ["here", "place"]  # fixtures


async def test_a_channel_that_is_gone_stops_the_forum_and_its_chair_and_coordinator_are_told(place):
    await place.registered("tredje onsdagen i månaden 13")
    place.room.refusal = "ConversationNotFound"
    await place.moved("2027-02-12T09:00:00+01:00")
    gone = "Jag kan inte skriva i kanalen för trygghetsmötet."
    assert place.fatima.sees.heading == gone
    assert place.farida.sees.heading == gone
    assert "Fatima Forsell-Farm leder forumet" in place.farida.sees.words()
    assert (await place.forum()).doc["due"] is None
    heard = len(place.fatima.cards)
    await place.moved("2027-04-30T09:00:00+02:00")
    assert len(place.fatima.cards) == heard


async def test_the_chair_has_the_item_at_hand_and_begins_anew_when_the_channel_is_back(place):
    await place.registered("tredje onsdagen i månaden 13")
    place.room.refusal = "MessageWritesBlocked"
    await place.moved("2027-01-15T09:00:00+01:00")
    stopped = place.fatima.sees
    await place.fatima.press_on(stopped, "Visa: trygghetsmötet")
    assert place.fatima.sees.heading == "Så här blir punkten på trygghetsmötet onsdag 20 januari 13.00"
    assert "Den läggs inte i kanalen" in place.fatima.sees.words()
    assert "Godkänn" not in place.fatima.sees.buttons
    await place.fatima.press_on(stopped, "Försök igen")
    await place.here.settled()
    assert place.fatima.sees.heading == "Jag kan inte skriva i kanalen för trygghetsmötet."
    place.room.refusal = ""
    await place.fatima.press("Försök igen")
    await place.moved("2027-03-12T09:00:00+01:00")
    assert place.item.heading == "VBE på trygghetsmötet onsdag 17 mars 13.00"


async def test_a_refusal_that_says_nothing_of_the_channel_stops_nothing(place):
    await place.registered("tredje onsdagen i månaden 13")
    place.room.refusal = "MessageSizeTooBig"
    await place.moved("2027-02-12T09:00:00+01:00")
    place.room.refusal = ""
    await place.moved("2027-03-12T09:00:00+01:00")
    assert place.item.heading == "VBE på trygghetsmötet onsdag 17 mars 13.00"


async def test_two_forums_of_different_kinds_live_in_one_channel_each_with_its_own_item(place):
    await place.registered("tredje onsdagen i månaden 13")
    await place.fatima.at(place.room).says("registrera forum")
    await place.here.settled()
    await place.fatima.press("Fortsätt", kind="Lokalt BRÅ")
    await place.fatima.press("Fortsätt", recurrence="tredje torsdagen i månaden 9")
    await place.fatima.press("Ja")
    await place.fatima.press("Registrera")
    await place.moved("2027-02-15T09:00:00+01:00")
    items = {card.heading: card for card in place.posts if "februari" in card.heading}
    assert set(items) == {
        "VBE på trygghetsmötet onsdag 17 februari 13.00",
        "VBE på lokala BRÅ torsdag 18 februari 9.00",
    }
    person = place.fatima.at(place.room)
    await person.press_on(items["VBE på lokala BRÅ torsdag 18 februari 9.00"], "Behandlad")
    await place.here.teams.until(lambda: "Punkten är behandlad." in place.item.words())
    others = [card for card in place.posts if card.heading.startswith("VBE på trygghetsmötet onsdag 17")]
    assert all("Behandlad" in card.buttons for card in others)


async def test_the_same_kind_registered_again_gets_the_new_times_and_keeps_what_is_open(place):
    await place.registered("tredje onsdagen i månaden 13")
    first = (await place.forum()).key
    await place.registered("tredje torsdagen i månaden 9")
    assert any("Nu gäller de nya tiderna" in card.words() for card in place.fatima.cards)
    assert (await place.forum()).key == first
    await place.moved("2027-02-15T09:00:00+01:00")
    assert [card.heading for card in place.posts if card.heading.startswith("VBE på")] == [
        "VBE på trygghetsmötet torsdag 21 januari 9.00",
        "VBE på trygghetsmötet torsdag 18 februari 9.00",
    ]


async def registers(place, person):
    place.room.members.append(person.account)
    await person.at(place.room).says("registrera forum")
    await place.here.settled()
    await person.press("Fortsätt", kind="Trygghetsmöte")
    await person.press("Fortsätt", recurrence="tredje fredagen i månaden 9")
    await person.press("Ja")
    await person.press("Registrera")
    await place.here.settled()


async def test_somebody_else_s_forum_is_not_taken_from_them_while_they_lead_it(place):
    await place.registered("tredje onsdagen i månaden 13")
    britta = await place.here.official("Britta Bromander")
    await registers(place, britta)
    assert britta.sees.heading == "Kanalen har redan trygghetsmötet."
    assert "Fatima Forsell-Farm leder det." in britta.sees.words()


async def test_when_the_chair_has_left_the_next_one_takes_the_forum_over(place):
    await place.registered("tredje onsdagen i månaden 13")
    first = (await place.forum()).key
    people = place.here.house.people
    gone = replace(people.named(place.fatima.aad), roles=frozenset())
    people.people = {**people.people, gone.id: gone}
    britta = await place.here.official("Britta Bromander")
    await registers(place, britta)
    row = await place.forum()
    assert (row.key, row.doc["chair"]) == (first, britta.aad)
