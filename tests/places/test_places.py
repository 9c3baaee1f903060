"""The city's facts hold together, and a text is understood as the place it means, or asked about; never guessed."""

import io
import json
import os
import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bot import city as facts
from bot.places import lines, understand
from bot.places.letters import fold, keys_of
from bot.places.names import listening, names
from content import city

OWN = [json.loads(line) for line in (Path(__file__).parent / "own.jsonl").read_text("utf-8").splitlines()]
PLACES = city("places")
COUNTS = {
    "bromma": 24,
    "enskede-arsta-vantor": 12,
    "farsta": 10,
    "hagersten-alvsjo": 17,
    "hasselby-vallingby": 9,
    "jarva": 11,
    "kungsholmen": 7,
    "norra-innerstaden": 8,
    "skarpnack": 9,
    "skarholmen": 4,
    "sodermalm": 6,
}
ASKED_ABOUT = {"Örby", "Svedmyra", "Johanneshov"}  # districts whose name alone does not tell the department
TOLD_APART = {"habo"}  # Håbo and Habo: the marks decide, and neither lies in the city
KEYS = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
SENTENCES = ("{}", "i {}", "skolan i {}", "klistermärken på en stolpe i {} i går kväll", "{} centrum", "who is in {}?")
ROUNDS = 12 if os.environ.get("VBE_PROOF") else 1


def joined(name):
    return "".join(keys_of(name, listening().short))


def test_the_city_has_eleven_district_departments_and_117_districts():
    assert [each.id for each in facts.departments("district")] == list(COUNTS)
    assert Counter(each.department for each in facts.districts()) == COUNTS
    assert len(facts.districts()) == len({each.id for each in facts.districts()}) == 117
    stated = {
        block["id"]: block.get("districts") for block in city("departments")["department"] if "districts" in block
    }
    assert stated == COUNTS


def test_sixteen_departments_have_a_coordinator_of_their_own():
    assert sum(each.plan for each in facts.departments()) == 16


def test_the_countys_25_other_municipalities_are_elsewhere():
    assert sum(block["county"] for block in PLACES["elsewhere"]) == 25


def test_an_alias_is_given_once_unless_it_is_listed_as_ambiguous():
    given = [alias for block in PLACES["district"] for alias in (block["name"], *block.get("aliases", ()))]
    given += [name for block in PLACES["elsewhere"] for name in (block["municipality"], *block.get("names", ()))]
    given += [*PLACES["far"]["municipalities"], *PLACES["far"]["abroad"]]
    ambiguous = {joined(block["name"]) for block in PLACES["ambiguous"]}
    twice = {name for name, count in Counter(map(joined, given)).items() if count > 1}
    assert twice <= ambiguous | TOLD_APART


def test_every_candidate_of_an_ambiguous_name_exists():
    departments, districts = {each.id for each in facts.departments()}, {each.id for each in facts.districts()}
    for block in PLACES["ambiguous"]:
        assert set(block.get("departments", ())) <= departments, block["name"]
        assert set(block.get("districts", ())) <= districts, block["name"]
        assert block.get("departments") or block.get("districts"), block["name"]
    assert {block["department"] for block in PLACES["former"]} <= departments


def test_every_fact_has_a_source_and_says_when_it_was_checked():
    files = (PLACES, city("departments"))
    blocks = [each for file in files for table in file.values() if isinstance(table, list) for each in table]
    for block in (*blocks, PLACES["far"]):
        assert block["source"], block
        assert not block["checked"] or date.fromisoformat(block["checked"]), block
        assert not block["checked"] or "unverified" not in block["source"], block
        assert "aliases" not in block or block["aliases_source"], block


def test_words_that_are_also_names_are_names_we_know():
    listen = listening()
    for key in (*listen.alone, *listen.wary, *listen.post_towns, *listen.after):
        assert key in names().joined, key
    assert set(listen.after) <= listen.alone


