"""Results as tidy DataFrames: the columns that the files of a run promise."""

from typing import Any

from sim.experiment.bounds import bounded
from sim.experiment.statistics import mean_estimate
from sim.metrics import HEADLINE, METRICS


def bounds_of(estimate: Any) -> tuple[float | None, float | None, float | None]:
    """Return (value, low, high) of an estimate or difference; None where there is none."""
    if estimate is None:
        return None, None, None
    low, high = estimate.interval or (None, None)
    return estimate.value, low, high


def summary_frame(comparison: Any) -> Any:
    """Return one row per scenario and metric, the baseline first; also for the last weeks of the run.

    Columns: scenario, metric, unit, mean, mean_low, mean_high, difference, difference_low, difference_high,
    p_adjusted (headline outcomes only), replications.
    """
    import pandas as pd

    rows = []
    for name in comparison.scenarios:
        for span, suffix in ((comparison.window, ""), (comparison.late, "_late")):
            for metric in METRICS.values():
                if suffix and metric.id not in LATE:
                    continue
                mean, low, high = bounds_of(comparison.level(name, metric.id, span))
                effect = None if name == comparison.baseline else comparison.effect(name, metric.id, span)
                by, by_low, by_high = bounds_of(effect)
                rows.append(
                    {
                        "scenario": name,
                        "metric": metric.id + suffix,
                        "unit": metric.unit,
                        "mean": mean,
                        "mean_low": low,
                        "mean_high": high,
                        "difference": by,
                        "difference_low": by_low,
                        "difference_high": by_high,
                        "p_adjusted": None if suffix else comparison.adjusted.get((name, metric.id)),
                        "replications": comparison.replications,
                    }
                )
    return pd.DataFrame(rows)


LATE = (*HEADLINE, "escalation_rate", "issues_per_week")
"""Metrics that are also shown for the last weeks of a run."""


def replications_frame(comparison: Any) -> Any:
    """Return one row per scenario, replication and metric: scenario, replication, metric, value."""
    import pandas as pd

    rows = [
        {
            "scenario": name,
            "replication": number,
            "metric": metric.id,
            "value": counted.value(metric, *comparison.window),
        }
        for name, tallies in comparison.tallies.items()
        for number, counted in enumerate(tallies)
        for metric in METRICS.values()
    ]
    return pd.DataFrame(rows)


def weekly_frame(comparison: Any) -> Any:
    """Return one row per scenario, week and metric: scenario, week, metric, mean, low, high."""
    import pandas as pd

    rows = []
    for name, tallies in comparison.tallies.items():
        for metric in METRICS.values():
            series = [counted.by_week(metric) for counted in tallies]
            for week, values in enumerate(zip(*series, strict=True), start=1):
                known = [value for value in values if value is not None]
                mean, low, high = bounds_of(bounded(mean_estimate(known), metric) if known else None)
                rows.append(
                    {"scenario": name, "week": week, "metric": metric.id, "mean": mean, "low": low, "high": high}
                )
    return pd.DataFrame(rows)


def monthly_frame(comparison: Any) -> Any:
    """Return the bonus pools by calendar month: scenario, month, movement, mean, low, high (money)."""
    import pandas as pd

    from sim.metrics import MONTHLY

    rows = []
    for name, tallies in comparison.tallies.items():
        for column, movement in enumerate(MONTHLY):
            for month in range(tallies[0].monthly.shape[0]):
                values = [counted.monthly[month, column] / 100 for counted in tallies]
                mean, low, high = bounds_of(mean_estimate(values))
                low = None if low is None else max(0.0, low)
                rows.append(
                    {"scenario": name, "month": month + 1, "movement": movement.removesuffix("_cents")}
                    | {"mean": mean, "low": low, "high": high}
                )
    return pd.DataFrame(rows)
