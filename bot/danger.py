"""Danger to life in typed words: then 112 comes before everything else.

Both languages are listened for at once, whatever the person has chosen: who is afraid writes as the words come.
Missing a danger is worst; crying wolf over a wheelbarrow (skottkärra) makes people stop trusting the answer.
"""

from collections.abc import Sequence
from functools import cache

from content import heard

from .listen import Listener, Reading, listener, readings, sentences


def is_danger(text: str) -> bool:
    """Whether the words tell of danger to life now, or of a threat that may be carried out.

    Questions in general ("vad gör man vid bombhot?"), exercises, films and sayings do not count.
    Of a long text only the beginning and the end are read.
    """
    heard_as = [readings(_listeners(), each) for each in sentences(text)]
    aside = any(_either(each, "aside") for each in heard_as)
    return any(_sounds(each, aside=aside or _either(each, "asked")) for each in heard_as)


@cache
def _listeners() -> tuple[Listener, ...]:
    return tuple(heard("danger", listener).values())


def _either(reading: Sequence[Reading], *groups: str) -> bool:
    return any(words.hears(group, line) for words, line in reading for group in groups)


def _sounds(reading: Sequence[Reading], *, aside: bool) -> bool:
    """Whether a sentence is dangerous. ``aside``: what is said is asked, taught or long past, so a bare word is not."""
    general = _either(reading, "general")
    if not general and _either(reading, "certain"):
        return True
    left = [(words, _without_sayings(line)) for words, line in reading]
    if not general and _either(left, "sure") and not _either(reading, "played"):
        return True
    return not aside and not _either(reading, "played") and _either(left, "doubtful")


def _without_sayings(line: str) -> str:
    for words in _listeners():
        line = words.without("idioms", line)
    return line
