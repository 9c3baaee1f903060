"""Whatever is written to the bot's port: a plain answer, a connection that goes on or is closed, and a quiet log."""

import asyncio
import gzip
import logging
import os
import re

import pytest
from aiohttp import ClientConnectionResetError
from hypothesis import HealthCheck, given, settings

from bot.adapters.http import LARGEST, Discreet
from tests.door.requests import PATH, WILD, Wild
from tests.door.serving import ALL_LOGS, served
from tests.house import bot
from tests.teams import PATIENCE, signed

PROOF = bool(os.environ.get("VBE_PROOF"))
ATTEMPTED = 10_000 if PROOF else 500
LAST = b"GET /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
STATUS = re.compile(rb"HTTP/\d\.\d (\d{3}) ")
PACKED = gzip.compress(b"{}")
LARGE = b"x" * (LARGEST + 1)


@pytest.fixture
async def here(tmp_path, caplog):
    async with bot(tmp_path, city=False) as running:
        with caplog.at_level(logging.DEBUG):
            caplog.clear()
            yield running


def request(here, head, body=b"", method=b"POST", target=PATH):
    """The bytes of a request with a good token."""
    token = here.teams.keys.signed(here.teams.url).encode()
    lines = [method + b" " + target + b" HTTP/1.1", b"Host: 127.0.0.1", b"Authorization: Bearer " + token, *head]
    return b"\r\n".join([*lines, b"", body])


def typed(*headers):
    return (b"Content-Type: application/json", *headers)


def sized(body, *headers):
    return typed(b"Content-Length: %d" % len(body), *headers), body


async def statuses(here, *parts):
    """What the bot answers to these bytes on one connection, until it closes that."""
    port = int(here.teams.bot.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
        async with asyncio.timeout(PATIENCE):
            return [int(status) for status in STATUS.findall(await reader.read())]
    finally:
        writer.close()


@pytest.mark.parametrize("packing", [b"gzip", b"deflate", b"br", b"zstd", b"x", b"identity\r\nContent-Encoding: gzip"])
@pytest.mark.parametrize("body", [PACKED, b"no gzip", gzip.compress(LARGE), b""], ids=["good", "bad", "bomb", "none"])
async def test_a_packed_body_is_refused_and_the_connection_goes_on(here, packing, body, caplog):
    head, body = sized(body, b"Content-Encoding: " + packing)
    assert await statuses(here, request(here, head, body), LAST) == [415, 200]
    assert caplog.messages == []


@pytest.mark.parametrize("body", [LARGE, LARGE * 3], ids=len)
async def test_a_body_that_is_too_large_is_refused_and_the_connection_goes_on(here, body, caplog):
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    assert await statuses(here, request(here, *sized(body)), LAST) == [413, 200]
    assert await statuses(here, request(here, typed(b"Transfer-Encoding: chunked"), chunks), LAST) == [413, 200]
    assert caplog.messages == []


async def test_a_body_that_only_says_that_it_is_too_large_is_refused_before_it_has_come(here, caplog):
    port = int(here.teams.bot.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request(here, typed(b"Content-Length: 20000000"), b"{}"))
    async with asyncio.timeout(PATIENCE):
        assert b" 413 " in await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert await statuses(here, LAST) == [200]
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("head", "body", "answers"),
    [
        ((b"Transfer-Encoding: chunked",), b"zz\r\n{}\r\n0\r\n\r\n", [400]),
        ((b"Transfer-Encoding: chunked",), b"ffffffffffffffffff\r\n{}", [400]),
        ((b"Transfer-Encoding: chunked", b"Content-Length: 2"), b"{}", [400]),
        ((b"Content-Length: 2", b"Content-Length: 3"), b"{}", [400]),
        ((b"Content-Length: 2",), b"{}{}", [400]),  # what is left over is no request
        ((b"Content-Length: -2",), b"{}", [400]),
        ((b"Content-Type: text/plain", b"Content-Length: 2"), b"{}", [400]),  # named twice
    ],
    ids=range(7),
)
async def test_a_body_whose_length_is_not_told_rightly_ends_the_connection_with_400(here, head, body, answers, caplog):
    assert await statuses(here, request(here, typed(*head), body), LAST) == answers
    assert [each for each in caplog.records if each.levelno > logging.INFO or "{}" in each.getMessage()] == []


@pytest.mark.parametrize("head", [b"Content-Length: 20", b"Transfer-Encoding: chunked"])
@pytest.mark.parametrize("rudely", [False, True], ids=["closed", "reset"])
async def test_a_caller_who_goes_away_in_the_middle_of_a_body_is_no_error(here, head, rudely, caplog):
    port = int(here.teams.bot.rpartition(":")[2])
    for _ in range(5):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(here, typed(head), b"2\r\n{}\r\n"))
        await writer.drain()
        if rudely:
            writer.transport.abort()
        else:
            writer.close()
            await writer.wait_closed()
        assert await statuses(here, LAST) == [200]
    assert caplog.messages == []


async def test_probes_are_answered_and_other_methods_are_not_allowed(here):
    for method in (b"GET", b"HEAD"):
        assert await statuses(here, request(here, (), method=method), LAST) == [200, 200]
    for method in (b"PUT", b"DELETE", b"PATCH", b"OPTIONS", b"TRACE", b"PROPFIND"):
        assert await statuses(here, request(here, *sized(b"{}"), method=method), LAST) == [405, 200]


@pytest.mark.parametrize(
    "path", [b"/api/messages/", b"//api/messages", b"/api//messages", b"/API/messages", b"/", b"//"]
)
async def test_another_path_leads_nowhere(here, path):
    for method in (b"POST", b"GET", b"HEAD"):
        assert await statuses(here, request(here, *sized(b"{}"), method=method, target=path), LAST) == [404, 200]


class Written:
    """A bot that is written to."""

    def __init__(self, bot):
        self.bot, self.port = bot, int(bot.teams.bot.rpartition(":")[2])

    async def status(self, wild: Wild) -> int:
        """The status of the answer; 0 when there is none."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(wild.written(self.bot.teams.keys.signed(self.bot.teams.url)))
            if not wild.answered:
                return 0
            writer.write(b"\r\n\r\n" + LAST)  # whatever the bot still waits for
            async with asyncio.timeout(PATIENCE):
                found = STATUS.match(await reader.readline())
                return int(found[1]) if found else 0
        except ConnectionError:
            return 0
        finally:
            writer.close()


@pytest.fixture
async def written(tmp_path):
    async with signed() as teams, served(teams, tmp_path) as running:
        await running.start(ALL_LOGS)
        yield Written(running)
        assert await Written(running).status(Wild(method=b"GET")) == 200
        assert running.trouble() == ""


@settings(
    max_examples=ATTEMPTED, deadline=None, database=None, derandomize=not PROOF, suppress_health_check=list(HealthCheck)
)
@given(wild=WILD)
async def test_whatever_is_written_is_never_answered_with_a_fault_of_ours(written, wild):
    assert await written.status(wild) < 500
    assert written.bot.trouble() == ""


@pytest.mark.parametrize(("error", "told"), [(ClientConnectionResetError("x"), False), (ValueError("x"), True)])
def test_of_a_failed_request_the_log_tells_the_kind_unless_the_caller_is_gone(error, told):
    record = logging.LogRecord("aiohttp", logging.ERROR, "", 0, "Error handling request", (), (None, error, None))
    assert Discreet().filter(record) is told
    assert record.getMessage() == f"event=request_failed error={type(error).__name__}"
