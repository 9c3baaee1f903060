"""Letters in the outbox: in order to each chat, to many chats at once, and each of them sent, dead or still due."""

import asyncio
import json
import logging
import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot import dead_letters, outbox
from bot.adapters.clock import RandomIds
from bot.adapters.seal import KeyRing
from bot.adapters.tiny import TinyStore
from bot.errors import Unsendable
from bot.outbox import LEASE, Mail, Outbox
from bot.ports import BULK, DEAD, OUTBOX, Del, Ports, Put
from bot.talk import Chat, Page, Plain
from bot.turnstile import MOST, MOST_OTHERS, Turnstile

BUSY = Unsendable("http_503")
DAY = 86400


class Time:
    """Wall and steady time, moved together, and timers for what waits for it."""

    def __init__(self):
        self.passed = 0.0
        self.timers = []

    def now(self):
        return datetime(2026, 11, 3, 8, 0, tzinfo=UTC) + timedelta(seconds=self.passed)

    def steady(self):
        return self.passed

    def later(self, delay, call):
        self.timers.append(Timer(self.passed + delay, call))
        return self.timers[-1]

    async def sleep(self, seconds):
        over = asyncio.get_running_loop().create_future()
        self.later(seconds, lambda: over.done() or over.set_result(None))
        await over

    def next(self):
        """Go on to the next timer and let it ring; whether there was one."""
        self.timers = sorted((each for each in self.timers if each.call), key=lambda each: each.at)
        if not self.timers:
            return False
        timer = self.timers.pop(0)
        self.passed = max(self.passed, timer.at)
        timer.call()
        return True


class Timer:
    def __init__(self, at, call):
        self.at, self.call = at, call

    def cancel(self):
        self.call = None


class Watched:
    """A store that says when nothing is being written, so that time stands still while something is."""

    def __init__(self, store):
        self.store, self.writing = store, set()

    def __getattr__(self, name):
        return getattr(self.store, name)

    async def commit(self, *writes, **ways):
        writing = asyncio.ensure_future(self.store.commit(*writes, **ways))
        self.writing.add(writing)
        writing.add_done_callback(self.writing.discard)
        await writing


class Post:
    """A Sender that keeps what it is given. ``latency`` in simulated seconds, ``trouble`` what goes wrong."""

    def __init__(self, time):
        self.time, self.latency, self.sent, self.at = time, 0.0, defaultdict(list), []
        self.trouble = lambda _: None
        self.tries = []
        self.busy = self.busiest = 0
        self.hold = {}

    async def send(self, chat, page, _):
        self.tries.append((chat.conversation, page.heading.text, self.time.passed))
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            if self.latency:
                await self.time.sleep(self.latency)
            if chat.conversation in self.hold:
                await self.hold[chat.conversation].wait()
            problem = self.trouble(chat.conversation)
            if problem:
                raise problem
        finally:
            self.busy -= 1
        self.sent[chat.conversation].append(page.heading.text)
        self.at.append((chat.conversation, self.time.passed))
        return f"m{len(self.at)}"

    async def update(self, chat, message, page, language):
        await self.send(chat, page, f"{language}{message}")


