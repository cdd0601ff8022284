"""What the models declare is complete, and the committed files that tell it are up to date."""

import json

import pytest

from sim.reading.files import read_document
from sim.reading.schema import SCHEMA_FILE, json_schema, schema_text, updated
from sim.scenario.keys import Key, keys_of
from sim.scenario.problems import dotted
from sim.scenario.scenario import Scenario
from tests.reading.scenario_files import SHIPPED, scenario_files

jsonschema = pytest.importorskip("jsonschema")

KEYS = list(keys_of(Scenario))
PURE_NUMBERS = {
    "speed_cv", "speed",
    "priority", "weekdays", "times", "agents", "figures", "authority_factor", "handle_time_factor", "overtime_factor",
    "strain_effect", "engagement_effect", "penalty_weight", "talk_anger", "manager_anger", "ask_growth", "sittings",
    "replications", "seed", "busyness_cv", "demand_manager_factor",
}  # fmt: skip
"""Counts, factors and choices, which have no unit."""


def ids(key: Key) -> str:
    return dotted(key.path)


@pytest.mark.parametrize("key", KEYS, ids=ids)
def test_every_parameter_is_declared_in_full(key):
    assert key.sentence.endswith(".")
    assert len(key.sentence) > 10
    assert key.about("status") in ("input", "evidence", "assumption")
    if key.about("status") == "evidence":
        assert key.about("source")
    assert key.default
    if key.place.takes_numbers and key.path[-1] not in PURE_NUMBERS:
        assert key.about("unit")


@pytest.mark.parametrize("key", KEYS, ids=ids)
def test_every_number_has_a_range_and_every_text_a_bound_or_a_choice(key):
    numbers = [place for place in (key.place, *key.place.members) if place.kind == "number"]
    for place in numbers:
        assert place.limit("ge") is not None or place.limit("gt") is not None
        assert place.limit("le") is not None or place.limit("lt") is not None


def test_the_committed_data_dictionary_is_up_to_date():
    text = (SHIPPED / "README.md").read_text(encoding="utf-8")
    assert text == updated(text), "run: python -m sim.reading.schema scenarios"


def test_the_committed_schema_is_up_to_date():
    text = (SHIPPED / SCHEMA_FILE).read_text(encoding="utf-8")
    assert text == schema_text(), "run: python -m sim.reading.schema scenarios"


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_the_schema_tells_units_defaults_and_how_well_they_are_known():
    parts = json_schema()["$defs"]
    relief = parts["Incentives"]["properties"]["relief"]
    assert relief["default"] == 0.15
    assert (relief["minimum"], relief["maximum"]) == (0, 3)
    assert relief["status"] == "evidence"
    assert "Dusheiko" in relief["source"]
    assert parts["Calendar"]["properties"]["weeks"]["unit"] == "weeks"
    assert "unit" not in parts["IssueType"]["properties"]["priority"]
    assert json_schema()["properties"]["extends"]["type"] == "string"


@pytest.mark.parametrize("path", scenario_files(), ids=lambda path: path.stem)
def test_good_scenarios_fit_the_schema(path):
    jsonschema.Draft202012Validator(json_schema()).validate(read_document(path).data)


@pytest.mark.parametrize(
    "damage",
    [
        {"nam": "x"},
        {"calendar": {"weeks": 0}},
        {"manager": {"policy": "shout"}},
        {"customers": {"patience": {"shape": "normal"}}},
        {"timeline": [{"week": 3, "event": "party"}]},
        {"study": {"replications": "automatic"}},
    ],
)
def test_bad_scenarios_do_not_fit_the_schema(damage):
    data = {"name": "x", "issues": {"a": {}}, "teams": {"t": {"agents": 1, "handles": ["a"]}}}
    validator = jsonschema.Draft202012Validator(json_schema())
    assert validator.is_valid(data)
    assert not validator.is_valid({**data, **damage})


def test_the_schema_is_plain_json():
    assert json.loads(schema_text()) == json_schema()
