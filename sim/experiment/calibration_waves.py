"""The simulated worlds of a calibration: waves of points, and which of them show what was observed.

The first waves spread; later rounds are drawn where a surrogate of all before has what was observed, and each of their
worlds is weighed by what it really shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from sim.experiment.calibrated import rounded_values
from sim.experiment.targets import Target
from sim.scenario import Problem, ScenarioError
from sim.scenario.beliefs import Belief
from sim.statistics.estimates import Vector
from sim.statistics.importance import effective, resampled, weighed
from sim.statistics.rejection import posterior, shower
from sim.statistics.sobol import Points, even_points
from sim.statistics.surrogate import Surrogate, surrogate

ROUNDS, ENOUGH, LEAST_WORLDS = 3, 0.5, 0.25
"""Rounds at most, until so many of their worlds count, as a share of a wave; and so many do where none fits well."""
TOLD = 2
"""More replications of each world that is kept: where a culture tips by chance, one does not tell what it shows."""
PLAUSIBLE = 3.0
REPEATED, LEAST = 32, 0.1
"""Points of the first round that run once more, which tells luck from what the surrogate misses; of that, at least."""
_CANDIDATES = 4096
NORMAL_MEDIAN = 0.6745
"""The median of how far a standard normal number lies from 0."""


class Lab(Protocol):
    """Where worlds are run."""

    def scaled(self, beliefs: Sequence[Belief], points: Points, replications: Sequence[range]) -> list[Points]:
        """Return the targets on their scales, by point an array of shape (replications, targets)."""

    def courses(self, beliefs: Sequence[Belief], point: Sequence[float], times: int) -> dict[str, Points]:
        """Return the simulated weeks of metrics at a point."""


@dataclass(frozen=True)
class Known:
    """What is known of targets before the waves.

    Attributes
    ----------
    targets : tuple of Target
        What the baseline shall show.
    own : ndarray, shape (replications, targets)
        What it shows at the user's own values, on the targets' scales.
    """

    targets: tuple[Target, ...]
    own: Points

    @cached_property
    def luck(self) -> Vector:
        """The variance of a period on the scales, where what was observed is shown."""
        pairs = zip(self.targets, self.own.T, strict=True)
        return np.array([its.likelihood.luck(its.likelihood.natural(values)) for its, values in pairs])

    def mean(self, values: Points) -> Vector:
        """Return the mean over replications of the figures themselves, on the targets' scales."""
        pairs = zip(self.targets, values.T, strict=True)
        return np.array([float(t.likelihood.scaled(t.likelihood.natural(each).mean())) for t, each in pairs])

    def common(self, times: int) -> Vector:
        """Return what the first so many replications show less than all of them."""
        return self.mean(self.own) - self.mean(self.own[:times])

    @property
    def replications(self) -> int:
        """At the user's own values."""
        return len(self.own)

    @cached_property
    def seen(self) -> Vector:
        """What was observed, on the scales."""
        return np.array([each.scaled_seen for each in self.targets])

    @cached_property
    def sds(self) -> Vector:
        """How far chance may take what is observed, on the scales."""
        return np.array([t.likelihood.sd(v) for t, v in zip(self.targets, self.luck, strict=True)])

    def log_chance(self, means: Points, variances: Vector) -> Vector:
        """Return the logarithm of how likely what was observed is, up to a constant, where means are not quite known.

        Parameters
        ----------
        means : ndarray, shape (points, targets)
            On the scales.
        variances : ndarray, shape (targets,)
            Of what is not known of them, beside that common to all points.
        """
        wide = np.sqrt(self.sds**2 + self.luck / self.replications + variances)
        pairs = zip(self.targets, means.T, wide, strict=True)
        apart = [its.likelihood.apart(its.likelihood.natural(column), float(sd)) for its, column, sd in pairs]
        return np.asarray(-0.5 * (np.array(apart) ** 2).sum(axis=0))


@dataclass(frozen=True)
class Settled:
    """Worlds that go with what was observed.

    Attributes
    ----------
    cube : ndarray, shape (worlds, beliefs)
        Their points in the unit cube.
    figures : ndarray, shape (worlds, targets)
        What they show, on the scales.
    weights : ndarray, shape (worlds,)
        How far each goes with what was observed; they sum to 1.
    power : float
        1 where enough of them show it; below it the nearest count, the more the lower it is.
    """

    cube: Points
    figures: Points
    weights: Vector
    power: float

    def kept(self, count: int) -> Points:
        """Return points, each as often as its weight has it."""
        return self.cube[resampled(self.weights, count)]


