"""Sealing with the key file: AES-256-GCM, and keyed hashes. The only door to cryptography.

The key file is JSON: ``{"newest": id, "keys": {id: base64 of 32 bytes}}``, mode 0600, kept off the store's disk.
"""

import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import Unsealable, WrongSetting

KEY_BYTES = 32
NONCE_BYTES = 12


class KeyRing:
    """The key file's keys; a Seal (see ``bot.ports``)."""

    def __init__(self, keys: Mapping[str, bytes], newest: str) -> None:
        self._keys = {name: AESGCM(key) for name, key in keys.items()}
        # Apart from the sealing key, so that neither use weakens the other.
        self._marking = hmac.digest(keys[newest], b"vbe mark", "sha256")
        self._newest = newest

    @classmethod
    def load(cls, file: Path) -> Self:
        """The keys of a key file. Raises WrongSetting, which names the file and the remedy."""
        try:
            if file.stat().st_mode & 0o077:
                raise WrongSetting(f"{file.name}: others can read this key file. Remedy: chmod 600.")
            ring = json.loads(file.read_text("utf-8"))
            return cls({name: b64decode(key, validate=True) for name, key in ring["keys"].items()}, ring["newest"])
        except FileNotFoundError as error:
            raise WrongSetting(f"{file.name}: no such key file. Remedy: set VBE_KEY_FILE to the city's.") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WrongSetting(f"{file.name} is no key file. Remedy: restore it from where keys are kept.") from error

    def seal(self, plain: bytes, about: str) -> str:
        """Seal under the newest key."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        box = nonce + self._keys[self._newest].encrypt(nonce, plain, about.encode())
        return f"{self._newest}.{urlsafe_b64encode(box).decode()}"

    def open(self, sealed: str, about: str) -> bytes:
        """Open what ``seal`` made. Raises Unsealable."""
        name, _, text = sealed.partition(".")
        try:
            box = urlsafe_b64decode(text)
            return self._keys[name].decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], about.encode())
        except (KeyError, ValueError, InvalidTag) as error:
            raise Unsealable(f"key {name[:16]!r} does not open this") from error

    def mark(self, text: str, about: str) -> str:
        """A keyed hash, apart for each ``about``."""
        return hmac.digest(self._marking, f"{about}\n{text}".encode(), "sha256").hex()[:32]

    def fresh(self) -> bytes:
        """A new key."""
        return secrets.token_bytes(KEY_BYTES)

    def under(self, key: bytes) -> "KeyRing":
        """Sealing under one key alone."""
        return KeyRing({"own": key}, "own")


def make_key_file(file: Path) -> None:
    """Write a key file with one new key, readable by its owner only."""
    name = secrets.token_hex(4)
    ring = {"newest": name, "keys": {name: b64encode(secrets.token_bytes(KEY_BYTES)).decode()}}
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(ring, out)
