"""The planner's week: what it says adds up to the metrics, and in the limit it is what Erlang A says."""

import numpy as np
import pytest

import sim
from sim.clock import HOUR
from sim.experiment.floors import floors_of, interval_minutes
from sim.experiment.plan_findings import findings
from sim.metrics import metric_of
from sim.scenario import scenario_from
from sim.scenario.promises import Targets

OPEN = {"mon-sun": "0:00-24:00"}


def center(**more):
    """A center with a volume that changes by the hour, short contacts and exponential everything."""
    levels = {f"{hour}:00": 1.0 + 0.5 * np.sin(2 * np.pi * hour / 24) for hour in range(24)}
    data = {
        "name": "Slowly changing",
        "calendar": {"weeks": 2, "open": OPEN},
        "issues": {
            "call": {
                "per_week": 30_000,
                "routine": True,
                "opening_temper": 0,
                "times": levels,
                "handle_time": {"shape": "exponential", "mean": "30 s"},
            }
        },
        "teams": {"desk": {"agents": 3, "handles": ["call"]}},
        "customers": {"patience": {"shape": "exponential", "mean": "1 min"}, "redial_share": 0, "talk_anger": 0},
        "study": {"interval_minutes": 60},
    }
    return scenario_from({**data, **more})


@pytest.fixture(scope="module")
def planned():
    return sim.plan(center(), replications=6, seed=1, jobs=1)


def test_by_interval_the_service_level_is_erlang_as_in_the_quasi_stationary_limit(planned):
    (its,) = planned.floors
    said, error = its.by_formula["erlang_a"], (its.service_level.high - its.service_level.value) / 2.571
    apart = (its.service_level.value - said) / error
    assert len(apart) == 168
    assert np.abs(apart).mean() < 1.2
    by_hour = apart.reshape(7, 24).mean(axis=0) * np.sqrt(7)
    assert np.abs(by_hour).max() < 4
    assert planned.level(metric_of("service_level")).value == pytest.approx(findings(planned)[0].formulas[1], abs=0.4)


def test_intervals_add_up_to_the_metrics_of_the_whole_run(planned):
    frame = planned.to_frame()
    floor, issue, team = (frame[frame["kind"] == kind] for kind in ("floor", "issue", "team"))
    contacts = planned.level(metric_of("contacts_per_week")).value
    for rows in (floor, issue):
        assert rows["offered"].sum() == pytest.approx(contacts, rel=1e-5)
    assert team["answered"].sum() == pytest.approx(floor["answered"].sum(), rel=1e-5)
    lost = planned.level(metric_of("abandonment_rate")).value
    assert (floor["abandonment"] * floor["offered"]).sum() / floor["offered"].sum() == pytest.approx(lost, abs=0.02)
    hours = (team["staffed"] * team["open_minutes"]).sum() / 60
    assert hours == pytest.approx(3 * 168, abs=1e-2)
    busy = planned.counts.intervals.of_teams("handling_ticks").sum() / HOUR / 12
    assert planned.level(metric_of("occupancy")).value == pytest.approx(100 * busy / (3 * 168), abs=0.2)


def test_who_is_absent_is_planned_and_not_there():
    missing = center(teams={"desk": {"agents": 4, "handles": ["call"], "absence": 0.25}})
    (its,) = sim.plan(missing, replications=4, seed=1, jobs=1).floors
    assert its.planned == pytest.approx(4)
    assert its.staffed.mean() == pytest.approx(3, abs=0.15)


def test_a_holiday_takes_its_open_time_away_and_an_extra_day_adds_its_own():
    calendar = {"start": "2024-12-16", "weeks": 2, "open": {"mon-fri": "9:00-17:00"}}
    dates = {"2024-12-25": "closed", "2024-12-28": {"open": "10:00-14:00"}}
    heads = {"mon-fri": 4, "sat": 2}
    data = {"calendar": {**calendar, "dates": dates}, "teams": {"desk": {"agents": heads, "handles": ["call"]}}}
    kinds = {"call": {"per_week": 500, "routine": True}}
    (its,) = sim.plan(center(**data, issues=kinds), replications=2, seed=1, jobs=1).floors
    week = its.open.reshape(7, 24)
    assert (week[2, 10], week[3, 10], week[5, 10], week[5, 15]) == (30, 60, 30, 0)
    assert its.staffed.reshape(7, 24)[2, 10] == pytest.approx(4)
    assert its.planned.reshape(7, 24)[5, 10] == pytest.approx(2)
    assert its.hours(its.staffed) == pytest.approx(4 * 8 * 4.5 + 2 * 2)


def test_types_that_share_a_team_and_teams_that_share_a_type_are_one_floor():
    kinds = {name: {"per_week": 10, "routine": True} for name in ("a", "b", "c", "d")}
    teams = {"one": ["a", "b"], "two": ["b", "c"], "three": ["d"]}
    scenario = center(issues=kinds, teams={name: {"agents": 1, "handles": its} for name, its in teams.items()})
    assert [(its.issues, its.teams) for its in floors_of(scenario)] == [
        (("a", "b", "c"), ("one", "two")),
        (("d",), ("three",)),
    ]


def test_intervals_are_as_asked_else_half_hours():
    assert interval_minutes(center()) == 60
    assert interval_minutes(center(study={})) == 30


def test_further_targets_only_raise_what_is_needed(planned):
    (its,) = planned.floors
    more = sim.plan(center(), replications=1, seed=1, jobs=1, targets=Targets(abandonment=1, wait=1, occupancy=60))
    (strict,) = more.floors
    assert np.all(strict.needed >= its.needed - 0.3)
    assert np.all(0.6 * strict.needed >= strict.formulas.load.erlangs - 1e-6)


def test_pictures_and_words_of_a_planned_week(planned):
    for kind in ("staff", "service_level", "occupancy"):
        assert planned.plot(kind).texts
    with pytest.raises(ValueError, match="there is no picture"):
        planned.plot("pie")
    said = planned.verdict
    assert "In short" in said
    assert "needed by Erlang A" in said
    assert "not served" in said
    assert "hang up" in said


@pytest.mark.parametrize(
    "calendar", [{"weeks": 1, "open": {"mon": "9:00-12:00"}}, {"weeks": 1, "open": {"sun": "closed"}}]
)
def test_where_nobody_calls_or_it_never_opens_there_is_a_page_all_the_same(calendar):
    quiet = center(calendar=calendar, issues={"call": {"per_week": 0, "routine": True}})
    page = sim.plan(quiet, replications=1, seed=1, jobs=1)
    least = sim.staff(quiet, replications=1, seed=1, jobs=1)
    for found in (page, least):
        assert "Nobody calls" in found.verdict
        assert found.plot().texts
        assert "nan" not in found.verdict
    assert not any(heads.any() for heads in least.people.values())
