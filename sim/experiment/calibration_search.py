"""The search of a calibration: what moves the targets, waves of points, the place, and the ranges."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sim.experiment.calibrated import WORLDS, Range, Shown, rounded, rounded_values, smallest_step
from sim.experiment.calibration_waves import Known, Lab, Settled, Waves
from sim.experiment.targets import Target
from sim.scenario import Problem, ScenarioError
from sim.scenario.beliefs import Belief
from sim.statistics.estimates import Vector
from sim.statistics.importance import effective
from sim.statistics.sobol import Points, even_points
from sim.statistics.surrogate import Surrogate

MOST_MOVING = 8
"""So many beliefs are searched at most, those that move the targets most."""
MOVES, CLOSE, STEPS = 0.5, 0.1, 8
"""Standard deviations of a target: a belief that moves less is left out, and a place so near is found; steps to it."""
FAR = 0.5
"""Such a loss is no place found: one figure off by four fifths of its standard deviation."""
PULL = 5.0
"""So many times more what was observed weighs at the place than staying with the user's own values."""
ALIKE = 0.95
"""Cosine of what two beliefs do to all targets from which they cannot be told apart."""
_SMOOTH, _STEP = 1024, 1e-6
"""Points from which the ends of ranges are read; and of a slope."""


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
        """Return targets as shown, ranges, worlds, what is alike, what stays, the courses of histories, and the power.

        The last tells whether worlds enough show what was observed: 1, or below it where the next best had to count.
        """
        own = self._own(replications)
        self.known = known = Known(tuple(self.targets), own)
        self.luck, self.sds = known.luck, known.sds
        self.reach = known.mean(own)[None]
        self.beliefs = self._moving(own)
        if not self.beliefs:
            self._refuse_still(own)
        waves = Waves(known, self.beliefs, self.lab, self.points, self.times)
        waves.run(seed, self.waves - 1)
        self._remember(waves.figures)
        settled, found = waves.settled(), waves.surrogate
        self._remember(settled.figures)
        place, shown = self._place(found, settled)
        worlds = rounded_values(self.beliefs, settled.kept(WORLDS))
        predicted = self._predicted(worlds, checked)
        slopes = found.slopes(place) / self.sds[:, None]
        ranges, order = self._ranges(settled, place, slopes)
        told = self._shown(own, shown, predicted)
        courses = self.lab.courses(self.beliefs, [self._value(place, i) for i in range(len(place))], replications)
        still = tuple(each for each in self.all if each not in self.beliefs)
        alike = _alike(slopes[:, order])
        return told, ranges, worlds[:, order], alike, still, courses, settled.power

    def _own(self, replications: int) -> Points:
        """Return what the center shows at the user's own values."""
        values = np.array([[each.value for each in self.all]], dtype=np.float64)
        (own,) = self.lab.scaled(self.all, values, [range(replications)])
        for place, target in enumerate(self.targets):
            if not np.isfinite(own[:, place]).all():
                message = "is not shown by the simulated center, so that it cannot be calibrated to; leave it out"
                raise ScenarioError([Problem(message, f"observed.{target.metric.id}")])
        return own

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
            f"{t.metric.id} {t.in_units(v):.4g}" for t, v in zip(self.targets, self.known.mean(own), strict=True)
        )
        message = f"none of the {len(self.all)} inputs moves what was observed ({figures} simulated); name others"
        raise ScenarioError([Problem(message, "inputs")])

    def _remember(self, means: Points) -> None:
        finite = means[np.isfinite(means).all(axis=1)]
        self.reach = np.concatenate([self.reach, finite])

    def _place(self, found: Surrogate, settled: Settled) -> tuple[Vector, Points]:
        """Return the point whose baseline comes nearest to what was observed, and what it shows.

        The user's own where that is near enough. Else least squares on the surrogate, which is corrected by what the
        places that it finds really show; of targets that do not go together the loss (Cauchy's) gives up some and meets
        the others. Where no smooth function tells, one of the worlds that were kept may be as near.
        """
        own = np.array([_inside(each) for each in self.beliefs])
        nearest = settled.cube[int(np.argmin(self._cost(settled.figures, settled.cube - own)))]
        places: list[Vector] = []
        misses: list[Vector] = []
        best, candidate = (np.inf, nearest, np.zeros((0, 0))), own
        within = all(low <= each.value <= high for each in self.beliefs for low, high in [each.likely])
        for step in range(STEPS + 1):
            at = candidate
            shown = self.known.own if step == 0 and within else self._runs_at(at)
            mean = self.known.mean(shown)
            apart = self._apart(mean)
            self._remember(mean[None])
            cost = float(self._cost(mean, at - own))
            if cost < best[0]:
                best = cost, at, shown
            if np.abs(apart).max() < CLOSE:
                break
            if step:  # what the surrogate misses far from what was observed tells nothing of there
                places.append(at)
                misses.append(mean - found.at(at)[0])
            candidate = self._nearest(lambda points: found.at(points) + _between(places, misses, points), best[1], own)
            if step == STEPS - 1 and best[0] > PULL**2 * FAR:
                candidate = nearest
        return best[1], best[2]

    def _cost(self, figures: Points, moved: Points) -> Any:
        """Return what places cost, as the fit has it: figures off what was observed, and beliefs off the user's own."""
        return PULL**2 * np.log1p(self._apart(figures) ** 2).sum(axis=-1) + (moved**2).sum(axis=-1)

    def _apart(self, figures: Points) -> Points:
        """Return how far figures on the scales lie from what was observed, in standard deviations."""
        return (figures - self.seen) / self.sds

    def _runs_at(self, point: Vector) -> Points:
        values = np.array([[self._value(point, i) for i in range(len(point))]])
        (shown,) = self.lab.scaled(self.beliefs, values, [range(self.known.replications)])
        return shown

    def _nearest(self, shows: Callable[[Points], Points], best: Vector, own: Vector) -> Vector:
        """Return the point that shows what was observed by a function, as near to the user's own as that allows."""
        from scipy.optimize import least_squares

        def residuals(x: Vector) -> Vector:
            return np.concatenate([PULL * self._apart(shows(x[None])[0]), x - own])

        def slopes(x: Vector) -> Points:
            at = shows(np.vstack([x, x + _STEP * np.eye(len(x))]))
            return np.vstack([PULL * ((at[1:] - at[0]) / _STEP / self.sds).T, np.eye(len(x))])

        fits = [
            least_squares(residuals, np.clip(start, 1e-6, 1 - 1e-6), slopes, (0, 1), loss="cauchy", f_scale=PULL)
            for start in (own, best, *even_points(4, len(own), 1))
        ]
        return np.asarray(min(fits, key=lambda fit: float(fit.cost)).x)

    def _value(self, point: Vector, place: int) -> float:
        low, high = self.beliefs[place].likely
        if point[place] == _inside(self.beliefs[place]) and low <= self.beliefs[place].value <= high:
            return self.beliefs[place].value
        value = low + float(point[place]) * (high - low)
        return round(value) if self.beliefs[place].is_whole else rounded(value, self.beliefs[place])

    def _predicted(self, worlds: Points, count: int) -> Points:
        """Return what worlds of the ranges show, a replication of its own number each."""
        chosen = worlds[:: max(1, len(worlds) // count)][:count]
        found = self.lab.scaled(self.beliefs, chosen, [range(i, i + 1) for i in range(len(chosen))])
        shown = np.concatenate(found)
        self._remember(shown)
        return shown[np.isfinite(shown).all(axis=1)]

    def _ranges(self, settled: Settled, place: Vector, slopes: Points) -> tuple[tuple[Range, ...], list[int]]:
        """Return the range of each belief, and their order: those that are known best first.

        Of n worlds the ends lie half a world further out than their quantiles, which lie inside of what they stand for.
        """
        beyond = max(0.0, 0.05 - 0.5 / effective(settled.weights))
        ends = rounded_values(self.beliefs, np.quantile(settled.kept(_SMOOTH), (beyond, 1 - beyond), axis=0))
        found = []
        for i, belief in enumerate(self.beliefs):
            low, high = belief.likely
            strength = float(np.sqrt((slopes[:, i] ** 2).sum()))
            alone = min(0.9, 2 * 1.645 / strength) * (high - low) if strength else 0.9 * (high - low)
            value = self._value(place, i)
            found.append(Range(belief, value, *_ends(belief, value, *ends[:, i].tolist()), rounded(alone, belief)))
        order = sorted(range(len(found)), key=lambda i: found[i].share)
        return tuple(found[i] for i in order), order

    def _shown(self, own: Points, shown: Points, predicted: Points) -> tuple[Shown, ...]:
        told = []
        for k, target in enumerate(self.targets):
            before, after = (float(target.in_units(self.known.mean(values)[k])) for values in (own, shown))
            error = float(np.sqrt(self.luck[k] / len(shown)))
            ends = target.in_units(self.reach[:, k])
            worlds = np.asarray(target.in_units(predicted[:, k]))
            told.append(
                Shown(target, before, after, error, float(self.sds[k]), worlds, (float(ends.min()), float(ends.max())))
            )
        return tuple(told)


def _ends(belief: Belief, value: float, low: float, high: float) -> tuple[float, float]:
    """Return the ends of a range that holds the value found, and is one step of its last digit wide at least."""
    low, high = min(value, low), max(value, high)
    if low < high:
        return low, high
    least, most = belief.likely
    step = 1.0 if belief.is_whole else smallest_step(belief)
    return (low, rounded(low + step, belief)) if low + step <= most else (max(least, rounded(low - step, belief)), low)


def _between(places: Sequence[Vector], misses: Sequence[Vector], points: Points) -> Any:
    """Return what is missed at points: what was missed at places, by the inverse squares of their distances."""
    if not places:
        return 0.0
    apart = points[:, None] - np.array(places)[None]
    weights = 1 / ((apart**2).sum(axis=2) + 1e-9)
    return weights @ np.array(misses) / weights.sum(axis=1, keepdims=True)


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
