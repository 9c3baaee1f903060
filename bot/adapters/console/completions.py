"""``import completions FILE --course ID``: who has done a course, by the learning portal's list."""

import argparse
import os
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path

from bot import completions
from bot.adapters import stores
from bot.adapters.clock import SystemClock
from bot.adapters.seal import KeyRing
from bot.inspection import check
from bot.ports import CHATS
from bot.recurrence import STOCKHOLM
from bot.register import load_people
from bot.sealed import pages

from . import FAILED, OK, Commands, command, key_file, of_a_demo, text_of

ABOUT = (
    "The file is CSV in UTF-8, with a column aad_id or email, and perhaps date. Lines that name nobody are listed by "
    "number and reason. Whoever is marked as done is not reminded. The bot may run meanwhile."
)
AT_ONCE = 5_000  # people in one request to the running bot, whose lines are at most a megabyte


def declare(kinds: Commands) -> None:
    """The kind and what it takes."""
    own = command(kinds, "completions", run, about=ABOUT)
    own.add_argument("file", type=Path, help="the CSV file")
    own.add_argument("--course", required=True, metavar="ID", help="its id in content/city/courses.toml")
    own.add_argument("--apply", action="store_true", help="do it; without this, only show what would change")
    of_a_demo(own)


async def run(options: argparse.Namespace) -> int:
    """Who has done a course, by the learning portal's list; with --apply it is noted."""
    completions.course_named(options.course)
    place, today = stores.named(os.environ), SystemClock().now().astimezone(STOCKHOLM).date()
    text = text_of(options.file)
    async with await stores.opened(place, SystemClock(), read_only=True) as store:
        with_app = [row.key async for rows in pages(store, CHATS) for row in rows]
        found = completions.parse(text, await load_people(store), today, with_app)
    for line, why in found.unmatched.items():
        print(f"line {line}: {why}")
    print(f"{len(found.done)} people, {found.twice} lines twice, {len(found.unmatched)} lines that name nobody")
    if not found.done:
        return FAILED
    if not options.apply:
        print("nothing changed yet; do it with --apply")
        return OK
    marked = await _marked(place, options.course, found.done, demo=options.demo)
    print(f"{marked} marked as done, {len(found.done) - marked} were already")
    return OK


async def _marked(place: str, course: str, done: Mapping[str, date], *, demo: bool) -> int:
    """Through the running bot where one holds the store, else here; for how many it was news."""
    marked = 0
    for some in _some(done):
        said = {"course": course, "done": {person: day.isoformat() for person, day in some.items()}}
        there, news = await stores.through(place, "completions", said)
        marked += news if there else await _alone(place, course, some, demo=demo)
    return marked


async def _alone(place: str, course: str, done: Mapping[str, date], *, demo: bool) -> int:
    ring = KeyRing.load(key_file(place, demo=demo))
    async with await stores.opened(place, SystemClock()) as store:
        await check(store, ring, ring.keys.lost)
        return await completions.mark(store, ring, course, done)


def _some(done: Mapping[str, date]) -> Iterator[dict[str, date]]:
    people = iter(done.items())
    while some := dict(islice(people, AT_ONCE)):
        yield some
