"""Listening for phrases in typed words: misspellings are drawn to the nearest known word, then patterns are looked for.

The patterns stand in content/<language>/heard/. A pattern is words in order: ``<name>`` any word of that list,
``a|b`` either, ``word?`` perhaps, ``word*`` and ``*word`` words that begin or end so, ``..`` up to three words
between, ``...`` up to eight, ``^`` and ``$`` the sentence's beginning and end. In a list ``kniv/en/ar``
is kniv, kniven, knivar.
"""

import re
import unicodedata
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from content import WrongWords, read

HEAD, TAIL = 2_000, 500  # characters looked at: whoever is in danger says so first or last, and a turn must stay short
GAPS = {"..": 3, "...": 8}
SHORTEST, LONG = 5, 8  # letters from which one fault, and two, are forgiven: shorter words have too many neighbours
TOGETHER = 6  # letters from which two words in a row may be one that was wrongly split
FIGURES = str.maketrans("013457$@æø", "oieastsaäö")  # figures written for letters, and the neighbours' keyboards
SPACED = re.compile(r"(?<!\w)(?:[^\W\d_][ .*_-]){3,}[^\W\d_](?!\w)")  # a word written letter by letter
MARKS = {"a": "\u030a\u0308", "o": "\u0308"}  # å ä ö are letters; every other mark above a letter is dropped


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence in small letters, and whether it ended in a question mark."""

    words: tuple[str, ...]
    asked: bool


def cut(text: str) -> str:
    """The beginning and the end of a long text; all of a short one."""
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]}\n{text[-TAIL:]}"


def sentences(text: str) -> list[Sentence]:
    """What the text says, sentence by sentence; signs, emoji and control characters are gone."""
    parts = re.split(r"([.!?\n;]+)", SPACED.sub(_closed, _plain(cut(text))))
    pairs = zip(parts[::2], [*parts[1::2], ""], strict=True)
    found = [Sentence(tuple(_words(part)), "?" in end) for part, end in pairs]
    return [each for each in found if each.words]


def _closed(found: re.Match[str]) -> str:
    return re.sub(r"[ .*_-]", "", found[0])


def plain(word: str) -> str:
    """The word as someone writes it on a keyboard without å, ä and ö."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _plain(text: str) -> str:
    """Small letters, one form for each letter, no marks but those of å, ä and ö, nothing invisible."""
    whole = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text)[: 2 * (HEAD + TAIL)].casefold())
    kept = [c for last, c in zip(" " + whole, whole, strict=False) if _shows(c, last)]
    return unicodedata.normalize("NFC", "".join(kept))


def _shows(char: str, last: str) -> bool:
    kind = unicodedata.category(char)
    return char in MARKS.get(last, "") if kind == "Mn" else kind not in {"Cf", "Me"}


def _words(part: str) -> Iterator[str]:
    for word in re.findall(r"[^\W_]+(?:[$@][^\W_]+)*|§", re.sub(r"['’´`]", "", part)):
        yield re.sub(r"(.)\1{2,}", r"\1", _letters(word))


