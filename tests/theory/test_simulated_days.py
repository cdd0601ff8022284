"""The simulator's own days against theory: from an empty start, and with a load that changes by the hour."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from scipy.stats import lognorm

from sim.theory.time_varying import infinite_server_mean
from tests.reference.queues import HOURLY
from tests.reference.rows import number
from tests.theory.batches import Estimate, Vector, jackknife, mean_of, variance_of
from tests.theory.center import DAY_MIN, ENDLESS, WEEK_MIN, Data, call, exponential, simulated
from tests.theory.reproduce import Found, assert_near, reproduces

WEEKDAYS = range(7)


def openings(weeks: int, starts_min: list[int], days: Any = WEEKDAYS) -> Vector:
    """Return the moments at which the center opens, in minutes since the start."""
    return np.array(
        [w * WEEK_MIN + d * DAY_MIN + s for w in range(weeks) for d in days for s in starts_min], dtype=float
    )


def clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def hours(starts_min: list[int], minutes: int, days: str = "mon-sun") -> Data:
    return {"open": {days: ", ".join(f"{clock(start)}-{clock(start + minutes)}" for start in starts_min)}}


def first_waits(rows: Any, opened: Vector, customers: int) -> Vector:
    """Return the waits of the first customers after each opening, one line for each; all found it empty."""
    rows = rows[np.argsort(rows["arrived"], kind="stable")]
    arrived, released = rows["arrived"] / 60_000, rows["released"] / 60_000
    wait = (rows["answered"] - rows["queued"]) / 60_000
    first = np.searchsorted(arrived, opened)
    assert (np.diff(np.append(first, len(rows))) >= customers).all()
    assert all(start == 0 or released[:start].max() <= at for start, at in zip(first, opened, strict=True))
    return np.array([wait[start : start + customers] for start in first])


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
    times = {f"{hour}:00": float(rate) for hour, rate in enumerate(HOURLY)}
    journeys = simulated(
        10,
        {"call": call(sum(HOURLY) / 480, exponential(5.0), times=times)},
        weeks,
        "reference day",
        calendar={"open": {"mon-sun": "0:00-8:00"}},
        customers={"patience": exponential(4.0)},
        behavior={"escalation_probability": 0.02},
        manager={"investigate_time": exponential(12.0), "hours": {"mon-sun": "0:00-24:00"}},
    )
    return journeys.rows, 7 * weeks


@reproduces()
def test_the_reference_day_has_the_course_of_its_equations(case: str, parameters: str, scale: int) -> Found:
    rows, days = reference_days(scale)
    day = rows["arrived"] // (DAY_MIN * 60_000)
    arrived, left_queue, served = _day_minutes(rows, day)

    def total(values: Any) -> Vector:
        return np.bincount(day, np.asarray(values, float), days)

    queue = [total(np.clip(left_queue, h, h + 60) - np.clip(arrived, h, h + 60)) for h in range(0, 480, 60)]
    answered, released = served
    busy = total(np.clip(released, 0, 480) - np.clip(answered, 0, 480))
    gone = rows["outcome"] == 3
    done = (rows["answered"] >= 0) & (released <= 480)
    quit_by_closing = gone & (left_queue <= 480)
    n = total(np.ones(len(rows)))
    hours_up = total(rows["manager_ticks"]) / 3_600_000
    shares = {"n": n, "waits": total(left_queue > arrived)}
    spread = variance_of(hours_up)
    hourly = {f"hour {i + 1} mean queue length": mean_of(minutes / 60) for i, minutes in enumerate(queue)}
    return hourly | {
        "E[arrivals]": mean_of(n),
        "E[service completions by 480]": mean_of(total(done)),
        "E[abandonments by 480]": mean_of(total(quit_by_closing)),
        "E[in system at 480]": mean_of(n - total(done) - total(quit_by_closing)),
        "fraction of arrivals that wait": jackknife(shares, lambda s: s["waits"] / s["n"]),
        "time-average queue length": mean_of(sum(queue) / 480),
        "E[total customer queue minutes]": mean_of(sum(queue)),
        "time-average busy agents": mean_of(busy / 480),
        "E[escalations/day]": mean_of(total(rows["escalated"] >= 0)),
        "E[manager hours/day]": mean_of(hours_up),
        "SD manager hours/day": Estimate(spread.value**0.5, spread.error / (2 * spread.value**0.5)),
    }


def _day_minutes(rows: Any, day: Any) -> tuple[Vector, Vector, tuple[Vector, Vector]]:
    """Return arrival, end of queueing, and (answer, release) in minutes of the day; 0 where not served."""

    def minutes(name: str) -> Vector:
        return np.asarray(rows[name] / 60_000 - day * DAY_MIN)

    served = rows["answered"] >= 0
    left = np.where(served, minutes("answered"), minutes("ended"))
    spans = (np.where(served, minutes("answered"), 0.0), np.where(served, minutes("released"), 0.0))
    return minutes("arrived"), left, spans


def test_who_is_served_by_the_end_of_the_reference_day_and_after_it_is_all() -> None:
    rows, days = reference_days(1)
    served = np.bincount(rows["arrived"] // (DAY_MIN * 60_000), rows["answered"] >= 0, days)
    assert_near(mean_of(served), 724.7787158, "drained served")
    drained = rows["arrived"].size / days - served.mean()
    assert drained == pytest.approx((rows["outcome"] == 3).sum() / days)
    # Wald's identity, with the escalations that happened: manager minutes = escalations x 12
    up = rows["manager_ticks"][rows["escalated"] >= 0] / 60_000
    assert_near(mean_of(up), 12.0, "Wald")


BIN_MIN = 15
_ANGLES = np.pi / 16 * np.arange(33)
STEPS = 6 * (1 - 0.5 * np.diff(np.cos(_ANGLES)) / np.diff(_ANGLES))
LAWS: dict[str, tuple[Any, Any, list[float]]] = {
    "exponential": (exponential(5.0), lambda age: np.exp(-age / 5), []),
    "deterministic": (5.0, lambda age: (age < 5).astype(float), [5.0]),
    "lognormal": (
        {"shape": "lognormal", "mean": 5.0, "cv": 1.2},
        lambda age: lognorm.sf(age, np.log(2.44) ** 0.5, scale=5 / 2.44**0.5),
        [],
    ),
}


@lru_cache(maxsize=1)
def sinusoid_days(scale: int) -> tuple[Any, int]:
    """Run days on which the rate is a staircase of a sinusoid's means, with more agents than ever needed."""
    weeks = 2 * scale
    times = {clock(BIN_MIN * i): float(rate) for i, rate in enumerate(STEPS)}
    plain = {"times": times, "bin_minutes": BIN_MIN, "routine": True}
    calls = {name: call(6.0 / 2, law, **plain) for name, (law, _, _) in LAWS.items()}
    calls["exponential"] = call(6.0, exponential(5.0), **plain)
    open_hours = {"open": {"mon-sun": "0:00-8:00"}}
    return simulated(250, calls, weeks, "sinusoid", calendar=open_hours, customers=ENDLESS).rows, 7 * weeks


