"""Danger to life in typed words: then 112 comes before everything else.

Both languages are listened for at once, whatever the person has chosen: who is afraid writes as the words come.
Missing a danger is worst; crying wolf over a wheelbarrow (skottkärra) makes people stop trusting the answer.

Patterns (content/<language>/heard/danger.toml) set marks: what is threatened, and what takes it back. A trained sense
(content/heard/danger.model, made by scripts/train_danger.py) weighs the marks and the words together and decides.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from content import HERE, heard

from .listen import Listener, Reading, listener, readings, sentences
from .sense import Sense, Traces, pieces, places, read_sense

GROUPS = ("certain", "sure", "doubtful", "general", "aside", "asked", "played", "idioms")


def is_danger(text: str) -> bool:
    """Whether the words tell of danger to life now, or of a threat that may be carried out.

    Questions in general ("vad gör man vid bombhot?"), exercises, films and sayings do not count.
    Of a long text only the beginning and the end are read.
    """
    return _sense().feels(list(traces(text)))


def traces(text: str) -> Iterator[Traces]:
    """What each sentence of the text leaves behind for the sense to weigh."""
    parts = [piece for each in sentences(text) for piece in pieces(each)]
    heard_as = [readings(_listeners(), each) for each in parts]
    aside = any(_either(each, "aside") for each in heard_as)
    for part, reading in zip(parts, heard_as, strict=True):
        yield Traces(frozenset(places(part, reading)), frozenset(_marks(reading, aside=aside)), len(part.words))


@cache
def _listeners() -> tuple[Listener, ...]:
    return tuple(heard("danger", listener).values())


@cache
def _sense() -> Sense:
    return read_sense(HERE / "heard" / "danger.model")


def _either(reading: Sequence[Reading], *groups: str) -> bool:
    return any(words.hears(group, line) for words, line in reading for group in groups)


def _marks(reading: Sequence[Reading], *, aside: bool) -> Iterator[str]:
    """The groups heard in a sentence, again with sayings struck out, and what the patterns alone would say of it."""
    found = {group for group in GROUPS if _either(reading, group)}
    bare = [(words, _without_sayings(line)) for words, line in reading] if "idioms" in found else reading
    left = found if bare is reading else {group for group in ("sure", "doubtful") if _either(bare, group)}
    yield from found
    yield from (f"bare {group}" for group in left & {"sure", "doubtful"})
    if _sounds(found, left, aside=aside or "asked" in found):
        yield "danger"


def _sounds(found: set[str], left: set[str], *, aside: bool) -> bool:
    """What patterns alone say. ``aside``: the words are asked, taught or long past, so a bare word is no danger."""
    if "general" not in found and ("certain" in found or ("sure" in left and "played" not in found)):
        return True
    return not aside and "played" not in found and "doubtful" in left


def _without_sayings(line: str) -> str:
    for words in _listeners():
        line = words.without("idioms", line)
    return line
