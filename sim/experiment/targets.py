"""What was observed, as targets of a calibration: what each is compared with, and how far luck may take it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from sim.metrics import Tally, Weeks, metric_of
from sim.metrics.metric import Metric
from sim.scenario import Problem, Scenario
from sim.scenario.observed_figures import History, Seen, is_plain, levels_of
from sim.scenario.problems import Loc, problem_at
from sim.statistics.estimates import Vector
from sim.statistics.likelihoods import Family, Likelihood

Aligned = Literal["level", "course", "trend"]
FEWEST_WEEKS = 6
"""So many weeks of a history must be simulated that its trend is a target too."""
_NO_COUNTS = ("hours", "money", "minutes")


@dataclass(frozen=True)
class Target:
    """Something that was observed.

    Attributes
    ----------
    metric : Metric
        Of the whole center, of an issue type or of a team.
    seen : float
        What was observed, in the metric's unit; of a trend its change a week on the likelihood's scale.
    aligned : str
        `level`: over the weeks that are compared; `course`: the mean of the weeks of a history; `trend`: their slope.
    weeks : tuple of int
        Of a course and a trend, the weeks that are both observed and simulated.
    likelihood : Likelihood
        How far luck may take it; shares stand there from 0 to 1.
    course : tuple of float
        What was observed in each of `weeks`.
    """

    metric: Metric
    seen: float
    aligned: Aligned
    likelihood: Likelihood
    weeks: tuple[int, ...] = ()
    course: tuple[float, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """What it is called in tables: the metric, and what of its course."""
        return self.metric.id + {"level": "", "course": " (weeks)", "trend": " (trend)"}[self.aligned]

    @property
    def unit(self) -> float:
        """How much of the metric's unit is one of the likelihood."""
        return 100.0 if self.likelihood.family == "share" and self.aligned != "trend" else 1.0

    @property
    def scaled_seen(self) -> float:
        """What was observed, on the likelihood's scale."""
        return float(self.likelihood.scaled(self.likelihood.seen))

    def scaled(self, tally: Tally, window: Weeks) -> float:
        """Return what a replication shows of it on the likelihood's scale; nan where it shows nothing."""
        if self.aligned == "level":
            value = tally.value(self.metric, *window)
            return float("nan") if value is None else float(self.likelihood.scaled(value / self.unit))
        by_week = tally.by_week(self.metric)
        known = [(week, value) for week in self.weeks if (value := by_week[week - 1]) is not None]
        if len(known) < len(self.weeks):
            return float("nan")
        values = np.array([value for _, value in known])
        if self.aligned == "trend":
            return float(slope(np.array([week for week, _ in known], dtype=np.float64), values)[0])
        return float(self.likelihood.scaled(values.mean() / self.unit))

    def in_units(self, scaled: Any) -> Any:
        """Return values of the likelihood's scale in the metric's unit."""
        return self.unit * self.likelihood.natural(scaled)


def slope(weeks: Vector, values: Vector) -> tuple[float, float]:
    """Return by how much values change a week, by least squares, and the standard error of that."""
    away = weeks - weeks.mean()
    found = float(away @ values / (away @ away))
    rest = values - values.mean() - found * away
    return found, float(np.sqrt(rest @ rest / max(1, len(values) - 2) / (away @ away)))


def family_of(metric: Metric) -> Family:
    """Return how a metric's figures are spread: shares, counts a week, or means."""
    if metric.unit.startswith("%") and metric.most == 100.0:
        return "share"
    is_count = metric.unit.endswith("per week") and not metric.unit.startswith(_NO_COUNTS) and metric.least == 0
    return "count" if is_count else "mean"


def targets_of(scenario: Scenario, window: Weeks) -> tuple[Target, ...]:
    """Return what a scenario says was observed, as targets; see `target_problems` for what cannot be one."""
    return tuple(_targets(scenario, window))


