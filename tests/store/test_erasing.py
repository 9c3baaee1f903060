"""What is deleted is gone from the files, and the files do not tell in what order things came."""

import asyncio
import random
import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest

from bot.adapters.tiny import TinyStore
from bot.ports import CASES, DIALOGS, Del, Put


@pytest.fixture
async def store(path, clock):
    async with await TinyStore.open(path, clock) as opened:
        yield opened


@pytest.fixture
def left(path, content):
    """Which of these texts can still be read in the store's files."""

    def found(texts):
        whole = b"".join(content(file) for file in sorted(path.parent.glob("store.db*")))
        return [text for text in texts if text.encode() in whole]

    return found


async def test_after_a_sweep_a_deleted_text_is_in_no_file(store, left):
    await store.commit(Put(DIALOGS, "d", {"owner": "planted-owner", "answers": "planted-text"}), Put(CASES, "a", {}))
    assert left(["planted-owner", "planted-text"]) == ["planted-owner", "planted-text"]
    await store.commit(Del(DIALOGS, "d"), Put(CASES, "b", {}), sweep=True)
    assert left(["planted-owner", "planted-text"]) == []


async def test_after_a_sweep_the_text_that_was_replaced_is_in_no_file(store, left):
    await store.commit(Put(CASES, "a", {"receipt": "planted-code", "story": "planted-text"}))
    await store.commit(Put(CASES, "a", {"receipt": None, "story": "erased"}), sweep=True)
    assert left(["planted-code", "planted-text"]) == []


async def test_of_a_thousand_deleted_rows_not_a_scrap_is_left_once_the_file_is_tidied(store, left):
    chance = random.Random(5)
    texts = {f"{chance.getrandbits(128):032x}": f"planted-{n:04}." for n in range(2000)}
    for key, text in texts.items():
        await store.commit(Put(CASES, key, {"receipt": f"by-{text}", "story": text + "s" * chance.randrange(1500)}))
    gone = chance.sample(sorted(texts), 1000)
    for key in gone:
        await store.commit(Del(CASES, key), sweep=True)
    await store.tidy()
    assert left([texts[key] for key in gone]) == []
    assert (await store.find(CASES, count=True)).count == 1000


async def test_the_writer_tidies_by_itself_in_a_quiet_moment(store, path, content):
    await store.commit(*(Put(CASES, f"{n}", {"story": "s" * 3000}) for n in range(100)), sweep=True)
    await store.commit(*(Del(CASES, f"{n}") for n in range(100)), sweep=True)
    size = len(content(path))
    async with asyncio.timeout(30):
        while len(content(path)) == size:  # noqa: ASYNC110 - a file has no event to wait for
            await asyncio.sleep(0.05)
    assert len(content(path)) < size / 2


async def test_rows_lie_in_key_order_whatever_order_they_came_in(store, path, content):
    keys = [f"key-{n:04}-" for n in range(300)]
    for key in random.Random(6).sample(keys, len(keys)):
        await store.commit(Put(CASES, key, {"story": "s" * random.Random(key).choice([10, 2000])}))
    await store.tidy()
    whole = content(path)
    pages = [whole.find(key.encode()) // 4096 for key in keys]
    assert sum(a > b for a, b in pairwise(pages)) <= len(keys) // 20


@pytest.mark.usefixtures("store")
async def test_no_table_has_a_hidden_row_number(path):
    with closing(sqlite3.connect(path)) as sql:
        for (name,) in sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            with pytest.raises(sqlite3.OperationalError, match="rowid"):
                sql.execute(f'SELECT rowid FROM "{name}"')


async def test_a_reader_that_soon_goes_delays_a_sweep_and_does_not_prevent_it(store, path, left):
    await store.commit(Put(CASES, "a", {"story": "planted-text"}))
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM cases").fetchall()
        asyncio.get_running_loop().call_later(0.2, reader.execute, "ROLLBACK")
        await store.commit(Del(CASES, "a"), sweep=True)
    assert not store.unswept
    assert left(["planted-text"]) == []


async def test_a_reader_that_stays_is_waited_for_a_while_and_then_reported(store, path, left):
    await store.commit(Put(CASES, "a", {"story": "planted-text"}))
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM cases").fetchall()
        await store.commit(Del(CASES, "a"), sweep=True)
        assert store.unswept
        await store.commit(Put(CASES, "b", {}))
    await store.tidy()
    assert not store.unswept
    assert left(["planted-text"]) == []
