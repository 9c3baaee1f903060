"""A table with its sums as a flow that goes round: how far a withheld number can move while all that is shown stands.

Every number of the table is an edge; what flows into a node flows out of it, which is what sums say. Bounds found by
pushing whole units round are then exact (network matrices are totally unimodular). Which further numbers to withhold is
found by cheapest paths, as in L. H. Cox, Network Models for Complementary Cell Suppression, JASA 90 (1995).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from sys import maxsize

Node = Hashable
Key = tuple[str, str]  # what names a number: its row and its column
Step = tuple[Key, int]  # a number, and whether it grows (1) or shrinks (-1)
UP, DOWN = 1, -1


@dataclass(frozen=True, slots=True)
class Edge:
    """A number of the table, counted from ``tail`` to ``head``; ``price`` is the loss if it is withheld, 0 is never."""

    tail: Node
    head: Node
    value: int
    price: int


class Circulation:
    """Numbers bound by their sums, some of them withheld. Every number is 0 or more, as the reader knows."""

    def __init__(self, edges: Mapping[Key, Edge], withheld: Iterable[Key], least: int) -> None:
        self.edges, self.withheld, self._least = edges, set(withheld), least
        self._around: dict[Node, list[tuple[Key, int, Node]]] = defaultdict(list)
        for key, edge in edges.items():
            self._around[edge.tail].append((key, UP, edge.head))
            self._around[edge.head].append((key, DOWN, edge.tail))

    def protect(self) -> None:
        """Withhold more, until every small number could be ``least`` for all that is shown, and none is exact.

        Then whatever turned out not to be needed is shown again, the dearest first.
        """
        given = sorted(self.withheld, key=lambda key: (self.edges[key].value, key))
        for key in given:
            self._buy(key)
        proofs = {key: self._proof(key) for key in self.withheld}
        for key in sorted(self.withheld.difference(given), key=lambda key: (-self.edges[key].price, key)):
            self._give_back(key, proofs)

    def span(self, key: Key) -> tuple[int, int]:
        """The fewest and the most that it can be, as anybody can work out from what is shown."""
        value = self.edges[key].value
        if key not in self.withheld:
            return value, value
        most = sum(edge.value for edge in self.edges.values())
        return value - self._push(key, DOWN, value)[0], value + self._push(key, UP, most)[0]

    def _short(self, key: Key) -> int:
        """By how much it must be able to grow."""
        return max(self._least - self.edges[key].value, 1)

    def _proof(self, key: Key) -> set[Key] | None:
        """Withheld numbers that together let it move far enough; None if there are none."""
        moved, through = self._push(key, UP, self._short(key))
        if moved == self._short(key):
            return through
        if (value := self.edges[key].value) >= self._least:
            moved, through = self._push(key, DOWN, min(value, 1))
            return through if moved else None
        return None

    def _buy(self, key: Key) -> None:
        if self._proof(key) is None:
            moved, through = self._push(key, UP, self._short(key), buying=True)
            assert moved == self._short(key), key
            self.withheld |= through

    def _give_back(self, key: Key, proofs: dict[Key, set[Key] | None]) -> None:
        """Show it, if everything that leant on it can lean on something else."""
        self.withheld.remove(key)
        leant = [each for each in self.withheld if key in (proofs[each] or ())]
        anew: dict[Key, set[Key] | None] = {}
        for each in leant:
            if (found := self._proof(each)) is None:
                self.withheld.add(key)
                return
            anew[each] = found
        proofs.update(anew)

    def _push(self, key: Key, way: int, amount: int, *, buying: bool = False) -> tuple[int, set[Key]]:
        """Move one number by up to ``amount``: how far it went, and which others moved.

        What is withheld already moves first; then, if ``buying``, one dear path that is wide enough, else several.
        """
        changes: dict[Key, int] = {key: 0}
        for price_matters, whole in ((False, False), (True, True), (True, False))[: 3 if buying else 1]:
            while (left := amount - abs(changes[key])) and (
                path := self._path(key, way, changes, left if whole else 1, buying=price_matters)
            ):
                step = min(left, *(self._room(each, changes) for each in path))
                for moved, direction in (*path, (key, way)):
                    changes[moved] = changes.get(moved, 0) + direction * step
        return abs(changes[key]), {each for each, change in changes.items() if change and each != key}

    def _room(self, step: Step, changes: Mapping[Key, int]) -> int:
        key, way = step
        return maxsize if way == UP else self.edges[key].value + changes.get(key, 0)

    def _path(self, key: Key, way: int, changes: Mapping[Key, int], room: int, *, buying: bool) -> list[Step] | None:
        """The cheapest way back round to where the number starts, each step with that much room (Dijkstra)."""
        edge = self.edges[key]
        start, goal = (edge.head, edge.tail)[::way]
        order, came = count(), dict[Node, tuple[Node, Step]]()
        queue: list[tuple[int, int, Node, tuple[Node, Step] | None]] = [(0, next(order), start, None)]
        while queue:
            cost, _, node, last = heappop(queue)
            if node in came:
                continue
            came[node] = last or (node, (key, way))
            if node == goal:
                return _back(came, start, goal)
            for other, direction, beyond in self._around[node]:
                if beyond in came or other == key or self._room((other, direction), changes) < room:
                    continue
                free = other in self.withheld or changes.get(other)
                if free or (buying and self.edges[other].price):
                    price = 0 if free else self.edges[other].price
                    heappush(queue, (cost + price, next(order), beyond, (node, (other, direction))))
        return None


def _back(came: Mapping[Node, tuple[Node, Step]], start: Node, goal: Node) -> list[Step]:
    path: list[Step] = []
    while goal != start:
        goal, step = came[goal]
        path.append(step)
    return path
