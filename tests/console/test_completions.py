"""``import completions``: whoever stands in the portal's list has done the course, and nothing else follows."""

import asyncio
from datetime import timedelta

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.seal import KeyRing, make_key_file
from bot.ports import CHATS, NEW, TRAINING, Put
from bot.recurrence import STOCKHOLM
from bot.training import Said, Training
from tests.console.conftest import PROOF, Place, done, refused
from tests.house import bot, populate

ANNA, OMAR = "119a72d1-74c9-4f6a-8c01-1cdd9474031b", "451abd81-f1d6-4ed6-97f5-e837d70820fe"
BY_MAIL = "anna.exempel@example.org"
MANY = 200_000 if PROOF else 20_000


class Kept(Place):
    """A store with the demo city, and its key file."""

    def __init__(self, folder):
        super().__init__(folder / "store.db")
        self.folder, self.keys = folder, folder / "keys.json"
        if not self.keys.exists():
            make_key_file(self.keys)

    @property
    def environment(self):
        return {**super().environment, "VBE_KEY_FILE": str(self.keys)}

    def completed(self, text, *words, course="basic"):
        file = self.folder / "portal.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.command("import", "completions", file, "--course", course, *words)

    async def said(self, person):
        async with await self.opened(read_only=True) as store:
            row = await store.get(TRAINING, person)
            return Training.read(row, KeyRing.load(self.keys)).said if row else {}


@pytest.fixture
async def city(tmp_path):
    await populate(tmp_path)
    return Kept(tmp_path)


async def test_nothing_is_noted_before_it_is_applied(city):
    told = done(city.completed(f"aad_id,date\n{ANNA},2026-11-02\n"))
    assert "1 people, 0 lines twice, 0 lines that name nobody" in told
    assert "do it with --apply" in told
    assert await city.said(ANNA) == {}


@pytest.mark.parametrize(
    "text",
    [
        f"aad_id,date\n{ANNA},2026-11-02\n{OMAR},2026-11-02\n",
        f"\ufeffaad_id;date\r\n{ANNA.upper()};2026-11-02\r\n{OMAR};2026-11-02 14:22\r\n",
        f"Namn;EMAIL;Kurs;Date\nAnna;{BY_MAIL.upper()};VBE;2026-11-02\nOmar;omar.exempel@example.org;VBE;2026-11-02",
        f'email,aad_id,date\n,{ANNA},2026-11-02\n"omar.exempel@example.org",,2026-11-02\n\n',
    ],
    ids=["ids", "as an office saves it", "by e-mail among other columns", "both columns"],
)
async def test_whoever_stands_there_has_done_it(city, text):
    told = done(city.completed(text, "--apply"))
    assert "2 marked as done, 0 were already" in told
    for each in (ANNA, OMAR):
        assert await city.said(each) == {"basic": Said("done", "2026-11-02", by="portal")}
    assert "0 marked as done, 2 were already" in done(city.completed(text, "--apply"))


async def test_whom_the_directory_does_not_list_is_somebody_too_who_has_the_app(city):
    stranger = "00000000-0000-4000-8000-999999999999"
    assert "1 lines that name nobody" in city.completed(f"aad_id,date\n{stranger},2026-11-02\n").stdout.decode()
    async with await city.opened() as store:
        await store.commit(Put(CHATS, stranger, {"chat": None, "language": "sv", "chosen": False}, NEW))
    done(city.completed(f"aad_id,date\n{stranger},2026-11-02\n", "--apply"))
    assert await city.said(stranger) == {"basic": Said("done", "2026-11-02", by="portal")}


async def test_without_a_date_it_is_the_day_of_the_import(city):
    today = SystemClock().now().astimezone(STOCKHOLM).date()
    done(city.completed(f"email\n{BY_MAIL}\n", "--apply"))
    assert (await city.said(ANNA))["basic"].day == today.isoformat()


async def test_what_somebody_said_of_a_later_day_stands(city):
    ring = KeyRing.load(city.keys)
    async with await city.opened() as store:
        later = Training(ANNA, said={"basic": Said("done", "2026-11-10"), "quiz": Said("not_relevant", "2026-11-01")})
        waits = Training(OMAR, said={"basic": Said("not_relevant", "2026-11-01")})
        await store.commit(later.put(ring), waits.put(ring))
    done(city.completed(f"aad_id,date\n{ANNA},2026-11-02\n{OMAR},2026-11-02\n", "--apply"))
    assert (await city.said(ANNA)) == later.said
    assert (await city.said(OMAR))["basic"] == Said("done", "2026-11-02", by="portal")


