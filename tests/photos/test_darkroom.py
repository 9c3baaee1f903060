"""Pictures from outside, opened in a process of their own: whatever becomes of it, the bot goes on."""

import asyncio
import os
import signal
from pathlib import Path
from random import Random

import pytest

from bot.adapters import darkroom
from bot.adapters.darkroom import KEYS, Darkroom
from bot.errors import Unclear
from tests.photos.pictures import HEIC, LADEN, PLANTED, UPRIGHT, bombs, jpeg, moving, quarters, seen, written
from tests.photos.reading import bare

GARBLED = 400 if os.environ.get("VBE_PROOF") else 12
BREAKS = HEIC[:213] + b"\xb1\xf0" + HEIC[215:]  # libheif 1.23.0 breaks the process that opens this
every_kind = pytest.mark.parametrize("kind", LADEN)


async def wrong(raw):
    with pytest.raises(Unclear) as caught:
        await Darkroom().develop(raw)
    assert caught.value.__cause__ is None
    return caught.value.key


async def harmless(raw):
    """Whether it is a bare JPEG, or known what is wrong."""
    try:
        made = await Darkroom().develop(raw)
    except Unclear as problem:
        return problem.key in KEYS
    return bare(made) and PLANTED.encode() not in made


@every_kind
async def test_every_kind_of_picture_is_developed(kind):
    made = await Darkroom().develop(LADEN[kind])
    assert seen(made) == UPRIGHT
    assert bare(made)
    assert PLANTED.encode() not in made


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (b"", "photo.empty"),
        (b"En text.", "photo.not_picture"),
        (b"\0", "photo.not_picture"),
        (moving("GIF"), "photo.animated"),
        (moving("PNG"), "photo.animated"),
        (moving("WEBP"), "photo.animated"),
        (written(quarters(), "GIF"), "photo.not_picture"),
        *((raw, "photo.too_large") for raw in bombs().values()),
        *((raw[: len(raw) // 2], "photo.broken") for raw in LADEN.values()),
    ],
)
async def test_what_cannot_be_developed_is_told_by_its_own_key(raw, key):
    assert await wrong(raw) == key


async def test_a_picture_that_breaks_libheif_breaks_nothing_else():
    room = Darkroom()
    with pytest.raises(Unclear, match=r"photo\.broken"):
        await room.develop(BREAKS)
    assert bare(await room.develop(jpeg()))


async def test_a_picture_whose_decoder_finds_another_size_is_broken():
    """The file says 7,000 × 7,000, which is taken, and the picture in it has 120 × 160."""
    assert await wrong(bombs(side=7000)["HEIC"]) == "photo.broken"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
async def test_a_heic_that_breaks_off_is_broken(share):
    assert await wrong(HEIC[: int(len(HEIC) * share)]) == "photo.broken"


@pytest.mark.parametrize("seed", range(GARBLED))
async def test_whatever_is_changed_in_a_heic_it_is_a_bare_jpeg_or_unclear(seed):
    chance, changed = Random(seed), bytearray(HEIC)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(HEIC) - 4)
        changed[at : at + 2] = chance.choice([chance.randbytes(2), b"\0\0", b"\xff\xff"])
    assert await harmless(bytes(changed))


async def test_a_process_that_takes_too_long_is_ended(monkeypatch):
    before = _children()
    monkeypatch.setattr(darkroom, "PATIENCE", 0.0)
    assert await wrong(jpeg()) == "photo.broken"
    assert _children() == before


async def test_nothing_of_the_environment_goes_along(monkeypatch, tmp_path):
    """Else this would be run as the process begins."""
    (tmp_path / "sitecustomize.py").write_text("import os; os._exit(7)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert bare(await Darkroom().develop(jpeg()))


async def test_whoever_stops_waiting_leaves_no_process_behind():
    before = _children()
    developing = asyncio.create_task(Darkroom().develop(jpeg()))
    while _children() == before:  # noqa: ASYNC110 - the system tells nobody that a process has begun
        await asyncio.sleep(0)
    developing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await developing
    assert _children() == before


async def test_what_was_developed_is_looked_at_while_another_is_developed():
    room = Darkroom()
    made = await room.develop(jpeg())
    begun = _children()
    developing = asyncio.create_task(room.develop(jpeg()))
    while _children() == begun:  # noqa: ASYNC110 - the system tells nobody that a process has begun
        await asyncio.sleep(0)
    os.kill(int(*set(_children()) - set(begun)), signal.SIGSTOP)  # it stands still, for as long as it takes
    try:
        assert bare(await room.preview(made, 12_000))
        assert bare(await room.cut(made, "upper"))
        assert not developing.done()
    finally:
        os.kill(int(*set(_children()) - set(begun)), signal.SIGCONT)
    assert bare(await developing)


def _children():
    """Processes that this one has begun and not seen end."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()


async def test_pictures_are_developed_one_at_a_time_and_the_bot_goes_on_meanwhile():
    turns = 0

    async def others():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    going_on = asyncio.create_task(others())
    room = Darkroom()
    made = await asyncio.gather(*(room.develop(raw) for raw in LADEN.values()))
    going_on.cancel()
    assert all(map(bare, made))
    assert turns > 10
