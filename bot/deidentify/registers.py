"""Numbers from registers: number plates, cases, network addresses."""

import re
from collections.abc import Iterator
from functools import cache

from .cues import CAPITAL, LETTER, after, closes, either, heard_before, lowered, words
from .lexicon import lexicon
from .span import Span

V4 = (
    re.compile(r"(?<!\w)(?:\d{1,3}\.){3,9}\d{1,3}(?!\w)"),
    re.compile(r"(?<![\w.])\d{2,3}(?:[ ]?\.[ ]?\d{1,3}){3}(?!\w)"),
)
GROUP = "[0-9a-f]{1,4}"
V6 = re.compile(
    rf"(?<![\w:])(?:(?:{GROUP}:){{2,7}}(?::?{GROUP}){{1,6}}(?![\w:])|(?:{GROUP}:){{1,6}}:[0-9a-f:]{{0,20}})",
    re.IGNORECASE,
)
FEWEST = 4  # digits of a case number: "mål 1.2" is an aim
FEWEST_BARE = 5  # … of one that no word announces
DIGIT, AFTER_WORD = re.compile(r"\d"), re.compile(r"[^\W\d_][ ,]{1,2}\d[ ]?\d")
SIGNS = r"[\s:.#]{1,3}"
SHORTEST = 2  # letters and digits of a plate that a word announces
STEM = 3
DOTS = 3
VOWEL = re.compile("[aeiouyåäö]")
CLOCK = re.compile(r"\d\d?:\d\d(?::\d\d)?")
PLATE = re.compile(
    rf"(?<!\w)(?P<letters>{LETTER}{{3}}|{LETTER}[ ]{LETTER}[ ]{LETTER}[ ])(?P<gap>[\s\-·•*.:]{{0,3}})"
    rf"(?P<digits>\d[ -]?\d[ -]?)(?P<last>{LETTER}|\d)(?!\w)"
)
# Letters by names that are not the usual ones: "ivar per zäta 217".
LETTERED = re.compile(
    rf"(?<!\w)(?P<letters>(?:{LETTER}{{2,9}}[ ,]{{1,2}}){{3}})\d[ ]?\d[ ]?(?:\w(?!\w)|{LETTER}{{3,9}}(?!\w))"
)
FOREIGN = re.compile(
    r"(?<![\w-])[A-Z][A-Z0]{2}[ ]?\d\d[A-Z\d](?!\w)|(?<![\w-])[A-Z]{1,3}[ -](?:[A-Z]{1,2}[ -])?\d{3,5}[A-Z]{0,3}(?!\w)"
)
POLICE = re.compile(
    rf"(?<!\w)(?:(?:\d{{4}}-)?K[ -]?\d[\d ]{{3,10}}-\d{{2,4}}|(?:{CAPITAL}|PMT|FT)[ ]?\d{{2,6}}-\d{{2}})(?!\w)"
)
# Letters and digits in parts: "A-2025-119-44", "2023-IFO-1187", "SOC-24/02291", "A1187.204/2024".
CODED = re.compile(
    rf"(?<!\w)(?=[\w.]{{0,20}}[-/:])(?=[^\s]{{0,24}}{CAPITAL})(?:{CAPITAL}{{1,6}}[-/ ]?)?\d{{1,8}}"
    r"(?:[-/.:]\w{1,8}){1,4}(?!\w)"
    rf"|(?<!\w){CAPITAL}[A-Za-zÅÄÖåäö]{{1,5}}[ ][1-9]\d{{1,3}}[-/]\d{{3,6}}(?!\w)"
    rf"|(?<!\w){CAPITAL}{{2,6}}-(?!(?:19|20)\d\d(?!\d))\d{{4,9}}(?!\w)"
    rf"|(?<!\w){CAPITAL}{{1,6}}[-/ ]?\d{{5,9}}(?!\w)|(?<!\w){CAPITAL}{{1,3}}-\d{{2,4}}[ ]\d{{2,4}}(?!\w)"
    rf"|(?<![\w/.]){CAPITAL}{LETTER}{{1,5}}/(?:{LETTER}{{2,6}}/)?\d{{2,4}}:\d{{1,6}}(?!\w)"
)
PREFIXED = re.compile(rf"{CAPITAL}{{2,6}}-\d{{4}}")
DAY = re.compile(r"(?:(?:19|20)\d\d-\d\d-\d\d|\d\d?[./]\d\d?[./-](?:19|20)?\d\d)\.?")
YEAR = re.compile(r"(?:19|20)\d\d")
YEARED = re.compile(r"(?<!\w)(?:19|20)\d\d[-/:]\d{3,7}(?!\w)")


def registers(text: str, read: str) -> Iterator[Span]:
    """Plates, cases and addresses; ``read`` is the text with letters in numbers read as digits."""
    yield from plates(text)
    if read != text:
        yield from plates(read)
    if len(DIGIT.findall(read)) >= FEWEST:
        yield from cases(read)
        yield from addresses(read)


def plates(text: str) -> Iterator[Span]:
    """Swedish plates by their form, others where words say that a plate follows."""
    for found in PLATE.finditer(text) if DIGIT.search(text) else ():
        if _is_plate(found, text):
            yield Span(found.start(), found.end(), "PLATE", "sure", "plate")
    for found in FOREIGN.finditer(text) if DIGIT.search(text) else ():
        if heard_before(text, found.start(), "numbers", "plate"):
            yield Span(found.start(), found.end(), "PLATE", "sure", "plate-foreign")
    for found in LETTERED.finditer(text) if AFTER_WORD.search(text) else ():
        said = re.findall(r"[^\W\d_]{2,}", found[0].lower())
        if all(word in lexicon().names or word in words("spelt", "letters") for word in said) and heard_before(
            text, found.start(), "numbers", "plate"
        ):
            yield Span(found.start(), found.end(), "PLATE", "sure", "plate-spelt")
    for found in _plate_said().finditer(text):
        if (DIGIT.search(found["n"]) and len(found["n"]) >= SHORTEST) or (found["n"].isupper() and _own(found)):
            yield Span(found.start("n"), found.end("n"), "PLATE", "sure", "plate-said")