def _targets(scenario: Scenario, window: Weeks) -> Iterator[Target]:
    for name, its in scenario.observed.items():
        if isinstance(its, History):
            for each, figures in its.figures.items():
                rows = [
                    (week, seen)
                    for week, seen in zip(its.numbered(scenario.calendar.start), figures, strict=True)
                    if seen is not None
                ]
                yield from _of_history(scenario, rows, metric_of(each), window)
            continue
        metric, n = metric_of(name), its.n if isinstance(its, Seen) else None
        seen = levels_of({name: its})[name]
        yield Target(metric, seen, "level", _likelihood(metric, seen, n))


def _likelihood(metric: Metric, seen: float, n: float | None, least_sd: float = 0.0) -> Likelihood:
    family = family_of(metric)
    unit = 100.0 if family == "share" else 1.0
    return Likelihood(family, seen / unit, n, least_sd, is_signed=metric.least < 0)


def _of_history(scenario: Scenario, rows: list[tuple[int, float]], metric: Metric, window: Weeks) -> Iterator[Target]:
    """Yield the mean of a history's weeks and their trend; where none of them is simulated, the mean as a level."""
    first = 1 + scenario.study.warm_up_weeks
    both = [row for row in rows if first <= row[0] <= window[1]]
    used = both or rows
    values = np.array([seen for _, seen in used])
    weeks = np.array([number for number, _ in used], dtype=np.float64)
    level = _likelihood(metric, float(values.mean()), None)
    unit = 100.0 if level.family == "share" else 1.0
    steps = level.scaled(values / unit)
    spread = float(steps.std(ddof=1) / np.sqrt(len(steps))) if len(steps) > 2 else 0.0
    level = _likelihood(metric, float(values.mean()), 1e9 if spread > 0 else None, spread)
    course = tuple(int(number) for number in weeks) if both else ()
    yield Target(metric, float(values.mean()), "course" if both else "level", level, course, tuple(values.tolist()))
    if len(both) >= FEWEST_WEEKS:
        found, error = slope(weeks, values)
        trend = Likelihood("mean", found, None, error, is_signed=True)
        yield Target(metric, found, "trend", trend, course, tuple(values.tolist()))


def target_problems(scenario: Scenario) -> list[Problem]:
    """Return why what was observed cannot be a target, each at its place; all of it is known to be a metric."""
    found = list(_wrong(scenario))
    if not scenario.observed:
        message = (
            "there is nothing to calibrate to; say what the center shows, such as observed: {escalation_rate: 22 %}"
        )
        found.append(Problem(message, "observed"))
    return found


def _wrong(scenario: Scenario) -> Iterator[Problem]:
    for name, its in scenario.observed.items():
        if isinstance(its, History):
            for each in its.figures:
                here: Loc = ("observed", name, "columns", each)
                with_sign = each in its.in_percent
                where = f"{its.file}: the column holds"
                yield from _misfits(here, metric_of(each), its.known(each), where, explicit=with_sign)
            continue
        metric, seen = metric_of(name), levels_of({name: its})[name]
        yield from _misfits(("observed", name), metric, [seen], "", explicit=not is_plain(its))


def _misfits(here: Loc, metric: Metric, known: list[float], where: str, *, explicit: bool = False) -> Iterator[Problem]:
    """Yield why figures of a metric cannot be what it shows."""
    is_percent, begin = metric.unit.startswith("%"), f"{where} " if where else ""
    if explicit and not is_percent:
        yield problem_at(here, f"{metric.id} is in {metric.unit}, not in %; write the plain number")
        return
    for bad in [each for each in known if not metric.least <= each <= metric.most][:1]:
        span = f"from {metric.least:g} to {metric.most:g}" if metric.most < np.inf else f"at least {metric.least:g}"
        yield problem_at(here, f"{begin}{bad:g}; {metric.id} is {span}")
    if not explicit and is_percent and 0 < max(known) <= 1:
        value = max(known)
        text = f"{where} {value:g} at most, which may be" if where else f"{value:g} may be"
        more = ", sign and all, in each cell" if where else f", or {{share: {value:g}}}"
        yield problem_at(here, f"{text} a share or a percentage; write {100 * value:g} % or {value:g} %{more}")
