"""JSON made ready to be sealed: filled up with blanks, so that the length of what is sealed tells nothing.

Without this the length of a sealed chat reference would say whose it is.
"""

import json
from collections.abc import Mapping
from typing import Any

BLOCK = 4096  # bytes; a chat reference or a report fits in one


def filled(doc: Mapping[str, Any]) -> bytes:
    """The document as JSON, a whole number of blocks long. ``json.loads`` reads it back."""
    plain = json.dumps(doc).encode()
    return plain.ljust(-(-len(plain) // BLOCK) * BLOCK)
