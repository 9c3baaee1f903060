"""How long letters wait that could not be sent at once; since when is in memory only: a row tells no hour (decision 8).

After a restart the day on which a letter is given up tells the day since when it has waited, and no more than that.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from .errors import Unsendable
from .ports import BULK, OUTBOX, Row, Store

GIVEN_UP = timedelta(days=2)  # from the day of the first failure: at least 24 hours, and the row names no hour
LINES = (OUTBOX, BULK)
WAIT_FOR_SOMEONE = timedelta(minutes=5)  # until somebody who can receive it has been found
FIRST_WAIT = timedelta(seconds=2)
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=10)


def given_up(row: Row, today: date) -> date:
    """The day on which a letter that goes on failing is given up."""
    until = row.doc.get("until")
    return date.fromisoformat(until) if until else today + GIVEN_UP


def back_off(row: Row, problem: Unsendable, chance: float) -> timedelta:
    """The service's own wish, else twice as long each time, and by ``chance`` (0 to 1) not all at the same moment."""
    if problem.after is not None:
        return max(SHORTEST_WAIT, timedelta(seconds=min(problem.after, LONGEST_WAIT.total_seconds())))
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << int(row.doc["tries"]))) * (0.5 + 0.5 * chance)


def ended(wait: timedelta, now: datetime) -> datetime:
    """When a wait ends. A long one ends on a full five minutes: no row may tell to the second when it was made."""
    due = now + wait
    if wait < WAIT_FOR_SOMEONE:
        return due
    return due.replace(minute=due.minute - due.minute % 5, second=0, microsecond=0) + WAIT_FOR_SOMEONE


class Waiting:
    """The letters put off, by key, and since when."""

    def __init__(self) -> None:
        self._since: dict[str, datetime] = {}

    def begin(self, rows: Iterable[Row], now: datetime) -> None:
        """These were due and are put off now, for the first time or once more."""
        for row in rows:
            if row.key not in self._since:
                # Where it had failed before this process began: on that day, at its end for all that is known.
                failed = given_up(row, now.date()) - GIVEN_UP + timedelta(days=1)
                due = datetime.fromisoformat(row.doc["due"])
                self._since[row.key] = min(now, due, datetime.combine(failed, time(), UTC))

    def end(self, key: str) -> None:
        """It waits no more."""
        self._since.pop(key, None)

    async def longest(self, store: Store, now: datetime) -> float:
        """Seconds for which the longest waiting letter, put off or just due, has waited; 0.0 when none has."""
        since = [await self._put_off(store)]
        for line in LINES:
            first = (await store.find(line, order="due", limit=1)).rows
            since += [datetime.fromisoformat(row.doc["due"]) for row in first]
        return max((max(0.0, (now - each).total_seconds()) for each in since if each), default=0.0)

    async def _put_off(self, store: Store) -> datetime | None:
        """Since when; what somebody else has taken away is forgotten."""
        while self._since:
            key = min(self._since, key=self._since.__getitem__)
            if any([await store.get(line, key) for line in LINES]):
                return self._since[key]
            self.end(key)
        return None
