"""What points out a pupil: the class, and the age beside a school."""

import re
from collections.abc import Iterator
from functools import cache

from .cues import CAPITAL, closes, either, heard_before, lowered, words
from .lexicon import lexicon
from .span import Span

# A year and a letter: "8B", "8 b", "9:c", "8-b"; with what may be joined to it: "8B:s", "9Cs", "8b-eleverna".
CLASSED = re.compile(
    r"(?<![\w§.,:/+-])(?:F-)?(?P<year>[0-9])(?P<gap>:?an[ ]|[ ]?[:-]?|[ ])(?P<letter>[A-Ha-hI-Zxu])"
    r"(?P<more>[1-4](?=\W|$)|'?s|:s|:an?|-[^\W\d_]{3,})?(?![\w§+]|[:,]\d|\.\w(?!\w)|-\d|\s§)"
)
# A code of letters, a year and a letter: "SA23b", "IMS 1b", "NA 22 B".
GYMNASIUM = re.compile(
    r"(?<![\w-])(?P<code>[^\W\d_]{1,6})[ -]?(?P<year>\d{1,2})(?P<letter>[A-Za-z]{1,3}|[ ][A-Ha-h])?(?:[:']?s)?(?![\w-])"
)
STREAM = re.compile(
    r"(?<![\w-])(?:[A-F]-klass(?:en|ens)?(?:[ ]\d(?!\d))?|[1-3] ?(?P<code>[A-Z][A-Za-z])\d?[a-dA-D]?)(?!\w)"
)
LETTERED = re.compile(
    r"(?-i:[A-Z]{1,5}[ -]?\d{0,2}[A-Za-z]{0,2}|\d[:.]\d|\d[A-Z]{1,3}|[a-h](?=[\s.,;:!?)]|$))(?![\w-]|[.:]\d)"
)
AFTER_NAME = re.compile(r"(?<![\w-])(?P<who>[^\W\d_]{3,})\s(?P<n>1?\d)(?=\s?(?:[.,;)]\s|$))")
LETTERS = "abcdefghABCDEFGH"  # of the usual classes; others only after a word like "klass"
NO_CLASS = ("4H", "4K", "8K", "1X", "2X", "3X", "4X", "5K")
LONG_CODE = 3  # letters of a programme's code; longer ones are words
ORDINAL_TOO = ("1a", "2a", "1d", "2d")
CLOSED = re.compile(r"\s*(?:[.,;:)!?…\n]|$)")
WORD = re.compile(r"[^\W\d_][\w:-]*")
PARALLEL = re.compile(r"(?<![\w.,:/-])[1-9]:[1-9](?![\d:])")
DIGIT, BEFORE_WORD = re.compile(r"\d"), re.compile(r"\d\s?[^\W\d_]")
NOT_AGE = 20  # years: older people go to no school
PUPIL = 5  # years, from which a number alone may be an age


def school(text: str) -> Iterator[Span]:
    """Classes and ages in a folded text as it was typed."""
    if not DIGIT.search(text) and not _class_is().search(lowered(text)) and not _graded().search(lowered(text)):
        return
    yield from _classes(text)
    beside_school = [*_parallel(text), *_ages(text)]
    if beside_school and _school_named(text):
        yield from beside_school


def _classes(text: str) -> Iterator[Span]:
    shaped = list(CLASSED.finditer(text))
    certain = {_bare(found) for found in shaped if _is_class(text, found)}
    certain -= {_bare(found) for found in shaped if _room(text, found)}
    for found in shaped:
        paired = bool(certain) and found[0].lower() in ORDINAL_TOO
        if (_bare(found) in certain or paired) and not _room(text, found):
            genitive = (found["more"] or "").endswith("s") and "-" not in (found["more"] or "")
            start = _with_grade(text, found.start())
            whole = genitive or (found["more"] or "").isdigit()
            yield Span(start, found.end() if whole else found.end("letter"), "CLASS", "sure", "class")
    yield from _programmes(text)
    yield from _classes_said(text)


def _programmes(text: str) -> Iterator[Span]:
    """Classes of upper secondary school."""
    for found in GYMNASIUM.finditer(text):
        if _is_programme(text, found):
            yield Span(found.start(), found.end(), "CLASS", "sure", "class-gymnasium")
    for found in STREAM.finditer(text):
        if _is_stream(text, found):
            yield Span(found.start(), found.end(), "CLASS", "sure", "class-stream")


def _is_stream(text: str, found: re.Match[str]) -> bool:
    """In "3ES" and "i 1 BA" the letters are a programme; "F-klassen" has none."""
    if not found["code"]:
        return True
    if found["code"].lower() not in words("school", "programmes"):
        return False
    return (found[0].isupper() and found[0].isalnum()) or closes(text, found.start(), "school", "before")


