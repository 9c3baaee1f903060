"""What a store that one process holds says of instances: this one leads, and there are no others."""

from collections.abc import Callable
from math import inf


class Alone:
    """The part of the Store port that is about several instances, where there is one."""

    async def lead(self, what: str, seconds: float) -> float:  # noqa: ARG002 - the port's; nobody else can do it
        """For how many seconds this process alone does ``what``: as long as it holds the file."""
        return inf

    async def present(self, seconds: float) -> int:  # noqa: ARG002 - as above
        """How many processes are at work: this one."""
        return 1

    async def resign(self, what: str) -> None:
        """Let another lead: there is none."""

    async def tell(self, what: str) -> None:
        """Call out to others: there are none."""

    def listen(self, told: Callable[[str], None]) -> None:
        """Hear of others: there are none."""
