"""Numbers that belong to someone: personal numbers, telephones, accounts, organisations.

No check digit is ever asked for: people mistype. Between the digits may stand what people put there, line breaks too.
"""

import re
from collections.abc import Iterator
from functools import cache

from .cues import after, closes, either, heard_after, heard_before, lowered
from .public import TIMES, nobodys
from .span import Span, Type

GAP = r"[\s\-./()·*_|]{0,3}"  # what may stand between the digits of a telephone number
DIGIT = re.compile(r"\d")
GROUP = re.compile(r"[+(]?(?P<digits>\d+)")
FIRST = r"(?<!\d)"
FEW_WORDS = r"[^\w+]{0,3}(?:\w+\W{1,2}){0,2}?"  # "numret till henne är"
SOME_WORDS = r"[^\w]{0,3}(?:[^\W\d]+\W{1,3}){0,6}?"  # "de sista fyra siffrorna kan hon utantill:"
DAY = r"(?:0[ ]?[1-9]|[12][ ]?\d|3[ ]?[01]|6[ ]?[1-9]|[78][ ]?\d|9[ ]?[01])"  # +60 in a co-ordination number
MONTH = r"(?:0[ ]?[1-9]|1[ ]?[0-2])"
CLOSE_MONTH, CLOSE_DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
MANY = 6  # number words in a row that can hardly be anything but a number read aloud
TEN = 10
ACCOUNT = 10  # digits of an account in its usual groups, from which it needs no word beside it
NEVER = 99
CERTAIN = ("PNR", "ORGNR", "IBAN")  # by their form alone

# Abroad, letters are part of it: only in capitals, or words would be.
IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d\d(?:[\s-]?[A-Z0-9]{4}){2,7}(?:[\s-]?[A-Z0-9]{1,4})?(?!\w)")
LONG = 6  # digits of a text from which any of the numbers may be in it that no word announces
SHORT = 2  # … that a word announces

Body = tuple[str, Type, int]
Pattern = tuple[re.Pattern[str], Type, int]


@cache
def _patterns() -> tuple[tuple[Pattern, ...], tuple[Pattern, ...]]:
    """Numbers by their form, and after a word; in lower case.

    The group ``n`` is the number. Where it stands in a look-ahead, a number is looked for at every digit group. The
    last is how many digits it must have where the sentence does not speak of money.
    """
    formed = (*_personal(), *_accounts(), *_telephones())
    return _compiled(formed), _compiled(tuple(_announced()))


def _compiled(bodies: tuple[Body, ...]) -> tuple[Pattern, ...]:
    return tuple((re.compile(body), type_, fewest) for body, type_, fewest in bodies)


def _personal() -> Iterator[Body]:
    four = r"[\s\-+/.,]{0,3}\d[ ]?\d[ ]?\d[ ]?\d+"
    pair = r"\d[ ]?\d"
    day = rf"{pair}[\s\-./]{{0,2}}{MONTH}[\s\-./]{{0,2}}{DAY}"
    hidden = r"(?:[x*•?#_]{2,4}\d{0,2}|\d{1,3}[x*•?#]{1,3}|-{4}|\d{0,3}(?:…|\.{3}))(?!\w)"
    yield rf"{FIRST}(?=(?P<n>(?:{pair}[ ]?)?{day}{four}))", "PNR", 0
    yield rf"{FIRST}(?=(?P<n>(?:\d\d)?\d{{6}}\s{{0,2}}[-+]\s{{0,2}}\d{{4,}}))", "PNR", 0
    yield rf"{FIRST}(?=(?P<n>(?:\d\d)?\d{{6}}[-+ ]?(?:t[fr]?|[a-z])\d{{2,3}}(?!\w)))", "PNR", 0
    yield rf"{FIRST}(?=(?P<n>(?:\d\d)?\d{{6}}\s?[-+]?\s?{hidden}))", "PNR", 0
    yield rf"{FIRST}(?=(?P<n>(?:\d\d)?\d{{6}}\W{{1,3}}{either('birth', 'four')}\W{{1,3}}\d{{4}}(?!\d)))", "PNR", 0
    yield rf"{FIRST}(?=(?P<n>(?:\d\d)?\d\d{CLOSE_MONTH}{CLOSE_DAY}-\d{{3}}(?!\d)))", "PNR", 0
    yield r"(?<![\d+])(?=(?P<n>(?:16[ -]?)?\d\d[2-9]\d{3}\s?-?\s?\d{4,}))", "ORGNR", 0
    yield r"(?<![\d+])(?P<n>\d{3}[ ]\d{3}[ ]?-[ ]?\d{4})(?!\d)", "ORGNR", 0