def _classes_said(text: str) -> Iterator[Span]:
    """What is called a class in words."""
    low = lowered(text)
    for found in _class_is().finditer(low):
        lettered = LETTERED.match(text, found.end())
        if lettered:
            whole = found.start() if found["long"] or found[0].strip(" :") == "klass" else lettered.start()
            yield Span(whole, lettered.end(), "CLASS", "sure", "class-said")
    for pattern, read in _in_words(text, low):
        for found in pattern.finditer(read):
            yield Span(*found.span(found.lastgroup or "n"), "CLASS", "sure", "class-said")


def _in_words(text: str, low: str) -> Iterator[tuple[re.Pattern[str], str]]:
    """Only where the year is there that each of them needs."""
    if BEFORE_WORD.search(text) or _graded().search(low):
        yield from ((_coloured(), low), (_said(), low), (_worded(), text))


@cache
def _graded() -> re.Pattern[str]:
    grade = rf"(?:{either('school', 'grades_definite')}|{either('birth', 'ordinals')}(?:klass)?)"
    return re.compile(rf"(?<![\w.,:-]){grade}\s")


@cache
def _coloured() -> re.Pattern[str]:
    kind = rf"(?:{either('school', 'colours')}|grupp\s[a-h])"
    return re.compile(rf"(?<!\w)(?P<n>{either('school', 'grade')}\s\d\s{kind})(?!\w)")


