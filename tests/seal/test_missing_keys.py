"""A key is missing for old records, or the key file is another store's: said plainly, while the rest works."""

import logging

import pytest

from bot import outbox
from bot.adapters import key_file
from bot.adapters.seal import make_key_file
from bot.errors import WrongSetting
from bot.ports import CASES, DEAD, Put
from tests.house import populate, serving
from tests.seal.stored import all_rows
from tests.teams import signed
from tests.test_worry_over_http import TO_STORY, to_code, walk


class Before:
    """A report sent and read, another dialog open, a letter waiting; then the bot is stopped."""

    async def happen(self, teams, folder):
        async with serving(teams, folder) as running:
            self.farida, self.anna = await running.official("Farida Strandman"), await running.someone()
            self.code = await to_code(self.anna)
            await self.anna.press("Skicka", notice=True)
            await running.settled()
            await self.anna.says("jag är orolig för någon")
            await walk(self.anna, *TO_STORY[:2])
            (row,) = await all_rows(running.house.ports.store, CASES)
            self.case = row.key
        self.keys = key_file.read(folder / "keys.json")


@pytest.fixture
async def teams():
    async with signed() as likeness:
        yield likeness


@pytest.fixture
async def before(teams, tmp_path):
    await populate(tmp_path)
    past = Before()
    await past.happen(teams, tmp_path)
    return past


def lose(folder, *, given_up):
    """The key is gone, and the city has made a new one."""
    file = folder / "keys.json"
    old = key_file.read(file)
    file.rename(folder / "lost.json")
    make_key_file(file)
    if given_up:
        key_file.change(file, lambda keys: keys.given_up(old.keys))


async def test_the_bot_does_not_start_under_another_store_s_keys(teams, before, tmp_path):
    lose(tmp_path, given_up=False)
    with pytest.raises(WrongSetting, match=rf"VBE_KEY_FILE opens nothing.*{before.keys.newest}.*Remedy"):
        async with serving(teams, tmp_path):
            pass


async def test_it_says_at_the_start_and_in_readyz_how_many_rows_cannot_be_opened(teams, before, tmp_path, caplog):
    caplog.set_level(logging.INFO)
    lose(tmp_path, given_up=True)
    async with serving(teams, tmp_path) as running:
        await running.house.tick()
        count = await running.house.keys.counted()
        assert count > 0
        assert (await running.house.health())["unreadable"] == count
        assert (await running.house.health())["ready"]
    said = [each for each in caplog.messages if "unreadable" in each]
    assert said == [f"event=unreadable rows={count} keys={before.keys.newest}"]


async def test_nothing_is_said_when_all_can_be_opened(teams, before, tmp_path, caplog):
    async with serving(teams, tmp_path) as running:
        await running.house.tick()
        assert await running.house.keys.counted() == 0
        assert (await running.house.health())["unreadable"] == 0
    assert "event=unreadable" not in caplog.text
    assert before.code


async def test_the_coordinator_is_told_what_to_do_and_keeps_the_card(teams, before, tmp_path):
    lose(tmp_path, given_up=True)
    async with serving(teams, tmp_path) as running:
        await before.farida.press("Jag tar den")
        await running.settled()
        assert before.farida.sees.heading == "Uppgiften går inte att öppna nu."
        assert "nyckel" in before.farida.sees.words()
        assert "det snart smäller" in before.farida.reload().words()


async def test_whoever_is_no_coordinator_hears_nothing_of_it(teams, before, tmp_path):
    lose(tmp_path, given_up=True)
    async with serving(teams, tmp_path) as running:
        omar = await running.someone("Omar Exempel")
        await omar.send(before.farida.sees.buttons["Jag tar den"], {}, "")
        assert "nyckel" not in omar.sees.words()


async def test_the_sender_is_told_calmly(teams, before, tmp_path):
    lose(tmp_path, given_up=True)
    async with serving(teams, tmp_path):
        await before.anna.says("mina ärenden")
        await before.anna.press("Visa ärendet", code=before.code)
        assert before.anna.sees.heading == "Jag hittar inget ärende med den koden just nu."
        assert before.anna.reload().heading == "Skriv din kod."


async def test_a_case_that_is_damaged_is_found_by_its_code_and_said_to_be_locked(teams, before, tmp_path):
    async with serving(teams, tmp_path) as running:
        (row,) = await all_rows(running.house.ports.store, CASES)
        bad = {**row.doc, "sealed": row.doc["sealed"][:-9] + row.doc["sealed"][-9:].swapcase()}
        await running.house.ports.store.commit(Put(CASES, row.key, bad))
        await before.anna.says("mina ärenden")
        await before.anna.press("Visa ärendet", code=before.code)
        assert before.anna.sees.heading == "Din kod stämmer, men jag kan inte öppna ärendet nu."


async def test_a_wrong_code_is_a_wrong_code_while_no_key_is_missing(teams, before, tmp_path):
    async with serving(teams, tmp_path):
        await before.anna.says("mina ärenden")
        await before.anna.press("Visa ärendet", code=" ".join(before.code.split()[::-1]))
        assert "Jag hittar inget ärende med den koden. Kontrollera" in before.anna.sees.words()


async def test_new_reports_work_and_open_dialogs_that_are_lost_end_quietly(teams, before, tmp_path):
    lose(tmp_path, given_up=True)
    async with serving(teams, tmp_path) as running:
        old = before.anna.sees
        await before.anna.press_on(old, next(iter(old.buttons)))
        assert before.anna.sees.heading == "Det här samtalet är avslutat."
        code = await to_code(before.anna)
        await before.anna.press("Skicka")
        await running.settled()
        await teams.until(lambda: "Ny uppgift" in before.farida.sees.heading)
        await before.farida.press("Jag tar den")
        assert "Du har tagit den" in before.farida.sees.words()
        await before.anna.says("mina ärenden")
        await before.anna.press("Visa ärendet", code=code)
        assert before.anna.sees.heading == "En samordnare har börjat med det."


async def test_letters_that_cannot_be_opened_are_dead_until_the_key_is_back(teams, before, tmp_path):
    async with serving(teams, tmp_path) as running:
        letter = {"kind": "renew", "case": before.case, "person": before.farida.aad, "message": "1"}
        staged = outbox.stage(running.house.ports, letter, urgent=False)
    lose(tmp_path, given_up=True)
    async with serving(teams, tmp_path) as running:
        await running.house.ports.store.commit(staged)
        await running.settled()
        dead = (await running.house.health())["dead_unreadable"]
        assert staged.doc["sealed"] in {row.doc["sealed"] for row in await all_rows(running.house.ports.store, DEAD)}
    (tmp_path / "keys.json").unlink()
    (tmp_path / "lost.json").rename(tmp_path / "keys.json")
    async with serving(teams, tmp_path) as running:
        assert await running.house.resend({"reason": "unreadable"}) == dead > 0
        await running.settled()
        assert "dead_unreadable" not in await running.house.health()


async def test_a_letter_about_a_case_that_cannot_be_opened_is_dead_at_once_too(teams, before, tmp_path):
    lose(tmp_path, given_up=True)
    async with serving(teams, tmp_path) as running:
        letter = {"kind": "case", "case": before.case, "department": "farsta"}
        await running.house.ports.store.commit(outbox.stage(running.house.ports, letter))
        await running.settled()
        assert (await running.house.health())["dead_unreadable"] == 1
