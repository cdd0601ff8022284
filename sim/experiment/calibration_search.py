"""The search of a calibration: what moves the targets, waves of points, the place, and the ranges."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from sim.experiment.calibrated import WORLDS, Range, Shown, rounded, rounded_values
from sim.experiment.targets import Target
from sim.experiment.worlds import values_at
from sim.scenario import Problem, ScenarioError
from sim.scenario.beliefs import Belief
from sim.statistics.estimates import Vector
from sim.statistics.rejection import posterior, shower
from sim.statistics.sobol import Points, even_points
from sim.statistics.surrogate import Surrogate, surrogate

MOST_MOVING = 8
"""So many beliefs are searched at most, those that move the targets most."""
MOVES, CLOSE, STEPS = 0.5, 0.1, 8
"""Standard deviations of a target: a belief that moves less is left out, and a place so near is found; steps to it."""
PULL = 5.0
"""So many times more what was observed weighs at the place than staying with the user's own values."""
PLAUSIBLE = 3.0
ALIKE = 0.95
"""Cosine of what two beliefs do to all targets from which they cannot be told apart."""
REPEATED, LEAST = 32, 0.1
"""Points of the last wave that run once more, which tells luck from what the surrogate misses; of that, at least."""
_CANDIDATES = 4096


class Lab(Protocol):
    """Where worlds are run."""

    def scaled(self, beliefs: Sequence[Belief], points: Points, replications: Sequence[range]) -> list[Points]:
        """Return the targets on their scales, by point an array of shape (replications, targets)."""

    def courses(self, beliefs: Sequence[Belief], point: Sequence[float], times: int) -> dict[str, Points]:
        """Return the simulated weeks of metrics at a point."""


