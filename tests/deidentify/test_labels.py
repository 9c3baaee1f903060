"""What stands in the text afterwards."""

import io
import json
from pathlib import Path

import pytest

from bot.deidentify import deidentify, spans
from bot.deidentify.labels import replaced
from bot.deidentify.lines import lines
from bot.deidentify.span import TYPES
from content import LANGUAGES, load


def test_a_person_has_the_same_letter_at_every_mention():
    said = "Nadja hotade Tarik. Tariks bror ringde Nadja, och Nadja Ekgren svarade."
    assert (
        deidentify(said) == "[person A] hotade [person B]. [person B]s bror ringde [person A], och [person A] svarade."
    )


def test_a_short_form_is_the_same_person_but_johanna_is_not_johan():
    assert deidentify("Alexandra och Alex skrev.") == "[person A] och [person A] skrev."
    assert deidentify("Johanna och Johan skrev.") == "[person A] och [person B] skrev."


def test_letters_already_in_the_text_are_not_given_again():
    assert deidentify("[person A] slog Nadja.") == "[person A] slog [person B]."


def test_a_label_is_only_a_label_when_it_is_exactly_one():
    assert "Nadja" not in deidentify("[person Nadja] och [telefon 070-174 06 05]")
    assert "070" not in deidentify("[telefon 070-174 06 05]")


def test_beside_labels_no_word_is_asked_about_and_hardly_any_is_found_that_was_not_before():
    texts = [
        json.loads(line)["text"] for line in (Path(__file__).parent / "judge.jsonl").read_text("utf-8").splitlines()
    ]
    again = [more for text in texts if (more := spans(replaced(text, spans(text), "sv"), 1))]
    assert len(again) <= len(texts) // 50
    assert {span.certainty for more in again for span in more if span.type == "PERSON"} <= {"sure"}


def test_labels_of_the_other_language_are_left_alone():
    assert spans("[telefon] [phone] [person B]s [person C]") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_has_its_label(language):
    words = load(language)
    assert {key.removeprefix("labels.") for key in words if key.startswith("labels.")} == {
        name.lower() for name in TYPES
    }
    assert deidentify("Nadja: 070-174 06 05", language) == f"[person A]: {words.say('labels.phone')}"


def test_more_people_than_letters():
    text = deidentify(
        " ".join(f"Läraren Xyq{chr(97 + one)}{chr(97 + two)}o kom." for one in range(3) for two in range(26))
    )
    assert "[person Z]" in text
    assert "[person AA]" in text
    assert spans(text) == []


def test_the_command_answers_every_line_in_order():
    asked = io.StringIO('{"id": "a", "text": "Nadja kom."}\n\n{"id": "b", "text": "Ingen kom."}\n')
    answered = io.StringIO()
    assert lines(asked, answered) == 0
    assert [json.loads(line) for line in answered.getvalue().splitlines()] == [
        {"id": "a", "spans": [{"start": 0, "end": 5, "type": "PERSON", "certainty": "sure"}]},
        {"id": "b", "spans": []},
    ]


@pytest.mark.parametrize("line", ["Nadja sa", "[]", '{"id": 1}', '{"id": 1, "text": null}'])
def test_a_wrong_line_is_counted_and_answered_without_its_text(line):
    answered = io.StringIO()
    assert lines(io.StringIO(line + "\n"), answered) == 1
    assert json.loads(answered.getvalue())["spans"] == []
    assert "Nadja" not in answered.getvalue()
