"""Choosing the best of a finite list, some of which may break limits, with a guaranteed probability.

Fully sequential: replications are taken one by one of all systems still in the contest, on common random numbers, and
a system leaves as soon as the others, or a limit, have clearly beaten it. Pure statistics: systems are numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiment.selection import kim_nelson_constants
from sim.experiment.statistics import Vector

Take = Callable[[Sequence[int], range], tuple[Vector, Vector]]
"""Takes replications of systems: the objective, less being better, shape (systems, replications), and by how much each
exceeds each limit, 0 or less being right, shape (systems, limits, replications)."""
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
    """

    replications: int
    mean: float
    beaten_by: int | None = None
    breaks: int | None = None

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
    contest: _Contest | None = None
    stage = taken = 0
    while contest is None or not contest.is_over:
        inside = list(range(systems)) if contest is None else contest.inside
        size = first_stage if contest is None else min(block, (most - taken) // len(inside))
        if size < 1 or (contest is None and first_stage * systems > most):
            break
        values, excess = take(inside, range(stage, stage + size))
        contest = contest or _Contest(values, excess, delta, np.asarray(tolerances, dtype=float), 1 - confidence)
        contest.see(inside, stage, values, excess)
        stage, taken = stage + size, taken + size * len(inside)
        if tell is not None:
            tell(taken, min(most, taken + len(contest.inside) * max(0, contest.longest - stage)))
    if contest is None:
        raise ValueError(f"need at least {first_stage * systems} replications for the first stage, not {most}")
    return Selection(contest.best, contest.fates(), contest.is_over, taken)


class _Contest:
    """The state of a contest: sums so far, who is in, who keeps which limit, who beat whom.

    Parameters
    ----------
    values, excess : ndarray
        The first stage, from which all variances are taken.
    delta, tolerances, error
        As in `select_best`.
    """

    def __init__(self, values: Vector, excess: Vector, delta: float, tolerances: Vector, error: float) -> None:
        systems, first = values.shape
        limits = len(tolerances)
        squared = kim_nelson_constants(systems + limits, first, error)[1] if systems + limits > 1 else 0.0
        self._first, self._delta, self._tolerances = first, delta, tolerances
        pairs = (values[:, None] - values[None]).var(axis=2, ddof=1)
        self._pair_ends = squared * pairs / delta**2
        self._limit_ends = squared * excess.var(axis=2, ddof=1) / tolerances**2
        self._sums, self._excess = np.zeros(systems), np.zeros((systems, limits))
        self._seen = np.zeros(systems, dtype=int)
        self._in = np.ones(systems, dtype=bool)
        self._keeps = np.zeros((systems, limits), dtype=int)
        self._beat: NDArray[np.bool_] = np.zeros((systems, systems), dtype=bool)
        self._beaten_by: list[int | None] = [None] * systems
        self._breaks: list[int | None] = [None] * systems

    @property
    def inside(self) -> list[int]:
        """The systems still in the contest."""
        return [int(i) for i in np.flatnonzero(self._in)]

    @property
    def longest(self) -> int:
        """The stage at which every pair and every limit now open is decided."""
        among = np.ix_(self._in, self._in)
        ends = [*self._pair_ends[among].ravel(), *self._limit_ends[self._in].ravel()]
        return int(max(ends, default=0.0)) + 1

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
            Fate(int(n), float(total / n), by, broken)
            for n, total, by, broken in zip(self._seen, self._sums, self._beaten_by, self._breaks, strict=True)
        ]

    def see(self, inside: list[int], stage: int, values: Vector, excess: Vector) -> None:
        """Look at further replications of the systems inside, one stage after the other."""
        sums = np.cumsum(np.concatenate([self._sums[inside, None], values], axis=1), axis=1)[:, 1:]
        over = np.cumsum(np.concatenate([self._excess[inside, :, None], excess], axis=2), axis=2)[:, :, 1:]
        stages = stage + 1 + np.arange(values.shape[1])
        wins, win_at = self._first_wins(inside, sums, stages)
        verdicts, verdict_at = self._first_verdicts(inside, over, stages)
        for column in sorted({*win_at[win_at >= 0].tolist(), *verdict_at[verdict_at >= 0].tolist()}):
            rows = np.flatnonzero(self._in[inside])
            pairs = np.ix_(rows, rows)
            index = np.asarray(inside)[rows]
            self._beat[np.ix_(index, index)] |= wins[pairs] & (win_at[pairs] == column)
            now = verdict_at[rows] == column
            self._keeps[index] = np.where(now, verdicts[rows], self._keeps[index])
            self._rule_out(dict(zip(index.tolist(), sums[rows, column], strict=True)))
            self._note(index, sums[rows, column], over[rows, :, column], stages[column])
            if self.is_over:
                return
        rows = np.flatnonzero(self._in[inside])
        self._note(np.asarray(inside)[rows], sums[rows, -1], over[rows, :, -1], stages[-1])

    def _note(self, systems: NDArray[np.int_], sums: Vector, excess: Vector, stage: int) -> None:
        """Keep the sums up to a stage, also of those that have just left."""
        self._sums[systems], self._excess[systems], self._seen[systems] = sums, excess, stage

    def _first_wins(
        self, inside: list[int], sums: Vector, stages: NDArray[np.int_]
    ) -> tuple[NDArray[np.bool_], NDArray[np.int_]]:
        """Return for each pair whether the first is ahead, and the column at which that is decided, -1 if not yet."""
        among = np.ix_(inside, inside)
        width = np.maximum(0.0, self._delta / 2 * (self._pair_ends[among][..., None] - stages))
        gaps = sums[:, None] - sums[None]
        is_open = ~(self._beat | self._beat.T)[among] & ~np.eye(len(inside), dtype=bool)
        decided = ((np.abs(gaps) > width) | (width == 0)) & (stages >= self._first) & is_open[..., None]
        column = np.where(decided.any(axis=2), decided.argmax(axis=2), -1)
        gap = np.take_along_axis(gaps, np.maximum(column, 0)[..., None], axis=2)[..., 0]
        ahead = np.sign(gap) + 0.5 * np.sign(np.subtract.outer(np.arange(len(inside)), np.arange(len(inside))))
        return ahead < 0, column

    def _first_verdicts(
        self, inside: list[int], over: Vector, stages: NDArray[np.int_]
    ) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
        """Return for each system and limit 1 (kept) or -1 (broken), and the column of that verdict, -1 if not yet."""
        width = np.maximum(0.0, self._tolerances[:, None] / 2 * (self._limit_ends[inside][..., None] - stages))
        is_open = self._keeps[inside] == 0
        decided = (np.abs(over) >= width) & (stages >= self._first) & is_open[..., None]
        column = np.where(decided.any(axis=2), decided.argmax(axis=2), -1)
        excess = np.take_along_axis(over, np.maximum(column, 0)[..., None], axis=2)[..., 0]
        return np.where(excess <= 0, 1, -1), column

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