class Desk:
    """An outbox over a real store, with openers that know three kinds of letter."""

    def __init__(self, store, time):
        self.store, self.time, self.post = Watched(store), time, Post(time)
        self.ports = Ports(self.store, KeyRing({"k": b"k" * 32}, "k"), time, RandomIds(), self.post, None, None, None)
        self.said, self.lost, self.drawn = {}, [], []
        self.openers = {"note": self.note, "report": self.report, "nobody": self.nobody, "many": self.many}
        self.box = self.another()

    def another(self, rate=None, chance=lambda: 1.0):
        self.box = Outbox(self.ports, self.openers, Turnstile(rate, self.time.steady, self.time.later), chance)
        return self.box

    async def note(self, letter, *, lasting=False):
        async def sent(_):
            return ()

        async def lost(reason):
            self.lost.append((letter["words"], reason))
            return ()

        self.drawn.append(letter["words"])
        words = self.said.get(letter["words"], letter["words"])
        chat = Chat(letter.get("at", "https://example.org/"), letter["to"], "personal", "t", "b")
        return Mail(chat, Page(Plain(words)), "sv", sent, lost, lasting=lasting)

    async def report(self, letter):
        return await self.note(letter, lasting=True)

    async def nobody(self, _):
        return None

    async def many(self, letter):
        return [outbox.stage(self.ports, {"kind": "note", "to": to, "words": "all"}) for to in letter["to"]]

    async def write(self, to, *words, kind="note", urgent=True):
        puts = []
        for each in words:
            self.time.passed += 0.001  # letters are due one after the other
            puts.append(outbox.stage(self.ports, {"kind": kind, "to": to, "words": each}, urgent=urgent))
        await self.store.commit(*puts)

    async def run(self, work=None, until=lambda: False):
        """Let time go on until all that is due has been dealt with."""
        task = asyncio.ensure_future(work or self.box.deliver())
        while not task.done() and not until():
            for _ in range(12):
                await asyncio.sleep(0)
            if self.store.writing:
                await asyncio.wait(self.store.writing)
            elif not (task.done() or until() or self.time.next()):
                await asyncio.sleep(0)
        return task

    async def after(self, seconds):
        self.time.passed += seconds
        await self.run()

    async def rows(self, table=OUTBOX):
        return (await self.store.find(table, limit=1000)).rows


@pytest.fixture
async def desk(tmp_path):
    time = Time()
    async with await TinyStore.open(tmp_path / "store.db", time) as store:
        desk = Desk(store, time)
        yield desk
        await desk.box.close()


def fails(*problems, to="anna"):
    """The next messages to this chat fail so, one after the other."""
    left = list(problems)
    return lambda chat: left.pop(0) if left and chat == to else None


async def test_letters_to_one_chat_go_in_the_order_they_are_due(desk):
    await desk.write("anna", *"abcdefgh")
    assert (await desk.run()).result() == 8
    assert desk.post.sent["anna"] == list("abcdefgh")
    assert await desk.rows() == ()


async def test_when_the_service_is_busy_those_behind_wait_and_nothing_changes_places(desk):
    desk.post.trouble = fails(BUSY, BUSY)
    await desk.write("anna", "a", "b", "c")
    await desk.run()
    assert desk.post.sent["anna"] == []
    await desk.write("anna", "d")
    await desk.run()
    assert desk.post.sent["anna"] == []
    await desk.after(2)
    await desk.write("anna", "e")
    await desk.after(4)
    assert desk.post.sent["anna"] == list("abcde")


async def test_letters_to_one_chat_keep_their_order_however_its_service_address_ends(desk):
    desk.post.trouble = fails(BUSY)
    for words, address in (("a", "https://example.org/"), ("b", "https://example.org"), ("c", "https://example.org/")):
        desk.time.passed += 0.001
        letter = {"kind": "note", "to": "anna", "words": words, "at": address}
        await desk.store.commit(outbox.stage(desk.ports, letter))
    await desk.run()
    assert desk.post.sent["anna"] == []
    await desk.after(3)
    assert desk.post.sent["anna"] == list("abc")


async def test_the_order_holds_over_a_restart(desk):
    desk.post.trouble = fails(BUSY)
    await desk.write("anna", "a", "b", "c")
    await desk.run()
    await desk.box.close()
    desk.another()
    await desk.after(2.1)
    assert desk.post.sent["anna"] == list("abc")


async def test_a_letter_that_fails_again_and_again_gives_way(desk):
    desk.post.trouble = lambda _: BUSY if desk.post.tries[-1][1] == "a" else None
    await desk.write("anna", "a", "b")
    await desk.run()
    for _ in range(6):
        await desk.after(60)
    assert desk.post.sent["anna"] == ["b"]
    assert len(await desk.rows()) == 1


