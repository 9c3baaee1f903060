"""Pictures drawn anew, with real ones of every kind."""

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from bot.adapters import developing
from bot.adapters.darkroom import KEYS
from bot.adapters.developing import SIDE, cut, preview
from bot.errors import Unclear
from bot.ports import PARTS
from tests.photos.pictures import (
    BLUE,
    GREEN,
    HEIC,
    LADEN,
    PLANTED,
    RED,
    SIZE,
    UPRIGHT,
    YELLOW,
    bombs,
    flat_webp,
    grey_png_16,
    jpeg,
    moving,
    mpo,
    noise,
    png,
    quarters,
    seen,
    webp,
    written,
)
from tests.photos.reading import bare, segments

ROOT = Path(__file__).parents[2]
EXAMPLES = 2000 if os.environ.get("VBE_PROOF") else 150
SMALL = 12_000  # bytes
every_kind = pytest.mark.parametrize("kind", LADEN)


def developed(raw):
    developing.ready()
    return developing.developed(raw)


def wrong(raw):
    with pytest.raises(Unclear) as caught:
        developed(raw)
    assert caught.value.__cause__ is None
    return caught.value.key


def opened(raw):
    return Image.open(BytesIO(raw))


@every_kind
def test_nothing_survives_but_the_pixels(kind):
    assert PLANTED.encode() in LADEN[kind]
    made = developed(LADEN[kind])
    assert PLANTED.encode() not in made
    assert bare(made)
    assert seen(made) == UPRIGHT
    assert opened(made).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_is_hidden_is_found_so_that_silence_means_something():
    found, after = segments(LADEN["JPEG"])
    bodies = {
        (each.name, each.body.split(b"\0")[0]) for each in found if each.name.startswith("E") or "APP" in each.name
    }
    hidden = {b"JFXX", b"JFIF", b"Photoshop 3.0", b"Exif", b"ICC_PROFILE", b"http://ns.adobe.com/xap/1.0/"}
    assert {body for _, body in bodies} == hidden
    assert ("FE", b"PLANTED-comment") in {(each.name, each.body) for each in found}
    assert after.endswith(b"PLANTED-after")
    assert not any(bare(LADEN[kind]) for kind in ("JPEG", "MPO"))
    assert opened(LADEN["JPEG"]).getexif().get_ifd(0x8825)[2] == (59, 15, 0)


@every_kind
def test_nothing_survives_in_a_part_or_in_the_small_copy_either(kind):
    made = developed(LADEN[kind])
    for small in (
        preview(made, SMALL),
        *(cut(made, part) for part in PARTS),
    ):
        assert PLANTED.encode() not in small
        assert bare(small)


def test_not_even_from_a_picture_that_was_not_developed():
    """As it would be if a laden one ever lay in the store."""
    laden = LADEN["JPEG"]
    for small in (preview(laden, SMALL), cut(laden, "upper")):
        assert PLANTED.encode() not in small
        assert bare(small)


@pytest.mark.parametrize(
    ("orientation", "shown"),
    [
        (1, [[RED, GREEN], [BLUE, YELLOW]]),
        (2, [[GREEN, RED], [YELLOW, BLUE]]),
        (3, [[YELLOW, BLUE], [GREEN, RED]]),
        (4, [[BLUE, YELLOW], [RED, GREEN]]),
        (5, [[RED, BLUE], [GREEN, YELLOW]]),
        (6, [[BLUE, RED], [YELLOW, GREEN]]),
        (7, [[YELLOW, GREEN], [BLUE, RED]]),
        (8, [[GREEN, YELLOW], [RED, BLUE]]),
        (9, [[RED, GREEN], [BLUE, YELLOW]]),
    ],
)
@pytest.mark.parametrize("make", [jpeg, png, webp])
def test_a_picture_is_turned_upright(make, orientation, shown):
    made = developed(make(orientation))
    assert seen(made) == shown
    assert opened(made).size == (SIZE[::-1] if orientation in {5, 6, 7, 8} else SIZE)


def test_a_picture_of_a_phone_that_says_so_twice_is_turned_once():
    assert opened(developed(HEIC)).size == SIZE
    assert seen(developed(HEIC)) == UPRIGHT


@pytest.mark.parametrize("garbled", [b"", b"MM", b"MM\0*\0\0\0\x08\xff\xff\xff", b"II*\0\xff\xff\xff\xff", b"x" * 40])
def test_garbled_particulars_do_not_spoil_a_picture(garbled):
    made = developed(written(quarters(), "JPEG", exif=b"Exif\0\0" + garbled))
    assert seen(made) == UPRIGHT


