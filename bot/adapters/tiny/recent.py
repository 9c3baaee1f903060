"""Rows read lately, kept in memory: one process writes the store, so what it has seen stays true until it writes anew.

Only what was read is kept, and only writing renews it; a row that nobody reads takes no room here. While a row is
being written it is read from the file: ``find`` and ``claim`` see it there as soon as it stands, and ``get`` must too.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable

from .shape import Kept

MOST = 4096  # rows; an open dialog takes about 3 KB
UNKNOWN = object()  # None is known: there is no such row

Place = tuple[str, str]  # table, key


class Recent:
    """Lives on the loop's thread, like all reading."""

    def __init__(self) -> None:
        self._rows: OrderedDict[Place, Kept | None] = OrderedDict()
        self._under_way: Counter[Place] = Counter()

    def get(self, table: str, key: str) -> object:
        """The row, None when there is none, UNKNOWN when it has to be read."""
        kept = UNKNOWN if (table, key) in self._under_way else self._rows.get((table, key), UNKNOWN)
        if kept is not UNKNOWN:
            self._rows.move_to_end((table, key))
        return kept

    def read(self, table: str, key: str, kept: Kept | None) -> None:
        """Keep what was read."""
        if (table, key) in self._under_way:
            return
        self._rows[table, key] = kept
        if len(self._rows) > MOST:
            self._rows.popitem(last=False)

    def begun(self, places: Iterable[Place]) -> None:
        """These are handed in to be written."""
        self._under_way.update(places)

    def over(self, places: Iterable[Place]) -> None:
        """They are written, or will not be."""
        for place in places:
            self._under_way[place] -= 1
            if not self._under_way[place]:
                del self._under_way[place]

    def written(self, rows: Iterable[tuple[Place, Kept | None]]) -> None:
        """What stands now, in the order it was written."""
        for place, kept in rows:
            if place in self._rows:
                self._rows[place] = kept

    def forget(self, places: Iterable[Place]) -> None:
        """Whether these were written is not known."""
        for place in places:
            self._rows.pop(place, None)
