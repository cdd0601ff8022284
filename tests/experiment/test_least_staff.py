"""The least people: the proof holds, one fewer breaks it, and the table that is written is read back."""

import numpy as np
import pytest

import sim
from sim.experiment.floors import Floor
from sim.experiment.least_staff import staff_task
from sim.experiment.people_table import shared_out, with_people
from sim.experiment.shift_cover import covers, least_shifts, with_shifts
from sim.metrics import METRICS, metric_of
from sim.scenario import ScenarioError, scenario_from
from sim.scenario.promises import Targets

CALL = {"per_week": 4000, "routine": True, "opening_temper": 0, "handle_time": {"shape": "exponential", "mean": 4}}
DATA = {
    "name": "To be staffed",
    "calendar": {"weeks": 3, "open": {"mon-fri": "9:00-17:00"}},
    "issues": {"call": {**CALL, "times": {"9:00": 1, "12:00": 2, "14:00": 1}}},
    "teams": {"desk": {"agents": 9, "handles": ["call"]}},
    "customers": {"patience": {"shape": "exponential", "mean": 2}, "redial_share": 0, "talk_anger": 0},
    "study": {"interval_minutes": 60},
}


@pytest.fixture(scope="module")
def center():
    return scenario_from(DATA)


@pytest.fixture(scope="module")
def staffed(center):
    return sim.staff(center, replications=20, seed=1, jobs=1)


def test_the_proof_holds_on_the_whole_and_no_interval_clearly_misses(staffed):
    (its,) = staffed.then
    assert its.is_kept
    assert its.whole.low >= 80
    assert not np.any(its.busy & (its.service_level.high < 80))


def test_the_proof_is_what_a_run_of_that_center_says(staffed):
    counted = sim.run(staffed.center, replications=20, seed=1, jobs=1)
    levels = counted.tallies
    mean = np.mean([METRICS["service_level"].value(tally.total()) for tally in levels])
    assert staffed.level(metric_of("service_level")).value == pytest.approx(mean)


def test_one_fewer_in_every_interval_breaks_the_promise(center, staffed):
    fewer = {name: np.maximum(heads - 1, 0) for name, heads in staffed.people.items()}
    its = sim.plan(with_people(center, fewer, 60), replications=10, seed=1, jobs=1)
    assert its.floors[0].whole.high < 80


def test_the_table_that_is_written_is_read_back(staffed, tmp_path):
    staffed.save(tmp_path / "found")
    text = "\n".join(
        [
            "name: To be staffed",
            "calendar: {weeks: 3, open: {mon-fri: '9:00-17:00'}}",
            "issues: {call: {per_week: 4000}}",
            "teams: {desk: {agents: {file: staff.csv, column: desk, bin_minutes: 60}, handles: [call]}}",
        ]
    )
    (tmp_path / "found" / "center.yaml").write_text(text, encoding="utf-8")
    read = sim.load(tmp_path / "found" / "center.yaml")
    assert read.teams["desk"].agents.figures == staffed.center.teams["desk"].agents.figures


def test_sixty_six_agents_keep_two_percent_and_five_seconds_all_day():
    data = {
        **DATA,
        "calendar": {"weeks": 1, "open": {"mon-fri": "9:00-17:00"}},
        "issues": {"call": {**CALL, "per_week": 48_000, "handle_time": {"shape": "exponential", "mean": 3}}},
        "teams": {"desk": {"agents": 64, "handles": ["call"]}},
        "customers": {"patience": {"shape": "uniform", "low": 0, "high": 6}, "redial_share": 0, "talk_anger": 0},
    }
    found = sim.staff(scenario_from(data), targets=Targets(abandonment=2, wait=5), replications=6, seed=1, jobs=1)
    heads = found.people["desk"][found.now[0].busy]
    assert np.median(heads) == 66
    assert np.mean(heads == 66) > 0.9
    assert found.level(metric_of("abandonment_rate")).value < 2
    assert found.level(metric_of("asa_seconds")).value < 5


def test_teams_that_share_a_floor_get_its_people_in_the_proportions_of_today():
    teams = {"one": {"agents": 6, "handles": ["call"]}, "two": {"agents": 3, "handles": ["call"]}}
    scenario = scenario_from({**DATA, "teams": teams})
    heads = np.where(np.arange(168) % 24 < 12, 10.0, 0.0)
    shared = shared_out(scenario, Floor(("call",), ("one", "two")), heads, 60)
    assert np.array_equal(shared["one"] + shared["two"], heads)
    assert set(shared["one"].tolist()) <= {0.0, 6.0, 7.0}


def test_a_timeline_that_changes_the_agents_is_refused(center):
    changed = {**DATA, "timeline": [{"week": 2, "set": {"teams.desk.agents": 4}}]}
    with pytest.raises(ScenarioError, match="changes the agents that staff looks for"):
        staff_task(scenario_from(changed))


def test_words_and_picture_say_what_was_found(staffed):
    said = staffed.verdict
    assert "hours a week keep the targets" in said
    assert "Proof: service level" in said
    assert "column: desk" in said
    assert staffed.plot().texts
    bounds = staffed.proof_frame()[["service_level_low", "service_level_high"]]
    assert bounds.min().min() >= 0
    assert bounds.max().max() <= 100


SHIFTS = {
    "early": {"people": 4, "mon-fri": "9:00-14:00", "breaks": [{"start": "11:00-12:00", "minutes": 30, "paid": False}]},
    "late": {"people": 4, "mon-fri": "12:00-17:00"},
    "day": {"people": 0, "mon-fri": "9:00-17:00"},
}


def test_shifts_cover_every_interval_with_the_fewest_hours():
    scenario = scenario_from({**DATA, "teams": {"desk": {"handles": ["call"], "shifts": SHIFTS}}})
    assert scenario.teams["desk"].heads(scenario.calendar)["mon"]["9:00"] == 4  # asked first
    there, hours = covers(scenario, "desk", 60)
    assert hours == {"early": pytest.approx(22.5), "late": 25, "day": 40}
    need = np.where(there["day"] > 0, 3.0, 0.0)
    need.reshape(7, 24)[:, 13] = np.where(need.reshape(7, 24)[:, 13] > 0, 5.0, 0.0)
    found = least_shifts(need, there, hours)
    covered = sum(many * there[name] for name, many in found.items())
    assert np.all(covered >= need - 1e-6)
    least = min(
        early * hours["early"] + late * hours["late"] + day * hours["day"]
        for early in range(8)
        for late in range(8)
        for day in range(8)
        if np.all(early * there["early"] + late * there["late"] + day * there["day"] >= need - 1e-6)
    )
    assert sum(many * hours[name] for name, many in found.items()) == pytest.approx(least)


def test_a_team_that_works_shifts_gets_people_by_interval_and_by_shift_and_both_keep_the_promise():
    data = {**DATA, "teams": {"desk": {"handles": ["call"], "shifts": SHIFTS}}}
    found = sim.staff(scenario_from(data), replications=6, seed=1, jobs=1)
    assert set(found.shifts["desk"]) == set(SHIFTS)
    assert found.shift_level.value >= 80
    assert "Proof with these shifts" in found.verdict
    center = with_shifts(scenario_from(data), found.shifts)
    assert center.teams["desk"].shifts["early"].people == found.shifts["desk"]["early"]
