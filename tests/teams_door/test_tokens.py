"""Who may come in, over real HTTP with real keys."""

import base64
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LATER = 400  # seconds: more than clocks may differ


async def status(bot, activity, token="", **particulars):
    return (await bot.post(activity, token, **particulars))[0]


async def test_a_good_token_comes_in(bot, typed, sign):
    assert await bot.post(typed(), sign()) == (200, {})
    assert [heard.person for heard in bot.heard] == ["person-1"]


async def test_the_scheme_may_be_written_in_any_case(bot, typed, sign):
    headers = {"Authorization": f"bearer {sign()}"}
    assert await status(bot, typed(), headers=headers) == 200


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer x.y.z",
        "Bearer åäö",
        "Bearer " + ".".join(["e30"] * 3),
        "Bearer "
        + base64.urlsafe_b64encode(json.dumps({"alg": "RS256", "kid": ["x"]}).encode()).decode().strip("=")
        + ".e30.e30",
        "Bearer " + base64.urlsafe_b64encode(b"[" * 3000).decode().strip("=") + ".e30.e30",
    ],
    ids=["none", "empty", "bare", "blank", "basic", "nonsense", "letters", "no-algorithm", "odd-kid", "deep"],
)
async def test_what_is_no_token_is_turned_away(bot, typed, header):
    headers = {} if header is None else {"Authorization": header}
    assert await status(bot, typed(), headers=headers) == 401
    assert bot.heard == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": -LATER},  # seconds from the moment of the test
        {"nbf": LATER},
        {"exp": "soon"},
        {"exp": 1e400},
        {"aud": "someone-else"},
        {"aud": ["someone-else"]},
        {"aud": 7},
        {"iss": "https://sts.windows.net/"},
        {"iss": None},
        {"serviceurl": "https://smba.trafficmanager.net/other/"},
        {"serviceurl": None},
        {"serviceurl": 7},
        {"without": ["exp"]},
        {"without": ["aud"]},
        {"without": ["iss"]},
        {"without": ["serviceurl"]},
    ],
    ids=lambda wrong: next(iter(wrong)),  # no time in a test's name
)
async def test_a_token_with_a_wrong_claim_is_turned_away(bot, typed, wrong, sign):
    now = int(time.time())
    claims = {name: now + value if value in (LATER, -LATER) else value for name, value in wrong.items()}
    assert await status(bot, typed(), sign(**claims)) == 401
    assert bot.heard == []


async def test_clocks_may_differ_by_some_minutes(bot, typed, sign):
    now = int(time.time())
    assert await status(bot, typed(), sign(exp=now - 200)) == 200
    assert await status(bot, typed(), sign(nbf=now + 200)) == 200


async def test_the_service_address_must_be_the_very_same(bot, typed, sign, service):
    token = sign()
    assert await status(bot, typed(serviceUrl=service.rstrip("/")), token) == 401
    assert await status(bot, typed(serviceUrl=f"{service}x"), token) == 401
    assert await status(bot, typed(serviceUrl=...), token) == 401


async def test_another_key_under_a_known_id_is_turned_away(bot, typed, forge):
    assert await status(bot, typed(), forge(headers={"kid": "first"})) == 401


async def test_an_unknown_key_is_turned_away(bot, typed, forge):
    assert await status(bot, typed(), forge()) == 401


async def test_a_token_without_a_signature_is_turned_away(bot, typed, sign):
    claims = jwt.decode(sign(), options={"verify_signature": False})
    assert await status(bot, typed(), jwt.encode(claims, None, algorithm="none", headers={"kid": "first"})) == 401


async def test_the_public_key_is_no_shared_secret(bot, typed, sign, signer):
    public = signer.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _, payload, _ = sign().split(".")
    head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "first"}).encode()).decode().strip("=")
    digest = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    mac = base64.urlsafe_b64encode(digest.sign(f"{head}.{payload}".encode(), public)).decode().strip("=")
    assert await status(bot, typed(), f"{head}.{payload}.{mac}") == 401


async def test_another_tenant_is_refused(bot, typed, sign):
    token = sign()
    other, nobody = {"tenant": {"id": "other"}}, {"id": "a:1", "conversationType": "personal"}
    assert await status(bot, typed(channelData=other), token) == 403
    assert await status(bot, typed(channelData=other, conversation=nobody), token) == 403
    assert await status(bot, typed(conversation={**nobody, "tenantId": "other"}), token) == 403
    assert await status(bot, typed(channelData=..., conversation=nobody), token) == 403
    assert bot.heard == []


