"""What is typed about bonuses and charges is what is simulated, or it is refused in a line that says how to say it."""

import pytest

from sim.cli import run
from sim.scenario import ScenarioError, scenario_from
from tests.engines.small import center

FILE = """name: Tied
issues: {{question: {{per_week: 100}}}}
teams: {{desk: {{agents: 3, handles: [question]}}}}
incentives: {}
"""


def problem(**incentives):
    with pytest.raises(ScenarioError) as caught:
        scenario_from(center(incentives=incentives))
    (found,) = caught.value.problems
    return str(found)


def test_that_the_bonus_is_tied_to_no_escalations_is_one_line(tmp_path, capsys):
    file = tmp_path / "tied.yaml"
    file.write_text(FILE.format("{target_bonus: {escalations_per_100: 0, pays: 150}}"), encoding="utf-8")
    assert run(["validate", str(file)]) == 0


def test_a_charge_to_a_pool_that_is_not_there_is_refused_with_its_line(tmp_path, capsys):
    file = tmp_path / "charged.yaml"
    file.write_text(FILE.format("{charge_per_escalation: 5}"), encoding="utf-8")
    assert run(["validate", str(file)]) == 2
    said = capsys.readouterr().err
    assert "charged.yaml:4:" in said
    assert "write bonus_pool: {funding_per_agent: 300}, or charge_per_escalation_from: own" in said


def test_a_charge_to_ones_own_bonus_needs_one():
    own = {"charge_per_escalation": 5.0, "charge_per_escalation_from": "own"}
    assert "target_bonus: {pays: 150}" in problem(**own)
    for bonus in ({"target_bonus": {"pays": 1.0}}, {"proportional_bonus": {"pays": 1.0}}, {"bonus_pool": {}}):
        assert scenario_from(center(incentives={**own, **bonus})).incentives.by_month


def test_whoever_counts_nothing_has_no_months_to_count():
    for quiet in (
        {},
        {"recognition": {"utility": 1.0}},
        {"resolution_bonus": 2.0},
        {"target_bonus": {"whose": "team"}},
    ):
        assert not scenario_from(center(incentives=quiet)).incentives.by_month


@pytest.mark.parametrize(
    "wrong",
    [
        {"target_bonus": {"escalations_per_100": 101.0}},
        {"target_bonus": {"whose": "mine"}},
        {"proportional_bonus": {"zero_at": 0.0}},
        {"proportional_bonus": {"pays": -1.0}},
        {"recognition": {"half_life": 0.0}},
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    (key,) = wrong
    assert key in problem(**wrong)
