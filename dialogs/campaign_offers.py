"""What a coordinator can choose among: courses and surveys that can still be taken, and what the directory has."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from bot.city import departments, operation_named
from bot.courses import courses
from bot.people import CENTRAL, Person, Role
from bot.surveys import surveys
from bot.talk import Line, Option, Phrase, Plain

from .campaign_access import asks_here, within
from .campaign_pages import subject_of
from .pages import named
from .scene import Scene

MOST_UNITS = 60  # on one page; a card with more is slow on a phone
Answer = Mapping[str, Any]


def subjects(scene: Scene) -> tuple[Option, ...]:
    """As ``course:<id>`` or ``survey:<id>``."""
    offered = (("course", each.id) for each in courses().values() if each.offered(scene.today))
    found = (*offered, *(("survey", each) for each in surveys()))
    return tuple(Option(f"{kind}:{name}", subject_of(kind, name)) for kind, name in found)


def to_ask(scene: Scene) -> list[Person]:
    """Everybody in the directory whom the speaker may ask."""
    return within(asks_here(scene), scene.directory.people.values())


def whom(scene: Scene) -> dict[str, tuple[Option, ...]]:
    """Departments, operations and roles of the people whom the speaker may ask; one department is no choice."""
    asks, people = asks_here(scene), to_ask(scene)
    there = {name for each in people for name in each.departments}
    theirs = [each.id for each in departments() if each.id in there and (CENTRAL in asks or each.id in asks)]
    at_work = {each.operation for each in people if each.operation}
    roles = [each for each in Role if any(each in person.roles for person in people)]
    return {
        "departments": tuple(Option(each, named(each)) for each in theirs) if len(theirs) > 1 else (),
        "operations": tuple(_options(at_work, operation_line)),
        "roles": tuple(Option(each, Phrase(f"campaign.roles.{each}")) for each in roles),
    }


def units(people: Iterable[Person]) -> dict[str, str]:
    """The units of these people: what stands in a button's value, since a name can hold any sign, and the name."""
    return {sha256(each.encode()).hexdigest()[:16]: each for each in sorted({p.unit for p in people if p.unit})}


def unit_options(people: Iterable[Person]) -> tuple[Option, ...]:
    """To choose from."""
    return tuple(Option(value, Plain(unit)) for value, unit in units(people).items())


def operation_line(operation: str) -> Line:
    """An operation by its own words; one that nobody knows as the directory has it."""
    known = operation_named(operation)
    return Phrase(f"worry.where.fields.operation.options.{known}") if known else Plain(operation)


def _options(values: Iterable[str], line: Callable[[str], Line]) -> Iterator[Option]:
    for each in sorted(values):
        if "," not in each:  # several choices come as one text, with commas between
            yield Option(each, line(each))
