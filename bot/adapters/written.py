"""How a document is written down, whichever store keeps it: its text, its etag, and what can be asked for.

Both stores go by this, so a document has the same etag in each of them.
"""

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from bot.ports import Table

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_INTEGERS = range(-(2**63), 2**63)  # what both stores can index


def text_of(doc: Mapping[str, Any]) -> str:
    """The document's text. Raises ValueError or TypeError when it is no plain JSON."""
    text = _encode(dict(doc))
    check_text(text)
    return text


def fingerprint(key: str, text: str) -> str:
    """The etag: a hash of key and content (32 hex digits). No counter: counters join rows by order."""
    return blake2b(f"{key}\0{text}".encode(), digest_size=16).hexdigest()


def check_text(text: str) -> None:
    """Raise ValueError for text with half a surrogate pair: no UTF-8 file and no network could carry it."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("Half a surrogate pair is no text. Clean it where it comes in.") from error


def check_value(table: Table, field: str, value: Any) -> None:
    """Raise ValueError unless the field is indexed and the value can be asked for by equality and order."""
    if field not in table.indexed:
        raise ValueError(f"{table.name}.{field} is not indexed. Name it in its Table in bot/ports.")
    if value is None or (type(value) is int and value in _INTEGERS):
        return
    if type(value) is not str:
        raise ValueError(f"{table.name}.{field} is indexed and takes a string, a 64-bit integer or null.")
    check_text(value)
