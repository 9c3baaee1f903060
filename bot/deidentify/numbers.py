"""Numbers that belong to someone: personal numbers, telephones, accounts, organisations.

No check digit is ever asked for: people mistype. Between the digits may stand what people put there, line breaks too.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import phonenumbers
from phonenumbers import PhoneNumberType

import content

from .cues import after, either, words
from .span import Certainty, Span, Type

GAP = r"[\s\-./()·*_]{0,3}"  # what may stand between the digits of a telephone number
FIRST = r"(?<!\d)"
FEW_WORDS = r"[^\w+]{0,3}(?:\w+\W{1,2}){0,2}?"  # "numret till henne är"
DAY = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"  # +60 in a co-ordination number
MONTH = r"(?:0[1-9]|1[0-2])"
SHARED = (PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.UAN)
EVENT = re.compile(rf"20[2-9]\d{MONTH}{DAY}")  # a day of these years is what happened, not a birth, unless words say so
YEARS = re.compile(r"(?:(?:19|20)\d\d|[01]\d[0-5]\d|2[0-4][0-5]\d)-(?:(?:19|20)\d\d|[01]\d[0-5]\d|2[0-4][0-5]\d)")
MONEY = re.compile(r"\s?(?:kr\b|kronor|sek|%|:-|euro|€)", re.IGNORECASE)
TIMES = re.compile(
    r"(?<![\d.:])(?:[01]?\d|2[0-4])[.:][0-5]\d\s?-\s?(?:[01]?\d|2[0-4])[.:][0-5]\d(?![\d.:])|"
    r"(?<!\d)(?:(?:19|20)\d\d-\d\d-\d\d|\d\d?[-./]\d\d?[-./](?:19|20)\d\d)(?!\d|[\s\-+]{0,2}\d{4})"
)
CITY = Path(content.__file__).parent / "city"
MANY = 6  # number words in a row that can hardly be anything but a number read aloud
TEN = 10
CERTAIN = ("PNR", "ORGNR", "IBAN")  # by their form alone

Pattern = tuple[re.Pattern[str], Type, Certainty]


@cache
def _patterns() -> tuple[Pattern, ...]:
    """The group ``n`` is the number. Where it stands in a look-ahead, a number is looked for at every digit group."""
    bodies = (*_personal(), *_accounts(), *_telephones())
    return tuple((re.compile(body, re.IGNORECASE), type_, certainty) for body, type_, certainty in bodies)


def _personal() -> Iterator[tuple[str, Type, Certainty]]:
    four = r"[\s\-+/.]{0,3}\d[ ]?\d[ ]?\d[ ]?\d+"
    pair = r"\d[ ]?\d"
    day = rf"{pair}[\s\-./]{{0,2}}{MONTH}[\s\-./]{{0,2}}{DAY}"
    yield rf"{FIRST}(?=(?P<n>(?:{pair}[ ]?)?{day}{four}))", "PNR", "sure"
    yield rf"{FIRST}(?=(?P<n>(?:\d\d)?\d{{6}}\s{{0,2}}[-+]\s{{0,2}}\d{{4,}}))", "PNR", "sure"
    yield rf"{FIRST}(?=(?P<n>(?:\d\d)?\d{{6}}[-+ ]?(?:T[FR]?|[A-Z])\d{{2,3}}(?!\w)))", "PNR", "sure"
    yield rf"{after('birth', 'pnr', FEW_WORDS)}(?P<n>\d(?:[\s\-+./]{{0,2}}\d){{3,11}}\d*)", "PNR", "sure"
    yield rf"{FIRST}(?=(?P<n>(?:16)?\d\d[2-9]\d{{3}}\s?-?\s?\d{{4,}}))", "ORGNR", "sure"
    yield rf"{after('numbers', 'org')}(?P<n>\d(?:[\s-]{{0,2}}\d){{7,11}}\d*)", "ORGNR", "sure"


def _accounts() -> Iterator[tuple[str, Type, Certainty]]:
    yield r"(?<!\w)(?P<n>SE[\s-]?\d\d(?:[\s-]{0,2}\d){16,20}\d*)", "IBAN", "sure"
    upper = "(?-i:[A-Z0-9]{4})"
    yield (
        rf"(?<!\w)(?P<n>(?-i:[A-Z]{{2}})\d\d(?:[\s-]?{upper}){{2,7}}(?:[\s-]?(?-i:[A-Z0-9]{{1,4}}))?)(?!\w)",
        "IBAN",
        "sure",
    )
    account = r"\d(?:[\s\-.,:/]{0,3}\d){3,20}\d*"
    yield rf"{after('numbers', 'bank', FEW_WORDS)}(?P<n>{account})", "BANK_ACCT", "sure"
    clearing = r"\d{4}(?:-\d)?\s?,\s?\d{1,3}(?:[ .]?\d{2,3}){2}(?:[ -]\d{1,2})?\d*"
    yield rf"{FIRST}(?=(?P<n>{clearing}))", "BANK_ACCT", "sure"
    yield r"(?<![\d-])(?=(?P<n>\d{3,4}-\d{4}(?![\d-])))", "BANK_ACCT", "ask"
    yield rf"{FIRST}(?=(?P<n>\d{{7,}}))", "BANK_ACCT", "ask"


def _telephones() -> Iterator[tuple[str, Type, Certainty]]:
    yield rf"(?<!\w)(?=(?P<n>(?:\+|00)\s?\(?[1-9](?:{GAP}\d){{6,13}}\d*))", "PHONE", "sure"
    yield rf"{FIRST}(?=(?P<n>\(?0{GAP}[1-9](?:{GAP}\d){{6,8}}\d*))", "PHONE", "sure"
    yield rf"{FIRST}(?=(?P<n>7[02369](?:[\s-]{{0,2}}\d){{7}}\d*))", "PHONE", "ask"
    yield rf"{after('numbers', 'phone', FEW_WORDS)}(?P<n>\+?\d(?:{GAP}\d){{4,12}}\d*)", "PHONE", "sure"


def numbers(text: str) -> Iterator[Span]:
    """Every number in a folded text, letters already read as digits, that may lead to someone."""
    if not re.search(r"\d", text):
        return
    times = [found.span() for found in TIMES.finditer(text)]
    for pattern, type_, certainty in _patterns():
        for found in pattern.finditer(text):
            start, end = found.span("n")
            at_time = any(first <= start < past for first, past in times)
            if type_ in CERTAIN or not (at_time or _nobodys(found["n"], text[end : end + 8])):
                yield Span(start, end, _narrowed(found["n"], type_), certainty, "number")


def digits_read(text: str) -> str:
    """The text with O read as 0 and l, I and | as 1 where they stand in a number; its length stays."""
    if not re.search(r"\d", text):
        return text
    return re.sub(r"(?<![^\W\dOoIl])[\dOoIl|]*\d[\dOoIl|]*(?![^\W\d])", _as_digits, text)


def _as_digits(found: re.Match[str]) -> str:
    return found[0].translate(str.maketrans("OoIl|", "00111"))


def _narrowed(number: str, type_: Type) -> Type:
    digits = re.sub(r"\D", "", number)
    if type_ == "PNR" and len(digits) == TEN and re.match(r"07[02369]", digits) and number[6:7] not in "-+":
        return "PHONE"
    if type_ == "PNR" and re.match(r"(?:16)?\d\d[2-9]\d{7}$", digits):
        return "ORGNR"
    if type_ in ("ORGNR", "BANK_ACCT") and number.startswith("0") and not re.search(r"[,:]", number):
        return "PHONE"
    return type_


def _nobodys(number: str, following: str) -> bool:
    """Whether it is a day, a span of years or hours, a sum, or a number that is everyone's."""
    if EVENT.fullmatch(number) or YEARS.fullmatch(number) or (number[0] not in "0+(" and MONEY.match(following)):
        return True
    return public(number)


