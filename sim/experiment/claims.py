"""Claims that one scenario is better than others: in which worlds they hold, and where along a belief they break."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.experiment.paired import SIGNIFICANCE
from sim.metrics import metric_of
from sim.scenario.beliefs import Belief
from sim.statistics.estimates import Interval, Vector, t_critical
from sim.statistics.intervals import paired_means, told_apart
from sim.statistics.rule_induction import FEWEST, Mask, Rule, rounded
from sim.statistics.sobol import Points

Outcomes = dict[str, Points]
"""By outcome, an array of shape (worlds, scenarios, replications)."""
State = Literal["held", "broke", "not clear"]
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
        sign = 1 if metric_of(self.outcome).better == "higher" else -1
        return told_apart(sign * found[:, list(self.others)], sign * found[:, [self.one]])

    def margin(self, values: Outcomes) -> Vector:
        """Return the mean lead over the strongest other in each world."""
        return np.asarray(self.leads(values).mean(axis=2).min(axis=1))

    def settled(self, values: Outcomes) -> tuple[Mask, Mask]:
        """Return in which worlds it clearly holds, and in which it clearly fails.

        It fails where one of the others is clearly better, the error of 5 % being shared among them (Bonferroni).
        Where noise hides the answer it does neither; one replication shows nothing clearly.
        """
        found = values[self.outcome]
        if found.shape[2] < 2:
            return np.zeros(len(found), dtype=bool), np.zeros(len(found), dtype=bool)
        sign = 1 if metric_of(self.outcome).better == "higher" else -1
        leads = paired_means(sign * found[:, list(self.others)], sign * found[:, [self.one]])
        low, high = (bound.reshape(len(found), -1) for bound in leads.bounds(SIGNIFICANCE / len(self.others)))
        return np.asarray((low > 0).all(axis=1)), np.asarray((high < 0).any(axis=1))

    def state(self, values: Outcomes) -> State:
        """Return what becomes of it in a single world."""
        holds, fails = self.settled(values)
        return "held" if holds[0] else "broke" if fails[0] else "not clear"


@dataclass(frozen=True)
class BreakEven:
    """Where a claim turns if one belief moves away from the user's own value and all others stay.

    Attributes
    ----------
    side : {"below", "above"}
        On which side the claim fails.
    low, high : float
        Between these; at the one it clearly holds, at the other it clearly fails.
    """

    side: Literal["below", "above"]
    low: float
    high: float


@dataclass(frozen=True)
class Along:
    """What becomes of a claim along one belief, all others at the user's own values.

    Attributes
    ----------
    belief : Belief
        Which one.
    own : {"held", "broke", "not clear"}
        At the user's own value; nothing else was looked at where it did not hold there.
    ends : tuple
        The same at the low and at the high end of the range.
    turns : tuple of BreakEven
        On either side of the own value, where an end breaks.
    """

    belief: Belief
    own: State
    ends: tuple[State, ...] = ()
    turns: tuple[BreakEven, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What became of a claim over the worlds.

    Attributes
    ----------
    claim : Claim
        The claim; at the user's own values its scenario clearly beats the baseline.
    holds, fails : int
        In how many worlds it clearly does; the rest is unclear.
    kind : str
        The worlds that a rule was looked for: `clearly fails` or `clearly holds`, the rarer of them among the clear
        worlds; where one of them hardly occurs, `is behind` or `is ahead` by the mean; empty where that hardly does.
    rule : Rule or None
        Which worlds these are; None where no simple rule tells.
    is_opposed : bool
        Whether it is behind by the mean in some world; only then is a break-even looked for.
    along : tuple of Along
        What was found along the beliefs that clearly move it most; empty where none clearly does.
    """

    claim: Claim
    holds: int
    fails: int
    kind: str
    rule: Rule | None
    is_opposed: bool = False
    along: tuple[Along, ...] = ()


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


def share_of(count: int, n: int) -> tuple[float, float, float]:
    """Return a share of n worlds with its interval, in per cent; see `jeffreys`."""
    low, high = jeffreys(count, n)
    return 100 * count / n, 100 * low, 100 * high