def _own(found: re.Match[str]) -> bool:
    """Whether letters alone are a plate's: what stands on any other sign is no plate."""
    if len(found["n"]) < STEM and not found["link"]:
        return False
    if found["cue"].isupper() and lexicon().ordinary(found["n"].lower()):
        return False
    return found["cue"].lower() not in words("numbers", "signs") or found["link"] is not None


def _is_plate(found: re.Match[str], text: str) -> bool:
    letters = found["letters"].replace(" ", "")
    word = letters.lower()
    spoken_of = heard_before(text, found.start(), "numbers", "plate")
    joined = "-" in found["gap"] and not lexicon().known(word)
    if (
        joined
        or " " in found["letters"]
        or (spoken_of and not (found["gap"] and letters.islower() and _word(text, found)))
    ):
        return True
    if (lexicon().place(word) and found["gap"]) or word in words("birth", "months"):
        return False
    abbreviation = word in words("numbers", "not_plate") or VOWEL.search(word) is not None
    return (
        letters.isupper()
        or not found["gap"]
        or not abbreviation
        or (found["last"].isalpha() and not lexicon().ordinary(word))
    )


def _word(text: str, found: re.Match[str]) -> bool:
    """Whether the letters are a word before a count, "där låg 200", and nothing just before makes them a plate."""
    return lexicon().known(found["letters"]) and not closes(text, found.start(), "numbers", "plate")


@cache
def _plate_said() -> re.Pattern[str]:
    is_ = either("numbers", "plate_link")
    plate = r"(?-i:[A-ZÅÄÖ0-9]{1,8}(?:[ -][A-Z0-9]{1,5}){0,2})|[^\W\d_]{2,3}\s?\d{2,5}\w?"
    spelt = rf"(?:{LETTER}+\s)?{either('spelt', 'letters')}\s(?:{LETTER}+\s){{1,2}}\d[ ]?\d[ ]?\w"
    cue = rf"(?<!\w)(?P<cue>{either('numbers', 'plate_is')})(?!\w)\W{{0,3}}(?P<link>(?:{is_}[\s:]+){{1,2}})?"
    return re.compile(rf"{cue}(?P<n>{plate}|{spelt})(?!\w)", re.IGNORECASE)


@cache
def _case_said() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The word, in lower case; and the number after it."""
    gap = rf"{SIGNS}(?:{either('contacts', 'linking')}\s+|nr\.?:?\s+){{0,2}}"
    prefix = rf"(?:(?:{CAPITAL}{LETTER}{{0,5}}|{LETTER}{{2}}(?=[ ]\d+[/-])|{LETTER}{{1,5}}(?=-\d))[ -]?)?"
    number = r"(?:\d{2,4}/[^\W\d_]{1,5}[- ]?\d{2,6}|\d+[-./:]\d[\d\-./:]*\d|\d+[-/:]\d+|\d{4,})(?:-\w{1,6})?"
    return re.compile(after("numbers", "case", gap)), re.compile(prefix + number)


def cases(read: str) -> Iterator[Span]:
    """Case numbers after their word; those of the police, the courts and registers by form."""
    word, number = _case_said()
    for cue in word.finditer(lowered(read)):
        found = number.match(read, cue.end())
        if (
            found
            and len(DIGIT.findall(found[0])) >= FEWEST
            and not YEAR.fullmatch(found[0])
            and not DAY.fullmatch(found[0])
        ):
            named = cue.group().strip(" :.#\n") in words("numbers", "case_short")
            yield Span(cue.start() if named else found.start(), found.end(), "CASE_NO", "sure", "case-said")
    for found in POLICE.finditer(read):
        yield Span(found.start(), found.end(), "CASE_NO", "sure", "case")
    for pattern in (CODED, YEARED):
        for found in pattern.finditer(read):
            if _is_case(found, read):
                yield Span(found.start(), found.end(), "CASE_NO", "sure", "case-coded")


def _is_case(found: re.Match[str], read: str) -> bool:
    """By a word before it, or by its length; not what stands in a law book."""
    if re.search(
        rf"(?<!\w){either('numbers', 'not_case')}\W{{0,2}}$", read[max(0, found.start() - 20) : found.start()].lower()
    ):
        return False
    digits = len(DIGIT.findall(found[0]))
    if re.match(rf"{either('numbers', 'not_case')}(?![^\W\d])", found[0].lower()) or digits < FEWEST:
        return False
    if heard_before(read, found.start(), "numbers", "case"):
        return True
    bare = digits >= FEWEST_BARE or PREFIXED.fullmatch(found[0]) is not None
    return bare and found.re is CODED and not _dated(found[0])


def _dated(number: str) -> bool:
    """Whether it is a day or an hour with something beside it."""
    return re.search(r"(?:19|20)\d\d-\d\d-\d\d(?:T|$)", number) is not None


def addresses(read: str) -> Iterator[Span]:
    """Internet addresses, fourth and sixth version."""
    for pattern in V4 if read.count(".") >= DOTS else ():
        for found in pattern.finditer(read):
            yield Span(found.start(), found.end(), "IP", "sure", "ip")
    for found in V6.finditer(read) if read.count(":") > 1 else ():
        if not CLOCK.fullmatch(found[0]):
            yield Span(found.start(), found.end(), "IP", "sure", "ip")