@dataclass
class Waves:
    """Runs worlds where what was observed may be shown.

    Parameters
    ----------
    known : Known
        What is known of the targets.
    beliefs : tuple of Belief
        What differs.
    lab : Lab
        Where worlds are run.
    points, times : int
        Of each wave, and replications of each.
    """

    known: Known
    beliefs: tuple[Belief, ...]
    lab: Lab
    points: int
    times: int
    cube: Points = field(init=False)
    figures: Points = field(init=False)
    noise: Vector = field(init=False)
    rounds: list[tuple[slice, Vector]] = field(default_factory=list, init=False)

    def run(self, seed: int, spread: int) -> None:
        """Run waves that spread, then rounds until enough of their worlds show what was observed."""
        axes = len(self.beliefs)
        self.cube, self.figures = np.zeros((0, axes)), np.zeros((0, len(self.known.targets)))
        self.noise = np.zeros(len(self.known.targets))
        for wave in range(spread):
            self._add(self._plausible(seed + wave) if wave else even_points(self.points, axes, seed))
        for turn in range(ROUNDS):
            fitted = self.surrogate
            new = self._posterior(fitted, seed + spread + turn)[: self.points]
            begin = len(self.cube)
            self._add(new, 0 if turn else REPEATED)
            mine = slice(begin, len(self.cube))
            if begin == len(self.cube):
                continue
            self.rounds.append((mine, self.known.log_chance(fitted.at(self.cube[mine]), fitted.misses**2)))
            if effective(self.weights) >= ENOUGH * self.points:
                break
        if not self.rounds:
            self.rounds.append((slice(0, len(self.cube)), np.zeros(len(self.cube))))

    @property
    def surrogate(self) -> Surrogate:
        """The surrogate of all worlds; those near to what was observed count most, and noise is no miss."""
        away = np.sqrt((((self.figures - self.known.seen) / self.known.sds) ** 2).mean(axis=1))
        fitted = surrogate(self.cube, self.figures, 1 / (1 + (away / PLAUSIBLE) ** 2) ** 2)
        squares = fitted.misses**2
        return replace(fitted, misses=np.sqrt(np.maximum(squares - self.noise, LEAST * squares)))

    @property
    def weights(self) -> Vector:
        """How far each world of the rounds goes with what was observed."""
        found = []
        for mine, thought in self.rounds:
            found.append(self._log_chance(self.cube[mine], self.figures[mine], self.noise) - thought)
        return weighed(found, LEAST_WORLDS * self.points)[0]

    def _log_chance(self, points: Points, figures: Points, noise: Vector) -> Vector:
        """Return how likely what was observed is in worlds, from their own figures and the surrogate's.

        Each counts by how well it tells: of the variance of noise in the one, and of what the other misses.
        """
        fitted = self.surrogate
        squares = np.maximum(fitted.misses**2, 1e-18)
        trust = squares / (squares + noise)
        means = trust * figures + (1 - trust) * fitted.at(points)
        return self.known.log_chance(means, trust * noise)

    def settled(self) -> Settled:
        """Run worlds of the rounds, as many of them as their weights have it, again, and weigh them by what they show.

        By nothing else: the surrogate knows single replications only.
        """
        first = self.rounds[0][0].start
        places, often = np.unique(resampled(self.weights, self.points), return_counts=True)
        chosen, before = self.cube[first:][places], self.figures[first:][places]
        more = self._run(chosen, [range(self.times, self.times + TOLD)] * len(chosen))
        first_values = np.repeat((before - self.known.common(self.times))[:, None], self.times, axis=1)
        values = np.concatenate([first_values, np.array(more)], axis=1)
        means = np.array([self.known.mean(each) for each in values]) + self.known.common(values.shape[1])
        means = np.where(np.isfinite(means), means, before)
        thought = self._log_chance(chosen, before, self.noise)
        noise = self.noise * self.times / values.shape[1]
        ratios = self.known.log_chance(means, noise) - thought + np.log(often)
        weights, power = weighed([ratios], LEAST_WORLDS * min(self.points, len(chosen)))
        return Settled(chosen, means, weights, power)

    def _add(self, new: Points, again: int = 0) -> None:
        """Run points of the cube, some of them once more."""
        often = [range(self.times + (place < again)) for place in range(len(new))]
        found = self._run(new, often)
        means = np.array([each[: self.times].mean(axis=0) for each in found]) + self.known.common(self.times)
        good = np.isfinite(means).all(axis=1)
        self.cube, self.figures = (
            np.concatenate([self.cube, new[good]]),
            np.concatenate([self.figures, means[good]]),
        )
        if not len(self.cube):
            message = "is not shown by any world that was tried, so that nothing can be calibrated to it; leave it out"
            missing = self.known.targets[int(np.argmin(np.isfinite(means).sum(axis=0)))]
            raise ScenarioError([Problem(message, f"observed.{missing.metric.id}")])
        if again:
            # on the same random numbers worlds differ by no more luck than on others: what is more has tipped
            self.noise = np.minimum(_noise(found[:again]), self.known.luck) / self.times

    def _run(self, points: Points, replications: Sequence[range]) -> list[Points]:
        return self.lab.scaled(self.beliefs, rounded_values(self.beliefs, points), replications)

    def _plausible(self, seed: int) -> Points:
        """Return points of the cube that may show what was observed, as far as a surrogate can tell."""
        fitted = self.surrogate
        candidates = even_points(_CANDIDATES, len(self.beliefs), seed)
        apart = np.abs(fitted.at(candidates) - self.known.seen) / np.hypot(self.known.sds, fitted.misses)
        worst = apart.max(axis=1)
        chosen = np.flatnonzero(worst < PLAUSIBLE)
        if len(chosen) < self.points:
            chosen = np.argsort(worst, kind="stable")
        return candidates[chosen[: self.points]]

    def _posterior(self, fitted: Surrogate, seed: int) -> Points:
        """Return points of the cube that go with what was observed, as a surrogate has it."""
        likelihoods = [each.likelihood for each in self.known.targets]
        show = shower(fitted, likelihoods, self.known.luck, self.known.replications)
        return posterior(show, len(self.beliefs), seed)


def _noise(found: Sequence[Points]) -> Vector:
    """Return the variance of single replications about what all points have in common on the same random numbers.

    From the median of what two replications differ by: a few that tip are no noise.
    """
    steps = np.array([each[-1] - each[0] for each in found])
    steps = steps[np.isfinite(steps).all(axis=1)]
    if len(steps) < 3:
        return np.zeros(found[0].shape[1])
    return np.asarray((np.median(np.abs(steps - np.median(steps, axis=0)), axis=0) / NORMAL_MEDIAN) ** 2 / 2)
