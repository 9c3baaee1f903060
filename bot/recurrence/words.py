"""From a text to signs: what each word means, misspelt or not, in the language that knows most of them.

A sign is what content/<language>/heard/recurrence.toml says a word means, or one of these: ``n8`` figures, ``t8:30`` a
time written with minutes, ``o15`` "15:e", ``on0609`` a day and month in figures, ``date2027-03-01``, ``,`` whatever
parts words, ``dash``, and ``?word`` for a word that means nothing to us.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.listen import plain
from content import LANGUAGES, heard, read

LONGEST = 400  # characters; nobody needs more to say when a forum meets
MOST_WORDS = 6  # of a way to say something
FORGIVEN, TWICE = 5, 9  # letters from which one fault, and two, are forgiven: shorter words have too many neighbours
SHORTEST_RIVAL = 3  # letters of a word that keeps a misspelt one from being taken for another
SHORTEST_PART = 4  # letters of each of two words written together
_DOTS = re.compile(r"(?<=[^\W\d_])\.(?=\s|[^\W_]|$)")
_PIECES = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)(?!\d)|(?<![\d/])(?P<on>\d{1,2}/\d{1,2})(?![\d/])|(?P<time>\d{1,2}[.:]\d\d)(?![\d])"
    r"|(?P<figures>\d+)(?P<ending>:[^\W\d_]+|[^\W\d_]+)?|(?P<word>[^\W\d_]+(?:['’´][^\W\d_]+)?)"
    r"|(?P<dash>[-–—−]+)|(?P<parts>[,;/()\n\[\]]|\.(?=\s|$))|(?P<and>[&+])|(?P<at>@)|(?P<odd>[~≈±<>%])"
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language: what each way of saying something means, as written and without marks."""

    exact: Mapping[str, str]
    bare: Mapping[str, str]
    near: tuple[str, ...]
    ordinary: frozenset[str]
    endings: tuple[str, ...]
    ordinal: frozenset[str]

    def means(self, words: str) -> str | None:
        """The signs for a word or several, spelt so or without the marks over letters."""
        found = self.exact.get(words)
        return self.bare.get(plain(words)) if found is None and words not in self.ordinary else found


def signs(text: str, language: str) -> str:
    """The text as signs, a space apart, in the language that leaves the fewest words unknown; a tie is ``language``'s.

    A text that is too long for its purpose is one unknown word.
    """
    said = unicodedata.normalize("NFKC", text).lower().strip()
    if len(said) > LONGEST:
        return "?…"
    read_as = [_read(said, lexicons()[each]) for each in sorted(LANGUAGES, key=lambda each: each != language)]
    return " ".join(min(read_as, key=lambda signs: sum(sign.startswith("?") for sign in signs)))


@cache
def lexicons() -> Mapping[str, Lexicon]:
    """The words of both languages."""
    found: dict[str, Lexicon] = heard("recurrence", _lexicon)
    return found


def _lexicon(file: Path) -> Lexicon:
    given = read(file)
    listening = given["listening"]
    exact = {way.strip(): meaning for meaning, ways in given["means"].items() for way in ways.split(",")}
    exact = dict.fromkeys(listening["aside"].split(), "") | exact
    bare = {plain(way): meaning for way, meaning in reversed(exact.items())}
    ordinary = frozenset(listening["ordinary"].split())
    near = {word for way in bare for word in way.split() if len(word) >= SHORTEST_RIVAL and word.isalpha()}
    return Lexicon(
        exact,
        bare,
        tuple(sorted(near)),
        ordinary,
        tuple(listening["endings"].split()),
        frozenset(listening["ordinal"].split()),
    )


def _read(said: str, lexicon: Lexicon) -> list[str]:
    pieces = list(_pieces(_DOTS.sub(" ", said), lexicon))
    found: list[str] = []
    at = 0
    while at < len(pieces):
        taken, meaning = _longest(pieces, at, lexicon)
        found += meaning.split()
        at += taken
    return found


def _pieces(said: str, lexicon: Lexicon) -> Iterator[str]:
    """Words as they stand; everything else as its sign, marked by a ``!`` before."""
    for match in _PIECES.finditer(said):
        kind, whole = match.lastgroup, match[0]
        if kind == "word":
            yield whole.replace("’", "'").replace("´", "'")
        elif match["figures"]:
            yield from _figures(match["figures"], match["ending"] or "", lexicon)
        elif kind == "on":
            day, month = map(int, whole.split("/"))
            yield f"!on{month:02}{day:02}"
        else:
            given = {"date": f"date{whole}", "time": f"t{whole.replace('.', ':')}", "and": "and", "at": "clock"}
            yield "!" + ({"dash": "dash", "parts": ",", "odd": f"?{whole}"} | given)[kind or "odd"]


def _figures(figures: str, ending: str, lexicon: Lexicon) -> Iterator[str]:
    if ending in lexicon.ordinal:
        yield f"!o{int(figures)}"
        return
    yield f"!n{figures}"
    if ending:
        yield ending.removeprefix(":")


def _longest(pieces: list[str], at: int, lexicon: Lexicon) -> tuple[int, str]:
    """How many pieces mean something together, and what."""
    for length in range(min(MOST_WORDS, len(pieces) - at), 0, -1):
        taken = pieces[at : at + length]
        words = [word for word in taken if word != "!dash"]  # "second-to-last"
        whole = "!dash" not in (taken[0], taken[-1]) and not any(word.startswith("!") for word in words)
        meaning = lexicon.means(" ".join(words)) if whole else None
        if meaning is not None:
            return length, meaning
    word = pieces[at]
    if word.startswith("!"):
        return 1, word[1:]
    joined = lexicon.means(word + pieces[at + 1]) if at + 1 < len(pieces) else None
    return (2, joined) if joined is not None else (1, _guessed(word, lexicon))


def _guessed(word: str, lexicon: Lexicon) -> str:
    """An unknown word: one about meetings, one misspelt, or two written together."""
    if word in lexicon.ordinary:
        return f"?{word}"
    if word.endswith(lexicon.endings):
        return ""
    meant = _nearest(plain(word), lexicon)
    return _parted(word, lexicon) or f"?{word}" if meant is None else meant


def _parted(word: str, lexicon: Lexicon) -> str:
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        first, second = lexicon.means(word[:cut]), lexicon.means(word[cut:])
        if first and second:
            return f"{first} {second}"
    return ""


def _nearest(word: str, lexicon: Lexicon) -> str | None:
    """What the known words with the fewest faults mean, if they all mean the same and one is long enough.

    Short words, and those that mean something only beside others, are rivals: "hallv" is not taken for "hålls" when it
    may be "halv", nor "orsdag" for a Wednesday when it may be a Thursday.
    """
    once = re.sub(r"(.)\1", r"\1", word)  # a key that was hit twice
    if len(word) < FORGIVEN - 1:
        return lexicon.bare.get(once)
    most = 2 if len(word) >= TWICE else 1
    found = extract(word, lexicon.near, scorer=OSA.distance, score_cutoff=most, limit=None)
    likely = [(int(faults), near) for near, faults, _ in found if faults < most or most == 1 or near[0] == word[0]]
    fewest = min((faults for faults, _ in likely), default=0)
    nearest = [near for faults, near in likely if faults == fewest]
    meant = {lexicon.bare.get(near) for near in nearest}
    if len({str(each).removesuffix("s") for each in meant}) == 1:  # one day or every one: the rest of the text tells
        meant = {min(meant, key=str)}
    sure = len(meant) == 1 and (once in nearest or max(map(len, nearest)) >= FORGIVEN)
    return meant.pop() if sure else None
