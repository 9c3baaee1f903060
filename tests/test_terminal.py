"""The terminal chat, typed to by a pipe, with the smallest possible bot at the other end."""

import asyncio
import io
import os

import pytest

from bot.adapters.teams.likeness_cards import Card
from bot.adapters.teams.terminal import chat, typed
from bot.adapters.teams.terminal_page import WIDTH, draw, lettered
from bot.people import Person, Role
from content import load
from tests.echo import a_page, button, card, echo_bot
from tests.teams import unsigned

ANNA = Person("anna", "Anna Exempel")
KARIN = Person("karin", "Karin Exempel", roles=frozenset({Role.COORDINATOR}))
WORDS = load("sv")


@pytest.fixture
async def bot():
    async with echo_bot() as bot:
        yield bot


async def played(bot, *lines, language="sv"):
    """What stands in the terminal when these lines have been typed."""

    async def source():
        for line in lines:
            yield line

    sink = io.StringIO()
    async with unsigned(bot.url) as teams:
        await chat(teams, [ANNA, KARIN], language, lines=source(), sink=sink, settled=0)
    return sink.getvalue()


def sent(bot):
    """The inputs of the last press."""
    data = bot.heard[-1]["value"]["action"]["data"]
    return {name: value for name, value in data.items() if name != "vbe"}


async def test_everyone_is_installed_and_the_first_person_reads_the_welcome(bot):
    seen = await played(bot)
    assert "Du är Anna Exempel" in seen
    assert seen.count("Hej\n") == 1
    assert {each["from"]["aadObjectId"] for each in bot.heard} == {"anna", "karin"}


async def test_words_go_to_the_chat_and_a_number_presses_a_button(bot):
    seen = await played(bot, "en sida", "2")
    assert "[1] Skicka\n[2] Tillbaka" in seen
    assert "Bara här" in seen
    assert bot.heard[-1]["value"]["action"]["verb"] == "back"


async def test_a_button_can_be_written_out(bot):
    await played(bot, "en sida", "tillbaka")
    assert bot.heard[-1]["value"]["action"]["verb"] == "back"


async def test_words_go_into_the_only_box_and_the_rest_is_asked_for(bot):
    seen = await played(bot, "en sida", "det var så", "a b", "c", "")
    assert sent(bot) == {"story": "det var så", "seen": "threat,symbols", "age": "u18", "sure": "false"}
    assert "Tack" in seen


async def test_letters_answer_and_the_box_is_asked_for(bot):
    await played(bot, "en sida", "a c d", "min text")
    assert sent(bot) == {"story": "min text", "seen": "threat", "age": "u18", "sure": "true"}


async def test_the_main_button_asks_for_every_field_in_turn(bot):
    await played(bot, "en sida", "1", "b", "", "d", "min text")
    assert sent(bot) == {"story": "min text", "seen": "symbols", "sure": "true"}


async def test_a_number_is_still_a_button_while_letters_are_asked_for(bot):
    await played(bot, "en sida", "1", "2")
    assert bot.heard[-1]["value"]["action"]["verb"] == "back"


async def test_a_letter_that_is_none_and_a_text_that_is_too_long_are_asked_for_again(bot):
    seen = await played(bot, "en sida", "1", "z", "a", "", "", "x" * 21, "kort")
    assert "bokstäverna ovan" in seen
    assert "högst 20" in seen
    assert "Du skrev 21" in seen
    assert sent(bot)["story"] == "kort"


async def test_words_can_go_past_the_box_into_the_chat(bot):
    await played(bot, "en sida", "/say hej")
    assert bot.heard[-1]["text"] == "hej"


async def test_someone_else_can_be_played_by_a_part_of_the_name_or_by_role(bot):
    for part in ("kar", "samordnare"):
        seen = await played(bot, f"/as {part}", "hej")
        assert "Karin Exempel >" in seen
        assert bot.heard[-1]["from"]["aadObjectId"] == "karin"


async def test_a_name_that_fits_nobody_or_several_changes_nothing(bot):
    seen = await played(bot, "/as xyz", "/as exempel", "/who")
    assert "Ingen heter så" in seen
    assert "Flera passar: Anna Exempel, Karin Exempel" in seen
    assert "> Anna Exempel – medarbetare\n  Karin Exempel – samordnare" in seen


