"""``campaigns``: how each stands, and the object ids of those who have to get the app first; nothing is changed."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot import audience
from bot.adapters.clock import SystemClock
from bot.adapters.seal import KeyRing, make_key_file
from bot.campaigns import UNREACHABLE, Audience, Campaign, Recipient, key
from bot.people import Directory, Person
from bot.ports import CAMPAIGNS, CHATS, RECIPIENTS, Ports, Put
from tests.console.conftest import done, refused
from tests.console.test_completions import Kept

STARTED = datetime(2026, 11, 3, 9, tzinfo=UTC)
PEOPLE = [f"00000000-0000-4000-8000-{n:012}" for n in range(12)]
WITHOUT = PEOPLE[7:]
ID = "c" * 32


@pytest.fixture
async def place(tmp_path):
    here = Kept(tmp_path)
    ring = KeyRing.load(here.keys)
    campaign = Campaign(ID, "course", "basic", Audience(("farsta",)), STARTED, date(2026, 12, 8), PEOPLE[0])
    async with await here.opened() as store:
        ports = Ports(store, ring, SystemClock(), None, None, None, None, None)
        chats = (Put(CHATS, each, {"chat": {}, "language": "sv", "chosen": False}) for each in PEOPLE[:7])
        await store.commit(*chats)
        await audience.begin(ports, Directory(map(Person, PEOPLE)), campaign, PEOPLE)
        for person in WITHOUT:
            recipient = Recipient.read(await store.get(RECIPIENTS, key(ID, person)))
            await store.commit(replace(recipient, state=UNREACHABLE).put())
    return here


async def test_each_campaign_is_told_with_its_counts_that_add_up(place):
    (told,) = map(json.loads, done(place.command("campaigns", "list")).splitlines())
    assert (told["id"], told["kind"], told["subject"], told["state"], told["last"]) == (
        ID,
        "course",
        "basic",
        "running",
        "2026-12-08",
    )
    assert told["unreachable"] == len(WITHOUT)
    assert told["sent"] + sum(told["failed"].values()) + told["waiting"] + told["unreachable"] == told["size"]
    assert told["size"] == len(PEOPLE)


async def test_those_without_the_app_are_told_by_object_id_one_a_line(place):
    before = await place.rows()
    assert done(place.command("campaigns", "unreachable", ID)).splitlines() == WITHOUT
    assert await place.rows() == before


@pytest.mark.parametrize("words", [("unreachable", "no-such"), ("unreachable",)])
async def test_a_campaign_that_is_not_there_is_refused(place, words):
    assert "no such campaign" in refused(place.command("campaigns", *words))


async def test_one_that_is_long_over_is_refused(place):
    async with await place.opened() as store:
        row = await store.get(CAMPAIGNS, ID)
        await store.commit(Put(CAMPAIGNS, ID, {**row.doc, "due": None}))
    assert "has been removed" in refused(place.command("campaigns", "unreachable", ID))


async def test_with_other_keys_what_cannot_be_read_is_counted(place):
    place.keys.unlink()
    make_key_file(place.keys)
    outcome = place.command("campaigns", "list")
    assert outcome.returncode == 1
    assert b"1 campaigns cannot be read" in outcome.stderr
