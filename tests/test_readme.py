"""What the README says there is, is there; and what there is, the README says."""

import argparse
import re
from pathlib import Path

import pytest

from app import main, parser
from bot.settings import DEFAULTS
from dialogs.registry import DIALOGS
from tests.door.auth_matrix import matrix

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_every_setting_is_documented_and_none_is_invented():
    assert {name for name in DEFAULTS if f"`{name}`" not in README} == set()
    named = set(re.findall(r"`((?:VBE_|MicrosoftApp|IDENTITY_)\w+)`", README))
    assert named <= set(DEFAULTS)


def commands(of=None, name="python app.py"):
    """Every command of the parser with the words that call it, those of several words too."""
    for action in (of or parser())._actions:  # noqa: SLF001 - argparse has no other way to ask
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            for word, own in action.choices.items():
                yield f"{name} {word}", own
                yield from commands(own, f"{name} {word}")


COMMANDS = dict(commands())
every_command = pytest.mark.parametrize("name", COMMANDS)


def test_the_commands_are_found():
    assert {"python app.py serve", "python app.py import directory"} < set(COMMANDS)


@every_command
def test_every_command_is_documented(name):
    assert name in README


@every_command
def test_every_command_tells_what_it_does_and_what_it_takes(name, capsys):
    with pytest.raises(SystemExit) as left:
        main([*name.split()[2:], "--help"])
    assert left.value.code == 0
    assert COMMANDS[name].description in " ".join(capsys.readouterr().out.split())
    unsaid = [each.dest for each in COMMANDS[name]._actions if not each.help and not each.choices]  # noqa: SLF001 - as above
    assert unsaid == []


@every_command
def test_a_word_too_many_is_wrong_use(name, capsys):
    with pytest.raises(SystemExit) as left:
        main([*name.split()[2:], "--no-such-thing"])
    assert left.value.code == 2
    assert "usage: app.py" in capsys.readouterr().err


def test_no_command_is_documented_that_is_not_there():
    known = {name.split()[2] for name in COMMANDS}
    assert set(re.findall(r"python app\.py (\w+)", README)) <= known


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
