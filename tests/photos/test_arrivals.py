"""Pictures on their way in: few at once, in a time, each person's in their order; and the rest is told to wait."""

import asyncio
from types import SimpleNamespace

import pytest

from bot.errors import Unsendable
from bot.talk import File
from dialogs.arrivals import AT_ONCE, WAITING, Arrivals, Arrived, Wanted
from tests.photos.pictures import jpeg

WANTED = Wanted(File("https://example.org/x", inline=True), "d", picture=True)
PICTURE = jpeg()


class Held:
    """Attachments that come when they are let go; how many are on their way, and how many were at most."""

    def __init__(self, wrong=None):
        self.free, self.wrong = asyncio.Event(), wrong
        self.inside = self.most = self.asked = 0

    async def fetch(self, _file, _most):
        self.asked += 1
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await self.free.wait()
        finally:
            self.inside -= 1
        if self.wrong:
            raise self.wrong
        return PICTURE


class Room:
    """A darkroom that leaves pictures as they are."""

    async def develop(self, raw):
        return raw

    async def preview(self, _picture, _most):
        return b"small"


def arrivals(held, **more):
    return Arrivals(SimpleNamespace(attachments=held, darkroom=Room()), **more)


async def until(holds):
    while not holds():  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0)


async def test_a_picture_comes_with_a_copy():
    held = Held()
    held.free.set()
    assert await arrivals(held).take("anna", WANTED) == Arrived("d", PICTURE, "c21hbGw=")


async def test_few_are_in_memory_at_once_and_a_long_queue_is_not_joined():
    held = Held()
    coming = arrivals(held)
    begun = [asyncio.create_task(coming.take(f"person {n}", WANTED)) for n in range(WAITING)]
    await until(lambda: held.inside == AT_ONCE)
    assert await coming.take("one more", WANTED) == Arrived("d", problem="busy")
    held.free.set()
    assert all(each.picture for each in await asyncio.gather(*begun))
    assert (held.most, held.asked) == (AT_ONCE, WAITING)
    assert (await coming.take("one more", WANTED)).picture


async def test_one_person_s_pictures_come_one_after_the_other():
    held = Held()
    coming = arrivals(held)
    begun = [asyncio.create_task(coming.take("anna", WANTED)) for _ in range(WAITING + 3)]
    await until(lambda: held.inside)
    held.free.set()
    assert all(each.picture for each in await asyncio.gather(*begun))
    assert held.most == 1


async def test_a_picture_that_does_not_come_is_given_up_and_its_place_is_free():
    held = Held()
    coming = arrivals(held, patience=0.0)
    for _ in range(WAITING + AT_ONCE):
        assert await coming.take("anna", WANTED) == Arrived("d", problem="unfetched")
    assert held.inside == 0


@pytest.mark.parametrize(("reason", "problem"), [("answer_too_large", "too_large"), ("answer_packed", "unfetched")])
async def test_what_cannot_be_fetched_is_told_by_its_own_key(reason, problem):
    held = Held(Unsendable(reason, final=True))
    held.free.set()
    assert await arrivals(held).take("anna", WANTED) == Arrived("d", problem=problem)
