"""When a message may go: no window is ever exceeded, hardly anything of the rate is lost, and answers go first."""

import asyncio
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Unsendable
from bot.pace import THREADS, WINDOWS, Line, Pace, Ticket
from bot.talk import Chat
from bot.turnstile import MOST, MOST_OTHERS, Turnstile, unpaced

RATES = st.sampled_from([1, 2, 7, 25, 50])
SLACK = 1e-6  # seconds, for sums of fractions


class Time:
    """Steady time that stands still until it is moved; ``later`` as asyncio's call_later."""

    def __init__(self):
        self.at = 0.0
        self.timers = []

    def steady(self):
        return self.at

    def later(self, delay, call):
        timer = Timer(self.at + delay, call)
        self.timers.append(timer)
        return timer

    async def until(self, holds):
        """Let time go on until this holds."""
        while not holds():
            await asyncio.sleep(0)
            due = sorted((each for each in self.timers if each.call), key=lambda each: each.at)
            self.timers = due[1:]
            if due:
                self.at = max(self.at, due[0].at)
                due[0].call()
            await asyncio.sleep(0)
            await asyncio.sleep(0)


class Timer:
    def __init__(self, at, call):
        self.at, self.call = at, call

    def cancel(self):
        self.call = None


def busiest(times, seconds):
    """The most of these times in any window of so many seconds, its end left out."""
    return max(sum(0 <= each - first < seconds - SLACK for each in times) for first in times)


def sent(rate, threads, lateness):
    """When messages to these conversations went, each as soon as it might, but woken late."""
    pace, now, times = Pace(rate), 0.0, []
    for thread, late in zip(threads, lateness, strict=True):
        now += pace.wait(thread, now) + late
        while wait := pace.wait(thread, now):
            now += wait
        pace.sent(thread, now)
        times.append((thread, now))
    return times


@given(RATES, st.lists(st.tuples(st.integers(0, 3), st.floats(0, 0.2)), min_size=1, max_size=150))
def test_no_window_of_a_conversation_is_exceeded_and_no_second_of_the_tenant(rate, asked):
    times = sent(rate, [str(thread) for thread, _ in asked], [late for _, late in asked])
    assert busiest([at for _, at in times], 1.0) <= rate
    for thread in {thread for thread, _ in times}:
        own = [at for each, at in times if each == thread]
        assert all(busiest(own, seconds) <= most for most, seconds in WINDOWS)


def test_in_an_hour_a_conversation_gets_1800_and_not_one_more():
    times = [at for _, at in sent(50, ["a"] * 2200, [0.0] * 2200)]
    for most, seconds in WINDOWS:
        assert all(times[n + most] - times[n] >= seconds for n in range(len(times) - most))
    assert sum(at < 3600 for at in times) == 1800


@pytest.mark.parametrize("rate", [0.5, 7, 25, 50])
def test_hardly_anything_of_the_rate_is_lost(rate):
    times = [at for _, at in sent(rate, [str(n) for n in range(1000)], [0.0] * 1000)]
    assert 1000 / (times[-1] + 1 / rate) >= 0.93 * rate


def test_nor_when_the_loop_wakes_late():
    times = [at for _, at in sent(25, [str(n) for n in range(1000)], [0.03] * 1000)]
    assert 1000 / times[-1] >= 0.93 * 25


def test_after_a_pause_messages_do_not_come_in_a_heap():
    pace = Pace(10)
    pace.sent("a", 0.0)
    gaps = []
    now = 100.0
    for thread in "bcdefg":
        gaps.append(pace.wait(thread, now))
        now += gaps[-1]
        pace.sent(thread, now)
    assert gaps[0] == 0
    assert all(gap > 0.04 for gap in gaps[1:])


def test_a_conversation_that_was_refused_waits_and_the_others_go_on():
    pace = Pace(50)
    pace.refused("a", 30.0, 0.0)
    assert (pace.wait("a", 0.0), pace.wait("b", 0.0)) == (30.0, 0.0)
    assert pace.wait("a", 30.0) == 0


def test_three_conversations_refused_in_a_row_make_everybody_wait():
    pace = Pace(50)
    for thread in ("a", "b", "b", "c"):
        assert pace.wait("d", 0.0) == 0
        pace.refused(thread, 5.0, 0.0)
    assert pace.wait("d", 0.0) == 5.0


def gap(pace, thread):
    """Seconds from one message to the next."""
    now = pace.tenant_wait(0.0)
    pace.sent(thread, now)
    return pace.tenant_wait(now)


def test_after_a_pause_of_everybody_messages_go_more_slowly_until_many_have_been_taken():
    pace = Pace(50)
    full = gap(pace, "x")
    for thread in ("a", "b", "c"):
        pace.refused(thread, 5.0, 0.0)
    assert gap(pace, "y") == pytest.approx(1.5 * full)
    for _ in range(100):
        pace.accepted()
    assert full < gap(pace, "z") < 1.5 * full
    for _ in range(110):
        pace.accepted()
    assert gap(pace, "w") == pytest.approx(full)


def test_the_pace_has_a_slowest():
    pace = Pace(50)
    full = gap(pace, "x")
    for number in range(90):
        pace.refused(f"{number}", 1.0, 0.0)
    assert gap(pace, "y") == pytest.approx(8 * full)


def test_a_message_taken_in_between_says_that_the_tenant_is_not_full():
    pace = Pace(50)
    for thread in ("a", "b", "c", "d"):
        pace.refused(thread, 5.0, 0.0)
        pace.accepted()
    assert pace.wait("e", 0.0) == 0


