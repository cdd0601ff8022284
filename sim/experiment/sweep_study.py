"""A center at many settings, on common random numbers: levels, differences, the best and its rivals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from sim.experiment.controlled import controls_of
from sim.experiment.designs import Design, value_at
from sim.experiment.managers import FULL, told
from sim.experiment.missing import cannot_differ, set_bonus
from sim.experiment.paired import SIGNIFICANCE, Paired
from sim.experiment.study import Study, Values
from sim.metrics import BONUS, Weeks, metric_of
from sim.scenario import plan_of
from sim.statistics.controls import Controls
from sim.statistics.estimates import Vector, mean_intervals
from sim.statistics.intervals import paired_means, told_apart

if TYPE_CHECKING:
    from sim.experiment.sweep import SweepTask

BASE = 0
"""The number of the center as it is; settings are numbered from 1."""


@dataclass(frozen=True)
class Sweep(Paired[int], Study):
    """A center at many settings, simulated on the same customers.

    Attributes
    ----------
    task : SweepTask
        What was run.
    engine : str
        Which engine ran it.
    values : dict of str to ndarray, shape (1 + settings, replications)
        By metric; the first row is the center as it is; nan where a metric does not exist.
    """

    shown_by: ClassVar[str] = "sweep_account"
    task: "SweepTask"
    values: Values = field(repr=False)

    @property
    def design(self) -> Design:
        """What was varied, and the settings."""
        return self.task.design

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The metrics that the verdict is about, and over which is corrected."""
        return self.task.outcomes

    @property
    def weeks(self) -> Weeks:
        """The first and the last week over which metrics are taken."""
        return self.task.weeks

    @property
    def keys(self) -> tuple[str, ...]:
        """The dotted keys that vary."""
        return self.design.keys

    @property
    def points(self) -> range:
        """The numbers of the settings."""
        return range(1, len(self.design.settings) + 1)

    def setting(self, point: int) -> dict[str, Any]:
        """Return the value of each key at a setting, or in the center as it is."""
        if point == BASE:
            return {key: value_at(self.scenario, key) for key in self.keys}
        return self.design.settings[point - 1]

    @cached_property
    def full(self) -> list[int]:
        """The settings at which managers are asked for 0.9 of their hours or more; 0 is the center as it is."""
        return [point for point, load in enumerate(self.means("manager_load").tolist()) if load >= FULL]

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The outcomes that are told: hours asked for stand for hours worked where any setting's managers are full."""
        return told(self.outcomes, bool(self.full))

    @cached_property
    def as_it_is(self) -> frozenset[int]:
        """The settings that are the center as it is."""
        base = self.scenario.fingerprint
        return frozenset(i for i, point in enumerate(self.design.scenarios, 1) if point.fingerprint == base)

    def sample(self, point: int, metric: str, weeks: Weeks | None = None) -> Vector | None:
        """Return a metric of each replication, over the weeks of the sweep; None if any replication has none."""
        values: Vector = self.values[metric][point]
        return None if np.isnan(values).any() else values

    def beside(self, point: int) -> int:
        """Return the center as it is."""
        return BASE

    @property
    def tests(self) -> Iterable[tuple[int, str]]:
        """The settings that are not the center as it is, and outcomes: over all of them is corrected."""
        return product((point for point in self.points if point not in self.as_it_is), self.told)

    def is_same(self, point: int, metric: str = "") -> bool:
        """Whether a setting cannot differ from the center as it is in a metric."""
        return point in self.as_it_is or (metric == BONUS and point in self._of_the_same_bonus)

    @cached_property
    def _of_the_same_bonus(self) -> frozenset[int]:
        """The settings that cannot move the bonus."""
        base = plan_of(self.scenario)
        if set_bonus(base) is None:
            return frozenset()
        points = enumerate(self.design.scenarios, 1)
        return frozenset(i for i, point in points if cannot_differ(plan_of(point), base, BONUS))

    @cached_property
    def controls(self) -> Controls | None:
        """What was drawn and has a known mean; None by default."""
        return controls_of(self.scenario, self.seed, self.replications, self.weeks)

    def best(self, metric: str) -> int | None:
        """Return the setting with the best mean; the lowest where neither way is better."""
        means = self._means(metric)
        return None if np.isnan(means).all() else int(np.nanargmin(means)) + 1

    def best_of(self, points: Sequence[int], metric: str) -> int:
        """Return the one of some settings with the best mean."""
        means = self._means(metric)
        return min(points, key=lambda point: means[point - 1])

    def rivals(self, metric: str) -> list[int]:
        """Return the other settings that may be the best: those not clearly worse than the one with the best mean.

        With 95 % confidence the truly best setting is among them and the one with the best mean: each is left out by
        a one-sided paired interval at 5 % / (settings - 1), so that the union bound covers the best one.
        """
        best = self.best(metric)
        known = [] if best is None else [point for point in self.points if not np.isnan(self._means(metric)[point - 1])]
        if best is None or self.replications < 2 or len(known) < 2:
            return [point for point in known if point != best]
        sign = -1 if metric_of(metric).better == "higher" else 1
        worse = paired_means(sign * self.values[metric][best], sign * self.values[metric][known], self.controls)
        low, _ = worse.bounds(2 * SIGNIFICANCE / (len(known) - 1))
        return [point for point, least in zip(known, low, strict=True) if not least > 0 and point != best]

    def _differences(self, base: Vector, changed: Vector) -> tuple[Vector, Vector, Vector]:
        """Return the differences of all settings from the center as it is, with the bounds of their intervals."""
        if self.replications < 2:
            gaps = told_apart(base, changed)[:, 0]
            return gaps, np.full_like(gaps, np.nan), np.full_like(gaps, np.nan)
        found = mean_intervals(paired_means(base, changed, self.controls))
        same = [point - 1 for point in self.as_it_is if not np.isnan(found[0][point - 1])]
        for column in found:
            column[same] = 0.0
        return found

    def _means(self, metric: str) -> Vector:
        """Return the means of the settings, turned around where higher is better."""
        means = self.means(metric)[1:]
        return -means if metric_of(metric).better == "higher" else means

    def means(self, metric: str) -> Vector:
        """Return a metric's mean over replications of the center as it is, then of each setting."""
        if self.controls is None:
            return np.asarray(self.values[metric].mean(axis=1))
        return mean_intervals(self.values[metric], controls=self.controls)[0]

    def to_frame(self) -> Any:
        """Return one row per setting and metric as a tidy DataFrame.

        Columns: point (numbered from 1), a column for each key, metric, unit, mean, low, high (95 % interval),
        difference, difference_low, difference_high (paired, from the center as it is), p_adjusted (Holm over settings
        and outcomes; empty for other metrics), replications.
        """
        import pandas as pd

        parts = []
        for metric in map(metric_of, self.values):
            base, *changed = self.values[metric.id]
            mean, low, high = mean_intervals(changed, controls=self.controls)
            by, by_low, by_high = self._differences(base, np.array(changed))
            columns: dict[str, Any] = {"point": self.points}
            columns |= {key: [setting[key] for setting in self.design.settings] for key in self.keys}
            columns |= {"metric": metric.id, "unit": self.scenario.in_currency(metric.unit)}
            columns |= {
                "mean": mean.clip(metric.least, metric.most),
                "low": low.clip(metric.least),
                "high": high.clip(max=metric.most),
            }
            columns |= {"difference": by, "difference_low": by_low, "difference_high": by_high}
            columns |= {"p_adjusted": [self.adjusted.get((point, metric.id), np.nan) for point in self.points]}
            parts.append(pd.DataFrame(columns | {"replications": self.replications}))
        return pd.concat(parts).sort_values("point", kind="stable", ignore_index=True)
