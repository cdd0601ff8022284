"""A study: points (scenarios) by replications, as values of metrics; what sweeps, stress and searches are made of."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Unpack

import numpy as np
from numpy.typing import NDArray

from sim.experiment.batches import Job
from sim.experiment.running import How, Runner, reporter, runner
from sim.metrics import METRICS
from sim.scenario import Scenario

Values = dict[str, NDArray[np.float64]]
"""By metric, an array of shape (points, replications); nan where a metric does not exist."""
Weeks = tuple[int, int]
"""The first and the last week over which metrics are taken."""


class Sampler:
    """Takes replications of points on common random numbers, some now and more later.

    Parameters
    ----------
    running : Runner
        What runs them.
    weeks : tuple of int, optional
        The weeks over which metrics are taken; all by default.
    """

    def __init__(self, running: Runner, weeks: Weeks | None) -> None:
        self._running = running
        self._weeks = weeks

    def values(
        self,
        points: Sequence[Scenario],
        replications: range,
        metrics: Sequence[str] = tuple(METRICS),
        progress: Callable[[int, int], None] | None = None,
    ) -> Values:
        """Return the metrics of some replications of some points; memory holds the values, not the runs."""
        values = {name: np.full((len(points), len(replications)), np.nan) for name in metrics}
        jobs = [Job(point, n) for point in range(len(points)) for n in replications]
        for done, (job, tally) in enumerate(self._running.run(points, jobs), start=1):
            total = tally.total(*(self._weeks or (1, None)))
            for name in metrics:
                value = METRICS[name].value(total)
                if value is not None:
                    values[name][job.number, job.replication - replications.start] = value
            if progress is not None:
                progress(done, len(jobs))
        return values


@contextmanager
def sampling(seed: int, weeks: Weeks | None = None, **how: Unpack[How]) -> Iterator[Sampler]:
    """Provide a `Sampler`; the workers and the store stay open until it is done with."""
    with runner(seed, how) as running:
        yield Sampler(running, weeks)


def study(
    points: Sequence[Scenario],
    replications: int,
    seed: int,
    *,
    weeks: Weeks | None = None,
    metrics: Sequence[str] = tuple(METRICS),
    **how: Unpack[How],
) -> Values:
    """Run replications 0 .. n-1 of every point on the same random numbers and return the values of metrics.

    Parameters
    ----------
    points : sequence of Scenario
        Without what-ifs of their own, or with: they do not run.
    replications, seed : int
        How many, and what the numbers belong to.
    weeks : tuple of int, optional
        First and last week over which metrics are taken; all by default.
    metrics : sequence of str
        Which; all by default.
    **how
        Where they run and rest: see `How`.

    Returns
    -------
    dict of str to ndarray, shape (points, replications)
        Values by metric, nan where a metric does not exist.
    """
    with sampling(seed, weeks, **how) as sampler:
        return sampler.values(points, range(replications), metrics, reporter(how))


def base_of(scenario: Scenario, what_if: str | None) -> Scenario:
    """Return the scenario that a study varies: the baseline, or a what-if, with no further questions."""
    base: Any = scenario if what_if is None else scenario.what_if(what_if)
    return base.model_copy(update={"what_ifs": {}}) if base.what_ifs else base
