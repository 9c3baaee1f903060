"""From keys to words: a line in the reader's language."""

from collections.abc import Callable

from content import load

from .talk import Line, Listed, Plain


def say(line: Line, language: str, escape: Callable[[str], str] = str) -> str:
    """The line's words. ``escape`` is put on everything that is not our own wording."""
    if isinstance(line, Plain):
        return escape(line.text)
    if isinstance(line, Listed):
        return _listed([say(each, language, escape) for each in line.lines], line.last, language)
    values = {
        name: escape(value) if isinstance(value, str) else say(value, language, escape)
        for name, value in line.values.items()
    }
    return load(language).say(line.key, **values)


def _listed(said: list[str], last: str, language: str) -> str:
    if not last or not said[1:]:
        return ", ".join(said)
    return f"{', '.join(said[:-1])} {load(language).say(last)} {said[-1]}"
