"""Ways to reach someone on the net: e-mail, links, account names."""

import re
from collections.abc import Iterator
from functools import cache

from .cues import after, either, words
from .lexicon import lexicon
from .span import Span

TOPS = "(?:com|se|nu|org|net|info|eu|no|dk|fi|de|uk|io|me|gg|ru|tv|is|pl|biz|app|link|xyz|ly|be|co)"
MAIL = re.compile(
    rf"(?<![\w+%-])[\w+%'-][\w.+%'-]{{0,80}}+(?:@[\w-]+(?:\.[\w-]+)*|\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)*?\s?\.\s?{TOPS}(?!\w))",
    re.IGNORECASE,
)
PROVIDER = re.compile(
    r"(?<![\w.+-])(?P<who>[\w.+-]++)\s{0,2}(?:gmail|hotmail|outlook|icloud|live|yahoo|telia|bredband|proton|protonmail|comhem)"
    rf"\s?[.,]\s?{TOPS}(?!\w)",
    re.IGNORECASE,
)
LINK = re.compile(r"(?<!\w)(?:h(?:tt|xx)ps?\s?:\s?/\s?/\s?|www\s?\.\s?)[^\s<>\"”»⟩\]]++", re.IGNORECASE)
BARE = re.compile(rf"(?<![\w.@/-])[\w-]+(?:\.[\w-]+)*\.{TOPS}/[^\s<>\"”»\]]++", re.IGNORECASE)
AT = re.compile(r"(?<![\w.])@\s?[\w.\-]*\w_*")
JOINED = re.compile(r"(?<![\w@.-])[^\W_][\w.-]*_[\w.\-]*\w_*|(?<![\w@])_+[^\W_][\w.-]*\w_*")
DIGITED = re.compile(r"(?<![\w@.-])(?=[\w.-]*[^\W\d_]{4})(?=[^\W\d_][\w.-]*\d{2})[\w.-]*\w(?!\w)")
NUMBERED = re.compile(r"(?<!\w)[\w.]{3,32}#\d{4}(?!\d)|(?<![\w/])/?u/[\w-]{3,30}")
SHAPED = re.compile(r"[\d_.]|[^\W_][A-ZÅÄÖ]")
MIXED_MEANING = re.compile(r"(?:covid|combat|mp|ak|m|c|b|kl|v|nr|art|t|pmr)-?\d+|\d+\w*", re.IGNORECASE)


def contacts(text: str) -> Iterator[Span]:
    """E-mail addresses, links and account names in a folded text."""
    yield from _mails(text)
    yield from _links(text)
    yield from _handles(text)


def _mails(text: str) -> Iterator[Span]:
    if "@" in text:
        for found in MAIL.finditer(text):
            yield Span(found.start(), found.end(), "EMAIL", "sure", "e-mail")
    for found in _spelled_mail().finditer(text):
        yield Span(found.start(), found.end(), "EMAIL", "sure", "e-mail-spelled")
    for found in PROVIDER.finditer(text):
        yield Span(found.start(), found.end(), "EMAIL", "sure", "e-mail-provider")


@cache
def _spelled_mail() -> re.Pattern[str]:
    at, dot = either("contacts", "at"), either("contacts", "dot")
    sign = rf"(?:{at}|\sat\s)"
    host = rf"[\w-]+(?:\s?(?:\.|{dot})\s?[\w-]+)*?\s?(?:\.|\s{dot}\s|{dot})\s?{TOPS}(?!\w)"
    return re.compile(
        rf"(?<![\w.+-])(?:[\w+-]+(?:\s{dot}\s|\.)){{0,4}}[\w+-]{{1,40}}?\s?{sign}\s?{host}", re.IGNORECASE
    )


def _links(text: str) -> Iterator[Span]:
    for pattern in (LINK, BARE):
        for found in pattern.finditer(text):
            end = found.start() + len(found[0].rstrip(".,;:!?)'"))
            if end > found.start() and not _official(found[0]):
                yield Span(found.start(), end, "URL", "sure", "link")


def _official(link: str) -> bool:
    host = re.sub(r"^(?:\w+\s?:\s?/\s?/\s?)?(?:www\.)?", "", link.lower()).partition("/")[0]
    return any(host == known or host.endswith(f".{known}") for known in words("contacts", "hosts"))


def _handles(text: str) -> Iterator[Span]:
    for pattern, reason in ((AT, "at"), (NUMBERED, "numbered")):
        for found in pattern.finditer(text):
            if re.search(r"\w", found[0]):
                yield Span(found.start(), found.end(), "HANDLE", "sure", reason)
    for pattern in (JOINED, DIGITED):
        for found in pattern.finditer(text):
            if not MIXED_MEANING.fullmatch(found[0]):
                yield Span(found.start(), found.end(), "HANDLE", "ask", "shaped")
    for found in _handle_said().finditer(text):
        if _is_handle(found):
            yield Span(found.start("n"), found.end("n"), "HANDLE", "sure", "handle-said")


@cache
def _handle_said() -> re.Pattern[str]:
    linking = either("contacts", "linking")
    return re.compile(
        rf"{after('contacts', 'handle', '')}(?P<sign>\s?[:=]\s?|\s)(?P<link>(?:{linking}\s){{0,3}})"
        r"(?P<quote>[\"'”“»]?)(?P<n>[^\W_](?:[\w.\-]*\w)?_*)",
        re.IGNORECASE,
    )


def _is_handle(found: re.Match[str]) -> bool:
    """A word after "snapchat:" is one; after "konto" only if it is quoted, or shaped like one and no word."""
    name, word = found["n"], found["n"].lower()
    if not re.search(r"[^\W\d_]", name) or word in words("person", "small") or word in words("contacts", "handle"):
        return False
    if found["quote"] or SHAPED.search(name):
        return True
    named = ":" in found["sign"] or "=" in found["sign"] or found["link"]
    return bool(named) and not lexicon().known(word) and not lexicon().place(word)
