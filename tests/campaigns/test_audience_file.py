"""A file of people, as it comes out of an office: with marks, semicolons, doubles, strangers, and far too long."""

import tracemalloc
from itertools import cycle, islice

import pytest

from bot.audience import parse_file
from bot.audience_file import EMPTY, MOST_LINES, SHOWN, TOO_LONG, WRONG_COLUMNS
from bot.errors import Unclear
from bot.people import Directory

from .town import person

PEOPLE = [person(number) for number in range(50)]
HERE = Directory(PEOPLE)
IDS = [each.id for each in PEOPLE]
STRANGER = "99999999-0000-4000-8000-000000000000"


def found(text):
    return list(parse_file(text, HERE).people)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_column_of_ids_is_read_with_and_without_a_header(mark, end):
    assert found(mark + end.join(IDS)) == IDS
    assert found(mark + end.join(["aad_id", *IDS]) + end) == IDS
    assert found(mark + end.join(each.upper() for each in IDS)) == IDS


@pytest.mark.parametrize("between", [",", ";"])
def test_the_column_is_found_among_others(between):
    lines = [between.join((each.name, each.id, '"x; y, z"')) for each in PEOPLE]
    assert found("\n".join([between.join(("Name", "aad_id", "note")), *lines])) == IDS


def test_e_mail_does_instead_of_an_id():
    assert found("\n".join(["email", *(each.email for each in PEOPLE)])) == IDS
    assert found("\n".join(each.email.upper() for each in PEOPLE)) == IDS


def test_doubles_and_strangers_are_counted_and_told_by_line():
    told = parse_file("\n".join(["aad_id", IDS[0], IDS[0], STRANGER, "", "Anna", PEOPLE[1].email]), HERE)
    assert told.people == (IDS[0], IDS[1])
    assert (told.duplicates, told.unknown, told.faults) == (1, 2, ("4 unknown", "6 malformed"))


def test_whom_the_directory_does_not_list_is_somebody_too_where_that_is_allowed():
    told = parse_file(f"aad_id\n{STRANGER.upper()}\n{STRANGER}\nAnna\na@example.org", HERE, strangers=True)
    assert (told.people, told.strangers, told.duplicates, told.unknown) == ((STRANGER,), 1, 1, 2)


def test_no_more_than_a_few_faults_are_told_one_by_one():
    told = parse_file("\n".join([STRANGER] * 1000), HERE)
    assert (told.unknown, len(told.faults)) == (1000, SHOWN)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", EMPTY),
        ("\n\n", EMPTY),
        ("aad_id\n", EMPTY),
        ("name;unit\nAnna;Enhet 1", WRONG_COLUMNS),
        ("Anna\nOmar", WRONG_COLUMNS),
        (f"{IDS[0]};Anna", WRONG_COLUMNS),
        ("x" * 5000, WRONG_COLUMNS),
        ('"\n' * 10, WRONG_COLUMNS),
        ("\n".join(islice(cycle(IDS), 200_000)), TOO_LONG),
        ("a\r" * 300_000, TOO_LONG),
    ],
)
def test_what_is_no_such_file_is_refused(text, key):
    with pytest.raises(Unclear) as refused:
        parse_file(text, HERE)
    assert refused.value.key == key


def test_the_longest_file_is_read_without_being_copied_again_and_again():
    text = "\n".join(islice(cycle(IDS), MOST_LINES))
    tracemalloc.start()
    told = parse_file(text, HERE)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(told.people), told.duplicates) == (50, MOST_LINES - 50)
    assert most < 1_000_000  # bytes; the text itself has 3.7 millions
