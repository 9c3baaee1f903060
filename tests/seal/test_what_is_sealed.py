"""Everything that is stored, field by field: what is sealed, what is not, and why not."""

import base64
import re
from datetime import date, timedelta

import pytest

from bot import outbox
from bot.campaigns import Audience, Campaign, Recipient
from bot.forums import Forum
from bot.ports import (
    ALIKE,
    ANSWERED,
    ANSWERS,
    BULK,
    CAMPAIGNS,
    CASES,
    CHATS,
    DEAD,
    DIALOGS,
    FORUMS,
    NEW,
    OUTBOX,
    PEOPLE,
    PHOTOS,
    RECIPIENTS,
    SEEN,
    TABLES,
    TRAINING,
    Put,
)
from bot.recurrence import understand
from bot.sealed import PLACES
from bot.survey_answers import Answer, handed_in
from bot.talk import Chat
from bot.training import Said, Training
from tests.house import bot
from tests.photos.pictures import jpeg
from tests.seal.stored import all_rows
from tests.test_graffiti_over_http import to_photo
from tests.test_worry_over_http import TO_STORY, to_code, walk

SEALED = re.compile(r"[0-9a-f]{8}\.[0-9A-Za-z+/]{100,}={0,2}")
ONE_ID = re.compile(r"[0-9a-f]{8}\.[0-9A-Za-z+/]{90,96}={0,2}")
WRAPPED = re.compile(r"[0-9a-f]{8}\.[0-9A-Za-z+/]{80}")
OWN = re.compile(r"own\.[0-9A-Za-z+/]{100,}={0,2}")
MARK = re.compile(r"[0-9a-f]{8}\.[0-9a-f]{32}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
HOUR = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:00:00\+00:00")
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T[\d:.]+\+00:00")
RANDOM = re.compile(r"[0-9a-f]{32}")
STANDING = re.compile(r"(?:waiting|queued|sent|unreachable|failed:\w+)(?:\*\d+)?")
WHO = re.compile(r"[0-9a-f]{32}/[0-9a-f-]{36}")  # of RECIPIENTS: who is asked, never what they answered
# Table → field → what it must look like. A field that is not here is not stored. PEOPLE and CHATS are plain, see below.
FIELDS = {
    CASES: {"day": DAY, "receipt": MARK, "sealed": SEALED},
    DIALOGS: {"owner": MARK, "until": HOUR, "wrapped": WRAPPED, "sealed": OWN},
    OUTBOX: {"due": TIME, "tries": int, "until": DAY, "sealed": SEALED},
    BULK: {"due": TIME, "tries": int, "until": DAY, "sealed": SEALED},
    DEAD: {"reason": re.compile(r"[A-Za-z_0-9]+"), "day": DAY, "bulk": bool, "sealed": SEALED},
    PHOTOS: {"until": HOUR, "sealed": SEALED},
    ALIKE: {"until": HOUR, "sealed": ONE_ID},
    FORUMS: {"due": TIME, "chair": re.compile(r"[0-9a-f-]{36}"), "sealed": SEALED},
    TRAINING: {"sealed": SEALED},
    CAMPAIGNS: {"due": TIME, "state": re.compile("beginning|running|paused|cancelled|over"), "sealed": SEALED},
    RECIPIENTS: {
        "campaign": RANDOM,
        "state": STANDING,
        "due": re.compile(rf"(?:{TIME.pattern})?"),
        "sent": int,
        "again": int,
        "unit": str,
        "group": str,
        "standing": re.compile(rf"[0-9a-f]{{32}}\|{STANDING.pattern}"),
        "next": re.compile(rf"[0-9a-f]{{32}}\|{TIME.pattern}"),
    },
    ANSWERED: {"until": TIME, "answered": int},
    ANSWERS: {"campaign": RANDOM, "used": int, "sealed": SEALED},
    SEEN: {"until": HOUR},
}
# The directory, and where whoever has the app can be written to. Their keys name the person anyway, nobody's row says
# that they reported, and when a key is lost the coordinators must still be reached.
PLAIN = {PEOPLE, CHATS}
CHAT = {"chat", "language", "chosen"}


@pytest.fixture
async def here(tmp_path):
    """A bot with a row in every table."""
    async with bot(tmp_path) as running:
        anna, omar = await running.someone(), await running.someone("Omar Exempel")
        await to_code(anna)
        await anna.press("Skicka", notice=True)
        await running.settled()  # nobody is there to receive it: the letter waits
        await to_photo(omar)
        await omar.sends(jpeg())
        await omar.press("Visa och kontrollera bilden")
        await omar.press("Nej, bara märket")
        await omar.press("Skicka")
        await omar.says("jag är orolig för någon")
        await walk(omar, *TO_STORY)
        doors = running.house.ports
        rule = understand("varannan onsdag 13", "sv", date(2026, 11, 25))
        channel = Chat("https://smba.example.org/", "19:forum@thread.tacv2", "channel", "tenant", "28:bot")
        forum = Forum(doors.ids.new(), "safety_meeting", channel, ("farsta",), anna.aad, rule)
        await doors.store.commit(forum.put(doors.seal, doors.clock.now() + timedelta(days=9)))
        staged = outbox.stage(doors, {"kind": "mend", "dialog": "x"}, urgent=False)
        dead = {"sealed": staged.doc["sealed"], "reason": "http_403", "day": "2026-11-24", "bulk": True}
        await doors.store.commit(staged, Put(DEAD, staged.key, dead, NEW))
        await asked(doors, anna.aad)
        yield running


async def asked(doors, person):
    """Somebody is asked in a survey, answers it, and has said something about their training."""
    now, ids = doors.clock.now(), doors.ids
    survey = Campaign(ids.new(), "survey", "yearly", Audience(listed=1), now, date(2026, 12, 24), person, size=1)
    recipient = Recipient(survey.id, person, due=now.isoformat(), unit="farsta")
    training = Training(person, said={"basic": Said("done", "2026-11-24")})
    put = survey.put(doors.seal, now + timedelta(days=2))
    await doors.store.commit(put, recipient.put(), training.put(doors.seal))
    answer = Answer(survey.id, "yearly", "1", "", {"seen": ("no",)})
    await doors.store.commit(*await handed_in(doors, survey, person, answer))


def test_every_table_is_decided_about():
    assert set(TABLES) == set(FIELDS) | PLAIN
    assert {place.table: FIELDS[place.table][place.field] for place in PLACES} == {
        table: fields.get("wrapped", fields.get("sealed")) for table, fields in FIELDS.items() if "sealed" in fields
    }


@pytest.mark.parametrize("table", FIELDS, ids=lambda table: table.name)
async def test_a_row_holds_the_fields_that_are_listed_and_each_is_what_it_says(here, table):
    rows = await all_rows(here.house.ports.store, table)
    assert rows
    for row in rows:
        for field, value in row.doc.items():
            wanted = FIELDS[table][field]
            fits = isinstance(value, wanted) if isinstance(wanted, type) else wanted.fullmatch(value)
            assert fits, (table.name, field)


async def test_a_key_in_these_tables_names_nobody(here):
    for table in FIELDS.keys() - {TRAINING}:  # whose key is its person, as in PEOPLE
        wanted = WHO if table is RECIPIENTS else MARK if table in {SEEN, ALIKE, ANSWERED} else RANDOM
        assert [row.key for row in await all_rows(here.house.ports.store, table) if not wanted.fullmatch(row.key)] == []


async def test_what_is_sealed_does_not_look_like_text(here):
    for place in PLACES:
        for row in await all_rows(here.house.ports.store, place.table):
            for field in {"sealed", "wrapped"} & set(row.doc):
                inside = base64.b64decode(row.doc[field].partition(".")[2])
                assert not re.search(rb"[ -~]{20,}", inside), (place.table.name, field)


async def test_who_has_the_app_is_plain_and_says_no_more_than_that(here):
    rows = await all_rows(here.house.ports.store, CHATS)
    assert rows
    assert all(set(row.doc) == CHAT for row in rows)
    reporter, other = rows[0].doc, rows[1].doc
    assert {key: type(value) for key, value in reporter.items()} == {key: type(value) for key, value in other.items()}


async def test_what_a_case_holds_of_its_sender_is_sealed_twice(here):
    rows = await all_rows(here.house.ports.store, CASES)
    (place,) = [each for each in PLACES if each.table is CASES]
    # The one who asked to be told has a sealed way in it; the one who did not, none.
    assert sorted(len(place.keys_of(row, here.house.ports.seal)) for row in rows) == [1, 2]
