"""``understand recurrence``: JSONL in, JSONL out, in the same order."""

import io
import json

import pytest

from bot.recurrence import lines


def answered(*asked):
    out = io.StringIO()
    good = lines([each if isinstance(each, str) else json.dumps(each) for each in asked], out)
    return good, [json.loads(each) for each in out.getvalue().splitlines()]


def question(text, **given):
    return {"text": text, "lang": "sv", "start": "2026-03-30", "holidays": "skip"} | given


def test_the_first_five_local_times_are_answered_in_order():
    good, answers = answered(
        question("varje måndag 8.30"), "\n", question("ibland"), question("every Monday at 8.30", holidays="move-later")
    )
    after_easter = ["2026-04-13T08:30", "2026-04-20T08:30", "2026-04-27T08:30"]
    assert good
    assert answers == [
        {"dates": ["2026-03-30T08:30", *after_easter, "2026-05-04T08:30"]},
        {"unclear": True},
        {"dates": ["2026-03-30T08:30", "2026-04-07T08:30", *after_easter]},
    ]


def test_a_rule_that_ends_has_fewer_dates():
    assert answered(question("varje måndag 9 t.o.m. 15 april"))[1] == [
        {"dates": ["2026-03-30T09:00", "2026-04-13T09:00"]}
    ]


@pytest.mark.parametrize(
    "bad",
    [
        "no json",
        "[]",
        "7",
        question(7),
        question("varje måndag 9", lang="de"),
        question("varje måndag 9", lang=["sv"]),
        question("varje måndag 9", start="2026-02-30"),
        question("varje måndag 9", start=None),
        question("varje måndag 9", holidays="perhaps"),
        {"text": "varje måndag 9"},
    ],
)
def test_a_line_that_is_none_is_named_and_the_next_is_answered(bad):
    good, answers = answered(question("varje måndag 9"), bad, question("varje måndag 9"))
    assert not good
    assert answers[1] == {"error": "no_recurrence", "line": 2}
    assert "dates" in answers[0]
    assert "dates" in answers[2]
