"""A store with one of everything that is sealed, and how it reads to somebody who has the keys."""

import json
from dataclasses import replace

from bot import alike, outbox, photos
from bot.adapters.clock import RandomIds
from bot.cases import Case, notice_about, receipt_mark
from bot.errors import Unsealable
from bot.limits import Limit
from bot.ports import DEAD, DIALOGS, NEW, Ports, Put
from bot.reports import Report
from bot.sealed import PLACES

JPEG = b"\xff\xd8\xff\xd9"
WORDS = "Ropade att det snart smäller"


def ports(store, ring, clock):
    return Ports(store, ring, clock, RandomIds(), None, None, None, None, Limit(5, 3600))


def report():
    return Report(
        "concern", "2026-W48", "adult", (), "unclear", (), "", "", "farsta", "", "", "", WORDS, "clear", (), True
    )


def a_mark(number):
    return replace(report(), district=f"place {number}", material="sticker")


def case(ring, number):
    way = json.dumps({"person": f"person {number}"}).encode()
    key = f"{number:032x}"
    return Case(key, "2026-11-24", "new", ("farsta",), report(), receipt_mark(ring, f"kod {number}"),
                notice=ring.seal(way, notice_about(key)) if number % 2 else "")  # fmt: skip


async def fill(store, ring, clock, count=5):
    """So many of each kind; the notice's way lies in every other case, and in a letter of each outbox."""
    doors = ports(store, ring, clock)
    for number in range(count):
        a_case = case(ring, number)
        letters = [{"kind": "reply", "words": WORDS}]
        if a_case.notice:
            letters.append({"kind": "notice", "case": a_case.id, "sealed": a_case.notice})
        puts = [outbox.stage(doors, each, urgent=urgent) for each in letters for urgent in (True, False)]
        dead = [Put(DEAD, put.key, {"sealed": put.doc["sealed"], "reason": "x", "day": "2026-11-24", "bulk": False})
                for put in (outbox.stage(doors, each) for each in letters)]  # fmt: skip
        photo = photos.put(ring, a_case.id, JPEG, clock.now())
        mark = alike.put(ring, a_mark(number), a_case.id, clock.now())
        await store.commit(a_case.put(ring), dialog(ring, f"{number:032x}"), *puts, *dead, photo, mark)


def dialog(ring, key):
    own = ring.fresh()
    about = f"dialog/{key}"
    doc = {
        "owner": ring.mark(f"person {key}", "owner"),
        "until": "2026-11-25T09:00:00+00:00",
        "wrapped": ring.seal(own, about),
        "sealed": ring.under(own).seal(json.dumps({"words": WORDS}).encode(), about),
    }
    return Put(DIALOGS, key, doc, NEW)


async def all_rows(store, table):
    rows, after = [], None
    while found := (await store.find(table, after=after, limit=500)).rows:
        rows += found
        after = (None, found[-1].key)
    return rows


async def read(store, ring):
    """Everything as it reads, by table and key: what is sealed is opened, also within. Raises Unsealable."""
    told = {}
    for place in PLACES:
        for row in await all_rows(store, place.table):
            told[place.table.name, row.key] = opened(place, row, ring)
    return told


def opened(place, row, ring):
    within = {} if place.table is DIALOGS else _json(ring.open(row.doc[place.field], place.about(row.key)))
    if place.table is DIALOGS:
        key = ring.open(row.doc["wrapped"], place.about(row.key))
        within = json.loads(ring.under(key).open(row.doc["sealed"], place.about(row.key)))
    for name in ("notice", "sealed"):
        if within.get(name):
            within[name] = ring.open(within[name], notice_about(within.get("case", row.key))).decode()
    return {**{k: v for k, v in row.doc.items() if k not in {"sealed", "wrapped"}}, "within": within}


def _json(plain):
    return {"picture": plain} if plain.startswith(JPEG) else json.loads(plain)


async def keys_in_use(store, ring):
    """The names of the keys that anything is sealed under, inside and outside."""
    return {name for place in PLACES for row in await all_rows(store, place.table) for name in place.keys_of(row, ring)}


async def unreadable(store, ring):
    """How many rows do not open."""
    count = 0
    for place in PLACES:
        for row in await all_rows(store, place.table):
            try:
                place.keys_of(row, ring)
            except Unsealable:
                count += 1
    return count
