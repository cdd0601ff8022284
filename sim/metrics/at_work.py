"""Metrics of people at work: what is paid, what keeps them from the phone, how they keep to the schedule."""

from typing import Any

from sim.clock import HOUR
from sim.metrics.metric import Metric, Sums, divided


def at_hand(s: Sums) -> Any:
    """Return the time on duty with customers or waiting for them, in ticks: no breaks, no meetings."""
    return s["duty_ticks"] - s["break_ticks"] - s["away_ticks"]


def _shrinkage(s: Sums) -> Any:
    return divided(100 * (s["paid_ticks"] - at_hand(s)), s["paid_ticks"])


def _conformance(s: Sums) -> Any:
    worked = s["duty_ticks"] - s["break_ticks"] + s["overtime_ticks"]
    return divided(100 * worked, s["scheduled_ticks"] - s["planned_rest_ticks"])


# fmt: off
AT_WORK: tuple[Metric, ...] = (
    Metric("paid_hours_per_week", "Paid hours", "hours per week", "lower", "efficiency",
           "Agents' hours that are paid: on duty, breaks, meetings and absence as far as they are paid, and overtime.",
           lambda s: (s["paid_ticks"] + s["overtime_ticks"]) / HOUR / s["weeks"]),
    Metric("shrinkage", "Shrinkage", "% of paid hours", "lower", "efficiency",
           "Paid time away from the phone, of all paid but overtime: breaks, absence and meetings together.",
           _shrinkage, most=100.0),
    Metric("adherence", "Adherence", "% of scheduled hours", "higher", "efficiency",
           "Time at work or on a break as scheduled, of all scheduled; meetings are as scheduled, absence is not.",
           lambda s: divided(100 * s["adhered_ticks"], s["scheduled_ticks"]), most=100.0),
    Metric("conformance", "Conformance", "% of scheduled hours", "neither", "efficiency",
           "Time worked, overtime included, over the time scheduled for work; breaks apart in both.",
           _conformance),
)