class Listener:
    """The patterns of one file, by group, and the words they are made of."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._lists = {name: tuple(_forms(text)) for name, text in content["words"].items()}
        self._groups = {
            name: [self._pattern(line) for line in lines] for name, lines in content.items() if isinstance(lines, list)
        }
        self._kinds: dict[str, tuple[str, ...]] = {}
        for name, forms in self._lists.items():
            self._kinds |= {form: (*self._kinds.get(form, ()), name) for form in forms}
        self._ordinary = set(content["ordinary"].split())
        spelt = sorted(set(chain.from_iterable(self._lists.values())) | set(_literals(content)))
        self._known: dict[str, str] = {plain(word): word for word in spelt} | {word: word for word in spelt}
        self._known |= content["also"]
        short = set(content["short"].split())
        forgiven = set(chain.from_iterable(self._lists[name] for name in content["forgive"].split()))
        self._near = [form for form, word in self._known.items() if word in short or (_long(word) and word in forgiven)]
        self._mixed = {_mixed(form): self._known[form] for form in self._near}

    def hears(self, group: str, said: str) -> bool:
        """Whether a pattern of the group is in the sentence (as ``spelt`` gave it)."""
        return any(pattern.search(said) for pattern in self._groups[group])

    def without(self, group: str, said: str) -> str:
        """The sentence with what the group's patterns find struck out."""
        for pattern in self._groups[group]:
            said = pattern.sub("–", said)
        return said

    def knows(self, word: str) -> bool:
        """Whether the word, spelt so, is one of ours."""
        return word in self._known

    def kinds(self, word: str) -> tuple[str, ...]:
        """The names of the lists the word stands in, spelt so."""
        return self._kinds.get(word, ())

    def spelt(self, sentence: Sentence, keep: Container[str] = ()) -> str:
        """The sentence with known words spelt as known, words wrongly split put together, and spaces between.

        ``keep`` are words of another language, which are right as they are.
        """
        joined = self._joined(sentence.words)
        return " ".join(word if word in keep and word not in self._known else self._nearest(word) for word in joined)

    def _joined(self, words: tuple[str, ...]) -> Iterator[str]:
        rest = iter([*words, ""])
        word = next(rest)
        for following in rest:
            if len(whole := word + following) >= TOGETHER and following and whole in self._known:
                word = whole
            else:
                yield word
                word = following

    def _nearest(self, word: str) -> str:
        if word in self._known or word in self._ordinary or len(word) < SHORTEST - 1:
            return self._known.get(word, word)
        alike = self._known.get(re.sub(r"(.)\1", r"\1", word)) or self._mixed.get(_mixed(word))
        return alike or self._closest(word)

    def _closest(self, word: str) -> str:
        """The known word with the fewest faults between; of several, one that ends alike: endings carry the tense."""
        faults = 1 if len(word) < LONG else 2
        found = process.extract(word, self._near, scorer=OSA.distance, score_cutoff=faults, limit=8)
        ranked = sorted((distance, form[-1] != word[-1], form) for form, distance, _ in found)
        return self._known[ranked[0][2]] if ranked else word

    def _pattern(self, line: str) -> re.Pattern[str]:
        made, space = "", ""
        for part in line.split():
            if part == "^":
                made += r"\A"
            elif part == "$":
                made += r"\Z"
            elif part in GAPS:
                space = rf"(?: \S+){{0,{GAPS[part]}}} " if space else rf"(?:\S+ ){{0,{GAPS[part]}}}"
            elif part.endswith("?") and not space:
                made += f"(?:{self._either(part[:-1])} )?"
            elif part.endswith("?"):
                made += f"(?:{space}{self._either(part[:-1])})?"
                space = " "
            else:
                made += space + self._either(part)
                space = " "
        return re.compile(rf"(?<!\S){made}(?!\S)")

    def _either(self, part: str) -> str:
        return "(?:" + "|".join(chain.from_iterable(map(self._one, part.split("|")))) + ")"

    def _one(self, word: str) -> Iterable[str]:
        if word.startswith("<"):
            return map(re.escape, self._lists[word.strip("<>")])
        return [re.escape(word).replace(r"\*", r"\S*")]


def listener(file: Path) -> Listener:
    """The listener of one file of words; a pattern that names no list of the file is a fault in it."""
    try:
        return Listener(read(file))
    except KeyError as error:
        raise WrongWords(f"{file.name}: there is no {error}. Add the list, or mend the pattern.") from error


Reading = tuple[Listener, str]  # a sentence as one listener spells it


def readings(listeners: Collection[Listener], sentence: Sentence) -> list[Reading]:
    """The sentence as each listener spells it; none respells what another knows."""
    keep = {word for word in sentence.words if any(each.knows(word) for each in listeners)}
    return [(each, each.spelt(sentence, keep)) for each in listeners]


def _forms(text: str) -> Iterator[str]:
    for word in text.split():
        stem, *endings = word.split("/")
        yield from (_letters(stem + ending) for ending in ("", *endings))


def _mixed(word: str) -> tuple[str, str]:
    """Equal for words whose letters are the same, in whatever order, after the first."""
    return word[0], "".join(sorted(word))


def _long(word: str) -> bool:
    return len(word) >= SHORTEST


def _letters(word: str) -> str:
    return word if word.isdigit() else word.translate(FIGURES)


def _literals(content: Mapping[str, Any]) -> Iterator[str]:
    lines = chain.from_iterable(lines for lines in content.values() if isinstance(lines, list))
    for part in chain.from_iterable(map(str.split, lines)):
        yield from (each for each in part.rstrip("?").split("|") if each.isalnum())
