"""Intervals that stay where values can be."""

from dataclasses import replace

from sim.metrics import Metric
from sim.statistics.estimates import Estimate


def bounded(estimate: Estimate, metric: Metric) -> Estimate:
    """Cut an interval, and a corrected mean, where no value can be: no time is below 0, no share above 100 %."""
    if estimate.interval is None:
        return estimate
    low, high = estimate.interval
    value = min(max(estimate.value, metric.least), metric.most)
    return replace(estimate, value=value, interval=(max(low, metric.least), min(high, metric.most)))