async def test_what_comes_to_someone_else_is_told_and_shown_there(bot):
    async def source():
        yield "hej"
        await bot.write({**bot.heard[-1], "conversation": {"id": "a:karin"}}, card("Ett ärende"))
        yield "/who"
        yield "/as Karin"

    sink = io.StringIO()
    async with unsigned(bot.url) as teams:
        await chat(teams, [ANNA, KARIN], "sv", lines=source(), sink=sink, settled=0)
    assert "(Något har kommit till Karin Exempel." in sink.getvalue()
    assert "Ett ärende" in sink.getvalue().split("/as Karin\n")[-1]


async def test_what_comes_while_nobody_types_is_drawn_at_once(bot):
    drawn = asyncio.Event()

    class Sink(io.StringIO):
        def write(self, text):
            if "En påminnelse" in text:
                drawn.set()
            return super().write(text)

    async def source():
        await bot.write({**bot.heard[-1], "conversation": {"id": "a:anna"}}, card("En påminnelse"))
        await asyncio.wait_for(drawn.wait(), 10)
        yield "/quit"

    sink = Sink()
    async with unsigned(bot.url) as teams:
        await chat(teams, [ANNA, KARIN], "sv", lines=source(), sink=sink, settled=0)
    assert sink.getvalue().count("En påminnelse") == 1


async def test_a_reload_shows_what_teams_has_stored(bot):
    seen = await played(bot, "en sida", "Tillbaka", "/reload")
    assert "Fyll i" in seen.split("/reload")[-1]


async def test_an_older_message_can_be_brought_up_and_pressed(bot):
    seen = await played(bot, "en sida", "hej", "/cards", "/cards 2", "2")
    assert "1. Hej\n2. Fyll i" in seen
    assert "Bara här" in seen.split("/cards 2")[-1]


async def test_a_bot_that_fails_is_said_and_the_chat_goes_on(bot):
    seen = await played(bot, "en sida", "3", "/say hej")
    assert "Något gick fel" in seen
    assert "Du skrev hej" in seen


async def test_quit_ends_it_and_help_and_unknown_commands_are_answered(bot):
    seen = await played(bot, "/help", "/hjälp", "/quit", "hej")
    assert "/as NAMN" in seen
    assert "Det kommandot finns inte" in seen
    assert "Du skrev hej" not in seen


async def test_english_is_spoken_on_request(bot):
    seen = await played(bot, language="en")
    assert "You are Anna Exempel" in seen
    assert bot.heard[-1]["locale"] == "en-GB"


async def test_lines_come_from_a_pipe_whole_and_the_last_without_its_end():
    read, write = os.pipe()
    os.write(write, "jag är orolig\n1\nsist".encode())
    os.close(write)
    assert [line async for line in typed(read)] == ["jag är orolig", "1", "sist"]
    os.close(read)


def test_a_card_is_drawn_within_its_width():
    words = "ord och mening " * 30
    body = [
        {"type": "TextBlock", "text": words},
        {"type": "TextBlock", "text": f"1 {words}"},
        {"type": "Container", "style": "emphasis", "items": [{"type": "RichTextBlock", "inlines": [words]}]},
        {"type": "FactSet", "facts": [{"title": "Vem", "value": words}, {"title": "När", "value": "i går"}]},
        {
            "type": "ActionSet",
            "actions": [button(words, "go"), {"type": "Action.OpenUrl", "title": "112", "url": "tel:112"}],
        },
    ]
    drawn = draw(Card(card("Rubrik", *body)), WORDS)
    assert max(map(len, drawn.splitlines())) <= WIDTH
    assert "[2] 112 → tel:112" in drawn


def test_letters_run_on_through_the_fields_and_past_z():
    letters = lettered(Card(a_page()))
    assert [(field.id, value) for field, value in letters.values()][:3] == [
        ("seen", "threat"),
        ("seen", "symbols"),
        ("age", "u18"),
    ]
    many = {"type": "Input.ChoiceSet", "id": "n", "choices": [{"value": str(n), "title": str(n)} for n in range(28)]}
    assert list(lettered(Card(card("Många", many))))[25:] == ["z", "aa", "ab"]
