"""Batches: some replications that one worker does in one go."""

import time
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from sim.engines import stopping, weeks_of
from sim.journeys import Week
from sim.metrics import Tally, tallier_of
from sim.scenario import Scenario, plan_of


class Job(NamedTuple):
    """One replication of one of the scenarios of a study."""

    number: int
    replication: int


class Batch(NamedTuple):
    """Some replications that one worker does in one go; it carries scenarios and seeds, never code or records."""

    scenarios: dict[int, Scenario]
    jobs: tuple[Job, ...]
    seed: int
    engine: str

    def __str__(self) -> str:
        names = {self.scenarios[job.number].name: None for job in self.jobs}
        return f"replications of {', '.join(names)}"


def replicate(batch: Batch) -> tuple[list[Tally], float]:
    """Run a batch of replications and return the sums of each, and how many seconds one took."""
    began = time.perf_counter()
    tallies = []
    for number, jobs in groupby(batch.jobs, lambda job: job.number):
        plan = plan_of(batch.scenarios[number])
        count = tallier_of(plan)
        for job in jobs:
            book = count.book()
            weeks = weeks_of(plan, batch.seed, job.replication, batch.engine, book=book)
            tallies.append(count(_unless_stopped(weeks), book))
    return tallies, (time.perf_counter() - began) / len(batch.jobs)


def _unless_stopped(weeks: Iterator[Week]) -> Iterator[Week]:
    for week in weeks:
        stopping.check()
        yield week
