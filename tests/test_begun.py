"""Letters that nobody waits for, and that may come twice: marked before they go out, counted when they go again."""

import asyncio
import logging
from dataclasses import replace

import pytest

from bot import dead_letters, outbox
from bot.adapters.tiny import TinyStore
from bot.errors import Unsendable
from bot.ports import BULK, CHATS, DEAD, NEW, OUTBOX, Del, Put
from bot.talk import Chat, Page, Plain
from tests.test_outbox import BUSY, DAY, Desk, Time, Watched, fails

SILENT = Unsendable("unreachable", unknown=True)
COUNT = "count"


class Slow(Watched):
    """A store that takes its time over the next commit, in simulated seconds."""

    def __init__(self, store, time):
        super().__init__(store)
        self.time, self.takes = time, 0.0

    async def commit(self, *writes, **ways):
        await super().commit(*writes, **ways)
        self.time.passed += self.takes
        self.takes = 0.0


@pytest.fixture
async def desk(tmp_path):
    time = Time()
    async with await TinyStore.open(tmp_path / "store.db", time) as store:
        desk = Desk(store, time)
        yield desk
        await desk.box.close(patience=0)


async def sending(desk, *people, urgent=False):
    """Letters on their way to these people, and not answered."""
    for each in people:
        desk.post.hold[each] = asyncio.Event()
        await desk.write(each, "a", urgent=urgent)
    delivering = asyncio.ensure_future(desk.box.deliver())
    await desk.run(delivering, until=lambda: desk.post.busy == len(people))
    return delivering


async def killed(desk, *people):
    """The bot dies while letters to these are on their way, which arrive all the same; another one takes over."""
    delivering = await sending(desk, *people)
    await desk.box.close(patience=0)
    await asyncio.wait([delivering])
    for each in people:
        desk.post.sent[each].append("a")
        desk.post.hold[each].set()
    desk.another()


async def marks(desk, table=BULK):
    return [row.doc.get("begun") for row in await desk.rows(table)]


async def test_a_letter_is_marked_before_it_goes_out(desk):
    delivering = await sending(desk, "anna")
    assert await marks(desk) == [True]
    desk.post.hold["anna"].set()
    await desk.run(delivering)
    assert await marks(desk) == []


async def test_an_answer_waits_for_no_mark(desk):
    await sending(desk, "anna", urgent=True)
    assert await marks(desk, OUTBOX) == [None]


async def test_an_update_that_comes_twice_shows_the_same_and_is_not_marked(desk):
    async def renewal(letter):
        return replace(await Desk.note(desk, letter), update="m1")

    desk.openers["note"] = renewal
    await sending(desk, "anna")
    assert await marks(desk) == [None]


async def test_what_was_on_its_way_at_a_kill_is_sent_again_and_counted_without_a_name(desk, caplog):
    caplog.set_level(logging.DEBUG, "bot")
    await killed(desk, "anna", "omar")
    await desk.write("siri", "b", urgent=False)
    await desk.run()
    assert desk.post.sent == {"anna": ["a", "a"], "omar": ["a", "a"], "siri": ["b"]}
    assert desk.box.repeated == 2
    assert [each.getMessage() for each in caplog.records] == ["event=letter_may_be_repeated"] * 2
    assert await desk.rows(BULK) == ()


async def test_what_waited_for_its_turn_at_a_kill_is_not_counted(desk):
    await desk.write("anna", "a", "b", urgent=False)
    desk.post.hold["anna"] = asyncio.Event()
    delivering = asyncio.ensure_future(desk.box.deliver())
    await desk.run(delivering, until=lambda: desk.post.busy)
    await desk.box.close(patience=0)
    await asyncio.wait([delivering])
    assert await marks(desk) == [True, None] or await marks(desk) == [None, True]
    desk.post.hold["anna"].set()
    desk.another()
    await desk.run()
    assert (desk.post.sent["anna"], desk.box.repeated) == (["a", "b"], 1)


@pytest.mark.parametrize(("problem", "repeated"), [(BUSY, 0), (Unsendable("http_429", after=2), 0), (SILENT, 1)])
async def test_what_the_service_has_refused_is_not_counted_and_what_it_may_have_taken_is(desk, problem, repeated):
    desk.post.trouble = fails(problem)
    await desk.write("anna", "a", urgent=False)
    await desk.run()
    assert await marks(desk) == [True if repeated else None]
    await desk.after(10)
    assert (desk.post.sent["anna"], desk.box.repeated) == (["a"], repeated)


async def test_each_time_that_it_may_have_arrived_is_counted(desk):
    desk.post.trouble = fails(SILENT, BUSY, SILENT, SILENT)
    await desk.write("anna", "a", urgent=False)
    await desk.run()
    for _ in range(4):
        await desk.after(60)
    assert len(desk.post.tries) == 5
    assert (desk.post.sent["anna"], desk.box.repeated) == (["a"], 3)


