"""The terminal chat, typed to by a pipe: with the smallest possible bot at the other end, and once with a whole one."""

import asyncio
import io
import os
import re

import pytest

import app
from bot import settings
from bot.adapters.teams.likeness_cards import Card
from bot.adapters.teams.terminal import chat, typed
from bot.adapters.teams.terminal_page import WIDTH, draw, lettered
from bot.cases import Case
from bot.ports import CASES
from content import load
from tests.echo import a_page, button, card, echo_bot
from tests.house import populate
from tests.teams import unsigned
from tests.terminal import ANNA, KARIN, played

WORDS = load("sv")


@pytest.fixture
async def bot():
    async with echo_bot() as bot:
        yield bot


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
    seen = await played(bot, "en sida", "/say hej", "/cards", "/cards 2", "2")
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


class Reader:
    """Someone at the terminal who reads what is drawn: letters, numbers and the code stand there, by their words."""

    def __init__(self):
        self.sink = io.StringIO()

    @property
    def page(self):
        """What was drawn last, whole."""
        return self.sink.getvalue().rsplit("─" * WIDTH, 1)[-1]

    def heading(self):
        return self.page.split("\n")[2]

    def button(self, key):
        return re.search(rf"^\[(\d+)\] {re.escape(WORDS.say(key))}$", self.page, re.MULTILINE)[1]

    def letters(self, *keys):
        found = (re.search(rf"^[ *] (\w+)\) {re.escape(WORDS.say(key))}$", self.page, re.MULTILINE) for key in keys)
        return " ".join(each[1] for each in found)

    def code(self):
        """The words that are set apart."""
        return " ".join(re.findall(r"^  │ (.+)$", self.page, re.MULTILINE))


async def a_worry_to_the_receipt(reader):
    """From the first words to "sent". Yields lines, and asks of the screen only what a person would."""
    yield WORDS.say("worry.open")
    yield reader.button("worry.danger.options.no")
    yield reader.button("worry.who.options.under_18")
    yield reader.button("worry.child_first.options.reported")
    seen = "worry.seen.fields.seen.options"
    yield reader.letters(f"{seen}.threat", f"{seen}.symbols", "worry.seen.fields.recurring.options.yes")
    yield reader.button("worry.seen.options.next")
    yield "Farsta"
    for asked in ("place_type.options.park", "period.options.today", "operation.options.leisure"):
        yield reader.letters(f"worry.where.fields.{asked}")
    yield "En ungdom sa att det snart smäller."
    yield reader.button("worry.review.options.clear")
    yield ""  # nothing was missed
    yield reader.letters("worry.steps.fields.done.options.child_concern")
    yield reader.button("worry.steps.options.send")


async def test_a_worry_is_played_from_the_first_words_to_the_receipt_and_seen_by_both_sides(tmp_path):
    wanted = settings.read({"VBE_STORE": str(tmp_path / "store.db"), "VBE_PORT": "0"}, demo=True)
    await populate(tmp_path)
    reader, read = Reader(), {}

    async def source(house, teams, people):
        farida = next(teams.stranger(each.name, each.id) for each in people if each.name == "Farida Strandman")
        async for line in a_worry_to_the_receipt(reader):
            yield line
        read["code"] = reader.code()
        yield reader.button("worry.code.options.send")
        read["receipt"] = reader.heading()
        await house.work()
        await teams.until(lambda: len(farida.room.standing) > 1)
        yield "/as Farida"
        read["card"] = reader.page
        yield reader.button("desk.take")
        yield "/as Anna"
        yield WORDS.say("my_cases.open")
        yield read["code"]
        read["state"] = reader.heading()

    async with app.running(wanted) as (house, port), unsigned(f"http://127.0.0.1:{port}") as teams:
        people = sorted((await app.load_people(house.ports.store)).people.values(), key=lambda each: each.name)
        await chat(teams, people, "sv", lines=source(house, teams, people), sink=reader.sink, settled=0)
        kept = await house.ports.store.find(CASES, limit=10)
        cases = [Case.read(row, house.ports.seal) for row in kept.rows]

    assert read["receipt"] == WORDS.say("worry.sent.ask")
    assert "det snart smäller" in read["card"]
    assert read["code"] not in read["card"]
    assert read["state"] == WORDS.say("my_cases.state.taken")
    assert [(case.state, case.departments) for case in cases] == [("taken", ("farsta",))]
    assert cases[0].report.story == "En ungdom sa att det snart smäller."


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
