"""What is sealed in the store, where, and how it is sealed anew.

Sealed is everything that holds a person's words or joins a sender with a report. Not sealed are PEOPLE and CHATS, the
directory and the list of who has the app: their keys name the person anyway, neither knows of any report, and when a
key is lost the coordinators must still be reached. Nor is RECIPIENTS: it says who was asked, never what they did. SEEN
and ANSWERED hold keyed hashes alone.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from . import alike, campaigns, cases, forums, mail, photos, survey_answers, training
from .blank import filled
from .errors import Unsealable
from .ports import (
    ALIKE,
    ANSWERED,
    ANSWERS,
    BULK,
    CAMPAIGNS,
    CASES,
    DEAD,
    DIALOGS,
    FORUMS,
    OUTBOX,
    PHOTOS,
    TRAINING,
    Clock,
    Doc,
    Row,
    Seal,
    Store,
    Table,
)

BATCH = 20  # rows that are looked at without a rest
SHARE = 3  # how many times as long as the work the rest after it is
LONGEST_REST = 0.1  # seconds: whoever had to wait for others need not rest for that too
LONGEST_NAME = 16  # of a key

Inner = Callable[[str, Doc], tuple[str, str] | None]


def dialog_about(dialog: str) -> str:
    """What a dialog's seals are bound to: its key's in the row, and its answers' under that key."""
    return f"dialog/{dialog}"


def nothing_within(_key: str, _doc: Doc) -> None:
    """Nothing is sealed once more within."""


def in_case(key: str, doc: Doc) -> tuple[str, str] | None:
    """The way to the sender, if there is one: its field, and what it is bound to."""
    return ("notice", cases.notice_about(key)) if doc.get("notice") else None


def in_letter(_key: str, doc: Doc) -> tuple[str, str] | None:
    """The same, on its way to be used."""
    return ("sealed", cases.notice_about(doc["case"])) if doc.get("kind") == "notice" else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table's rows are sealed: in ``field``, bound to ``about`` their key.

    ``within`` tells of what is sealed once more inside; ``mark`` is the field of a keyed hash beside it.
    """

    table: Table
    field: str
    about: Callable[[str], str]
    within: Inner = nothing_within
    mark: str = ""

    def keys_of(self, row: Row, seal: Seal) -> list[str]:
        """The names of the keys that this row is sealed under, from outside to inside. Raises Unsealable."""
        plain, names = self._opened(row, seal), [key_of(row.doc[self.field])]
        if inner := self._inner(row.key, plain):
            doc, name, _ = inner
            names.append(key_of(doc[name]))
        return names

    def renewed(self, row: Row, seal: Seal) -> Doc:
        """The row's document, sealed under the newest key. Raises Unsealable."""
        plain = self._opened(row, seal)
        if inner := self._inner(row.key, plain):
            doc, name, about = inner
            plain = filled({**doc, name: _again(doc[name], about, seal)})
        return {**row.doc, self.field: seal.seal(plain, self.about(row.key))}

    def _opened(self, row: Row, seal: Seal) -> bytes:
        return seal.open(row.doc[self.field], self.about(row.key))

    def _inner(self, key: str, plain: bytes) -> tuple[Doc, str, str] | None:
        if self.within is nothing_within:
            return None
        doc: Doc = json.loads(plain)
        found = self.within(key, doc)
        return (doc, *found) if found else None


PLACES = (
    Place(CASES, "sealed", cases.about, in_case, "receipt"),
    Place(DIALOGS, "wrapped", dialog_about, mark="owner"),
    Place(OUTBOX, "sealed", mail.about, in_letter),
    Place(BULK, "sealed", mail.about, in_letter),
    Place(DEAD, "sealed", mail.about, in_letter),
    Place(PHOTOS, "sealed", photos.about),
    Place(ALIKE, "sealed", alike.about),
    Place(FORUMS, "sealed", forums.about),
    Place(TRAINING, "sealed", training.about),
    Place(CAMPAIGNS, "sealed", campaigns.about),
    Place(ANSWERS, "sealed", survey_answers.about),
)
MARKED = (ANSWERED,)  # tables of keyed hashes alone, each a row's key, that are looked up for longer than a page is out


async def pages(store: Store, table: Table, clock: Clock | None = None) -> AsyncIterator[Sequence[Row]]:
    """A table's rows in the order of their keys, a few at a time; by a clock, with a rest after each few for others."""
    after = None
    while True:
        began = clock.steady() if clock else 0.0
        rows = (await store.find(table, after=after, limit=BATCH)).rows
        if not rows:
            return
        yield rows
        after = (None, rows[-1].key)
        await asyncio.sleep(min(LONGEST_REST, SHARE * (clock.steady() - began)) if clock else 0)


def key_of(made: str) -> str:
    """The name of the key that sealed or marked this; ``?`` when it is no name, for it may then be anything."""
    name, dot, _ = made.partition(".")
    return name if dot and len(name) <= LONGEST_NAME else "?"


def _again(sealed: str, about: str, seal: Seal) -> str:
    """Sealed under the newest key; what cannot be opened stays as it is."""
    try:
        return seal.seal(seal.open(sealed, about), about)
    except Unsealable:
        return sealed
