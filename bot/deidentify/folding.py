"""A text as it is read: composed, without invisible letters, digits and look-alikes made plain, labels as one mark.

Every folded code point remembers where it came from, so what is found here is found in the text as it was written.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from content import LANGUAGES, load

from .span import TYPES, Span, Type

FIRST_MARK = 0xE000  # a private-use code point for each type: no letter, no digit, no space
MARKS = {name: chr(FIRST_MARK + place) for place, name in enumerate(TYPES)}
MARK = re.compile(f"[{''.join(MARKS.values())}]")
PERSON, CLASS = MARKS["PERSON"], MARKS["CLASS"]
LAST_LATIN = "\u017f"
INVISIBLE = ("Cf", "Mn", "Me", "Co")  # format signs, lone marks, private use
PLAINER = {"Pd": "-", "Zs": " "}
# Cyrillic and Greek letters that look like Latin ones, for words that mix the scripts.
LOOKALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοριν",
    "ABESIJKMHOPCTYXaesijopcyxdhqwABEZHIKMNOPTYXaopiv",
)
MIXED = re.compile(r"[^\W\d_]*[A-Za-zÀ-ž][^\W\d_]*")
LATIN = re.compile("[A-Za-z]")
ALIKE = re.compile(rf"(?<![^\W\d_])[{''.join(map(chr, LOOKALIKE))}]{{1,4}}(?![^\W\d_])")  # a door's letter, "xxxx"
OTHER = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
PLAIN = re.compile(r"[\t\n\r -~\u00a1-\u00ac\u00ae-\u017f]*")


@dataclass(frozen=True, slots=True)
class Folded:
    """The text as read, and for each of its code points and its end where that stood in the original."""

    text: str
    origin: list[int]

    def masked(self, spans: list[Span]) -> "Folded":
        """The same with a mark in the place of each span; spans are in order and apart."""
        text, origin, done = [], [], 0
        for span in spans:
            text += [self.text[done : span.start], MARKS[span.type]]
            origin += [*self.origin[done : span.start], self.origin[span.start]]
            done = span.end
        return Folded("".join([*text, self.text[done:]]), origin + self.origin[done:])

    def back(self, span: Span) -> Span:
        """The span in the text as it was written."""
        end = span.end
        while end < len(self.text) and self.origin[end] <= self.origin[span.end - 1]:
            end += 1  # half a ligature is taken whole
        return replace(span, start=self.origin[span.start], end=self.origin[end])


def label(type_: str, letter: str, language: str) -> str:
    """What stands for an identifier: "[person A]"."""
    return load(language).say(f"labels.{type_.lower()}", letter=letter)


def _labels() -> tuple[re.Pattern[str], dict[str, Type]]:
    shown: dict[str, Type] = {label(name, "", language): name for language in LANGUAGES for name in reversed(TYPES)}
    fixed = "|".join(
        re.escape(word) + r"(?:s(?!\w))?" * (name == "OTHER") for word, name in shown.items() if name != "PERSON"
    )
    person = "|".join(
        re.escape(word).replace(r"\ \]", r"\ [A-Z]{1,2}\]s?(?!\w)") for word, name in shown.items() if name == "PERSON"
    )
    return re.compile(f"{fixed}|(?:{person})"), shown


LABEL, SHOWN = _labels()


def fold(text: str) -> Folded:
    """Read a text. Its labels, in either language, become marks, so that they are never taken for something else."""
    folded: list[str] = []
    origin: list[int] = []
    done = 0
    for found in LABEL.finditer(text):
        _letters(text, done, found.start(), folded, origin)
        folded.append(MARKS[SHOWN.get(found[0].removesuffix("s"), "PERSON")])
        origin.append(found.start())
        done = found.end()
    _letters(text, done, len(text), folded, origin)
    return Folded(_one_script("".join(folded)), [*origin, len(text)])


def _letters(text: str, start: int, end: int, folded: list[str], origin: list[int]) -> None:
    if PLAIN.fullmatch(text, start, end):
        folded.append(text[start:end])
        origin.extend(range(start, end))
        return
    for first, past in _clusters(text, start, end):
        read = "".join(_plain(letter) for letter in unicodedata.normalize("NFC", text[first:past]))
        folded.append(read)
        origin.extend([first] * len(read))


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A letter with the marks that belong to it; invisible code points go with the one before."""
    first = start
    for place in range(start + 1, end):
        if not unicodedata.combining(text[place]) and not _unseen(text[place]):
            yield first, place
            first = place
    if first < end:
        yield first, end


def _unseen(letter: str) -> bool:
    return letter > "~" and unicodedata.category(letter) in INVISIBLE


def _plain(letter: str) -> str:
    """Digits of every script as 0-9, every dash as "-", every space as " ", wide and styled letters as plain ones."""
    kind = unicodedata.category(letter)
    if letter < "\x7f":
        return letter
    if kind in INVISIBLE:
        return ""
    if kind in PLAINER:
        return PLAINER[kind]
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    plainer = letter if letter <= LAST_LATIN else unicodedata.normalize("NFC", unicodedata.normalize("NFKC", letter))
    return letter if kind[0] == "P" and len(plainer) > 1 else plainer  # "…" sets apart, "..." could join


def _one_script(text: str) -> str:
    if not OTHER.search(text):
        return text
    text = MIXED.sub(lambda word: word[0].translate(LOOKALIKE), text)
    return ALIKE.sub(lambda word: word[0].translate(LOOKALIKE), text) if LATIN.search(text) else text
