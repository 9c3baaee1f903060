"""A token is verified once; what can change is looked at every time."""

from types import SimpleNamespace

import jwt
import pytest

from bot.adapters.teams.keys import Key
from bot.adapters.teams.tokens import Refused, Tokens

APP = "00000000-0000-4000-8000-00000000a99a"
NOW = 1_800_000_000


class Counted(Tokens):
    """Tokens that count how often one is verified, at a time that the test sets."""

    def __init__(self, keys):
        self.now, self.verified = float(NOW), 0
        super().__init__(keys, APP, wall=lambda: self.now, most=2)

    async def _verified(self, written):
        self.verified += 1
        return await super()._verified(written)


@pytest.fixture
def keys(signer):
    """One key, and nobody to ask for another."""
    key = Key(jwt.PyJWK(signer.jwk, algorithm="RS256"), frozenset(signer.endorsements), ("n", "e"))

    async def find(kid):
        return key if kid == signer.kid else None

    return SimpleNamespace(find=find)


@pytest.fixture
def tokens(keys):
    return Counted(keys)


@pytest.fixture
def bearer(signer):
    def make(by=signer, **claims):
        return f"Bearer {by.sign('http://127.0.0.1/', **{'nbf': NOW - 10, 'exp': NOW + 600, **claims})}"

    return make


async def turned_away(tokens, authorization):
    with pytest.raises(Refused) as caught:
        await tokens.read(authorization)
    return caught.value.status == 401


async def test_a_token_is_verified_once_in_its_life(tokens, bearer):
    token = bearer()
    first = await tokens.read(token)
    assert [await tokens.read(token) for _ in range(5)] == [first] * 5
    assert tokens.verified == 1


async def test_a_known_token_ends_all_the_same(tokens, bearer):
    token = bearer()
    await tokens.read(token)
    tokens.now = NOW + 600 + 299
    await tokens.read(token)
    tokens.now = NOW + 600 + 301
    assert await turned_away(tokens, token)
    tokens.now = NOW - 10 - 301
    assert await turned_away(tokens, token)
    assert tokens.verified == 1


async def test_a_bad_token_is_never_remembered(tokens, bearer, stranger):
    for _ in range(3):
        assert await turned_away(tokens, bearer(aud="someone-else"))
        assert await turned_away(tokens, bearer(by=stranger, headers={"kid": "first"}))
        assert await turned_away(tokens, bearer(exp="soon"))
        assert await turned_away(tokens, bearer(nbf=True))
    assert tokens.verified == 12


async def test_another_signature_under_known_claims_is_another_token(tokens, bearer, stranger):
    token = bearer()
    await tokens.read(token)
    forged = bearer(by=stranger, headers={"kid": "first"})
    assert await turned_away(tokens, f"{token.rpartition('.')[0]}.{forged.rpartition('.')[2]}")


async def test_of_many_tokens_those_not_met_for_longest_are_forgotten(tokens, bearer):
    one, two, three = (bearer(jti=name) for name in "abc")
    for token in (one, two, one, three):
        await tokens.read(token)
    assert tokens.verified == 3
    await tokens.read(one)
    assert tokens.verified == 3
    await tokens.read(two)
    assert tokens.verified == 4
