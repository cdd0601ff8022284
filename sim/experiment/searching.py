"""Searching a box of levers for the best setting, or for the front of several aims, with few evaluations.

For functions that are known through simulation on common random numbers: noisy, without slopes, but the same each
time they are asked for. Pure search: settings are tuples of numbers, merits are tuples of which less is better.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.statistics.estimates import Vector
from sim.statistics.pareto import non_dominated

Setting = tuple[float, ...]
Merit = tuple[float, ...]
"""First by how much limits are missed, 0 where they hold; then what is to become small. Compared from the left."""
Evaluate = Callable[[list[Setting]], list[Merit]]
LEAST_STEP = 1 / 64
"""As a share of the box: where steps are smaller, a climber has arrived."""
_FIRST_STEP = 1 / 4
_MOST_PARENTS = 10


@dataclass(frozen=True)
class Box:
    """The ranges of levers, and which of them are whole numbers.

    Settings are rounded to about three digits of the range, so that they can be read and written.
    """

    low: Setting
    high: Setting
    whole: tuple[bool, ...]

    def __post_init__(self) -> None:
        if not self.low or not all(math.isfinite(b - a) and a < b for a, b in zip(self.low, self.high, strict=True)):
            raise ValueError("need ranges that begin below their end")

    def setting(self, place: Vector) -> Setting:
        """Return the setting at a place in the unit cube, rounded and inside."""
        return tuple(
            self._rounded(low + min(1.0, max(0.0, float(part))) * (high - low), low, high, whole)
            for part, low, high, whole in zip(place, self.low, self.high, self.whole, strict=True)
        )

    @staticmethod
    def _rounded(value: float, low: float, high: float, whole: bool) -> float:
        digits = 0 if whole else 2 - math.floor(math.log10(high - low))
        return min(high, max(low, round(value, digits)))

    def place(self, setting: Sequence[float]) -> Vector:
        """Return where in the unit cube a setting lies; outside ones at the nearest edge."""
        low, high = np.asarray(self.low), np.asarray(self.high)
        return np.asarray(np.clip((np.asarray(setting, dtype=float) - low) / (high - low), 0.0, 1.0))

    def moves(self, step: float) -> Vector:
        """Return steps along the axes, both ways; whole numbers move by 1 at least."""
        sizes = [
            max(step, 1 / (high - low)) if whole else step
            for low, high, whole in zip(self.low, self.high, self.whole, strict=True)
        ]
        return np.concatenate([np.diag(sizes), -np.diag(sizes)])

    def scattered(self, count: int, seed: int) -> list[Setting]:
        """Return settings spread evenly over the box: the first points of a scrambled Sobol sequence."""
        from scipy.stats import qmc

        sobol = qmc.Sobol(len(self.low), rng=np.random.default_rng(seed))
        return [self.setting(place) for place in sobol.random_base2(math.ceil(math.log2(max(1, count))))[:count]]


class _Known:
    """Evaluations so far; nothing is evaluated twice, nor more than a number of times."""

    def __init__(self, evaluate: Evaluate, most: int) -> None:
        self.merits: dict[Setting, Merit] = {}
        self._evaluate, self._most = evaluate, most

    @property
    def is_full(self) -> bool:
        return len(self.merits) >= self._most

    def look(self, settings: Iterable[Setting]) -> None:
        """Evaluate what is new, as far as the budget goes."""
        new = [setting for setting in dict.fromkeys(settings) if setting not in self.merits]
        new = new[: self._most - len(self.merits)]
        if new:
            self.merits |= dict(zip(new, self._evaluate(new), strict=True))


class _Climber:
    """One start of the search: it polls around its place, moves to what is better, and halves its step."""

    def __init__(self, box: Box, setting: Setting) -> None:
        self._box, self.setting = box, setting
        self._step, self._is_turned = _FIRST_STEP, False
        self._last = np.zeros(len(setting))
        self._polled: list[Setting] = []

    @property
    def has_arrived(self) -> bool:
        return self._step < LEAST_STEP

    def poll(self, rng: np.random.Generator) -> list[Setting]:
        """Return where to look: along the axes, or a turned cross where that has failed; and on along the last move."""
        moves = self._box.moves(self._step)
        if self._is_turned:
            turn = np.linalg.qr(rng.normal(size=(len(self.setting),) * 2))[0]
            moves = self._step * np.concatenate([turn, -turn])
        here = self._box.place(self.setting)
        moves = np.vstack([moves, self._last]) if self._last.any() else moves
        self._polled = [self._box.setting(here + move) for move in moves]
        return self._polled

    def move(self, merits: dict[Setting, Merit]) -> None:
        """Go to the best place polled, or look more closely."""
        best = min((s for s in (self.setting, *self._polled) if s in merits), key=lambda s: merits[s])
        if merits[best] < merits[self.setting]:
            self._last = self._box.place(best) - self._box.place(self.setting)
            self.setting, self._is_turned = best, False
            return
        self._last = np.zeros(len(self.setting))
        self._is_turned = not self._is_turned and not all(self._box.whole) and len(self.setting) > 1
        self._step /= 1 if self._is_turned else 2


def pattern_search(
    evaluate: Evaluate, box: Box, starts: Sequence[Setting], most: int, *, climbers: int = 3, seed: int = 0
) -> dict[Setting, Merit]:
    """Search for the setting of least merit by polling around the best starts with shrinking steps.

    Torczon's pattern search (1997, SIAM J Optim 7:1-25), from several starts side by side; where no step along an axis
    helps, a randomly turned cross is tried before the step is halved, so that a limit can be followed (as in the
    mesh-adaptive search of Audet and Dennis 2006, SIAM J Optim 17:188-217).

    Parameters
    ----------
    evaluate : callable
        Returns the merits of settings; the same each time.
    box : Box
        Where to look.
    starts : sequence of Setting
        All are evaluated; the best become the climbers' places.
    most : int
        Evaluations in all, at least 1.
    climbers : int
        How many starts are followed.
    seed : int
        Of the turns.

    Returns
    -------
    dict of Setting to Merit
        Everything evaluated.
    """
    if most < 1 or not starts:
        raise ValueError("need a start and at least one evaluation")
    rng, known = np.random.default_rng(seed), _Known(evaluate, most)
    known.look(starts)
    best = sorted(known.merits, key=lambda setting: known.merits[setting])
    active = [_Climber(box, setting) for setting in best[:climbers]]
    while active and not known.is_full:
        known.look([setting for climber in active for setting in climber.poll(rng)])
        for climber in active:
            climber.move(known.merits)
        active = list({c.setting: c for c in reversed(active) if not c.has_arrived}.values())[::-1]
    return known.merits


def front_search(
    evaluate: Evaluate, box: Box, starts: Sequence[Setting], most: int, *, seed: int = 0
) -> dict[Setting, Merit]:
    """Search for the settings that no other beats in all aims: evaluate the starts, then around the front, ever closer.

    Parameters and result are those of `pattern_search`; merits have several aims.
    """
    if most < 1 or not starts:
        raise ValueError("need a start and at least one evaluation")
    rng, known, step = np.random.default_rng(seed), _Known(evaluate, most), _FIRST_STEP
    known.look(starts)
    while step >= LEAST_STEP and not known.is_full:
        settings = list(known.merits)
        front = [settings[i] for i in front_of([known.merits[setting] for setting in settings])]
        chosen = [front[i] for i in sorted(rng.permutation(len(front))[:_MOST_PARENTS])]
        places = [box.place(setting) for setting in chosen]
        known.look([box.setting(place + move) for place in places for move in box.moves(step)])
        step /= 2
    return known.merits


def front_of(merits: Sequence[Merit]) -> list[int]:
    """Return which merits no other beats, among those that miss the limits least."""
    least = min(merit[0] for merit in merits)
    able = [i for i, merit in enumerate(merits) if merit[0] == least]
    return [able[i] for i in non_dominated(np.array([merits[i][1:] for i in able]))]
