"""Tables of words, as scripts/build_names.py makes them: sorted hashes and a byte for each, far smaller than a set."""

import sys
import zlib
from array import array
from bisect import bisect_left
from pathlib import Path

HASH = 4  # bytes


class Table:
    """What words are known as: a byte, 0 for a word that is not there.

    One unknown word in thirty thousand is taken for another with the same hash.
    """

    def __init__(self, file: Path) -> None:
        body = zlib.decompress(file.read_bytes())
        size = len(body) // (HASH + 1)
        self._hashes = array("I", body[: HASH * size])
        if sys.byteorder != "little":
            self._hashes.byteswap()
        self._known = body[HASH * size :]

    def __getitem__(self, word: str) -> int:
        """What the word, in lower case, is known as."""
        sought = zlib.crc32(word.encode("utf-8", "replace"))
        place = bisect_left(self._hashes, sought)
        return self._known[place] if place < len(self._hashes) and self._hashes[place] == sought else 0

    def __contains__(self, word: str) -> bool:
        """Whether the word is there."""
        return self[word] > 0
