"""What a text becomes when its writer has had a say: words that were missed, and words that are no names.

Pure, and nothing is kept here: the text as it was written stands in what the caller holds, and nowhere else.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from . import Deidentified, Type, spans
from .folding import fold
from .labels import could_name, replaced
from .span import Span, joined

WORDS = ("PERSON", "OTHER")  # what can be taken back
MOST = 3  # questions a text; what is unsure beyond them is replaced
WHOLE = r"(?=(?:['’]?s)?(?!\w))"  # an s after the word stays, as it does after a label


@dataclass(frozen=True, slots=True)
class Decisions:
    """Words as the writer has them. ``missed`` ones point someone out, ``words`` are no names, ``names`` are.

    ``names`` were asked about and confirmed: they are replaced where they were found. ``missed`` ones are replaced
    wherever they stand.
    """

    missed: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def further(self, missed: Iterable[str], words: Iterable[str], names: Iterable[str]) -> "Decisions":
        """With what was decided later, which counts before what was decided earlier, and missed words before all."""
        missed, words, names = tuple(missed), tuple(words), tuple(names)
        return Decisions(
            tuple(dict.fromkeys((*_without(self.missed, words), *missed))),
            tuple(dict.fromkeys((*_without(self.words, missed), *_without(words, missed)))),
            tuple(dict.fromkeys((*_without(self.names, words), *names))),
        )


@dataclass(frozen=True, slots=True)
class Decided:
    """The text as it may be kept. ``people``: words replaced as somebody or as missed; ``asked``: also, but unsure."""

    text: Deidentified
    people: tuple[str, ...]
    asked: tuple[str, ...]


def decide(text: str, decisions: Decisions, language: str = "sv") -> Decided:
    """The text with all replaced but what its writer says is no name. At most three words are asked about.

    The likeliest names are asked about first; a word that is surely a name elsewhere in the text is not asked about.
    Which they are depends on the text alone, so that an answer brings no new question.
    """
    found = spans(text)
    asked = _without(unsure(text, found), (*decisions.missed, *decisions.words, *decisions.names))
    first = _wanted(text, found, decisions)
    people = _once(text[each.start : each.end] for each in first if each.type in WORDS)
    told = replaced(text, first, language)
    for again in count(1):
        more = _wanted(told, _brought_to_light(told, decisions, again), decisions)
        if not more:
            break
        told = replaced(told, more, language)
    return Decided(Deidentified(told), _without(people, asked), asked)


def stands(text: str, word: str) -> bool:
    """Whether the word is in the text, as it is or with an s."""
    return next(_places(text, word), None) is not None


def _wanted(text: str, found: list[Span], decisions: Decisions) -> list[Span]:
    """What is to be replaced. Numbers and contacts are, whatever was said of them."""
    kept = set(map(_key, decisions.words))
    hers = [each for each in found if each.type != "PERSON" or _key(text[each.start : each.end]) not in kept]
    return joined([*hers, *(place for word in decisions.missed for place in _places(text, word))])


def _brought_to_light(told: str, decisions: Decisions, again: int) -> list[Span]:
    """As in ``deidentify``, what is found once labels stand there; but no word that is no name is drawn into it."""
    kept = [place for word in decisions.words for place in _places(told, word)]
    found = spans(told, again)
    return [each for each in found if each.type != "PERSON" or not any(_meet(each, place) for place in kept)]


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def unsure(text: str, found: list[Span]) -> tuple[str, ...]:
    """The words of a text that are asked about, the likeliest name first."""
    people = [each for each in found if each.type == "PERSON"]
    sure = [text[each.start : each.end] for each in people if each.certainty == "sure"]
    asked = sorted((each for each in people if each.certainty == "ask"), key=lambda each: -each.odds)
    return _without(_once(text[each.start : each.end] for each in asked), sure)[:MOST]


def _places(text: str, word: str) -> Iterator[Span]:
    """Where the word stands, whole, whatever its case; a letter alone only as it is, for it is an initial."""
    read, parts = fold(text), fold(word).text.split()
    spelt = r"\s+".join(map(re.escape, parts))
    flags = re.IGNORECASE if len("".join(parts)) > 1 else re.NOFLAG
    for match in re.finditer(rf"(?<!\w){spelt}{WHOLE}", read.text, flags) if parts else ():
        kind: Type = "PERSON" if could_name(word) else "OTHER"
        yield read.back(Span(match.start(), match.end(), kind, reason="missed"))


def _key(word: str) -> str:
    """By what two mentions are the same word: without case, genitive and how they are spaced."""
    low = " ".join(fold(word).text.casefold().split())
    return low.removesuffix("s").rstrip("'’")


def _once(words: Iterable[str]) -> tuple[str, ...]:
    """Each word once, as it stands first, on one line."""
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(_key(word), " ".join(word.split()))
    return tuple(first.values())


def _without(words: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    gone = set(map(_key, others))
    return tuple(word for word in words if _key(word) not in gone)