def _accounts() -> Iterator[Body]:
    # A clearing number, then the account in groups: "8327-9 34 112 5", "6112 - 448 903 771".
    parted = r"(?:\s?-\s?\d(?!\d))?(?!,\s?0)(?:\s?[,.-]\s?|\s{1,2})\d{1,4}(?:[ .-]\d{1,4}){1,4}(?!\d)"
    yield rf"(?<!\d)(?=(?P<n>[1-9]\d{{3}}{parted}))", "BANK_ACCT", ACCOUNT
    yield r"(?<!\d)(?=(?P<n>[1-9]\d{3}(?:-\d)?\s?[,\s-]\s?\d(?:[ .-]?\d){5,10}(?!\d)))", "BANK_ACCT", NEVER
    yield r"(?<![\d-])(?=(?P<n>\d{3,4}-\d{4}(?![\d-])))", "BANK_ACCT", 0
    yield rf"{FIRST}(?=(?P<n>\d{{7,}}))", "BANK_ACCT", 0


def _telephones() -> Iterator[Body]:
    said = rf"(?:,?\s{either('numbers', 'fillers')}){{1,3}},?\s|,\s?|{GAP}"  # "noll sju och sen ett"
    yield rf"(?<!\w)(?=(?P<n>(?:\+|00)\s?\(?[1-9](?:{GAP}\d){{6,13}}\d*))", "PHONE", 0
    yield rf"{FIRST}(?=(?P<n>\(?0{GAP}[1-9](?:{GAP}\d){{6,8}}\d*))", "PHONE", 0
    yield rf"{FIRST}(?=(?P<n>0(?:{said})7(?:(?:{said})\d){{8}}\d*))", "PHONE", 0
    yield rf"{FIRST}(?=(?P<n>7[02369](?:[\s,-]{{0,2}}\d){{7}}\d*))", "PHONE", 0


def _announced() -> Iterator[Body]:
    yield r"(?<!\w)(?P<n>se[\s-]?\d\d(?:[\s-]{0,2}\d){16,20}\d*)", "IBAN", 0
    pnr, partly = after("birth", "pnr", SOME_WORDS), either("birth", "partly")
    yield rf"{after('birth', 'pnr', FEW_WORDS)}(?P<n>\d(?:[\s\-+./]{{0,2}}\d){{3,11}}\d*)", "PNR", 0
    yield rf"{pnr}(?<!\w){partly}\s(?P<n>\d{{2,8}})(?!\d)", "PNR", 0
    yield (
        rf"{after('birth', 'pnr', '[^.!?]{0,40}?')}(?<!\w){either('birth', 'ending')}\s(?P<n>\d{{2,8}})(?!\d)",
        "PNR",
        0,
    )
    yield rf"{after('birth', 'four', SOME_WORDS)}(?P<n>\d[ ]?\d[ ]?\d[ ]?\d)(?!\d)", "PNR", 0
    yield rf"{after('numbers', 'org')}(?P<n>\d(?:[\s-]{{0,2}}\d){{7,11}}\d*)", "ORGNR", 0
    yield rf"{after('numbers', 'bank', SOME_WORDS)}(?P<n>\d(?:[\s\-.,:/]{{0,3}}\d){{4,20}}\d*)", "BANK_ACCT", 0
    named = rf"\W{{1,3}}{either('numbers', 'bank', 'phone_weak')}\W{{1,3}}"
    yield rf"{after('numbers', 'bank')}(?P<n>\d{{4,5}}(?:-\d)?{named}\d(?:[\s\-.,]{{0,3}}\d){{4,12}})", "BANK_ACCT", 0
    yield rf"{after('numbers', 'phone', FEW_WORDS)}(?P<n>\+?\d(?:{GAP}\d){{4,12}}\d*)", "PHONE", 0
    yield rf"{after('numbers', 'phone_weak', FEW_WORDS)}(?P<n>\+?\d(?:{GAP}\d){{6,12}}\d*)", "PHONE", 0


def numbers(text: str) -> Iterator[Span]:
    """Every number in a folded text, letters already read as digits, that may lead to someone."""
    digits = len(DIGIT.findall(text))
    if digits < SHORT:
        return
    for found in IBAN.finditer(text):
        yield Span(found.start(), found.end(), "IBAN", "sure", "number")
    low = lowered(text)
    timed = {place for found in TIMES.finditer(low) for place in range(*found.span())}
    for found, type_, fewest in _candidates(low, formed=digits >= LONG):
        start, end = found.span("n")
        everyones = type_ not in CERTAIN and fewest != ACCOUNT
        if everyones and (start in timed or nobodys(found["n"], low[end : end + 8])):
            continue
        if _enough(low, start, end, fewest):
            yield Span(_cleared(low, start, type_), end, _narrowed(found["n"], type_), "sure", "number")


