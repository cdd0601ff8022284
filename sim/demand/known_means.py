"""What is drawn and has a known mean: the skill with which people start, its square, and the first contacts.

A study knows by them which way the luck of its replications went; see `sim.statistics.controls`. The means are those
of the tables that are drawn from, not of the distributions that these stand for.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.clock import DAY
from sim.demand import purposes as for_
from sim.demand.demand import Demand
from sim.demand.numbers import Floats, Words, outputs, uniforms
from sim.demand.quantile_tables import mean_over, table_of
from sim.demand.roster import Roster
from sim.demand.volumes import poisson_counts
from sim.scenario.distributions import Lognormal
from sim.scenario.plan import Plan


class Drawn(NamedTuple):
    """Figures of some replications, one a row, with the mean of each by what was drawn from."""

    values: Floats
    expected: Floats


def drawn(plan: Plan, seed: int, replications: range, days: range) -> Drawn:
    """Return what is drawn and varies: starting skill beside its team's, its square, and first contacts over days.

    Skill is that of everybody who ever has a seat, the first on it, over all teams whose people differ.
    """
    found = [*_skills(plan, seed, replications), _contacts(plan, seed, replications, days)]
    varied = [(values, mean) for values, mean in found if np.ptp(values) > 0]
    values = np.array([values for values, _ in varied], dtype=np.float64).reshape(-1, len(replications))
    return Drawn(values, np.array([mean for _, mean in varied], dtype=np.float64))


def _skills(plan: Plan, seed: int, replications: range) -> list[tuple[Floats, float]]:
    """Return the mean over people of skill beside their team's, and of its square, with what is expected."""
    first = Roster(plan, seed, 0)
    teams = [plan.baseline.teams[name] for name in first.teams]
    people = [(t, seat) for t, team in enumerate(teams) if team.skill_sd > 0 for seat in range(first.seats(t))]
    if not people:
        return []
    beside = np.empty((len(replications), len(people)))
    for row, replication in zip(beside, replications, strict=True):
        roster = first.again(seed, replication)
        row[:] = [roster.starting_skill(t, seat, 0) - teams[t].skill for t, seat in people]
    spread = np.array([teams[t].skill_sd for t, _ in people])
    normal = table_of(Lognormal(shape="lognormal", median=1.0, sigma=1.0))
    mean, square = mean_over(normal, np.log), mean_over(normal, lambda x: np.log(x) ** 2)
    return [
        (beside.mean(axis=1), float(spread.mean()) * mean),
        ((beside**2).mean(axis=1), float((spread**2).mean()) * square),
    ]


class _Bins(NamedTuple):
    """The parts of bins in which counts are drawn: where each stands, and its mean where no factor is on it."""

    stream: Words
    type: Words
    day: Words
    bin: Words
    part: Words
    mean: Floats


def _contacts(plan: Plan, seed: int, replications: range, days: range) -> tuple[Floats, float]:
    """Return how many first contacts are drawn over some days, and how many are expected."""
    first = Demand(plan, seed, 0)
    bins = _bins_of(first, days)
    counts = [_drawn_in(first.again(seed, replication), bins) for replication in replications]
    factors = [first.levels.expected(of_type) for of_type in range(len(first.types))]
    expected = math.fsum(
        factors[of_type][place] * mean
        for of_type, place, mean in zip(bins.type.tolist(), bins.bin.tolist(), bins.mean.tolist(), strict=True)
    )
    return np.array(counts, dtype=np.float64), expected


def _bins_of(demand: Demand, days: range) -> _Bins:
    """Return where first contacts are drawn over some days; those that are listed are not."""
    found = []
    for index, stream in enumerate(demand.streams):
        times = stream.surge.times - 1.0 if stream.surge else 1.0
        for day in days:
            if index in demand.listed or not demand.flows(stream, day):
                continue
            profile, epoch = demand.days.profile(day), demand.epoch_at(day * DAY)
            parts = demand.parts[stream.type][profile]
            for place, mean in enumerate(demand.means[epoch][stream.type][profile]):
                each = index, stream.type, day, place
                found += [(*each, part, mean * times / parts[place]) for part in range(parts[place]) if mean > 0.0]
    columns = list(zip(*found, strict=True)) or [()] * len(_Bins._fields)
    where = iter(columns)
    streams, types, on, within, which = (np.array(next(where), dtype=np.uint64) for _ in range(5))
    return _Bins(streams, types, on, within, which, np.array(next(where), dtype=np.float64))


def _drawn_in(demand: Demand, bins: _Bins) -> int:
    """Return how many contacts a replication draws."""
    if not len(bins.mean):
        return 0
    per_day = np.array([len(demand.means[0][of_type][0]) for of_type in range(len(demand.types))], dtype=np.uint64)
    keys = outputs(np.array(demand.keys, dtype=np.uint64)[bins.stream], bins.day * per_day[bins.type] + bins.bin)
    numbers = uniforms(outputs(keys, np.uint64(for_.COUNT_BASE) + bins.part))
    factors = np.empty(len(bins.mean))
    for of_type in np.unique(bins.type).tolist():
        mine = bins.type == of_type
        if demand.levels.by_bin:
            factors[mine] = demand.levels.in_bins(of_type)[bins.day[mine], bins.bin[mine]]
        else:
            known = {day: demand.levels.on(day, of_type) for day in np.unique(bins.day[mine]).tolist()}
            factors[mine] = [known[day] for day in bins.day[mine].tolist()]
    return int(poisson_counts(numbers, bins.mean * factors).sum())
