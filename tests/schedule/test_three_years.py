"""For three years every meeting gets each of its messages once, at the first tick from its time on, and no others."""

import os
import random
from collections import Counter
from contextlib import AsyncExitStack

from bot.adapters.postgres import PostgresStore
from bot.adapters.tiny import TinyStore
from tests.postgres import postgres, url

from .lives import life
from .sayings import SHAPES
from .simulated import SetClock, Simulation, instance, ticks

__all__ = ["postgres", "url"]  # fixtures

PROOF = bool(os.environ.get("VBE_PROOF"))
FORUMS, FEW = (1000, 1000) if PROOF else (25, 5)
MOST_REMEMBERED = 400  # of what was sent: two meetings a day for as long as it is remembered


def lives(chance, number):
    """So many forums; when they are enough for it every shape of rule is there."""
    shapes = [*(SHAPES if number > len(SHAPES) else ()), *[None] * number][:number]
    return [life(chance, each, shape) for each, shape in enumerate(shapes)]


async def lived(instances, clock, chance, number):
    """What was sent, and what should have been, when as many forums live for three years."""
    simulation = Simulation(instances, clock, lives(chance, number))
    moments = ticks(chance)
    await simulation.run(moments)
    remembered = [len((await simulation.forum(each)).fired) for each in simulation.lives]
    assert max(remembered) < MOST_REMEMBERED
    assert simulation.staged == simulation.letters.total()
    return simulation.letters, Counter(sent for each in simulation.lives for sent in each.expected(moments))


async def test_every_meeting_gets_its_messages_once_at_the_first_tick_and_no_others(tmp_path):
    clock = SetClock()
    async with await TinyStore.open(tmp_path / "store.db", clock) as store:
        letters, expected = await lived([instance(store, clock)], clock, random.Random(20261103), FORUMS)
    assert letters == expected
    assert len({kind for *_, kind in letters}) == 3
    assert letters.total() > 60 * FORUMS


async def test_three_instances_on_postgresql_send_together_what_one_would(url):
    clock = SetClock()
    async with AsyncExitStack() as opened:
        stores = [await opened.enter_async_context(await PostgresStore.open(url)) for _ in range(3)]
        instances = [instance(store, clock) for store in stores]
        letters, expected = await lived(instances, clock, random.Random(20261105), FEW)
    assert letters == expected
