"""What every store promises, whatever it is made of."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import Conflict
from bot.ports import CASES, CHATS, DIALOGS, NEW, OUTBOX, Del, Put


def keys(rows):
    return [row.key for row in rows]


async def test_what_was_put_is_got(store):
    await store.commit(Put(CASES, "a", {"receipt": "r", "story": "hej", "marks": [1, 2.5, None, True, {"x": []}]}))
    row = await store.get(CASES, "a")
    assert row.doc == {"receipt": "r", "story": "hej", "marks": [1, 2.5, None, True, {"x": []}]}
    assert type(row.doc) is dict


async def test_nothing_is_got_where_nothing_was_put(store):
    assert await store.get(CASES, "a") is None


async def test_tables_do_not_share_keys(store):
    await store.commit(Put(CASES, "a", {}))
    assert await store.get(CHATS, "a") is None


async def test_a_put_replaces_the_whole_document(store):
    await store.commit(Put(CASES, "a", {"receipt": "r", "old": 1}))
    await store.commit(Put(CASES, "a", {"new": 2}))
    assert (await store.get(CASES, "a")).doc == {"new": 2}
    assert (await store.find(CASES, equals={"receipt": "r"})).rows == ()


async def test_answers_keep_the_order_they_were_given_in(store):
    await store.commit(Put(DIALOGS, "d", {"z": 1, "a": 2, "m": 3}))
    assert list((await store.get(DIALOGS, "d")).doc) == ["z", "a", "m"]


async def test_a_removed_row_is_gone_and_removing_it_again_is_no_fault(store):
    await store.commit(Put(CASES, "a", {"receipt": "r"}))
    await store.commit(Del(CASES, "a"))
    await store.commit(Del(CASES, "a"))
    assert await store.get(CASES, "a") is None
    assert (await store.find(CASES, equals={"receipt": "r"}, count=True)).count == 0


async def test_changing_what_was_got_or_put_changes_nothing_stored(store):
    mine = {"deep": {"list": [1]}}
    await store.commit(Put(CASES, "a", mine))
    mine["deep"]["list"].append(2)
    (await store.get(CASES, "a")).doc["deep"]["list"].append(3)
    (await store.find(CASES)).rows[0].doc["deep"]["list"].append(4)
    assert (await store.get(CASES, "a")).doc == {"deep": {"list": [1]}}


async def test_what_is_changed_while_it_is_being_written_is_written_as_it_was(store):
    mine = {"list": [1]}
    writing = asyncio.ensure_future(store.commit(Put(CASES, "a", mine)))
    await asyncio.sleep(0)
    mine["list"].append(2)
    await writing
    assert (await store.get(CASES, "a")).doc == {"list": [1]}


@pytest.mark.parametrize("text", ["Åsa Öberg ß 日本 🧭", "a\0b", "", "\u2028'\"\\;--", "e\u0301"])
async def test_any_text_comes_back_as_it_was(store, text):
    await store.commit(Put(CASES, f"key {text}", {"receipt": text, "story": text, text: 1}))
    (row,) = (await store.find(CASES, equals={"receipt": text})).rows
    assert row.doc == {"receipt": text, "story": text, text: 1}
    assert await store.get(CASES, f"key {text}") == row


@pytest.mark.parametrize("bad", [{"story": "\ud800"}, {"\udfff": 1}, {"receipt": "\ud800"}, {"deep": [["\ud83d"]]}])
async def test_half_a_surrogate_pair_is_refused_and_nothing_of_its_commit_is_written(store, bad):
    with pytest.raises(ValueError, match="Half a surrogate"):
        await store.commit(Put(CASES, "a", {}), Put(CASES, "b", bad))
    assert (await store.find(CASES, count=True)).count == 0
    await store.commit(Put(CASES, "a", {}))


async def test_half_a_surrogate_pair_is_refused_as_a_key_too(store):
    with pytest.raises(ValueError, match="Half a surrogate"):
        await store.commit(Put(CASES, "\ud800", {}))


@pytest.mark.parametrize("bad", [{"x": float("nan")}, {"x": float("inf")}, {"x": {1, 2}}, {"x": b"raw"}])
async def test_what_is_no_plain_json_is_refused(store, bad):
    with pytest.raises((ValueError, TypeError)):
        await store.commit(Put(CASES, "a", bad))
    assert await store.get(CASES, "a") is None


@pytest.mark.parametrize("bad", [1.5, True, ["x"], {"x": 1}, 2**63])
async def test_an_indexed_field_takes_strings_integers_and_null_only(store, bad):
    with pytest.raises(ValueError, match=r"cases\.receipt"):
        await store.commit(Put(CASES, "a", {"receipt": bad}))


async def test_an_etag_changes_with_the_document(store):
    await store.commit(Put(CASES, "a", {"n": 1}))
    first = (await store.get(CASES, "a")).etag
    await store.commit(Put(CASES, "a", {"n": 2}))
    assert (await store.get(CASES, "a")).etag != first


async def test_a_stale_etag_is_a_conflict_and_leaves_nothing(store):
    await store.commit(Put(CASES, "a", {"n": 1}))
    stale = (await store.get(CASES, "a")).etag
    await store.commit(Put(CASES, "a", {"n": 2}))
    for failing in (Put(CASES, "a", {"n": 3}, stale), Del(CASES, "a", stale)):
        with pytest.raises(Conflict):
            await store.commit(Put(CASES, "b", {}), failing, Put(OUTBOX, "c", {}))
    assert (await store.get(CASES, "a")).doc == {"n": 2}
    assert await store.get(CASES, "b") is None
    assert await store.get(OUTBOX, "c") is None


async def test_a_right_etag_lets_the_commit_through(store):
    await store.commit(Put(CASES, "a", {"n": 1}, NEW))
    await store.commit(Put(CASES, "a", {"n": 2}, (await store.get(CASES, "a")).etag))
    await store.commit(Del(CASES, "a", (await store.get(CASES, "a")).etag))
    assert await store.get(CASES, "a") is None


async def test_a_new_row_that_is_there_already_is_a_conflict(store):
    await store.commit(Put(CASES, "a", {"n": 1}))
    with pytest.raises(Conflict):
        await store.commit(Put(CASES, "a", {"n": 2}, NEW))


async def test_an_etag_of_a_row_that_is_gone_is_a_conflict(store):
    await store.commit(Put(CASES, "a", {"n": 1}))
    etag = (await store.get(CASES, "a")).etag
    await store.commit(Del(CASES, "a"))
    for failing in (Put(CASES, "a", {"n": 2}, etag), Del(CASES, "a", etag)):
        with pytest.raises(Conflict):
            await store.commit(failing)


async def test_fifty_writers_on_one_row_lose_nothing(store):
    await store.commit(Put(CASES, "a", {"n": 0}))

    async def add():
        while True:
            row = await store.get(CASES, "a")
            try:
                return await store.commit(Put(CASES, "a", {"n": row.doc["n"] + 1}, row.etag))
            except Conflict:
                await asyncio.sleep(0)

    await asyncio.gather(*(add() for _ in range(50)))
    assert (await store.get(CASES, "a")).doc == {"n": 50}


async def test_of_commits_at_the_same_time_a_failing_one_fails_alone(store):
    await store.commit(Put(CASES, "taken", {}))
    commits = [store.commit(Put(CASES, f"{n:02}", {}), Put(OUTBOX, f"{n:02}", {})) for n in range(20)]
    commits.insert(10, store.commit(Put(CASES, "lost", {}), Put(CASES, "taken", {}, NEW)))
    outcomes = await asyncio.gather(*commits, return_exceptions=True)
    assert [type(each) for each in outcomes if each is not None] == [Conflict]
    assert (await store.find(CASES, count=True)).count == 21
    assert (await store.find(OUTBOX, count=True)).count == 20


async def test_of_two_that_want_the_same_new_row_at_once_one_gets_it(store):
    both = [store.commit(Put(CASES, "a", {"n": n}, NEW)) for n in range(2)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["Conflict", "NoneType"]


async def test_found_rows_come_in_key_order(store):
    await store.commit(*(Put(CASES, key, {}) for key in ["b", "ö", "a", "Z", "é"]))
    assert keys((await store.find(CASES)).rows) == ["Z", "a", "b", "é", "ö"]


async def test_find_takes_only_rows_that_equal_in_every_field(store):
    docs = {"a": ("anna", "2026-01-01"), "b": ("anna", "2026-01-02"), "c": ("bo", "2026-01-01")}
    await store.commit(*(Put(DIALOGS, key, {"owner": owner, "until": day}) for key, (owner, day) in docs.items()))
    assert keys((await store.find(DIALOGS, equals={"owner": "anna"})).rows) == ["a", "b"]
    assert keys((await store.find(DIALOGS, equals={"owner": "anna", "until": "2026-01-01"})).rows) == ["a"]
    assert (await store.find(DIALOGS, equals={"owner": "Anna"})).rows == ()


async def test_null_and_missing_are_equal_and_a_number_is_not_its_text(store):
    docs = {"a": {"receipt": None}, "b": {}, "c": {"receipt": "1"}, "d": {"receipt": 1}}
    await store.commit(*(Put(CASES, key, doc) for key, doc in docs.items()))
    assert keys((await store.find(CASES, equals={"receipt": None})).rows) == ["a", "b"]
    assert keys((await store.find(CASES, equals={"receipt": "1"})).rows) == ["c"]
    assert keys((await store.find(CASES, equals={"receipt": 1})).rows) == ["d"]


@pytest.mark.parametrize("asked", [{"equals": {"story": "x"}}, {"order": "story"}])
async def test_asking_for_a_field_that_is_not_indexed_is_refused(store, asked):
    with pytest.raises(ValueError, match=r"cases\.story is not indexed"):
        await store.find(CASES, **asked)


@pytest.mark.parametrize("order", [None, "day"])
@pytest.mark.parametrize("equals", [{}, {"receipt": "r"}])
async def test_paging_shows_every_row_once_in_order(store, order, equals):
    days = [None, "2026-11-02", "2026-11-01", 7, "2026-11-02", None, 7, "2026-11-03"]
    await store.commit(*(Put(CASES, f"{n:02}", {"receipt": "r", "day": days[n % 8]}) for n in range(40)))
    await store.commit(Put(CASES, "other", {"receipt": "s"}))
    whole = (await store.find(CASES, equals=equals, order=order)).rows
    paged, after = [], None
    while page := (await store.find(CASES, equals=equals, order=order, after=after, limit=7, count=True)).rows:
        paged += page
        after = (page[-1].doc.get(order), page[-1].key)
    assert paged == list(whole)
    assert len(whole) == (40 if equals else 41)


async def test_order_is_null_then_numbers_then_text_then_key(store):
    docs = {"e": "b", "d": "a", "c": 2, "b": 10, "a": None, "f": "a"}
    await store.commit(*(Put(CASES, key, {"day": day}) for key, day in docs.items()))
    assert keys((await store.find(CASES, order="day")).rows) == ["a", "c", "b", "d", "f", "e"]


async def test_count_is_of_all_that_equal_and_only_when_asked_for(store):
    await store.commit(*(Put(CASES, f"{n}", {"receipt": "r"}) for n in range(5)), Put(CASES, "other", {}))
    found = await store.find(CASES, equals={"receipt": "r"}, after=(None, "1"), limit=2, count=True)
    assert (keys(found.rows), found.count) == (["2", "3"], 5)
    assert (await store.find(CASES)).count is None


async def test_due_rows_are_claimed_oldest_first_and_only_once(store, clock):
    minutes = {"a": 0, "b": -5, "c": 1, "d": -9}
    due = {key: (clock.now() + timedelta(minutes=n)).isoformat() for key, n in minutes.items()}
    await store.commit(*(Put(OUTBOX, key, {"due": at}) for key, at in due.items()), Put(OUTBOX, "done", {"due": None}))
    assert keys(await store.claim(OUTBOX, clock.now(), 30, 2)) == ["d", "b"]
    assert keys(await store.claim(OUTBOX, clock.now(), 30, 10)) == ["a"]
    assert await store.claim(OUTBOX, clock.now(), 30, 10) == []


async def test_a_claim_runs_out_or_is_given_back(store, clock):
    await store.commit(*(Put(OUTBOX, key, {"due": clock.now().isoformat()}) for key in "ab"))
    assert keys(await store.claim(OUTBOX, clock.now(), 30, 10)) == ["a", "b"]
    await store.release(OUTBOX, ["b", "unknown"])
    assert keys(await store.claim(OUTBOX, clock.now(), 30, 10)) == ["b"]
    clock.move(31)
    assert keys(await store.claim(OUTBOX, clock.now(), 30, 10)) == ["a", "b"]


async def test_a_claim_in_another_zone_means_the_same_moment(store, clock):
    await store.commit(Put(OUTBOX, "a", {"due": clock.now().isoformat()}))
    early = (clock.now() - timedelta(seconds=1)).astimezone(ZoneInfo("Europe/Stockholm"))
    assert await store.claim(OUTBOX, early, 30, 10) == []
    assert keys(await store.claim(OUTBOX, early + timedelta(seconds=1), 30, 10)) == ["a"]


async def test_claims_at_the_same_time_never_overlap(store, clock):
    await store.commit(*(Put(OUTBOX, f"{n:03}", {"due": clock.now().isoformat()}) for n in range(100)))
    batches = await asyncio.gather(*(store.claim(OUTBOX, clock.now(), 30, 7) for _ in range(20)))
    taken = [row.key for batch in batches for row in batch]
    assert len(taken) == len(set(taken)) == 100


async def test_what_was_committed_is_there_after_reopening(reopen):
    first = await reopen()
    await first.commit(Put(CASES, "a", {"receipt": "r"}), Put(OUTBOX, "b", {}), sweep=True)
    etag = (await first.get(CASES, "a")).etag
    await first.close()
    second = await reopen()
    row = await second.get(CASES, "a")
    await second.close()
    assert (row.doc, row.etag) == ({"receipt": "r"}, etag)


async def test_what_was_handed_in_before_closing_is_written(reopen):
    first = await reopen()
    writing = [asyncio.ensure_future(first.commit(Put(CASES, f"{n}", {}))) for n in range(30)]
    await asyncio.sleep(0)
    await first.close()
    await asyncio.gather(*writing)
    second = await reopen()
    assert (await second.find(CASES, count=True)).count == 30
    await second.close()


async def test_a_commit_after_closing_is_refused(reopen):
    closed = await reopen()
    await closed.close()
    await closed.close()
    with pytest.raises(OSError, match="closed"):
        await closed.commit(Put(CASES, "a", {}))