async def test_a_slow_chat_holds_up_nobody_not_even_what_comes_later(desk):
    desk.post.hold["anna"] = asyncio.Event()
    await desk.write("anna", "a")
    await desk.write("omar", "b")
    delivering = asyncio.ensure_future(desk.box.deliver())
    await desk.run(delivering, until=lambda: desk.post.sent["omar"])
    await desk.write("siri", "c")
    desk.box.kick()
    await desk.run(delivering, until=lambda: desk.post.sent["siri"])
    assert desk.post.sent["anna"] == []
    desk.post.hold["anna"].set()
    await delivering
    assert desk.post.sent["anna"] == ["a"]


async def test_many_chats_are_written_to_at_once_but_not_without_bound(desk):
    desk.post.latency = 1.0
    for number in range(100):
        await desk.write(f"u{number}", "a")
        await desk.write(f"o{number}", "a", urgent=False)
    start = desk.time.passed
    await desk.run()
    assert desk.post.busiest == MOST
    assert len(desk.post.at) == 200
    assert desk.time.passed - start < 10
    assert max(sum(chat.startswith("o") and at == each for chat, at in desk.post.at) for _, each in desk.post.at) >= 1
    assert MOST_OTHERS < MOST


async def test_a_mass_of_letters_goes_at_the_tenant_s_pace_and_an_answer_passes_them(desk):
    box = desk.another(rate=25)
    for number in range(200):
        await desk.write(f"o{number}", "a", urgent=False)
    start = desk.time.passed
    delivering = asyncio.ensure_future(box.deliver())
    await desk.run(delivering, until=lambda: len(desk.post.at) >= 50)
    asked, before = desk.time.passed, len(desk.post.at)
    await desk.write("anna", "answer")
    box.kick()
    await desk.run(delivering)
    place = [chat for chat, _ in desk.post.at].index("anna")
    assert place <= before + 2
    assert desk.post.at[place][1] - asked <= 0.1
    took = desk.time.passed - start
    assert 0.93 * 25 <= 201 / took <= 25.5
    times = [at for _, at in desk.post.at]
    assert max(sum(0 <= at - first < 1 - 1e-6 for at in times) for first in times) <= 25


async def test_one_chat_gets_no_more_than_teams_allows(desk):
    desk.another(rate=50)
    await desk.write("anna", *map(str, range(40)))
    await desk.run()
    times = [at for _, at in desk.post.at]
    for most, seconds in ((7, 1), (8, 2), (60, 30)):
        assert max(sum(0 <= at - first < seconds for at in times) for first in times) <= most
    assert desk.post.sent["anna"] == list(map(str, range(40)))


async def test_the_wait_that_the_service_asks_for_is_kept_to_by_that_chat_alone(desk):
    desk.another(rate=50)
    desk.post.trouble = fails(Unsendable("http_429", after=30))
    await desk.write("anna", "a", "b")
    await desk.write("omar", "c")
    await desk.run()
    await desk.after(20)
    assert (desk.post.sent["anna"], desk.post.sent["omar"]) == ([], ["c"])
    await desk.after(11)
    assert desk.post.sent["anna"] == ["a", "b"]


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 1.0), (1.0, 2.0)])
async def test_the_back_off_is_scattered(desk, chance, seconds):
    desk.another(chance=lambda: chance)
    desk.post.trouble = fails(BUSY)
    await desk.write("anna", "a")
    await desk.run()
    (row,) = await desk.rows()
    assert datetime.fromisoformat(row.doc["due"]) - desk.time.now() == timedelta(seconds=seconds)


async def test_fifty_people_get_twenty_letters_each_in_order_though_one_call_in_twenty_fails(desk):
    chance = random.Random(7)
    desk.another(rate=50, chance=chance.random)
    kinds = [BUSY, Unsendable("http_429", after=2), Unsendable("unreachable"), Unsendable("http_502")]
    desk.post.latency = 0.1
    desk.post.trouble = lambda _: chance.choice(kinds) if chance.random() < 0.05 else None
    for number in range(20):
        for person in range(50):
            await desk.write(f"p{person}", str(number))
    await desk.run()
    for _ in range(60):
        if await desk.rows():
            await desk.after(10)
    assert desk.post.sent == {f"p{person}": list(map(str, range(20))) for person in range(50)}


