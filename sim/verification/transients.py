"""Days that begin empty, and days with a load that changes by the hour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.stats import lognorm

from sim.scenario import Scenario
from sim.scenario.clocks import clock
from sim.theory.networks import manager_minutes
from sim.theory.single_server import mm1_transient_waits_min
from sim.theory.time_varying import day_of_queue, infinite_server_mean
from sim.verification.batch_means import DAY_MIN, WEEK_MIN, Measured, Vector, mean_of
from sim.verification.centers import ENDLESS, Data, call, exponential, plain
from sim.verification.lab import QUEUE, Lab, Reference, known

WEEKDAYS = range(7)
HOURLY = [60, 90, 120, 130, 100, 110, 120, 70]
"""Calls in each hour of the reference day."""
DAY_COLUMNS = ("arrived", "manager_ticks", "escalated", *QUEUE)
BIN_MIN = 15
_ANGLES = np.pi / 16 * np.arange(33)
STEPS = 6 * (1 - 0.5 * np.diff(np.cos(_ANGLES)) / np.diff(_ANGLES))
"""Calls per minute in each quarter of an hour: a staircase of a sinusoid's means."""
LAWS: dict[str, tuple[Any, Any, list[float]]] = {
    "exponential": (exponential(5.0), lambda age: np.exp(-age / 5), []),
    "deterministic": (5.0, lambda age: (age < 5).astype(float), [5.0]),
    "lognormal": (
        {"shape": "lognormal", "mean": 5.0, "cv": 1.2},
        lambda age: lognorm.sf(age, np.log(2.44) ** 0.5, scale=5 / 2.44**0.5),
        [],
    ),
}
"""Handle times, the share that lasts longer than an age, and where that share jumps."""


def openings(weeks: int, starts_min: list[int], days: Any = WEEKDAYS) -> Vector:
    """Return the moments at which the center opens, in minutes since the start."""
    return np.array(
        [w * WEEK_MIN + d * DAY_MIN + s for w in range(weeks) for d in days for s in starts_min], dtype=float
    )


def hours(starts_min: list[int], minutes: int, days: str = "mon-sun") -> Data:
    """Return opening hours that begin at these minutes and last so long."""
    return {"open": {days: ", ".join(f"{clock(start)}-{clock(start + minutes)}" for start in starts_min)}}


def first_waits(rows: Any, opened: Vector, customers: int) -> Vector:
    """Return the waits of the first customers after each opening, one line for each; all found it empty."""
    rows = rows[np.argsort(rows["arrived"], kind="stable")]
    arrived, released = rows["arrived"] / 60_000, rows["released"] / 60_000
    wait = (rows["answered"] - rows["queued"]) / 60_000
    first = np.searchsorted(arrived, opened)
    assert (np.diff(np.append(first, len(rows))) >= customers).all()
    busy_until = np.maximum.accumulate(np.append(0.0, released))[first]
    assert (busy_until <= opened).all()
    return np.asarray(wait[first[:, None] + np.arange(customers)])


def reference_day(weeks: int) -> Scenario:
    """Return 8-hour days with hourly rates; 2 % are passed up at the end to a manager."""
    times = {f"{hour}:00": float(rate) for hour, rate in enumerate(HOURLY)}
    return plain(
        10,
        {"call": call(sum(HOURLY) / 480, exponential(5.0), times=times)},
        weeks,
        calendar={"open": {"mon-sun": "0:00-8:00"}},
        customers={"patience": exponential(4.0)},
        behavior={"escalation_probability": 0.02},
        manager={"investigate_time": exponential(12.0), "hours": {"mon-sun": "0:00-24:00"}},
    )


def day_figures(rows: Any, days: int) -> dict[str, Measured]:
    """Return what the checks ask of the reference day, under the names of the reference table."""
    day, arrived, left_queue = day_minutes(rows)
    by_closing = (rows["outcome"] == 3) & (left_queue <= 480)
    queued = np.clip(left_queue, 0, 480) - np.clip(arrived, 0, 480)

    def total(values: Any, unit: float = 1.0) -> Measured:
        return mean_of(np.bincount(day, values, days) / unit)

    return {
        "E[abandonments by 480]": total(by_closing),
        "E[total customer queue minutes]": total(queued),
        "E[manager hours/day]": total(rows["manager_ticks"], 3_600_000.0),
    }


def day_minutes(rows: Any) -> tuple[Vector, Vector, Vector]:
    """Return the day of each contact, and its arrival and end of queueing in minutes of that day."""
    day = rows["arrived"] // (DAY_MIN * 60_000)
    left = np.where(rows["answered"] >= 0, rows["answered"], rows["ended"])
    return day, rows["arrived"] / 60_000 - day * DAY_MIN, left / 60_000 - day * DAY_MIN


