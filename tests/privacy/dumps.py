"""Everything that a store has on its disk, as bytes by name, and how a word may be spelt in it.

A store gives its bytes by a function; ``in_files`` is the one of the embedded store, by its folder.
"""

import json
from base64 import b64encode, urlsafe_b64encode
from contextlib import suppress
from itertools import product
from subprocess import run

from tests.postgres import programs

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")


def in_files(folder):
    """The embedded store: its file, its side files, and whatever else stands beside it under its name.

    Another process reads them: closing a file here would drop SQLite's own locks on it.
    """
    files = [path for path in folder.glob("*store.db*") if path.is_file()]
    return {path.name: run(["cat", path], capture_output=True, check=True).stdout for path in files}


def in_a_database(cluster, url, before):
    """PostgreSQL: what pg_dump tells, every file that is not as ``before`` (see ``written``), and the server's log."""
    cluster.sql("CHECKPOINT")
    told = run([programs() / "pg_dump", "--dbname", url], capture_output=True, check=True).stdout
    new = dict(written(cluster).items() - before.items())
    return {"pg_dump": told, "log": cluster.log().encode(), **{str(path): content(path) for path in new}}


def written(cluster):
    """Every file of a server's, and when it was last written to."""
    files = {}
    for path in cluster.data.rglob("*"):
        with suppress(FileNotFoundError):  # it makes some for a moment
            if path.is_file():
                files[path] = path.stat().st_mtime_ns
    return files


def content(path):
    """A file's bytes, but for the zeros that a log file is filled up with; none when it has gone meanwhile."""
    with suppress(FileNotFoundError):
        return path.read_bytes().rstrip(b"\0")
    return b""


def spellings(word):
    """Plain, as JSON escapes it, in UTF-16, and each of these in base64 (wherever it begins) and in hex."""
    plain = {word.encode(each, "ignore") for each in ENCODINGS} | {json.dumps(word)[1:-1].encode()}
    coded = {each for text in plain for each in (text.hex().encode(), text.hex().upper().encode())}
    return plain | coded | {each for text, shift in product(plain, range(3)) for each in _base64(text, shift)}


def _base64(text, shift):
    """Without the letters that its neighbours have a part in."""
    for encode in (b64encode, urlsafe_b64encode):
        whole = encode(b"\0" * shift + text).rstrip(b"=")
        clean = whole[-(-8 * shift // 6) : 8 * (shift + len(text)) // 6]
        if len(clean) > 5:  # fewer letters stand anywhere by chance
            yield clean


def found(words, dump):
    """(where, word) of every word that is in the dump in one of its spellings."""
    return [
        (name, word)
        for name, content in dump.items()
        for word in words
        if any(each in content for each in spellings(word))
    ]
