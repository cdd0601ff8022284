"""The decisions can be switched off in words: what fails goes up, what is asked is given, nobody insists on more."""

import math
from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings

from sim.engines import run
from sim.engines.insisting import known_at_start
from sim.journeys import Outcome, Reason
from sim.scenario import plan_of, scenario_from
from tests.drawn import drawn
from tests.strategies import scenario_data, seeds

SLOW = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def old_model(data: dict[str, Any], pressure: float = 0.0) -> dict[str, Any]:
    """A drawn center with the old model set in words, and nothing that changes on the way but volumes."""
    data["behavior"] |= {"after_failure": "as_before", "giving": "fixed", "appease": 0.0}
    data["customers"]["insists_share"] = 0.0
    data["incentives"]["time_pressure"] = pressure
    data["empowerment"] |= {"above_authority": "passes_up", "goodwill_budget": None}
    data["timeline"] = [entry for entry in data["timeline"] if entry.get("event") == "surge"]
    return data


@drawn(scenario_data(), seeds, examples=15, at_length=200)
def test_without_pressure_all_that_fails_goes_up_and_all_that_is_asked_is_given_as_generosity_says(data, seed):
    scenario = scenario_from(old_model(data))
    journeys = run(plan_of(scenario), seed, 0)
    journeys.check()
    rows = journeys.rows
    assert not np.isin(rows["outcome"], (Outcome.LEFT_UNRESOLVED, Outcome.REFUSED)).any()
    assert not (rows["reason"] == Reason.INSISTED_ON_MORE).any()
    assert not rows["refused"].any()
    teams, power = list(scenario.teams.values()), scenario.empowerment
    names = list(scenario.issues)
    for row in rows[(rows["granted_by"] == 1)]:
        limit = 100.0 * power.limit_of(names[row["type"]]) * teams[row["team"]].authority_factor
        coached = row["returned"] >= 0 and scenario.manager.policy == "coach"
        granted = min(math.inf if coached else limit, power.generosity * row["ask_cents"])
        assert row["granted_cents"] == int(granted + 0.5)
    assert not any(each.expected or each.rate for each in known_at_start(plan_of(scenario)))


@drawn(scenario_data(), seeds, examples=15, at_length=200)
def test_under_any_pressure_all_that_fails_at_first_is_left(data, seed):
    rows = run(plan_of(scenario_from(old_model(data, pressure=0.1))), seed, 0).rows
    assert not (rows["reason"] == Reason.FAILED).any()
    assert not np.isin(rows["outcome"], (Outcome.REFUSED,)).any()


@drawn(scenario_data(), seeds, examples=15, at_length=200)
def test_beliefs_about_decisions_that_nobody_takes_change_no_bit(data, seed):
    plain = run(plan_of(scenario_from(old_model(data))), seed, 0)
    data["behavior"] |= {"conscience": 0.1, "arguing": 2.0, "arguing_minutes": 9.0, "judged_right": 0.3}
    data["customers"] |= {"insist_gain": 3.0, "tries_another_share": 0.7, "heard_half_life": 2.0}
    data["incentives"]["quality"] = {"listened_share": 0.9, "sanction": 400.0}
    other = run(plan_of(scenario_from(data)), seed, 0)
    for one, two in ((plain.rows, other.rows), (plain.diaries, other.diaries), (plain.entries, other.entries)):
        assert one.tobytes() == two.tobytes()
