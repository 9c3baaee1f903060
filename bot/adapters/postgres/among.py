"""Instances on one database: who leads, how many there are, and what they call out to each other."""

from collections.abc import Callable

from . import questions
from .calls import Calls
from .news import News


class Among(Calls):
    """The part of the Store port that is about several instances."""

    _led = False

    async def lead(self, what: str, seconds: float) -> float:
        """For how many ``seconds``, counted from before the call, this instance alone does ``what``; 0.0: another does.

        By the database's clock; ask again well before they are over, else another instance that asks leads as soon as
        they are. Whoever begins to lead may claim at once what an instance had claimed whose process has ended.
        """
        self._may_write()
        leads = bool(await self._carried_out(questions.LEAD, what, self._holder, seconds, self._layout.era))
        if leads and not self._led:
            places = [table.name for table in self._tables if "due" in table.indexed]
            await self._carried_out(questions.FREE, places)
        self._led = leads
        return seconds if leads else 0.0

    async def present(self, seconds: float) -> int:
        """Say that this instance is at work for the next ``seconds``; how many are."""
        self._may_write()
        ((instances,),) = await self._carried_out(questions.PRESENT, self._holder, seconds)
        return int(instances)

    async def resign(self, what: str) -> None:
        """Let another instance lead at once, and be counted no more."""
        self._led = False
        await self._carried_out(questions.RESIGN, what, self._holder)

    async def tell(self, what: str) -> None:
        """Call out to all instances that listen, this one included, that something happened. ``what`` names no one."""
        await self._carried_out(questions.TELL, what)

    def listen(self, told: Callable[[str], None]) -> None:
        """Hear what is called out from now on; "" when something may have been missed. As long as the store is open."""
        self._news = News(self._address, told)
