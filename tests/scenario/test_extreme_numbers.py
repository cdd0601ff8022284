"""Numbers that nobody can mean are refused in plain words wherever a number may be said."""

import functools
import itertools
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.cli.values import keys_of as values_of
from sim.experiment.designs import count_of, designed
from sim.scenario import ScenarioError, scenario_from
from sim.scenario.keys import keys_of
from sim.scenario.problems import dotted
from sim.scenario.scenario import Scenario
from tests.edges import CENTER, NAMES, placed
from tests.reading.scenario_files import SMALL, lines

EXTREME: list[Any] = [5e-324, 1e-310, -1e-10, -0.0, 1e16, 1e308, -1e308, 10**30, 10**400, -(10**400), 2**63]
EXTREME += [math.inf, -math.inf, math.nan]
BASE = scenario_from(CENTER)
KEYS = [key for key in keys_of(Scenario) if "-" not in key.path and "agents" not in key.path[:-1]]


def name_of(path: Any) -> str:
    """The dotted key of a path of the schema, with names of this center."""
    return dotted(tuple(NAMES[str(path[0])] if part == "<name>" else part for part in path))


def ways_to_say(key: Any, number: Any) -> dict[str, Any]:
    """Return calls that say a number for a key: in a file, in Python, in a what-if, relative and as a policy."""
    dotted_key = name_of(key.path)
    sets = {"set": number, "add": {"add": number}, "times": {"times": number}, "asks": {"median_asks": number}}
    ways: dict[str, Any] = {}
    if key.path[0] not in ("what_if", "policies"):
        ways["file"] = lambda: scenario_from(placed(key.path, number))
    for how, value in sets.items():
        policy = {"name": "p", "about": "x", "set": {dotted_key: value}}
        ways[f"override {how}"] = lambda value=value: BASE.override({dotted_key: value})
        ways[f"policy {how}"] = lambda policy=policy: scenario_from(
            {**CENTER, "policies": {"p": policy}, "what_if": {"w": {"use": ["p"]}}}
        )
    return ways


def answers(call: Any) -> None:
    """A call gives a scenario or problems in plain words."""
    try:
        call()
    except ScenarioError as refused:
        for problem in refused.problems:
            assert str(problem).isprintable()
            assert len(str(problem)) < 500


@given(st.sampled_from(KEYS), st.sampled_from(EXTREME) | st.floats() | st.integers())
def test_any_number_said_in_any_way_is_taken_or_refused_in_plain_words(key, number):
    for call in ways_to_say(key, number).values():
        answers(call)


@pytest.mark.long
@pytest.mark.parametrize("key", KEYS, ids=lambda key: dotted(key.path))
def test_every_extreme_number_said_in_every_way_is_taken_or_refused_in_plain_words(key):
    for number in EXTREME:
        for call in ways_to_say(key, number).values():
            answers(call)


SAID = ["5e-324", "-1e-9", "-0", "0.1", "1e15", "1e308", "-1e308", "1e999", ".nan", "9" * 400]
FORMS = ["{0}..{1}:3", "{0}..{1}:1000000000", "{0}..{1}", "{0}:{1}:1", "{0}:{1}:5e-324", "0:{0}:{1}", "{0},{1}"]
FORMS += ["{{add: {0}}}"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", ["incentives.relief", "teams.desk.agents"])
def test_extreme_values_on_the_command_line_are_taken_or_refused_in_plain_words(key, form):
    for low, high, kind in itertools.product(SAID, SAID, ("grid", "sobol")):
        answers(functools.partial(design, f"{key}={form.format(low, high)}", kind))


def design(setting, kind):
    """Carry a setting of the command line to the scenarios that it names."""
    keys = values_of((setting,), sobol=kind == "sobol")
    count_of(keys, kind, 4)
    designed(BASE, keys, kind, 4)


def test_steps_through_0_hold_0_and_no_crumb_beside_it():
    from sim.experiment.designs import steps

    assert steps(-0.3, 0.3, 0.1) == [-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3]


@pytest.mark.parametrize("figure", ["5e-324", "1e308", "-1", "nan", "inf", "9" * 400, "1e400"])
@pytest.mark.parametrize("use", ["agents: {file: t.csv, column: n}, handles: [complaint]", ""])
def test_extreme_figures_of_a_table_are_taken_or_refused_with_a_place(tmp_path, figure, use):
    (tmp_path / "t.csv").write_text(f"weekday,start,n\nmon,8:00,{figure}\n")
    text = SMALL.replace("agents: 6, handles: [complaint]", use) if use else SMALL
    text = text if use else text.replace("per_week: 400", "per_week: 400, table: {file: t.csv, column: n}")
    for line in lines(tmp_path, text):
        assert line.isprintable()
        assert "t.csv" in line or "figures" in line
