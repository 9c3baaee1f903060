"""A report's picture, apart from the report: sealed, and gone before it (domain/blankett.md: at the latest in 90 days).

While the dialog is open the picture lies under the dialog's id, afterwards under its case's.
"""

from datetime import datetime, timedelta

from .ports import PHOTOS, Put, Row, Seal

BLOCK = 64 * 1024  # bytes: its length shall not tell which dialog's picture became which case's
MOST = 15 * 1024 * 1024  # bytes that are fetched; the pictures of phones take 2 to 12 million
WAITING = timedelta(hours=48)  # for a picture whose report has not been sent


def put(seal: Seal, owner: str, picture: bytes, until: datetime) -> Put:
    """The write that keeps a JPEG until then, by the hour. Zeros after its end belong to no picture."""
    plain = picture.ljust(-(-len(picture) // BLOCK) * BLOCK, b"\0")
    hour = until.replace(minute=0, second=0, microsecond=0)
    return Put(PHOTOS, owner, {"until": hour.isoformat(), "sealed": seal.seal(plain, about(owner))})


def put_for_case(seal: Seal, case: str, picture: bytes, until: datetime) -> Put:
    """The write that keeps a case's, by the day: no row may tell at which hour its report came."""
    return put(seal, case, picture, until.replace(hour=0))


def read(row: Row, seal: Seal) -> bytes:
    """The JPEG of a row. Raises Unsealable."""
    return seal.open(row.doc["sealed"], about(row.key)).rstrip(b"\0")


def about(owner: str) -> str:
    """What a picture's seal is bound to."""
    return f"photo/{owner}"
