"""Account names: by their sign, by their shape, and by the words beside them."""

import re
from collections.abc import Iterator
from functools import cache

from .cues import closes, either, heard_after, heard_before, lowered, whole, words
from .lexicon import lexicon
from .span import Span

AT = re.compile(r"(?<!\w)(?<!\w\.)@\s?[\w.\-]*\w_*")
AT_SAID = re.compile(r"[ ]@(?:[\w.-]+(?:\s[^\W\d_]+){0,2}\s\d[\w.-]*|[\w.\-]*\w)")
NUMBERED = re.compile(r"(?<!\w)[\w.]{3,32}#\d{4}(?!\d)|(?<![\w/])/?u/[\w-]{3,30}")
# A word with something in it that words don't have: a full stop, a hyphen and digits, an underscore, digits.
SHAPED = re.compile(
    r"(?<![^\W_])(?<!@)(?<![^\W_][.-])(?=[\w-]{0,60}[\d_.])(?=[\w.-]{0,60}[^\W\d_])_{0,9}[^\W_][\w.\-]*(?:\w|_)"
)
ODD = re.compile(r"[\d_.]|[^\W_][A-ZÅÄÖ]")
MIXED_MEANING = re.compile(
    rf"{either('contacts', 'counted')}[-.]?\d+[^\W\d_]?(?:-[^\W\d_]+)?"
    r"|\d+[\d.,:-]*\W?[^\W\d_]{0,3}(?:-[^\W\d_]+)*|\d+(?:-\d+)*-?[^\W\d_]*",
    re.IGNORECASE,
)
TWO_FIGURES = re.compile(r"[^\W\d_]{4,}[.-]?\d{2,6}")
INSIDE = re.compile(r"[^\W\d_]+\d+[^\W\d_]+[\w.]*|\d{1,2}[^\W\d_]{4,}\d+")
ABBREVIATED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,3}|[^\W\d_]{1,3}(?:\.[^\W\d_]{1,4}){1,2}", re.IGNORECASE)
LONGEST_CODE = 6  # letters and digits of a code in capitals: a class, a model
HUMP = "[A-ZÅÄÖ][a-zåäö]"  # and more small letters
HUMPED = re.compile(rf"(?<![\w.@/])(?:{HUMP}+(?:{HUMP}+){{2,}}|{HUMP}{{4,}}{HUMP}{{4,}})\d*(?!\w)")  # "OldGreyWolf"
SIGN_OR_DIGIT = re.compile(r"[\d_.]")
HUMP_INSIDE = re.compile("[a-zåäö][A-ZÅÄÖ]")
SPEAKER = re.compile(r"(?:^\W{0,3}|[\"“”»])(?P<n>[\w.-]{5,32}):(?=\s)", re.MULTILINE)
MANY = 3  # parts, of so many letters each
DIGIT, WORDLIKE = re.compile(r"\d"), re.compile(r"[^\W\d_]{2}")
YEARED = re.compile(r"20\d\d$")
NEW_SENTENCE = re.compile(r"\.[A-ZÅÄÖ]")
SHORTEST = 4  # letters of a part of a dotted name that no word explains


def handles(text: str) -> Iterator[Span]:
    """Account names in a folded text."""
    for pattern, reason in ((AT, "at"), (NUMBERED, "numbered")):
        for found in pattern.finditer(text) if "@" in text or "#" in text or "u/" in text else ():
            if re.search(r"\w", found[0]):
                yield Span(found.start(), found.end(), "HANDLE", "sure", reason)
    yield from _shaped(text)
    for found in HUMPED.finditer(text) if HUMP_INSIDE.search(text) else ():
        if not lexicon().place(found[0].lower()):
            yield Span(found.start(), found.end(), "HANDLE", "sure", "humped")
    for found in SPEAKER.finditer(text) if ":" in text else ():
        if WORDLIKE.search(found["n"]) and _speaks(found["n"]):
            yield Span(found.start("n"), found.end("n"), "HANDLE", "sure", "speaker")
    low = lowered(text)
    yield from _said(text, low)
    yield from _user_named(low)
    yield from _on_platform(low)


def handles_said(text: str) -> Iterator[Span]:
    """The same where "understreck" and "bindestreck" were read as signs."""
    for found in _dashed().finditer(lowered(text)):
        if re.search(r"[\d_]", found["n"]) or _beside(text, *found.span("n")):
            yield Span(found.start("n"), found.end("n"), "HANDLE", "sure", "handle-spelt")
    for found in AT_SAID.finditer(text) if " @" in text else ():
        yield Span(found.start() + 1, found.end(), "HANDLE", "sure", "handle-spelt")
    for found in SHAPED.finditer(text) if "_" in text else ():
        if "_" in found[0]:
            yield Span(found.start(), found.end(), "HANDLE", "sure", "handle-spelt")