def test_a_school_belongs_to_the_education_department_and_a_preschool_to_the_district():
    assert facts.specialist_for("compulsory_school") == facts.specialist_for("Gymnasium") == "utbildningsforvaltningen"
    assert facts.specialist_for("kultur/bibliotek") == "kulturforvaltningen"
    assert facts.specialist_for("sport") == "idrottsforvaltningen"
    assert facts.specialist_for("labour_market") == "arbetsmarknadsforvaltningen"
    assert facts.specialist_for("preschool") is None
    assert facts.specialist_for("no such thing") is None
    assert {facts.operation_named(each) for each in facts.operations()} == set(facts.operations())


def test_departments_and_districts_are_named():
    assert facts.department_name("farsta") == "Farsta stadsdelsförvaltning"
    assert facts.department_name("farsta", short=True) == "Farsta"
    assert facts.district_name("bromma-kyrka") == "Bromma kyrka"
    assert facts.department_of("tensta") == "jarva"
    with pytest.raises(KeyError):
        facts.department_name("atlantis")


@pytest.mark.parametrize("case", OWN, ids=lambda case: case["query"])
def test_a_text_is_understood(case):
    found = understand(case["query"]).to_doc()
    assert {**found, "candidates": sorted(found["candidates"])} == {key: case[key] for key in found}


@pytest.mark.parametrize("change", [str.upper, str.lower, fold, lambda name: f"  {name}!  ", lambda name: name + "s"])
def test_case_marks_and_genitive_change_no_district(change):
    for each in facts.districts():
        found = understand(change(each.name))
        assert (found.department or each.department) == each.department, each.name
        if each.name not in ASKED_ABOUT and each.id != "varberg":
            assert found.department == each.department, each.name


def test_a_clear_district_is_named():
    found = understand("biblioteket i Tensta")
    assert (found.department, found.district) == ("jarva", "tensta")
    assert [(match.typed, match.name, match.kind) for match in found.matched] == [("tensta", "Tensta", "name")]


def test_another_municipality_is_named():
    found = understand("Jag jobbar i Hallonbergen")
    assert (found.outside, found.municipality, found.department) == (True, "Sundbyberg", None)


def test_a_road_named_after_a_place_is_only_asked_about():
    assert understand("Farstavägen 3").candidates == ("farsta",)
    assert understand("Solnavägen").to_doc() == {"department": None, "candidates": [], "outside": False}


def test_a_place_at_work_and_another_municipality_are_asked_about():
    assert understand("Jag bor i Solna men jobbar i Kista").candidates == ("jarva",)


def test_one_slip_of_the_keys_hardly_ever_leads_to_another_department():
    chance = random.Random(20261124)
    tried = wrong = right = 0
    for _ in range(ROUNDS):
        for each in facts.districts():
            for sentence in SENTENCES:
                found = understand(sentence.format(_slip(each.name.lower(), chance)))
                tried += 1
                right += found.department == each.department
                wrong += found.department not in (None, each.department)
    assert wrong <= tried / 200, (wrong, tried)
    assert right >= tried * 0.9, (right, tried)


def test_lines_are_answered_in_order_and_a_bad_one_says_where():
    out = io.StringIO()
    good = lines(['{"query": "Farsta"}\n', "\n", "no json\n", '{"q": 1}\n', '{"query": "Solna"}\n'], out)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert not good
    assert [answer.get("department", answer.get("line")) for answer in answers] == ["farsta", 3, 4, None]
    assert lines(['{"query": "Örby"}'], io.StringIO())


def _slip(word, chance):
    at, kind = chance.randrange(len(word)), chance.choice(("swap", "miss", "double", "beside"))
    if kind == "swap" and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "miss":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[: at + 1] + word[at:]
    return word[:at] + _beside(word[at], chance) + word[at + 1 :]


def _beside(letter, chance):
    row = next((row for row in KEYS if letter in row), letter)
    at = row.index(letter)
    return chance.choice([row[i] for i in (at - 1, at + 1) if 0 <= i < len(row)] or [letter])
