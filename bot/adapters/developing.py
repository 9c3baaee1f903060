"""Pictures drawn anew: opened within limits, turned upright, and nothing but the pixels is kept. The door to Pillow.

As a program it develops one picture, from the standard input to the standard output, for ``darkroom``.
"""

import resource
import sys
import warnings
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from pi_heif import register_heif_opener
from PIL import ExifTags, Image
from PIL.Image import Transpose

from bot.errors import Unclear

SHARPEST = 60_000_000  # pixels; the sharpest phones take 50 million, and 30,000 × 30,000 would fill the memory
PIXELS = {  # the most of each format; as PNG and WebP no phone takes pictures, and they need more memory for each
    "JPEG": SHARPEST,
    "MPO": SHARPEST,  # a JPEG with further pictures behind it, as some phones make it; opened as a JPEG
    "HEIF": SHARPEST,
    "PNG": 25_000_000,
    "WEBP": 25_000_000,
}
OPENED = ("JPEG", "PNG", "WEBP", "HEIF", "GIF")  # GIF only to say what is wrong with it
MOVING = ("GIF", "PNG", "WEBP")
SIDE = 1600  # pixels: a mark and what stands on it can be read
QUALITY = 82
PREVIEWS = (  # longest side, quality; the first that is small enough is taken
    (1200, 65),
    (960, 62),
    (800, 60),
    (640, 60),
    (520, 55),
    (420, 50),
    (320, 45),
    (240, 40),
    (160, 30),
    (96, 20),
)
TURNS = {  # what makes it upright, by Exif's tag 274: https://www.cipa.jp/std/documents/e/DC-008-Translation-2019-E.pdf
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
MEMORY = 2 * 1024**3  # bytes of addresses; the largest pictures that are taken need a quarter of it
SECONDS = 20  # of computing; they need two
FIRST_TO_GO = Path(
    "/proc/self/oom_score_adj"
)  # Linux's: https://man7.org/linux/man-pages/man5/proc_pid_oom_score_adj.5.html
Box = tuple[float, float, float, float]
CUTS: dict[str, Box] = {  # left, top, right and bottom, as shares of the side
    "upper": (0, 0, 1, 0.5),
    "lower": (0, 0.5, 1, 1),
    "left": (0, 0, 0.5, 1),
    "right": (0.5, 0, 1, 1),
    "middle": (0.25, 0.25, 0.75, 0.75),
}


def ready() -> None:
    """Let Pillow know libheif, and our limits. Once, before anything is developed."""
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    Image.MAX_IMAGE_PIXELS = SHARPEST // 2  # Pillow warns here, and above twice that it opens nothing
    warnings.filterwarnings("ignore", module=r"PIL\.")  # of what is odd about a file; nobody can mend it


def developed(raw: bytes) -> bytes:
    """See ``bot.ports.Darkroom.develop``. Raises Unclear: photo.empty, not_picture, animated, too_large or broken."""
    if not raw:
        raise Unclear("photo.empty")
    with _opened(raw) as opened:
        if opened.format in MOVING and getattr(opened, "is_animated", False):
            raise Unclear("photo.animated")
        if opened.format not in PIXELS:
            raise Unclear("photo.not_picture")
        if opened.width * opened.height > PIXELS[opened.format]:
            raise Unclear("photo.too_large")
        try:
            opened.draft("RGB", (SIDE, SIDE))  # a large JPEG is read no finer than it will be kept
            return _written(_plain(opened), QUALITY)
        except Exception:  # noqa: BLE001 - as below; a file that breaks off is found out here
            raise Unclear("photo.broken") from None


def _opened(raw: bytes) -> Image.Image:
    """Only what stands before the pixels has been read. Raises Unclear."""
    try:
        return Image.open(BytesIO(raw), formats=OPENED)
    except Image.DecompressionBombError:
        raise Unclear("photo.too_large") from None
    except Exception:  # noqa: BLE001 - a file made to harm can raise anything, and what it raised may quote it
        raise Unclear("photo.broken" if _begun(raw) else "photo.not_picture") from None


def _begun(raw: bytes) -> bool:
    """Whether it begins as a picture does: then it is one that came to harm on its way."""
    accepting = (Image.OPEN[name][1] for name in OPENED)
    return any(accept(raw[:16]) is True for accept in accepting if accept)


def _plain(opened: Image.Image, side: int = SIDE) -> Image.Image:
    """Upright, no longer than that, on white where it was see-through; a new picture, to which nothing clings."""
    even = _even(opened)
    width, height = (max(1, round(each * min(1, side / max(even.size)))) for each in even.size)
    small = even.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    turn = TURNS.get(_orientation(opened))
    seen = (small.transpose(turn) if turn is not None else small).convert("RGBA")
    fresh = Image.new("RGB", seen.size, "white")
    fresh.paste(seen, mask=seen.getchannel("A"))
    return fresh


def _even(opened: Image.Image) -> Image.Image:
    """In a mode whose pixels can be mixed with each other: no palette, no more than 8 bits of grey."""
    if opened.mode.startswith("I"):  # Pillow would cut off what does not fit, and all would be white
        return opened.point(lambda grey: grey / 257).convert("L")
    return opened.convert("RGBA") if opened.mode in {"1", "P", "PA"} else opened


def _orientation(opened: Image.Image) -> int:
    """Exif's orientation, once the pixels are read; a file whose particulars are garbled is as upright as it is."""
    try:
        return int(opened.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - garbled particulars raise anything
        return 1


def cut(picture: bytes, part: str) -> bytes:
    """See ``bot.ports.Darkroom.cut``."""
    with Image.open(BytesIO(picture), formats=("JPEG",)) as opened:
        width, height = opened.size
        left, top, right, bottom = CUTS[part]
        box = round(left * width), round(top * height), round(right * width), round(bottom * height)
        least = (box[0], box[1], max(box[2], box[0] + 1), max(box[3], box[1] + 1))
        return _written(_plain(opened.crop(least)), QUALITY)


def preview(picture: bytes, most: int) -> bytes:
    """See ``bot.ports.Darkroom.preview``."""
    with Image.open(BytesIO(picture), formats=("JPEG",)) as opened:
        for side, quality in PREVIEWS:
            made = _written(_plain(opened, side), quality)
            if len(made) <= most:
                return made
    raise ValueError(f"No preview fits into {most} bytes.")


def _written(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def main() -> None:
    """Write a JPEG, or the key of what is wrong. A file that was made to harm harms this process only."""
    limits = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_CORE: 0}
    for limit, most in limits.items():  # no core: it would hold the picture
        with suppress(ValueError, OSError):  # where the system has no such limit
            resource.setrlimit(limit, (most, most))
    with suppress(OSError):  # where memory is short, this process is to go before the bot
        FIRST_TO_GO.write_text("1000", "ascii")
    ready()
    try:
        made = developed(sys.stdin.buffer.read())
    except Unclear as problem:
        made = problem.key.encode()
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
