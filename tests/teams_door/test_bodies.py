"""Whatever a caller sends: a plain answer, never a 500."""

import gzip
import json
import os
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.http import LARGEST
from bot.adapters.teams.activities import hear
from bot.adapters.teams.shapes import BadActivity

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
    packed = gzip.compress(json.dumps(typed(text="x" * LARGEST)).encode())
    assert (await demo.post(None, data=packed, headers={**JSON, "Content-Encoding": "gzip"}))[0] == 413


async def test_a_body_that_is_packed_wrongly_is_a_bad_request(demo):
    assert (await demo.post(None, data=b"no gzip", headers={**JSON, "Content-Encoding": "gzip"}))[0] == 400


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
