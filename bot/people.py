"""Who is who: roles from the city's directory, and whom a department's matters go to."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CENTRAL = "central"  # the routing address of the city's central coordinator


class Role(StrEnum):
    """What the directory can make of someone; everybody is an employee."""

    COORDINATOR = "coordinator"
    CENTRAL_COORDINATOR = "central_coordinator"
    CHAIR = "chair"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the directory. ``id`` is the Entra object id; ``departments`` are ids of content/city."""

    id: str
    name: str = ""
    email: str = ""
    phone: str = ""
    roles: frozenset[Role] = frozenset()
    departments: tuple[str, ...] = ()
    unit: str = ""
    operation: str = ""
    manages_unit: str = ""
    stands_in_for: str = ""
    valid_until: date | None = None

    def serves(self, today: date) -> bool:
        """Whether the line still holds: ``valid_until`` is the last day."""
        return self.valid_until is None or today <= self.valid_until


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to turn to, and in what capacity."""

    person: Person
    capacity: str  # "coordinator", "stand_in" or "central"


class Directory:
    """The people of the directory, by id."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self.people: Mapping[str, Person] = {person.id: person for person in people}

    def named(self, person: str) -> Person:
        """The person's line; whoever is not listed is an employee."""
        return self.people.get(person) or Person(person)

    def contacts(
        self, department: str, today: date, *, without: Collection[str] = (), reachable: Collection[str] | None = None
    ) -> list[Contact]:
        """Whom a department's matter goes to: its coordinators, else their stand-ins, else the central coordinator.

        ``without`` are people it must not reach; ``reachable``, when given, are those who can be written to.
        """
        fit = [p for p in self.people.values() if p.serves(today) and p.id not in without]
        ready = [p for p in fit if reachable is None or p.id in reachable]
        ranks = self._ranks(department)
        for capacity, holds in ranks.items():
            found = [Contact(p, capacity) for p in ready if p.id in holds]
            if found:
                return found
        return []

    def may_see(self, person: str, departments: Collection[str], today: date) -> bool:
        """Whether this person's role covers matters of one of these departments."""
        mine = self.named(person)
        if not mine.serves(today):
            return False
        covered = [d for d in departments if any(person in holds for holds in self._own_ranks(d).values())]
        return bool(covered)

    def coordinators(self, department: str) -> set[str]:
        """The ids of a department's own coordinators, whether or not they serve today."""
        return self._own_ranks(department)["central" if department == CENTRAL else "coordinator"]

    def _own_ranks(self, department: str) -> dict[str, set[str]]:
        """Coordinators of the department and those who stand in for them."""
        role = Role.CENTRAL_COORDINATOR if department == CENTRAL else Role.COORDINATOR
        holders = {p.id for p in self.people.values() if role in p.roles and department in (*p.departments, CENTRAL)}
        stand_ins = {p.id for p in self.people.values() if p.stands_in_for in holders}
        capacity = "central" if department == CENTRAL else "coordinator"
        return {capacity: holders, "stand_in": stand_ins}

    def _ranks(self, department: str) -> dict[str, set[str]]:
        own = self._own_ranks(department)
        if department == CENTRAL:
            return own
        central = self._own_ranks(CENTRAL)
        return {**own, "central": central["central"], "central_stand_in": central["stand_in"]}
