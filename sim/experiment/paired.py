"""What is said of points that ran on the same customers: levels, differences, and which of them are clear."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property
from typing import Generic, TypeVar

from sim.experiment.bounds import bounded
from sim.metrics import Weeks, metric_of
from sim.statistics.comparisons import holm
from sim.statistics.controls import Controls
from sim.statistics.estimates import Difference, Estimate, Vector, mean_estimate, no_difference, paired_difference

SIGNIFICANCE = 0.05
Point = TypeVar("Point", bound=Hashable)


class Paired(ABC, Generic[Point]):
    """Points by replications; a study says how they are sampled, what each is compared with, and what is tested."""

    @abstractmethod
    def sample(self, point: Point, metric: str, weeks: Weeks | None = None) -> Sequence[float] | Vector | None:
        """Return a metric of each replication; None if any replication has none."""

    @abstractmethod
    def beside(self, point: Point) -> Point:
        """Return the point that a point is compared with."""

    @abstractmethod
    def is_same(self, point: Point, metric: str = "") -> bool:
        """Whether a point cannot differ from the one beside, or not in this metric, whatever happens."""

    @property
    @abstractmethod
    def tests(self) -> Iterable[tuple[Point, str]]:
        """What is tested, as (point, metric): over all of it is corrected."""

    @property
    @abstractmethod
    def controls(self) -> Controls | None:
        """What was drawn in the replications and has a known mean; None where all weigh the same."""

    def mean_of(self, values: Sequence[float] | Vector) -> Estimate:
        """Return the mean of one value for each replication with its 95 % interval."""
        return mean_estimate(values, controls=self.controls)

    def difference_of(self, base: Sequence[float] | Vector, changed: Sequence[float] | Vector) -> Difference:
        """Return the paired difference of one value for each replication, changed less base."""
        return paired_difference(base, changed, controls=self.controls)

    def level(self, point: Point, metric: str, weeks: Weeks | None = None) -> Estimate | None:
        """Return a metric's mean over replications with its 95 % interval, None where it does not exist."""
        asked = point, metric, weeks
        if asked not in self._levels:
            found = self.sample(*asked)
            self._levels[asked] = None if found is None else bounded(self.mean_of(found), metric_of(metric))
        return self._levels[asked]

    def effect(self, point: Point, metric: str, weeks: Weeks | None = None) -> Difference | None:
        """Return the paired difference from the point beside, with its plain 95 % interval."""
        asked = point, metric, weeks
        if asked not in self._effects:
            self._effects[asked] = self._effect(*asked)
        return self._effects[asked]

    def _effect(self, point: Point, metric: str, weeks: Weeks | None) -> Difference | None:
        first, second = (self.sample(each, metric, weeks) for each in (self.beside(point), point))
        if first is None or second is None:
            return None
        return no_difference(len(first)) if self.is_same(point, metric) else self.difference_of(first, second)

    @cached_property
    def _levels(self) -> dict[tuple[Point, str, Weeks | None], Estimate | None]:
        """What was asked before: tables, words and pictures ask for the same."""
        return {}

    @cached_property
    def _effects(self) -> dict[tuple[Point, str, Weeks | None], Difference | None]:
        return {}

    @cached_property
    def adjusted(self) -> dict[tuple[Point, str], float]:
        """Holm-adjusted p-values of all that is tested, by (point, metric)."""
        return self.adjusted_of(self.tests)

    def adjusted_of(self, tests: Iterable[tuple[Point, str]]) -> dict[tuple[Point, str], float]:
        """Return Holm-adjusted p-values of some tests; what cannot differ is none."""
        found = {}
        for point, metric in tests:
            effect = None if self.is_same(point, metric) else self.effect(point, metric)
            if effect is not None and effect.p_value is not None:
                found[point, metric] = effect.p_value
        return dict(zip(found, map(float, holm(list(found.values()))), strict=True)) if found else {}

    def is_clear(self, point: Point, metric: str) -> bool:
        """Whether a difference is clear after correction."""
        return self.adjusted.get((point, metric), 1.0) < SIGNIFICANCE