@cache
def _dashed() -> re.Pattern[str]:
    called = either("contacts", "called", "handle")
    link = rf"(?:{either('contacts', 'linking')}\s)?"
    part = r"[._-]\w{1,20}(?:\s\d{1,2}(?!\d))*"
    return re.compile(rf"(?<!\w){called}\s{link}(?P<n>[^\W\d_]\w{{1,30}}(?:{part}){{1,6}})")


def _shaped(text: str) -> Iterator[Span]:
    """Words of such a shape; letters and figures that could be else too, where another account is in the text."""
    unsure = []
    certain = "@" in text
    for found in SHAPED.finditer(text):
        if not SIGN_OR_DIGIT.search(found[0]):
            continue  # the full stop stands after it
        if _shape(text, found):
            certain = True
            yield Span(found.start(), found.end(), "HANDLE", "sure", "shaped")
        elif TWO_FIGURES.fullmatch(found[0]) and not found[0].isupper() and not MIXED_MEANING.fullmatch(found[0]):
            unsure.append(found)
    for found in unsure if certain else ():
        if not lexicon().place(found[0].rstrip("0123456789").lower()):
            yield Span(found.start(), found.end(), "HANDLE", "sure", "shaped-beside")


def _speaks(name: str) -> bool:
    """Whether what stands before a colon at the beginning of a line is an account in a chat."""
    if "." in name and not ABBREVIATED.fullmatch(name):
        return not name.endswith(".")
    return (
        "_" in name
        or name.count("-") > 1
        or TWO_FIGURES.fullmatch(name) is not None
        or INSIDE.fullmatch(name) is not None
    )


def _shape(text: str, found: re.Match[str]) -> bool:
    """Whether a shaped word is an account name, by what it is made of and by what stands beside it."""
    word = found[0]
    if MIXED_MEANING.fullmatch(word) or _file(text, found) or (word.isupper() and len(word) <= LONGEST_CODE):
        return False
    if "_" in word.rstrip("_") or (word.endswith("_") and (DIGIT.search(word) or word[0] != "_")):
        return text[max(0, found.start() - 1) : found.start()] != "#" or DIGIT.search(word) is not None
    said = _beside(text, found.start(), found.end())
    closely = heard_after(text, found.end(), "contacts", "platforms", reach=14)
    return _dotted(word, said=said, closely=closely) if "." in word else _figured(word, said=said)


def _file(text: str, found: re.Match[str]) -> bool:
    """Whether it is a file's name; on a platform "hampz.exe" is not."""
    file = found[0].lower().rpartition(".")[2] in words("contacts", "files")
    account = heard_after(text, found.end(), "contacts", "platforms", reach=25)
    return file and not account and not closes(text, found.start(), "contacts", "called")


def _figured(word: str, *, said: bool) -> bool:
    """Letters with figures: always where an account is spoken of; else not a place, nor "Agenda2030"."""
    if said or word.isupper() or not (INSIDE.fullmatch(word) or TWO_FIGURES.fullmatch(word)):
        return said and DIGIT.search(word) is not None and not word.isupper()
    letters = re.sub(r"[\W\d_]", "", word).lower()
    odd = len(letters) >= SHORTEST and not lexicon().known(letters) and not lexicon().place(letters)
    return odd or (word.islower() and not YEARED.search(word) and len(letters) > SHORTEST)


def _dotted(word: str, *, said: bool, closely: bool) -> bool:
    """Parts with full stops: not an abbreviation, nor two sentences without the space between."""
    parts = [part for part in re.split(r"[.\-]+", word.lower()) if part]
    if ABBREVIATED.fullmatch(word) or len(parts) == 1 or not any(WORDLIKE.search(part) for part in parts):
        return False
    if closely:
        return True
    if any(DIGIT.search(part) and re.search(r"[^\W\d_]", part) for part in parts):
        return True
    closed = parts[-1] in words("person", "small") or parts[-1] in words("person", "acts")
    if len(parts) >= MANY and all(len(part) > 1 for part in parts) and not closed:
        return True
    strange = any(map(_strange, parts)) if parts[-1] in lexicon().names else _strange(parts[-1])
    return not closed and (said or (strange and not NEW_SENTENCE.search(word)))


def _strange(part: str) -> bool:
    """Whether it is no word, place or name; "omklädn.rum" is short for something."""
    return len(part) > SHORTEST and not lexicon().known(part) and not lexicon().place(part)


def _beside(text: str, start: int, end: int) -> bool:
    """Whether the sentence speaks of an account just before or just after."""
    return heard_before(text, start, "contacts", "handle", "called", reach=45) or heard_after(
        text, end, "contacts", "platforms", reach=25
    )


