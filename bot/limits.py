"""How much one person may do in a while, counted in memory only: no row says what anybody did today (decision 8)."""

from collections import OrderedDict, deque
from contextlib import suppress

PEOPLE = 50_000  # remembered at most; whoever was quiet longest is forgotten first


class Limit:
    """At most ``most`` times in ``seconds``, for each person. Time is steady time, in seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def allows(self, person: str, now: float) -> bool:
        """Whether once more is within the limit; does not count it."""
        return len(self._recent(person, now)) < self._most

    def count(self, person: str, now: float) -> bool:
        """Count it, and say whether it was within the limit. What is over it does not prolong the wait."""
        recent = self._recent(person, now)
        within = len(recent) < self._most
        if within:
            recent.append(now)
        self._times[person] = recent
        self._times.move_to_end(person)
        if len(self._times) > PEOPLE:
            self._times.popitem(last=False)
        return within

    def give_back(self, person: str, at: float) -> None:
        """Take back what was counted at this time: it turned out to have been counted before."""
        with suppress(KeyError, ValueError):
            self._times[person].remove(at)

    def _recent(self, person: str, now: float) -> deque[float]:
        times = self._times.get(person, deque())
        while times and times[0] <= now - self._seconds:
            times.popleft()
        return times
