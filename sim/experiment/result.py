"""One scenario, replicated: its figures with their uncertainty."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Unpack

from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison
from sim.experiment.precision import MOST_REPLICATIONS
from sim.experiment.running import How
from sim.metrics import Tally, metric_of
from sim.scenario import Scenario
from sim.scenario.changes import BASELINE
from sim.shown import Shown


@dataclass(frozen=True)
class Result(Shown):
    """A scenario's replications.

    Attributes
    ----------
    scenario : Scenario
        What was run.
    tallies : list of Tally
        The sums of each replication.
    seed, replications : int
        What was run.
    engine, precision
        As in `Comparison`.
    """

    scenario: Scenario = field(repr=False)
    tallies: list[Tally] = field(repr=False)
    seed: int
    replications: int
    engine: str = "simpy"
    precision: float | None = None

    @cached_property
    def _alone(self) -> Comparison:
        """The scenario as a comparison with nothing to compare, which has the tables."""
        alone = self.scenario.model_copy(update={"what_ifs": {}})
        return Comparison(
            alone,
            {BASELINE: alone},
            {BASELINE: self.tallies},
            self.seed,
            self.replications,
            self.engine,
            self.precision,
        )

    def summary(self) -> Any:
        """Return every metric with its mean and 95 % interval over replications, as a DataFrame."""
        table = self._alone.table
        table = table[~table["metric"].str.endswith("_late")]
        names = [metric_of(metric).name for metric in table["metric"]]
        return table[["metric", "unit", "mean", "mean_low", "mean_high", "replications"]].assign(name=names)

    def to_frame(self) -> Any:
        """Return every metric of every replication: replication, metric, value."""
        return self._alone.to_frame().drop(columns="scenario")

    def by(self, kind: str) -> Any:
        """Return every metric that has a meaning for each `issue` type, or each `team`, with mean and interval."""
        table = self._alone.by(kind)
        return table[[kind, "metric", "unit", "mean", "mean_low", "mean_high", "replications"]]

    @property
    def weekly(self) -> Any:
        """Every metric by week with its interval."""
        return self._alone.weekly.drop(columns="scenario")

    @property
    def comparison(self) -> Comparison:
        """The same figures as a comparison without what-ifs: for pictures and files."""
        return self._alone


def run(
    scenario: Scenario,
    *,
    replications: int | str | None = None,
    seed: int | None = None,
    precision: float = 0.05,
    most: int = MOST_REPLICATIONS,
    **how: Unpack[How],
) -> Result:
    """Run a scenario's baseline (or a what-if from `Scenario.what_if`) with replications.

    Parameters
    ----------
    scenario : Scenario
        What to run.
    replications, seed, precision, most, **how
        As in `compare`.
    """
    alone = compare(
        scenario.model_copy(update={"what_ifs": {}}),
        replications=replications,
        seed=seed,
        precision=precision,
        most=most,
        beliefs=False,
        **how,
    )
    return Result(scenario, alone.tallies[BASELINE], alone.seed, alone.replications, alone.engine, alone.precision)
