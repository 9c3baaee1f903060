"""Which letters may come twice: one that nobody waits for is marked in its row just before it goes out.

After a kill, a lost lease, or an answer that never came, nobody knows whether the service took it. It is sent again,
for none may be missing, and counted. When the service has said no, the mark is taken away. An answer that somebody
waits for is not marked, for the sake of one commit less, nor an update: when it comes twice it shows the same.
"""

import logging

from .errors import Conflict, Unsendable
from .mail import Following, Writes
from .ports import Put, Row, Store, Table

BEGUN = "begun"  # the field of a row whose letter may have arrived
TRIES = 20  # when others change the rows that are written along: many letters may count in the same one

log = logging.getLogger(__name__)


class Begun:
    """``repeated``: how many letters were sent again, since this process began, that may have arrived before."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.repeated = 0

    async def mark(self, table: Table, row: Row, repeats: Following | None) -> Row | None:
        """The row with its mark; None: somebody else has changed it or taken it away meanwhile.

        Where the mark is there already the letter is counted, and what ``repeats`` gives is written in the same commit.
        """
        again = BEGUN in row.doc
        marked = Put(table, row.key, {**row.doc, BEGUN: True}, row.etag)
        if not await self._written(marked, repeats if again else None):
            return None
        if again:
            self.repeated += 1
            log.warning("event=letter_may_be_repeated")
        now = await self._store.get(table, row.key)
        return now if now and now.doc == marked.doc else None

    async def _written(self, marked: Put, along: Following | None) -> bool:
        for _ in range(TRIES):
            following: Writes = await along() if along else ()
            try:
                await self._store.commit(marked, *following)
            except Conflict:
                now = await self._store.get(marked.table, marked.key)
                if now is None or now.etag != marked.etag:
                    return False
            else:
                return True
        raise Conflict("what is written along kept changing")


def mark_after(row: Row, problem: Unsendable) -> Row:
    """The row as it stands after a failure: without the mark, unless the letter may have arrived all the same."""
    if problem.unknown:
        return row
    return Row(row.key, {name: value for name, value in row.doc.items() if name != BEGUN}, row.etag)
