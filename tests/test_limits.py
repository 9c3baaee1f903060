"""One person can't drown the bot, and a dialog left alone ends; both are said plainly."""

from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from bot.limits import Limit
from bot.ports import CASES, DIALOGS
from tests.house import bot, demo, serving
from tests.teams import signed
from tests.test_worry_over_http import TO_STORY, to_code, walk


@given(st.lists(st.floats(0, 50), max_size=60), st.integers(1, 5))
def test_no_window_ever_holds_more_than_the_limit(pauses, most):
    limit, now, done = Limit(most, 60), 0.0, []
    for pause in pauses:
        now += pause
        if limit.count("anna", now):
            done.append(now)
    assert all(sum(at - 60 < each <= at for each in done) <= most for at in done)


def test_what_was_refused_does_not_prolong_the_wait():
    limit = Limit(1, 60)
    assert limit.count("anna", 0)
    assert not limit.count("anna", 59)
    assert limit.count("anna", 60)


def test_one_persons_limit_is_nobody_elses():
    limit = Limit(1, 60)
    assert limit.count("anna", 0)
    assert limit.count("omar", 0)


def test_what_is_given_back_may_be_done_once_more_and_what_was_refused_gives_nothing_back():
    limit = Limit(2, 60)
    assert [limit.count("anna", at) for at in (0, 1, 2)] == [True, True, False]
    for at in (1, 1, 2, 3):
        limit.give_back("anna", at)
    limit.give_back("omar", 0)
    assert [limit.count("anna", at) for at in (4, 5)] == [True, False]


async def test_too_many_presses_are_answered_plainly_and_do_nothing(tmp_path):
    async with bot(tmp_path, VBE_ACTS_PER_MINUTE="10") as here:
        anna = await here.someone()
        await anna.says("jag är orolig för någon")
        first = anna.sees
        for _ in range(9):
            await anna.press_on(first, "Hjälp")
        await anna.press_on(first, "Nej")
        assert anna.sees.heading == "Ta det lugnt."
        omar = await here.someone("Omar Exempel")
        await omar.says("jag är orolig för någon")
        assert omar.sees.heading == "Är någon i fara just nu?"


async def test_what_teams_delivers_again_counts_once(tmp_path):
    async with bot(tmp_path, VBE_ACTS_PER_MINUTE="10") as here:
        anna = await here.someone()
        await anna.says("jag är orolig för någon")
        first = anna.sees
        for _ in range(8):
            await anna.press_on(first, "Hjälp")
            await anna.repeats()
        await anna.press_on(first, "Nej")
        assert anna.sees.heading == "Hur gammal är personen?"
        await anna.press_on(first, "Nej")
        assert anna.sees.heading == "Ta det lugnt."


async def test_danger_is_heard_however_much_someone_has_written(tmp_path):
    async with bot(tmp_path, VBE_ACTS_PER_MINUTE="10") as here:
        anna = await here.someone()
        await anna.says("hej")
        menu = anna.sees
        for _ in range(10):
            await anna.press_on(menu, "Hjälp")
        await anna.says("hjälp han har en kniv")
        assert anna.sees.heading == "Ring 112 nu om någon är i fara."


async def test_a_report_too_many_is_not_sent_and_not_lost(tmp_path):
    async with bot(tmp_path, VBE_REPORTS_PER_HOUR="1") as here:
        anna = await here.someone()
        await to_code(anna)
        await anna.press("Skicka")
        await to_code(anna)
        await anna.press("Skicka")
        assert anna.sees.heading == "Du har skickat flera uppgifter på kort tid."
        assert len((await here.house.ports.store.find(CASES)).rows) == 1
        await anna.press("Fortsätt där jag var")
        assert anna.sees.heading == "Spara koden, tryck sedan Skicka."


async def test_a_dialog_left_alone_ends_and_its_card_says_so(tmp_path):
    async with demo(tmp_path) as here:
        anna = await here.someone()
        await anna.says("jag är orolig för någon")
        await walk(anna, *TO_STORY)
        await here.settled()
        async with ClientSession() as session:
            answer = await session.post(f"{here.teams.bot}/demo/clock", json={"forward": 26 * 3600})
            assert answer.status == 200
        await here.settled()
        assert anna.reload().heading == "Samtalet har avslutats."
        assert (await here.house.ports.store.find(DIALOGS)).rows == ()


async def test_a_card_that_only_answered_words_is_replaced_too(tmp_path):
    async with demo(tmp_path) as here:
        anna = await here.someone()
        await anna.says("jag är orolig för någon")
        await here.settled()
        async with ClientSession() as session:
            await session.post(f"{here.teams.bot}/demo/clock", json={"forward": 26 * 3600})
        await here.settled()
        assert anna.reload().heading == "Samtalet har avslutats."


async def test_the_demos_clock_goes_forward_and_takes_no_nonsense(tmp_path):
    async with demo(tmp_path) as here, ClientSession() as session:
        for said in ({}, {"forward": "soon"}, {"forward": 1e300}, {"forward": -5}, {"now": "1"}, {"now": None}):
            answer = await session.post(f"{here.teams.bot}/demo/clock", json=said)
            assert answer.status == 400, said


async def test_after_a_restart_every_message_shows_where_its_dialog_stands(tmp_path):
    async with signed() as teams:
        async with serving(teams, tmp_path) as first:
            anna = await first.someone()
            await anna.says("jag är orolig för någon")
            await first.settled()
            fault = teams.fail(403, method="PUT")  # the update after the press never arrives
            await anna.press("Nej")
            await teams.until(lambda: any(call.method == "PUT" for call in teams.record.calls))
            assert anna.stored.heading == "Är någon i fara just nu?"
        fault.times = 0
        async with serving(teams, tmp_path) as second:
            await second.settled()
            assert anna.stored.heading == "Hur gammal är personen?"


async def test_whoever_gets_the_app_by_a_push_is_greeted_when_they_first_write(tmp_path):
    async with bot(tmp_path, VBE_WELCOME="when_opened") as here:
        anna = here.teams.stranger("Anna Exempel")
        await anna.install(replies=0)
        await here.settled()
        assert anna.room.standing == []
        await anna.says("hej")
        assert anna.sees.heading.startswith("Hej")
