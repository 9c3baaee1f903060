"""The bar on the judging set, which was written by someone who had seen neither lists nor code."""

from tests.places.judged import figures


def test_of_200_unseen_texts_19_in_20_are_right_and_one_in_100_at_most_is_wrong():
    found = figures()
    assert found["right"] >= 0.95
    assert found["wrong"] <= 0.01
