"""The groups of a survey: the narrowest that hides everybody in it."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.grouping import BETWEEN, groups, path
from bot.people import Person

PLACES = st.tuples(
    st.sampled_from(["farsta", "bromma", ""]), st.sampled_from(["preschool", "leisure", ""]), st.integers(0, 4)
)


def people(places):
    return [
        Person(str(number), departments=(where,) if where else (), operation=what, unit=f"Enhet {unit}" if unit else "")
        for number, (where, what, unit) in enumerate(places)
    ]


@given(st.lists(PLACES, max_size=80), st.integers(1, 8))
def test_every_group_has_as_many_as_it_must_or_is_everybody(places, least):
    everybody = people(places)
    found = groups(everybody, least)
    sizes = Counter(found.values())
    assert found.keys() == {each.id for each in everybody}
    assert all(size >= least for name, size in sizes.items() if name)
    assert sizes[""] == 0 or sizes[""] >= least or len(sizes) == 1
    for each in everybody:
        whole = BETWEEN.join(path(each))
        assert whole.startswith(found[each.id])


def test_a_small_unit_stands_with_its_neighbours_and_a_large_one_alone():
    places = [("farsta", "preschool", 1)] * 5 + [("farsta", "preschool", 2)] * 3 + [("farsta", "preschool", 3)] * 2
    names = list(groups(people(places), 5).values())
    assert names == ["farsta|preschool|Enhet 1"] * 5 + ["farsta|preschool"] * 5


def test_too_few_for_everybody_take_the_smallest_group_with_them():
    places = [("farsta", "preschool", 1)] * 6 + [("bromma", "leisure", 2)] * 5 + [("", "", 0)] * 2
    assert Counter(groups(people(places), 5).values()) == {"farsta|preschool|Enhet 1": 6, "": 7}
