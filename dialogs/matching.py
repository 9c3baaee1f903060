"""Typed words against the words we listen for: whole lines, without case, signs or a leading slash."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from content import HERE, LANGUAGES, load, read

_SIGNS = re.compile(r"[^\w+]+")


def plain(text: str) -> str:
    """The words alone, in lower case, one space apart."""
    return _SIGNS.sub(" ", text.casefold()).strip()


@cache
def listened(name: str) -> Mapping[str, str]:
    """Every way to say something, plain → what it means, from content/<language>/heard/<name>.toml."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for meaning, ways in read(HERE / language / "heard" / f"{name}.toml").items():
            found.update({plain(way): meaning for way in ways})
    return found


def option(text: str, options: Iterable[str], prefix: str) -> str | None:
    """The option whose words, in either language, or whose number this is. ``prefix`` is where its words stand."""
    said, offered = plain(text), list(options)
    if said.isdecimal() and 1 <= int(said[:3]) <= len(offered) and len(said) < len("999"):
        return offered[int(said) - 1]
    for language in LANGUAGES:
        words = load(language)
        for each in offered:
            if words.has(f"{prefix}.{each}") and plain(words.say_bare(f"{prefix}.{each}")) == said:
                return each
    meant = listened("answers").get(said)
    return meant if meant in offered else None
