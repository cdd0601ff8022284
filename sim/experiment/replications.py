"""How many replications: planning, and the algorithm of Hoad, Robinson and Davies (2010)."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sim.experiment.statistics import mean_estimate, t_critical


def replications_needed(sd: float, half_width: float, confidence: float = 0.95) -> int:
    """Return the least n whose t-interval has at most the wanted half-width.

    Parameters
    ----------
    sd : float
        Standard deviation between replications, from a pilot.
    half_width : float
        Wanted half-width, in the same unit.
    confidence : float
        Of the two-sided interval.

    Returns
    -------
    int
        The least ``n >= 2`` with ``t_{n-1} sd / sqrt(n) <= half_width``.

    Raises
    ------
    ValueError
        If the standard deviation is negative or the half-width not positive.
    """
    if not (sd >= 0 and math.isfinite(sd)) or not half_width > 0:
        raise ValueError("need a standard deviation >= 0 and a half-width > 0")

    def enough(n: int) -> bool:
        return t_critical(n, confidence) * sd <= half_width * math.sqrt(n)

    high = 2
    while not enough(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return max(high, 2)


def replications_until_clear(
    mean_difference: float, sd_difference: float, confidence: float = 0.95
) -> int | None:
    """Return the n at which a paired difference of this size would exclude 0.

    ``(t s_D / delta)^2`` solved for n; None if the difference is 0, since no number would do.
    """
    if mean_difference == 0:
        return None
    return replications_needed(sd_difference, abs(mean_difference), confidence)


class ReplicationRule:
    """Decides after each replication whether another is needed.

    The relative half-width ``d_n`` is that of the worst outcome. Once ``d_n <= precision``,
    f further replications must confirm it: f is `look_ahead` up to 100 replications and
    ``look_ahead n / 100`` (rounded down) beyond. A single failure starts the search anew
    (Hoad, Robinson and Davies 2010, J Oper Res Soc 61:1632-1644).

    Parameters
    ----------
    precision : float
        Wanted half-width as a share of the mean, e.g. 0.05.
    confidence : float
        Of the intervals.
    initial : int
        Replications before the first look, at least 2.
    look_ahead : int
        kLimit, 0 or more.
    most : int
        Cap on the number of replications.

    Attributes
    ----------
    n : int
        Replications so far.
    sufficient : int or None
        The number found sufficient (Nsol), once confirmed.
    finished : bool
        Confirmed, or stopped by the cap.

    Raises
    ------
    ValueError
        If a parameter is out of range.
    """

    def __init__(
        self,
        precision: float = 0.05,
        *,
        confidence: float = 0.95,
        initial: int = 3,
        look_ahead: int = 5,
        most: int = 1000,
    ) -> None:
        if not precision > 0 or initial < 2 or look_ahead < 0 or most < initial:
            raise ValueError("need precision > 0, initial >= 2, look_ahead >= 0, most >= initial")
        self.precision = precision
        self.confidence = confidence
        self.initial = initial
        self.look_ahead = look_ahead
        self.most = most
        self.n = 0
        self.sufficient: int | None = None
        self.sufficient_half_width: float | None = None
        self._candidate: int | None = None
        self._values: dict[str, list[float]] = {}

    @property
    def finished(self) -> bool:
        """Whether no further replication is needed or allowed."""
        return self.sufficient is not None or self.n >= self.most

    def relative_half_widths(self) -> dict[str, float]:
        """Return each outcome's half-width over its absolute mean.

        It is 0 if the outcome does not vary, infinite if it varies about a mean of 0 or has
        been seen once only.
        """
        return {name: self._relative(values) for name, values in self._values.items()}

    def _relative(self, values: list[float]) -> float:
        estimate = mean_estimate(values, self.confidence)
        half_width = estimate.half_width
        if half_width is None:
            return math.inf
        if half_width == 0:
            return 0.0
        return half_width / abs(estimate.value) if estimate.value else math.inf

    def add(self, outcomes: Mapping[str, float]) -> bool:
        """Record one replication and return `finished`.

        Parameters
        ----------
        outcomes : mapping of str to float
            One finite value for each outcome, the same outcomes each time.

        Raises
        ------
        ValueError
            If the rule is finished, there is no outcome, the outcomes differ from before, or
            a value is not finite.
        """
        if self.finished:
            raise ValueError("the rule is finished: no further replication is needed")
        if not outcomes or (self._values and set(outcomes) != set(self._values)):
            raise ValueError("need the same outcomes, at least one, in every replication")
        if not all(math.isfinite(value) for value in outcomes.values()):
            raise ValueError("an outcome is not finite")
        for name, value in outcomes.items():
            self._values.setdefault(name, []).append(value)
        self.n += 1
        if self.n >= self.initial:
            self._look(max(self.relative_half_widths().values()))
        return self.finished

    def _look(self, worst: float) -> None:
        """Move the candidate on, and confirm it after enough replications."""
        if worst > self.precision:
            self._candidate = None
            return
        if self._candidate is None:
            self._candidate, self.sufficient_half_width = self.n, worst
        ahead = self.look_ahead * max(100, self._candidate) // 100
        if self.n - self._candidate >= ahead:
            self.sufficient = self._candidate
