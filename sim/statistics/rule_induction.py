"""Rules of at most two conditions that tell some worlds from the others; none where none is good."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.statistics.sobol import Points

Mask = NDArray[np.bool_]
FEWEST = 5
"""With fewer worlds on one side there is nothing to describe."""
GOOD = 0.6
"""Coverage and precision that a rule needs."""
_CUTS = 7
_SIMPLER = 0.05
"""How much better two conditions must be than one."""
_SHUFFLES = 99
_BEATEN = 95
"""Of the shuffled answers, so many must be told apart less well: a search over many rules always finds something."""


@dataclass(frozen=True)
class Condition:
    """An input, by its column, that lies below or above a value."""

    column: int
    below: bool
    at: float

    def holds(self, points: Points) -> Mask:
        """Return in which worlds it holds."""
        values = points[:, self.column]
        return np.asarray(values < self.at if self.below else values > self.at)


@dataclass(frozen=True)
class Rule:
    """Conditions that hold together.

    Attributes
    ----------
    conditions : tuple of Condition
        One or two.
    coverage : float
        Of the worlds to be described, the share inside the rule.
    precision : float
        Of the worlds inside the rule, the share to be described.
    """

    conditions: tuple[Condition, ...]
    coverage: float
    precision: float

    @property
    def score(self) -> float:
        """The harmonic mean of coverage and precision, F1."""
        both = self.coverage + self.precision
        return 2 * self.coverage * self.precision / both if both else 0.0


def find_rule(points: Points, wanted: Mask, seed: int) -> Rule | None:
    """Search all rules of one or two conditions for the one that tells the wanted worlds best from the others.

    Best is the largest harmonic mean of coverage and precision (F1), over cuts at the eighths of each input; one
    condition is preferred where two are hardly better, and in the end each cut moves to its best place. The idea is
    that of PRIM (Friedman and Fisher 1999); the search is complete, because two conditions allow it.

    Parameters
    ----------
    points : ndarray, shape (worlds, inputs)
        The values of inputs.
    wanted : ndarray of bool, shape (worlds,)
        The worlds to be described.
    seed : int
        Of the shuffles that the rule has to beat.

    Returns
    -------
    Rule or None
        None where no rule is good, or chance alone would find as good a one.
    """
    if min(wanted.sum(), (~wanted).sum()) < FEWEST:
        return None
    conditions = list(_conditions(points))
    inside = np.array([condition.holds(points) for condition in conditions], dtype=np.float32)
    both = inside @ inside.T
    scores = _scores(inside, both, wanted)
    first, second = np.unravel_index(int(np.argmax(scores)), scores.shape)
    alone = int(np.argmax(np.diag(scores)))
    if scores[alone, alone] >= scores[first, second] - _SIMPLER:
        first = second = np.intp(alone)
    rule = _refined([conditions[i] for i in dict.fromkeys((int(first), int(second)))], points, wanted)
    if min(rule.coverage, rule.precision) < GOOD:
        return None
    rng, missed = np.random.default_rng(seed), 0
    for _ in range(_SHUFFLES):
        missed += bool(_scores(inside, both, rng.permutation(wanted)).max() >= scores[first, second])
        if missed > _SHUFFLES - _BEATEN:
            return None
    return rule


def _conditions(points: Points) -> Iterator[Condition]:
    for column, values in enumerate(points.T):
        span = float(np.ptp(values))
        if span == 0:
            continue
        cuts = np.quantile(values, np.arange(1, _CUTS + 1) / (_CUTS + 1))
        for cut in sorted({rounded(float(cut), span) for cut in cuts}):
            yield Condition(column, True, cut)
            yield Condition(column, False, cut)


def rounded(value: float, span: float) -> float:
    """Return a value in as many digits as its range bears: hundredths of the power of ten that the range reaches.

    Examples
    --------
    >>> rounded(0.12345, 0.8), rounded(31.4159, 54.8)
    (0.12, 31.0)
    """
    digits = 1 - math.floor(math.log10(span))
    return round(value, digits)


def _scores(inside: Any, both: Any, wanted: Mask) -> Any:
    """Return F1 for each pair of conditions, shape (conditions, conditions); the diagonal is one condition alone."""
    hits = (inside * wanted.astype(np.float32)) @ inside.T
    return 2 * hits / (both + np.float32(wanted.sum()))


def _refined(conditions: list[Condition], points: Points, wanted: Mask) -> Rule:
    """Return the rule with each cut moved to where it tells most, in the middle of equally good places."""
    for place, condition in enumerate(conditions):
        values = np.unique(points[:, condition.column])
        span = float(np.ptp(values))
        middles = sorted({rounded(float(cut), span) for cut in (values[1:] + values[:-1]) / 2})
        tried = []
        for cut in middles:
            moved = [*conditions[:place], replace(condition, at=cut), *conditions[place + 1 :]]
            tried.append((_rule(tuple(moved), points, wanted), cut))
        best = max(rule.score for rule, _ in tried)
        level = [cut for rule, cut in tried if rule.score >= best - 1e-12]
        conditions[place] = replace(condition, at=level[len(level) // 2])
    return _rule(tuple(conditions), points, wanted)


def _rule(conditions: tuple[Condition, ...], points: Points, wanted: Mask) -> Rule:
    within = np.all([condition.holds(points) for condition in conditions], axis=0)
    hits = float((within & wanted).sum())
    return Rule(conditions, hits / float(wanted.sum()), hits / max(1.0, float(within.sum())))
