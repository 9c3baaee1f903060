"""From a text to the place it means, and so to the department that answers for it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from bot.answered import answered
from bot.city import departments

from .letters import words
from .mentions import mentions
from .names import listening
from .verdict import counting, meanings
from .written import Kind, Mention


@dataclass(frozen=True, slots=True)
class Match:
    """A place that the text names: the words as read, the name they stand for, and how they do."""

    typed: str
    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text says of a place.

    ``department`` when it is clear; else ``candidates`` (department ids) to ask about, a single one being worth
    a "do you mean …?"; ``outside`` when it names nothing but another municipality, ``municipality`` its name.
    """

    department: str | None = None
    candidates: tuple[str, ...] = ()
    outside: bool = False
    municipality: str = ""
    district: str | None = None
    matched: tuple[Match, ...] = ()

    def to_doc(self) -> dict[str, Any]:
        """The answer of ``understand place``."""
        return {"department": self.department, "candidates": list(self.candidates), "outside": self.outside}


def understand(text: str) -> Understood:
    """The place that the text means. Never guesses: two departments that fit equally well are both candidates."""
    said = words(text, listening().short)
    found = mentions(said)
    counted = counting(said, found)
    matched = tuple(Match(" ".join(w.plain for w in said[m.start : m.end]), m.place.name, m.kind) for m in found)
    options = meanings(counted)
    inside = tuple(each.id for each in departments() if each.id in options)
    if not inside:
        return Understood(outside=bool(options), municipality=min(options, default=""), matched=matched)
    if len(options) > 1 or counted[0].kind == "road":
        return Understood(candidates=inside, matched=matched)
    return Understood(inside[0], district=_district(counted), matched=matched)


def lines(stdin: Iterable[str], stdout: TextIO) -> bool:
    """Answer each ``{"query": text}``, see ``answered``; a line that is none gets the error no_query."""
    return answered(stdin, stdout, _answer, "no_query")


def _answer(line: str) -> Mapping[str, Any] | None:
    try:
        doc = json.loads(line)
    except ValueError:
        return None
    query = doc.get("query") if isinstance(doc, dict) else None
    return understand(query).to_doc() if isinstance(query, str) else None


def _district(counted: Iterable[Mention]) -> str | None:
    """The one district that the text names, if it is one."""
    named = {each for mention in counted for each in mention.place.districts}
    return min(named) if len(named) == 1 else None
