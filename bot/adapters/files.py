"""Files that are there whole or not at all, and what a file says, packed or not."""

import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import errorcode
from pathlib import Path
from secrets import token_hex
from typing import IO, BinaryIO

from bot.errors import VbeError
from bot.export import WrongExport

PACKED = b"\x1f\x8b"  # how a gzip file begins
FAST = 1  # gzip's level: sealed text shrinks by a quarter at any, and this one takes two thirds of the time (measured)
STANDARD = "-"  # standard input or output
NO_LINKS = {"EPERM", "EOPNOTSUPP", "ENOSYS", "EMLINK"}  # what file systems say that know only one name a file


@contextmanager
def new_file(file: Path, sound: Callable[[Path], object]) -> Iterator[BinaryIO]:
    """A file that gets its name when it is whole: on the disk, and looked through by ``sound``, which raises if not.

    Readable by its owner only. Raises VbeError when there is such a file already, or the disk takes no more.
    """
    unfinished = file.with_name(f"{file.name}.{token_hex(4)}.unfinished")
    try:
        _must_be_new(file)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        sound(unfinished)
        _name(unfinished, file)
    except OSError as error:
        raise VbeError(f"{file} cannot be written: {error.strerror or error}. Nothing is left of it.") from error
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def packed(out: BinaryIO) -> Iterator[BinaryIO]:
    """Everything written is packed by gzip, without a name or a time of its own."""
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0, compresslevel=FAST) as packing:
        yield packing  # type: ignore[misc] # it is one in all that matters, and not derived from it


@contextmanager
def lines(file: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    """A file's name and its lines, unpacked if need be; ``-`` is standard input. Raises VbeError, WrongExport."""
    if str(file) == STANDARD:
        yield "standard input", _lines(sys.stdin.buffer, "standard input")
        return
    try:
        opened = file.open("rb")
    except OSError as error:
        raise VbeError(f"{file}: {error.strerror}.") from error
    with opened:
        yield str(file), _lines(opened, str(file))


def flush(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lines(source: IO[bytes], name: str) -> Iterator[bytes]:
    try:
        begins = source.peek(len(PACKED)) if isinstance(source, io.BufferedReader) else b""
        yield from gzip.GzipFile(fileobj=source) if begins.startswith(PACKED) else source
    except EOFError:
        raise WrongExport(f"{name} is half a backup: its end is missing. Copy it again, or take another one.") from None
    except (gzip.BadGzipFile, zlib.error):
        raise WrongExport(f"{name} is damaged: what is packed in it cannot be unpacked.") from None
    except OSError as error:
        raise VbeError(f"{name} cannot be read: {error.strerror or error}.") from error


def _must_be_new(file: Path) -> None:
    if file.exists() or file.is_symlink():
        raise VbeError(f"{file} is there already, and is left alone. Name another file.")


def _name(unfinished: Path, file: Path) -> None:
    """Give a whole file its name, unless somebody else has taken it meanwhile: a link never overwrites."""
    try:
        os.link(unfinished, file)
    except FileExistsError:
        _must_be_new(file)
        raise
    except OSError as error:
        if errorcode.get(error.errno or 0) not in NO_LINKS:
            raise
        _must_be_new(file)
        unfinished.rename(file)
    with suppress(OSError):  # not every file system lets a folder be flushed
        flush(file.parent)
