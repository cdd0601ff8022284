"""A baseline and its what-ifs, simulated on the same customers: levels, differences, and what they are made of."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.clock import HOUR
from sim.experiment.alternatives import first_change
from sim.experiment.asked_metrics import check_metrics
from sim.experiment.controlled import controls_of
from sim.experiment.managers import any_full, told
from sim.experiment.missing import cannot_differ
from sim.experiment.paired import SIGNIFICANCE, Paired
from sim.experiment.precision import account_of
from sim.metrics import HEADLINE, Tallies, Tally, Weeks, complete, divided, metric_of
from sim.metrics.counting import CORNERS, POINTS
from sim.scenario import Scenario, plan_of
from sim.scenario.plan import Plan
from sim.shown import ShownComparison
from sim.statistics.comparisons import PairingGain, pairing_gain, split_change
from sim.statistics.controls import Controls
from sim.statistics.estimates import Difference, Estimate
from sim.statistics.replications import Reached, replications_until_clear

if TYPE_CHECKING:
    from sim.experiment.other_worlds import OtherWorlds

LATE_WEEKS = 4
"""`Late` figures are those of the last four weeks."""


@dataclass(frozen=True)
class Comparison(Paired[str], ShownComparison):
    """A baseline and its what-ifs, simulated on the same customers.

    Attributes
    ----------
    scenario : Scenario
        The baseline with its what-ifs.
    scenarios : dict of str to Scenario
        What was run, by name; the baseline first.
    tallies : dict of str to list of Tally
        The sums of each replication.
    seed, replications : int
        What was run.
    engine : str
        Which engine ran it.
    precision : float or None
        The precision asked for, where the number of replications was automatic.
    others : tuple of Scenario
        The further scenarios that joined, with their own what-ifs.
    worlds : OtherWorlds or None
        What the verdict's candidates do under other beliefs about people, where that was tried.
    """

    scenario: Scenario = field(repr=False)
    scenarios: dict[str, Scenario] = field(repr=False)
    tallies: dict[str, list[Tally]] = field(repr=False)
    seed: int
    replications: int
    engine: str = "simpy"
    precision: float | None = None
    others: tuple[Scenario, ...] = field(default=(), repr=False)
    worlds: "OtherWorlds | None" = field(default=None, repr=False)

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it this run and no other."""
        return identity_of(self.scenarios, self.seed, self.replications, self.precision)

    @property
    def baseline(self) -> str:
        """The name of the baseline in tables."""
        return next(iter(self.scenarios))

    @property
    def what_ifs(self) -> list[str]:
        """The names of what is compared with the baseline."""
        return list(self.scenarios)[1:]

    @property
    def weeks(self) -> int:
        """How many weeks were simulated."""
        return self.scenario.calendar.weeks

    @cached_property
    def sums(self) -> dict[str, Tallies]:
        """The same sums by name, those of all replications at once."""
        return {name: Tallies(tallies) for name, tallies in self.tallies.items()}

    @cached_property
    def controls(self) -> Controls | None:
        """What was drawn and has a known mean; None by default, and where replications ran until all was precise."""
        if self.precision is not None:
            return None
        return controls_of(self.scenario, self.seed, self.replications, self.window)

    @cached_property
    def window(self) -> tuple[int, int]:
        """The weeks that are compared: from the first change to the end."""
        return first_change(self.scenario, list(self.scenarios.values())[1:]), self.weeks

    @property
    def hours(self) -> str:
        """The metric of managers' hours that is told: worked, or asked for where some scenario's managers are full."""
        return self.headline[0]

    @cached_property
    def headline(self) -> tuple[str, ...]:
        """The outcomes that what-ifs are tested on."""
        return told(HEADLINE, any_full(self))

    @cached_property
    def table_metrics(self) -> tuple[str, ...]:
        """The metrics of the verdict, as the study names them; those that say nothing here are left out."""
        asked = dict.fromkeys(self.hours if each == HEADLINE[0] else each for each in self.scenario.study.metrics)
        return tuple(each for each in asked if self.says_something(each))

    def says_something(self, metric: str) -> bool:
        """Whether a metric has a figure in every scenario, and not 0 everywhere."""
        values = [self.values(name, metric) for name in self.scenarios]
        return all(values) and any(value for sample in values for value in sample)

    @property
    def late(self) -> tuple[int, int]:
        """The last weeks of the run."""
        return max(self.window[0], self.weeks - LATE_WEEKS + 1), self.weeks

    @cached_property
    def precision_account(self) -> dict[tuple[str, str, bool], Reached]:
        """How precise each headline outcome became: by name, metric, and whether it is the difference or the level."""
        levels = {name: {metric: self.values(name, metric) for metric in HEADLINE} for name in self.scenarios}
        return {} if self.precision is None else account_of(levels, self.precision)

    @property
    def reached(self) -> bool:
        """Whether the precision asked for was reached by all headline outcomes and differences."""
        return all(each.is_reached for each in self.precision_account.values())

    def values(self, name: str, metric: str, weeks: Weeks | None = None) -> list[float]:
        """Return a metric of each replication over a span of weeks; empty if any replication has none."""
        if "@" in metric:
            check_metrics([metric], self.scenarios.values())
        return complete(self.sums[name].value(metric_of(metric), *(weeks or self.window)))

    def sample(self, point: str, metric: str, weeks: Weeks | None = None) -> list[float] | None:
        """Return a metric of each replication over a span of weeks; None if any replication has none."""
        return self.values(point, metric, weeks) or None

    def beside(self, point: str) -> str:
        """Return the baseline's name."""
        return self.baseline

    @property
    def tests(self) -> Iterable[tuple[str, str]]:
        """The what-ifs, and the figures of the table and the headline: over all of them is corrected."""
        return product(self.what_ifs, dict.fromkeys([*self.table_metrics, *self.headline]))

    def is_same(self, point: str, metric: str = "") -> bool:
        """Whether a scenario does nothing that the baseline does not, or nothing that a metric could answer to."""
        if (point, metric) not in self._same:
            self._same[point, metric] = cannot_differ(self._plans[point], self._plans[self.baseline], metric)
        return self._same[point, metric]

    @cached_property
    def _plans(self) -> dict[str, Plan]:
        return {name: plan_of(scenario) for name, scenario in self.scenarios.items()}

    @cached_property
    def _same(self) -> dict[tuple[str, str], bool]:
        return {}

    def between(self, one: str, other: str, metric: str) -> Difference | None:
        """Return the paired difference of two scenarios, other less one."""
        first, second = self.values(one, metric), self.values(other, metric)
        return self.difference_of(first, second) if first and second else None

    def adjusted_over(self, metrics: Sequence[str]) -> dict[tuple[str, str], float]:
        """Return Holm-adjusted p-values over what-ifs and some metrics, by (name, metric)."""
        asked = tuple(metrics)
        if asked not in self._adjusted:
            self._adjusted[asked] = self.adjusted_of(product(self.what_ifs, asked))
        return self._adjusted[asked]

    @cached_property
    def _adjusted(self) -> dict[tuple[str, ...], dict[tuple[str, str], float]]:
        return {}

    def would_tell(self, name: str, metric: str) -> int | None:
        """Return about how many further replications would make an unclear difference clear."""
        base, changed = self.values(self.baseline, metric), self.values(name, metric)
        if len(base) < 2 or len(base) != len(changed):
            return None
        by = self.difference_of(base, changed)
        if not by.standard_error:
            return None
        mean, spread = by.value, by.standard_error * math.sqrt(by.n)
        confidence = 1 - SIGNIFICANCE / max(1, len(self.adjusted))
        needed = replications_until_clear(mean, spread, confidence)
        return None if needed is None else max(0, needed - self.replications)

    def pairing(self, name: str, metric: str) -> PairingGain | None:
        """Return what common random numbers gained."""
        base, changed = self.values(self.baseline, metric), self.values(name, metric)
        return pairing_gain(base, changed) if base and changed else None

    def hours_split(self, name: str) -> dict[str, Estimate]:
        """Split the late change of manager hours a week: fewer issues, fewer escalations each, shorter ones.

        The three are of the hours that the matters ask for; `unmet` is what of their change the managers' own hours
        could not hold, since customers gave up or were left open. All four add up to the change.
        """
        first, last = self.late
        weeks = last - first + 1
        totals = [self.sums[which].total(first, last) for which in (self.baseline, name)]
        parts: dict[str, list[float]] = {}
        for before, after in zip(*map(_hours_counts, totals), strict=True):
            for part, hours in asdict(split_change(before, after)).items():
                parts.setdefault(part, []).append(hours / weeks)
        unmet = [total["unmet_manager_ticks"] / HOUR for total in totals]
        parts["unmet"] = ((unmet[0] - unmet[1]) / weeks).tolist()
        return {part: self.mean_of(hours) for part, hours in parts.items()}

    def points_split(self, name: str) -> dict[str, Estimate]:
        """Split the change of the CSAT proxy into the parts of satisfaction; they add up exactly."""
        before, after = (self.sums[which].total(*self.window) for which in (self.baseline, name))
        changes = {part: _share(after, part) - _share(before, part) for part in POINTS}
        return {part.removeprefix("points_"): self.mean_of(change) for part, change in changes.items()}

    @cached_property
    def unranked(self) -> set[frozenset[str]]:
        """Pairs that differ clearly, but not in this order at every end of the ranges of b_transfer and b_repeat."""
        corners = {}
        for name, counted in self.sums.items():
            total = counted.total(*self.window)
            corners[name] = [_share(total, sums) for sums in CORNERS]
        names = list(corners)
        flipped = set()
        for i, one in enumerate(names):
            for other in names[i + 1 :]:
                gap = self.between(one, other, "csat_proxy")
                if gap is None or not gap.is_clear:
                    continue  # noise alone leaves their order open
                there = [self.difference_of(*pair) for pair in zip(corners[one], corners[other], strict=True)]
                if not all(each.is_clear and (each.value > 0) == (gap.value > 0) for each in there):
                    flipped.add(frozenset((one, other)))
        return flipped

    def to_frame(self) -> Any:
        """Return every metric of every scenario and replication as a tidy DataFrame."""
        from sim.experiment.tidy_tables import replications_frame

        return replications_frame(self)

    @property
    def table(self) -> Any:
        """The summary as a DataFrame: one row per scenario and metric, the baseline first."""
        from sim.experiment.tidy_tables import summary_frame

        return summary_frame(self)

    def by(self, kind: str) -> Any:
        """Return the table for each `issue` type, or each `team`: the metrics that have a meaning there."""
        from sim.experiment.tidy_tables import groups_frame

        return groups_frame(self, kind)

    @property
    def weekly(self) -> Any:
        """Every metric by week as a DataFrame, with 95 % intervals over replications."""
        from sim.experiment.tidy_tables import weekly_frame

        return weekly_frame(self)


def _hours_counts(total: Mapping[str, Any]) -> list[tuple[float, float, float]]:
    """Return issues, escalations that went upstairs and the hours that these ask for, of each replication."""
    escalations = total["escalated"] - total["walked_away"]
    hours = np.where(escalations > 0, (total["manager_ticks"] + total["unmet_manager_ticks"]) / HOUR, 0.0)
    issues = np.maximum(total["begun"], np.where(escalations > 0, 1.0, 0.0))
    return list(zip(issues.tolist(), escalations.tolist(), hours.tolist(), strict=True))


def _share(total: Mapping[str, Any], sums: str) -> Any:
    return np.nan_to_num(divided(total[sums], total["issues"]))


def identity_of(
    scenarios: Mapping[str, Scenario], seed: int, replications: int, precision: float | None
) -> dict[str, Any]:
    """Return what makes a run this run and no other; engines agree, so they do not count."""
    digests = sorted(scenario.center_digest for scenario in scenarios.values())
    return {"centers": digests, "seed": seed, "replications": replications if precision is None else "auto"}
