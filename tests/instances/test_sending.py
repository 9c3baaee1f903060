"""Letters when it is for another instance to send them, and when the store is gone for a while."""

import asyncio

import pytest

from bot import outbox
from bot.adapters.tiny import TinyStore
from bot.errors import StoreGone
from bot.instances import LEASE, MARGIN, Instances
from bot.outbox import LEASE as HELD
from bot.outbox import Outbox
from bot.ports import OUTBOX, Del, Put
from bot.talk import Chat
from bot.turnstile import Turnstile
from tests.test_outbox import Desk, Time, Watched


class Failing(Watched):
    """A store that is gone for a while: for these of its verbs."""

    def __init__(self, store):
        super().__init__(store)
        self.gone = ()

    def __getattr__(self, name):
        return self._fail if name in self.gone else getattr(self.store, name)

    async def commit(self, *writes, **ways):
        if "commit" in self.gone:
            await self._fail()
        await super().commit(*writes, **ways)

    async def _fail(self, *_, **__):
        raise StoreGone("gone")


class Neighbours:
    """The part of a store that several instances share; ``good`` is what it answers to who wants to lead."""

    def __init__(self):
        self.good, self.instances, self.told, self.resigned = 0.0, 1, [], []

    async def lead(self, what, seconds):
        if self.good is None:
            raise StoreGone(what)
        return min(self.good, seconds)

    async def present(self, _):
        return self.instances

    async def tell(self, what):
        await asyncio.sleep(0)
        self.told.append(what)

    async def resign(self, what):
        self.resigned.append(what)


@pytest.fixture
async def desk(tmp_path):
    time = Time()
    async with await TinyStore.open(tmp_path / "store.db", time) as store:
        desk = Desk(Failing(store), time)
        desk.store = desk.ports.store = desk.store.store  # the failing one itself: it is watched, too
        desk.leads = True
        desk.box = led(desk)
        yield desk
        await desk.box.close()


def led(desk, rate=None):
    turnstile = Turnstile(rate, desk.time.steady, desk.time.later)
    return Outbox(desk.ports, desk.openers, turnstile, leads=lambda: desk.leads)


async def turns_of_the_loop():
    for _ in range(50):
        await asyncio.sleep(0)


async def test_who_does_not_lead_sends_nothing(desk):
    desk.leads = False
    await desk.write("anna", "a")
    await desk.run()
    assert desk.post.sent == {}
    desk.leads = True
    await desk.run()
    assert desk.post.sent["anna"] == ["a"]


async def test_who_leads_no_more_gives_back_what_waits_and_lets_arrive_what_is_on_its_way(desk):
    desk.post.hold["anna"] = asyncio.Event()
    await desk.write("anna", "a", "b")
    delivering = asyncio.ensure_future(desk.box.deliver())
    await desk.run(delivering, until=lambda: desk.post.busy)
    desk.leads = False
    desk.post.hold["anna"].set()
    await desk.run(delivering)
    assert desk.post.sent["anna"] == ["a"]
    assert len(await desk.store.claim(OUTBOX, desk.time.now(), HELD, 10)) == 1


async def test_what_is_held_long_stays_held_while_it_is_renewed(desk):
    desk.post.hold["anna"] = asyncio.Event()
    await desk.write("anna", "a")
    delivering = asyncio.ensure_future(desk.box.deliver())
    await desk.run(delivering, until=lambda: desk.post.busy)
    for _ in range(5):
        desk.time.passed += HELD / 2
        desk.box.kick()
        await turns_of_the_loop()
        assert await desk.store.claim(OUTBOX, desk.time.now(), HELD, 10) == []
    desk.post.hold["anna"].set()
    await desk.run(delivering)
    assert desk.post.sent["anna"] == ["a"]


async def test_what_another_one_has_dealt_with_is_not_followed_up_twice(desk):
    async def many(letter):
        (row,) = await desk.rows()
        await desk.store.commit(Del(OUTBOX, row.key, row.etag))  # and what follows from it
        return [outbox.stage(desk.ports, {"kind": "note", "to": to, "words": "all"}) for to in letter["to"]]

    desk.openers["many"] = many
    await desk.store.commit(outbox.stage(desk.ports, {"kind": "many", "to": ["anna", "omar"]}))
    await desk.run()
    assert await desk.rows() == ()
    assert desk.post.sent == {}


