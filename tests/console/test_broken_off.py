"""Killed anywhere, or with a full disk: what was there stays, or what comes is whole; nothing is there by half."""

import asyncio
import random
import resource
from functools import partial
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from bot.adapters.console.export import checked
from bot.ports import CASES, TABLES, Put
from tests.console.conftest import PROOF, Place, done, line, refused, some
from tests.postgres import sql

KILLS = 40 if PROOF else 4
ROWS = 150  # in each table
OLD = [Put(CASES, f"old {n}", {"story": f"as it was {n}"}) for n in range(20)]
SIZE = "SELECT coalesce(pg_total_relation_size('vbe.docs'), 0)"
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'vbe %' AND datname = current_database()"


@pytest.fixture
def source(tmp_path):
    """A store of some megabytes, a backup of it, and an export."""
    (tmp_path / "source").mkdir()
    place = Place(tmp_path / "source" / "store.db")
    asyncio.run(place.fill(*some(ROWS, letters=4000)))
    done(place.command("backup", tmp_path / "backup"))
    done(place.command("export", tmp_path / "export"))
    return place


def killed_at(process, size, threshold):
    """Kill it when what it writes has grown so far; whether it was still running."""
    while process.poll() is None and size() < threshold:
        pass
    process.kill()
    process.communicate()
    return process.returncode < 0


def sizes(folder, pattern):
    """How many bytes there are in such files; those that come and go meanwhile count for nothing."""
    found = 0
    for each in folder.glob(pattern):
        try:
            found += each.stat().st_size
        except FileNotFoundError:
            continue
    return found


def test_a_backup_that_is_killed_is_not_there_or_whole(source, tmp_path):
    chance, whole, rows = random.Random(1), (tmp_path / "backup").stat().st_size, len(TABLES) * ROWS
    kills = 0
    for n in range(KILLS):
        file = tmp_path / f"b{n}"
        threshold = whole if n % 3 == 2 else chance.randint(1, whole)  # now and then while it is read back
        kills += killed_at(source.start("backup", file), partial(sizes, tmp_path, f"b{n}*"), threshold)
        if file.exists():
            assert sum(checked(file).counts.values()) == rows
    assert kills > KILLS / 2
    assert len(asyncio.run(source.rows())) == rows


@pytest.mark.parametrize("words", [("restore", "backup", "--force"), ("import", "store", "export")], ids=" ".join)
def test_a_file_that_is_killed_while_it_is_replaced_is_the_old_or_the_new(source, tmp_path, words):
    chance, new = random.Random(2), asyncio.run(source.rows())
    command = [tmp_path / word if word in ("backup", "export") else word for word in words]
    whole, kills = (tmp_path / "source" / "store.db").stat().st_size, 0
    for n in range(KILLS):
        (tmp_path / f"{n}").mkdir()
        place = Place(tmp_path / f"{n}" / "store.db")
        asyncio.run(place.fill(*(OLD if "--force" in words else ())))
        old = asyncio.run(place.rows())
        size = partial(sizes, tmp_path / f"{n}", "store.db.coming*")
        kills += killed_at(place.start(*command), size, chance.randint(1, int(whole * 1.5)))
        assert asyncio.run(place.rows()) in (old, new)
        done(place.command("restore", tmp_path / "backup", "--force"))
        assert asyncio.run(place.rows()) == new
    assert kills > KILLS / 2


@pytest.mark.parametrize("words", [("restore", "backup", "--force"), ("import", "store", "export")], ids=" ".join)
def test_a_database_whose_restore_is_killed_is_the_old_or_the_new(source, tmp_path, url, words):
    chance, new, place = random.Random(3), asyncio.run(source.rows()), Place(url)
    command = [tmp_path / word if word in ("backup", "export") else word for word in words]
    asyncio.run(place.fill(*(OLD if "--force" in words else ())))
    old, kills = asyncio.run(place.rows()), 0
    for _ in range(KILLS // 2):
        threshold = size_of(url) + chance.randint(1, sum(len(row[2]) for row in new) // 2)
        kills += killed_at(place.start(*command), partial(size_of, url), threshold)
        while sql(url, OTHERS)[0][0]:  # the server notices a moment later that nobody is there any more
            pass
        assert asyncio.run(place.rows()) in (old, new)
    assert kills > 0
    done(place.command("restore", tmp_path / "backup", "--force"))
    assert asyncio.run(place.rows()) == new


def size_of(url):
    return sql(url, SIZE)[0][0]


def narrow(bytes_of_a_file):
    """For preexec_fn: no file may grow beyond, as on a disk that is full."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_of_a_file, resource.RLIM_INFINITY))


def test_a_full_disk_is_said_plainly_and_leaves_no_half_backup(source, tmp_path):
    told = refused(source.apart("backup", tmp_path / "b", preexec_fn=narrow(300_000)))
    assert f"{tmp_path / 'b'} cannot be written: File too large. Nothing is left of it." in told
    told = refused(source.apart("export", tmp_path / "b", preexec_fn=narrow(300_000)))
    assert "cannot be written" in told
    assert {each.name for each in tmp_path.iterdir()} == {"source", "backup", "export"}


@pytest.mark.parametrize("room", [100_000, 700_000, 3_000_000])
def test_a_full_disk_leaves_the_store_as_it_was(source, tmp_path, room):
    place = Place(tmp_path / "store.db")
    asyncio.run(place.fill(*OLD))
    before = asyncio.run(place.rows())
    told = refused(place.apart("restore", tmp_path / "backup", "--force", preexec_fn=narrow(room)))
    assert "the disk takes no more" in told
    assert asyncio.run(place.rows()) == before
    assert {each.name for each in tmp_path.glob("store.db?*")} <= {"store.db-wal", "store.db-shm", "store.db.lock"}
    assert source.name


@pytest.mark.parametrize("words", [("export",), ("keys", "keys.json")], ids=" ".join)
def test_a_full_disk_behind_what_is_printed_is_said_plainly_too(source, words, tmp_path):
    with Path("/dev/full").open("wb") as full:
        process = Popen(line(words), stdout=full, stderr=PIPE, env=source.environment, cwd=tmp_path)
        _, told = process.communicate()
    assert told == b"app.py: No space left on device.\n"
    assert process.returncode == 1
