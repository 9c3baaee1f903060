"""Ways to reach someone on the net: e-mail and links, under any top-level domain."""

import re
from collections.abc import Iterator

from .cues import closes, heard_before, words
from .lexicon import lexicon
from .span import Span

# Top-level domains that are known without the sign, or with space around the full stop.
TOPS = (
    "(?:com|se|nu|org|net|info|eu|no|dk|fi|de|uk|io|me|gg|ru|tv|is|pl|biz|app|link|xyz|ly|be|co|fr|es|it|nl|ch|at|ua|by|"
    "rs|ir|so|tr|to|fm|cc|ws|gl|in|onion|online|site|store|shop|blog|club|live|chat|social|example|test|invalid|"
    "localhost|local)"
)
PROVIDERS = "(?:gmail|hotmail|outlook|icloud|live|yahoo|telia|bredband|proton|protonmail|comhem)"
LABELS = r"[\w-]{1,63}+(?:\.[\w-]{1,63}+){0,6}?"
MAIL = re.compile(
    r"(?<![\w+%-])[\w+%'-][\w.+%'-]{0,80}+@[\w-]+(?:\.[\w-]+|,[a-z]{2,10}(?!\w))*(?:\s\.\s?[a-z]{2,10}(?!\w))?",
    re.IGNORECASE,
)
SPACED = re.compile(
    rf"(?<![\w.+%'-])(?P<who>[\w+%'-](?:[\w.+%'-]|\s[._-]\s){{0,80}})(?:\s@\s|@\s|\s@(?={PROVIDERS}))"
    rf"(?:[\w-]+(?:(?:\.|\s\.\s?)[\w-]+)*?(?:\s?\.\s?{TOPS}|\s?\.[a-z]{{2,18}}|\s\.\s[a-z]{{2,18}})(?!\w))",
    re.IGNORECASE,
)
SAID = re.compile(
    rf"(?<![\w+%-])(?=(?P<n>[\w+%'-][\w.+%'-]{{0,80}}@"
    rf"(?:[\w-]{{1,63}}(?:\s[\w-]{{1,63}}){{0,2}}\s?\.\s?{TOPS}(?!\w)|[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,6}})))",
    re.IGNORECASE,
)
RUN_TOGETHER = re.compile(r"(?<!\w)\w{2,80}(?:snabel-?a|alfakrull)\w{2,40}(?:\.\w+)*", re.IGNORECASE)
PROVIDER = re.compile(
    rf"(?<![\w.+-])(?P<who>[\w.+-]++)\s{{0,2}}{PROVIDERS}\s?[.,]\s?{TOPS}(?!\w)",
    re.IGNORECASE,
)
LINK = re.compile(r"(?<![^\W_])(?:h(?:tt|xx)ps?\s?:\s?/\s?/\s?|www\s?\.\s?)[^\s<>\"”»⟩\]]++", re.IGNORECASE)
PATH = re.compile(
    rf"(?<![^\W_])(?<!@)(?=[\w-]{{2}}|\w\.(?:me|[a-z]{{4,}})/){LABELS}\.[a-z]{{2,18}}/(?=[\w@~?#])[^\s<>\"”»\]]++",
    re.IGNORECASE,
)
HOST = re.compile(
    rf"(?<![\w.@/_-])(?=[\w-]*[^\W\d_])[\w-]{{3,}}+(?:\.[\w-]++)*?\.(?P<top>{TOPS})(?![\w@/-]|\.\w)", re.IGNORECASE
)
WITHOUT_SIGN = ("snabel", "alfakrull", *PROVIDERS.strip("(?:)").split("|"))
SCHEME = re.compile(r"^(?:\w+\s?:\s?/\s?/\s?)?(?:www\s?\.\s?)?")
LOOSE = 3  # words before an address read aloud that may belong to it


def contacts(text: str) -> Iterator[Span]:
    """E-mail addresses and links in a folded text as it was typed."""
    if "@" in text:
        for pattern in (MAIL, SPACED):
            for found in pattern.finditer(text):
                start = _loosely(text, found.start()) if pattern is SPACED else found.start()
                yield Span(start, found.end(), "EMAIL", "sure", "e-mail")
    low = text.lower()
    for pattern in (RUN_TOGETHER, PROVIDER) if any(sign in low for sign in WITHOUT_SIGN) else ():
        for found in pattern.finditer(text):
            yield Span(found.start(), found.end(), "EMAIL", "sure", "e-mail-provider")
    yield from _links(text)


def contacts_said(text: str) -> Iterator[Span]:
    """The same in a text whose spelt-out signs were read as signs; the beginning of a name may stand apart."""
    if "@" in text:
        for found in SAID.finditer(text):
            yield Span(_loosely(text, found.start()), found.end("n"), "EMAIL", "sure", "e-mail-said")
    for pattern in (PROVIDER, LINK, PATH):
        for found in pattern.finditer(text):
            yield Span(found.start(), found.end(), "EMAIL" if pattern is PROVIDER else "URL", "sure", "said")


def _loosely(text: str, start: int) -> int:
    """Where an address begins whose first part is said in several words: "mejla mig på gun maj.ek@…"."""
    asked = heard_before(text, start, "contacts", "mail", reach=50)
    begins = _resumed(text, start) if asked else start
    for _ in range(LOOSE):
        before = re.search(r"(?<!\w)[\w-]{1,30}[ ]$", text[max(0, begins - 31) : begins])
        if not before or not _may_belong(before[0].strip().lower(), asked=asked):
            return begins
        begins -= len(before[0])
    return begins


def _resumed(text: str, start: int) -> int:
    """The beginning of a first part that was broken off to think: "oskar.vad heter han nu.wahl@…"."""
    found = re.search(r"(?<![\w.])\w+\.(?:\w+\s){1,6}$", text[max(0, start - 60) : start])
    return start - len(found[0]) if found else start


def _may_belong(word: str, *, asked: bool) -> bool:
    if word in words("contacts", "mail") | words("contacts", "linking") | words("person", "small"):
        return False
    return asked or word.isdigit() or len(word) == 1 or not lexicon().known(word)


def _links(text: str) -> Iterator[Span]:
    for pattern in (LINK, PATH) if "/" in text or "www" in text.lower() else ():
        for found in pattern.finditer(text):
            end = found.start() + len(found[0].rstrip(".,;:!?)'"))
            if end > found.start() and not _official(found[0]):
                yield Span(found.start(), end, "URL", "sure", "link")
    for found in HOST.finditer(text) if "." in text else ():
        if _someones(text, found):
            yield Span(found.start(), found.end(), "URL", "sure", "host")


def _host(link: str) -> str:
    return SCHEME.sub("", link.lower()).partition("/")[0]


def _official(link: str) -> bool:
    return _known(_host(link), "hosts")


def _known(host: str, name: str) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in words("contacts", name))


def _someones(text: str, found: re.Match[str]) -> bool:
    """A bare host: none that everybody knows; and not two sentences without the space between, "hem.se"."""
    host = _host(found[0])
    if _known(host, "hosts") or _known(host, "platform_hosts"):
        return False
    if closes(text, found.start(), "contacts", "sites") or heard_before(
        text, found.start(), "contacts", "sites", reach=20
    ):
        return True
    parts = host.split(".")
    if found["top"].istitle() and not host.startswith("www.") and all(map(lexicon().known, parts)):
        return False  # "stolt.Nu ringer han"
    if parts[-1] in words("contacts", "unambiguous"):
        return True
    return (
        parts[-1] not in words("person", "small")
        and not any(map(lexicon().place, parts[:-1]))
        and not all(map(lexicon().known, parts))
    )
