"""A dialog's picture: the whole lies sealed in the store, a copy of it on the page where its sender looks at it."""

from base64 import b64encode

from bot import photos
from bot.ports import Darkroom, Put
from bot.talk import Phrase, Picture

from .flow import Progress
from .graffiti import PICTURE
from .opened import Opened
from .scene import Scene

STEP = "photo"  # in every flow that takes one: where it is asked for and checked
SMALL = 12_000  # bytes of the copy that lies in the dialog and stands on its page
LARGE = 40_000  # bytes of the copy on a page that is never a message: as base64 it stays within 60 kB


async def copy(darkroom: Darkroom, picture: bytes, most: int) -> str:
    """The picture in so many bytes at most, as base64."""
    return b64encode(await darkroom.preview(picture, most)).decode()


def drawn(copied: str, shows: str) -> Picture:
    """A copy as it stands on a page. ``shows``: the key of what it is for whoever cannot see it."""
    return Picture(f"data:image/jpeg;base64,{copied}", Phrase(shows))


def kept(scene: Scene, opened: Opened, picture: bytes) -> Put:
    """The write that keeps the dialog's picture, instead of one that was sent before."""
    return photos.put(scene.ports.seal, opened.id, picture, scene.now + photos.WAITING)


def to_check(progress: Progress, copied: str) -> Progress:
    """With a copy that is to be looked at: whatever was said of another picture counts no more."""
    return Progress({**progress.answers, STEP: {"act": "", PICTURE: copied}}, progress.reopened)