def test_a_large_one_is_made_smaller_and_a_small_one_is_left():
    assert opened(developed(jpeg(6, size=(3000, 2000)))).size == (1067, SIDE)
    assert opened(developed(written(quarters((2000, 30)), "PNG"))).size == (SIDE, 24)
    assert opened(developed(written(quarters((5000, 2)), "PNG"))).size == (SIDE, 1)
    assert opened(developed(written(quarters((2, 2)), "PNG"))).size == (2, 2)


def test_what_is_seen_through_is_white():
    clear = quarters(mode="RGBA")
    clear.paste((0, 0, 0, 0), (0, 0, 80, 60))
    for raw in (written(clear, "PNG"), written(clear, "WEBP", lossless=True), written(clear.quantize(), "PNG")):
        made = opened(developed(raw))
        assert min(made.getpixel((40, 30))) > 240
        assert made.mode == "RGB"


@pytest.mark.parametrize(
    "raw",
    [
        written(quarters(mode="CMYK"), "JPEG", quality=95),
        written(quarters().quantize(8), "PNG"),
        written(quarters(mode="RGBA"), "PNG"),
        written(quarters(), "WEBP", lossless=True),
        written(quarters(), "JPEG", progressive=True),
        written(quarters().resize((3400, 2600)).quantize(8), "PNG"),
    ],
    ids=["cmyk", "palette", "opacity", "lossless", "progressive", "large palette"],
)
def test_colours_stay_as_they_were_in_every_mode(raw):
    assert seen(developed(raw)) == UPRIGHT


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_grey_stays_grey(kind):
    step = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90)
    assert grey_steps(developed(written(step, kind))) == pytest.approx([0, 64, 128, 192, 255], abs=4)


def test_sixteen_bits_of_grey_are_not_all_white():
    assert grey_steps(developed(grey_png_16())) == pytest.approx([0, 64, 128, 192, 255], abs=4)


def test_black_and_white_are_so():
    step = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90).point(lambda grey: 255 * (grey > 127))
    assert grey_steps(developed(written(step.convert("1"), "PNG"))) == pytest.approx([0, 0, 255, 255, 255], abs=12)


def grey_steps(made):
    picture = opened(made).convert("L")
    return [picture.getpixel((x, 8)) for x in (0, 64, 128, 192, 255)]


def test_of_a_jpeg_with_a_second_one_behind_it_the_first_is_read():
    assert opened(mpo()).format == "MPO"
    assert opened(developed(mpo())).size == SIZE


@pytest.mark.parametrize("raw", [b"En text.\n", b"\0", b"%PDF-1.7\n", b"<svg/>", b"BM" + b"\0" * 60, b"x" * 100_000])
def test_what_is_no_picture_is_said_to_be_none(raw):
    assert wrong(raw) == "photo.not_picture"


def test_a_kind_of_picture_that_is_not_taken_is_none():
    for kind in ("GIF", "BMP", "TIFF", "PPM", "ICO", "AVIF"):
        assert wrong(written(quarters((32, 32)), kind)) in {"photo.not_picture", "photo.broken"}


def test_nothing_at_all_is_empty():
    assert wrong(b"") == "photo.empty"


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_what_moves_is_not_taken(kind):
    assert wrong(moving(kind)) == "photo.animated"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_file_that_breaks_off_is_broken(kind, share):
    raw = written(noise(), kind.upper())
    assert wrong(raw[: max(16, int(len(raw) * share))]) == "photo.broken"


LIMITED = """
import json, resource, sys
from io import BytesIO
from pathlib import Path
from PIL import Image
from bot.adapters.developing import developed, ready
from bot.errors import Unclear

ready()
resource.setrlimit(resource.RLIMIT_AS, (900 * 2**20,) * 2)

def said(raw):
    try:
        return len(developed(raw))
    except Unclear as problem:
        return problem.key

def read(raw):
    Image.MAX_IMAGE_PIXELS = None
    try:
        return Image.open(BytesIO(raw)).load() and "read"
    except MemoryError:
        return "burst"
    except Exception as problem:
        return type(problem).__name__

files = [Path(name) for name in sys.argv[1:]]
keys = {each.name: said(each.read_bytes()) for each in files}
print(json.dumps([keys, {each.name: read(each.read_bytes()) for each in files}]))
"""