def rarer_kind(claim: Claim, values: Outcomes) -> tuple[str, Mask, Mask]:
    """Return the kind of worlds to be described (see `Finding`), which they are, and among which."""
    holds, fails = claim.settled(values)
    if min(holds.sum(), fails.sum()) >= FEWEST:
        kinds = {"clearly fails": fails, "clearly holds": holds}
    else:
        margin = claim.margin(values)
        kinds = {"is behind": margin < 0, "ties": margin == 0, "is ahead": margin > 0}
    among = np.any(list(kinds.values()), axis=0)
    told = [name for name, which in kinds.items() if min(which.sum(), (among & ~which).sum()) >= FEWEST]
    kind = min(told, key=lambda name: kinds[name].sum(), default="")
    return kind, kinds[kind] if kind else among, among


def influential(points: Points, margin: Vector, most: int) -> list[int]:
    """Return the columns that clearly move a margin, those that move it most over their range first.

    By linear regression on the worlds; clear are slopes beyond Student's 95 % limit, shared among all (Bonferroni).
    """
    spread = points.std(axis=0)
    scaled = (points - points.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    slopes, _, rank, _ = np.linalg.lstsq(scaled, margin - margin.mean(), rcond=None)
    free = len(points) - 1 - int(rank)
    if free < 1:
        return []
    rest = margin - margin.mean() - scaled @ slopes
    errors = np.sqrt((rest @ rest) / free * np.diag(np.linalg.pinv(scaled.T @ scaled)))
    least = t_critical(free + 1, comparisons=len(slopes)) * errors + 1e-9 * (1 + np.abs(margin).max())
    order = np.argsort(-np.abs(slopes), kind="stable")
    return [int(i) for i in order if abs(slopes[i]) > least[i]][:most]


def break_evens(claim: Claim, belief: Belief, at: Callable[[float], Outcomes]) -> Along:
    """Return what becomes of a claim at the user's own value of a belief and at both ends of its range, and between.

    Parameters
    ----------
    claim : Claim
        What is claimed.
    belief : Belief
        From the own value outward, where an end clearly breaks the claim, halving finds the place; a break that heals
        again before the end of the range is not found.
    at : callable
        The outcomes where the belief has a value and all others their own, as a single world.
    """
    own, (low, high) = claim.state(at(belief.value)), belief.likely
    if own != "held":
        return Along(belief, own)

    def state(value: float) -> State:
        return own if value == belief.value else claim.state(at(value))

    turns = []
    for side, ends in (("below", (high, low)), ("above", (low, high))):
        held = belief.value
        for end in ends:
            if end == belief.value or (end < belief.value) != (side == "below"):
                continue
            if state(end) == "broke":
                between = sorted(_turn(state, held, end, belief.is_whole))
                turns.append(BreakEven("below" if side == "below" else "above", between[0], between[1]))
                break
            held = end if state(end) == "held" else held
    return Along(belief, own, (state(low), state(high)), tuple(turns))


def _turn(state: Callable[[float], State], held: float, broke: float, is_whole: bool) -> Interval:
    """Return the last value at which a claim clearly holds and the first at which it clearly fails, rounded."""
    held, broke_or_unclear = _halved(lambda value: state(value) == "held", held, broke, is_whole)
    if state(broke_or_unclear) == "broke":
        broke = broke_or_unclear
    else:
        broke = _halved(lambda value: state(value) != "broke", broke_or_unclear, broke, is_whole)[1]
    return rounded(held, abs(broke - held)), rounded(broke, abs(broke - held))


def _halved(is_near: Callable[[float], bool], near: float, far: float, is_whole: bool) -> Interval:
    """Return a small step at which something that is so near by is so no more."""
    for _ in range(_HALVINGS):
        middle = round((near + far) / 2) if is_whole else (near + far) / 2
        if middle in (near, far):
            break
        near, far = (middle, far) if is_near(middle) else (near, middle)
    return near, far
