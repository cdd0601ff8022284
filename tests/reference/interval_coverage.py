"""How often 95 % intervals of paired differences cover: the table of docs/experiments.md.

    python -m tests.reference.interval_coverage

The outcome is normal (mean 20, standard deviation 4) in the baseline. A what-if changes nothing in a share of the
replications; in the others it adds a change of one of several kinds.
"""

import sys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.statistics.intervals import paired_means

Vector = NDArray[np.float64]
Draw = Callable[[np.random.Generator, tuple[int, int]], Vector]
CHANGES: dict[str, tuple[Draw, float]] = {
    "much alike": (lambda rng, shape: rng.normal(1, 0.5, shape), 1.0),
    "either way": (lambda rng, shape: rng.normal(0, 1, shape), 0.0),
    "two down, one up": (lambda rng, shape: rng.choice([-1.0, 0.0, 2.0], shape) + rng.normal(0.5, 0.1, shape), 5 / 6),
    "gamma, skewness 1.2": (lambda rng, shape: rng.gamma(3, 1, shape), 3.0),
    "exponential, skewness 2": (lambda rng, shape: rng.exponential(1, shape), 1.0),
    "counts": (lambda rng, shape: 1.0 + rng.poisson(1.5, shape), 2.5),
}
"""By what a change is, how it is drawn, and its mean."""
HEAVY: tuple[Draw, float] = (lambda rng, shape: rng.lognormal(0, 1, shape), float(np.exp(0.5)))
"""Lognormal changes with a skewness of 6."""
ZEROS = (0.0, 0.2, 0.4, 0.5, 0.7, 0.9, 0.95, 0.98)
SIZES = (10, 30, 100)


def covered(
    change: tuple[Draw, float], n: int, zeros: float, samples: int, seed: int = 1
) -> tuple[float, float, float]:
    """Return the share of samples whose interval holds the mean, and those in which it lies wholly below and above."""
    rng = np.random.default_rng((seed, n, round(100 * zeros)))
    base = rng.normal(20, 4, (samples, n))
    draw, mean = change
    changed = base + draw(rng, (samples, n)) * (rng.random((samples, n)) >= zeros)
    low, high = paired_means(base, changed).bounds(0.05)
    true = mean * (1 - zeros)
    return float(np.mean((low <= true) & (true <= high))), float(np.mean(high < true)), float(np.mean(low > true))


def table(samples: int) -> list[str]:
    """Return the table in Markdown."""
    rows = [["changes", "n", *(f"{100 * zeros:.0f} % zeros" for zeros in ZEROS)], ["---"] * (2 + len(ZEROS))]
    for name, change in {**CHANGES, "lognormal, skewness 6": HEAVY}.items():
        rows += [
            [name, str(n), *(f"{100 * covered(change, n, zeros, samples)[0]:.1f}" for zeros in ZEROS)] for n in SIZES
        ]
    return [f"| {' | '.join(row)} |" for row in rows]


if __name__ == "__main__":
    sys.stdout.write("\n".join(table(20_000)) + "\n")