async def test_a_letter_to_many_becomes_a_letter_each(desk):
    await desk.store.commit(outbox.stage(desk.ports, {"kind": "many", "to": ["anna", "omar"]}))
    await desk.run()
    assert desk.post.sent == {"anna": ["all"], "omar": ["all"]}


async def test_what_has_waited_is_drawn_anew_before_it_is_sent(desk):
    desk.another(rate=1)
    await desk.write("anna", "a")
    await desk.write("omar", "b")
    desk.said["b"] = "old"
    delivering = asyncio.ensure_future(desk.box.deliver())
    await desk.run(delivering, until=lambda: desk.post.sent["anna"])
    desk.said["b"] = "new"
    await desk.run(delivering)
    assert desk.post.sent["omar"] == ["new"]


async def test_what_is_taken_away_while_it_waits_is_not_sent(desk):
    desk.another(rate=1)
    await desk.write("anna", "a")
    await desk.write("omar", "b")
    delivering = asyncio.ensure_future(desk.box.deliver())
    await desk.run(delivering, until=lambda: desk.post.sent["anna"])
    await desk.store.commit(*(Del(OUTBOX, row.key) for row in await desk.rows()))
    await desk.run(delivering)
    assert desk.post.sent["omar"] == []


async def test_a_letter_whose_lease_runs_out_while_it_waits_is_sent_once(desk):
    desk.another(rate=50)
    desk.post.hold["anna"] = asyncio.Event()
    await desk.write("anna", "a", "b", "c")
    delivering = asyncio.ensure_future(desk.box.deliver())
    await desk.run(delivering, until=lambda: desk.post.busy)
    desk.time.passed += LEASE + 1
    desk.box.kick()
    await desk.run(delivering, until=lambda: not desk.time.timers)
    desk.post.hold["anna"].set()
    await desk.run(delivering)
    assert desk.post.sent["anna"] == ["a", "b", "c"]


async def test_closing_lets_what_is_on_its_way_arrive_and_begins_nothing_more(desk):
    desk.post.hold["anna"] = asyncio.Event()
    await desk.write("anna", "a", "b")
    delivering = asyncio.ensure_future(desk.box.deliver())
    await desk.run(delivering, until=lambda: desk.post.busy)
    closing = asyncio.ensure_future(desk.box.close())
    await asyncio.sleep(0)
    desk.post.hold["anna"].set()
    await closing
    assert desk.post.sent["anna"] == ["a"]
    assert len(await desk.rows()) == 1
    await asyncio.wait([delivering])
    desk.another()
    await desk.run()
    assert desk.post.sent["anna"] == ["a", "b"]


async def test_an_answer_that_fails_for_good_is_dead_with_its_reason_and_a_day(desk, caplog):
    caplog.set_level(logging.DEBUG, "bot")
    desk.post.trouble = fails(Unsendable("http_403", final=True))
    await desk.write("anna", "secret words")
    (before,) = await desk.rows()
    await desk.run()
    assert await desk.rows() == ()
    (row,) = await desk.rows(DEAD)
    sealed = before.doc["sealed"]
    assert row.doc == {"sealed": sealed, "reason": "http_403", "day": "2026-11-03", "bulk": False}
    assert await dead_letters.counted(desk.store) == {"http_403": 1}
    assert desk.lost == [("secret words", "http_403")]
    assert [each.getMessage() for each in caplog.records] == ["event=letter_dead reason=http_403"]


async def test_the_dead_are_listed_by_reason_and_day_and_resent_by_reason(desk):
    problems = {"anna": "http_403", "omar": "http_400", "siri": "http_403"}
    desk.post.trouble = lambda chat: Unsendable(problems[chat], final=True) if chat in problems else None
    await desk.write("anna", "a")
    await desk.write("omar", "b", urgent=False)
    await desk.run()
    await desk.write("siri", "c")
    await desk.after(DAY)
    assert await dead_letters.listed(desk.store) == [
        {"reason": "http_400", "day": "2026-11-03", "letters": 1},
        {"reason": "http_403", "day": "2026-11-03", "letters": 1},
        {"reason": "http_403", "day": "2026-11-04", "letters": 1},
    ]
    problems.clear()
    assert await dead_letters.resend(desk.store, "http_403", desk.time.now()) == 2
    await desk.run()
    assert desk.post.sent == {"anna": ["a"], "siri": ["c"]}
    assert await dead_letters.resend(desk.store, dead_letters.ALL, desk.time.now()) == 1
    assert [row.doc["tries"] for row in await desk.rows(BULK)] == [0]
    await desk.run()
    assert desk.post.sent["omar"] == ["b"]
    assert await dead_letters.counted(desk.store) == {}
    assert await dead_letters.resend(desk.store, "no such reason", desk.time.now()) == 0


