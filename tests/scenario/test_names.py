"""A name of the user's own means nothing to the program, whatever word it is."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.demand.demand import Demand
from sim.engines import run
from sim.scenario import plan_of, scenario_from
from sim.scenario.changes import BASELINE
from sim.scenario.keys import keys_of
from sim.scenario.notices import notices_of
from sim.scenario.routing import takers_of
from sim.scenario.scenario import Scenario
from tests.reading.scenario_files import SMALL, lines

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_ ]{0,59}")
ROOMS = ("scenario", "demand", "engines", "behavior", "journeys", "metrics")


def texts(room):
    """Every text in the code of a room."""
    for file in sorted((Path(sim.__file__).parent / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def names(found):
    return sorted({word for word in found if NAME.fullmatch(word) and len(word.split()) < 4})


WORDS = names(word for room in ROOMS for word in texts(room))
"""Of the rooms in which a center is read and run, every text that can be a name."""
TOLD = names(["vendor", BASELINE, *(word for key in keys_of(Scenario) for word in (*key.place.choices, key.default))])
"""What the schema has as a choice or a default."""


def crowd(words):
    """A center with a team and an issue type of each name, and another team that may take each type too."""
    own = {"per_week": 12.0, "handle_time": 0.01, "routine": True, "opening_temper": 0.0}
    return scenario_from(
        {
            "name": "a crowd",
            "calendar": {"weeks": 1, "open": {"mon-fri": "8:00-18:00"}},
            "issues": {word: {**own, "teams": [word, "one for all"]} for word in words},
            "teams": {
                **{word: {"agents": 1, "handles": [word]} for word in words},
                "one for all": {"agents": 1, "handles": words},
            },
        }
    )


def test_every_word_of_the_program_can_be_the_name_of_a_team_and_of_an_issue_type():
    assert len(WORDS) > 500
    for first in range(0, len(WORDS), 190):
        words = WORDS[first : first + 190]
        scenario = crowd(words)
        assert notices_of(scenario) == []
        assert [takers_of(scenario, word) for word in words] == [[word, "one for all"] for word in words]
        natures = Demand(plan_of(scenario), 1, 0).natures[0]
        assert all(nature == natures[0] for nature in natures)


def test_teams_with_the_words_of_the_schema_take_their_calls_like_any_other():
    rows = run(plan_of(crowd(TOLD)), 1, 0).rows
    own = rows["team"] == rows["type"]
    assert np.all(np.bincount(rows["type"][own], minlength=len(TOLD)) > 0)
    assert (~own).sum() <= 2  # two calls of a type within a second
    assert abs(len(rows) - 12 * len(TOLD)) < 5 * np.sqrt(12 * len(TOLD))


def test_no_key_that_holds_a_name_of_the_users_has_a_word_as_its_default():
    naming = [key for key in keys_of(Scenario) if key.path[-1] in ("team", "issue", "creates", "teams", "handles")]
    assert len(naming) >= 5
    for key in naming:
        assert key.default in ("empty", "required", "[]"), key.path


@pytest.mark.parametrize("name", [BASELINE, "baseline", "BASELINE"])
def test_a_what_if_is_not_called_as_the_center_it_is_held_against(tmp_path, name):
    (line,) = lines(tmp_path, f"{SMALL}what_if:\n  {name}: {{set: {{teams.desk.agents: 7}}}}\n")
    words = "'Baseline' is the center as it is, beside which what-ifs stand; choose another name"
    assert line == f"s.yaml:8:3: what_if.{name}: {words}"
