"""People in a text: words that are likely names. Those that stand together are one; one once seen is known again."""

import re
from collections.abc import Iterator

from .cues import words
from .lexicon import lexicon
from .span import Certainty, Span
from .tagger import Likely, likely
from .traits import called, named

# Chosen on texts by hands that the model had not read: figures in docs/deidentification.md.
ASKED = 0.08  # odds from which a word is asked about, or from a share of it:
TELLING = 0.3  # … a capital that neither a sentence, a place nor a name explains
KNOWN, WORD_NAMES = 0.5, 0.8  # … in small letters a name that is nothing else, a name that is a word
NEVER, UNKNOWN = 4.0, 2.0  # … a word in small letters or a place that is nobody's name, what no list knows
SURE = 0.5  # from here a name of the lists is taken out without asking, other words later:
SURE_WORD, SURE_UNKNOWN, SURE_OPENING, SURE_PLAIN = 0.6, 0.7, 0.75, 0.8
JOINED = 0.1  # from here a word after a name is part of it; an ordinary word in small letters only when sure
BESIDE = 0.03  # from here a word that is in the lists of names is one beside a likely name
SAID, CALLED = 0.45, 0.3  # odds of a word after "heter" and its like, and after "kallas", that could be a name
APART, APART_BY_SIGN = 0.75, 0.5  # share of the odds from which a word begins a name of its own
SEEN, AGAIN = 0.7, 0.6  # a name as likely as this is known again, and each mention is at least this share as likely
JOINT = re.compile(r" |-|\n|\. ?| - |")
NUMBER = re.compile(r"\d ?\Z")
INITIALS = re.compile(r"(?<![\w.])(?:[^\W\d_]\.[ -]?(?:[^\W\d_]\.[ -]?)?[^\W\d_]\.|[A-ZÅÄÖ]\.[A-ZÅÄÖ])(?![\w.])")
SHORTENED = 5  # letters of what is rather an abbreviation than a name in capitals


def persons(text: str, asked: float = ASKED) -> Iterator[Span]:
    """Names, by-names and initials in a folded text; what is as likely a name as ``asked`` is asked about."""
    after_naming, after_calling = named(text), called(text)
    told = [each for each in likely(text) if not _numbered(text, each)]
    found = _known_again([_expected(each, after_naming, after_calling) for each in told])
    found = _side_by_side(text, found, asked)
    name: list[tuple[Likely, float]] = []
    for each, odds in found:
        if name and _goes_on(text, name[-1][0], each):
            if odds >= (SURE if _plain(each) else min(JOINED, asked * _share(each))):
                name.append((each, odds))
            continue
        if name:
            yield _span(text, name)
        name = [(each, odds)] if _enough(each, odds, asked) else []
    if name:
        yield _span(text, name)
    for match in INITIALS.finditer(text):
        if match[0].upper() == match[0]:
            yield Span(match.start(), match.end(), "PERSON", "sure", "initials")


def _expected(each: Likely, after_naming: set[int], after_calling: set[int]) -> Likely:
    """What follows a naming word is a name however odd; an ordinary word hardly is one without better reasons."""
    word, odds = each.word, each.name
    plain = _plain(each)
    if word.low in words("person", "small") and not _bears(each):
        odds = odds if odds >= SURE else 0.0
    elif not plain and word.start in after_naming:
        odds = max(odds, SAID)
    elif not plain and word.start in after_calling:
        odds = max(odds, CALLED)
    return each if odds == each.name else each._replace(name=odds)


def _numbered(text: str, each: Likely) -> bool:
    """Whether it is a letter of a number: "4C", "blankett 7 C"."""
    return len(each.word.text) == 1 and NUMBER.search(text, max(0, each.word.start - 2), each.word.start) is not None


def _enough(each: Likely, odds: float, asked: float) -> bool:
    return odds >= asked * TELLING and odds >= asked * _share(each)


def _listed(low: str) -> bool:
    return lexicon().listed(low) or lexicon().listed(low.removesuffix("s"))


def _share(each: Likely) -> float:
    """How much of the odds it takes to ask about a word, by how often a word like it was one of equal odds."""
    word, listed = each.word, _listed(each.word.low)
    if not word.text[0].isupper():
        return (WORD_NAMES if listed else NEVER) if _plain(each) else KNOWN if listed else UNKNOWN
    if listed or word.opens:
        return 1.0
    unheard = word.low not in lexicon().names
    if unheard and (word.place != "0" or (word.shape == "XX" and len(word.low) <= SHORTENED)):
        return NEVER
    return TELLING