@reproduces()
def test_arrivals_under_a_changing_rate_are_poisson_counts(case: str, parameters: str, scale: int) -> Found:
    rows, days = sinusoid_days(scale)
    rows = rows[rows["type"] == 0]
    day, minute = np.divmod(rows["arrived"] / 60_000, DAY_MIN)
    whole = np.bincount(day.astype(int), minlength=days)
    half = np.bincount(day.astype(int), minute < 240, days)
    quarter = np.bincount((day * 32 + minute // BIN_MIN).astype(int), minlength=32 * days)
    scaled = (quarter - np.tile(STEPS, days) * BIN_MIN) ** 2 / (np.tile(STEPS, days) * BIN_MIN)
    assert_near(mean_of(scaled), 1.0, "dispersion of counts")
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
    rows, days = sinusoid_days(scale)
    kind = list(LAWS).index(law)
    rows = rows[rows["type"] == kind]
    assert (rows["answered"] == rows["queued"]).all()
    arrived, left = np.sort(rows["arrived"]) / 60_000, np.sort(rows["released"]) / 60_000
    factor, survival, kinks = 1.0 if kind == 0 else 0.5, LAWS[law][1], LAWS[law][2]

    def rate(at: Vector) -> Vector:
        return factor * STEPS[np.clip(at // BIN_MIN, 0, 31).astype(int)]

    for at in (5, 30, 120, 240, 360, 480):
        moments = np.arange(days) * DAY_MIN + at
        present = np.searchsorted(arrived, moments) - np.searchsorted(left, moments)
        bends = [*kinks, *(float(at - edge) for edge in range(0, at, BIN_MIN))]
        wanted = infinite_server_mean(at, rate, survival, bends)
        assert_near(mean_of(present), wanted, f"{law} N({at})")


def test_the_staircase_keeps_the_counts_of_the_sinusoid() -> None:
    assert sum(STEPS) * BIN_MIN == pytest.approx(2880)
    assert sum(STEPS[:16]) * BIN_MIN == pytest.approx(1898.36624)
