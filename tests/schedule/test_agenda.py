"""``agenda``: what an operator is shown of the coming weeks."""

import argparse
from asyncio import run
from dataclasses import replace

import pytest

from bot import schedule
from bot.adapters.clock import SystemClock
from bot.adapters.console import FAILED, OK, agenda, carried_out
from bot.adapters.seal import KeyRing, make_key_file
from bot.adapters.tiny import TinyStore
from bot.forums import Draft
from bot.ports import PEOPLE, Put
from bot.series import Meeting, Series
from tests.house import populate

from .forums import at, forum

WORDS = "sista tisdagen i månaden kl 10.00"
MEETING = "2026-11-24T10:00"
CHAIR = "Maryam Exempel"
PLACE = "the EST meeting, Farsta"


@pytest.fixture
def city(tmp_path, monkeypatch):
    """A store and its keys, as the environment names them."""
    make_key_file(tmp_path / "keys.json")
    monkeypatch.setenv("VBE_STORE", str(tmp_path / "store.db"))
    monkeypatch.setenv("VBE_KEY_FILE", str(tmp_path / "keys.json"))
    run(populate(tmp_path))
    return City(tmp_path)


class City:
    """Holds forums, and is asked for their agenda."""

    def __init__(self, folder):
        self.folder, self.ring = folder, KeyRing.load(folder / "keys.json")

    def holds(self, *forums, ring=None):
        run(self._commit([each.put(ring or self.ring, schedule.next_due(each, at("2026-11-02"))) for each in forums]))

    def knows(self, person, name):
        run(self._rename(person, name))

    def agenda(self, first="2026-11-02", last="2026-12-01"):
        top = argparse.ArgumentParser()
        agenda.declare(top.add_subparsers(required=True))
        return carried_out(top.parse_args(["agenda", "--from", first, "--to", last]))

    async def _commit(self, puts):
        async with await TinyStore.open(self.folder / "store.db", SystemClock()) as store:
            await store.commit(*puts)

    async def _rename(self, person, name):
        async with await TinyStore.open(self.folder / "store.db", SystemClock()) as store:
            (row, *_) = (await store.find(PEOPLE)).rows
            await store.commit(Put(PEOPLE, person, {**row.doc, "id": person, "name": name}))


def lines(capsys):
    return capsys.readouterr().out.splitlines()


def test_every_message_is_told_with_its_time_and_place_in_order(city, capsys):
    city.holds(forum(WORDS))
    assert city.agenda() == OK
    chair = "to the chair (who is not in the directory)"
    assert lines(capsys) == [
        f"2026-11-10 09:00  {PLACE}, {chair}: look at the agenda item; the meeting: 2026-11-24 10:00",
        f"2026-11-19 09:00  {PLACE}, in the channel: the agenda item; the meeting: 2026-11-24 10:00",
        f"2026-11-25 09:00  {PLACE}, {chair}: what came of it; the meeting: 2026-11-24 10:00",
    ]


def test_the_chair_is_named(city, capsys):
    city.knows("chair", CHAIR)
    city.holds(forum(WORDS))
    city.agenda(last="2026-11-10")
    assert f"to the chair ({CHAIR})" in lines(capsys)[0]


def test_both_days_are_included(city, capsys):
    city.holds(forum(WORDS))
    city.agenda("2026-11-19", "2026-11-19")
    assert len(lines(capsys)) == 1


def test_forums_stand_in_order_of_time(city, capsys):
    city.holds(*(forum("varje tisdag kl 10.00", id=f"{n}", leads=(7 + n, 3, 1, 9 + n)) for n in range(4)))
    city.agenda()
    times = [each[:16] for each in lines(capsys)]
    assert times == sorted(times)
    assert len({each[11:] for each in times}) == 4


def test_a_meeting_moved_for_a_holiday_says_from_which_day(city, capsys):
    city.holds(forum("den 6:e varje månad kl 10.00", "move-later"))
    city.agenda("2026-12-30", "2026-12-30")
    (line,) = lines(capsys)
    assert line.endswith("the meeting: 2027-01-07 10:00, moved from 2027-01-06, which is a holiday")


def test_a_meeting_left_out_for_a_holiday_says_so(city, capsys):
    city.holds(forum("den 6:e varje månad kl 10.00"))
    city.agenda("2027-01-06", "2027-01-06")
    assert lines(capsys) == [f"2027-01-06 10:00  {PLACE}: no meeting, the day is a holiday"]


def test_what_the_chair_has_done_is_told(city, capsys):
    moved = {MEETING: "2026-11-26T13:00+01:00", "2026-12-29T10:00": ""}
    drafts = {MEETING: Draft(state="approved")}
    city.holds(forum(WORDS, moved=moved, drafts=drafts, fired=(f"{MEETING}|prompt",)))
    city.agenda(last="2026-12-31")
    prompt, item, follow, cancelled = lines(capsys)
    assert prompt.endswith("[sent]")
    assert "the agenda item, as the chair approved it; " in item
    assert follow.endswith("the meeting: 2026-11-26 13:00, moved by the chair from 2026-11-24 10:00")
    assert cancelled == f"2026-12-29 10:00  {PLACE}: no meeting, cancelled by the chair"


def test_what_the_calendar_file_has_changed_is_told(city, capsys):
    moved = Meeting(at("2026-11-24 10:00"), at("2026-11-25 14:00"))
    gone = Meeting(at("2026-12-29 10:00"), at("2026-12-29 10:00"), cancelled=True)
    series = Series("s", (moved, gone), at("2026-11-01"), at("2027-11-01"))
    city.holds(replace(forum(WORDS), rule=None, series=series))
    city.agenda("2026-11-26", "2026-12-31")
    follow, cancelled = lines(capsys)
    assert follow.endswith("the meeting: 2026-11-25 14:00, moved in the calendar file from 2026-11-24 10:00")
    assert cancelled == f"2026-12-29 10:00  {PLACE}: no meeting, cancelled in the calendar file"


def test_forums_that_cannot_be_read_are_counted(city, capsys):
    city.holds(forum(WORDS))
    city.holds(forum(WORDS, id="g"), ring=KeyRing({"other": b"o" * 32}, "other"))
    assert city.agenda() == FAILED
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 3
    assert told.err == "1 forums cannot be read with these keys.\n"


def test_days_in_the_wrong_order_are_refused(city, capsys):
    assert city.agenda("2026-12-01", "2026-11-01") == FAILED
    assert capsys.readouterr().err == "app.py: --to lies before --from.\n"


def test_what_is_no_day_is_wrong_use(city, capsys):
    with pytest.raises(SystemExit, match="2"):
        city.agenda("2026-13-01")
    assert "--from" in capsys.readouterr().err


def test_nothing_is_written(city, capsys):
    city.holds(forum(WORDS))
    before = (city.folder / "store.db").read_bytes()
    city.agenda()
    assert (city.folder / "store.db").read_bytes() == before
    assert lines(capsys)
