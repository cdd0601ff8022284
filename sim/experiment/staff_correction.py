"""What the simulated center needs beyond the formula, and which intervals miss a target."""

from typing import NamedTuple

import numpy as np

from sim.experiment.floor_figures import FloorFigures
from sim.scenario.promises import Targets
from sim.statistics.estimates import Vector
from sim.statistics.shrinking import drawn_together
from sim.theory.many_intervals import least_people

_SATURATED = 0.5
"""Points from 0 and 100 %: a service level beyond tells nothing of how many people would be missed."""
_NO_WEIGHT = 1e9
_SURE = 1.645
"""Standard errors by which a simulation must differ from the formula's whole people to change them."""


class Corrected(NamedTuple):
    """People, unrounded, after a simulation, and the standard error of what was corrected."""

    people: Vector
    errors: Vector

    def whole(self, by_formula: Vector) -> Vector:
        """Return whole people: the formula's rounded up, unless the simulation is surely beyond them."""
        low, high = (rounded_up(self.people + sign * _SURE * self.errors) for sign in (-1, 1))
        formula = rounded_up(by_formula)
        return np.where((low <= formula) & (formula <= high), formula, rounded_up(self.people))


def rounded_up(people: Vector) -> Vector:
    """Return whole people who are no fewer, but for a hundredth."""
    return np.asarray(np.ceil(people - 0.01))


def corrected(its: FloorFigures, people: Vector) -> Corrected:
    """Return the people, unrounded, whom a floor needs after what was simulated with so many.

    The simulated service level of an interval is that which Erlang A gives fewer or more people than there were: the
    difference is what the interval takes beyond the formula (people who are missing, work from the interval before,
    other handle times). Differences are measured in square roots of people, and drawn to their mean and to none as
    far as noise explains them.
    """
    formulas, level = its.formulas, its.service_level.value
    known = its.busy & (people > 0) & (its.offered > 0) & (level > _SATURATED) & (level < 100 - _SATURATED)
    aim = np.where(known, level, formulas.promise.share)
    alike = least_people(formulas.load, lambda load, heads: (formulas.for_(load).level_a(heads) - aim)[None])
    scale = np.sqrt(np.maximum(people, 1.0))
    beyond = np.where(known, people - alike, 0.0) / scale
    slope = formulas.level_a(alike + 0.5) - formulas.level_a(np.maximum(alike - 0.5, 0.0))
    error = (its.service_level.high - its.service_level.value) / 2
    unsure = np.where(known, (error / np.maximum(slope, 1e-6) / scale) ** 2, _NO_WEIGHT)
    unsure = np.where(np.isfinite(unsure), np.maximum(unsure, 1e-6), _NO_WEIGHT)
    drawn = drawn_together(beyond, unsure, known, to_zero=True)
    errors = np.where(np.isfinite(drawn.errors), drawn.errors, 0.0)
    return Corrected(np.maximum(its.needed + drawn.values * scale, 0.0), errors * scale)


def lifted(its: FloorFigures, targets: Targets) -> Vector:
    """Return who gets one more: intervals that clearly miss a target; where the whole misses it, those farthest off."""
    missed = np.zeros(its.open.shape, dtype=bool)
    for kept, whole_is_kept in _kept(its, targets):
        value, best = kept
        missed |= its.busy & (best < 0)
        if not whole_is_kept and not missed.any():
            worst = np.where(its.busy & np.isfinite(value) & (its.offered > 0), value, np.inf)
            missed |= worst <= np.quantile(worst[np.isfinite(worst)], 0.1)
    return missed.astype(float)


def _kept(its: FloorFigures, targets: Targets) -> list[tuple[tuple[Vector, Vector], bool]]:
    """Return of each target by how much it is kept in each interval, at best, and whether it surely is on the whole."""
    level = its.service_level
    found = [((level.value - its.formulas.promise.share, level.high - its.formulas.promise.share), its.is_kept)]
    others = (targets.abandonment, its.abandonment), (targets.wait, its.wait), (targets.occupancy, its.occupancy)
    for most, figure in others:
        if most is not None:
            whole = float(np.nansum(figure.value * its.offered) / max(its.offered.sum(), 1e-12))
            found.append(((most - figure.value, most - figure.low), whole <= most))
    return found
