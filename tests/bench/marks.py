"""What it costs to find a mark like this one, with few and with many reports there.

The stores are asked in turn, round after round, so that other work meets each alike; the median is told.
"""

from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from bot import alike
from bot.adapters.clock import SystemClock
from bot.adapters.seal import KeyRing
from bot.adapters.tiny import TinyStore
from bot.cases import Case
from bot.city import districts
from bot.deidentify import Deidentified
from bot.reports import Report
from tests.bench.forums import NOW

FEW, MANY, ROUNDS, BATCH = 100, 10_000, 15, 200
ASKED = (*range(FEW), *range(MANY, MANY + 3 * FEW))  # a quarter is in both stores, the rest in neither
RING = KeyRing({"k": b"k" * 32}, "k")
PLACES = tuple(each.id for each in districts())
STORY = Deidentified("Två små runda märken på en lyktstolpe vid bussen, lika dem som satt där förra veckan.")
BARE = Report(
    "mark", "2026-W46", "nobody", (), "unclear", (), "", "", "", "square", "today", "leisure", STORY, "clear", (), False
)


async def rows(folder):
    """``ratio`` is value/beside: with many reports beside few."""
    stores = {count: await _filled(Path(folder) / f"{count}.db", count) for count in (FEW, MANY)}
    taken = {count: [] for count in stores}
    for _ in range(ROUNDS):
        for count, store in stores.items():
            start = perf_counter()
            for number in ASKED:
                row = await alike.row_of(store, RING, _report(number), NOW)
                assert bool(alike.case_of(row, RING)) == (number < count)
            taken[count].append(1000 * (perf_counter() - start) / len(ASKED))
    for store in stores.values():
        await store.close()
    value, beside = median(taken[MANY]), median(taken[FEW])
    name = f"finding a mark like this one: {MANY:,} reports beside {FEW}"
    told = {"name": name, "value": value, "unit": "ms", "beside": beside, "ratio": value / beside}
    return [told]


async def _filled(path, count):
    store = await TinyStore.open(path, SystemClock())
    for begin in range(0, count, BATCH):
        writes = []
        for number in range(begin, min(begin + BATCH, count)):
            case = Case(f"{number:032x}", "2026-11-10", "new", ("farsta",), _report(number), f"k.{number}")
            writes += [case.put(RING), alike.put(RING, case.report, case.id, NOW)]
        await store.commit(*writes)
    return store


def _report(number):
    """Every number another mark: of a district, a kind of place and a kind of mark."""
    return replace(BARE, district=PLACES[number % len(PLACES)], material=f"m{number}")
