"""Numbers that belong to no one: emergency and help lines, switchboards, the city's own, hours, years, sums."""

import re
from functools import cache
from pathlib import Path

import phonenumbers
from phonenumbers import PhoneNumberType

import content

from .cues import words

MONTH, DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
SHARED = (PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.UAN)
EVENT = re.compile(rf"20[2-9]\d{MONTH}{DAY}")  # a day of these years is what happened, not a birth, unless words say so
YEARS = re.compile(r"(?:(?:19|20)\d\d|[01]\d[0-5]\d|2[0-4][0-5]\d)\s?-\s?(?:(?:19|20)\d\d|[01]\d[0-5]\d|2[0-4][0-5]\d)")
MONEY = re.compile(r"\s?(?:kr\b|kronor|sek|%|:-|euro|€|tkr|mkr|miljoner)", re.IGNORECASE)
TIMES = re.compile(
    r"(?<![\d.:])(?:[01]?\d|2[0-4])[.:][0-5]\d\s?-\s?(?:[01]?\d|2[0-4])[.:][0-5]\d(?![\d:]|\.\d)|"
    r"(?<![\d.:])(?:(?:[01]\d|2[0-4])[.:][0-5]\d,?\s(?:[^\W\d_]{3}\s)?)+(?:[01]\d|2[0-4])[.:][0-5]\d(?!\d)|"
    r"(?<!\d)(?:(?:19|20)\d\d-\d\d-\d\d|\d\d?[-./]\d\d?[-./](?:19|20)\d\d)(?!\d|[\s\-+]{0,2}\d{4})"
)
CITY = Path(content.__file__).parent / "city"


def nobodys(number: str, following: str) -> bool:
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
