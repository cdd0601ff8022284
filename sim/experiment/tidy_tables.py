"""Results as tidy DataFrames: the columns that the files of a run promise."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.asked_metrics import counted_by
from sim.experiment.bounds import bounded
from sim.experiment.claims import jeffreys
from sim.experiment.missing import months_within
from sim.metrics import ASKED, BONUS, HEADLINE, METRICS, Metric, metric_of
from sim.metrics.groups import groups_of
from sim.statistics.controls import Controls
from sim.statistics.estimates import mean_estimate, mean_intervals

if TYPE_CHECKING:
    from sim.experiment.comparison import Comparison
    from sim.experiment.optimum import Optimum
    from sim.experiment.stress_study import Stress
    from sim.statistics.estimates import Difference, Estimate


def bounds_of(estimate: "Estimate | Difference | None") -> tuple[float | None, float | None, float | None]:
    """Return (value, low, high) of an estimate or difference; None where there is none."""
    if estimate is None:
        return None, None, None
    low, high = estimate.interval or (None, None)
    return estimate.value, low, high


def summary_frame(comparison: "Comparison") -> Any:
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
                if suffix and metric.id == BONUS:
                    span = (months_within(comparison.scenarios[name], comparison.window) or [span])[-1]
                mean, low, high = bounds_of(comparison.level(name, metric.id, span))
                effect = None if name == comparison.baseline else comparison.effect(name, metric.id, span)
                by, by_low, by_high = bounds_of(effect)
                rows.append(
                    {
                        "scenario": name,
                        "metric": metric.id + suffix,
                        "unit": comparison.scenario.in_currency(metric.unit),
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


def groups_frame(comparison: "Comparison", kind: str) -> Any:
    """Return one row per scenario, issue type or team (`kind`: issue, team) and metric that has a meaning there.

    Columns: scenario, issue or team, metric, unit, mean, mean_low, mean_high, difference, difference_low,
    difference_high, replications.
    """
    import pandas as pd

    rows = []
    for name, scenario in comparison.scenarios.items():
        for group in groups_of(scenario)[kind]:
            for metric in counted_by(METRICS, kind):
                its = f"{metric}@{kind}:{group}"
                mean, low, high = bounds_of(comparison.level(name, its))
                by, by_low, by_high = bounds_of(None if name == comparison.baseline else comparison.effect(name, its))
                rows.append(
                    {"scenario": name, kind: group, "metric": metric}
                    | {"unit": comparison.scenario.in_currency(metric_of(metric).unit)}
                    | {"mean": mean, "mean_low": low, "mean_high": high}
                    | {"difference": by, "difference_low": by_low, "difference_high": by_high}
                    | {"replications": comparison.replications}
                )
    return pd.DataFrame(rows)


def optimum_frame(optimum: "Optimum") -> Any:
    """Return one row for each candidate and metric of an optimization; see `Optimum.to_frame`."""
    import pandas as pd

    rows = []
    named = [optimum.baseline] if all(each.name != optimum.baseline.name for each in optimum.candidates) else []
    keys = dict.fromkeys(key for each in optimum.candidates for key in each.settings)
    first, inside = optimum.question.objectives[0].metric, optimum.scenario.in_currency
    for candidate in [*optimum.candidates, *named]:
        for metric in optimum.question.metrics:
            mean, low, high = bounds_of(optimum.level(candidate, metric))
            by, by_low, by_high = bounds_of(optimum.effect(candidate, metric))
            rows.append(
                {"candidate": candidate.name}
                | {key: candidate.settings.get(key) for key in keys}
                | {"metric": metric, "unit": inside(metric_of(metric).unit), "role": optimum.role(metric)}
                | {"mean": mean, "mean_low": low, "mean_high": high}
                | {"difference": by, "difference_low": by_low, "difference_high": by_high}
                | {"replications": len(candidate.values.get(metric, ())), "searched": candidate.searched}
                | {"searched_mean": candidate.means.get(first) if metric == first else None}
                | {"outcome": optimum.outcome(candidate)}
            )
    return pd.DataFrame(rows)


LATE = (*HEADLINE, ASKED, "escalation_rate", "issues_per_week")
"""Metrics that are also shown for the last weeks of a run; the bonus for its last whole month."""


def replications_frame(comparison: "Comparison") -> Any:
    """Return one row per scenario, replication and metric: scenario, replication, metric, value."""
    import pandas as pd

    scenarios, metrics = list(comparison.scenarios), list(METRICS)
    values = [
        np.stack([comparison.sums[name].value(metric, *comparison.window) for metric in METRICS.values()], axis=1)
        for name in scenarios
    ]
    replications = len(values[0])
    each = replications * len(metrics)
    return pd.DataFrame(
        {
            "scenario": [name for name in scenarios for _ in range(each)],
            "replication": np.tile(np.repeat(np.arange(replications), len(metrics)), len(scenarios)),
            "metric": metrics * (len(scenarios) * replications),
            "value": np.concatenate(values, axis=None),
        }
    )


def weekly_frame(comparison: "Comparison") -> Any:
    """Return one row per scenario, week and metric: scenario, week, metric, mean, low, high."""
    import pandas as pd

    rows = []
    for name, counted in comparison.sums.items():
        for metric in METRICS.values():
            levels = _by_week(counted.by_week(metric), metric, comparison.controls)
            for week, (mean, low, high) in enumerate(levels, start=1):
                rows.append(
                    {"scenario": name, "week": week, "metric": metric.id, "mean": mean, "low": low, "high": high}
                )
    return pd.DataFrame(rows)


def _by_week(series: Any, metric: Metric, controls: Controls | None) -> Any:
    """Return (mean, low, high) of each week, shape (weeks, 3), over the replications that have a value then."""
    weeks = np.ascontiguousarray(series.T)
    mean, low, high = mean_intervals(weeks, controls=controls)
    levels = np.stack(
        [mean.clip(metric.least, metric.most), low.clip(metric.least), high.clip(max=metric.most)], axis=1
    )
    for week in np.flatnonzero(np.isnan(weeks).any(axis=1)):
        known = weeks[week][~np.isnan(weeks[week])]
        levels[week] = bounds_of(bounded(mean_estimate(known), metric)) if known.size else (None, None, None)
    return levels


def stress_frame(stress: "Stress") -> Any:
    """Return one row per outcome and what-if of a stress: shares of worlds, and effects at home and in the worlds.

    Columns: outcome, what_if, worlds; better, tied, worse, clearly_better, clearly_worse and best as shares of worlds,
    better and best with the 95 % intervals of Jeffreys over worlds; own_effect with its paired 95 % interval;
    median_effect, effect_p05 and effect_p95 over worlds (quantiles of means over replications).
    """
    import pandas as pd

    rows = []
    for outcome in stress.outcomes:
        for name in stress.what_ifs:
            stands, own = stress.standing(name, outcome), bounds_of(stress.own_effect(name, outcome))
            row: dict[str, Any] = {"outcome": outcome, "what_if": name, "worlds": stress.worlds}
            for what in ("better", "tied", "worse", "clearly_better", "clearly_worse", "best"):
                count = getattr(stands, what)
                row[what] = count / stress.worlds
                if what in ("better", "best"):
                    row |= dict(zip((f"{what}_low", f"{what}_high"), jeffreys(count, stress.worlds), strict=True))
            row |= dict(zip(("own_effect", "own_effect_low", "own_effect_high"), own, strict=True))
            spread = np.quantile(stress.effects(name, outcome)[1:].mean(axis=1), (0.5, 0.05, 0.95))
            rows.append(row | dict(zip(("median_effect", "effect_p05", "effect_p95"), map(float, spread), strict=True)))
    return pd.DataFrame(rows)


def worlds_frame(stress: "Stress") -> Any:
    """Return one row per world and scenario: world (0 is the user's own), scenario, each belief, each mean outcome."""
    import pandas as pd

    rows = []
    for number, point in enumerate(stress.points):
        beliefs = {belief.key: float(value) for belief, value in zip(stress.beliefs, point, strict=True)}
        for i, name in enumerate(stress.names):
            means = {outcome: float(values[number, i].mean()) for outcome, values in stress.values.items()}
            rows.append({"world": number, "scenario": name, **beliefs, **means})
    return pd.DataFrame(rows)


def claims_frame(stress: "Stress") -> Any:
    """Return one row per claim of a stress that is clear at the user's own values.

    Columns: outcome, what_if, against (the baseline, or all), holds and fails (worlds in which it clearly does),
    unclear, kind (the worlds that a rule was looked for), rule, coverage, precision, tried (beliefs along which a
    break-even was looked for), at_own and at_ends (held, broke or not clear, by belief) and fails_if (the break-evens).
    """
    import pandas as pd

    rows = []
    for found in stress.findings:
        rule, claim = found.rule, found.claim
        conditions = rule.conditions if rule else ()
        texts = [_condition(stress.beliefs[each.column].key, each.below, each.at) for each in conditions]
        rows.append(
            {
                "outcome": claim.outcome,
                "what_if": stress.names[claim.one],
                "against": stress.names[0] if claim.others == (0,) else "all others",
                "holds": found.holds,
                "fails": found.fails,
                "unclear": stress.worlds - found.holds - found.fails,
                "kind": found.kind,
                "rule": " and ".join(texts),
                "coverage": rule.coverage if rule else None,
                "precision": rule.precision if rule else None,
                "tried": " ".join(each.belief.key for each in found.along),
                "at_own": found.along[0].own if found.along else "",
                "at_ends": "; ".join(f"{each.belief.key}: {', '.join(each.ends)}" for each in found.along if each.ends),
                "fails_if": "; ".join(
                    _condition(each.belief.key, turn.side == "below", turn.low if turn.side == "below" else turn.high)
                    for each in found.along
                    for turn in each.turns
                ),
            }
        )
    return pd.DataFrame(rows)


def _condition(key: str, below: bool, at: float) -> str:
    return f"{key} {'<' if below else '>'} {at:g}"