async def test_lines_that_name_nobody_are_told_by_number_and_reason_never_by_what_stands_there(city):
    ahead = (SystemClock().now() + timedelta(days=3)).date().isoformat()
    lines = [
        "aad_id,email,date",
        f"{ANNA},,2026-11-02",
        f",nobody.at.all@example.org,{ahead}",
        "00000000-0000-4000-8000-000000000000,,",
        "Gunnel Hemlig,,",
        ",gunnel hemlig,",
        ",,2026-11-02",
        f"{OMAR},,02/11/26",
        f"{OMAR},,{ahead}",
        f"{ANNA},,2026-11-01",
    ]
    outcome = city.completed("\n".join(lines), "--apply")
    told = done(outcome)
    assert told.splitlines()[:-2] == [
        "line 3: nobody in the directory, and nobody who has the app",
        "line 4: nobody in the directory, and nobody who has the app",
        "line 5: aad_id is no Entra object id",
        "line 6: email is no e-mail address",
        "line 7: it names nobody",
        "line 8: date is no day; write YYYY-MM-DD",
        "line 9: date lies ahead",
    ]
    assert "1 people, 1 lines twice, 7 lines that name nobody" in told
    for words in ("Hemlig", "hemlig", "nobody.at.all", "02/11/26"):
        assert words.encode() not in outcome.stdout + outcome.stderr
    assert (await city.said(ANNA))["basic"].day == "2026-11-02"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("namn,datum\nAnna,2026-11-02\n", "no column aad_id or email"),
        ("", "no column aad_id or email"),
        (f"aad_id,aad_id\n{ANNA},{OMAR}\n", "more than once"),
        ('aad_id,date\n"Gunnel" Hemlig,x\n', "Line 2 is no line of a CSV file"),
        ("aad_id\n" + "\n" * 500_001, "more than 500000 lines"),
        ("aad_id\n\xe5\xe4\xf6".encode("latin-1"), "no text in UTF-8"),
    ],
    ids=["wrong columns", "empty", "a column twice", "broken quotes", "endless", "another encoding"],
)
async def test_a_file_that_is_none_is_refused_with_a_reason(city, text, why):
    told = refused(city.completed(text, "--apply"))
    assert why in told
    assert "Hemlig" not in told


async def test_a_list_with_nobody_in_it_fails(city):
    outcome = city.completed("aad_id\n00000000-0000-4000-8000-000000000000\n", "--apply")
    assert outcome.returncode == 1
    assert b"line 2: nobody in the directory" in outcome.stdout


async def test_a_course_that_is_not_there_is_refused_and_those_that_are_are_named(city):
    told = refused(city.completed(f"aad_id\n{ANNA}\n", "--apply", course="no-such"))
    assert "no course 'no-such'" in told
    assert "basic" in told


def test_the_course_has_to_be_named(city):
    with pytest.raises(SystemExit) as left:
        city.command("import", "completions", "x.csv")
    assert left.value.code == 2


async def test_a_very_long_file_is_read(city):
    lines = [f"{n:08x}-0000-4000-8000-000000000000,2026-11-02" for n in range(MANY - 2)]
    text = "\n".join(["aad_id,date", f"{ANNA},2026-11-02", *lines, f"{OMAR},2026-11-02"])
    told = done(city.completed(text, "--apply"))
    assert f"2 people, 0 lines twice, {MANY - 2} lines that name nobody" in told


async def test_keys_of_another_store_mark_nobody(city):
    done(city.completed(f"aad_id,date\n{ANNA},2026-11-02\n", "--apply"))
    city.keys.unlink()
    make_key_file(city.keys)
    assert "VBE_KEY_FILE opens nothing" in refused(city.completed(f"aad_id\n{OMAR}\n", "--apply"))


async def test_beside_a_running_bot_it_goes_through_that(tmp_path):
    async with bot(tmp_path) as running:
        place = Kept(tmp_path)
        text = f"email,date\n{BY_MAIL},2026-11-02\n"
        told = done(await asyncio.to_thread(place.completed, text, "--apply"))
        assert "1 marked as done" in told
        anna = await running.someone("Anna Exempel", aad=ANNA)
        await anna.says("min utbildning")
        assert "enligt utbildningsportalen" in anna.sees.words()
