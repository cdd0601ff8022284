"""Choosing the best of a finite list, some of which may break limits, with a guaranteed probability.

Fully sequential: replications are taken one by one of all systems still in the contest, on common random numbers, and
a system leaves as soon as the others, or a limit, have clearly beaten it. Pure statistics: systems are numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.statistics.intervals import Vector, told_apart
from sim.statistics.signs import Ranges, Signs, Whole

Take = Callable[[Sequence[int], range], tuple[Vector, Vector]]
"""Takes replications of systems: the objective, less being better, shape (systems, replications), and by how much each
exceeds each limit, 0 or less being right, shape (systems, limits, replications)."""
Mask = NDArray[np.bool_]
Tell = Callable[[int, int], None]
"""Told how many replications were taken, and how many there will be at most."""


@dataclass(frozen=True)
class Fate:
    """What became of one system.

    Attributes
    ----------
    replications : int
        How many were looked at.
    mean : float
        Of the objective over these.
    beaten_by : int or None
        The system that proved better.
    breaks : int or None
        The limit that it was found to break.
    is_tied : bool
        Whether it differs from the system that beat it by less than was worth detecting, as far as can be known.
    """

    replications: int
    mean: float
    beaten_by: int | None = None
    breaks: int | None = None
    is_tied: bool = False

    @property
    def is_in(self) -> bool:
        """Whether it was still in the contest at the end."""
        return self.beaten_by is None and self.breaks is None


@dataclass(frozen=True)
class Selection:
    """How a contest ended.

    Attributes
    ----------
    best : int or None
        The system chosen; None if all were found to break a limit.
    fates : list of Fate
        Of all systems.
    is_finished : bool
        Whether the procedure came to its end, so that its guarantee holds.
    taken : int
        How many replications were taken in all.
    """

    best: int | None
    fates: list[Fate]
    is_finished: bool
    taken: int


def select_best(
    take: Take,
    systems: int,
    delta: float,
    tolerances: Sequence[float] = (),
    *,
    confidence: float = 0.95,
    first_stage: int = 10,
    most: int = 1_000_000,
    block: int = 1,
    tell: Tell | None = None,
) -> Selection:
    """Choose the system with the least mean among those that keep all limits.

    Kim and Nelson's procedure (2001, ACM TOMACS 11:251-273, c = 1) compares pairs; Batur and Kim's check (2010, ACM
    TOMACS 20:13) decides on limits; both run at once as in HAK+ (Healey, Andradottir and Kim 2014, ACM TOMACS 24:14): a
    system is ruled out by comparison only by one that has been found to keep all limits. With k systems and s limits
    each pair and each limit may err with probability ``beta = (1 - confidence) / (k - 1 + s)`` (Bonferroni), which
    holds under common random numbers.

    For normal observations, with at least the probability `confidence`, the system chosen is the best one that keeps
    every limit by its tolerance, if that one is better by `delta` than every other system that keeps the limits or
    breaks them by less than a tolerance; no system that breaks a limit by its tolerance is chosen. Where several lie
    within `delta` of the best, one of them is chosen (in practice with at least that probability; unproved).

    Parameters
    ----------
    take : callable
        Takes replications: see `Take`.
    systems : int
        How many.
    delta : float
        The least difference of means worth detecting, in the objective's unit.
    tolerances : sequence of float
        For each limit, by how much it may be missed without harm, in its unit.
    confidence : float
        Of the whole.
    first_stage : int
        Replications of each system before the first look, at least 2.
    most : int
        Cap on the replications taken in all; beyond it the contest ends unfinished.
    block : int
        How many replications are taken at once; it changes nothing but the number taken in vain.
    tell : callable, optional
        Hears of progress.

    Raises
    ------
    ValueError
        If a number is out of range.
    """
    if systems < 1 or not delta > 0 or first_stage < 2 or not 0 < confidence < 1 or not all(e > 0 for e in tolerances):
        raise ValueError("need a system, delta and tolerances > 0, first_stage >= 2 and a confidence inside (0, 1)")
    if first_stage * systems > most:
        raise ValueError(f"need at least {first_stage * systems} replications for the first stage, not {most}")
    contest = _Contest(systems, first_stage, delta, np.asarray(tolerances, dtype=float), 1 - confidence)
    stage = taken = 0
    while stage == 0 or not contest.is_over:
        inside = contest.inside
        size = min(block, (most - taken) // len(inside)) if stage else first_stage
        if size < 1:
            break
        values, excess = take(inside, range(stage, stage + size))
        contest.see(inside, stage, values, excess)
        stage, taken = stage + size, taken + size * len(inside)
        if tell is not None:
            tell(taken, min(most, taken + len(contest.inside) * max(0, contest.longest - stage)))
    return Selection(contest.best, contest.fates(), contest.is_over, taken)


class _Contest:
    """The state of a contest: sums so far, who is in, who keeps which limit, who beat whom.

    Parameters
    ----------
    systems, first, delta, tolerances, error
        As in `select_best`.
    """

    def __init__(self, systems: int, first: int, delta: float, tolerances: Vector, error: float) -> None:
        limits = len(tolerances)
        share = error / max(1, systems - 1 + limits)
        squared = kim_nelson_constants(systems + limits, first, error)[1] if systems + limits > 1 else 0.0
        self._pairs = np.triu_indices(systems, 1)
        self._gaps = Signs(np.full(len(self._pairs[0]), delta), first, squared, share)
        self._misses = Signs(np.tile(tolerances, systems), first, squared, share)
        self._ranges = Ranges(systems), Ranges(systems * limits)
        self._sums = np.zeros(systems)
        self._seen = np.zeros(systems, dtype=int)
        self._in = np.ones(systems, dtype=bool)
        self._keeps = np.zeros((systems, limits), dtype=int)
        self._beat: NDArray[np.bool_] = np.zeros((systems, systems), dtype=bool)
        self._tied: NDArray[np.bool_] = np.zeros((systems, systems), dtype=bool)
        self._beaten_by: list[int | None] = [None] * systems
        self._breaks: list[int | None] = [None] * systems

    @property
    def inside(self) -> list[int]:
        """The systems still in the contest."""
        return [int(i) for i in np.flatnonzero(self._in)]

    @property
    def longest(self) -> int:
        """The stage at which every pair and every limit now open is decided, as far as is known."""
        return max(self._gaps.longest(self._open_pairs), self._misses.longest(self._open_limits))

    @property
    def _open_pairs(self) -> Whole:
        """The numbers of the pairs of systems inside of which none has beaten the other."""
        one, other = self._pairs
        return np.flatnonzero(self._in[one] & self._in[other] & ~(self._beat | self._beat.T)[one, other])

    @property
    def _open_limits(self) -> Whole:
        """The numbers of the limits, system by system, that are neither kept nor broken by a system inside."""
        return np.flatnonzero((self._in[:, None] & (self._keeps == 0)).ravel())

    @property
    def is_over(self) -> bool:
        """Whether one system is left and keeps all limits, or none is left."""
        return not self._in.any() or bool(self._in.sum() == 1 and (self._keeps[self._in] == 1).all())

    @property
    def best(self) -> int | None:
        """The system in front among those that are in, those first that are known to keep the limits."""
        order = [(not (self._keeps[i] == 1).all(), self._sums[i], i) for i in self.inside]
        return min(order)[2] if order else None

    def fates(self) -> list[Fate]:
        """Return what became of each system."""
        return [
            Fate(int(n), float(total / n), by, broken, by is not None and bool(self._tied[i, by]))
            for i, (n, total, by, broken) in enumerate(
                zip(self._seen, self._sums, self._beaten_by, self._breaks, strict=True)
            )
        ]

    def see(self, inside: list[int], stage: int, values: Vector, excess: Vector) -> None:
        """Look at further replications of the systems inside, one stage after the other."""
        sums = np.cumsum(np.concatenate([self._sums[inside, None], values], axis=1), axis=1)[:, 1:]
        wins = self._look_at_pairs(inside, stage, values)
        verdicts = self._look_at_limits(inside, stage, excess)
        for column in sorted({*wins[1][wins[1] >= 0].tolist(), *verdicts[1][verdicts[1] >= 0].tolist()}):
            rows = np.flatnonzero(self._in[inside])
            index = np.asarray(inside)[rows]
            self._win(*(each[wins[1] == column] for each in wins))
            number = verdicts[0][verdicts[1] == column]
            self._keeps.ravel()[number] = np.where(verdicts[2][verdicts[1] == column] <= 0, 1, -1)
            self._rule_out(dict(zip(index.tolist(), sums[rows, column], strict=True)))
            self._note(index, sums[rows, column], stage + 1 + column)
            if self.is_over:
                return
        rows = np.flatnonzero(self._in[inside])
        self._note(np.asarray(inside)[rows], sums[rows, -1], stage + values.shape[1])

    def _note(self, systems: Whole, sums: Vector, stage: int) -> None:
        """Keep the sums up to a stage, also of those that have just left."""
        self._sums[systems], self._seen[systems] = sums, stage

    def _look_at_pairs(self, inside: list[int], stage: int, values: Vector) -> tuple[Whole, Whole, Whole, Mask]:
        """Return the open pairs, the column at which each is decided (-1 if not yet), the sign, and whether it ties."""
        which, rows = self._open_pairs, np.zeros(len(self._in), dtype=int)
        rows[inside] = np.arange(len(inside))
        one, other = (rows[each[which]] for each in self._pairs)
        ranges, widest = self._ranges[0].see(np.asarray(inside), values)
        scales = np.maximum(ranges[one], ranges[other])
        gaps = told_apart(values[other], values[one])
        return which, *self._gaps.see(which, stage, gaps, np.where(scales > 0, scales, widest))

    def _look_at_limits(self, inside: list[int], stage: int, excess: Vector) -> tuple[Whole, Whole, Whole, Mask]:
        """Return the open limits as `_look_at_pairs` does pairs."""
        limits = excess.shape[1]
        numbers = (np.asarray(inside)[:, None] * limits + np.arange(limits)).ravel()
        which, flat = self._open_limits, excess.reshape(len(numbers), excess.shape[2])
        ranges, widest = self._ranges[1].see(numbers, flat)
        chosen = np.searchsorted(numbers, which)
        scales = np.where(ranges > 0, ranges, widest)
        return which, *self._misses.see(which, stage, flat[chosen], scales[chosen])

    def _win(self, which: Whole, column: Whole, sign: Whole, is_tied: Mask) -> None:
        """Note who is ahead in pairs; where nothing lies between them, the first."""
        one, other = (each[which] for each in self._pairs)
        first, last = np.where(sign <= 0, one, other), np.where(sign <= 0, other, one)
        self._beat[first, last] = True
        self._tied[one, other] = self._tied[other, one] = is_tied

    def _rule_out(self, sums: dict[int, float]) -> None:
        """Take out who breaks a limit, and who was beaten by one that is in and keeps all limits."""
        for system in sums:
            broken = np.flatnonzero(self._keeps[system] == -1)
            if broken.size:
                self._in[system], self._breaks[system] = False, int(broken[0])
        able = [i for i in sorted(sums, key=lambda i: (sums[i], i)) if self._in[i] and (self._keeps[i] == 1).all()]
        beaten = {loser: i for i in reversed(able) for loser in self.inside if self._beat[i, loser]}
        if able and set(able) <= set(beaten):  # each was beaten by another at some time: the one in front stays
            beaten = {}
            for i in able:
                beaten |= {} if i in beaten else {j: i for j in self.inside if self._beat[i, j] and j not in beaten}
        for loser, winner in beaten.items():
            self._in[loser], self._beaten_by[loser] = False, winner


def kim_nelson_constants(scenarios: int, first_stage: int, error: float = 0.05) -> tuple[float, float]:
    """Return eta and h squared of the Kim-Nelson procedure with c = 1.

    ``eta = [(2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1] / 2`` and ``h^2 = 2 eta (n0 - 1)``
    (Kim and Nelson 2001).

    Raises
    ------
    ValueError
        With fewer than two scenarios or replications.
    """
    if scenarios < 2 or first_stage < 2:
        raise ValueError("need at least two scenarios and two replications")
    power = -2 / (first_stage - 1)
    eta = 0.5 * ((2 * error / (scenarios - 1)) ** power - 1)
    return eta, 2 * eta * (first_stage - 1)