class Search:
    """Looks for the place and the ranges of a calibration.

    Parameters
    ----------
    targets : sequence of Target
        What the baseline shall show.
    beliefs : sequence of Belief
        What may change.
    lab : Lab
        Where worlds are run.
    points, times, waves : int
        Points of each wave, replications of each, and how many waves.
    """

    def __init__(
        self, targets: Sequence[Target], beliefs: Sequence[Belief], lab: Lab, *, points: int, times: int, waves: int
    ) -> None:
        self.targets, self.all, self.lab = targets, tuple(beliefs), lab
        self.points, self.times, self.waves = points, times, waves
        self.seen = np.array([each.scaled_seen for each in targets])
        self.beliefs: tuple[Belief, ...] = ()

    def result(self, replications: int, checked: int, seed: int) -> tuple[Any, ...]:
        """Return targets as shown, ranges, worlds, what is alike, what stays, and the courses of histories."""
        self.replications = replications
        own = self._own(replications)
        self.luck = own.var(axis=0, ddof=1) if len(own) > 1 else np.zeros(len(self.targets))
        self.sds = np.array([t.likelihood.sd(v) for t, v in zip(self.targets, self.luck, strict=True)])
        self.beliefs = self._moving(own)
        if not self.beliefs:
            self._refuse_still(own)
        found = self._surrogate(seed)
        place, shown = self._place(found, replications)
        cube = self._posterior(found, seed)
        worlds = rounded_values(self.beliefs, cube[:: max(1, len(cube) // WORLDS)][:WORLDS])
        predicted = self._predicted(worlds, checked)
        slopes = found.slopes(place) / self.sds[:, None]
        ranges, order = self._ranges(cube, place, slopes)
        told = self._shown(own, shown, predicted)
        courses = self.lab.courses(self.beliefs, [self._value(place, i) for i in range(len(place))], replications)
        still = tuple(each for each in self.all if each not in self.beliefs)
        alike = _alike(slopes[:, order])
        return told, ranges, worlds[:, order], alike, still, courses

    def _own(self, replications: int) -> Points:
        """Return what the center shows at the user's own values."""
        values = np.array([[each.value for each in self.all]], dtype=np.float64)
        (own,) = self.lab.scaled(self.all, values, [range(replications)])
        for place, target in enumerate(self.targets):
            if not np.isfinite(own[:, place]).all():
                message = "is not shown by the simulated center, so that it cannot be calibrated to; leave it out"
                raise ScenarioError([Problem(message, f"observed.{target.metric.id}")])
        self.reach = self._mean(own)[None]
        self.common = self._mean(own) - own[: self.times].mean(axis=0)
        return own

    def _mean(self, values: Points) -> Vector:
        """Return the mean over replications of the figures themselves, on the targets' scales."""
        pairs = zip(self.targets, values.T, strict=True)
        return np.array([float(t.likelihood.scaled(t.likelihood.natural(each).mean())) for t, each in pairs])

    def _moving(self, own: Points) -> tuple[Belief, ...]:
        """Return the beliefs that move a target when they alone go to an end of their range, the strongest first."""
        rows = []
        for place, belief in enumerate(self.all):
            for end in belief.likely:
                rows.append([each.value for each in self.all])
                rows[-1][place] = end
        found = self.lab.scaled(self.all, np.array(rows, dtype=np.float64), [range(self.times)] * len(rows))
        means = np.array([each.mean(axis=0) for each in found])
        moved = np.abs(means - own[: self.times].mean(axis=0)) / self.sds
        self._remember(means)
        most = np.nan_to_num(moved.reshape(len(self.all), 2, -1)).max(axis=(1, 2))
        strongest = [i for i in np.argsort(-most, kind="stable") if most[i] >= MOVES][:MOST_MOVING]
        return tuple(self.all[i] for i in strongest)

    def _refuse_still(self, own: Points) -> None:
        figures = ", ".join(
            f"{t.metric.id} {t.in_units(v):.4g}" for t, v in zip(self.targets, self._mean(own), strict=True)
        )
        message = f"none of the {len(self.all)} inputs moves what was observed ({figures} simulated); name others"
        raise ScenarioError([Problem(message, "inputs")])

    def _remember(self, means: Points) -> None:
        finite = means[np.isfinite(means).all(axis=1)]
        self.reach = np.concatenate([self.reach, finite])

    def _surrogate(self, seed: int) -> Surrogate:
        """Return the surrogate of all waves; points near to what was observed count most, and noise is no miss."""
        cube, figures = np.zeros((0, len(self.beliefs))), np.zeros((0, len(self.targets)))
        new = even_points(self.points, len(self.beliefs), seed)
        for wave in range(self.waves):
            again = REPEATED if wave == self.waves - 1 else 0
            often = [range(self.times + (place < again)) for place in range(len(new))]
            found = self.lab.scaled(self.beliefs, values_at(self.beliefs, new), often)
            means = np.array([each[: self.times].mean(axis=0) for each in found]) + self.common
            good = np.isfinite(means).all(axis=1)
            self._remember(means)
            cube, figures = np.concatenate([cube, new[good]]), np.concatenate([figures, means[good]])
            away = np.sqrt((((figures - self.seen) / self.sds) ** 2).mean(axis=1))
            fitted = surrogate(cube, figures, 1 / (1 + (away / PLAUSIBLE) ** 2) ** 2)
            if wave < self.waves - 2:
                new = self._plausible(fitted, seed + wave + 1)
            else:  # the last wave is where the ranges will be
                new = self._posterior(fitted, seed + wave + 1)[: self.points]
        noise = _noise(found[:again]) / self.times
        return replace(fitted, misses=np.sqrt(np.maximum(fitted.misses**2 - noise, LEAST * fitted.misses**2)))

    def _plausible(self, fitted: Surrogate, seed: int) -> Points:
        """Return points of the cube that may show what was observed, as far as a surrogate can tell."""
        candidates = even_points(_CANDIDATES, len(self.beliefs), seed)
        apart = np.abs(fitted.at(candidates) - self.seen) / np.hypot(self.sds, fitted.misses)
        worst = apart.max(axis=1)
        chosen = np.flatnonzero(worst < PLAUSIBLE)
        if len(chosen) < self.points:
            chosen = np.argsort(worst, kind="stable")
        return candidates[chosen[: self.points]]

    def _posterior(self, fitted: Surrogate, seed: int) -> Points:
        """Return points of the cube that go with what was observed, as a surrogate has it."""
        likelihoods = [each.likelihood for each in self.targets]
        return posterior(shower(fitted, likelihoods, self.luck, self.replications), len(self.beliefs), seed)

    def _place(self, found: Surrogate, replications: int) -> tuple[Vector, Points]:
        """Return the point whose baseline comes nearest to what was observed, and what it shows.

        Least squares on the surrogate, which is corrected by what the place that it finds really shows; of targets
        that do not go together the loss (Cauchy's) gives up some and meets the others.
        """
        own = np.array([_inside(each) for each in self.beliefs])
        best = np.inf, own, np.zeros((0, 0))
        places: list[Vector] = []
        misses: list[Vector] = []
        for _ in range(STEPS):
            at = self._nearest(lambda x: found.at(x)[0] + _between(places, misses, x), [own, best[1]], own)
            values = np.array([[self._value(at, i) for i in range(len(at))]])
            (shown,) = self.lab.scaled(self.beliefs, values, [range(replications)])
            mean = self._mean(shown)
            apart = (mean - self.seen) / self.sds
            self._remember(mean[None])
            loss = float(np.log1p(apart**2).sum())  # as the fit has it
            if loss < best[0]:
                best = loss, at, shown
            if np.abs(apart).max() < CLOSE:
                break
            places.append(at)
            misses.append(mean - found.at(at)[0])
        return best[1], best[2]

    def _nearest(self, shows: Callable[[Vector], Vector], starts: Sequence[Vector], own: Vector) -> Vector:
        """Return the point that shows what was observed by a function, as near to the user's own as that allows."""
        from scipy.optimize import least_squares

        def residuals(x: Vector) -> Vector:
            return np.concatenate([PULL * (shows(x) - self.seen) / self.sds, x - own])

        fits = [
            least_squares(residuals, np.clip(start, 1e-6, 1 - 1e-6), bounds=(0, 1), loss="cauchy", f_scale=PULL)
            for start in (*starts, *even_points(4, len(own), 1))
        ]
        return np.asarray(min(fits, key=lambda fit: float(fit.cost)).x)

    def _value(self, point: Vector, place: int) -> float:
        low, high = self.beliefs[place].likely
        value = low + float(point[place]) * (high - low)
        return round(value) if self.beliefs[place].is_whole else rounded(value, self.beliefs[place])

    def _predicted(self, worlds: Points, count: int) -> Points:
        """Return what worlds of the ranges show, a replication of its own number each."""
        chosen = worlds[:: max(1, len(worlds) // count)][:count]
        found = self.lab.scaled(self.beliefs, chosen, [range(i, i + 1) for i in range(len(chosen))])
        shown = np.concatenate(found)
        self._remember(shown)
        return shown[np.isfinite(shown).all(axis=1)]

    def _ranges(self, cube: Points, place: Vector, slopes: Points) -> tuple[tuple[Range, ...], list[int]]:
        """Return the range of each belief, and their order: those that are known best first."""
        ends = rounded_values(self.beliefs, np.quantile(cube, (0.05, 0.95), axis=0))
        found = []
        for i, belief in enumerate(self.beliefs):
            low, high = belief.likely
            strength = float(np.sqrt((slopes[:, i] ** 2).sum()))
            alone = min(0.9, 2 * 1.645 / strength) * (high - low) if strength else 0.9 * (high - low)
            value = self._value(place, i)
            low, high = min(value, float(ends[0, i])), max(value, float(ends[1, i]))
            found.append(Range(belief, value, low, high, rounded(alone, belief)))
        order = sorted(range(len(found)), key=lambda i: found[i].share)
        return tuple(found[i] for i in order), order

    def _shown(self, own: Points, shown: Points, predicted: Points) -> tuple[Shown, ...]:
        told = []
        for k, target in enumerate(self.targets):
            before, after = (float(target.in_units(self._mean(values)[k])) for values in (own, shown))
            error = float(np.sqrt(self.luck[k] / len(shown)))
            ends = target.in_units(self.reach[:, k])
            worlds = np.asarray(target.in_units(predicted[:, k]))
            told.append(
                Shown(target, before, after, error, float(self.sds[k]), worlds, (float(ends.min()), float(ends.max())))
            )
        return tuple(told)


def _between(places: Sequence[Vector], misses: Sequence[Vector], x: Vector) -> Any:
    """Return what is missed at a point: what was missed at places, by the inverse squares of their distances."""
    if not places:
        return 0.0
    weights = 1 / (((np.array(places) - x) ** 2).sum(axis=1) + 1e-9)
    return weights @ np.array(misses) / weights.sum()


def _noise(found: Sequence[Points]) -> Vector:
    """Return the variance of single replications about what all points have in common on the same random numbers."""
    steps = np.array([each[-1] - each[0] for each in found])
    steps = steps[np.isfinite(steps).all(axis=1)]
    return np.asarray(steps.var(axis=0, ddof=1) / 2 if len(steps) > 2 else np.zeros(found[0].shape[1]))


def _inside(belief: Belief) -> float:
    low, high = belief.likely
    return min(1.0, max(0.0, (belief.value - low) / (high - low)))


def _alike(slopes: Points) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return groups of axes that do the same to all figures, each with its sign against the first."""
    sizes = np.sqrt((slopes**2).sum(axis=0))
    strong = [i for i in range(len(sizes)) if sizes[i] >= 1.0]
    left, groups = list(strong), []
    while left:
        first = left.pop(0)
        cosines: Mapping[int, float] = {
            i: float(slopes[:, first] @ slopes[:, i] / (sizes[first] * sizes[i])) for i in left
        }
        same = [i for i in left if abs(cosines[i]) >= ALIKE]
        left = [i for i in left if i not in same]
        if same:
            groups.append(((first, 1), *((i, 1 if cosines[i] > 0 else -1) for i in same)))
    return tuple(groups)
