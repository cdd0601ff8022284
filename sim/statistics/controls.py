"""Control variates: what was drawn and has a known mean tells which way the luck of these replications went.

A mean that is corrected for it by regression (Lavenberg and Welch 1981, Manage Sci 27:322-335) is a mean in which
replications weigh differently. The weights hang on the controls alone: means that add up plainly add up so too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Vector: TypeAlias = NDArray[np.float64]
_SAME = 1e-9
"""A control of which so small a share is left beside the others says nothing that they do not say."""


@dataclass(frozen=True)
class Controls:
    """What was drawn in each replication, with its exact mean.

    Attributes
    ----------
    values : ndarray, shape (controls, n)
        One control a row.
    expected : ndarray, shape (controls,)
        The mean of each, by the distributions that were drawn from.
    """

    values: Vector
    expected: Vector

    @property
    def n(self) -> int:
        """Number of replications."""
        return int(self.values.shape[1])

    @property
    def count(self) -> int:
        """How many controls say something: so many degrees of freedom are lost."""
        return len(self.basis)

    @property
    def basis(self) -> Vector:
        """The centered controls made orthonormal, one a row; those that say nothing are left out."""
        return self._orthonormal[0]

    @cached_property
    def weights(self) -> Vector:
        """What each replication weighs in a mean; together 1."""
        basis, gaps = self._orthonormal
        return np.array([1.0 / self.n - math.fsum(gaps * column) for column in basis.T])

    @cached_property
    def skewness_lost(self) -> float:
        """How many times as skewed a sample looks by its deviations from the mean as by what the controls leave."""
        return _skewness_kept(np.zeros((0, self.n))) / _skewness_kept(self.basis)

    @cached_property
    def _orthonormal(self) -> tuple[Vector, Vector]:
        """Return the basis, and how far the mean of each of its rows lies from what was expected (Gram and Schmidt)."""
        basis: list[Vector] = []
        gaps: list[float] = []
        for row, expected in zip(self.values, self.expected, strict=True):
            gap = math.fsum(row - expected) / self.n
            left = row - expected - gap
            size = math.sqrt(math.fsum(left**2))
            for _ in range(2):  # the second time takes out what rounding left
                for known, known_gap in zip(basis, gaps, strict=True):
                    share = math.fsum(known * left)
                    left, gap = left - share * known, gap - share * known_gap
            length = math.sqrt(math.fsum(left**2))
            if length > _SAME * size:
                basis.append(left / length)
                gaps.append(gap / length)
        return np.array(basis).reshape(-1, self.n), np.array(gaps)


def _skewness_kept(basis: Vector) -> float:
    """Return what share of an outcome's skewness what is left of it has, on average."""
    n = basis.shape[1]
    left = np.eye(n) - 1.0 / n - np.einsum("ki,kj->ij", basis, basis)
    return float((left**3).sum() / n / (1.0 - (1 + len(basis)) / n) ** 1.5)
