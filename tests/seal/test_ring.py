"""Sealing itself: what opens where, what does not, what an error tells, and how marks outlive a change of keys."""

import traceback
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.seal import KeyRing, make_key_file
from bot.errors import Unsealable

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
RING = KeyRing({"0a1b2c3d": b"k" * 32}, "0a1b2c3d")
OWN = RING.under(b"o" * 32)
BOXES = {"ring": RING, "own": OWN}
every_box = pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
SECRET = "Kanariella Fågelsång"


def turned():
    """After a change of keys, and another."""
    keys = {"third000": b"3" * 32, "first000": b"1" * 32, "second00": b"2" * 32}
    return KeyRing(keys, "third000", {"first000": NOW - timedelta(days=9), "second00": NOW - timedelta(hours=2)})


@every_box
@given(plain=st.binary(max_size=5000), about=st.text())
def test_what_is_sealed_opens_in_its_own_place(box, plain, about):
    try:
        about.encode()
    except UnicodeEncodeError:
        return
    assert box.open(box.seal(plain, about), about) == plain


@every_box
@given(about=st.sampled_from(["case/a", "notice/a", "outbox/a"]), other=st.text(alphabet="acdeiknostu/bx", max_size=9))
def test_what_is_sealed_for_one_place_opens_in_no_other(box, about, other):
    if other != about:
        with pytest.raises(Unsealable):
            box.open(box.seal(b"x", about), other)


@every_box
@given(data=st.data(), size=st.integers(0, 200))
def test_a_bit_flipped_anywhere_does_not_open(box, data, size):
    sealed = box.seal(b"x" * size, "case/a").encode()
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    bad = bytearray(sealed)
    bad[place // 8] ^= 1 << place % 8
    with pytest.raises(Unsealable):
        box.open(bad.decode("latin-1"), "case/a")


@every_box
@pytest.mark.parametrize("size", range(6))
def test_every_single_bit_of_a_short_one_counts(box, size):
    sealed = box.seal(b"x" * size, "a").encode()
    for place in range(len(sealed) * 8):
        bad = bytearray(sealed)
        bad[place // 8] ^= 1 << place % 8
        with pytest.raises(Unsealable):
            box.open(bad.decode("latin-1"), "a")


@every_box
@given(text=st.text(alphabet=st.characters(), max_size=60))
def test_whatever_is_put_there_instead_is_refused_quietly(box, text):
    for each in (text, f"0a1b2c3d.{text}", f"own.{text}", f"{SECRET}.{text}"):
        with pytest.raises(Unsealable) as caught:
            box.open(each, "a")
        assert SECRET not in "".join(traceback.format_exception(caught.value))


@every_box
@pytest.mark.parametrize(
    "change", [lambda s: s + "=", lambda s: s + "====", lambda s: s + "\n", lambda s: s[:-1], lambda s: s.swapcase()]
)
def test_another_way_to_write_the_same_is_refused_too(box, change):
    with pytest.raises(Unsealable):
        box.open(change(box.seal(b"xx", "a")), "a")


@pytest.mark.parametrize("about", ["case/b", "case/\ud800"])
def test_an_error_shows_neither_content_nor_keys_nor_what_it_came_from(about):
    sealed = RING.seal(SECRET.encode(), "case/a")
    with pytest.raises(Unsealable) as caught:
        RING.open(sealed, about)
    shown = "".join(traceback.format_exception(caught.value))
    assert caught.value.__cause__ is None
    assert not [each for each in (SECRET, sealed[:20], "kkkk") if each in shown]


def test_no_key_is_shown_where_a_ring_is_printed():
    assert "kkkk" not in f"{RING} {RING!r} {RING.keys!r}"


def test_the_same_text_is_sealed_differently_each_time():
    assert len({RING.seal(b"x", "a") for _ in range(100)}) == 100


def test_a_key_is_told_by_its_name():
    sealed, marked = RING.seal(b"x", "a"), RING.mark("x", "a")
    assert sealed.startswith("0a1b2c3d.")
    assert marked.startswith("0a1b2c3d.")
    assert RING.knows(sealed)
    assert RING.knows(marked)
    assert not turned().knows(sealed)


def test_marks_are_apart_for_each_purpose_and_from_what_is_sealed():
    assert RING.mark("anna", "owner") != RING.mark("anna", "receipt")
    assert RING.mark("anna", "owner") == RING.mark("anna", "owner")


def test_marks_are_looked_up_under_every_key_the_newest_first():
    before = [KeyRing({name: digit * 32}, name).mark("x", "a") for name, digit in
              (("third000", b"3"), ("first000", b"1"), ("second00", b"2"))]  # fmt: skip
    assert list(turned().marks("x", "a")) == before
    assert turned().mark("x", "a") == before[0]


def test_what_is_not_kept_long_is_looked_up_under_the_keys_of_its_time_alone():
    since = turned().marks("x", "a", NOW - timedelta(hours=25))
    assert [each.partition(".")[0] for each in since] == ["third000", "second00"]


def test_a_key_of_which_nobody_knows_when_it_was_replaced_is_always_looked_under():
    ring = KeyRing({"new": b"n" * 32, "old": b"o" * 32}, "new")
    assert len(ring.marks("x", "a", NOW)) == 2


def test_under_one_key_the_marks_are_one():
    assert RING.marks("x", "a", NOW) == (RING.mark("x", "a"),)


async def test_another_process_that_changed_the_keys_is_followed_at_the_first_row_of_the_new_one(tmp_path):
    make_key_file(tmp_path / "keys.json")
    mine, theirs = KeyRing.load(tmp_path / "keys.json"), KeyRing.load(tmp_path / "keys.json")
    await theirs.announce()
    await theirs.promote(NOW)
    assert mine.open(theirs.seal(b"x", "a"), "a") == b"x"
    assert mine.keys == theirs.keys


async def test_a_new_key_is_known_before_it_is_used(tmp_path):
    make_key_file(tmp_path / "keys.json")
    mine, theirs = KeyRing.load(tmp_path / "keys.json"), KeyRing.load(tmp_path / "keys.json")
    before = mine.keys.newest
    await theirs.announce()
    assert mine.refresh()
    assert mine.seal(b"x", "a").startswith(before)
    await theirs.promote(NOW)
    assert theirs.mark("x", "a") in mine.marks("x", "a")


def test_a_running_bot_takes_no_file_without_the_key_it_uses(tmp_path, caplog):
    make_key_file(tmp_path / "keys.json")
    ring = KeyRing.load(tmp_path / "keys.json")
    sealed = ring.seal(b"x", "a")
    (tmp_path / "keys.json").unlink()
    make_key_file(tmp_path / "keys.json")
    assert not ring.refresh()
    assert "event=key_file_foreign" in caplog.text
    assert ring.seal(b"x", "a").partition(".")[0] == sealed.partition(".")[0]


@pytest.mark.parametrize("content", [None, "", "{"])
def test_a_running_bot_goes_on_when_its_key_file_is_gone_or_cut_short(tmp_path, caplog, content):
    make_key_file(tmp_path / "keys.json")
    ring = KeyRing.load(tmp_path / "keys.json")
    sealed = ring.seal(b"x", "a")
    if content is None:
        (tmp_path / "keys.json").unlink()
    else:
        (tmp_path / "keys.json").write_text(content, "utf-8")
    assert not ring.refresh()
    assert "event=key_file_wrong" in caplog.text
    assert ring.open(sealed, "a") == b"x"
