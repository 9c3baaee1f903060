"""The directory file: read whole or not at all, with every fault named by its line."""

from datetime import date

import pytest

import app
from bot import directory
from bot.adapters.clock import SystemClock
from bot.adapters.tiny import TinyStore
from bot.directory import COLUMNS, WrongDirectory, compare, parse
from bot.errors import VbeError
from bot.people import CENTRAL, Directory, Person, Role

VERA = "6513270e-269e-4d37-b2a7-4de452e6b438"
BO = "d23f0824-128b-4f33-8c5c-7fd0a6a3a450"
CENTRE = "9531985d-5d9d-49f8-9818-e811892f902b"
DEPARTMENTS = {"farsta", "bromma"}
TODAY = date(2026, 11, 24)


def line(**given):
    return ";".join(given.get(name, "") for name in COLUMNS)


def file(*lines):
    return "\n".join((";".join(COLUMNS), *lines)) + "\n"


GOOD = file(
    line(aad_id=VERA, name="Vera Exempel", roles="coordinator", department="farsta", phone="070-174 06 05"),
    line(aad_id=BO, name="Bo Exempel", stands_in_for=VERA, valid_until="2027-01-31"),
)


def test_a_good_file_is_read():
    vera, bo = parse(GOOD, DEPARTMENTS)
    assert vera.roles == {Role.COORDINATOR}
    assert vera.departments == ("farsta",)
    assert (bo.stands_in_for, bo.valid_until) == (VERA, date(2027, 1, 31))


def test_a_file_from_a_spreadsheet_begins_with_a_mark_and_is_read():
    assert parse("\ufeff" + GOOD, DEPARTMENTS) == parse(GOOD, DEPARTMENTS)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"aad_id": "vera"}, "line 2: aad_id is no Entra object id"),
        ({"roles": "boss"}, "line 2: roles: no such role 'boss'"),
        ({"department": "solna"}, "line 2: department: no such department 'solna'"),
        ({"roles": "coordinator", "department": ""}, "line 2: a coordinator needs a department"),
        ({"email": "vera"}, "line 2: email is no e-mail address"),
        ({"valid_until": "31/1"}, "line 2: valid_until is no day; write YYYY-MM-DD"),
        ({"stands_in_for": BO}, "line 2: stands_in_for is nobody in this file"),
    ],
)
def test_a_fault_is_named_by_line_and_reason(given, reason):
    with pytest.raises(WrongDirectory) as caught:
        parse(file(line(**{"aad_id": VERA, "department": "farsta", **given})), DEPARTMENTS)
    assert reason in caught.value.faults


def test_every_fault_is_named_not_just_the_first():
    with pytest.raises(WrongDirectory) as caught:
        parse(file(line(aad_id="x"), line(aad_id=VERA), line(aad_id=VERA), "a;b"), DEPARTMENTS)
    assert [fault[:6] for fault in caught.value.faults] == ["line 2", "line 5", "line 4"]


def test_a_missing_column_is_named():
    with pytest.raises(WrongDirectory, match="line 1: no column valid_until"):
        parse("aad_id;name;email;phone;roles;department;unit;operation;manages_unit;stands_in_for\n", DEPARTMENTS)


def test_an_unclosed_quotation_mark_is_a_fault_with_its_line():
    with pytest.raises(WrongDirectory, match="line"):
        parse(file(line(aad_id=VERA, name='"Vera')), DEPARTMENTS)


def test_what_would_change_is_shown_before_it_does():
    vera, bo = parse(GOOD, DEPARTMENTS)
    changes = compare({VERA: Person(VERA, "Vera Förut"), CENTRE: Person(CENTRE)}, [vera, bo])
    assert (changes.added, changes.changed, changes.removed) == ((BO,), (VERA,), (CENTRE,))
    assert changes.large_cut


def test_a_person_is_kept_and_found_again_whole():
    for person in parse(GOOD, DEPARTMENTS):
        assert directory.from_doc(directory.to_doc(person)) == person


async def test_removing_more_than_a_tenth_must_be_meant(tmp_path):
    async with await TinyStore.open(tmp_path / "store.db", SystemClock()) as store:
        city = app.DEMO_CITY.read_text("utf-8")
        await app.import_directory(store, city, apply=True, force=True)
        before = (await app.load_people(store)).people
        with pytest.raises(VbeError, match="--force"):
            await app.import_directory(store, GOOD, apply=True, force=False)
        assert (await app.load_people(store)).people == before


async def test_a_faulty_file_changes_nothing(tmp_path):
    async with await TinyStore.open(tmp_path / "store.db", SystemClock()) as store:
        await app.import_directory(store, GOOD, apply=True, force=True)
        with pytest.raises(WrongDirectory):
            await app.import_directory(store, GOOD + line(aad_id="x") + "\n", apply=True, force=True)
        assert set((await app.load_people(store)).people) == {VERA, BO}


def city(*extra):
    return Directory(
        [
            Person(VERA, "Vera", roles=frozenset({Role.COORDINATOR}), departments=("farsta",)),
            Person(BO, "Bo", stands_in_for=VERA),
            Person(CENTRE, "Centre", roles=frozenset({Role.CENTRAL_COORDINATOR})),
            *extra,
        ]
    )


def who(contacts):
    return [(each.person.id, each.capacity) for each in contacts]


def test_a_department_has_its_coordinator():
    assert who(city().contacts("farsta", TODAY)) == [(VERA, "coordinator")]


def test_the_stand_in_is_next_then_the_centre_and_never_a_dead_end():
    assert who(city().contacts("farsta", TODAY, without={VERA})) == [(BO, "stand_in")]
    assert who(city().contacts("farsta", TODAY, without={VERA, BO})) == [(CENTRE, "central")]
    assert who(city().contacts("bromma", TODAY)) == [(CENTRE, "central")]
    assert who(city().contacts(CENTRAL, TODAY)) == [(CENTRE, "central")]


def test_who_cannot_be_reached_is_passed_over():
    assert who(city().contacts("farsta", TODAY, reachable={BO, CENTRE})) == [(BO, "stand_in")]
    assert city().contacts("farsta", TODAY, reachable=set()) == []


def test_a_line_past_its_last_day_no_longer_counts():
    gone = Person(
        VERA, "Vera", roles=frozenset({Role.COORDINATOR}), departments=("farsta",), valid_until=date(2026, 11, 23)
    )
    assert who(city(gone).contacts("farsta", TODAY)) == [(BO, "stand_in")]


def test_only_the_departments_own_may_see_its_cases():
    assert city().may_see(VERA, ["farsta"], TODAY)
    assert city().may_see(BO, ["farsta"], TODAY)
    assert not city().may_see(VERA, ["bromma"], TODAY)
    assert not city().may_see(CENTRE, ["farsta"], TODAY)
    assert city().may_see(CENTRE, ["farsta", CENTRAL], TODAY)
    assert not city().may_see("somebody", ["farsta"], TODAY)