@cache
def _worded() -> re.Pattern[str]:
    """By a word or a letter in capitals: "6 Grön", "i 4 gul", "bygg 2 a", "femte C"."""
    before, named = either("school", "before"), either("school", "names")
    ends = r"(?=\s*(?:$|[.,;!?)\n]|(?:har|som|på|och|o|är|e)\s))"
    ordinal = either("birth", "ordinals")
    grade = rf"(?:{either('school', 'grades_definite')}|{ordinal})"
    return re.compile(
        rf"(?<![\w.,:-])(?:(?P<n>\d\s(?=(?-i:[A-ZÖ])){named})|{before}\s(?P<m>\d\s{named}){ends}"
        rf"|(?P<o>{either('school', 'programme_words')}\s\d{{1,2}}\s?[a-f])"
        rf"|(?P<p>{grade}\s(?-i:[A-H])|{ordinal}klass\s[a-h]))(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _said() -> re.Pattern[str]:
    """Read aloud: "i åttan be", "i sjätte c"."""
    grade = rf"(?:{either('school', 'grades_definite')}|\d|{either('birth', 'ordinals')})"
    ends = rf"(?=\s*(?:$|[.,;!?)\n]|{either('spelt', 'pauses')}(?!\w)|(?:på|och|o|i)\s))"
    return re.compile(
        rf"(?<!\w){either('school', 'before')}\s(?P<n>{grade}\s{either('school', 'letter_names')})(?!\w){ends}"
    )


def _with_grade(text: str, start: int) -> int:
    """Where a class begins, "klass" and "åk" before it taken along."""
    found = re.search(rf"(?<!\w){either('school', 'grade')}\.?\s?$", text[max(0, start - 12) : start], re.IGNORECASE)
    return start - len(found[0]) if found else start


@cache
def _class_is() -> re.Pattern[str]:
    said = rf"(?P<long>{either('school', 'class_words')})|{either('school', 'class_is')}"
    return re.compile(rf"(?<!\w)(?:{said})(?!\w)[\s:\"“”]{{1,3}}")


def _is_class(text: str, found: re.Match[str]) -> bool:
    """Not a room, a house door, a thing in three dimensions, nor a number before "a" and "e" as words."""
    if _room(text, found) or found[0] in NO_CLASS:
        return False
    if found["letter"] not in LETTERS:
        return closes(text, found.start(), "school", "before")
    said = found[0].lower()
    spaced = found["gap"] == " "
    if closes(text, found.start(), "school", "before"):
        return not (spaced and found["letter"] in "aed" and _verb_follows(text, found.end()))
    hyphened = (found["more"] or "").startswith("-")
    if (found["more"] and not (hyphened and spaced)) or found["letter"].isupper() or ":" in found["gap"]:
        ordinal = ":" in found["gap"] and found["letter"] in "ae"
        return said[0] != "0" and not ordinal and not _homes(text, found)
    if not spaced and found["letter"] not in "eh" and said not in ORDINAL_TOO:
        return said[0] != "0"
    return _set_off(text, found) or (spaced and _after_name(text, found))


def _homes(text: str, found: re.Match[str]) -> bool:
    """Whether the sentence counts flats or doors."""
    return heard_before(text, found.start(), "school", "homes", reach=50)


def _after_name(text: str, found: re.Match[str]) -> bool:
    """Whether a word that may be a name stands just before: "Nadja 9 c"."""
    word = re.search(r"([^\W\d_]{3,})\s$", text[max(0, found.start() - 25) : found.start()])
    if not word or found["year"] == "0" or word[1].isupper():
        return False
    return (word[1][0].isupper() or not lexicon().known(word[1].lower())) and not _verb_follows(text, found.end())


def _bare(found: re.Match[str]) -> tuple[str, str]:
    return found["year"], found["letter"].lower()


def _room(text: str, found: re.Match[str]) -> bool:
    """Whether it is a room, a seat, a bus, or a thing in three dimensions."""
    if found["gap"] == " " and closes(text, found.start(), "school", "spelling"):
        return True  # "wafaa med två a"
    thing = found[0].lower().startswith(("3d", "2d", "3g", "4g", "5g"))
    return thing or closes(text, found.start(), "school", "rooms")


def _verb_follows(text: str, end: int) -> bool:
    following = re.match(r"\s([^\W\d_]+)", text[end : end + 20])
    return following is not None and following[1].lower() in words("school", "verbs")


def _set_off(text: str, found: re.Match[str]) -> bool:
    """Whether the class stands by itself: at an end or between signs, not in the middle of what is said."""
    return found["year"] != "0" and CLOSED.match(text, found.end()) is not None


def _is_programme(text: str, found: re.Match[str]) -> bool:
    """A programme of upper secondary school, its year and its letter: "SA23b", "TE22", "na2b"."""
    code, letter = found["code"], bool(found["letter"])
    joined = found[0].isalnum()
    before = closes(text, found.start(), "school", "before")
    if code.lower() in words("school", "programmes"):
        return (code.isupper() and (joined or before or letter or len(code) > LONG_CODE)) or (
            joined and (letter or before)
        )
    return before and code.isupper() and joined and letter


def _parallel(text: str) -> Iterator[Span]:
    for found in PARALLEL.finditer(text):
        yield Span(found.start(), found.end(), "CLASS", "sure", "class-parallel")


def _school_named(text: str) -> bool:
    """Whether one school is named, not schools of a kind."""
    endings = tuple(sorted(words("school", "endings")))
    before = ""
    for found in WORD.finditer(text):
        low = found[0].rstrip(":-").lower()
        if low.removesuffix("s").endswith(endings) and _one_school(low.removesuffix("s"), before):
            return True
        before = found[0]
    return _called().search(text) is not None


@cache
def _called() -> re.Pattern[str]:
    """A school by its own name: "går på Tegnérska", "skolan heter Ekhult"."""
    pupil, named = either("school", "pupil"), either("school", "named")
    return re.compile(rf"(?<!\w)(?:{pupil}\s(?-i:{CAPITAL})\w+ska(?!\w)|{named}\s(?-i:{CAPITAL}))", re.IGNORECASE)


def _one_school(low: str, before: str) -> bool:
    """A name of its own, "Ekskolan", or one before the kind: "Ekens grundskola"."""
    if low not in words("school", "kinds") | words("school", "endings"):
        return True
    common = words("person", "small") | words("school", "adjectives")
    return before[:1].isupper() and len(before) > 1 and before.lower() not in common


@cache
def _aged() -> tuple[re.Pattern[str], ...]:
    years, cue, nouns = either("school", "years"), either("school", "age"), either("school", "nouns")
    month, ago, since = either("birth", "months"), either("school", "ago"), either("school", "since")
    past = rf"(?!\s{ago}(?!\w)(?!\s{since}(?!\w)))"
    return (
        re.compile(rf"(?<![\w.,-])(?P<n>\d{{1,2}}½?[\s-]{{0,2}}{years})(?!\w){past}"),
        re.compile(
            rf"(?<!\w){cue}\s(?:\w+\s)?(?P<n>\d{{1,2}})(?![\w:]|[.,-]\d|[-/]|\s?(?:%|{nouns}|{month}|[a-h])(?!\w))"
        ),
        re.compile(r"[^\W\d_](?:\s?,\s|\s\(|\s-\s)(?P<n>\d{1,2})(?=\s?(?:[,.;:)]\D|[,.;)]?\s*$|\s-\s|\n))"),
    )


def _ages(text: str) -> Iterator[Span]:
    low = lowered(text)
    for pattern in _aged():
        for found in pattern.finditer(low):
            age = int(re.sub(r"[^0-9]", "", found["n"]))
            hour = found["n"].isdigit() and heard_before(text, found.start("n"), "school", "clock", reach=14)
            lasting = found["n"].endswith("år") and closes(text, found.start("n"), "school", "lasting", reach=4)
            if (not found["n"].isdigit() or age >= PUPIL) and age <= NOT_AGE and not hour and not lasting:
                yield Span(found.start("n"), found.end("n"), "AGE", "sure", "age")
    for found in AFTER_NAME.finditer(text):
        if PUPIL <= int(found["n"]) <= NOT_AGE and not lexicon().known(found["who"].lower()):
            yield Span(found.start("n"), found.end("n"), "AGE", "sure", "age-after-name")
