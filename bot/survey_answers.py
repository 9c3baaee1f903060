"""What was answered in a survey, and that somebody has answered: two rows that nothing joins.

An answer stands under a random key, sealed, and says no more of its writer than the group they were invited in. That
somebody has answered is a keyed hash of campaign and person. Both are written in the same commit, and where a row lies
in the file of an embedded store shows when it was written, until the file is next put in order. So both are written
over rows of the same length that lie there already: an answer over an empty one that chance picks, a mark over its
own, which was made beside those of many others. Then nothing in the file tells one moment from another.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, Self

from . import rhythm
from .blank import SMALL, filled
from .campaigns import KEPT, Campaign
from .campaigns import answered as marked
from .campaigns import key as recipient_key
from .deidentify import Deidentified
from .errors import Unsealable
from .ports import ANSWERED, ANSWERS, NEW, RECIPIENTS, Ports, Put, Row, Seal, Store
from .surveys import Given

FEWEST, MOST = 32, 1024  # empty rows that are made together: twice as many as are asked, within these bounds
BESIDE = 64  # recipients whose marks are made together, at least, where there are so many
DIGITS = 16  # of an object id's letters: all whose ids begin alike are marked together
LOOK = 20  # rows among which an empty one is looked for; when there is none, more are made
BATCH = 100  # rows read without a rest


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered. ``group``: see bot/grouping. ``need``: the one free text; ``unsure``: whether they were.

    The survey is named with its version, since answers are compared only within one.
    """

    campaign: str
    survey: str
    version: str
    group: str
    given: Given
    need: Deidentified | None = None
    unsure: bool = False

    @classmethod
    def read(cls, row: Row, seal: Seal) -> Self:
        """Of a row that is used. Raises Unsealable."""
        within: dict[str, Any] = json.loads(seal.open(row.doc["sealed"], about(row.key)))
        given = {question: tuple(chosen) for question, chosen in within["given"].items()}
        need = Deidentified(within["need"]) if within["need"] else None  # only ``deidentify`` had put it there
        within |= {"given": given, "need": need}
        return cls(campaign=row.doc["campaign"], **within)


async def handed_in(ports: Ports, campaign: Campaign, person: str, answer: Answer) -> list[Put]:
    """The writes that keep an answer and remember that this person has given it; for one commit, which sweeps.

    The commit is refused when another device has come first, or somebody else has got the same empty row.
    """
    return [*await _marked(ports, campaign, person), *await _kept(ports, answer, campaign.size)]


async def has_answered(ports: Ports, campaign: Campaign, person: str) -> bool:
    """Whether this person has answered the campaign's survey: nothing else is kept of that."""
    row = await _mark_of(ports, campaign, person)
    return row is not None and row.doc["answered"] == 1


async def answers(ports: Ports, campaign: str) -> AsyncIterator[Answer]:
    """Everything that was answered, in the order of the random keys; what cannot be opened any more is left out."""
    async for rows in _pages(ports.store, campaign):
        for row in rows:
            try:
                answer = Answer.read(row, ports.seal)
            except Unsealable:
                continue
            yield answer


async def count(store: Store, campaign: str) -> int:
    """How many have answered."""
    return sum([len(rows) async for rows in _pages(store, campaign)])


def put(seal: Seal, key: str, campaign: str, answer: Answer | None, etag: str = NEW) -> Put:
    """The row under this key: an answer, or an empty one of the same length."""
    within: Mapping[str, Any] = {}
    if answer:
        names = ("survey", "version", "group", "given", "need", "unsure")
        within = {name: getattr(answer, name) for name in names}
    sealed = seal.seal(filled(within, SMALL), about(key))
    return Put(ANSWERS, key, {"campaign": campaign, "used": int(answer is not None), "sealed": sealed}, etag)


def about(key: str) -> str:
    """What a row's seal is bound to."""
    return f"answer/{key}"


async def _pages(store: Store, campaign: str) -> AsyncIterator[Sequence[Row]]:
    """The rows that are used, some at a time."""
    after = None
    while rows := (await store.find(ANSWERS, equals={"campaign": campaign}, after=after, limit=BATCH)).rows:
        yield [row for row in rows if row.doc["used"]]
        after = (None, rows[-1].key)
        await asyncio.sleep(0)


async def _kept(ports: Ports, answer: Answer, size: int) -> list[Put]:
    """Over an empty row; where none is near, among many new ones."""
    if free := await _free(ports, answer.campaign):
        return [put(ports.seal, free.key, answer.campaign, answer, free.etag)]
    keys = sorted(ports.ids.new() for _ in range(max(FEWEST, min(MOST, 2 * size))))
    own = keys[int(ports.ids.new(), 16) % len(keys)]
    return [put(ports.seal, key, answer.campaign, answer if key == own else None) for key in keys]


async def _free(ports: Ports, campaign: str) -> Row | None:
    """An empty row near a place that chance picks; past the last key it goes on from the first."""
    find, near = ports.store.find, (None, ports.ids.new())
    rows = (await find(ANSWERS, equals={"campaign": campaign}, after=near, limit=LOOK)).rows
    if len(rows) < LOOK:
        rows += (await find(ANSWERS, equals={"campaign": campaign}, limit=LOOK - len(rows))).rows
    return next((row for row in rows if not row.doc["used"]), None)


async def _mark_of(ports: Ports, campaign: Campaign, person: str) -> Row | None:
    """The person's own row, whichever key it was marked under; none if nobody near them has answered."""
    marks = ports.seal.marks(marked(campaign.id, person), ANSWERED.name, campaign.started)
    rows = [await ports.store.get(ANSWERED, each) for each in marks]
    return next((row for row in rows if row), None)


async def _marked(ports: Ports, campaign: Campaign, person: str) -> list[Put]:
    """The mark; if there is none to write over, with those of others who are asked, in the order of the marks."""
    if own := await _mark_of(ports, campaign, person):
        return [Put(ANSWERED, own.key, {**own.doc, "answered": 1}, own.etag)]
    others = [each async for each in _beside(ports, campaign, person)]
    known = await asyncio.gather(*(_mark_of(ports, campaign, each) for each in others))
    unmarked = [each for each, row in zip(others, known, strict=True) if row is None]
    marks = {_mark(ports.seal, campaign, each): int(each == person) for each in (person, *unmarked)}
    until = (rhythm.ends(campaign) + KEPT).isoformat()
    return [Put(ANSWERED, key, {"until": until, "answered": marks[key]}, NEW) for key in sorted(marks)]


async def _beside(ports: Ports, campaign: Campaign, person: str) -> AsyncIterator[str]:
    """Everybody else who is asked and whose id begins alike: the same ones, whoever of them comes first."""
    letters = int(log(max(campaign.size / BESIDE, 1), DIGITS))
    first, after = recipient_key(campaign.id, ""), recipient_key(campaign.id, person[:letters])
    like = after
    while rows := (await ports.store.find(RECIPIENTS, after=(None, after), limit=BATCH)).rows:
        for row in rows:
            if not row.key.startswith(like):
                return
            if (other := row.key.removeprefix(first)) != person:
                yield other
        after = rows[-1].key


def _mark(seal: Seal, campaign: Campaign, person: str) -> str:
    return seal.mark(marked(campaign.id, person), ANSWERED.name)