async def test_the_dead_are_forgotten_after_their_time(desk):
    desk.post.trouble = lambda _: Unsendable("http_403", final=True)
    await desk.write("anna", "a")
    await desk.run()
    desk.time.passed += 13 * DAY
    await desk.write("omar", "b")
    await desk.run()
    assert await dead_letters.forget(desk.store, desk.time.now()) == 0
    desk.time.passed += 2 * DAY
    assert await dead_letters.forget(desk.store, desk.time.now()) == 1
    assert [row.doc["day"] for row in await desk.rows(DEAD)] == ["2026-11-16"]


async def test_a_report_is_tried_for_a_day_at_least_before_it_is_dead(desk):
    desk.post.trouble = lambda _: Unsendable("http_500", final=True)
    await desk.write("anna", "a", kind="report")
    await desk.run()
    (row,) = await desk.rows()
    assert set(row.doc) == {"due", "tries", "sealed", "until"}
    assert row.doc["until"] == "2026-11-05"
    await desk.after(1.5 * DAY)
    assert len(await desk.rows()) == 1
    await desk.after(DAY)
    assert await dead_letters.counted(desk.store) == {"http_500": 1}


async def test_while_the_service_is_away_a_report_stays_due_and_an_answer_is_dead_after_a_day(desk):
    desk.post.trouble = lambda _: BUSY
    await desk.write("anna", "a", kind="report")
    await desk.write("omar", "b")
    await desk.run()
    for _ in range(10):
        await desk.after(DAY)
    assert len(await desk.rows()) == 1
    assert await dead_letters.counted(desk.store) == {"http_503": 1}
    desk.post.trouble = lambda _: None
    await desk.after(DAY)
    assert desk.post.sent == {"anna": ["a"]}


