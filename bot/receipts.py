"""The receipt code: the only tie between a sender and a report, held by the sender alone (decision 7)."""

import hashlib
import hmac
import unicodedata

from content import HERE

WORDS = tuple((HERE / "city" / "code_words.txt").read_text("utf-8").split())
LENGTH = 6  # words; with 1,626 words or more that is at least 64 bits
ABOUT = "receipt"


def code(key: bytes) -> str:
    """Six words derived from a dialog's key: the same each time it is shown, and known to nobody else."""
    number = int.from_bytes(hmac.digest(key, b"receipt code", hashlib.sha256))
    words = []
    for _ in range(LENGTH):
        number, index = divmod(number, len(WORDS))
        words.append(WORDS[index])
    return "-".join(words)


def spoken(text: str) -> str | None:
    """The code in a text as someone types it: other signs, capitals, å ä ö left out. None when it is no code."""
    words = "".join(c if c.isalpha() else " " for c in _folded(text)).split()
    if len(words) != LENGTH or not all(word in _UNFOLDED for word in words):
        return None
    return "-".join(_UNFOLDED[word] for word in words)


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


_UNFOLDED = {_folded(word): word for word in WORDS}