def test_who_has_had_nothing_for_an_hour_is_forgotten():
    pace = Pace(50)
    for number in range(100):
        pace.sent(str(number), number / 10)
    pace.sent("last", 3700.0)
    assert pace.remembered == 1


def test_never_more_conversations_are_remembered_than_there_is_room_for():
    pace = Pace(50)
    for number in range(THREADS + 10):
        pace.sent(str(number), 0.0)
    assert pace.remembered == THREADS


@settings(max_examples=50)
@given(RATES, st.lists(st.tuples(st.booleans(), st.integers(0, 30), st.floats(0, 0.1)), min_size=1, max_size=120))
def test_an_answer_never_waits_behind_the_others_for_more_than_one_slot(rate, arrivals):
    """Whoever stands there as urgent and may go, goes before anybody who is not."""
    line, now, coming, standing = Line(Pace(rate)), 0.0, list(arrivals), set()
    while coming or standing:
        if coming:
            urgent, thread, pause = coming.pop(0)
            ticket = Ticket(str(thread), urgent)
            line.join(ticket)
            standing.add(ticket)
            now += pause
        ticket, wait = line.next(now)
        standing.discard(ticket)
        if ticket is None:
            now += min(wait, 0.01) if coming else wait
        elif not ticket.urgent:
            assert not [each for each in standing if each.urgent and free(line, each, now)]


def free(line, ticket, now):
    """Whether this ticket's own conversation lets it go now, the tenant's slot apart."""
    known = line.pace._threads.get(ticket.thread)  # noqa: SLF001 - the windows alone
    return known is None or known.ready <= now


def test_nobody_waits_in_an_empty_line():
    assert Line(Pace(1)).next(0.0) == (None, inf)


def test_without_a_pace_all_go_at_once():
    line = Line(None)
    for _ in range(1000):
        line.join(Ticket("a"))
    assert all(line.next(0.0)[0] for _ in range(1000))


def chat(conversation, tenant="t"):
    return Chat("https://example.org/", conversation, "personal", tenant, "b")


async def passes(turnstile, time, order, who, *, urgent=True, hold=None):  # noqa: PLR0913 - a caller's whole story
    async with turnstile.passing(chat(who), urgent=urgent):
        order.append((who, time.at))
        if hold:
            await hold.wait()


async def test_messages_go_through_at_the_tenant_s_pace_each_in_its_slot():
    time, order = Time(), []
    turnstile = Turnstile(25, time.steady, time.later)
    tasks = [asyncio.create_task(passes(turnstile, time, order, str(n))) for n in range(50)]
    await time.until(lambda: len(order) == 50)
    await asyncio.gather(*tasks)
    assert [who for who, _ in order] == [str(n) for n in range(50)]
    assert busiest([at for _, at in order], 1.0) <= 25
    assert order[-1][1] <= 50 / 25 / 0.93


async def test_an_answer_passes_those_that_nobody_waits_for():
    time, order = Time(), []
    turnstile = Turnstile(10, time.steady, time.later)
    tasks = [asyncio.create_task(passes(turnstile, time, order, str(n), urgent=False)) for n in range(20)]
    await time.until(lambda: len(order) == 5)
    tasks.append(asyncio.create_task(passes(turnstile, time, order, "answer")))
    await time.until(lambda: len(order) == 21)
    await asyncio.gather(*tasks)
    assert [who for who, _ in order].index("answer") <= 6


async def test_only_so_many_are_on_their_way_and_answers_have_room_left():
    time, order, hold = Time(), [], asyncio.Event()
    turnstile = Turnstile(None, time.steady, time.later)
    others = [asyncio.create_task(passes(turnstile, time, order, f"o{n}", urgent=False, hold=hold)) for n in range(100)]
    await asyncio.sleep(0)
    assert len(order) == MOST_OTHERS
    answers = [asyncio.create_task(passes(turnstile, time, order, f"a{n}", hold=hold)) for n in range(100)]
    await asyncio.sleep(0)
    assert len(order) == MOST
    hold.set()
    await asyncio.gather(*others, *answers)
    assert len(order) == 200


async def test_who_gives_up_in_the_line_takes_nobody_s_place():
    time, order, hold = Time(), [], asyncio.Event()
    turnstile = unpaced()
    first = [asyncio.create_task(passes(turnstile, time, order, str(n), hold=hold)) for n in range(MOST)]
    waiting = [asyncio.create_task(passes(turnstile, time, order, f"w{n}")) for n in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    first[0].cancel()
    await asyncio.wait([waiting[0], first[0]])
    hold.set()
    await asyncio.gather(*first[1:], *waiting[1:])
    assert {who for who, _ in order[MOST:]} == {"w1", "w2"}
    async with turnstile.passing(chat("x")):
        pass


async def test_what_the_service_asks_for_is_kept_to():
    time, order = Time(), []
    turnstile = Turnstile(50, time.steady, time.later)
    with pytest.raises(Unsendable):
        async with turnstile.passing(chat("a")):
            raise Unsendable("http_429", after=20)
    tasks = [asyncio.create_task(passes(turnstile, time, order, who)) for who in "ab"]
    await time.until(lambda: len(order) == 2)
    await asyncio.gather(*tasks)
    assert [who for who, _ in order] == ["b", "a"]
    assert order[1][1] >= 20


async def test_tenants_do_not_wait_for_each_other():
    time = Time()
    turnstile = Turnstile(0.1, time.steady, time.later)
    for tenant in ("one", "two"):
        async with turnstile.passing(chat("a", tenant)):
            assert time.at == 0
    turnstile.close()
