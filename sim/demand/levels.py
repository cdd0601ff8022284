"""How much more or less than usual comes: busyness of the day and within it, and the kind of day that it is."""

import math
from copy import copy
from functools import partial
from typing import Any

import numpy as np

from sim.demand import purposes as for_
from sim.demand.numbers import Floats, output, outputs, uniform, uniforms, word_of
from sim.demand.quantile_tables import mean_over, table_of
from sim.scenario import Scenario
from sim.scenario.calendar_days import Days, kinds_of
from sim.scenario.distributions import Gamma, Lognormal


class Levels:
    """Factors on the volume of a baseline's types: pure functions of replication, day, type and bin.

    What opens on a day has that day's factor until it closes.

    Parameters
    ----------
    base : Scenario
        The baseline.
    days : Days
        Its days.
    bins : list of int
        Bins of a day, by type.
    """

    def __init__(self, base: Scenario, days: Days, bins: list[int]) -> None:
        self._days, self._bins = days, bins
        self._count = 7 * base.calendar.weeks
        cv, within = base.customers.day_cv, base.customers.busyness.within_day_cv
        self._busy = table_of(Gamma(shape="gamma", mean=1.0, cv=cv)) if cv > 0 else None
        self._kinds = [kinds_of(base.calendar, name) for name in base.issues]
        self._sigma = math.sqrt(math.log(1.0 + within**2))
        self._correlation = base.customers.busyness.correlation
        at_night = any(piece.past for day in days.representatives() for piece in days.pieces(day))
        self.by_bin = within > 0 or (at_night and (cv > 0 or bool(base.calendar.days)))
        """Whether factors differ between the bins of a day."""
        # The logarithm of a lognormal with median 1 is normal: a table of the standard normal by its exponential.
        self._normal = table_of(Lognormal(shape="lognormal", median=1.0, sigma=1.0)) if within > 0 else None
        self._known: dict[int, Any] = {}

    def of(self, root: int, keys: list[int]) -> "Levels":
        """Return the factors of a replication, by its key and those of its types."""
        other = copy(self)
        other._root, other._keys, other._known = root, keys, {}
        return other

    _root: int
    _keys: list[int]

    def busyness(self, day: int) -> float:
        """Return the factor on a day's volume that all types share."""
        if self._busy is None:
            return 1.0
        return self._busy.read(uniform(output(output(self._root, word_of("busyness")), day)))

    def on(self, day: int, type_index: int) -> float:
        """Return the factor on what a type brings in the hours that open on a day."""
        kinds, busy = self._kinds[type_index], self.busyness(day)
        if not kinds:
            return busy
        left = uniform(output(output(self._root, word_of("kind of day")), day))
        for share, volume in kinds[:-1]:
            if left < share:
                return busy * volume
            left -= share
        return busy * kinds[-1][1]

    def by_day(self, days: int) -> Floats:
        """Return the factors of days from 0, one row a day, one column a type; see `on`."""
        types = range(len(self._kinds))
        if self._busy is None and not any(self._kinds):
            return np.ones((days, len(types)))
        return np.array([[self.on(day, t) for t in types] for day in range(days)])

    def expected(self, type_index: int) -> Floats:
        """Return the mean of a type's factor in each bin of the day, by the tables that are drawn from."""
        busy = 1.0 if self._busy is None else self._busy.mean
        kinds = self._kinds[type_index] or [(1.0, 1.0)]
        kind = math.fsum(share * volume for share, volume in kinds)
        bins = self._bins[type_index]
        if self._normal is None:
            return np.full(bins, busy * kind)
        normal, rest = self._normal, math.sqrt(1.0 - self._correlation**2)
        older = [self._sigma * self._correlation**ago for ago in range(bins)]
        first, later = ([mean_over(normal, partial(_power, s * by)) for s in older] for by in (1.0, rest))
        within = np.array([first[b] * math.prod(later[:b]) for b in range(bins)])
        within *= busy * kind * math.exp(-(self._sigma**2) / 2)
        return within

    def in_bins(self, type_index: int) -> Floats:
        """Return a type's factors, shape (days, bins)."""
        if type_index not in self._known:
            self._known[type_index] = self._over_nights(type_index) * self._within(type_index)
        found: Floats = self._known[type_index]
        return found

    def _over_nights(self, type_index: int) -> Floats:
        """Return the factor of the day on which the center opened for each bin."""
        bins = self._bins[type_index]
        width = 1440 // bins
        levels = np.array([self.on(day, type_index) for day in range(-1, self._count)])
        factors = np.repeat(levels[1:, None], bins, axis=1)
        for day in range(self._count):
            for piece in self._days.pieces(day):
                if piece.past:
                    factors[day, : -(-piece.end // width)] = levels[day]
        return factors

    def _within(self, type_index: int) -> Floats:
        """Return lognormal factors of mean 1 whose logarithms are an AR(1) from bin to bin, anew each day."""
        bins = self._bins[type_index]
        if self._normal is None:
            return np.ones((self._count, bins))
        numbers = np.arange(self._count * bins, dtype=np.uint64)
        keys = outputs(np.array(self._keys[type_index], dtype=np.uint64), numbers)
        luck = self._normal.read_all(uniforms(outputs(keys, np.array([for_.WITHIN_DAY], dtype=np.uint64))))
        shocks = np.array([math.log(each) for each in luck.tolist()]).reshape(self._count, bins)
        z, rest = shocks.copy(), math.sqrt(1.0 - self._correlation**2)
        for b in range(1, bins):
            z[:, b] = self._correlation * z[:, b - 1] + rest * shocks[:, b]
        drift = self._sigma**2 / 2
        return np.array([math.exp(self._sigma * each - drift) for each in z.ravel().tolist()]).reshape(z.shape)


def _power(exponent: float, values: Floats) -> Floats:
    result: Floats = values**exponent
    return result
