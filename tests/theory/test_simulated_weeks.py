"""Weeks whose days differ in length against theory: demand that is level over open time, and levels within it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.scenario import scenario_from
from sim.theory.time_varying import DayOfQueue, day_of_queue
from sim.verification.batch_means import DAY_MIN, mean_of
from sim.verification.centers import CALM, exponential
from tests.reference.queues import abandoned as gave_up
from tests.theory.center import run_of
from tests.theory.reproduce import assert_near

AGENTS, HANDLE_MIN, PATIENCE_MIN = 7, 4.5, 5.0
WEEKS = 60


def abandoned(hours: dict[str, str], per_week: float, begins_min: int, **issue: Any) -> tuple[Any, Any]:
    """Return contacts, and who hung up, by day of `WEEKS` weeks; a day begins so many minutes after midnight."""
    call = {"per_week": per_week, "routine": True, "handle_time": exponential(HANDLE_MIN), "opening_temper": 0.0}
    data: dict[str, Any] = {
        "name": "days of different length",
        "calendar": {"weeks": WEEKS, "open": hours},
        "issues": {"call": {**call, **issue}},
        "teams": {"desk": {"agents": AGENTS, "handles": ["call"]}},
        "customers": {**CALM, "patience": exponential(PATIENCE_MIN)},
    }
    rows = run_of(scenario_from(data), f"{hours} {issue}").rows
    day = (rows["arrived"] // 60_000 - begins_min) // DAY_MIN
    size = 7 * WEEKS
    return np.bincount(day, minlength=size).reshape(-1, 7), np.bincount(day, rows["answered"] < 0, size).reshape(-1, 7)


def course(*rates_and_minutes: tuple[float, float]) -> DayOfQueue:
    rates, minutes = zip(*rates_and_minutes, strict=True)
    return day_of_queue(rates, minutes, AGENTS, HANDLE_MIN, patience_min=PATIENCE_MIN)


def test_a_short_saturday_is_no_busier_than_the_hours_of_other_days() -> None:
    """54 hours a week, 72 calls in each: the Saturday has 4 of the 54 hours, not a sixth of the week's calls."""
    calls, gone = abandoned({"mon-fri": "9:00-19:00", "sat": "10:00-14:00"}, 54 * 72.0, 0)
    for days, minutes in ((slice(0, 5), 600), (slice(5, 6), 240)):
        right = course((1.2, minutes))
        assert_near(mean_of(calls[:, days].ravel()), 1.2 * minutes, f"calls of {minutes} minutes")
        assert_near(mean_of(gone[:, days].ravel()), gave_up(right), f"abandoned in {minutes} minutes")
    assert calls[:, 6].sum() == 0


def test_nights_that_are_split_at_midnight_are_one_stretch_of_level_demand() -> None:
    """Open from noon to four in the morning, five times a week; the night's rest is part of the day before."""
    hours = {"mon": "12:00-24:00", "tue-fri": "0:00-4:00, 12:00-24:00", "sat": "0:00-4:00"}
    calls, gone = abandoned(hours, 5 * 16 * 72.0, 720)
    right = course((1.2, 960.0))
    assert_near(mean_of(calls[:, :5].ravel()), 1152.0, "calls from noon to four")
    assert_near(mean_of(gone[:, :5].ravel()), gave_up(right), "abandoned from noon to four")
    assert calls[:, 5:].sum() == 0


@pytest.mark.parametrize("width", [15, 60])
def test_levels_and_opening_inside_a_bin_give_the_course_of_their_integrals(width: int) -> None:
    """Open 7:30 to 10:30; level 1 to 8:30, then 2: with bins of an hour the one from 8:00 has the mean of both."""
    calls, gone = abandoned({"mon-fri": "7:30-10:30"}, 5 * 240.0, 0, bin_minutes=width, times={"7:00": 1, "8:30": 2})
    low = 240 / (60 + 2 * 120)
    steps = [(low, 60.0), (2 * low, 120.0)] if width == 15 else [(low, 30.0), (1.5 * low, 60.0), (2 * low, 90.0)]
    assert_near(mean_of(calls[:, :5].ravel()), 240.0, "calls")
    assert_near(mean_of(gone[:, :5].ravel()), gave_up(course(*steps)), "abandoned")
