"""A text as it would be typed: spelt-out numbers as digits, "punkt" and "snabel-a" as signs, spelling names as letters.

The other rooms then look for the same forms in it; every code point remembers what it was read from.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .cues import alternation, closes, either, heard_before, lowered, words
from .span import Span

SIGNS = {"at": "@", "dot": ".", "dash": "-", "underscore": "_", "slash": "/", "colon": ":", "plus": "+"}
VALUES = (*range(21), *range(30, 100, 10), 100, 1000)
NEAR = 60  # code points within which what is said is one address
TEN, HUNDRED, THOUSAND = 10, 100, 1000

Part = tuple[int, int, int]  # a value, and where it is said
Piece = tuple[int, int, str]  # where it is said, and how it is typed


@dataclass(frozen=True, slots=True)
class Spelt:
    """The text as typed, and for each of its code points where that began and ended as it was said."""

    text: str
    starts: list[int]
    ends: list[int]

    def back(self, span: Span) -> Span:
        """The span in the text as it was said."""
        return Span(self.starts[span.start], self.ends[span.end - 1], span.type, span.certainty, span.reason)


def spelt(text: str) -> Spelt | None:
    """The text as it would be typed; None if nothing in it is spelt out."""
    pieces = _pieces(text)
    if not pieces:
        return None
    typed: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for start, end, letters in pieces:
        typed += [text[done:start], letters]
        starts += [*range(done, start), *[start] * len(letters)]
        ends += [*range(done + 1, start + 1), *[end] * len(letters)]
        done = end
    typed.append(text[done:])
    starts += range(done, len(text))
    ends += range(done + 1, len(text) + 1)
    return Spelt("".join(typed), starts, ends)


@cache
def _values() -> dict[str, int]:
    return {word: value for value in VALUES for word in words("spelt", str(value))}


@cache
def _token() -> re.Pattern[str]:
    """A number, a sign with the space around it, or three letters by their names before a digit."""
    part = alternation(_values())
    begins = "".join(sorted({word[0] for word in _values()}))
    signs = "|".join(rf"(?P<{name}>{either('spelt', name)})" for name in SIGNS)
    bracketed = "|".join(rf"(?P<{name}_set_off>{either('spelt', name, f'{name}_set_off')})" for name in ("at", "dot"))
    name, as_in = either("spelt", "letters"), rf"[^\W\d_]\s{either('spelt', 'as_in')}\s[^\W\d_]+"
    return re.compile(
        rf"(?<![^\W_])(?=[{begins}])(?P<number>{part}{{1,12}})(?:(?![^\W\d_])|(?={either('spelt', 'with_years')}))"
        rf"|\s{{0,2}}(?<![\w-])(?:{signs})(?![\w-])\s{{0,2}}"
        rf"|\s{{0,2}}[(\[{{<]\s?(?:{bracketed})\s?[)\]}}>]\s{{0,2}}"
        r"|(?<![\w.'’])(?P<apart>(?:[^\W\d_]\s){2,}[^\W\d_])(?![\w.'’])"
        rf"|(?<!\w)(?P<as_in>(?:{as_in}[\s,]{{1,2}}){{2}}{as_in})"
        rf"|(?<!\w)(?P<letters>{name}\s{name}\s{name})(?=[\s,]+(?:\d|{part}(?!\w)))"
    )


@cache
def _part() -> re.Pattern[str]:
    return re.compile(alternation(_values()))


def _pieces(text: str) -> list[Piece]:
    text = lowered(text)
    pieces: list[Piece] = []
    run: list[Part] = []
    for found in _token().finditer(text):
        if run and (not found["number"] or text[run[-1][2] : found.start()] not in (" ", "-", "\n", "")):
            pieces += _typed(text, run, pieces)
            run = []
        if found["number"]:
            run += [(_values()[part[0]], *part.span()) for part in _part().finditer(text, *found.span())]
        else:
            pieces += _other(text, found, pieces)
    return pieces + list(_typed(text, run, pieces))


def _typed(text: str, run: list[Part], before: list[Piece]) -> Iterator[Piece]:
    """A run of number words in digits; "ett" alone is an article, unless something of a number stands beside it."""
    if len(run) == 1 and text[run[0][1] : run[0][2]] in words("spelt", "articles"):
        start, end = run[0][1:]
        joined = (before and before[-1][1] >= start - 1) or re.search(r"\d\W?$", text[max(0, start - 2) : start])
        counted = closes(text, start, "spelt", "counted", reach=12)
        if not counted and not joined and not re.match(r"\s?\d|\s*(?:[,.;)\n]|$)", text[end : end + 3]):
            return
    place = 0
    while place < len(run):
        past = place
        while past < len(run) and run[past][0] < TEN:
            past += 1
        if past - place > 1:
            value = "".join(str(digit) for digit, _, _ in run[place:past])
        else:
            number, past = _whole(run, place)
            value = str(number)
        yield run[place][1], run[past - 1][2], value
        place = past


def _whole(run: list[Part], place: int) -> tuple[int, int]:
    """One number of several words, "nittonhundra nittioåtta", and where the next begins."""
    value, past = _tens(run, place)
    for unit in (THOUSAND, HUNDRED):
        if past < len(run) and run[past][0] == unit and value < unit:
            value, past = value * unit, past + 1
    unit = HUNDRED if value % THOUSAND else THOUSAND
    if value >= HUNDRED and not value % HUNDRED and past < len(run) and 0 < run[past][0] < unit:
        rest, past = _tens(run, past)
        value += rest
    return value, past


def _tens(run: list[Part], place: int) -> tuple[int, int]:
    value = run[place][0]
    if 2 * TEN <= value < HUNDRED and place + 1 < len(run) and 0 < run[place + 1][0] < TEN:
        return value + run[place + 1][0], place + 2
    return value, place + 1


def _other(text: str, found: re.Match[str], before: list[Piece]) -> Iterator[Piece]:
    if found["letters"]:
        yield *found.span(), "".join(name[0].upper() for name in found["letters"].split())
        return
    if found["apart"]:
        if not _numbered(text, found.start(), before):
            yield *found.span(), "".join(found["apart"].split())
        return
    if found["as_in"]:
        letters = re.findall(rf"(\w)\s{either('spelt', 'as_in')}\s\w+", found["as_in"])
        yield *found.span(), "".join(letters).upper()
        return
    name = (found.lastgroup or "").removesuffix("_set_off")
    if _is_sign(text, found, name, before):
        yield *found.span(), _sign(text, found, name, before)


def _numbered(text: str, start: int, before: list[Piece]) -> bool:
    """Whether a number stands just before, so that the first letter may be a door's or a class's."""
    said = bool(before) and before[-1][1] >= start - 1 and before[-1][2].isdigit()
    return said or text[max(0, start - 2) : start].strip().isdigit()


def _sign(text: str, found: re.Match[str], name: str, before: list[Piece]) -> str:
    """The sign as it is typed there: a full stop may end a sentence, and "@" begin an account's name."""
    if name == "dot":
        return "." if _joins(text, found, before) else ". "
    if name == "at":
        word = re.search(r"([^\W_]+)$", text[max(0, found.start() - 20) : found.start()])
        opening = not word or word[1] in words("person", "small") | words("contacts", "linking") | words(
            "spelt", "pauses"
        )
        return " @" if opening else "@"
    return SIGNS[name]


