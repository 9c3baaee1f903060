"""The words and the facts: one TOML file per dialog and language, checked when loaded."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

LANGUAGES = ("sv", "en")
HERE = Path(__file__).parent


class WrongWords(Exception):
    """A content file is wrong: which, where, and what to do."""


class Phrases:
    """Every phrase in one language, addressed by dotted key: ``worry.danger.ask``."""

    def __init__(self, language: str, phrases: Mapping[str, str]) -> None:
        self.language = language
        self._phrases = phrases

    def say(self, key: str, **values: str) -> str:
        """The phrase with its blanks filled."""
        return self._phrases[key].format(**values)

    def say_bare(self, key: str) -> str:
        """The phrase with its blanks left as they are, for matching."""
        return self._phrases[key]

    def has(self, key: str) -> bool:
        """Whether there is such a phrase."""
        return key in self._phrases

    def __iter__(self) -> Iterator[str]:
        """Every key, sorted."""
        return iter(sorted(self._phrases))

    def blanks(self, key: str) -> set[str]:
        """The names that must be filled in: ``{"reference"}`` for "Tack! {reference}"."""
        return {name for _, name, _, _ in Formatter().parse(self._phrases[key]) if name is not None}


@cache
def load(language: str) -> Phrases:
    """The words of one language (sv or en)."""
    found: dict[str, str] = {}
    for file in sorted((HERE / language).glob("*.toml")):
        found.update(_flatten(read(file), f"{file.stem}.", file))
    return Phrases(language, found)


def read(file: Path) -> dict[str, Any]:
    """A TOML file; a fault in it names the file and the line."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongWords(f"{file.relative_to(HERE)}: {error}. Mend the line and start again.") from error


@cache
def city(name: str) -> Mapping[str, Any]:
    """A file of facts about the city: ``city("places")`` is content/city/places.toml."""
    return read(HERE / "city" / f"{name}.toml")


def heard(name: str, make: Callable[[Path], Any]) -> dict[str, Any]:
    """A list of words to listen for, by language: content/<language>/heard/<name>.toml."""
    return {language: make(HERE / language / "heard" / f"{name}.toml") for language in LANGUAGES}


def _flatten(tree: Mapping[str, Any], prefix: str, file: Path) -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{key}.", file)
        elif isinstance(value, str):
            yield f"{prefix}{key}", _checked(value.strip(), f"{prefix}{key}", file)
        else:
            raise WrongWords(f"{file.relative_to(HERE)}: {prefix}{key} is no text. Put it in quotation marks.")


def _checked(phrase: str, key: str, file: Path) -> str:
    try:
        list(Formatter().parse(phrase))
    except ValueError as error:
        raise WrongWords(f"{file.relative_to(HERE)}: {key}: {error}. Write a lone brace twice.") from error
    if not phrase:
        raise WrongWords(f"{file.relative_to(HERE)}: {key} is empty. Write the words.")
    return phrase
