"""The key file: what is refused, with which remedy, and that a change of it is whole or not at all."""

import json
import os
import stat
from base64 import b64encode
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context

import pytest

from bot.adapters import key_file
from bot.adapters.key_file import Keys
from bot.adapters.seal import KeyRing, make_key_file
from bot.errors import WrongSetting

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
KEY = b64encode(b"k" * 32).decode()
GOOD = {"newest": "a", "keys": {"a": KEY}}
WRONG = {
    "empty": "",
    "half written": json.dumps(GOOD)[:30],
    "not JSON": "nyckel",
    "a list": "[]",
    "no newest": json.dumps({"keys": {"a": KEY}}),
    "newest missing": json.dumps({"newest": "b", "keys": {"a": KEY}}),
    "no keys": json.dumps({"newest": "a"}),
    "keys are a list": json.dumps({"newest": "a", "keys": [KEY]}),
    "a short key": json.dumps({"newest": "a", "keys": {"a": b64encode(b"k" * 16).decode()}}),
    "a key that is no base64": json.dumps({"newest": "a", "keys": {"a": "ö" * 44}}),
    "a name with a dot": json.dumps({"newest": "a.b", "keys": {"a.b": KEY}}),
    "coming missing": json.dumps({**GOOD, "coming": "b"}),
    "a time that is none": json.dumps({**GOOD, "replaced": {"a": "i går"}}),
    "a time without its zone": json.dumps({**GOOD, "replaced": {"a": "2026-11-24T09:00:00"}}),
    "very deep": "[" * 100_000,
    "very large": json.dumps(GOOD) + " " * 1024 * 1024,
}


@pytest.fixture
def file(tmp_path):
    make_key_file(tmp_path / "keys.json")
    return tmp_path / "keys.json"


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_is_no_key_file_is_refused_by_name_with_the_remedy_and_without_what_is_in_it(file, text):
    file.write_text(text, "utf-8")
    with pytest.raises(WrongSetting, match=r"keys\.json.*Remedy") as caught:
        KeyRing.load(file)
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None


def test_bytes_that_are_no_text_are_refused(file):
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WrongSetting, match="Remedy"):
        KeyRing.load(file)


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(WrongSetting, match=r"is a folder\. Remedy"):
        KeyRing.load(tmp_path)


def test_what_is_no_plain_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "keys.json", 0o600)
    with pytest.raises(WrongSetting, match="Remedy"):
        KeyRing.load(tmp_path / "keys.json")


def test_none_is_refused(tmp_path):
    with pytest.raises(WrongSetting, match=r"no such key file\. Remedy"):
        KeyRing.load(tmp_path / "none.json")


def test_a_path_through_a_file_is_refused(file):
    with pytest.raises(WrongSetting, match="Remedy"):
        KeyRing.load(file / "keys.json")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o620])
def test_loose_permissions_are_refused(file, mode):
    file.chmod(mode)
    with pytest.raises(WrongSetting, match="chmod 600"):
        KeyRing.load(file)


def test_a_new_one_is_for_its_owner_alone_and_says_no_more_than_it_must(file):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert set(json.loads(file.read_text("utf-8"))) == {"newest", "keys"}


def test_one_that_is_there_is_left_alone(file):
    with pytest.raises(FileExistsError):
        make_key_file(file)


def test_what_is_written_reads_the_same(file):
    def step(keys):
        after = keys.announced().promoted(NOW).announced().given_up(["gone"])
        assert after != keys
        return after

    assert key_file.change(file, step) == key_file.read(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_change_keeps_the_owner_and_follows_a_link(file, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "keys.json"
    link.symlink_to(file)
    key_file.change(link, Keys.announced)
    assert link.is_symlink()
    assert len(key_file.read(file).keys) == 2


def test_what_a_killed_change_left_stands_in_nobodys_way(file):
    (file.parent / ".keys.json.new").write_text("half", "utf-8")
    key_file.change(file, Keys.announced)
    assert sorted(each.name for each in file.parent.iterdir()) == ["keys.json"]


def test_a_change_that_fails_leaves_the_file_as_it_was(file):
    before = file.read_bytes()

    def broken(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        key_file.change(file, broken)
    assert file.read_bytes() == before


def test_a_wrong_file_is_not_changed(file):
    file.write_text("", "utf-8")
    with pytest.raises(WrongSetting, match="Remedy"):
        key_file.change(file, Keys.announced)
    assert file.read_bytes() == b""


def renamed(file):
    for _ in range(20):
        key_file.change(file, lambda keys: keys.announced().promoted(NOW))


def test_several_processes_that_change_it_at_once_lose_no_key(file):
    with ProcessPoolExecutor(3, get_context("spawn")) as pool:
        list(pool.map(renamed, [file] * 3))
    keys = key_file.read(file)
    assert len(keys.keys) == 61
    assert len(keys.replaced) == 60


def test_the_newest_and_the_coming_key_are_never_dropped():
    keys = Keys("a", {"a": b"a" * 32}).announced().promoted(NOW).announced()
    left = keys.without(keys.keys)
    assert set(left.keys) == {keys.newest, keys.coming}
    assert left.replaced == {}


def test_a_key_at_hand_cannot_be_given_up():
    assert Keys("a", {"a": b"a" * 32}).given_up(["a", "b"]).lost == {"b"}
