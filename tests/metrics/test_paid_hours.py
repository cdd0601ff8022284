"""Hours are paid whether people work, meet or are absent; only what nobody is paid for is cheaper."""

import copy

import numpy as np
import pytest

from sim.clock import HOUR
from sim.engines import run, weeks_of
from sim.metrics import METRICS, tally
from sim.scenario import plan_of, scenario_from
from tests.drawn import drawn
from tests.engines.small import center
from tests.strategies import scenario_data, seeds


@drawn(scenario_data(), seeds, examples=15, at_length=150)
def test_hours_on_duty_and_absent_are_together_those_of_the_roster(data, seed):
    data["timeline"] = [entry for entry in data["timeline"] if "teams.first.absence" not in entry.get("set", {})]
    for team in data["teams"].values():
        team.pop("turnover", None)
    present = copy.deepcopy(data)
    for team in present["teams"].values():
        team["absence"] = 0.0
    absent, full = (run(plan_of(scenario_from(each)), seed, 0).diaries for each in (data, present))
    assert not full["absent_ticks"].any()
    assert np.array_equal(absent["duty_ticks"] + absent["absent_ticks"], full["duty_ticks"])


def cost(**team):
    plan = plan_of(scenario_from(center(teams__desk={"agents": 20, "hourly_cost": 30, **team})))
    return tally(plan, weeks_of(plan, 1, 0)).value(METRICS["cost_per_week"])


def test_absent_people_cost_what_they_cost_at_work_unless_absence_is_unpaid():
    everybody = 30.0 * 20 * 50
    assert cost(absence=1.0) == everybody
    assert cost(absence=1.0, absence_paid=False) == 0
    assert cost(absence=0.3) >= everybody
    assert 0.6 * everybody < cost(absence=0.3, absence_paid=False) < 0.8 * everybody


def test_a_shift_in_figures_worked_out_by_hand():
    shifts = {"early": {"people": 10, "mon-fri": "8:00-16:00", "breaks": ["10:00-10:15"]}}
    shifts["early"]["breaks"].append({"start": "12:00-13:00", "minutes": 30, "paid": False})
    data = center(teams__desk={"shifts": shifts, "hourly_cost": 30, "shrinkage": {"absence": 0.2}})
    del data["teams"]["desk"]["agents"]
    data["issues"]["complaint"]["per_week"] = 0.0
    plan = plan_of(scenario_from(data))
    found = tally(plan, weeks_of(plan, 1, 0))
    value = {name: found.value(METRICS[name]) for name in METRICS if name != "csat_proxy"}
    diaries = run(plan, 1, 0).diaries
    days = 50 - diaries["absent_ticks"].sum() / (8 * HOUR)
    assert value["paid_hours_per_week"] == 50 * 7.5
    assert value["cost_per_week"] == 30 * 50 * 7.5
    assert value["shrinkage"] == pytest.approx(100 * (1 - days * 7.25 / (50 * 7.5)))
    assert value["adherence"] == pytest.approx(100 * days / 50)
    assert value["conformance"] == pytest.approx(100 * days * 7.25 / (50 * 7.25))
    assert value["occupancy"] == 0.0


def test_gatherings_are_paid():
    meeting = {"week": 1, "event": "training", "at": "9:00", "hours": 3, "sittings": 1}
    plan = plan_of(scenario_from({**center(teams__desk={"agents": 5}), "timeline": [meeting]}))
    diaries = run(plan, 1, 0).diaries
    assert diaries["duty_ticks"].sum() == 5 * 50 * HOUR