def _certain(each: Likely) -> float:
    """The odds from which a word is taken out without asking, by how often a word like it was one."""
    word, listed = each.word, _listed(each.word.low)
    if word.text[0].isupper():
        strange = not listed and word.kind.startswith(("-", "c"))
        return (SURE_OPENING if word.opens else SURE_WORD) if strange else SURE
    if _plain(each):
        return SURE_WORD if listed else SURE_PLAIN
    return SURE if listed else SURE_UNKNOWN


def _bears(each: Likely) -> bool:
    """Whether it has a capital and somebody is called so, word or not: "Bror", "My", "A"."""
    word = each.word
    return word.text[0].isupper() and (lexicon().listed(word.low) or (len(word.low) == 1 and not word.opens))


def _plain(each: Likely) -> bool:
    """Whether it is an ordinary word in small letters."""
    return not each.word.text[0].isupper() and each.word.kind.startswith("w")


def _known_again(found: list[Likely]) -> list[tuple[Likely, float]]:
    """Each word with its odds; another mention of a name that was seen is likely one too, if it can be."""
    if not any(each.name >= SEEN for each in found):
        return [(each, each.name) for each in found]
    best: dict[str, float] = {}
    for each in found:
        for form in _forms(each):
            best[form] = max(best.get(form, 0.0), each.name)
    return [(each, _odds(each, max(best[form] for form in _forms(each)))) for each in found]


def _odds(each: Likely, seen: float) -> float:
    word = each.word
    if seen < SEEN or seen == each.name:
        return each.name
    could_be = word.text[0].isupper() or word.kind.startswith("-") or lexicon().listed(word.low)
    small = word.low in words("person", "small") and not _bears(each)
    lone = len(word.low) == 1 and not word.text.isupper()
    if not could_be or lone or small or lexicon().place(word.low):
        return each.name
    return max(each.name, AGAIN * seen)


def _side_by_side(text: str, found: list[tuple[Likely, float]], asked: float) -> list[tuple[Likely, float]]:
    """A name beside a likely one is likely too, and so is a particle before one: "dan persson", "von Ek"."""
    told = [odds for _, odds in found]
    enough = [_enough(each, odds, asked) for each, odds in found]
    for at in range(len(found) - 1):
        (one, first), (other, second) = found[at], found[at + 1]
        gap = text[one.word.end : other.word.start]
        if gap.strip(" ") == "." and enough[at + 1] and one.word.shape == "X" and other.word.text[0].isupper():
            told[at] = max(first, second)  # "G. Holm"
        if gap not in (" ", "\n"):
            continue
        if (enough[at] or enough[at + 1]) and _cut_in_two(one, other):
            told[at] = told[at + 1] = max(first, second)
        if enough[at + 1] and (one.word.low in words("person", "particled") or _beside(one, other)):
            told[at] = max(first, second)
        if enough[at] and _beside(other, one):
            told[at + 1] = max(first, second)
    return [(each, odds) for (each, _), odds in zip(found, told, strict=True)]


def _cut_in_two(one: Likely, other: Likely) -> bool:
    """Whether the two are one name with a gap in it: "Moham med"."""
    return lexicon().listed(one.word.low + other.word.low) and not lexicon().listed(one.word.low)


def _beside(each: Likely, other: Likely) -> bool:
    """Whether a word that may be a name is one, as another stands beside it, written alike."""
    alike = each.word.text[0].isupper() == other.word.text[0].isupper()
    return alike and each.name >= BESIDE and bool(lexicon().names[each.word.low])


def _forms(each: Likely) -> tuple[str, str]:
    return each.word.low, each.word.low.removesuffix("s").rstrip("'’")


def _goes_on(text: str, before: Likely, each: Likely) -> bool:
    """Whether the two are of one name."""
    joint = JOINT.fullmatch(text, before.word.end, each.word.start)
    if joint is not None and joint[0].startswith(".") and before.word.shape == "X":
        return True  # an initial and what it stands before
    return joint is not None and each.begins <= each.name * (APART if joint[0] == " " else APART_BY_SIGN)


def _span(text: str, name: list[tuple[Likely, float]]) -> Span:
    last = name[-1][0].word
    dotted = len(last.text) == 1 and text[last.end : last.end + 1] == "."  # the full stop of an initial
    odds = max(odds for _, odds in name)
    sure = any(each_odds >= _certain(each) for each, each_odds in name)
    certainty: Certainty = "sure" if sure else "ask"
    return Span(name[0][0].word.start, last.end + dotted, "PERSON", certainty, "likely", odds)
