"""Sealing with the key file's keys: AES-256-GCM, and keyed hashes. The only door to cryptography.

Sealed text and marks alike begin with the name of the key that made them and a dot. Made is always under the newest
key; opened, and looked up, under every key of the ring.
"""

import asyncio
import hmac
import logging
import secrets
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import Unsealable, WrongSetting

from . import key_file
from .key_file import KEY_BYTES, Keys, make_key_file

__all__ = ["KeyRing", "make_key_file"]

NONCE_BYTES = 12
NONCE_LETTERS = 16  # of base64; decoded apart from the rest, which is half as slow again when it is cut afterwards
MARK_DIGITS = 32
OWN = "own"
_QUANTUM = 4  # letters of base64 that are decoded together

log = logging.getLogger(__name__)


class KeyRing:
    """The key file's keys; a Seal (see ``bot.ports``), and a Ring (see ``bot.rotation``)."""

    def __init__(self, keys: Mapping[str, bytes], newest: str, replaced: Mapping[str, datetime] | None = None) -> None:
        self._file: Path | None = None
        self._as_read: object = None  # what the file looked like when it was read
        self._take(Keys(newest, keys, replaced or {}))

    @classmethod
    def load(cls, file: Path) -> Self:
        """The keys of a key file. Raises WrongSetting, which names the file and the remedy."""
        seen = _look(file)
        said = key_file.read(file)
        ring = cls(said.keys, said.newest)
        ring._file, ring._as_read = file, seen
        ring._take(said)
        return ring

    def seal(self, plain: bytes, about: str) -> str:
        """Seal under the newest key."""
        return f"{self._newest}.{_sealed(self._sealing, plain, about)}"

    def open(self, sealed: str, about: str) -> bytes:
        """Open what ``seal`` made. Raises Unsealable."""
        name, _, text = sealed.partition(".")
        key = self._keys.get(name)
        if key is None and self.refresh():  # another process may have made a key since
            key = self._keys.get(name)
        if key is None:
            raise Unsealable("the key that sealed this is not at hand")
        return _opened(key, text, about)

    def mark(self, text: str, about: str) -> str:
        """A keyed hash under the newest key, apart for each ``about``."""
        return _mark(self._newest, self._marking, text, about)

    def marks(self, text: str, about: str, since: datetime | None = None) -> tuple[str, ...]:
        """``mark`` under every key, the newest first; with ``since`` those alone that were in use after it."""
        newest = _mark(self._newest, self._marking, text, about)
        if not self._others:
            return (newest,)
        late = (
            _mark(name, key, text, about)
            for name, key, until in self._others
            if since is None or until is None or until >= since
        )
        return (newest, *late)

    def knows(self, made: str) -> bool:
        """Whether the key that sealed or marked this is at hand."""
        return made.partition(".")[0] in self._keys

    def fresh(self) -> bytes:
        """A new key."""
        return secrets.token_bytes(KEY_BYTES)

    def under(self, key: bytes) -> "OwnKey":
        """Sealing under this key alone."""
        return OwnKey(key)

    @property
    def keys(self) -> Keys:
        """What the key file said when it was last read."""
        return self._said

    def refresh(self) -> bool:
        """Read the key file again if it has changed; whether there is something new.

        A file that is wrong, or lacks the key in use, is not taken: the bot goes on with what it has.
        """
        if self._file is None or (seen := _look(self._file)) == self._as_read:
            return False
        self._as_read = seen
        try:
            said = key_file.read(self._file)
        except WrongSetting:
            log.error("event=key_file_wrong")  # noqa: TRY400 - what is in it is for no log
            return False
        if said.keys.get(self._newest) != self._said.keys[self._newest]:
            log.error("event=key_file_foreign")
            return False
        self._take(said)
        return True

    async def announce(self) -> None:
        """Make a new key known to whoever reads the key file; it is not used yet. Raises WrongSetting."""
        await self._change(Keys.announced)

    async def promote(self, now: datetime) -> None:
        """Use the announced key from now on."""
        await self._change(lambda keys: keys.promoted(now))

    async def finish(self, now: datetime) -> None:
        """Note that the rotation is done."""
        await self._change(lambda keys: keys.finished(now))

    async def drop(self, names: Iterable[str]) -> None:
        """Forget these keys, for good."""
        await self._change(lambda keys: keys.without(names))

    async def give_up(self, names: Iterable[str]) -> None:
        """Note that these keys, which the ring does not have, are lost."""
        await self._change(lambda keys: keys.given_up(names))

    async def _change(self, step: Callable[[Keys], Keys]) -> None:
        """In the file first: nothing may be sealed under a key that a crash could lose."""
        if self._file is None:
            self._take(step(self._said))
            return
        said = await asyncio.to_thread(key_file.change, self._file, step)
        self._as_read = None  # another process may have come after us: looked at anew at the next chance
        self._take(said)

    def _take(self, said: Keys) -> None:
        self._said, self._newest = said, said.newest
        self._keys = {name: AESGCM(key) for name, key in said.keys.items()}
        self._sealing = self._keys[said.newest]
        # Apart from the sealing key, so that neither use weakens the other.
        marking = {name: hmac.digest(key, b"vbe mark", "sha256") for name, key in said.keys.items()}
        self._marking = marking.pop(said.newest)
        self._others = tuple((name, key, said.replaced.get(name)) for name, key in marking.items())


class OwnKey:
    """Sealing under one key alone: a Box."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = AESGCM(key)

    def seal(self, plain: bytes, about: str) -> str:
        """Seal under this key."""
        return f"{OWN}.{_sealed(self._key, plain, about)}"

    def open(self, sealed: str, about: str) -> bytes:
        """Open what ``seal`` made. Raises Unsealable."""
        name, _, text = sealed.partition(".")
        if name != OWN:
            raise Unsealable("another key sealed this")
        return _opened(self._key, text, about)


def _sealed(key: AESGCM, plain: bytes, about: str) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return b2a_base64(nonce + key.encrypt(nonce, plain, about.encode()), newline=False).decode()


def _opened(key: AESGCM, text: str, about: str) -> bytes:
    """No error tells what it met: not by its words, and not by what it came from."""
    try:
        nonce, box = (
            a2b_base64(text[:NONCE_LETTERS], strict_mode=True),
            a2b_base64(text[NONCE_LETTERS:], strict_mode=True),
        )
        last = text[-_QUANTUM:]
        # One text opens, and no other that decodes to the same: bits and signs that stand for nothing must be so.
        if len(text) % _QUANTUM or b2a_base64(a2b_base64(last), newline=False) != last.encode():
            raise Unsealable("this was altered")
        return key.decrypt(nonce, box, about.encode())
    except (ValueError, InvalidTag):
        raise Unsealable("this was altered, or sealed for another place") from None


def _mark(name: str, key: bytes, text: str, about: str) -> str:
    digest = hmac.digest(key, f"{about}\n{text}".encode(), "sha256")
    return f"{name}.{digest.hex()[:MARK_DIGITS]}"


def _look(file: Path) -> object:
    """By what a file's change is noticed; None when it is not there."""
    try:
        about = file.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size, about.st_ino
