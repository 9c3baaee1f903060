"""What exiftool finds in a developed picture. Only make proof asks it."""

import pytest

from bot.adapters.darkroom import Darkroom
from bot.ports import PARTS
from tests.photos.exiftool import told
from tests.photos.pictures import LADEN, PLANTED

NEEDED = {  # a JPEG cannot be without these
    "File:FileType",
    "File:FileTypeExtension",
    "File:MIMEType",
    "File:ImageWidth",
    "File:ImageHeight",
    "File:EncodingProcess",
    "File:BitsPerSample",
    "File:ColorComponents",
    "File:YCbCrSubSampling",
    "JFIF:JFIFVersion",
    "JFIF:ResolutionUnit",
    "JFIF:XResolution",
    "JFIF:YResolution",
    "JFIF:ThumbnailWidth",  # 0
    "JFIF:ThumbnailHeight",  # 0
    "Composite:ImageSize",
    "Composite:Megapixels",
}
HIDDEN = {  # what exiftool finds before, so that its silence means something
    "JPEG": {
        "File:Comment",
        "IFD0:Make",
        "GPS:GPSLatitude",
        "IFD1:ThumbnailImage",
        "JFXX:ThumbnailImage",
        "IPTC:Caption-Abstract",
        "XMP-dc:Source",
        "ICC_Profile:ProfileDescription",
    },
    "PNG": {"IFD0:Make", "GPS:GPSLatitude", "XMP-dc:Source", "ICC_Profile:ProfileDescription", "PNG:Comment"},
    "WebP": {"IFD0:Make", "GPS:GPSLatitude", "XMP-dc:Source", "ICC_Profile:ProfileDescription"},
    "HEIC": {"IFD0:Make", "GPS:GPSLatitude", "XMP-dc:Source", "ICC_Profile:ProfileDescription"},
    "MPO": {"IFD0:Make", "GPS:GPSLatitude", "MPF0:NumberOfImages"},
}


@pytest.mark.parametrize("kind", LADEN)
async def test_exiftool_finds_nothing_that_a_jpeg_could_be_without(kind):
    room = Darkroom()
    made = await room.develop(LADEN[kind])
    kept = [made, await room.preview(made, 12_000), *[await room.cut(made, part) for part in PARTS]]
    for each in map(told, kept):
        assert each.keys() <= NEEDED
        assert each.get("JFIF:ThumbnailWidth", 0) == each.get("JFIF:ThumbnailHeight", 0) == 0
        assert PLANTED not in str(each)


@pytest.mark.parametrize("kind", LADEN)
def test_exiftool_finds_what_is_hidden(kind):
    found = told(LADEN[kind])
    assert HIDDEN[kind] - found.keys() == set()
    assert PLANTED in str(found)
