"""What a simulated center was made of, a fit finds again; and the fitted center behaves as the simulated one."""

import numpy as np
import pytest

import sim
from sim.clock import HOUR
from sim.fit.journeys_log import log_of_journeys
from sim.fit.results import results_of
from sim.reading.files import load
from tests.fit.call_logs import known_center

WEEKS = 8


def _covered(center, replication):
    """Return for each parameter of the known center whether the interval of its fit holds it."""
    journeys = sim.simulate(center, seed=7, replication=replication)
    client = sim.fit(journeys)
    agents = journeys.agents
    hours = (agents["duty_ticks"] + agents["overtime_ticks"]).sum() / HOUR / WEEKS
    told = {
        "contacts a week": (client.arrivals.figures[0], 6000),
        "talk": (client.handle_times[""].mean, 5.0),
        "speed of agents": (client.speed.sd, 0.15),
        "leaving": (client.patience[""].rate, 0.25),
        "busyness of days": (client.busyness.day_cv, 0.12),
        "busyness within days": (client.busyness.within_day_cv, 0.15),
        "correlation": (client.busyness.correlation, 0.6),
    }
    staff = client.staffing.figures[0].value
    assert staff == pytest.approx(hours, rel=0.02)  # seats are there or not: nothing of it is drawn
    return {name: figure.low <= value <= figure.high for name, (figure, value) in told.items()}


def _shares(center, tries):
    rows = [_covered(center, number) for number in range(tries)]
    return {name: np.mean([row[name] for row in rows]) for name in rows[0]}


def test_parameters_of_a_simulated_center_lie_in_their_intervals(tmp_path):
    assert np.mean([*_shares(known_center(WEEKS, tmp_path), 4).values()]) >= 0.85


@pytest.mark.long
def test_each_parameter_lies_in_its_interval_in_ninety_of_a_hundred_tries(tmp_path):
    shares = _shares(known_center(WEEKS, tmp_path), 100)
    assert min(shares.values()) >= 0.9, shares


def _behaves(center, seed, replications):
    """Return abandonment, wait and service level of each replication, and their means."""
    runs = [log_of_journeys(sim.simulate(center, seed=seed, replication=number)) for number in range(replications)]
    return np.array([[each.value for each in results_of(log)] for log in runs])


def test_a_fitted_center_behaves_as_the_one_that_was_simulated(tmp_path):
    center = known_center(WEEKS, tmp_path)
    client = sim.fit(sim.simulate(center, seed=7, replication=0))
    (tmp_path / "client.fit").mkdir()
    for name, text in client.files.tables.items():
        (tmp_path / "client.fit" / name).write_text(text, encoding="utf-8")
    (tmp_path / "client.yaml").write_text(client.scenario_text("client.fit"), encoding="utf-8")
    before, after = _behaves(center, 1, 6), _behaves(load(tmp_path / "client.yaml"), 2, 6)
    apart = np.abs(before.mean(axis=0) - after.mean(axis=0))
    one_log = before.std(axis=0, ddof=1)  # what a single log of eight weeks leaves unknown: the floor
    assert (apart <= 2.5 * one_log).all(), (before.mean(axis=0), after.mean(axis=0), one_log)
