"""Claims that one scenario is better than others: in which worlds they hold, and where along a belief they break."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.experiment.rules import FEWEST, Mask, Rule, rounded
from sim.experiment.statistics import Interval, Vector, t_critical
from sim.experiment.worlds import Points
from sim.metrics import METRICS
from sim.scenario.beliefs import Belief

Outcomes = dict[str, Points]
"""By outcome, an array of shape (worlds, scenarios, replications)."""
_HALVINGS = 5


@dataclass(frozen=True)
class Claim:
    """That a scenario is better than others on an outcome; scenarios by their position."""

    outcome: str
    one: int
    others: tuple[int, ...]

    def leads(self, values: Outcomes) -> Points:
        """Return by how much it is better in each world, shape (worlds, others, replications); below 0 it is worse."""
        found = values[self.outcome]
        sign = 1 if METRICS[self.outcome].better == "higher" else -1
        return np.asarray(sign * (found[:, [self.one]] - found[:, list(self.others)]))

    def margin(self, values: Outcomes) -> Vector:
        """Return the mean lead over the strongest other in each world."""
        return np.asarray(self.leads(values).mean(axis=2).min(axis=1))

    def settled(self, values: Outcomes) -> tuple[Mask, Mask]:
        """Return in which worlds it clearly holds, and in which it clearly fails.

        It fails where one of the others is clearly better, the error of 5 % being shared among them (Bonferroni).
        Where noise hides the answer it does neither; one replication shows nothing clearly.
        """
        leads = self.leads(values)
        mean = leads.mean(axis=2)
        if leads.shape[2] < 2:
            return np.zeros(len(mean), dtype=bool), np.zeros(len(mean), dtype=bool)
        error = leads.std(axis=2, ddof=1) / np.sqrt(leads.shape[2])
        reach = t_critical(leads.shape[2], comparisons=len(self.others)) * error
        return (mean > reach).all(axis=1), (mean < -reach).any(axis=1)


@dataclass(frozen=True)
class BreakEven:
    """Where a claim breaks if one belief moves away from the user's own value and all others stay.

    Attributes
    ----------
    belief : Belief
        Which one.
    side : {"below", "above"}
        On which side of `at` the claim fails.
    at : float
        The value, to about a thirtieth of the way from the own value to the end of the range.
    """

    belief: Belief
    side: Literal["below", "above"]
    at: float


@dataclass(frozen=True)
class Finding:
    """What became of a claim over the worlds.

    Attributes
    ----------
    claim : Claim
        The claim, true at the user's own values.
    holds, fails : int
        In how many worlds it clearly does; the rest is unclear.
    kind : str
        The worlds that a rule was looked for: `clearly fails` or `clearly holds`, the rarer of them among the clear
        worlds; where one of them hardly occurs, `is behind` or `is ahead` by the mean; empty where that hardly does.
    rule : Rule or None
        Which worlds these are; None where no simple rule tells.
    tried : tuple of Belief
        The beliefs along which a break-even was looked for.
    break_evens : tuple of BreakEven
        What was found.
    """

    claim: Claim
    holds: int
    fails: int
    kind: str
    rule: Rule | None
    tried: tuple[Belief, ...] = ()
    break_evens: tuple[BreakEven, ...] = ()


def jeffreys(count: int, n: int) -> Interval:
    """Return the 95 % interval of Jeffreys for a share of n worlds; it ends at 0 or 1 where none or all count.

    Raises
    ------
    ValueError
        If the count does not lie between 0 and n, or n is 0.
    """
    from scipy.special import betaincinv

    if n < 1 or not 0 <= count <= n:
        raise ValueError(f"cannot count {count} of {n}")
    low = float(betaincinv(count + 0.5, n - count + 0.5, 0.025)) if count else 0.0
    return low, float(betaincinv(count + 0.5, n - count + 0.5, 0.975)) if count < n else 1.0


def rarer_kind(claim: Claim, values: Outcomes) -> tuple[str, Mask, Mask]:
    """Return the kind of worlds to be described (see `Finding`), which they are, and among which."""
    holds, fails = claim.settled(values)
    if min(holds.sum(), fails.sum()) >= FEWEST:
        kinds = {"clearly fails": fails, "clearly holds": holds}
    else:
        ahead = claim.margin(values) > 0
        kinds = {"is behind": ~ahead, "is ahead": ahead}
    kind = min(kinds, key=lambda name: kinds[name].sum())
    among = np.any(list(kinds.values()), axis=0)
    return kind if kinds[kind].sum() >= FEWEST else "", kinds[kind], among


def influential(points: Points, margin: Vector, most: int) -> list[int]:
    """Return the columns that move a margin most over their range, by linear regression on the worlds."""
    spread = points.std(axis=0)
    scaled = (points - points.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    slopes = np.linalg.lstsq(scaled, margin - margin.mean(), rcond=None)[0]
    order = np.argsort(-np.abs(slopes), kind="stable")[:most]
    return [int(i) for i in order if abs(slopes[i]) > 1e-9 * (1 + np.abs(margin).max())]


def break_evens(claim: Claim, belief: Belief, at: Callable[[float], Outcomes]) -> list[BreakEven]:
    """Return where a claim breaks along one belief, on either side of the user's own value.

    Parameters
    ----------
    claim : Claim
        What is claimed.
    belief : Belief
        Its range is searched from the own value outward, by halving; a break that heals again before the end of the
        range is not found.
    at : callable
        The outcomes where the belief has a value and all others their own, as a single world.
    """
    found: list[BreakEven] = []
    if claim.margin(at(belief.value))[0] <= 0:
        return found
    for end, side in zip(belief.likely, ("below", "above"), strict=True):
        if (side == "below") != (end < belief.value) or end == belief.value or claim.margin(at(end))[0] > 0:
            continue
        good, bad = float(belief.value), float(end)
        for _ in range(_HALVINGS):
            middle = (good + bad) / 2
            good, bad = (middle, bad) if claim.margin(at(middle))[0] > 0 else (good, middle)
        value = rounded((good + bad) / 2, abs(belief.likely[1] - belief.likely[0]))
        found.append(BreakEven(belief, "below" if side == "below" else "above", value))
    return found
