"""The value of a lever at which the simulated baseline shows what was observed: by bisection on fixed seeds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Unpack

import numpy as np

from sim.experiment.alternatives import first_change
from sim.experiment.running import How
from sim.experiment.study import Sampler, base_of, sampling
from sim.metrics import Weeks, metric_of
from sim.scenario import Scenario
from sim.scenario.arrivals import weekly_volume

STEPS, STEPS_AT_ONCE = 16, 8
MOST, LEAST, ENOUGH = 30, 2, 300_000
"""Replications of each step, and the contacts from which fewer do."""


@dataclass(frozen=True)
class Matched:
    """What came of the search for a value.

    Attributes
    ----------
    key, metric : str
        The lever, and what it should bring to the observed level.
    wanted : float
        What was observed.
    value, shown : float
        The value whose baseline comes nearest, and what that shows.
    low, high : float
        What the baseline shows at the ends of the range that was searched.
    is_found : bool
        Whether the baseline shows what was observed.
    scenario : Scenario
        With the value set.
    """

    key: str
    metric: str
    wanted: float
    value: float
    shown: float
    low: float
    high: float
    is_found: bool
    scenario: Scenario = field(repr=False)


def matched(
    scenario: Scenario,
    key: str,
    metric: str,
    wanted: float,
    *,
    between: tuple[float, float],
    within: float,
    weeks: Weeks | None = None,
    replications: int | None = None,
    seed: int | None = None,
    **how: Unpack[How],
) -> Matched:
    """Find the value of a lever at which the simulated baseline shows what was observed.

    Parameters
    ----------
    scenario : Scenario
        The center; its what-ifs do not run.
    key : str
        The lever, in which the metric rises or falls throughout.
    metric : str
        Its mean over weeks and replications is brought to `wanted`.
    wanted : float
        In the metric's unit.
    between : tuple of float
        Where to search; bisected at most `STEPS` times, each time on the same random numbers.
    within : float
        How near is near enough, in the metric's unit.
    weeks : tuple of int, optional
        First and last week of that mean; by default those that a comparison with the what-ifs is about.
    replications : int, optional
        Of each step; by default thirty, down to two where fewer have contacts enough: people differ, and a few agents
        take many runs.
    seed : int, optional
        The scenario's own by default.
    **how
        Where they run: see `How`; progress is told in steps.
    """
    base, report = base_of(scenario, None), how.get("progress") or None
    seed = base.study.seed if seed is None else seed
    times = range(enough(base) if replications is None else replications)
    how["progress"] = False
    if weeks is None:
        weeks = first_change(base, list(map(scenario.what_if, scenario.what_ifs))), base.calendar.weeks
    with sampling(seed, weeks, **how) as sampler:

        def shows(value: float) -> float:
            return _mean(sampler, base.override({key: value}), metric, times)

        found = _bisected(shows, wanted, between, within, report)
    value, shown, low, high = found
    is_found = abs(shown - wanted) <= within
    return Matched(key, metric, wanted, value, shown, low, high, is_found, scenario.override({key: value}))


def matched_at_once(
    made: Callable[[Mapping[str, float]], Scenario],
    wanted: Mapping[str, float],
    *,
    between: tuple[float, float],
    replications: int,
    seed: int,
    **how: Unpack[How],
) -> dict[str, tuple[float, float]]:
    """Find values, each of which brings one metric to what was observed, and hardly moves the others.

    Parameters
    ----------
    made : callable
        Returns the center with values, by metric.
    wanted : mapping of str to float
        What each metric's mean over weeks and replications is brought to.
    between : tuple of float
        Where to search; all metrics rise in their values, which are bisected together, each time on the same numbers.
    replications, seed : int
        Of each step.
    **how
        Where they run: see `How`.

    Returns
    -------
    dict of str to tuple of float
        The nearest value for each metric, and what it shows.
    """
    how["progress"] = False
    ids, times = tuple(wanted), range(replications)
    low, high = (dict.fromkeys(wanted, end) for end in between)
    best: dict[str, tuple[float, float]] = {}
    weeks = 1, made(low).calendar.weeks
    with sampling(seed, weeks, **how) as sampler:
        for _ in range(STEPS_AT_ONCE):
            tried = {name: float(f"{(low[name] + high[name]) / 2:.4g}") for name in wanted}
            values = sampler.values([made(tried)], times, ids)
            for name, target in wanted.items():
                shown = float(np.nanmean(values[name]))
                if name not in best or abs(shown - target) < abs(best[name][1] - target):
                    best[name] = tried[name], shown
                (low if shown < target else high)[name] = tried[name]
    return best


def enough(scenario: Scenario) -> int:
    """Return how many replications a step needs."""
    volumes = (weekly_volume(issue, scenario.calendar.open).inside for issue in scenario.issues.values())
    contacts = scenario.calendar.weeks * sum(sum(map(sum, inside)) for inside in volumes)
    return max(LEAST, min(MOST, int(ENOUGH / contacts) if contacts else MOST))


def _mean(sampler: Sampler, point: Scenario, metric: str, times: range) -> float:
    values = sampler.values([point], times, (metric_of(metric).id,))[metric]
    return float(values.mean())


def _bisected(
    shows: Callable[[float], float],
    wanted: float,
    between: tuple[float, float],
    within: float,
    report: Callable[[int, int], None] | None,
) -> tuple[float, float, float, float]:
    """Return the nearest value, what it shows, and what the ends of the range show."""
    known = {value: shows(value) for value in between}
    (least, most), (low, high) = between, known.values()

    def nearest() -> float:
        return min(known, key=lambda value: abs(known[value] - wanted))

    rises = high > low
    for step in range(STEPS):
        if report is not None:
            report(step, STEPS)
        if abs(known[nearest()] - wanted) <= within / 2 or not min(low, high) < wanted < max(low, high):
            break
        middle = float(f"{(least + most) / 2:.4g}")
        if middle in known:
            break
        known[middle] = shows(middle)
        if (known[middle] < wanted) == rises:
            least = middle
        else:
            most = middle
    if report is not None:
        report(STEPS, STEPS)
    return nearest(), known[nearest()], low, high
