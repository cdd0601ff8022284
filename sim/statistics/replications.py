"""How many replications: planning, and the algorithm of Hoad, Robinson and Davies (2010)."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from sim.statistics.estimates import mean_estimate, t_critical

Key = TypeVar("Key", bound=Hashable)


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


def replications_until_clear(mean_difference: float, sd_difference: float, confidence: float = 0.95) -> int | None:
    """Return the n at which a paired difference of this size would exclude 0.

    ``(t s_D / delta)^2`` solved for n; None if the difference is 0, since no number would do.
    """
    if mean_difference == 0:
        return None
    return replications_needed(sd_difference, abs(mean_difference), confidence)


class Aim(NamedTuple):
    """How precise one outcome is to be.

    Attributes
    ----------
    yardsticks : tuple
        The outcomes whose larger absolute mean its half-width is measured by; empty: its own mean.
    enough : float
        A half-width that is enough, however small the yardstick.
    """

    yardsticks: tuple[Hashable, ...] = ()
    enough: float = 0.0


class Reached(NamedTuple):
    """How precise one outcome is: its half-width, the widest that would do, and its share of the yardstick."""

    half_width: float
    wanted: float
    share: float

    @property
    def is_reached(self) -> bool:
        """Whether it is as precise as it was to be."""
        return self.half_width <= self.wanted

    @property
    def excess(self) -> float:
        """How many times as wide it is as it was to be."""
        return self.half_width / self.wanted if self.wanted else (math.inf if self.half_width else 0.0)


def account(
    values: Mapping[Key, Sequence[float]],
    precision: float,
    aims: Mapping[Key, Aim] | None = None,
    confidence: float = 0.95,
) -> dict[Key, Reached]:
    """Return how precise each outcome is.

    Parameters
    ----------
    values : mapping of sequences
        One value for each replication, by outcome.
    precision : float
        Wanted half-width as a share of the yardstick.
    aims : mapping of Aim, optional
        Where an outcome is not measured by its own mean.
    confidence : float
        Of the intervals.
    """
    found = {}
    estimates = {name: mean_estimate(each, confidence) for name, each in values.items()}
    for name, estimate in estimates.items():
        aim = (aims or {}).get(name, Aim())
        by = [estimates[other].value for other in estimates if other in aim.yardsticks] or [estimate.value]
        yardstick = max(map(abs, by))
        half_width = estimate.half_width
        if half_width is None:  # one replication, or nothing but 0: more of the same would tell no more
            half_width = math.inf if estimate.n == 1 else 0.0
        share = half_width / yardstick if yardstick else math.inf
        found[name] = Reached(half_width, max(precision * yardstick, aim.enough), share if half_width else 0.0)
    return found


class ReplicationRule(Generic[Key]):
    """Decides after each replication whether another is needed.

    The relative half-width ``d_n`` is that of the worst outcome. Once ``d_n <= precision``,
    f further replications must confirm it: f is `look_ahead` up to 100 replications and
    ``look_ahead n / 100`` (rounded down) beyond. A single failure starts the search anew
    (Hoad, Robinson and Davies 2010, J Oper Res Soc 61:1632-1644).

    Looking until an interval is short favors samples that happen to vary little, so that intervals
    cover less often than they say. Two things mend it: `initial` replications before the first look,
    and `unseen` further ones at the end, made without looking and estimated with.

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
    unseen : float
        Replications after the confirmation, as a share of those before; nobody looks at them.
    aims : mapping of Aim, optional
        Where an outcome is not measured by its own mean.

    Attributes
    ----------
    n : int
        Replications so far.
    sufficient : int or None
        The number found sufficient (Nsol), once confirmed.
    end : int
        The number at which the rule is finished, as far as is known: the cap until `sufficient` is.
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
        unseen: float = 0.0,
        aims: Mapping[Key, Aim] | None = None,
    ) -> None:
        if not precision > 0 or initial < 2 or look_ahead < 0 or most < initial or not unseen >= 0:
            raise ValueError("need precision > 0, initial >= 2, look_ahead >= 0, most >= initial, unseen >= 0")
        self.precision = precision
        self.confidence = confidence
        self.initial = initial
        self.look_ahead = look_ahead
        self.most = most
        self.unseen = unseen
        self.n = 0
        self.end = most
        self.sufficient: int | None = None
        self.sufficient_half_width: float | None = None
        self._aims = aims
        self._candidate: int | None = None
        self._values: dict[Key, list[float]] = {}

    @property
    def finished(self) -> bool:
        """Whether no further replication is needed or allowed."""
        return self.n >= self.end

    def account(self) -> dict[Key, Reached]:
        """Return how precise each outcome is now."""
        return account(self._values, self.precision, self._aims, self.confidence)

    def add(self, outcomes: Mapping[Key, float]) -> bool:
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
        if self.n >= self.initial and self.sufficient is None:
            self._look()
        return self.finished

    def _look(self) -> None:
        """Move the candidate on, and confirm it after enough replications."""
        reached = self.account().values()
        if not all(each.is_reached for each in reached):
            self._candidate = None
            return
        if self._candidate is None:
            self._candidate, self.sufficient_half_width = self.n, max(each.share for each in reached)
        ahead = self.look_ahead * max(100, self._candidate) // 100
        if self.n - self._candidate >= ahead:
            self.sufficient = self._candidate
            self.end = min(self.most, self.n + math.ceil(self.unseen * self.n))
