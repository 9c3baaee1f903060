"""What the README says there is, is there; and what there is, the README says."""

import re
from pathlib import Path

from app import parser
from bot.settings import DEFAULTS
from dialogs.registry import DIALOGS
from tests.door.auth_matrix import matrix

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_every_setting_is_documented_and_none_is_invented():
    assert {name for name in DEFAULTS if f"`{name}`" not in README} == set()
    named = set(re.findall(r"`((?:VBE_|MicrosoftApp|IDENTITY_)\w+)`", README))
    assert named <= set(DEFAULTS)


def test_every_command_is_documented():
    commands = set(re.findall(r"^    (\w+)(?: {2,}\S|$)", parser().format_help(), re.MULTILINE))
    assert len(commands) > 5
    assert [name for name in commands if f"python app.py {name}" not in README] == []


def test_every_make_target_that_is_spoken_of_exists():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"make (\w+)", README):
        assert f"\n{target}:" in makefile, target


def test_every_dialog_is_in_the_list_and_its_words_are_there():
    for name in DIALOGS:
        assert (ROOT / "content" / "sv" / f"{name}.toml").exists()


def test_no_figure_is_left_to_be_filled_in():
    assert "@@" not in README


def test_the_table_of_who_gets_in_is_the_one_that_is_tried():
    assert [
        f"| {case} | {int(status)} |" for case, status in matrix() if f"| {case} | {int(status)} |" not in README
    ] == []
