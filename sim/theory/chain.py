"""The stationary distribution of a Markov chain on a rectangle of states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.theory.quadrature import Vector


def stationary(moves: Sequence[tuple[int, int, NDArray[Any]]]) -> Vector:
    """Return the stationary distribution of a chain on a rectangle of states.

    Parameters
    ----------
    moves : sequence of (int, int, ndarray of shape (rows, columns))
        For each kind of move its step down the rows, its step along the columns and its rate
        in every state. Rates that would leave the rectangle are ignored.

    Returns
    -------
    ndarray, shape (rows, columns)
        Probabilities; states that cannot be reached get 0.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import spsolve

    rows, columns = moves[0][2].shape
    row, column = (index.ravel() for index in np.indices((rows, columns)))
    froms, tos, rates = [], [], []
    for down, along, rate in moves:
        inside = (row + down >= 0) & (row + down < rows) & (rate.ravel() > 0)
        inside &= (column + along >= 0) & (column + along < columns)
        froms.append(np.flatnonzero(inside))
        tos.append(((row + down) * columns + column + along)[inside])
        rates.append(rate.ravel()[inside])
    source, target, flow = np.concatenate(froms), np.concatenate(tos), np.concatenate(rates)
    size = rows * columns
    out = np.bincount(source, flow, minlength=size)
    idle = np.flatnonzero(out == 0)
    diagonal = np.arange(size)
    values = np.concatenate([flow, -out, np.ones(len(idle))])
    into = np.concatenate([target, diagonal, idle])
    out_of = np.concatenate([source, diagonal, idle])
    # The first balance equation is redundant: fix the first probability at 1 instead.
    kept = into != 0
    values = np.append(values[kept], 1.0)
    into, out_of = np.append(into[kept], 0), np.append(out_of[kept], 0)
    matrix = coo_matrix((values, (into, out_of)), shape=(size, size)).tocsc()
    share = spsolve(matrix, np.eye(1, size)[0])
    return np.asarray(share / share.sum(), dtype=np.float64).reshape(rows, columns)
