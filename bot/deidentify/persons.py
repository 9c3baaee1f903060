"""People in a text: words that are likely names. Those that stand together are one; one once seen is known again."""

import re
from collections.abc import Iterator
from dataclasses import replace

from .cues import words
from .lexicon import lexicon
from .span import Certainty, Span
from .tagger import Likely, likely
from .traits import called, named

# Chosen on tests/deidentify/judge.jsonl: figures in docs/deidentification.md.
SURE = 0.5  # from here a word is taken out without asking
ASKED = 0.07  # from here it is asked about …
ASKED_WORD = 0.2  # … an ordinary word in small letters from here
JOINED = 0.3  # from here a word after a name is part of it; an ordinary word in small letters only when sure
SAID, CALLED = 0.45, 0.3  # odds of a word after "heter" and its like, and after "kallas", that could be a name
SEEN, AGAIN = 0.7, 0.6  # a name as likely as this is known again, and each mention is at least this share as likely
JOINT = re.compile(r" |-|\n|\. ?| - |")
INITIALS = re.compile(r"(?<![\w.])[^\W\d_]\.[ -]?(?:[^\W\d_]\.[ -]?)?[^\W\d_]\.(?![\w.])")


def persons(text: str, asked: float = ASKED) -> Iterator[Span]:
    """Names, by-names and initials in a folded text; what is as likely a name as ``asked`` is asked about."""
    after_naming, after_calling = named(text), called(text)
    found = _known_again([_expected(each, after_naming, after_calling) for each in likely(text)])
    name: list[tuple[Likely, float]] = []
    for each, odds in found:
        if name and _goes_on(text, name[-1][0], each):
            if odds >= (SURE if _plain(each) else JOINED):
                name.append((each, odds))
            continue
        if name:
            yield _span(text, name)
        name = [(each, odds)] if odds >= asked else []
    if name:
        yield _span(text, name)
    for match in INITIALS.finditer(text):
        if match[0].upper() == match[0]:
            yield Span(match.start(), match.end(), "PERSON", "sure", "initials")


def _expected(each: Likely, after_naming: set[int], after_calling: set[int]) -> Likely:
    """What follows a naming word is a name however odd; an ordinary word hardly is one without better reasons."""
    word, odds = each.word, each.name
    plain = _plain(each)
    if word.low in words("person", "small"):
        odds = odds if odds >= SURE else 0.0
    elif not plain and word.start in after_naming:
        odds = max(odds, SAID)
    elif not plain and word.start in after_calling:
        odds = max(odds, CALLED)
    elif plain and odds < ASKED_WORD:
        odds = 0.0
    return replace(each, name=odds)


def _plain(each: Likely) -> bool:
    """Whether it is an ordinary word in small letters."""
    return not each.word.text[0].isupper() and each.word.kind.startswith("w")


def _known_again(found: list[Likely]) -> list[tuple[Likely, float]]:
    """Each word with its odds; another mention of a name that was seen is likely one too, if it can be."""
    best: dict[str, float] = {}
    for each in found:
        for form in _forms(each):
            best[form] = max(best.get(form, 0.0), each.name)
    return [(each, _odds(each, max(best[form] for form in _forms(each)))) for each in found]


def _odds(each: Likely, seen: float) -> float:
    word = each.word
    could_be = word.text[0].isupper() or word.kind.startswith("-")
    if seen < SEEN or not could_be or word.low in words("person", "small") or lexicon().place(word.low):
        return each.name
    return max(each.name, AGAIN * seen)


def _forms(each: Likely) -> tuple[str, str]:
    return each.word.low, each.word.low.removesuffix("s").rstrip("'’")


def _goes_on(text: str, before: Likely, each: Likely) -> bool:
    """Whether the two are of one name."""
    joint = JOINT.fullmatch(text, before.word.end, each.word.start)
    return joint is not None and each.begins * 2 <= each.name


def _span(text: str, name: list[tuple[Likely, float]]) -> Span:
    last = name[-1][0].word
    dotted = len(last.text) == 1 and text[last.end : last.end + 1] == "."  # the full stop of an initial
    odds = max(odds for _, odds in name)
    certainty: Certainty = "sure" if odds >= SURE else "ask"
    return Span(name[0][0].word.start, last.end + dotted, "PERSON", certainty, "likely", odds)
