"""A quadratic surrogate of simulated figures over the unit cube, with how far it misses what it has not seen."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sim.statistics.estimates import Vector
from sim.statistics.sobol import Points

_RIDGES = (1e-6, 1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 1.0)
"""Penalties, as shares of the number of points, of which each figure takes the one that predicts best."""


@dataclass(frozen=True)
class Surrogate:
    """Figures as quadratic functions of a point of the unit cube.

    Attributes
    ----------
    coefficients : ndarray, shape (terms, figures)
        Of `_terms`.
    misses : ndarray, shape (figures,)
        The root mean square error of points that are left out one by one.
    """

    coefficients: Points
    misses: Vector

    def at(self, points: Points) -> Points:
        """Return the figures at points, shape (n, figures)."""
        return np.asarray(_terms(np.atleast_2d(points)) @ self.coefficients)

    def slopes(self, point: Vector) -> Points:
        """Return what each figure changes along each axis at a point, shape (figures, axes)."""
        d, step = len(point), 1e-4
        ends = np.clip(point + step * np.vstack([np.eye(d), -np.eye(d)]), 0, 1)
        up, down = np.split(self.at(ends), 2)
        width = np.diagonal(ends[:d]) - np.diagonal(ends[d:])
        return np.asarray(((up - down) / width[:, None]).T)


def surrogate(points: Points, figures: Points, weights: Vector | None = None) -> Surrogate:
    """Fit figures at points by ridge regression; the penalty of each is chosen by leaving points out.

    Parameters
    ----------
    points : ndarray, shape (n, axes)
        Of the unit cube.
    figures : ndarray, shape (n, figures)
        Finite.
    weights : ndarray, shape (n,), optional
        How much each point counts; points without any count nowhere.
    """
    terms = _terms(points)
    weights = np.ones(len(points)) if weights is None else weights
    root = np.sqrt(weights)[:, None]
    left, right = root * terms, root * figures
    u, sizes, vt = np.linalg.svd(left, full_matrices=False)
    turned = u.T @ right
    kept = weights > 0
    best, misses = np.zeros((terms.shape[1], figures.shape[1])), np.full(figures.shape[1], np.inf)
    for ridge in _RIDGES:
        shrink = sizes / (sizes**2 + ridge * float(weights.sum()))
        found = vt.T @ (shrink[:, None] * turned)
        leverage = ((u * (shrink * sizes)) * u).sum(axis=1)
        errors = (figures - terms @ found) / np.maximum(1 - leverage, 0.05)[:, None]
        missed = np.sqrt(np.average(errors[kept] ** 2, axis=0, weights=weights[kept]))
        better = missed < misses
        best[:, better], misses[better] = found[:, better], missed[better]
    return Surrogate(best, misses)


def _terms(points: Points) -> NDArray[np.float64]:
    """Return the terms of a quadratic function: 1, each axis, its square, and products of two."""
    x = 2 * points - 1
    products = [x[:, i] * x[:, j] for i, j in combinations(range(x.shape[1]), 2)]
    return np.column_stack([np.ones(len(x)), x, x**2 - 1 / 3, *products])
