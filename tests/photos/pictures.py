"""Pictures for the tests, with all that can be hidden in one. Every text that is hidden holds the word PLANTED.

The Exif, the IPTC and the bombs are written byte by byte, so that they rest on no library that is under test.
"""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image, ImageCms, PngImagePlugin

PLANTED = "PLANTED"
RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 60), (30, 60, 200), (230, 210, 40)
UPRIGHT = [[RED, GREEN], [BLUE, YELLOW]]  # its four quarters
SIZE = (160, 120)
HEIC = (Path(__file__).parent / "sample.heic").read_bytes()  # README.md tells how it was made
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="PLANTED-xmp"/></rdf:RDF></x:xmpmeta>'
)
ASCII, SHORT, LONG, RATIONAL = 2, 3, 4, 5  # Exif's types


def quarters(size=SIZE, mode="RGB"):
    """A picture of four colours."""
    small = Image.new("RGB", (2, 2))
    small.putdata([colour for row in UPRIGHT for colour in row])
    return small.resize(size, Image.Resampling.NEAREST).convert(mode)


def seen(jpeg):
    """The colours in the middles of the four quarters, each named by the nearest of the four."""
    with Image.open(BytesIO(jpeg)) as picture:
        width, height = picture.size
        return [[_nearest(picture.getpixel((width * x // 4, height * y // 4))) for x in (1, 3)] for y in (1, 3)]


def _nearest(pixel):
    return min(
        (RED, GREEN, BLUE, YELLOW), key=lambda colour: sum((a - b) ** 2 for a, b in zip(colour, pixel, strict=True))
    )


def written(picture, kind, **more):
    out = BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def noise(size=(400, 300)):
    return Image.frombytes("L", size, Random(7).randbytes(size[0] * size[1])).convert("RGB")  # the same each time


def exif(orientation=1):
    """Exif with a telephone, a place on Earth and a thumbnail."""
    thumbnail = written(quarters((16, 12)), "JPEG", comment=f"{PLANTED}-thumbnail")
    gps = _gps()
    first = _first(orientation, 0)
    at_gps = 8 + len(_ifd(first, 8))
    at_second = at_gps + len(_ifd(gps, at_gps))
    at_thumbnail = at_second + len(_ifd(_second(0, 0), at_second))
    return b"Exif\0\0II*\0\x08\0\0\0" + b"".join(
        [
            _ifd(_first(orientation, at_gps), 8, following=at_second),
            _ifd(gps, at_gps),
            _ifd(_second(at_thumbnail, len(thumbnail)), at_second),
            thumbnail,
        ]
    )


def _first(orientation, at_gps):
    return [
        (0x010E, ASCII, b"PLANTED-description\0"),
        (0x010F, ASCII, b"PLANTED-telephone\0"),
        (0x0112, SHORT, struct.pack("<H", orientation)),
        (0x8825, LONG, struct.pack("<I", at_gps)),
    ]


def _gps():
    place = struct.pack("<6I", 59, 1, 15, 1, 0, 1), struct.pack("<6I", 18, 1, 5, 1, 0, 1)
    return [(1, ASCII, b"N\0"), (2, RATIONAL, place[0]), (3, ASCII, b"E\0"), (4, RATIONAL, place[1])]


def _second(at_thumbnail, length):
    return [
        (0x0103, SHORT, struct.pack("<H", 6)),
        (0x0201, LONG, struct.pack("<I", at_thumbnail)),
        (0x0202, LONG, struct.pack("<I", length)),
    ]


def _ifd(entries, start, following=0):
    """One of Exif's directories as it stands at ``start``: what is longer than four bytes comes after it."""
    sizes = {ASCII: 1, SHORT: 2, LONG: 4, RATIONAL: 8}
    after = start + 2 + 12 * len(entries) + 4
    lines, rest = [], b""
    for tag, kind, value in entries:
        held = value if len(value) <= 4 else struct.pack("<I", after + len(rest))
        rest += value if len(value) > 4 else b""
        lines.append(struct.pack("<HHI", tag, kind, len(value) // sizes[kind]) + held.ljust(4, b"\0"))
    return struct.pack("<H", len(entries)) + b"".join(lines) + struct.pack("<I", following) + rest


def icc():
    """A colour profile whose name is another."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    name, planted = ("sRGB built-in".encode("utf-16-be"), "PLANTED-icc!!".encode("utf-16-be"))
    assert name in profile
    return profile.replace(name, planted)


def _segment(marker, body):
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _iptc():
    said = b"PLANTED-iptc"
    caption = b"\x1c\x02\x78" + struct.pack(">H", len(said)) + said
    caption += b"\0" * (len(caption) % 2)
    return _segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(caption)) + caption)


def jpeg(orientation=1, size=SIZE, picture=None, kind="JPEG", **more):
    """With Exif, XMP, a profile, a comment, IPTC, an older kind of thumbnail, and words after its end."""
    hidden = {"exif": exif(orientation), "xmp": XMP, "icc_profile": icc(), "comment": "PLANTED-comment"}
    plain = written(picture or quarters(size), kind, quality=90, **hidden, **more)
    small = written(quarters((16, 12)), "JPEG", comment="PLANTED-jfxx")
    return plain[:2] + _segment(0xE0, b"JFXX\0\x10" + small) + _iptc() + plain[2:] + b"PLANTED-after"


def png(orientation=1):
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "PLANTED-text")
    info.add_text("Packed", "PLANTED-packed", zip=True)
    info.add_itxt("Titel", "PLANTED-itxt", "sv", "Titel")
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return written(quarters(), "PNG", pnginfo=info, exif=exif(orientation), icc_profile=icc())


def webp(orientation=1):
    return written(quarters(), "WEBP", exif=exif(orientation), xmp=XMP, icc_profile=icc(), quality=90)


def mpo():
    """A JPEG with a second one behind it, as some phones make it."""
    return jpeg(kind="MPO", save_all=True, append_images=[quarters((80, 60))])


LADEN = {"JPEG": jpeg(), "PNG": png(), "WebP": webp(), "HEIC": HEIC, "MPO": mpo()}


def moving(kind):
    return written(quarters(), kind, save_all=True, append_images=[quarters().rotate(180)], duration=100)


def png_of(width, height, depth, colour, rows):
    """A PNG as the standard has it; ``rows`` is what is to be packed, each with its filter's byte."""
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0),
        b"IDAT": zlib.compress(rows, 9),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks.items()
    )


def grey_png_16(size=256):
    """From black to white in steps of 16 bits."""
    row = b"\0" + b"".join(struct.pack(">H", 257 * x) for x in range(size))
    return png_of(size, 16, 16, 0, row * 16)


def flat_webp(width, height):
    """One colour without loss: five codes of one symbol each, and not a bit for any pixel."""
    bits, length = 0, 0
    simple = [(1, 1), (0, 1)]  # a simple code, of one symbol
    for value, size in [(width - 1, 14), (height - 1, 14), (0, 4), (0, 3), *_codes(simple)]:
        bits |= value << length
        length += size
    body = b"\x2f" + bits.to_bytes(length // 8 + 1, "little")
    body += b"\0" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", len(body) + 12) + b"WEBPVP8L" + struct.pack("<I", len(body)) + body


def _codes(simple):
    """For green, red, blue, opacity and distance: the symbol 200 in eight bits, or 0 in one."""
    for symbol in (200, 200, 200, 255, 0):
        yield from [*simple, (1, 1), (symbol, 8)] if symbol else [*simple, (0, 1), (0, 1)]


def _sized(jpeg_bytes, width, height):
    """The same JPEG, said to be of another size."""
    at = jpeg_bytes.index(b"\xff\xc0") + 5
    return jpeg_bytes[:at] + struct.pack(">HH", height, width) + jpeg_bytes[at + 4 :]


def bombs(side=30_000):
    """Small files of huge pictures. PNG packs 1,032 to 1 at best, so the one with all its pixels has 110 kB."""
    rows = (b"\0" + b"\0" * (-(-side // 8))) * side
    at = HEIC.index(b"ispe") + 8
    return {
        "PNG": png_of(side, side, 1, 0, rows),
        "WebP": flat_webp(16_383, 16_383),  # no WebP is larger
        "JPEG": _sized(written(quarters(), "JPEG"), side, side),
        "HEIC": HEIC[:at] + struct.pack(">II", side, side) + HEIC[at + 8 :],
    }
