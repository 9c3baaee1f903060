"""Filling in a page in the terminal: letters choose, words go into the box, a number presses, what lacks is asked."""

import pytest

from tests.echo import echo_bot
from tests.terminal import played


@pytest.fixture
async def bot():
    async with echo_bot() as bot:
        yield bot


def sent(bot):
    """The inputs of the last press."""
    data = bot.heard[-1]["value"]["action"]["data"]
    return {name: value for name, value in data.items() if name != "vbe"}


async def test_a_number_presses_with_everything_as_it_stands(bot):
    await played(bot, "en sida", "3")
    assert sent(bot) == {"sure": "false"}


async def test_letters_fill_their_sets_and_wait_for_a_press(bot):
    seen = await played(bot, "en sida", "b c d")
    assert "Vad såg du? Symboler\nÅlder: Under 18\nJag är säker: ja\nAnna Exempel > " in seen
    assert "Tack" not in seen
    assert "en sida" in bot.heard[-1]["text"]


async def test_what_is_typed_for_a_set_replaces_what_was_chosen_there_and_nowhere_else(bot):
    await played(bot, "en sida", "a, c", "B", "3")
    assert sent(bot) == {"seen": "symbols", "age": "u18", "sure": "false"}


async def test_a_choice_can_be_taken_away(bot):
    seen = await played(bot, "en sida", "a b c d", "-a -d -c", "3")
    assert "Ålder: inget valt\nJag är säker: nej" in seen
    assert sent(bot) == {"seen": "symbols", "sure": "false"}


async def test_what_is_chosen_is_starred_when_the_page_is_drawn_again(bot):
    seen = await played(bot, "en sida", "a d", "/cards 2")
    assert "* a) Hot\n  b) Symboler" in seen.split("/cards 2")[-1]
    assert "* d) Jag är säker" in seen.split("/cards 2")[-1]


async def test_the_way_forward_asks_for_what_is_empty_and_then_presses(bot):
    seen = await played(bot, "en sida", "1", "c", "min text")
    asked = seen.split("> 1\n")[-1]
    assert asked.index("Ålder\n  c) Under 18\n(") < asked.index("Berätta (ruta, högst 20 tecken)\n(")
    assert "Vad såg du?" not in asked
    assert "d) Jag är säker" not in asked
    assert sent(bot) == {"story": "min text", "age": "u18", "sure": "false"}


async def test_words_go_into_the_only_box_and_only_what_is_empty_is_asked_for(bot):
    await played(bot, "en sida", "a", "det var så", "c")
    assert sent(bot) == {"story": "det var så", "seen": "threat", "age": "u18", "sure": "false"}


async def test_words_press_at_once_when_nothing_else_is_empty(bot):
    await played(bot, "en sida", "c", "det var så")
    assert sent(bot) == {"story": "det var så", "age": "u18", "sure": "false"}


async def test_an_empty_line_leaves_it_empty_and_goes_on(bot):
    await played(bot, "en sida", "1", "", "")
    assert sent(bot) == {"sure": "false"}


async def test_letters_of_other_sets_are_taken_while_one_is_asked_for(bot):
    await played(bot, "en sida", "det var så", "a", "c d")
    assert sent(bot) == {"story": "det var så", "seen": "threat", "age": "u18", "sure": "true"}


async def test_what_is_no_answer_is_said_and_asked_for_again(bot):
    seen = await played(bot, "en sida", "1", "2", "z", "c", "x" * 21, "kort")
    assert seen.count("en bokstav ur listan, till exempel c") == 2
    assert "Rutan tar 20 tecken. Du skrev 21" in seen
    assert sent(bot) == {"story": "kort", "age": "u18", "sure": "false"}


async def test_a_number_may_be_what_goes_into_the_box_that_is_asked_for(bot):
    await played(bot, "en sida", "c", "1", "112")
    assert sent(bot)["story"] == "112"


async def test_another_button_can_be_pressed_by_its_words_while_something_is_asked_for(bot):
    await played(bot, "en sida", "1", "skicka", "tillbaka")
    assert bot.heard[-1]["value"]["action"]["verb"] == "back"


@pytest.mark.parametrize(
    "meanwhile", ["/help", "/say hej", "/cards 2", "/reload", "/as Karin", "Skicka"], ids=lambda line: line.strip("/")
)
async def test_nothing_that_is_done_meanwhile_makes_it_forget_what_was_filled_in(bot, meanwhile):
    back = ("/as Anna",) if meanwhile == "/as Karin" else ()
    seen = await played(bot, "en sida", "a", "det var så", meanwhile, *back, "c")
    assert "Ålder" in seen.split(meanwhile)[-1]
    assert sent(bot) == {"story": "det var så", "seen": "threat", "age": "u18", "sure": "false"}


async def test_another_message_can_be_brought_up_and_the_page_taken_up_again(bot):
    seen = await played(bot, "en sida", "a", "det var så", "/cards 1", "hej", "/cards 2", "c")
    assert "Du skrev hej" in seen
    assert sent(bot) == {"story": "det var så", "seen": "threat", "age": "u18", "sure": "false"}


async def test_what_was_filled_in_stands_after_a_press_that_failed(bot):
    await played(bot, "en sida", "a c", "3", "det var så")
    assert sent(bot) == {"story": "det var så", "seen": "threat", "age": "u18", "sure": "false"}


async def test_a_number_without_a_button_goes_nowhere(bot):
    seen = await played(bot, "en sida", "7")
    assert "ingen knapp 7" in seen
    assert "en sida" in bot.heard[-1]["text"]
