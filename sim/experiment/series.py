"""What goes on over a run: means with intervals by week and by month."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.bounds import bounded
from sim.experiment.comparison import Comparison
from sim.metrics import metric_of
from sim.metrics.monthly import Month, months_of
from sim.statistics.controls import Controls
from sim.statistics.estimates import mean_estimate

if TYPE_CHECKING:
    from sim.experiment.result import Result


@dataclass(frozen=True)
class Series:
    """A mean with its interval at each point; NaN where there is none."""

    mean: list[float]
    low: list[float]
    high: list[float]

    @property
    def has_intervals(self) -> bool:
        """Whether any point has an interval."""
        return any(value == value for value in self.low)


def known(drawn: Iterable[Series]) -> list[float]:
    """Return all values of some series, ends of intervals too."""
    return [value for series in drawn for value in (*series.mean, *series.low, *series.high) if value == value]


def as_comparison(result: "Comparison | Result") -> Comparison:
    """Return a comparison as it is, and the result of one scenario as a comparison without what-ifs."""
    if isinstance(result, Comparison):
        return result
    name, tallies = result.scenario.name, list(result.tallies)
    return Comparison(result.scenario, {name: result.scenario}, {name: tallies}, result.seed, len(tallies))


def weekly(comparison: Comparison, name: str, metric: str) -> Series:
    """Return a metric by week, as in the weekly table."""
    return _series(_known(comparison.sums[name].by_week(metric_of(metric))), metric, comparison.controls)


def months(comparison: Comparison) -> list[Month]:
    """Return the calendar months of the run."""
    calendar = comparison.scenario.calendar
    return months_of(calendar.start, calendar.weeks)


def payouts(comparison: Comparison, name: str) -> Series | None:
    """Return what each agent was paid by month; None where nobody shares a pool."""
    known = _known(comparison.sums[name].bonus_by_month())
    return _series(known, "bonus_per_agent", comparison.controls) if any(map(len, known)) else None


def _known(replications: Any) -> list[Any]:
    """Return the values of each week or month, of the replications that have one."""
    return [values[~np.isnan(values)] for values in replications.T]


def _series(points: list[Any], metric: str, controls: Controls | None) -> Series:
    """Return means with intervals, which end where the metric's values do."""
    rows = []
    for values in points:
        estimate = bounded(mean_estimate(values, controls=controls), metric_of(metric)) if len(values) else None
        low, high = (estimate and estimate.interval) or (math.nan, math.nan)
        rows.append((math.nan if estimate is None else estimate.value, low, high))
    return Series(*([row[column] for row in rows] for column in range(3)))
