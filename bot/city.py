"""The city's own facts: its departments, its districts, and which department an operation belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from content import city

from .errors import WrongContent

Kind = Literal["district", "specialist"]


@dataclass(frozen=True, slots=True)
class Department:
    """A district department (stadsdelsförvaltning) or a specialist one (fackförvaltning)."""

    id: str
    name: str
    short: str  # the name inside a sentence
    kind: Kind
    plan: bool  # has a local action plan, and so a coordinator of its own
    names: tuple[str, ...] = ()  # what else it is called; listened for, never shown


@dataclass(frozen=True, slots=True)
class District:
    """One of the city's districts (stadsdelar)."""

    id: str
    name: str
    department: str


def departments(kind: Kind | None = None) -> tuple[Department, ...]:
    """All departments, or those of one kind, in the content's order."""
    return tuple(each for each in _departments().values() if kind in (None, each.kind))


def districts(department: str | None = None) -> tuple[District, ...]:
    """All districts, or those of one department, in the content's order."""
    return tuple(each for each in _districts().values() if department in (None, each.department))


def department_name(department: str, *, short: bool = False) -> str:
    """The department's name, or its short name for the middle of a sentence. An unknown id is a KeyError."""
    found = _departments()[department]
    return found.short if short else found.name


def district_name(district: str) -> str:
    """The district's name. An unknown id is a KeyError."""
    return _districts()[district].name


def department_of(district: str) -> str:
    """The id of the department whose district it is. An unknown id is a KeyError."""
    return _districts()[district].department


def operations() -> tuple[str, ...]:
    """The ids of the operations that a workplace can belong to (the form's field), in order."""
    return tuple(_need(block, "id", "departments") for block in _blocks("departments", "operation"))


def operation_named(said: str) -> str | None:
    """The operation with this id or one of these names ("gymnasium"), whatever the case."""
    return _operations().get(said.strip().casefold(), (None, None))[0]


def specialist_for(operation: str) -> str | None:
    """The id of the specialist department that runs an operation (id or name), or None if the district's does."""
    return _operations().get(operation.strip().casefold(), (None, None))[1]


@cache
def _departments() -> Mapping[str, Department]:
    blocks = _blocks("departments", "department")
    return {each.id: each for each in map(_department, blocks)}


def _department(block: Mapping[str, Any]) -> Department:
    ident, name, short, kind = (_need(block, key, "departments") for key in ("id", "name", "short", "kind"))
    if kind not in ("district", "specialist"):
        raise WrongContent(f"city/departments.toml: {ident}: kind is district or specialist, not {kind}.")
    return Department(ident, name, short, cast("Kind", kind), bool(block.get("plan")), tuple(block.get("names", ())))


@cache
def _districts() -> Mapping[str, District]:
    return {each.id: each for each in map(_district, _blocks("places", "district"))}


def _district(block: Mapping[str, Any]) -> District:
    found = District(*(_need(block, key, "places") for key in ("id", "name", "department")))
    if found.department not in _departments():
        raise WrongContent(f"city/places.toml: {found.id}: there is no department {found.department}. Mend the id.")
    return found


@cache
def _operations() -> Mapping[str, tuple[str | None, str | None]]:
    """Every id and name of an operation, in lower case → its id and its specialist department."""
    found: dict[str, tuple[str | None, str | None]] = {}
    for block in _blocks("departments", "operation"):
        ident, specialist = _need(block, "id", "departments"), block.get("specialist") or None
        if specialist and specialist not in _departments():
            raise WrongContent(f"city/departments.toml: {ident}: there is no department {specialist}. Mend the id.")
        found.update({name.casefold(): (ident, specialist) for name in (ident, *block.get("names", ()))})
    return found


def _blocks(file: str, table: str) -> list[Mapping[str, Any]]:
    return list(city(file).get(table, ()))


def _need(block: Mapping[str, Any], key: str, file: str) -> str:
    value = block.get(key)
    if not isinstance(value, str) or not value:
        raise WrongContent(f"city/{file}.toml: {block.get('id', dict(block))} has no {key}. Write one.")
    return value
