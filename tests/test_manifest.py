"""The Teams app: Microsoft's schemas take it, its commands are the bot's, its package holds all it speaks of."""

import json
import re
import struct
import zlib
from pathlib import Path
from zipfile import ZipFile

import pytest
from jsonschema import Draft4Validator

from bot.adapters.teams.package import MANIFEST, NO_APP, package
from bot.errors import WrongSetting
from content import load
from dialogs.matching import listened, plain
from dialogs.registry import MENU

SCHEMAS = Path(__file__).parent / "manifest"
APP = "5f0c1f9e-7c1d-4b8e-9a53-0d7f3e2b6a11"
SUBJECT = re.compile(r"extrem|våld|viol|radikal|radical|terror", re.IGNORECASE)
by_language = pytest.mark.parametrize("language", ["sv", "en"])


def read(name):
    return json.loads((MANIFEST / name).read_text("utf-8"))


def told(language):
    """The words of the app by localisation key, as someone of that language sees them."""
    manifest = read("manifest.json")
    words = {f"{part}.{size}": text for part in ("name", "description") for size, text in manifest[part].items()}
    for number, listed in enumerate(manifest["bots"][0]["commandLists"]):
        for place, command in enumerate(listed["commands"]):
            key = f"bots[0].commandLists[{number}].commands[{place}]"
            words |= {f"{key}.title": command["title"], f"{key}.description": command["description"]}
    return words if language == "sv" else {key: text for key, text in read("en.json").items() if key != "$schema"}


def titles(language, scope="personal"):
    scopes = [listed["scopes"] for listed in read("manifest.json")["bots"][0]["commandLists"]]
    start = f"bots[0].commandLists[{scopes.index([scope])}]."
    return [text for key, text in told(language).items() if key.startswith(start) and key.endswith(".title")]


def faults(document, schema):
    rules = json.loads((SCHEMAS / schema).read_text("utf-8"))
    return [f"{error.json_path}: {error.message}" for error in Draft4Validator(rules).iter_errors(document)]


def pixels(name):
    """Width, height and the RGBA or RGB rows of a PNG (https://www.w3.org/TR/png-3/#9Filters)."""
    data, at, packed = (MANIFEST / name).read_bytes(), 8, b""
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    while at < len(data):
        size, chunk = struct.unpack(">I4s", data[at : at + 8])
        packed += data[at + 8 : at + 8 + size] if chunk == b"IDAT" else b""
        at += size + 12
    assert depth == 8
    step = {2: 3, 6: 4}[kind]
    raw, line, above, rows = zlib.decompress(packed), width * step + 1, bytes(width * step), []
    for start in range(0, len(raw), line):
        above = unfiltered(raw[start], raw[start + 1 : start + line], above, step)
        rows.append([above[x : x + step] for x in range(0, len(above), step)])
    return width, height, rows


def unfiltered(how, coded, above, step):
    row = bytearray()
    for x, byte in enumerate(coded):
        left, corner = (row[x - step], above[x - step]) if x >= step else (0, 0)
        up = above[x]
        nearest = min((left, up, corner), key=lambda each: abs(left + up - corner - each))
        row.append((byte + (0, left, up, (left + up) // 2, nearest)[how]) % 256)
    return bytes(row)


def test_the_manifest_is_taken_by_microsofts_schema():
    assert faults(read("manifest.json"), "MicrosoftTeams.schema.json") == []


def test_the_english_words_are_taken_by_microsofts_schema():
    assert faults(read("en.json"), "MicrosoftTeams.Localization.schema.json") == []


def test_a_command_that_is_too_long_is_found_by_the_schema():
    manifest = read("manifest.json")
    manifest["bots"][0]["commandLists"][0]["commands"][0]["title"] = "x" * 33
    assert len(faults(manifest, "MicrosoftTeams.schema.json")) == 1


def test_everything_is_said_in_both_languages():
    assert told("sv").keys() == told("en").keys()
    same = {key for key, text in told("sv").items() if told("en")[key] == text}
    assert not same


@by_language
def test_every_dialog_of_the_menu_is_a_command_in_the_words_of_its_button(language):
    said = [load(language).say(f"{flow}.open") for flow in MENU]
    assert titles(language)[: len(MENU)] == said


@by_language
def test_the_other_commands_are_in_the_words_of_their_buttons(language):
    words = load(language)
    buttons = {words.say(key) for key in words if key.startswith("commands.")}
    assert set(titles(language)[len(MENU) :]) | set(titles(language, "team")) <= buttons


@by_language
@pytest.mark.parametrize("scope", ["personal", "team"])
def test_every_command_is_understood_when_it_is_typed(language, scope):
    understood = listened("commands")
    assert [title for title in titles(language, scope) if plain(title) not in understood] == []


def test_a_command_means_the_same_in_both_languages():
    understood = listened("commands")
    meant = [[understood[plain(title)] for title in titles(language)] for language in ("sv", "en")]
    assert meant[0] == meant[1]
    assert meant[0][: len(MENU)] == list(MENU)
    assert len(set(meant[0])) == len(meant[0])


def test_no_dialog_is_offered_where_a_whole_channel_would_read_the_command():
    understood = listened("commands")
    assert not {understood[plain(title)] for title in titles("sv", "team")} & set(MENU)


@by_language
def test_what_stands_in_lists_and_notices_says_nothing_of_the_subject(language):
    loud = {key for key, text in told(language).items() if SUBJECT.search(text)}
    assert loud == {"description.full"}


def test_the_colour_icon_has_teams_size_and_a_full_ground():
    width, height, rows = pixels("color.png")
    assert (width, height) == (192, 192)
    accent = bytes.fromhex(read("manifest.json")["accentColor"][1:])
    assert {rows[y][x][:3] for y in (0, 191) for x in (0, 191)} == {accent}


def test_the_outline_icon_is_white_on_nothing():
    width, height, rows = pixels("outline.png")
    seen = [pixel for row in rows for pixel in row if pixel[3]]
    assert (width, height) == (32, 32)
    assert {pixel[:3] for pixel in seen} == {b"\xff\xff\xff"}
    assert 0 < len(seen) < width * height


def test_the_package_holds_what_the_manifest_speaks_of_at_its_top(tmp_path):
    path = package(tmp_path / "new", APP.upper(), ["bot.example.org"])
    with ZipFile(path) as made:
        manifest = json.loads(made.read("manifest.json"))
        assert set(made.namelist()) == {"manifest.json", "en.json", "color.png", "outline.png"}
        assert made.testzip() is None
    assert (manifest["id"], manifest["bots"][0]["botId"], manifest["validDomains"]) == (APP, APP, ["bot.example.org"])
    assert NO_APP not in json.dumps(manifest)
    assert faults(manifest, "MicrosoftTeams.schema.json") == []


def test_the_same_files_give_the_same_package(tmp_path):
    assert package(tmp_path / "a", APP).read_bytes() == package(tmp_path / "b", APP).read_bytes()


@pytest.mark.parametrize("app_id", ["", "vbe", APP[:-1], APP + "\nx"])
def test_a_wrong_app_id_is_refused_and_nothing_written(tmp_path, app_id):
    with pytest.raises(WrongSetting, match="MicrosoftAppId"):
        package(tmp_path, app_id)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("domains", [["https://bot.example.org"], ["bot.example.org/x"], ["a.example.org"] * 17])
def test_domains_that_teams_would_refuse_are_refused(tmp_path, domains):
    with pytest.raises(WrongSetting, match="domains"):
        package(tmp_path, APP, domains)
