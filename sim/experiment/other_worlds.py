"""What other beliefs about people make of a verdict: a few worlds beside every comparison, one replication each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from sim.experiment.alternatives import named
from sim.experiment.batches import Job
from sim.experiment.fitting_worlds import POOL, fitting, told_by_formula
from sim.experiment.running import How, reporter
from sim.experiment.study import sampling
from sim.experiment.worlds import values_at, world, worlds_at
from sim.metrics import metric_of
from sim.scenario import Scenario
from sim.scenario.beliefs import Belief, beliefs_in, beliefs_of
from sim.statistics.estimates import Vector, standard_deviation
from sim.statistics.sobol import Points, latin_points

if TYPE_CHECKING:
    from sim.experiment.comparison import Comparison
    from sim.experiment.verdict import Verdict

WORLDS = 16
MOST_RUNS = 64
FEWEST_LEFT = 8
"""So many worlds must be left that agree with what was observed."""
STRONGER = 0.25
"""A level of other worlds that is so much off the own one is told."""


@dataclass(frozen=True)
class OtherWorlds:
    """A verdict's candidates in worlds with other beliefs about people.

    Attributes
    ----------
    aim : str
        The metric that judges.
    told : str
        The what-if that is told.
    count, left_out : int
        Worlds that were tried, and those of them that contradict what was observed.
    same, other, hardly : int
        In how many of the rest the told what-if moves the metric as here, the other way, or hardly.
    shares : tuple of float or None
        The 10th, 50th and 90th percentile of the gain as a share of each world's own baseline; None of levels near 0.
    gains : tuple of float
        The same of the gain, in the metric's unit.
    own_share, own_gain : float
        The same here.
    starts : float
        The median baseline in these worlds; `own_start` here.
    wins : dict of str to int
        In how many each candidate gains most.
    outside : tuple of str
        Beliefs here that lie outside what studies support.
    """

    aim: str
    told: str
    count: int
    left_out: int
    same: int
    other: int
    hardly: int
    shares: tuple[float, float, float] | None
    gains: tuple[float, float, float]
    own_share: float | None
    own_gain: float
    starts: float
    own_start: float
    wins: dict[str, int]
    outside: tuple[str, ...]

    @property
    def left(self) -> int:
        """How many worlds count."""
        return self.count - self.left_out

    @property
    def most(self) -> tuple[int, int] | None:
        """What is gained in most worlds, from and to, in % of each world's own baseline, in steps of 5."""
        if self.shares is None:
            return None
        low, high = sorted(5 * round(abs(share) / 5) for share in (self.shares[0], self.shares[2]))
        return low, high

    @property
    def is_elsewhere(self) -> bool:
        """Whether what one starts from in these worlds is far from what it is here."""
        return abs(self.starts - self.own_start) > STRONGER * abs(self.own_start)


def other_worlds(comparison: "Comparison", verdict: "Verdict", **how: Unpack[How]) -> OtherWorlds | None:
    """Run the verdict's candidates in other worlds; None where there is nothing to try.

    Each world is a point of a Latin hypercube over the likely ranges of all beliefs that fits what was observed (see
    `fitting_worlds`), or one of those that a calibration found. It runs one replication of its own number, in which
    all meet the same customers.
    """
    candidates, beliefs = verdict.candidates, beliefs_in(comparison.scenario)
    if not candidates or not beliefs:
        return None
    count = WORLDS
    if len(candidates) == 1 and len(comparison.scenarios) * comparison.replications >= 2 * 2 * WORLDS * 2:
        count = 2 * WORLDS
    count = min(count, MOST_RUNS // (1 + len(candidates)))
    observed = comparison.scenario.seen
    worlds, tried = _worlds(comparison, beliefs, count)
    if not worlds:
        nothing = np.zeros((0, 1 + len(candidates)))
        return _counted(comparison, verdict, nothing, np.zeros(0, dtype=bool), tried)
    runs: list[Scenario] = []
    jobs: list[Job] = []
    for number, center in enumerate(worlds):
        made = named(center, ())
        for name in (comparison.baseline, *candidates):
            jobs.append(Job(len(runs), number))
            runs.append(made[name])
    metrics = tuple(dict.fromkeys([verdict.aim, *observed]))
    with sampling(comparison.seed, comparison.window, **how) as sampler:
        found = sampler.take(runs, jobs, metrics, reporter(how))
    shaped = {metric: values.reshape(len(worlds), 1 + len(candidates)) for metric, values in found.items()}
    fits = np.ones(len(worlds), dtype=bool)
    for metric, seen in observed.items():
        fits &= np.abs(shaped[metric][:, 0] - seen) <= STRONGER * abs(seen) + _luck(comparison, metric)
    return _counted(comparison, verdict, shaped[verdict.aim], fits, tried)


def _worlds(comparison: "Comparison", beliefs: Sequence[Belief], count: int) -> tuple[list[Scenario], int]:
    """Return worlds with other beliefs that fit what was observed, as far as a formula can tell, and of how many."""
    center, seed = comparison.scenario, comparison.seed
    known = "" if center.beliefs.worlds else told_by_formula(center)
    if known:
        points = values_at(beliefs, latin_points(POOL * count, len(beliefs), seed))
        return fitting(center, beliefs, points, known, count)
    points = worlds_at(center, beliefs, latin_points(count, len(beliefs), seed))
    return [world(center, beliefs, point) for point in points], count


def _luck(comparison: "Comparison", metric: str) -> float:
    """Return how far one replication of a baseline may lie from its mean by luck."""
    values = comparison.values(comparison.baseline, metric)
    spread = standard_deviation(values) if values else None
    return 2 * spread if spread else 0.0


def _counted(comparison: "Comparison", verdict: "Verdict", values: Points, fits: Any, tried: int) -> OtherWorlds:
    aim, candidates = verdict.aim, verdict.candidates
    sign = -1 if metric_of(aim).better == "lower" else 1
    kept = values[fits & np.isfinite(values).all(axis=1)]
    base, gains = kept[:, 0], sign * (kept[:, 1:] - kept[:, :1])
    wins = {
        name: int((gains.argmax(axis=1) == place).sum()) if len(kept) else 0 for place, name in enumerate(candidates)
    }
    told = max(
        (name for name in candidates if name == verdict.told or name in verdict.near),
        key=lambda name: (wins[name], name == verdict.told),
    )
    mine = gains[:, candidates.index(told)] if len(kept) else np.zeros(0)
    cell = verdict.cells[told, aim]
    spread = 2 * (cell.by.standard_error or 0.0) * np.sqrt(cell.by.n)
    way = 1 if cell.gain >= 0 else -1
    same, other = int((way * mine > spread).sum()), int((way * mine < -spread).sum())
    near_none = not len(kept) or bool((np.abs(base) < 1e-9).any())
    return OtherWorlds(
        aim=aim, told=told, count=tried, left_out=tried - len(kept), same=same, other=other,
        hardly=len(kept) - same - other, shares=None if near_none else _spread(100 * mine / base),
        gains=_spread(mine), own_share=None if not cell.before else 100 * cell.gain / cell.before, own_gain=cell.gain,
        starts=float(np.median(base)) if len(kept) else 0.0, own_start=cell.before, wins=wins,
        outside=tuple(belief.key for belief in beliefs_of(comparison.scenario) if not belief.is_within),
    )  # fmt: skip


def _spread(values: Vector) -> tuple[float, float, float]:
    if not len(values):
        return 0.0, 0.0, 0.0
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9)).tolist()
    return low, middle, high
