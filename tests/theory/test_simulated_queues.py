"""The simulator's own agents and manager as the queues of theory: one queue, many servers, impatience, priorities."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

from sim.theory.single_server import erlang_moments, mg1_wait_min
from sim.verification.batch_means import DAY_MIN, WEEK_MIN, Batches, Measured, jackknife, settled
from sim.verification.centers import ENDLESS, call, exponential, manager_alone, two_classes
from tests.reference.rows import number
from tests.reference.waiting import mg1_in_system, mixture_moments
from tests.theory.center import run_of, simulated
from tests.theory.figures import queue_figures, upstairs_figures
from tests.theory.reproduce import Found, assert_near, reproduces

ONE_SERVER_WEEKS, MOST_WEEKS = 60, 530


def load(text: str) -> tuple[int, float, float]:
    """Read agents, calls per minute and handle minutes."""
    return int(number(text, "c")), number(text, "lam"), number(text, "AHT") if "AHT" in text else 5.0


@reproduces()
def test_one_agent_is_the_single_server_of_theory(case: str, parameters: str, scale: int) -> Found:
    rate = number(parameters, "lam")
    weeks = (6 if rate < 0.6 else 8) * scale
    journeys = simulated(1, {"call": call(rate, exponential(1.0))}, weeks, parameters, customers=ENDLESS)
    return queue_figures(settled(journeys.rows, weeks, 24 * scale))


@reproduces()
def test_agents_without_impatience_are_the_erlang_c_queue(case: str, parameters: str, scale: int) -> Found:
    agents, rate, handle = load(parameters)
    weeks = (3 if rate < 2 else 1) * scale
    journeys = simulated(agents, {"call": call(rate, exponential(handle))}, weeks, parameters, customers=ENDLESS)
    figures = queue_figures(settled(journeys.rows, weeks, 24 * scale))
    busy = journeys.presence.in_horizon[1] / 60_000 / (weeks * WEEK_MIN)
    assert busy == pytest.approx(figures["E[busy agents]"].value, rel=0.02)
    return figures


@reproduces()
def test_customers_without_patience_are_lost_as_erlang_b_has_it(case: str, parameters: str, scale: int) -> Found:
    agents, rate, handle = load(parameters)
    nobody_waits = {"patience": 0.0, "endless_patience_share": 0.0}
    journeys = simulated(agents, {"call": call(rate, exponential(handle))}, scale, parameters, customers=nobody_waits)
    return queue_figures(settled(journeys.rows, scale, 24 * scale))


@reproduces()
def test_agents_with_impatient_customers_are_the_erlang_a_queue(case: str, parameters: str, scale: int) -> Found:
    agents, rate, handle = load(parameters)
    impatient = {"patience": exponential(number(parameters, "patience"))}
    calls = {"call": call(rate, exponential(handle))}
    if agents < 100:
        journeys = simulated(agents, calls, 2 * scale, parameters, customers=impatient)
        figures = queue_figures(settled(journeys.rows, 2 * scale, 24 * scale))
        assert_near(figures["wait per abandonment"], number(parameters, "patience"), "E[W] = P(ab) E[patience]")
        return figures
    days = 2 if scale == 1 else 7
    open_days = {"open": {"mon-tue" if scale == 1 else "mon-sun": "0:00-24:00"}}
    journeys = simulated(agents, calls, 1, parameters, calendar=open_days, customers=impatient)
    return queue_figures(Batches(journeys.rows, 60, days * DAY_MIN - 60, 12 * days))


@reproduces()
def test_patience_of_any_law_empties_the_queue_as_theory_has_it(case: str, parameters: str, scale: int) -> Found:
    agents, rate, handle = load(parameters)
    patience = 3.0 if "deterministic" in parameters else {"shape": "uniform", "low": 0.0, "high": 8.0}
    calls = {"call": call(rate, exponential(handle))}
    journeys = simulated(agents, calls, 2 * scale, parameters, customers={"patience": patience})
    return queue_figures(settled(journeys.rows, 2 * scale, 24 * scale))


def manager_figures(rate: float, handle: Any, scale: int, seed: str) -> dict[str, Measured]:
    weeks = min(ONE_SERVER_WEEKS * scale, MOST_WEEKS)
    journeys = run_of(manager_alone(rate, handle, weeks), seed)
    return upstairs_figures(settled(journeys.rows, weeks, 39 * scale, WEEK_MIN))


@reproduces()
def test_a_manager_is_the_single_server_of_theory_for_any_law_of_time(case: str, parameters: str, scale: int) -> Found:
    law: object = exponential(12.0)
    if "deterministic" in parameters:
        law = 12.0
    elif "Erlang-2" in parameters:
        law = {"shape": "erlang", "stages": 2, "mean": 12.0}
    elif "lognormal" in parameters:
        law = {"shape": "lognormal", "mean": 12.0, "cv": number(parameters, "CV")}
    return manager_figures(number(parameters, "lam"), law, scale, parameters)


@pytest.mark.parametrize("scale", [1, pytest.param(10, marks=pytest.mark.long)])
def test_a_manager_with_a_mixture_of_short_and_long_cases_has_the_wait_of_theory(scale: int) -> None:
    moments = mixture_moments([0.1, 0.9], [erlang_moments(48.0), erlang_moments(8.0)])
    wait = mg1_wait_min(0.06, moments)
    assert wait == pytest.approx(61.71428571)
    parts = [{"weight": share, "of": exponential(mean)} for share, mean in ((0.1, 48.0), (0.9, 8.0))]
    found = manager_figures(0.06, {"shape": "mixture", "parts": parts}, scale, "mixture")
    assert_near(found["E[Wq] min"], wait, "mixture E[Wq]")
    assert_near(found["L (manager number in system)"], mg1_in_system(0.06, moments), "mixture L")
    assert_near(found["utilization"], 0.06 * moments.first, "mixture utilization")


@reproduces()
def test_an_agent_who_always_has_a_backlog_is_a_server_with_vacations(case: str, parameters: str, scale: int) -> Found:
    weeks = 40 * scale
    backlog = call(0.07, {"shape": "uniform", "low": 0.0, "high": 12.0}, priority=0)
    urgent = call(number(parameters, "lam"), exponential(number(parameters, "exp")), priority=1)
    closing = {"after_hours": "drop"}
    calls = {"urgent": urgent, "backlog": backlog}
    journeys = simulated(1, calls, weeks, parameters, customers=ENDLESS, calendar=closing)
    urgent_rows = journeys.rows[journeys.rows["type"] == 0]
    return queue_figures(settled(urgent_rows, weeks, 24 * scale, WEEK_MIN))


@reproduces()
def test_urgent_calls_overtake_at_one_agent_as_cobham_has_it(case: str, parameters: str, scale: int) -> Found:
    rates = [float(rate) for rate in re.findall(r"lam=(\d+\.\d+)", parameters)]
    laws = [exponential(18.0), 8.0] if "det" in parameters else [exponential(12.0)] * 2
    weeks = 50 * scale
    calls = [call(rate, law) for rate, law in zip(rates, laws, strict=True)]
    rows = run_of(two_classes(1, *calls, weeks), parameters).rows
    high, low = (queue_figures(settled(rows[rows["type"] == kind], weeks, 24 * scale, WEEK_MIN)) for kind in (0, 1))
    return {"E[Wq] class 1(high) min": high["E[Wq] min"], "E[Wq] class 2(low) min": low["E[Wq] min"]}


@reproduces()
def test_urgent_calls_overtake_in_a_team_as_theory_has_it(case: str, parameters: str, scale: int) -> Found:
    rates = [float(rate) for rate in re.findall(r"lam=(\d+\.\d+)", parameters)]
    agents, _, handle = load(parameters.replace("lam", "lam=1"))
    weeks = 4 * scale
    calls = [call(rate, exponential(handle)) for rate in rates]
    rows = run_of(two_classes(agents, *calls, weeks), parameters).rows
    both, high, low = (
        queue_figures(settled(chosen, weeks, 24 * scale))
        for chosen in (rows, rows[rows["type"] == 0], rows[rows["type"] == 1])
    )
    return {
        "P(wait) any class": both["P(wait>0)"],
        "E[Wq] class 1 min": high["E[Wq] min"],
        "E[Wq] class 2 min": low["E[Wq] min"],
        "E[Wq] arrivals-weighted mean": both["E[Wq] min"],
    }


def test_a_standard_error_of_known_data_is_the_textbook_one() -> None:
    values = [float(i * i % 13) for i in range(40)]
    rows = Batches([], 0, 1, 1)
    sums = {"n": rows.minutes.repeat(40), "wait": rows.minutes.repeat(40) * values}
    error = jackknife(sums, lambda s: s["wait"] / s["n"]).error
    mean = sum(values) / 40
    assert error == pytest.approx(math.sqrt(sum((v - mean) ** 2 for v in values) / 39 / 40))
