"""The key file: which keys there are. JSON, mode 0600, kept off the store's disk; rewritten whole or not at all.

``{"newest": id, "keys": {id: base64 of 32 bytes}}``, and where there is something to tell: ``"replaced": {id: ISO time
from when it was the newest no more}``, ``"coming": id`` of a key that is made known before it is used, ``"unfinished":
true`` while a rotation is, ``"lost": [id]`` of keys that are given up for good.
"""

import fcntl
import json
import os
import re
import secrets
import stat
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from bot.errors import WrongSetting

KEY_BYTES = 32
LARGEST = 1024 * 1024  # bytes
NAME = re.compile(r"[0-9A-Za-z_-]{1,16}")  # no dot: it ends a key's name wherever one is written before a text


@dataclass(frozen=True, slots=True)
class Keys:
    """What a key file says. Raises ValueError when it cannot be so."""

    newest: str
    keys: Mapping[str, bytes] = field(repr=False)
    replaced: Mapping[str, datetime] = field(default_factory=dict)
    coming: str = ""
    unfinished: bool = False
    lost: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.newest not in self.keys or (self.coming and self.coming not in self.keys):
            raise ValueError("a key that is named is not there")
        if not all(NAME.fullmatch(name) and len(key) == KEY_BYTES for name, key in self.keys.items()):
            raise ValueError("a key of another length, or a name that is none")

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Read it. Raises ValueError, KeyError, TypeError or AttributeError."""
        doc = json.loads(text)
        keys = {name: b64decode(key, validate=True) for name, key in doc["keys"].items()}
        replaced = {name: datetime.fromisoformat(time) for name, time in doc.get("replaced", {}).items()}
        if any(time.tzinfo is None for time in replaced.values()):
            raise ValueError("a time without its zone")
        lost = frozenset(map(str, doc.get("lost", ())))
        return cls(doc["newest"], keys, replaced, doc.get("coming", ""), bool(doc.get("unfinished")), lost)

    def to_text(self) -> str:
        """Write it; what is not to be told is left out."""
        doc: dict[str, Any] = {
            "newest": self.newest,
            "keys": {name: b64encode(key).decode() for name, key in self.keys.items()},
            "replaced": {name: time.isoformat() for name, time in self.replaced.items()},
            "coming": self.coming,
            "unfinished": self.unfinished,
            "lost": sorted(self.lost),
        }
        return json.dumps({name: value for name, value in doc.items() if value}, indent=1) + "\n"

    def announced(self) -> "Keys":
        """With a new key that is not used yet."""
        if self.coming:
            return self
        name = new_name()
        return replace(self, keys={**self.keys, name: secrets.token_bytes(KEY_BYTES)}, coming=name)

    def promoted(self, now: datetime) -> "Keys":
        """With the coming key as the newest, and a rotation to be done."""
        if not self.coming:
            return self
        replaced = {**self.replaced, self.newest: now}
        return replace(self, newest=self.coming, coming="", replaced=replaced, unfinished=True)

    def finished(self, now: datetime) -> "Keys":
        """With nothing left to be rotated. A key of which nobody knows when it was replaced was so by now at least."""
        older = {name: self.replaced.get(name, now) for name in self.keys if name not in (self.newest, self.coming)}
        return replace(self, unfinished=False, replaced=older)

    def without(self, names: Iterable[str]) -> "Keys":
        """Without these; the newest and the coming one stay."""
        gone = set(names) - {self.newest, self.coming}
        kept = {name: key for name, key in self.keys.items() if name not in gone}
        return replace(self, keys=kept, replaced={n: time for n, time in self.replaced.items() if n in kept})

    def given_up(self, names: Iterable[str]) -> "Keys":
        """Knowing that these keys, which it does not have, are lost."""
        return replace(self, lost=self.lost | (set(names) - set(self.keys)))


def new_name() -> str:
    """A name for a new key: random, for a count would tell how often keys were changed."""
    return secrets.token_hex(4)


def make_key_file(file: Path) -> None:
    """Write a key file with one new key, readable by its owner only. Raises FileExistsError."""
    name = new_name()
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(Keys(name, {name: secrets.token_bytes(KEY_BYTES)}).to_text())
        out.flush()
        os.fsync(out.fileno())


def read(file: Path) -> Keys:
    """The keys of a key file. Raises WrongSetting, which names the file and the remedy."""
    try:
        about = file.stat()
        if stat.S_ISDIR(about.st_mode):
            raise WrongSetting(f"{file} is a folder. Remedy: set VBE_KEY_FILE to the file in it.")
        if about.st_mode & 0o077:
            raise WrongSetting(f"{file.name}: others can read this key file. Remedy: chmod 600.")
        plain = stat.S_ISREG(about.st_mode) and about.st_size <= LARGEST  # another kind might never end
        return Keys.of_text(file.read_text("utf-8") if plain else "")
    except FileNotFoundError as error:
        raise WrongSetting(f"{file.name}: no such key file. Remedy: set VBE_KEY_FILE to the city's.") from error
    except OSError as error:
        raise WrongSetting(f"{file}: {error.strerror}. Remedy: let the bot's own account read it.") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # not "from": a decoding error carries what it was to decode
        raise WrongSetting(
            f"{file.name} is no key file, or is cut short. Remedy: restore it from where keys are kept."
        ) from None


def change(file: Path, step: Callable[[Keys], Keys]) -> Keys:
    """Take a step from what the file says now; what it says then. One at a time, also of several processes.

    When it returns it is on the disk; killed on the way, the file says what it said before. Raises WrongSetting.
    """
    file = file.resolve()
    try:
        with _alone(file.parent):
            before = read(file)
            after = step(before)
            if after != before:
                _rewrite(file, after.to_text())
            return after
    except OSError as error:
        raise WrongSetting(
            f"{file}: {error.strerror}. Remedy: let the bot's account write this file and its folder, then try again."
        ) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else changes a key file in this folder meanwhile."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        os.fsync(handle)  # the new name is on the disk too
    finally:
        os.close(handle)


def _rewrite(file: Path, text: str) -> None:
    """Put a whole new file in the place of the old one, for the same owner."""
    new, owner = file.with_name(f".{file.name}.new"), file.stat()
    with suppress(FileNotFoundError):
        new.unlink()  # of one that was killed
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        if (owner.st_uid, owner.st_gid) != (os.geteuid(), os.getegid()):
            os.fchown(out.fileno(), owner.st_uid, owner.st_gid)
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