@cache
def _shared(digits: str) -> bool:
    try:
        parsed = phonenumbers.parse(digits, "SE")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(parsed) in SHARED


def public(number: str) -> bool:
    """Whether it is an emergency or help line, a free or shared-cost number, or one of the city's own."""
    digits = re.sub(r"\D", "", number)
    digits = re.sub(r"^(?:0046|46(?=\d{7}))0?", "0", digits)
    if digits in words("public", "numbers"):
        return True
    return digits in _citys() or (digits.startswith("0") and _everyones(digits))


def _everyones(digits: str) -> bool:
    """Free and shared-cost numbers, and switchboards; a desk of the city's is somebody's own."""
    exchange = digits.startswith(tuple(words("public", "exchanges"))) and digits.endswith("000")
    switchboard = exchange or (digits.endswith("0000") and not digits.startswith("07"))
    return switchboard or digits.startswith(tuple(words("public", "starts"))) or _shared(digits)


@cache
def _citys() -> frozenset[str]:
    """The numbers that the city shows as ways to reach it, in content/city/contacts.toml."""
    if not (CITY / "contacts.toml").exists():
        return frozenset()
    called = re.findall(r"tel:(?:\+46)?(\d+)", (CITY / "contacts.toml").read_text("utf-8"))
    return frozenset({*called, *(f"0{number}" for number in called)})


@cache
def _read_aloud() -> re.Pattern[str]:
    ones = either("numbers", "spoken")
    word = rf"{ones}{{1,2}}"
    return re.compile(rf"(?<!\w)(?:(?:{word}|\d{{1,3}})(?!\w)\W{{1,3}}){{5,}}(?:{word}|\d{{1,3}})(?!\w)", re.IGNORECASE)


def spoken(text: str) -> Iterator[Span]:
    """Numbers read aloud: "noll sju noll ett sju fyra"."""
    for found in _read_aloud().finditer(text):
        if len(re.findall(r"[^\W\d]+", found[0])) >= MANY - 1:
            yield Span(found.start(), found.end(), "PHONE", "ask", "read-aloud")
