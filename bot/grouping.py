"""Under which group a person's answers to a survey stand: the narrowest that is large enough to hide in.

Nobody may be left over in a group of few: whoever is too few in a unit stands with the others of the department's
operation, then of the department, then of the whole city.
"""

from collections import defaultdict
from collections.abc import Iterable

from .city import operation_named
from .people import Person

BETWEEN = "|"  # between a group's department, operation and unit; a shorter group is a wider one, "" is everybody
WIDTHS = (3, 2, 1, 0)


def groups(people: Iterable[Person], least: int) -> dict[str, str]:
    """Each person's group, by id. Every group has at least ``least`` people, or it is everybody in the audience."""
    left, found = list(people), {}
    paths = {each.id: path(each) for each in left}
    for width in WIDTHS:
        members = defaultdict(list)
        for person in left:
            members[label(paths[person.id][:width])].append(person)
        large = {name: those for name, those in members.items() if len(those) >= least or not width}
        found.update({person.id: name for name, those in large.items() for person in those})
        left = [person for person in left if person.id not in found]
    return _with_company(found, least)


def path(person: Person) -> tuple[str, ...]:
    """Department, operation, unit, as far as they are known one within the other."""
    department = person.departments[0] if person.departments else ""
    operation = operation_named(person.operation) or person.operation
    parts = (department, operation, person.unit)
    return tuple(each.replace(BETWEEN, " ") for each in parts)


def place(person: Person) -> str:
    """Where a person is counted, as ``department|unit``; either may be empty, and the sign always stands there."""
    parts = (person.departments[0] if person.departments else "", person.unit)
    return BETWEEN.join(each.replace(BETWEEN, " ") for each in parts)


def label(parts: tuple[str, ...]) -> str:
    """A group's name."""
    return BETWEEN.join(parts).rstrip(BETWEEN)


def _with_company(found: dict[str, str], least: int) -> dict[str, str]:
    """Those who are left over for everybody, and are too few, get the smallest groups beside them."""
    members = defaultdict(list)
    for person, name in found.items():
        members[name].append(person)
    rest = members.pop("", [])
    for _, name in sorted((len(those), name) for name, those in members.items()):
        if not 0 < len(rest) < least:
            break
        rest += members[name]
    return {**found, **dict.fromkeys(rest, "")}
