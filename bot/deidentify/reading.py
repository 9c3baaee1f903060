"""A folded text as words, each with what the lists say of it and what stands beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from .cues import after, either, words
from .folding import CLASS
from .lexicon import lexicon

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
BEGINS = re.compile(r"^[^\w\ue000-\ue00f]*[\n:•\"“”»/(]|[.!?…]['\"”’)]*\s|^\s*-\s|\s-\s")
QUOTED = re.compile(r"[\"“”»']$")
NEAR = r"[\s:\"'“”»(-]{1,4}"
DONE = "ade"  # nearly every word that ends so is a verb in the past tense
SHORT = 2
ACRONYM = 4  # letters up to which capitals inside make an abbreviation: "SoL"


@dataclass(frozen=True)
class Word:
    """One word: its place, what stands before it, and the questions that the rules ask of it."""

    text: str
    start: int
    end: int
    gap: str  # what stands between the word before and this one
    initialled: bool = False  # whether the word before is an initial with its full stop

    @cached_property
    def low(self) -> str:
        """In lower case."""
        return self.text.lower()

    @cached_property
    def capital(self) -> bool:
        """Whether it begins with one."""
        return self.text[0].isupper()

    @cached_property
    def shouted(self) -> bool:
        """Whether it is all capitals, as abbreviations are."""
        mixed = len(self.text) <= ACRONYM and sum(letter.isupper() for letter in self.text) > 1
        return len(self.text) > 1 and (mixed or self.text.isupper())

    @cached_property
    def small(self) -> bool:
        """Whether it is a word that no name is made of."""
        return self.low in words("person", "small")

    @cached_property
    def act(self) -> bool:
        """Whether it is what people do."""
        return self.low in words("person", "acts") or (self.low.endswith(DONE) and not self.capital)

    @cached_property
    def opens(self) -> bool:
        """Whether a sentence begins here, or a quotation or a list entry, so that its capital tells nothing."""
        return not self.start or (not self.initialled and BEGINS.search(self.gap) is not None)

    @cached_property
    def quoted(self) -> bool:
        """Whether a quotation mark stands before it."""
        return QUOTED.search(self.gap) is not None

    @cached_property
    def name(self) -> bool:
        """Whether the lists have it as a name and no word."""
        return lexicon().name(self.low)

    @cached_property
    def dual(self) -> bool:
        """Whether it is both a name and a word."""
        return not self.small and lexicon().wordname(self.low)

    @cached_property
    def known(self) -> bool:
        """Whether it is a word."""
        return lexicon().known(self.low)

    @cached_property
    def place(self) -> bool:
        """Whether it is a place, a group or a brand, by the list or by its last part."""
        if lexicon().place(self.low):
            return True
        return not self.name and self.low.removesuffix("s").endswith(tuple(words("person", "places")))


class Reading:
    """The words of a text in order, and where cues point."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = list(_cut(text))
        self.named = {found.end() for found in _named().finditer(text)}
        self.called = {found.end() for found in _called().finditer(text)}
        self.fixed = set(_phrases(self.words))

    def before(self, index: int) -> Word | None:
        """The word just before, with nothing but a space, a comma or a colon between."""
        if index and re.fullmatch(r"[\s,:\"'“”»]{0,3}", self.words[index].gap):
            return self.words[index - 1]
        return None

    def next(self, index: int) -> Word | None:
        """The word just after, with nothing but a space between."""
        if index + 1 < len(self.words) and self.words[index + 1].gap.isspace():
            return self.words[index + 1]
        return None

    def low_before(self, index: int) -> str:
        """The word just before in lower case, or nothing."""
        word = self.before(index)
        return word.low if word else ""

    def related(self, index: int) -> bool:
        """Whether the word before says who someone is: "bror", "eleven"."""
        return self.low_before(index) in words("person", "kin") | words("person", "titles")

    def toward(self, index: int) -> bool:
        """Whether the word before often stands before someone: "av", "träffade"."""
        return self.low_before(index) in words("person", "before")

    def at(self, index: int) -> bool:
        """Whether the word before stands before places."""
        return self.low_before(index) in words("person", "at")

    def located(self, index: int) -> bool:
        """Whether the word before stands before places only."""
        return self.low_before(index) in words("person", "located")

    def listed_after(self, index: int) -> bool:
        """Whether a bracket follows, or a comma and another name: "Tindra, Lykke och"."""
        if index + 1 == len(self.words):
            return False
        later = self.words[index + 1]
        return later.gap == " (" or (later.gap == ", " and later.capital and (later.name or later.dual))

    def ends(self, index: int) -> bool:
        """Whether nothing of the sentence follows."""
        return index + 1 == len(self.words) or (self.words[index + 1].opens and not self.words[index + 1].initialled)

    def aged(self, index: int) -> bool:
        """Whether an age follows: "Åke 81 år", "Göte (75)"."""
        return bool(_aged().match(self.text, self.words[index].end))

    def acting(self, index: int) -> bool:
        """Whether the word after is what people do."""
        word = self.next(index)
        return bool(word and word.act)

    def in_class(self, index: int) -> bool:
        """Whether "i" and a class follow."""
        return bool(re.match(rf",?\s\w+\s{CLASS}", self.text[self.words[index].end :][:12]))

    def surnamed(self, index: int) -> bool:
        """Whether "i efternamn" follows."""
        return bool(_surnamed().match(self.text, self.words[index].end))


def _cut(text: str) -> Iterator[Word]:
    done, initial = 0, False
    for found in WORD.finditer(text):
        gap = text[done : found.start()]
        yield Word(found[0], found.start(), found.end(), gap, initialled=initial and gap in (".", ". "))
        done, initial = found.end(), len(found[0]) == 1 and found[0].isupper()


@cache
def _named() -> re.Pattern[str]:
    return re.compile(rf"{after('person', 'named', NEAR)}(?:{either('person', 'between')}\s+)?", re.IGNORECASE)


@cache
def _called() -> re.Pattern[str]:
    return re.compile(after("person", "called", NEAR), re.IGNORECASE)


@cache
def _aged() -> re.Pattern[str]:
    return re.compile(rf",?\s\d{{1,2}}[\s-]?{either('school', 'years')}(?!\w)|,?\s\(?\d{{1,2}}[),]", re.IGNORECASE)


@cache
def _surnamed() -> re.Pattern[str]:
    return re.compile(rf"\s+{either('person', 'surname')}(?!\w)", re.IGNORECASE)


@cache
def _beginnings() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for phrase in lexicon().phrases:
        parts = WORD.findall(phrase)
        if len(parts) >= SHORT:
            found.setdefault(parts[0], []).append(parts)
    return found


def _phrases(text: list[Word]) -> Iterator[int]:
    """The indices of words that are part of a name that is nobody's: "Kungens kurva"."""
    beginnings = _beginnings()
    for index, word in enumerate(text):
        for parts in beginnings.get(word.low, ()):
            said = [each.low for each in text[index : index + len(parts)]]
            if (
                said[:-1] == parts[:-1]
                and len(said) == len(parts)
                and said[-1].removesuffix("s") == parts[-1].removesuffix("s")
            ):
                yield from range(index, index + len(parts))
