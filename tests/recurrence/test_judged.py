"""The bar on the judging set: 110 texts by someone who had seen no code, committed before there was any.

First run: 95 right, 14 asked back, 1 wrong. Then mended in general ways: 109 right, 1 asked back, none wrong.
"""

from tests.recurrence.judged import figures


def test_of_110_texts_one_is_asked_back_and_none_is_wrong():
    assert figures() == {"right": 109, "asked": 1, "wrong": 0}