def _said(text: str, low: str) -> Iterator[Span]:
    for found in _handle_said().finditer(low):
        if _is_handle(found, text[found.start("n") : found.end("n")]):
            yield Span(found.start("n"), found.end("n"), "HANDLE", "sure", "handle-said")


@cache
def _handle_said() -> re.Pattern[str]:
    linking = either("contacts", "linking")
    return re.compile(
        rf"(?<!\w)(?P<cue>{either('contacts', 'handle')})(?!\w)(?P<sign>\s?[:=]\s?|\s)(?P<link>(?:{linking}\s){{0,3}})"
        r"(?P<quote>[\"'”“»]?)(?P<n>[^\W_](?:[\w.\-]*\w)?_*)"
    )


@cache
def _groupings() -> tuple[str, ...]:
    return tuple(words("contacts", "groupings"))


def _is_handle(found: re.Match[str], name: str) -> bool:
    """A word after "snapchat:" is one; after "konto" only if it is quoted, or shaped like one and no word."""
    word = found["n"]
    paid = words("numbers", "bank") | words("numbers", "phone")
    if (
        not re.search(r"[^\W\d_]", name)
        or word in paid
        or word in words("person", "small")
        or word in words("contacts", "handle")
    ):
        return False
    if MIXED_MEANING.fullmatch(name) or word in words("contacts", "linking") or word.endswith(_groupings()):
        return False
    if found["quote"] or re.search(r"[\d_]|[^\W\d_]\.[^\W\d_]{2}", name) or (ODD.search(name) and not name.isupper()):
        return not ABBREVIATED.fullmatch(name)
    user = found["cue"] in words("contacts", "user") and not lexicon().ordinary(word)
    named = user or ":" in found["sign"] or "=" in found["sign"] or found["link"]
    if user and found["cue"] in words("contacts", "user_too"):
        return True
    return bool(named) and not lexicon().known(word) and not lexicon().place(word)


@cache
def _user_said() -> re.Pattern[str]:
    """What ends with what is said: "med användarnamnet mormors pärlor.", "hans pseudonym är röd rök"."""
    return re.compile(
        rf"(?<!\w){either('contacts', 'user', 'user_too')}\s(?P<is>{either('contacts', 'copula')}\s)?"
        r"(?P<n>[^\W\d_]\w+(?:\s[^\W\d_]\w*){0,2})(?=\s?(?:[.,;!?)\n]|$))"
    )


def _user_named(low: str) -> Iterator[Span]:
    """Ordinary words as a user's name: several, or right after the word for it."""
    for found in _user_said().finditer(low):
        said = found["n"].split()
        plain = bool(found["is"]) and len(said) == 1
        if not plain and _by_name(said):
            yield Span(found.start("n"), found.end("n"), "HANDLE", "sure", "user-named")


def _by_name(said: list[str]) -> bool:
    """Whether words may be a name that somebody goes under, and no sentence goes on with them."""
    small, acts = words("person", "small") | words("contacts", "linking"), words("person", "acts")
    return not {said[0], said[-1]} & small and not set(said) & acts and not said[0].endswith(_groupings())


def _on_platform(text: str) -> Iterator[Span]:
    """A word that someone is called or writes as, with the name of a platform beside it."""
    if not whole("contacts", "platforms").search(text):
        return
    for found in _several_there().finditer(text):
        if _by_name(found["n"].split()):
            yield Span(found.start("n"), found.end("n"), "HANDLE", "sure", "on-platform")
    for pattern in _called_there():
        for found in pattern.finditer(text):
            word = found["n"]
            common = word in words("person", "small") or word in words("contacts", "linking")
            if (
                not common
                and not word.endswith(_groupings())
                and not (found.re.groupindex.get("as") and lexicon().ordinary(word))
            ):
                yield Span(found.start("n"), found.end("n"), "HANDLE", "sure", "on-platform")


@cache
def _several_there() -> re.Pattern[str]:
    """Several words before the platform: "kallar sig kung av förorten på snap"."""
    there, named = either("contacts", "platforms"), either("contacts", "goes_under")
    return re.compile(
        rf"(?<!\w){named}\s[\"'”“»]?(?P<n>[^\W\d_]\w+(?:\s[^\W\d_]\w*){{1,3}})[\"'”“»]?"
        rf"\s{either('contacts', 'on_platform')}\s{there}(?!\w)"
    )


@cache
def _called_there() -> tuple[re.Pattern[str], ...]:
    there, called = either("contacts", "platforms"), either("contacts", "called")
    word = r"[\"'”“»]?(?P<n>[^\W\d_][\w.\-]*\w_*)"
    return (
        re.compile(rf"(?<!\w){called}\s{word}[\"'”“»]?\s{either('contacts', 'on_platform')}\s{there}(?!\w)"),
        re.compile(rf"(?<!\w){there}(?!\w)(?:\s\w+){{0,5}}?\s(?P<as>som|as)\s{word}"),
    )
