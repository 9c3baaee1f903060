"""Updates in the service's pace: the latest one counts when its turn comes, and a private page waits for none."""

import asyncio

import pytest

from bot.adapters.teams.updates import Update, Updates
from bot.talk import Chat
from bot.turnstile import Turnstile

CHAT = Chat("https://example.org/", "a:1", "personal", "t", "b")
OTHER = Chat("https://example.org/", "a:2", "personal", "t", "b")


class Post:
    """A board that keeps what it is given; ``hold`` keeps it from answering."""

    def __init__(self):
        self.shown, self.hold, self.called = [], None, asyncio.Event()

    async def show(self, _chat, message, card, _language):
        self.called.set()
        if self.hold:
            await self.hold.wait()
        self.shown.append((message, card.decode()))


class Timers:
    """Time that stands until a timer is let ring."""

    def __init__(self):
        self.at, self.calls = 0.0, []

    def steady(self):
        return self.at

    def later(self, delay, call):
        self.calls.append((self.at + delay, call))
        return self

    def cancel(self):
        pass

    def ring(self):
        self.at, call = self.calls.pop(0)
        call()


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def timers():
    return Timers()


@pytest.fixture
async def updates(post, timers):
    """With a pace of one message in ten seconds, whose first slot is taken."""
    turnstile = Turnstile(0.1, timers.steady, timers.later)
    async with turnstile.passing(OTHER):
        pass
    updates = Updates(post, (), turnstile)
    yield updates
    await updates.close(0)


def update(words, message="17"):
    return Update(CHAT, message, words.encode(), "sv")


async def rounds():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_latest_update_goes_when_the_turn_comes(updates, post, timers):
    for words in ("ett", "två", "tre"):
        updates.put(update(words))
        await rounds()
    assert post.shown == []
    timers.ring()
    await rounds()
    assert post.shown == [("17", "tre")]


async def test_a_private_page_does_not_wait_for_an_update_that_has_not_begun(updates, post, timers):
    updates.put(update("ett"))
    await rounds()
    await updates.drop(CHAT, "17")
    timers.ring()
    await rounds()
    assert post.shown == []


async def test_what_comes_after_the_private_page_is_shown(updates, post, timers):
    updates.put(update("ett"))
    await rounds()
    dropping = asyncio.create_task(updates.drop(CHAT, "17"))
    await asyncio.sleep(0)
    updates.put(update("två"))
    await dropping
    await rounds()
    timers.ring()
    await rounds()
    assert post.shown == [("17", "två")]


async def test_what_is_on_its_way_is_let_through_before_the_private_page(updates, post, timers):
    post.hold = asyncio.Event()
    updates.put(update("ett"))
    await rounds()
    timers.ring()
    await post.called.wait()
    dropping = asyncio.create_task(updates.drop(CHAT, "17"))
    await rounds()
    assert not dropping.done()
    post.hold.set()
    await dropping
    assert post.shown == [("17", "ett")]