async def test_another_channel_is_refused(make_bot, outside, typed, sign, signer):
    outside.keys[0] = type(signer)("first", ("msteams", "webchat"), signer.private)
    bot = await make_bot()
    assert await status(bot, typed(channelId="webchat"), sign()) == 403


async def test_a_key_speaks_only_for_its_channels(make_bot, outside, typed, sign, signer):
    outside.keys[0] = type(signer)("first", ("webchat",), signer.private)
    bot = await make_bot()
    assert await status(bot, typed(), sign()) == 401
    outside.keys[0] = type(signer)("first", (), signer.private)
    assert await status(await make_bot(), typed(), sign()) == 401


@pytest.mark.parametrize(
    "host",
    [
        "https://evil.example.org/",
        "https://smba.trafficmanager.net.example.org/",
        "https://smba.trafficmanager.net@example.org/",
        "https://smba.trafficmanager.net:444/",
        "https://smba.trafficmanager.net\\@example.org/",
        "http://smba.trafficmanager.net/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1.example.org/",
        "http://localhost/",
        "https://smba.trafficmanager.net/?x=",
        "file:///etc/",
        "smba.trafficmanager.net",
    ],
)
async def test_an_unknown_service_host_is_refused(bot, typed, host, signer):
    assert await status(bot, typed(serviceUrl=host), signer.sign(host)) == 403
    assert bot.heard == []


async def test_the_real_service_is_known(bot, typed, signer):
    address = "https://smba.trafficmanager.net/emea/"
    bot.answer = None
    assert await status(bot, typed(serviceUrl=address), signer.sign(address)) == 200


async def test_a_new_key_is_found_when_it_comes_into_use(bot, typed, sign, forge, stranger):
    assert await status(bot, typed(), sign()) == 200
    bot.outside.keys.append(stranger)
    bot.clock.ahead += 61
    assert await status(bot, typed(), forge()) == 200
    assert bot.outside.fetched == 2


async def test_unknown_keys_are_asked_for_once_a_minute(bot, typed, forge):
    for _ in range(5):
        assert await status(bot, typed(), forge()) == 401
    assert bot.outside.fetched == 1
    bot.clock.ahead += 61
    for _ in range(5):
        assert await status(bot, typed(), forge()) == 401
    assert bot.outside.fetched == 2


async def test_a_withdrawn_key_stops_working_within_a_day(bot, typed, sign, stranger):
    assert await status(bot, typed(), sign()) == 200
    bot.outside.keys[:] = [stranger]
    bot.clock.ahead += 24 * 3600 + 1
    assert await status(bot, typed(), sign()) == 401


async def test_when_keys_cannot_be_had_the_old_ones_serve(bot, typed, sign):
    assert await status(bot, typed(), sign()) == 200
    bot.outside.key_status = 503
    bot.clock.ahead += 24 * 3600 + 1
    assert await status(bot, typed(), sign()) == 200


async def test_without_keys_nobody_comes_in_until_they_are_there(bot, typed, sign):
    bot.outside.key_status = 503
    assert await status(bot, typed(), sign()) == 401
    bot.outside.key_status = 200
    bot.clock.ahead += 6
    assert await status(bot, typed(), sign()) == 200


async def test_broken_keys_are_passed_over(bot, typed, sign, signer):
    bot.outside.keys[:] = [
        {"kid": "x"},
        "x",
        {"kty": "EC", "kid": "y"},
        {"kty": "RSA", "kid": "z", "n": "", "e": 3},
        signer,
    ]
    assert await status(bot, typed(), sign()) == 200


async def test_a_known_token_still_speaks_for_its_own_service_channel_and_tenant_only(bot, typed, sign, service):
    token = sign()
    assert await status(bot, typed(), token) == 200
    assert await status(bot, typed(serviceUrl=service.rstrip("/")), token) == 401
    assert await status(bot, typed(channelId="webchat"), token) == 401
    assert await status(bot, typed(channelData={"tenant": {"id": "other"}}), token) == 403
    assert await status(bot, typed(), token) == 200
