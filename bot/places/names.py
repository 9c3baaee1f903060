"""Every name that the bot knows for a place, ready to be looked up. Built once, from content/city."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from bot.city import department_of, departments, districts
from content import city

from .letters import fold, keys_of

FUZZY_FROM = 5  # letters: a shorter name must be written as it is
FAR_FUZZY_FROM = 7  # the same for the many names of the rest of the country


@dataclass(frozen=True, slots=True)
class Place:
    """A name and what it can mean: one or several departments of the city, other municipalities, or both."""

    name: str
    departments: frozenset[str] = frozenset()
    municipalities: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    far: bool = False
    exact: bool = False  # must be written as it is
    official: bool = False  # a district's or a department's own name


@dataclass(frozen=True, slots=True)
class Listening:
    """The words around the names (content/city/places.toml, [words]), folded."""

    frame: frozenset[str]
    negations: frozenset[str]
    links: frozenset[str]
    inside: frozenset[str]
    apart: frozenset[str]
    endings: tuple[str, ...]
    roads: tuple[str, ...]
    post_towns: frozenset[str]
    beside: frozenset[str]
    alone: frozenset[str]
    leads: frozenset[str]
    wary: frozenset[str]
    ordinary: frozenset[str]
    after: Mapping[str, frozenset[str]]
    short: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """The names by their folded letters. ``spaced`` keeps the spaces, ``joined`` has none."""

    joined: Mapping[str, tuple[Place, ...]]
    spaced: Mapping[str, tuple[Place, ...]]
    fuzzy: Mapping[int, list[str]] = field(default_factory=dict)  # length → joined names that may be misspelt
    fuzzy_long: Mapping[int, list[str]] = field(default_factory=dict)  # the same, names of several words only


@cache
def listening() -> Listening:
    """The words around the names."""
    given = city("places")["words"]
    sets = ("frame", "negations", "links", "inside", "apart", "beside", "leads", "ordinary")
    joined = {name: frozenset(_joined(each) for each in given[name]) for name in ("alone", "wary", "post_towns")}
    return Listening(
        **{name: frozenset(map(fold, given[name])) for name in sets},
        **joined,
        endings=_longest_first(given["endings"]),
        roads=_longest_first(given["roads"]),
        after={_joined(name): frozenset(map(fold, leads)) for name, leads in given["after"].items()},
        short=given["short"],
    )


@cache
def names() -> Names:
    """The index over all names."""
    joined: dict[str, tuple[Place, ...]] = {}
    spaced: dict[str, tuple[Place, ...]] = {}
    for place in _overruled(_places()):
        words = keys_of(place.name, _short())
        joined["".join(words)] = (*joined.get("".join(words), ()), place)
        spaced[" ".join(words)] = (*spaced.get(" ".join(words), ()), place)
    several = {key.replace(" ", "") for key in spaced if " " in key}
    fuzzy = [key for key, found in joined.items() if _may_be_misspelt(key, found)]
    return Names(joined, spaced, _by_length(fuzzy), _by_length(key for key in fuzzy if key in several))


def _places() -> Iterator[Place]:
    facts = city("places")
    yield from _ambiguous(facts["ambiguous"])
    yield from _districts(facts["district"])
    yield from _departments(facts["former"])
    yield from _elsewhere(facts)


def _ambiguous(blocks: Iterable[Mapping[str, Any]]) -> Iterator[Place]:
    for block in blocks:
        inside = frozenset(block.get("districts", ()))
        owners = frozenset({*map(department_of, inside), *block.get("departments", ())})
        beyond = frozenset({block["elsewhere"]} if "elsewhere" in block else ())
        yield Place(block["name"], owners, beyond, inside)


def _districts(blocks: Iterable[Mapping[str, Any]]) -> Iterator[Place]:
    aliases = {block["id"]: block.get("aliases", ()) for block in blocks}
    for each in districts():
        owner, itself = frozenset({each.department}), frozenset({each.id})
        yield Place(each.name, owner, districts=itself, official=True)
        yield from (Place(alias, owner, districts=itself) for alias in aliases[each.id])


def _departments(former: Iterable[Mapping[str, Any]]) -> Iterator[Place]:
    for each in departments():
        for name in dict.fromkeys((each.name, each.short, *each.names)):
            yield Place(name, frozenset({each.id}), official=True)
    for block in former:
        yield Place(block["name"], frozenset({block["department"]}))


def _elsewhere(facts: Mapping[str, Any]) -> Iterator[Place]:
    for block in facts["elsewhere"]:
        beyond = frozenset({block["municipality"]})
        for name in (block["municipality"], *block.get("names", ())):
            far = not block["county"]
            yield Place(name, municipalities=beyond, far=far, exact=far and name not in beyond)
    for name in (*facts["far"]["municipalities"], *facts["far"]["abroad"]):
        yield Place(name, municipalities=frozenset({name}), far=True, exact=True)


def _overruled(places: Iterable[Place]) -> Iterator[Place]:
    """Of places with the very same name the first counts: ambiguous, district, department, elsewhere."""
    seen: set[str] = set()
    for place in places:
        if place.name.lower() not in seen:
            seen.add(place.name.lower())
            yield place


def _may_be_misspelt(key: str, found: tuple[Place, ...]) -> bool:
    shortest = FAR_FUZZY_FROM if all(place.far for place in found) else FUZZY_FROM
    return len(key) >= shortest and not found[0].exact and key not in listening().alone


def _by_length(keys: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key in keys:
        found.setdefault(len(key), []).append(key)
    return found


def _joined(name: str) -> str:
    return "".join(keys_of(name, _short()))


def _short() -> Mapping[str, str]:
    short: Mapping[str, str] = city("places")["words"]["short"]
    return short


def _longest_first(endings: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(fold, endings), key=lambda ending: (-len(ending), ending)))