@pytest.mark.parametrize("end", ["put off", "sent"])
async def test_what_another_one_has_taken_meanwhile_is_let_go(desk, end):
    async def taken(letter):
        (row,) = await desk.rows(BULK)
        later = Put(BULK, row.key, {**row.doc, "due": "2026-11-03T09:00:00+00:00"}, row.etag)
        await desk.store.commit(later if end == "put off" else Del(BULK, row.key, row.etag))
        return await Desk.note(desk, letter)

    desk.openers["note"] = taken
    await desk.write("anna", "a", urgent=False)
    await desk.run()
    assert (desk.post.tries, desk.box.repeated) == ([], 0)
    assert len(await desk.rows(BULK)) == (end == "put off")
    desk.openers["note"] = desk.note
    await desk.after(DAY)
    assert desk.post.sent == ({"anna": ["a"]} if end == "put off" else {})


async def test_a_letter_that_was_begun_and_is_sent_by_another_one_is_neither_sent_nor_counted(desk):
    await killed(desk, "anna")
    note = desk.note

    async def sent_meanwhile(letter):
        await desk.store.commit(*(Del(BULK, row.key) for row in await desk.rows(BULK)))
        return await note(letter)

    desk.openers["note"] = sent_meanwhile
    desk.another()
    await desk.run()
    assert (desk.post.sent["anna"], desk.box.repeated) == (["a"], 0)


async def test_a_letter_whose_mark_took_too_long_is_given_back_and_taken_anew(desk):
    desk.store = Slow(desk.store, desk.time)
    desk.ports = replace(desk.ports, store=desk.store)
    desk.another()
    await desk.write("anna", "a", urgent=False)
    desk.store.takes = outbox.LEASE
    await desk.run()
    assert desk.post.sent["anna"] == ["a"]
    assert desk.box.repeated == 1


def counting(desk):
    """An opener whose letters count in one row how often they may have come twice."""

    async def repeats():
        row = await desk.store.get(CHATS, COUNT)
        return [Put(CHATS, COUNT, {"repeats": row.doc["repeats"] + 1 if row else 1}, row.etag if row else NEW)]

    async def note(letter):
        return replace(await Desk.note(desk, letter), repeats=repeats)

    return note


async def test_what_follows_from_a_possible_repeat_is_written_before_it_goes_out_and_not_before(desk):
    desk.openers["note"] = counting(desk)
    desk.another()
    delivering = await sending(desk, "anna")
    assert await desk.store.get(CHATS, COUNT) is None
    await desk.box.close(patience=0)
    await asyncio.wait([delivering])
    delivering = asyncio.ensure_future(desk.another().deliver())
    await desk.run(delivering, until=lambda: desk.post.busy)
    assert (await desk.store.get(CHATS, COUNT)).doc == {"repeats": 1}
    desk.post.hold["anna"].set()
    await desk.run(delivering)
    assert (desk.post.sent["anna"], desk.box.repeated) == (["a"], 1)


async def test_many_letters_that_count_in_the_same_row_are_all_counted(desk):
    desk.openers["note"] = counting(desk)
    people = [f"p{number}" for number in range(16)]
    await killed(desk, *people)
    await desk.run()
    assert desk.box.repeated == len(people)
    assert (await desk.store.get(CHATS, COUNT)).doc == {"repeats": len(people)}
    assert desk.post.sent == {each: ["a", "a"] for each in people}


@pytest.mark.parametrize("unknown", [True, False])
async def test_a_dead_letter_that_is_resent_is_counted_if_it_may_have_arrived(desk, unknown):
    desk.post.trouble = fails(Unsendable("http_500", final=True, unknown=unknown))
    await desk.write("anna", "a", urgent=False)
    await desk.run()
    assert await marks(desk, DEAD) == [True if unknown else None]
    assert await dead_letters.resend(desk.store, "http_500", desk.time.now()) == 1
    await desk.run()
    assert (desk.post.sent["anna"], desk.box.repeated) == (["a"], int(unknown))


async def test_a_letter_whose_failure_is_noted_elsewhere_is_not_among_the_dead(desk):
    async def noted(letter):
        async def lost(reason):
            return [Put(CHATS, letter["to"], {"failed": reason})]

        chat = Chat("https://example.org/", letter["to"], "personal", "t", "b")
        return outbox.Mail(chat, Page(Plain("a")), "sv", lost, lost, buried=False)

    desk.openers["note"] = noted
    desk.post.trouble = fails(Unsendable("BotDisabledByAdmin", gone=True))
    await desk.write("anna", "a", urgent=False)
    await desk.run()
    assert (await desk.rows(BULK), await desk.rows(DEAD)) == ((), ())
    assert (await desk.store.get(CHATS, "anna")).doc == {"failed": "BotDisabledByAdmin"}
