"""Letters and words of a text, made comparable: without case, marks over letters, or punctuation."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 1000  # characters read of a text; a place is said early or not at all
_WORD = re.compile(r"[^\W_]+(?::[^\W_]+)?")
_NO_MARKS = str.maketrans({"å": "a", "ä": "a", "ö": "o", "æ": "a", "ø": "o", "é": "e", "è": "e", "ü": "u", "ß": "s"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text: lower case, folded, and how it stood."""

    plain: str
    key: str
    capital: bool
    first: bool  # stands first in its sentence


def fold(text: str) -> str:
    """Lower case without marks over letters: "Årsta" → "arsta"."""
    found = text.lower().translate(_NO_MARKS)
    if found.isascii():
        return found
    return "".join(c for c in unicodedata.normalize("NFD", found) if not unicodedata.combining(c))


def words(text: str, short: Mapping[str, str]) -> list[Word]:
    """The text's words; ``short`` maps abbreviations to what they stand for."""
    text = unicodedata.normalize("NFKC", text[:LONGEST])
    found: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        first = not found or any(c in ".!?;\n" for c in text[end : match.start()])
        found += [Word(part.lower(), fold(part), match[0][0].isupper(), first) for part in _parts(match[0], short)]
        end = match.end()
    return found


def _parts(word: str, short: Mapping[str, str]) -> list[str]:
    """An abbreviation with a colon is one word, everything else with a colon is two."""
    whole = short.get(word.lower())
    return [whole] if whole else word.split(":")


def keys_of(name: str, short: Mapping[str, str]) -> tuple[str, ...]:
    """The folded words of a name."""
    return tuple(word.key for word in words(name, short))
