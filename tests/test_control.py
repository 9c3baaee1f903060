"""The control socket: only the bot's own account, one line in, one line out, and nothing that breaks the bot."""

import asyncio
import json
import stat
from contextlib import suppress

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.control import LONGEST_PATH, Control, ask, place, serving
from bot.adapters.stores import opened, socket, through
from bot.errors import Conflict, VbeError


async def doubled(arguments):
    return {"twice": arguments["number"] * 2}


async def refuses(_):
    raise Conflict("that has changed")


async def breaks(_):
    raise LookupError("Anna Ek")


HANDLERS = {"double": doubled, "refuse": refuses, "break": breaks}


@pytest.fixture
async def path(tmp_path):
    path = place(tmp_path / "store.db")
    control = Control(path, HANDLERS)
    await control.start()
    yield path
    await control.close()
    assert not path.exists()


async def raw(path, line):
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(line)
    answer = await reader.readline()
    writer.close()
    return json.loads(answer)


async def test_a_command_is_done_in_the_running_bot(path):
    assert await ask(path, "double", {"number": 21}) == {"twice": 42}


async def test_many_at_once(path):
    found = await asyncio.gather(*(ask(path, "double", {"number": n}) for n in range(50)))
    assert [each["twice"] for each in found] == [2 * n for n in range(50)]


async def test_only_the_bot_s_own_account_may_ask(path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_what_is_refused_is_told_with_its_reason(path):
    with pytest.raises(VbeError, match="that has changed"):
        await ask(path, "refuse", {})


async def test_what_breaks_is_told_without_its_words(path, caplog):
    with pytest.raises(VbeError, match="LookupError"):
        await ask(path, "break", {})
    assert "event=command_failed error=LookupError" in caplog.text
    assert "Anna" not in caplog.text


@pytest.mark.parametrize(
    "line",
    [b"\n", b"x\n", b"[]\n", b'{"do": []}\n', b'{"do": "double", "with": 3}\n', b'{"do": "unknown"}\n', b"\xff\n"],
)
async def test_nonsense_is_answered_and_the_bot_goes_on(path, line):
    assert "does not know" in (await raw(path, line))["wrong"]
    assert await ask(path, "double", {"number": 1}) == {"twice": 2}


async def test_who_says_nothing_or_too_much_is_let_go(path):
    _, silent = await asyncio.open_unix_connection(path)
    silent.close()
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(b"x" * 2_000_000)
    with suppress(ConnectionError):
        assert await reader.read() == b""
    writer.close()
    assert await ask(path, "double", {"number": 1}) == {"twice": 2}


async def test_a_socket_left_by_a_bot_that_was_killed_is_taken_over(path):
    again = Control(path, HANDLERS)
    await again.start()
    assert await ask(path, "double", {"number": 1}) == {"twice": 2}
    await again.close()


async def test_without_a_bot_there_is_no_answer(tmp_path):
    with pytest.raises(VbeError, match="cannot be reached"):
        await ask(tmp_path / "nothing", "double", {})


async def test_a_path_too_long_for_a_socket_is_replaced_by_a_short_one(tmp_path):
    deep = tmp_path / ("long" * 30)
    deep.mkdir()
    path = place(deep / "store.db")
    assert len(str(path)) <= LONGEST_PATH
    control = Control(path, HANDLERS)
    await control.start()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert await ask(path, "double", {"number": 1}) == {"twice": 2}
    await control.close()
    assert not path.parent.exists()


async def test_a_database_takes_its_commands_without_a_socket(tmp_path):
    async with serving(socket("postgresql://example.org/vbe"), HANDLERS):
        assert await through("postgresql://example.org/vbe", "double", {"number": 1}) == (False, None)
    assert list(tmp_path.iterdir()) == []


async def test_a_command_goes_through_whoever_holds_the_store_or_is_told_that_it_cannot(tmp_path):
    file = str(tmp_path / "store.db")
    assert await through(file, "double", {"number": 1}) == (False, None)
    async with await opened(file, SystemClock(), control=str(socket(file))), serving(socket(file), HANDLERS):
        assert await through(file, "double", {"number": 1}) == (True, {"twice": 2})
    async with await opened(file, SystemClock()):
        with pytest.raises(VbeError, match="takes no commands"):
            await through(file, "double", {"number": 1})


async def test_the_socket_is_gone_however_the_bot_ends(tmp_path):
    path = place(tmp_path / "store.db")

    async def ends_badly():
        async with serving(path, HANDLERS):
            await breaks(path.exists())

    with pytest.raises(LookupError):
        await ends_badly()
    assert not path.exists()


def test_two_stores_in_one_folder_have_two_sockets(tmp_path):
    assert place(tmp_path / "a.db") != place(tmp_path / "b.db")
