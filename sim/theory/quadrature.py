"""Gauss-Legendre quadrature over panels, and running integrals on the same nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

Vector: TypeAlias = NDArray[np.float64]
Function: TypeAlias = Callable[[Vector], Vector]

ORDER = 16


@lru_cache(maxsize=8)
def _rule(order: int) -> tuple[Vector, Vector, Vector]:
    """Return nodes, weights and the matrix of running integrals from -1 to each node."""
    nodes, weights = legendre.leggauss(order)
    integrals = legendre.legint(np.eye(order), lbnd=-1.0, axis=0)
    running = legendre.legvander(nodes, order) @ integrals
    matrix = running @ np.linalg.inv(legendre.legvander(nodes, order - 1))
    return nodes, weights, matrix


def panels(start: float, end: float, count: int, kinks: Iterable[float] = ()) -> Vector:
    """Split an interval into about `count` equal panels that also meet every kink.

    Parameters
    ----------
    start, end : float
        Ends of the interval, ``start <= end``.
    count : int
        Number of equal panels before the kinks are added.
    kinks : iterable of float
        Points where the integrand is not smooth; those outside the interval are ignored.

    Returns
    -------
    ndarray, shape (m + 1,)
        Increasing edges of the panels.
    """
    inside = [kink for kink in kinks if start < kink < end]
    return np.unique(np.concatenate([np.linspace(start, end, count + 1), inside]))


def nodes_and_weights(edges: Vector, order: int = ORDER) -> tuple[Vector, Vector]:
    """Return the nodes and weights of the composite rule, each of shape (panels, order)."""
    nodes, weights, _ = _rule(order)
    half = np.diff(edges)[:, None] / 2
    middle = (edges[:-1] + edges[1:])[:, None] / 2
    return middle + half * nodes, half * weights


def running_integral(values: Vector, edges: Vector) -> Vector:
    """Integrate from the first edge to every node.

    Parameters
    ----------
    values : ndarray, shape (panels, order)
        The integrand at the nodes of `nodes_and_weights`.
    edges : ndarray, shape (panels + 1,)
        Edges of the panels.

    Returns
    -------
    ndarray, shape (panels, order)
        The integral of the interpolating polynomials up to each node.
    """
    order = values.shape[1]
    _, weights, matrix = _rule(order)
    half = np.diff(edges)[:, None] / 2
    whole = np.sum(half * weights * values, axis=1)
    before = np.concatenate([[0.0], np.cumsum(whole)[:-1]])
    inside: Vector = before[:, None] + half * (values @ matrix.T)
    return inside


def integral(
    function: Function, start: float, end: float, count: int = 64, kinks: Iterable[float] = ()
) -> float:
    """Integrate a vectorized function over an interval by composite Gauss-Legendre."""
    if end <= start:
        return 0.0
    nodes, weights = nodes_and_weights(panels(start, end, count, kinks))
    return float(np.sum(weights * function(nodes)))
