"""A town for each test."""

import pytest

from bot.adapters.tiny import TinyStore

from .town import Clock, Town


@pytest.fixture
async def town(tmp_path):
    time = Clock()
    async with await TinyStore.open(tmp_path / "store.db", time) as store:
        town = Town(store, time)
        yield town
        await town.box.close()