async def test_a_report_that_keeps_failing_is_tried_every_few_minutes_and_its_waiting_is_told(desk):
    desk.post.trouble = lambda _: BUSY
    await desk.write("anna", "a", kind="report")
    await desk.run()
    for _ in range(3 * DAY // 600):
        await desk.after(600)
    times = [at for _, _, at in desk.post.tries]
    assert max(later - at for at, later in pairwise(times)) <= 1200  # ten minutes, and it is looked at every ten
    assert await desk.box.oldest_due() == pytest.approx(3 * DAY, abs=1)
    desk.post.trouble = lambda _: None
    await desk.after(600)
    assert (desk.post.sent["anna"], await desk.box.oldest_due()) == (["a"], 0)


async def test_what_nobody_can_receive_yet_is_told_as_waiting(desk):
    await desk.write("anna", "a", kind="nobody")
    await desk.run()
    await desk.after(DAY)
    assert await desk.box.oldest_due() == pytest.approx(DAY, abs=1)


async def test_after_a_restart_it_is_still_known_for_how_many_days_a_report_has_waited(desk):
    desk.post.trouble = lambda _: BUSY
    await desk.write("anna", "a", kind="report")
    await desk.run()
    for _ in range(5):
        await desk.after(DAY)
    await desk.box.close()
    desk.another()
    await desk.after(DAY)
    assert 5 * DAY <= await desk.box.oldest_due() <= 6 * DAY


async def test_a_dead_letter_that_is_resent_waits_anew(desk):
    desk.post.trouble = lambda _: BUSY
    await desk.write("anna", "a")
    await desk.run()
    for _ in range(3):
        await desk.after(DAY)
    assert await dead_letters.resend(desk.store, dead_letters.ALL, desk.time.now()) == 1
    await desk.after(100)
    assert await desk.box.oldest_due() == 100


async def test_a_letter_that_waits_for_its_turn_or_is_taken_away_is_told_rightly(desk):
    assert await desk.box.oldest_due() == 0
    await desk.store.commit(outbox.stage(desk.ports, {"kind": "note"}, desk.time.now() + timedelta(hours=1)))
    assert await desk.box.oldest_due() == 0
    desk.time.passed += 3700
    assert await desk.box.oldest_due() == 100
    desk.post.trouble = lambda _: BUSY
    await desk.store.commit(*(Del(OUTBOX, row.key) for row in await desk.rows()))
    await desk.write("anna", "a")
    await desk.run()
    await desk.store.commit(*(Del(OUTBOX, row.key) for row in await desk.rows()))
    desk.time.passed += 100
    assert await desk.box.oldest_due() == 0


async def test_who_is_gone_gets_nothing_more_and_the_report_is_taken_over(desk):
    desk.post.trouble = lambda _: Unsendable("ConversationBlockedByUser", gone=True)
    await desk.write("anna", "a", kind="report")
    await desk.write("omar", "b")
    await desk.run()
    assert sorted(desk.lost) == [(each, "ConversationBlockedByUser") for each in "ab"]
    assert await desk.rows() == ()
    assert await dead_letters.counted(desk.store) == {"ConversationBlockedByUser": 1}


async def test_what_nobody_can_receive_yet_stays_due_for_ever(desk):
    await desk.write("anna", "a", kind="nobody")
    await desk.run()
    for _ in range(20):
        await desk.after(DAY)
    (row,) = await desk.rows()
    assert set(row.doc) == {"due", "tries", "sealed"}


@pytest.mark.parametrize("broken", ["unknown kind", "not sealed by us"])
async def test_a_letter_that_cannot_be_opened_holds_up_nobody_and_is_dead_in_the_end(desk, broken, caplog):
    await desk.write("anna", "Anna Ek", kind="unheard of")
    if broken == "not sealed by us":
        (row,) = await desk.rows()
        await desk.store.commit(Put(OUTBOX, row.key, {**row.doc, "sealed": "k.nothing"}))
    await desk.write("anna", "b")
    await desk.run()
    assert desk.post.sent["anna"] == ["b"]
    await desk.after(3 * DAY)
    await desk.after(1)
    assert sum((await dead_letters.counted(desk.store)).values()) == 1
    assert "Anna" not in caplog.text


async def test_a_page_that_cannot_be_drawn_holds_up_nobody(desk, caplog):
    desk.post.trouble = fails(KeyError("Anna Ek"))
    await desk.write("anna", "a", "b")
    await desk.run()
    assert desk.post.sent["anna"] == ["b"]
    assert "event=letter_failed error=KeyError" in caplog.text
    assert "Anna" not in caplog.text


async def test_every_letter_ends_as_sent_dead_or_still_due_and_the_three_add_up(desk):
    chance = random.Random(3)
    kinds = [BUSY, Unsendable("http_400", final=True), Unsendable("BotDisabledByAdmin", gone=True), ValueError("x")]
    desk.post.trouble = lambda _: chance.choice(kinds) if chance.random() < 0.3 else None
    for number in range(120):
        await desk.write(f"p{number % 40}", str(number), urgent=bool(number % 3))
    await desk.run()
    due = len(await desk.rows()) + len(await desk.rows(BULK))
    dead = sum((await dead_letters.counted(desk.store)).values())
    assert len(desk.post.at) + due + dead == 120
    assert min(len(desk.post.at), due, dead) > 0


async def test_a_row_tells_nothing_but_when_it_is_due(desk):
    desk.post.trouble = lambda _: BUSY
    await desk.write("anna", "a", "b")
    await desk.run()
    text = json.dumps([row.doc for row in await desk.rows()])
    assert "anna" not in text
    assert [set(row.doc) - {"until"} for row in await desk.rows()] == [{"due", "tries", "sealed"}] * 2
