"""Agents who lack a type only by chance: few contacts of it came to them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.fit.fitted import Vector

LEAST_CALLS, LEAST_SHARE = 2, 0.01
"""Whoever took so many contacts of a type, and this share of his own, has it."""
_DEVIATIONS = 3.0
_MOST_SPREAD = 1.5
"""Variance of agents' rates over their squared mean, at most: some are there when much of a type comes."""


def with_lacking(masks: NDArray[np.bool_], took: Vector) -> NDArray[np.bool_]:
    """Return who has which type, once sets are joined that differ by chance alone.

    Of agents who take a rare type, some take fewer than `LEAST_CALLS`, as many as the negative binomial distribution
    says: their rates differ, since they are there at other hours. A set of types is joined to a larger one where no
    more agents have the smaller one than that; each goes to the set whose mix of types is likest his own (multinomial).

    Parameters
    ----------
    masks : ndarray of bool, shape (agents, types)
        What each has by his own contacts.
    took : ndarray, shape (agents, types)
        How many he took.
    """
    found = masks.copy()
    sets, people = np.unique(masks, axis=0, return_counts=True)
    for mask in sets[np.lexsort((people, sets.sum(axis=1)))]:
        rows = np.flatnonzero((found == mask).all(axis=1))
        larger = [each for each in np.unique(found, axis=0) if (each & mask).sum() == mask.sum() < each.sum()]
        if len(rows) == 0 or not larger:
            continue
        likely = np.array([likelihood(took[rows], took[(found == each).all(axis=1)].sum(axis=0)) for each in larger])
        best = likely.argmax(axis=0)
        for place, each in enumerate(larger):
            mine = rows[best == place]
            if len(mine) and _by_chance(mine, np.flatnonzero((found == each).all(axis=1)), each & ~mask, took):
                found[mine] = each
    return found


def likelihood(took: Vector, of_set: Vector) -> Vector:
    """Return for each agent the log-likelihood of his contacts' types if they come in a set's mix."""
    share = (of_set + 0.5) / (of_set + 0.5).sum()
    return np.asarray(took @ np.log(share))


def _by_chance(lacking: NDArray[np.intp], having: NDArray[np.intp], types: NDArray[np.bool_], took: Vector) -> bool:
    """Return whether no more agents lack some types than chance makes lack them."""
    from scipy.stats import nbinom

    both = np.append(lacking, having)
    work = took[both].sum(axis=1, keepdims=True)
    counts = took[both][:, types]
    mean = counts.sum(axis=0) / max(work.sum(), 1.0) * work
    spread = ((counts - mean) ** 2 - mean).sum(axis=0) / np.maximum((mean**2).sum(axis=0), 1e-12)
    if (spread > _MOST_SPREAD).any():
        return False
    size = 1 / np.maximum(spread, 1e-3)
    needed = np.ceil(np.maximum(LEAST_CALLS, LEAST_SHARE * work)) - 1
    expected = float(nbinom.cdf(needed, size, size / (size + mean)).prod(axis=1).sum())
    return len(lacking) <= expected + _DEVIATIONS * np.sqrt(expected)