def _joins(text: str, found: re.Match[str], before: list[Piece]) -> bool:
    """Whether a full stop joins the parts of an address, and does not end a dictated sentence."""
    start, end = found.span()
    if heard_before(text, start, "numbers", "network", reach=NEAR):
        return True
    if any(piece[2] in ("@", "_") and piece[1] > start - NEAR for piece in before[-4:]):
        return True
    if "@" in text[start - NEAR if start > NEAR else 0 : end + NEAR] or _at().search(text, end, end + NEAR):
        return True
    return _top().match(text, end) is not None or heard_before(text, start, "contacts", "handle", "called", reach=40)


def _is_sign(text: str, found: re.Match[str], name: str, before: list[Piece]) -> bool:
    """A dictated full stop and the Swedish preposition "at" are none; inside an address both are signs."""
    start, end = found.span()
    addressed = any(piece[2] in ("@", "_", ".") for piece in before[-3:] if piece[1] > start - 40)
    if found[0].strip() in words("spelt", "prepositions"):
        known = addressed or heard_before(text, start, "contacts", "mail")
        return known and _host().match(text, end) is not None
    if name == "dot":
        following = re.match(r"[^\W_]+", text[end : end + 20])
        closed = not following or (following[0] in words("person", "small") and following[0] not in _values())
        return not closed or any(piece[2] == "@" and piece[1] > start - 60 for piece in before[-4:])
    return True


@cache
def _at() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('spelt', 'at')}(?!\w)|[(\[]a(?:t)?[)\]]")


@cache
def _top() -> re.Pattern[str]:
    return re.compile(rf"{either('contacts', 'tops')}(?!\w)")


@cache
def _host() -> re.Pattern[str]:
    return re.compile(rf"(?:[\w-]+\s){{0,2}}[\w-]+(?:\.|\s{either('spelt', 'dot')}\s)\w")