def test_a_small_file_of_a_huge_picture_is_refused_before_it_is_decoded(tmp_path):
    """In a process that would burst if it were: and it does, when Pillow alone reads what is refused here."""
    for name, raw in bombs().items():
        assert len(raw) < 120_000
        (tmp_path / name).write_bytes(raw)
    (tmp_path / "good").write_bytes(jpeg())
    command = [sys.executable, "-c", LIMITED, *sorted(map(str, tmp_path.iterdir()))]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    keys, without = json.loads(told.stdout)
    assert keys.pop("good") > 500
    assert keys == dict.fromkeys(bombs(side=16), "photo.too_large")
    assert (without["PNG"], without["JPEG"], without["good"]) == ("burst", "burst", "read")
    assert without["WebP"] == "OSError"  # so Pillow calls it when libwebp gets no memory
    assert told.stderr == ""


def test_what_is_made_for_a_bomb_is_a_picture_when_it_is_small():
    assert opened(developed(flat_webp(70, 50))).getpixel((9, 9)) == pytest.approx((200, 200, 200), abs=2)


def test_each_kind_has_its_own_limit_of_pixels():
    assert wrong(flat_webp(5001, 5000)) == "photo.too_large"
    assert wrong(bombs(side=5001)["PNG"]) == "photo.too_large"
    assert wrong(bombs(side=7747)["JPEG"]) == "photo.too_large"
    assert wrong(bombs(side=7747)["HEIC"]) == "photo.too_large"


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("upper", {RED, GREEN}),
        ("lower", {BLUE, YELLOW}),
        ("left", {RED, BLUE}),
        ("right", {GREEN, YELLOW}),
        ("middle", {RED, GREEN, BLUE, YELLOW}),
    ],
)
def test_a_part_is_what_its_name_says(part, shown):
    made = cut(developed(jpeg()), part)
    assert {colour for row in seen(made) for colour in row} == shown
    across, down = {"middle": (2, 2)}.get(part, (1, 2) if part in {"upper", "lower"} else (2, 1))
    assert opened(made).size == (SIZE[0] // across, SIZE[1] // down)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_can_be_cut_again_until_a_single_pixel_is_left(part):
    made = developed(written(quarters((5, 3)), "PNG"))
    for _ in range(5):
        made = cut(made, part)
    assert 1 in opened(made).size
    assert bare(made)


@pytest.mark.parametrize("most", [3_000, SMALL, 40_000, 60_000])
def test_the_small_copy_is_small_enough_even_of_noise(most):
    made = preview(developed(written(noise((2000, 1500)), "JPEG", quality=95)), most)
    assert most / 4 < len(made) <= most


def test_the_small_copy_shows_the_whole_picture():
    assert seen(preview(developed(jpeg(3)), SMALL)) == [[YELLOW, BLUE], [GREEN, RED]]


def test_a_small_copy_of_no_bytes_there_is_none():
    with pytest.raises(ValueError, match="10 bytes"):
        preview(developed(jpeg()), 10)


FILES = [  # changed pictures for libheif are read apart, in test_darkroom
    *(LADEN[kind] for kind in LADEN if kind != "HEIC"),
    moving("PNG"),
    moving("WEBP"),
    flat_webp(40, 30),
    grey_png_16(),
]


def harmless(raw):
    try:
        made = developed(raw)
    except Unclear as problem:
        return problem.key in KEYS
    return bare(made) and PLANTED.encode() not in made


@given(
    some.one_of(
        some.binary(max_size=200),
        some.sampled_from([raw[:24] for raw in FILES]).flatmap(
            lambda start: some.binary(max_size=200).map(lambda rest: start + rest)
        ),
    )
)
@settings(max_examples=EXAMPLES, deadline=None)
def test_whatever_bytes_are_given_it_is_a_bare_jpeg_or_unclear(raw):
    assert harmless(raw)


@given(
    some.sampled_from(FILES),
    some.lists(some.tuples(some.floats(0, 1), some.binary(min_size=1, max_size=4)), max_size=6),
)
@settings(max_examples=EXAMPLES, deadline=None)
def test_whatever_is_changed_in_a_picture_it_is_a_bare_jpeg_or_unclear(raw, changes):
    changed = bytearray(raw)
    for share, other in changes:
        at = int(share * (len(raw) - len(other)))
        changed[at : at + len(other)] = other
    assert harmless(bytes(changed))
