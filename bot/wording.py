"""From keys to words: a line in the reader's language."""

from collections.abc import Callable

from content import load

from .talk import Line, Phrase, Plain


def say(line: Line, language: str, escape: Callable[[str], str] = str) -> str:
    """The line's words. ``escape`` is put on everything that is not our own wording."""
    if isinstance(line, Plain):
        return escape(line.text)
    values = {
        name: say(value, language, escape) if isinstance(value, Phrase) else escape(value)
        for name, value in line.values.items()
    }
    return load(language).say(line.key, **values)
