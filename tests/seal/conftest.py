"""A store with its key file, and a clock that can be moved."""

import pytest

from bot.adapters.clock import DemoClock
from bot.adapters.seal import KeyRing, make_key_file
from bot.adapters.tiny import TinyStore
from bot.rotation import Rotation
from tests.postgres import postgres, url

__all__ = ["postgres", "url"]  # fixtures


@pytest.fixture
def clock():
    return DemoClock()


@pytest.fixture
def file(tmp_path):
    make_key_file(tmp_path / "keys.json")
    return tmp_path / "keys.json"


@pytest.fixture
def ring(file):
    return KeyRing.load(file)


@pytest.fixture
async def store(tmp_path, clock):
    async with await TinyStore.open(tmp_path / "store.db", clock) as opened:
        yield opened


@pytest.fixture
def rotation(store, ring, clock):
    return Rotation(store, ring, clock)