async def test_a_message_that_another_one_has_sent_as_well_is_known_too(desk):
    async def known(letter):
        mail = await desk.note(letter)

        async def sent(message):
            return [Put(OUTBOX, f"known {message}", {"due": "2999-01-01T00:00:00+00:00", "tries": 0})]

        return type(mail)(mail.chat, mail.page, mail.language, sent, mail.lost)

    desk.openers["note"] = known
    desk.post.hold["anna"] = asyncio.Event()
    await desk.write("anna", "a")
    delivering = asyncio.ensure_future(desk.box.deliver())
    await desk.run(delivering, until=lambda: desk.post.busy)
    await desk.store.commit(*(Del(OUTBOX, row.key) for row in await desk.rows()))
    desk.post.hold["anna"].set()
    await desk.run(delivering)
    assert [row.key for row in await desk.rows()] == ["known m1"]


async def test_a_letter_sent_while_the_store_is_gone_is_noted_when_it_is_back_and_not_sent_twice(desk):
    desk.post.hold["anna"] = asyncio.Event()
    await desk.write("anna", "a", "b")
    delivering = asyncio.ensure_future(desk.box.deliver())
    await desk.run(delivering, until=lambda: desk.post.busy)
    desk.store.gone = ("commit", "claim", "renew", "release")
    desk.post.hold["anna"].set()
    await desk.run(delivering, until=lambda: desk.post.sent["anna"])
    await turns_of_the_loop()
    assert len(await desk.rows()) == 2
    desk.store.gone = ()
    while await desk.rows():
        await desk.run()
    assert desk.post.sent["anna"] == ["a", "b"]


@pytest.mark.parametrize("verb", ["commit", "release", "get", "claim"])
async def test_whatever_fails_while_the_store_is_gone_every_letter_arrives_when_it_is_back(desk, verb):
    desk.post.trouble = lambda _: desk.store.__setattr__("gone", (verb,)) if len(desk.post.at) == 3 else None
    await desk.write("anna", *"abcd")
    await desk.write("omar", *"efgh")
    delivering = asyncio.ensure_future(desk.box.deliver())
    await desk.run(delivering, until=lambda: desk.store.gone)
    await turns_of_the_loop()
    desk.post.trouble, desk.store.gone = lambda _: None, ()
    await asyncio.wait([delivering])
    while await desk.rows():
        await desk.after(HELD + 1)
    assert {to: sorted(set(words)) for to, words in desk.post.sent.items()} == {
        "anna": list("abcd"),
        "omar": list("efgh"),
    }
    assert len(desk.post.at) == 8


async def test_several_instances_share_the_pace(desk):
    turnstile = Turnstile(50, desk.time.steady, desk.time.later)
    chats = [Chat("https://example.org/", f"c{number}", "personal", "t", "b") for number in range(51)]

    async def through(chat):
        async with turnstile.passing(chat):
            pass

    turnstile.share(2)
    await desk.run(asyncio.gather(*map(through, chats)))
    assert 2.0 <= desk.time.passed < 2.3
    turnstile.share(1)
    before = desk.time.passed
    await desk.run(asyncio.gather(*map(through, chats)))
    assert 1.0 <= desk.time.passed - before < 1.2


async def test_a_lead_ends_by_itself_before_the_store_gives_it_to_another(desk):
    neighbours = Neighbours()
    here = Instances(neighbours, desk.time.steady)
    await here.attend()
    assert not here.leads()
    neighbours.good, neighbours.instances = LEASE, 3
    await here.attend()
    assert here.leads()
    assert here.health() == {"instances": 3, "leads": True}
    neighbours.good = None
    desk.time.passed += LEASE - MARGIN - 0.1
    await here.attend()
    assert (here.leads(), here.reached) == (True, False)
    desk.time.passed += 0.2
    assert not here.leads()


async def test_what_is_called_out_again_and_again_is_called_once_and_the_end_waits_for_it(desk):
    neighbours = Neighbours()
    here = Instances(neighbours, desk.time.steady)
    for _ in range(10):
        here.call("outbox")
    here.call("directory")
    await here.resign()
    assert sorted(neighbours.told) == ["directory", "outbox"]
    assert neighbours.resigned == ["outbox"]


async def test_a_store_that_one_process_holds_is_led_for_ever(tmp_path):
    time = Time()
    async with await TinyStore.open(tmp_path / "store.db", time) as store:
        here = Instances(store, time.steady)
        await here.attend()
        time.passed += 10 * LEASE
        assert (here.leads(), here.alone, here.count, here.health()) == (True, True, 1, {})
