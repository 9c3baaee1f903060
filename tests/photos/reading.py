"""What a JPEG holds beside its pixels, read byte by byte: no library that could overlook something."""

import struct
from dataclasses import dataclass

ALONE = {0x01, *range(0xD0, 0xD9)}  # markers without a body
NAMES = {0xE0: "APP0", 0xDB: "DQT", 0xC0: "SOF0", 0xC4: "DHT", 0xDA: "SOS"}
JFIF = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"  # version 1.1, no unit, 1 × 1, no thumbnail


@dataclass(frozen=True)
class Segment:
    name: str
    body: bytes


def segments(jpeg):
    """The segments in order, and what follows the end of the picture."""
    assert jpeg[:2] == b"\xff\xd8"
    found, at = [], 2
    while jpeg[at + 1] != 0xD9:
        assert jpeg[at] == 0xFF
        marker = jpeg[at + 1]
        at += 2
        if marker in ALONE:
            continue
        (length,) = struct.unpack(">H", jpeg[at : at + 2])
        found.append(Segment(NAMES.get(marker, f"{marker:X}"), jpeg[at + 2 : at + length]))
        at += length
        if marker == 0xDA:
            at = _after_pixels(jpeg, at)
    return found, jpeg[at + 2 :]


def _after_pixels(jpeg, at):
    """Where the next marker stands: a zero after FF is a pixel's, and so are restarts."""
    while jpeg[at] != 0xFF or jpeg[at + 1] == 0 or 0xD0 <= jpeg[at + 1] <= 0xD7:
        at += 1
    return at


def bare(jpeg):
    """Whether it is a whole JPEG with nothing but what its pixels need."""
    found, after = segments(jpeg)
    names = [each.name for each in found]
    return found[0] == Segment("APP0", JFIF) and after == b"" and set(names[1:]) == {"DQT", "SOF0", "DHT", "SOS"}
