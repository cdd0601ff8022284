"""What the real center shows, as the scenario says, beside what the simulated baseline does."""

from typing import TYPE_CHECKING, NamedTuple

from sim.experiment.other_worlds import STRONGER
from sim.metrics import metric_of
from sim.metrics.metric import Metric
from sim.statistics.estimates import Estimate

if TYPE_CHECKING:
    from sim.experiment.comparison import Comparison


class Observed(NamedTuple):
    """A metric as it was observed, and as the baseline shows it over the weeks that are compared."""

    metric: Metric
    seen: float
    simulated: Estimate | None

    @property
    def is_off(self) -> bool:
        """Whether the baseline misses what was observed by more than a quarter, as a world does that is left out."""
        return self.simulated is not None and abs(self.simulated.value - self.seen) > STRONGER * abs(self.seen)


def observed_in(comparison: "Comparison") -> list[Observed]:
    """Return all that was observed beside what is simulated, what is missed by most first."""
    scenario = comparison.scenario
    found = [
        Observed(metric_of(name), seen, comparison.level(comparison.baseline, name))
        for name, seen in scenario.seen.items()
    ]
    return sorted(found, key=lambda its: not its.is_off)