def _candidates(low: str, *, formed: bool) -> Iterator[tuple[re.Match[str], Type, int]]:
    """What has the form of a number, looked for where digits begin; and what a word announces."""
    by_form, announced = _patterns()
    groups = GROUP.finditer(low) if formed else ()
    for place in {place for group in groups for place in (group.start(), group.start("digits"))}:
        for pattern, type_, fewest in by_form:
            found = pattern.match(low, place)
            if found:
                yield found, type_, fewest
    for pattern, type_, fewest in announced:
        for found in pattern.finditer(low):
            yield found, type_, fewest


def _cleared(low: str, start: int, type_: Type) -> int:
    """Where an account begins, with the word for its clearing number just before it."""
    if type_ == "BANK_ACCT" and closes(low, start, "numbers", "clearing", reach=18):
        return max(low.rfind("clearing", max(0, start - 18), start), 0)
    return start


def _enough(text: str, start: int, end: int, fewest: int) -> bool:
    """Whether the number is long enough to be nothing but an account, or money is spoken of beside it."""
    if len(re.sub(r"\D", "", text[start:end])) >= fewest:
        return True
    return heard_before(text, start, "numbers", "money", reach=90) or heard_after(text, end, "numbers", "money")


def digits_read(text: str) -> str:
    """The text with O read as 0 and l and I as 1 where they stand in a number; its length stays."""
    if not re.search(r"\d", text):
        return text
    return re.sub(r"(?<![^\W\dOoIl])[\dOoIl]*\d[\dOoIl]*(?![^\W\d])", _as_digits, text)


def _as_digits(found: re.Match[str]) -> str:
    return found[0].translate(str.maketrans("OoIl", "0011"))


def _narrowed(number: str, type_: Type) -> Type:
    digits = re.sub(r"\D", "", number)
    if type_ == "PNR" and len(digits) == TEN and re.match(r"07[02369]", digits) and number[6:7] not in "-+":
        return "PHONE"
    if type_ == "PNR" and re.match(r"(?:16)?\d\d[2-9]\d{7}$", digits):
        return "ORGNR"
    if type_ in ("ORGNR", "BANK_ACCT") and number.startswith("0") and not re.search(r"[,:]", number):
        return "PHONE"
    return type_


@cache
def _read_aloud() -> re.Pattern[str]:
    ones = either("spelt", *map(str, (*range(21), *range(30, 100, 10))))
    word = rf"{ones}{{1,2}}"
    sign = rf"(?:{either('spelt', 'dash', 'pauses')}\W{{1,3}})?"
    return re.compile(rf"(?<!\w)(?:(?:{word}|\d{{1,3}})(?!\w)\W{{1,3}}{sign}){{5,}}(?:{word}|\d{{1,3}})(?!\w)")


def spoken(text: str) -> Iterator[Span]:
    """Numbers read aloud: "noll sju noll ett sju fyra"."""
    for found in _read_aloud().finditer(lowered(text)):
        if len(re.findall(r"[^\W\d]+", found[0])) >= MANY - 1:
            yield Span(found.start(), found.end(), "PHONE", "sure", "read-aloud")


@cache
def _correction() -> re.Pattern[str]:
    word = either("numbers", "corrections")
    number = r"\d[\d \-/]{0,14}(?<=[\d])(?:[ ]?[A-Ha-h](?!\w))?|[A-ZÅÄÖ]{3}[ ]?\d[\d ]{1,3}[A-Z]?(?!\w)"
    return re.compile(rf"[\s.,…-]{{1,5}}(?:{word}(?!\w)[\s.,…-]{{1,4}}){{1,4}}(?P<n>{number})", re.IGNORECASE)


def corrected(text: str, spans: list[Span]) -> Iterator[Span]:
    """What is said instead just after a number: "fyrtio två nej fyrtio ett"."""
    for span in spans:
        if span.type in ("PHONE", "PNR", "ADDRESS", "PLATE", "BANK_ACCT", "DOB", "CASE_NO"):
            found = _correction().match(text, span.end)
            if found:
                yield Span(span.start, found.end(), span.type, span.certainty, "corrected")
