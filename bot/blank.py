"""JSON made ready to be sealed: filled up with blanks, so that the length of what is sealed tells nothing.

Without this the length of a sealed chat reference would say whose it is.
"""

from collections.abc import Mapping
from typing import Any

import orjson

BLOCK = 4096  # bytes; a report fits in one
SMALL = 2048  # a dialog with a full box of text in any alphabet of two bytes a letter, and its chat


def filled(doc: Mapping[str, Any], block: int = BLOCK) -> bytes:
    """The document as JSON, a whole number of blocks long. ``json.loads`` reads it back."""
    plain = orjson.dumps(doc)
    return plain.ljust(-(-len(plain) // block) * block)
