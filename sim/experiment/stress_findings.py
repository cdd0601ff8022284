"""What a stress found of each what-if on an outcome: at the user's own values, over the worlds, among the others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.experiment.claims import Finding
from sim.experiment.stress_study import Standing, Stress
from sim.statistics.estimates import Difference


@dataclass(frozen=True)
class Stressed:
    """A what-if on an outcome.

    Attributes
    ----------
    name, outcome : str
        Which.
    claim : Finding or None
        What became of the claim that it beats all others, or for what is not advised the baseline; None where it
        clearly does so not even at the user's own values.
    own : Difference
        At the user's own values.
    low, middle, high : float
        The 5 %, 50 % and 95 % quantiles of its mean effect over the worlds, the user's own aside.
    stands : Standing
        In how many worlds it is better, worse, or the best.
    changes : bool
        Whether it changes the outcome in any replication of any world.
    """

    name: str
    outcome: str
    claim: Finding | None
    own: Difference
    low: float
    middle: float
    high: float
    stands: Standing
    changes: bool


def advised(stress: Stress, outcome: str) -> Stressed | None:
    """Return the what-if that is best at the user's own values; None if none clearly helps."""
    claim = stress.advice(outcome)
    return None if claim is None else _stressed(stress, stress.names[claim.claim.one], outcome, claim)


def not_advised(stress: Stress, outcome: str) -> list[Stressed]:
    """Return the other what-ifs."""
    advice = stress.advice(outcome)
    about = [each for each in stress.findings if each.claim.outcome == outcome and each.claim.others == (0,)]
    claims = {stress.names[each.claim.one]: each for each in reversed(about)}
    names = [name for name in stress.what_ifs if advice is None or name != stress.names[advice.claim.one]]
    return [_stressed(stress, name, outcome, claims.get(name)) for name in names]


def least_lasting(stress: Stress, outcomes: Sequence[str]) -> Stressed | None:
    """Return the advice on the outcome on which it survives in the fewest worlds."""
    found = [each for outcome in outcomes if (each := advised(stress, outcome))]
    return min(found, key=lambda each: each.stands.best, default=None)


def is_ahead(stress: Stress, advice: Stressed) -> bool:
    """Whether advice is clearly ahead of every other at the user's own values."""
    own = {advice.outcome: stress.values[advice.outcome][:1]}
    return advice.claim is not None and bool(advice.claim.claim.settled(own)[0][0])


def best_elsewhere(stress: Stress, advice: Stressed) -> dict[str, float]:
    """Return the shares of worlds in which other what-ifs are the best, the largest first."""
    counts = {name: stress.standing(name, advice.outcome).best for name in stress.what_ifs if name != advice.name}
    largest = sorted(counts, key=lambda name: -counts[name])
    return {name: counts[name] / stress.worlds for name in largest if counts[name]}


def _stressed(stress: Stress, name: str, outcome: str, claim: Finding | None) -> Stressed:
    low, middle, high = np.quantile(stress.mean_effects(name, outcome)[1:], (0.05, 0.5, 0.95)).tolist()
    stands, changes = stress.standing(name, outcome), stress.changes(name, outcome)
    return Stressed(name, outcome, claim, stress.own_effect(name, outcome), low, middle, high, stands, changes)