def sinusoid_days(weeks: int) -> Scenario:
    """Return days on which the rate is `STEPS`, with more agents than ever needed, and a type for each of `LAWS`."""
    times = {clock(BIN_MIN * i): float(rate) for i, rate in enumerate(STEPS)}
    plainly: Data = {"times": times, "bin_minutes": BIN_MIN, "routine": True}
    calls = {name: call(6.0 / 2, law, **plainly) for name, (law, _, _) in LAWS.items()}
    calls["exponential"] = call(6.0, exponential(5.0), **plainly)
    return plain(250, calls, weeks, calendar={"open": {"mon-sun": "0:00-8:00"}}, customers=ENDLESS)


def dispersion(rows: Any, days: int) -> Measured:
    """Return the variance of the counts of exponential calls in a quarter of an hour over their expectation."""
    day, minute = np.divmod(rows["arrived"][rows["type"] == 0] / 60_000, DAY_MIN)
    counts = np.bincount((day * len(STEPS) + minute // BIN_MIN).astype(int), minlength=len(STEPS) * days)
    expected = np.tile(STEPS, days) * BIN_MIN
    return mean_of((counts - expected) ** 2 / expected)


def number_present(rows: Any, days: int, law: str, at_min: int) -> tuple[Measured, float]:
    """Return how many calls of a law are under way at a minute of the sinusoid days, and the exact mean."""
    kind = list(LAWS).index(law)
    rows = rows[rows["type"] == kind]
    arrived, left = np.sort(rows["arrived"]) / 60_000, np.sort(rows["released"]) / 60_000
    factor, survival, kinks = 1.0 if kind == 0 else 0.5, LAWS[law][1], LAWS[law][2]

    def rate(at: Vector) -> Vector:
        return np.asarray(factor * STEPS[np.clip(at // BIN_MIN, 0, len(STEPS) - 1).astype(int)])

    moments = np.arange(days) * DAY_MIN + at_min
    present = np.searchsorted(arrived, moments) - np.searchsorted(left, moments)
    bends = [*kinks, *(float(at_min - edge) for edge in range(0, at_min, BIN_MIN))]
    return mean_of(present), infinite_server_mean(at_min, rate, survival, bends)


def changing_load(lab: Lab) -> Iterator[Reference]:
    """The reference day, Poisson counts, and a team without bounds."""
    weeks = lab.weeks(100, least=2)
    rows = lab.rows("reference day", reference_day(weeks), DAY_COLUMNS)
    day = day_of_queue([hour / 60 for hour in HOURLY], [60] * 8, 10, 5.0, patience_min=4.0)
    gone, waited = float(day.abandonments.sum()), day.queue_minutes
    hours_up = manager_minutes(day.served, 0.02, 12.0) / 60
    wanted = [
        ("M_t/M/10+M day: giving up by closing", "Kolmogorov equations", gone, "E[abandonments by 480]"),
        ("M_t/M/10+M day: minutes in queue", "Kolmogorov equations", waited, "E[total customer queue minutes]"),
        ("M_t/M/10+M day: manager hours", "Wald", hours_up, "E[manager hours/day]"),
    ]
    yield from known(len(rows), day_figures(rows, 7 * weeks), wanted)
    weeks = lab.weeks(30, least=2)
    rows = lab.rows("sinusoid", sinusoid_days(weeks), ("type", "arrived", "released"))
    present, mean = number_present(rows, 7 * weeks, "lognormal", 240)
    found = {"present": present, "dispersion": dispersion(rows, 7 * weeks)}
    wanted = [
        ("arrivals: variance of counts / mean", "Poisson", 1.0, "dispersion"),
        ("M_t/G/inf, lognormal: present at 240 min", "Palm, Khinchine", mean, "present"),
    ]
    yield from known(len(rows), found, wanted)


def from_empty(lab: Lab) -> Iterator[Reference]:
    """One agent who starts with an empty queue, three times a day."""
    weeks, starts = lab.weeks(200, least=30), [0, 480, 960]
    calls = {"call": call(0.8, exponential(1.0))}
    center = plain(1, calls, weeks, calendar=hours(starts, 210), customers=ENDLESS)
    rows = lab.rows("from empty", center, ("arrived", *QUEUE))
    waits = first_waits(rows, openings(weeks, starts), 100)
    exact = mm1_transient_waits_min(100, 0.8, 1.0)
    for customer in (10, 100):
        found, wait = mean_of(waits[:, customer - 1]), float(exact[customer - 1])
        yield Reference(f"M/M/1 from empty: {customer}th wait, min", "Spitzer", wait, found, len(rows))
