"""Reading a caller's JSON without trusting its shape, and writing ours."""

import json
from typing import Any

import orjson
from orjson import Fragment

from bot.ports import Doc

__all__ = ["BadActivity", "Fragment", "clean", "dumped", "needed", "parsed", "part", "parts", "text"]

LONGEST = 2_000  # characters in an identifier or address; Teams' own are far shorter


class BadActivity(ValueError):
    """What came in has not the shape of an activity; the argument names the field, never its content."""


def parsed(body: bytes) -> Doc:
    """The JSON object in a request's body. Raises BadActivity."""
    found = _loaded(body)
    if not isinstance(found, dict):
        raise BadActivity("body")
    return found


def dumped(doc: Doc) -> bytes:
    """A document of ours as JSON. A half letter, which no UTF-8 can hold, becomes a question mark."""
    try:
        return orjson.dumps(doc)
    except orjson.JSONEncodeError:
        return json.dumps(doc, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def text(doc: Doc, name: str) -> str:
    """The text under this name, empty when there is none."""
    found = doc.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise BadActivity(name)
    return clean(found)


def needed(doc: Doc, name: str) -> str:
    """The text under this name, which must be there."""
    found = text(doc, name)
    if not 0 < len(found) <= LONGEST:
        raise BadActivity(name)
    return found


def part(doc: Doc, name: str) -> Doc:
    """The object under this name, empty when there is none."""
    found = doc.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise BadActivity(name)
    return found


def parts(doc: Doc, name: str) -> list[Doc]:
    """The list of objects under this name, empty when there is none."""
    found: Any = doc.get(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise BadActivity(name)
    return found


def clean(found: str) -> str:
    """The text without what no database and no UTF-8 can hold: lone surrogates and NUL."""
    if found.isascii() and "\0" not in found:
        return found
    return found.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _loaded(body: bytes) -> Any:
    """What the quick reader refuses goes to the forgiving one: half letters, NaN, other encodings than UTF-8."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadActivity("body") from error
