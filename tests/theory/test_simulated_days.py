"""The simulator's own days against theory: from an empty start, and with a load that changes by the hour."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from sim.verification.batch_means import DAY_MIN, Vector, jackknife, mean_of
from sim.verification.centers import ENDLESS, call, exponential
from sim.verification.transients import (
    BIN_MIN,
    LAWS,
    STEPS,
    WEEKDAYS,
    dispersion,
    first_waits,
    hours,
    number_present,
    openings,
    reference_day,
    sinusoid_days,
)
from tests.reference.rows import number
from tests.theory.center import run_of, simulated
from tests.theory.figures import day_figures
from tests.theory.reproduce import Found, assert_near, reproduces


@lru_cache(maxsize=4)
def single_server_starts(rate: float, customers: int, scale: int, pace: float = 1.0) -> Vector:
    """Waits of the first customers of one agent who starts with an empty queue, again and again."""
    if customers <= 100:
        weeks, starts, minutes, days, name = 9 * scale, [0, 480, 960], 210, WEEKDAYS, "mon-sun"
    else:
        weeks, starts, minutes, days, name = 16 * scale, [0], 1440, (0, 2, 4), "mon, wed, fri"
    faster = {"handle_time_factor": 1 / pace}
    calls = {"call": call(rate, exponential(1.0))}
    seed, calendar = f"transient {rate} {customers}", hours(starts, minutes, name)
    journeys = simulated(1, calls, weeks, seed, calendar=calendar, customers=ENDLESS, empowerment=faster)
    return first_waits(journeys.rows, openings(weeks, starts, days), customers)


@reproduces()
def test_the_first_customers_of_an_empty_agent_wait_as_spitzer_has_it(case: str, parameters: str, scale: int) -> Found:
    rate = number(parameters, "lam")
    short, long = single_server_starts(rate, 100, scale), single_server_starts(rate, 1000, scale)
    found = {}
    for n in (2, 5, 10, 50, 100, 500, 1000):
        waits = short if n <= 100 else long
        found[f"E[Wq of customer {n}]"] = mean_of(waits[:, n - 1])
        found[f"E[mean Wq of first {n} customers]"] = mean_of(waits[:, :n].mean(axis=1))
    return found


@reproduces()
def test_a_faster_agent_meets_the_same_customers(case: str, parameters: str, scale: int) -> Found:
    slow = single_server_starts(0.8, 1000, scale).mean(axis=1)
    fast = single_server_starts(0.8, 1000, scale, 1.1).mean(axis=1)
    assert len(slow) == len(fast)
    a, b = slow - slow.mean(), fast - fast.mean()
    products = {"n": np.ones(len(a)), "aa": a * a, "bb": b * b, "ab": a * b}

    def gain(s: Any) -> Any:
        return (s["aa"] + s["bb"]) / (s["aa"] + s["bb"] - 2 * s["ab"])

    return {
        "correlation (simulated)": jackknife(products, lambda s: s["ab"] / np.sqrt(s["aa"] * s["bb"])),
        "variance-reduction factor of difference (simulated)": jackknife(products, gain),
    }


@reproduces()
def test_a_team_fills_up_from_empty_as_theory_has_it(case: str, parameters: str, scale: int) -> Found:
    weeks, starts = 6 * scale, [0, 360, 720, 1080]
    calls = {"call": call(number(parameters, "lam"), exponential(number(parameters, "AHT")))}
    agents = int(number(parameters, "c"))
    journeys = simulated(agents, calls, weeks, parameters, calendar=hours(starts, 270), customers=ENDLESS)
    arrived, left = (np.sort(journeys.rows[name]) / 60_000 for name in ("arrived", "released"))
    opened = openings(weeks, starts)
    found = {}
    for at in (5, 15, 60, 240):
        present = np.searchsorted(arrived, opened + at, "right") - np.searchsorted(left, opened + at, "right")
        found[f"E[N({at})]"] = mean_of(present)
        found[f"P(N({at})>=c)"] = mean_of(present >= agents)
    return found


@lru_cache(maxsize=1)
def reference_days(scale: int) -> tuple[Any, int]:
    """Run 8-hour days with hourly rates; 2 % are passed up at the end to a manager."""
    weeks = 14 * scale
    return run_of(reference_day(weeks), "reference day").rows, 7 * weeks


@reproduces()
def test_the_reference_day_has_the_course_of_its_equations(case: str, parameters: str, scale: int) -> Found:
    rows, days = reference_days(scale)
    return day_figures(rows, days)


def test_who_is_served_by_the_end_of_the_reference_day_and_after_it_is_all() -> None:
    rows, days = reference_days(1)
    served = np.bincount(rows["arrived"] // (DAY_MIN * 60_000), rows["answered"] >= 0, days)
    assert_near(mean_of(served), 724.7787158, "drained served")
    drained = rows["arrived"].size / days - served.mean()
    assert drained == pytest.approx((rows["outcome"] == 3).sum() / days)
    # Wald's identity, with the escalations that happened: manager minutes = escalations x 12
    up = rows["manager_ticks"][rows["escalated"] >= 0] / 60_000
    assert_near(mean_of(up), 12.0, "Wald")


@lru_cache(maxsize=1)
def days_of_a_sinusoid(scale: int) -> tuple[Any, int]:
    weeks = 2 * scale
    return run_of(sinusoid_days(weeks), "sinusoid").rows, 7 * weeks


@reproduces()
def test_arrivals_under_a_changing_rate_are_poisson_counts(case: str, parameters: str, scale: int) -> Found:
    rows, days = days_of_a_sinusoid(scale)
    assert_near(dispersion(rows, days), 1.0, "dispersion of counts")
    rows = rows[rows["type"] == 0]
    day, minute = np.divmod(rows["arrived"] / 60_000, DAY_MIN)
    whole = np.bincount(day.astype(int), minlength=days)
    half = np.bincount(day.astype(int), minute < 240, days)
    return {
        "E[count on 0-480]": mean_of(whole),
        "E[count on 0-240]": mean_of(half),
        "fraction of arrivals in first half": jackknife(
            {"half": half, "whole": whole}, lambda s: s["half"] / s["whole"]
        ),
    }


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("scale", [1, pytest.param(10, marks=pytest.mark.long)])
def test_a_team_without_bounds_holds_as_many_as_infinite_servers_under_any_law(law: str, scale: int) -> None:
    rows, days = days_of_a_sinusoid(scale)
    of_this_law = rows[rows["type"] == list(LAWS).index(law)]
    assert (of_this_law["answered"] == of_this_law["queued"]).all()
    for at in (5, 30, 120, 240, 360, 480):
        assert_near(*number_present(rows, days, law, at), f"{law} N({at})")


def test_the_staircase_keeps_the_counts_of_the_sinusoid() -> None:
    assert sum(STEPS) * BIN_MIN == pytest.approx(2880)
    assert sum(STEPS[:16]) * BIN_MIN == pytest.approx(1898.36624)
