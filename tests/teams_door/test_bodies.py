"""Whatever a caller sends: a plain answer, never a 500."""

import asyncio
import gzip
import json
import logging
import os
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters import http
from bot.adapters.http import LARGEST
from bot.adapters.teams.activities import hear
from bot.adapters.teams.shapes import BadActivity, dumped, parsed

JSON = {"Content-Type": "application/json"}
REQUIRED = ["type", "id", "serviceUrl", "from", "conversation"]
WRONG = [7, True, [], "x", {}, [None], {"id": 7}]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b'"hej"', b"7", b"\xff\xfe", b"[" * 100_000, b"1" * 5000, b'{"type":"message"}', b"{}"],
    ids=range(11),
)
async def test_what_is_no_activity_is_a_bad_request(demo, body):
    assert (await demo.post(None, data=body, headers=JSON))[0] in (400, 403)


@pytest.mark.parametrize("name", REQUIRED)
async def test_a_lacking_part_is_a_bad_request(demo, typed, press, name):
    assert (await demo.post(typed(**{name: ...})))[0] == 400
    assert (await demo.post(press(**{name: ...})))[0] == 400
    assert demo.heard == []


@pytest.mark.parametrize("name", [*REQUIRED, "recipient", "channelData", "channelId", "entities", "locale", "text"])
@pytest.mark.parametrize("wrong", WRONG, ids=json.dumps)
async def test_a_part_of_a_wrong_type_is_never_our_fault(demo, typed, name, wrong):
    assert (await demo.post(typed(**{name: wrong})))[0] in (200, 400, 403)


async def test_only_json_is_taken(demo, typed):
    body = json.dumps(typed()).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x", ""):
        assert (await demo.post(None, data=body, headers={"Content-Type": kind}))[0] == 415
    assert (await demo.post(None, data=body, headers={"Content-Type": "application/json; charset=utf-8"}))[0] == 200
    assert (await demo.post(None, data=body, headers={"Content-Type": "application/json; charset=none"}))[0] == 200


async def test_what_is_too_large_is_not_read(demo, typed):
    assert (await demo.post(typed(text="x" * LARGEST)))[0] == 413


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br", "zstd", "x", "identity, gzip", "GZIP"])
async def test_what_is_packed_is_not_unpacked(demo, typed, packing):
    headers = {**JSON, "Content-Encoding": packing}
    for body in (gzip.compress(json.dumps(typed()).encode()), b"no gzip", gzip.compress(b"x" * 2 * LARGEST), b""):
        assert (await demo.post(None, data=body, headers=headers))[0] == 415
    assert demo.heard == []


async def test_what_is_said_to_be_packed_in_no_way_is_read(demo, typed):
    assert (await demo.post(typed(), headers={"Content-Encoding": "Identity"}))[0] == 200


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}", 415),
        (b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 400),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}", 400),
        (b"Content-Length: -2\r\n\r\n{}", 400),
        (b"Content-Length: x\r\n\r\n{}", 400),
        (b"X: " + b"x" * 20_000 + b"\r\n\r\n", 400),
        (b"Expect: x\r\nContent-Length: 2\r\n\r\n{}", 417),
    ],
    ids=range(7),
)
async def test_a_request_that_is_no_proper_one_is_told_so(demo, raw, status):
    reader, writer = await asyncio.open_connection("127.0.0.1", demo.serving.port)
    writer.write(b"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" + raw)
    assert int((await reader.readline()).split()[1]) == status
    writer.close()


@pytest.mark.parametrize("head", [b"Content-Length: 20\r\n\r\n{}", b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"])
async def test_a_request_that_is_broken_off_is_no_error_of_ours(demo, typed, caplog, head):
    _, writer = await asyncio.open_connection("127.0.0.1", demo.serving.port)
    with caplog.at_level(logging.ERROR):
        writer.write(b"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" + head)
        writer.close()
        await writer.wait_closed()
        assert (await demo.post(typed()))[0] == 200
        await demo.serving.stop()
    assert caplog.text == ""


async def test_a_body_that_does_not_come_is_not_waited_for(demo):
    serving = await http.start(http.messages_app(demo.teams.door(demo.turn), demo=True, slowest=0), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", serving.port)
    writer.write(b"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n")
    writer.write(b"Content-Length: 20\r\n\r\n{}")
    assert int((await reader.readline()).split()[1]) == 408
    writer.close()
    await serving.stop()


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ('{"text": "a", "text": "b"}', {"text": "b"}),
        ('{"n": NaN, "m": -Infinity, "text": "a"}', {"text": "a"}),
        ('{"n": 123456789012345678901234567890, "text": "a"}', {"text": "a"}),
        (r'{"text": "\ud83d"}', {"text": "\ud83d"}),
        ('{"text": "å"}'.encode("utf-16"), {"text": "å"}),
    ],
    ids=["twice", "no number", "large", "half a letter", "another encoding"],
)
def test_what_json_leaves_open_is_read_as_ever(body, meant):
    found = parsed(body.encode() if isinstance(body, str) else body)
    assert {"text": found["text"]} == meant


def test_what_no_utf_8_can_hold_leaves_as_a_question_mark():
    assert json.loads(dumped({"text": "a\ud83dåb"})) == {"text": "a?åb"}


async def test_a_caller_without_a_token_is_turned_away_before_its_body_is_looked_at(bot):
    assert (await bot.post(None, data=b"{", headers=JSON))[0] == 401
    assert (await bot.post(None, data=b"x" * LARGEST * 2, headers=JSON))[0] == 401


async def test_half_letters_and_nul_come_in_mended(demo, typed):
    body = json.dumps(typed()).replace('"hej"', r'"a\ud800b\u0000c"').encode()
    assert (await demo.post(None, data=body, headers=JSON))[0] == 200
    assert demo.heard[0].said.text == "a?b\ufffdc"


@pytest.mark.parametrize("kind", ["typing", "messageReaction", "event", "messageUpdate", "trace", "x"])
async def test_other_activities_are_taken_and_let_be(demo, typed, kind):
    assert await demo.post(typed(type=kind)) == (200, {})
    assert await demo.post(typed(type="invoke", name="task/fetch")) == (200, {})
    assert await demo.post(typed(type="invoke", name=...)) == (200, {})
    assert demo.heard == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = ["type", "id", "name", "from", "conversation", "recipient", "channelData", "entities", "value", "text"]
NAMES += ["action", "membersAdded", "membersRemoved", "replyToId", "locale", "serviceUrl"]


@settings(
    max_examples=2000 if os.environ.get("VBE_PROOF") else 200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    changed=st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=4),
    kind=st.sampled_from(["message", "invoke", "installationUpdate", "conversationUpdate"]),
)
def test_any_activity_is_heard_or_let_be_or_bad(typed, press, kind, changed):
    usual = press() if kind == "invoke" else typed()
    with suppress(BadActivity):
        hear({**usual, "type": kind, **changed})
