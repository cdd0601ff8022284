"""How often 95 % intervals of means corrected by control variates cover: the table of docs/experiments.md.

    python -m tests.reference.control_coverage

Three controls, drawn as in a center (two of skill, one of contacts), explain a share of what an outcome varies; the
rest is normal or skewed, or the outcome is tied or rare.
"""

import sys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.statistics.controls import Controls
from sim.statistics.estimates import mean_estimate

Vector = NDArray[np.float64]
Draw = Callable[[np.random.Generator, Vector], Vector]
"""An outcome, by the part of it that the controls explain."""
SIZES = (13, 30, 100)
EXPLAINED = (0.0, 0.3, 0.6, 0.9)


def _plus(rest: Callable[[np.random.Generator, int], Vector]) -> Draw:
    return lambda rng, known: known + rest(rng, len(known))


OUTCOMES: dict[str, tuple[Draw, float]] = {
    "normal": (_plus(lambda rng, n: rng.normal(0, 1, n)), 0.0),
    "gamma, skewness 1.2": (_plus(lambda rng, n: (rng.gamma(3, 1, n) - 3) / np.sqrt(3)), 0.0),
    "exponential, skewness 2": (_plus(lambda rng, n: rng.exponential(1, n) - 1), 0.0),
    "counts, mean 1.5": (lambda rng, known: rng.poisson(1.5 * np.exp(0.3 * known - 0.045 * _spread(known))), 1.5),
    "rare, 10 %": (lambda rng, known: np.where(rng.random(len(known)) < 0.1, 1.0, 0.0), 0.1),
}
"""By what an outcome is, how it is drawn, and its mean."""


def _spread(known: Vector) -> float:
    return 1.0 if known.any() else 0.0


def covered(outcome: str, n: int, explained: float, samples: int, seed: int = 1) -> tuple[float, float, float]:
    """Return the shares of plain and of corrected intervals that hold the mean, and the ratio of squared widths."""
    rng = np.random.default_rng((seed, n, round(100 * explained)))
    draw, mean = OUTCOMES[outcome]
    size = np.sqrt(explained / (1 - explained)) if draw is not OUTCOMES["counts, mean 1.5"][0] else float(explained > 0)
    hits, widths = np.zeros(2), np.zeros(2)
    for _ in range(samples):
        skill = rng.normal(0, 1, (n, 20))
        values = np.array([skill.mean(axis=1), (skill**2).mean(axis=1), rng.gamma(400, 1, n)])
        known = np.sqrt(20) * values[0] + (values[2] - 400) / 20
        ends = [
            mean_estimate(outcomes, controls=controls)
            for outcomes in [draw(rng, size * known / np.sqrt(2))]
            for controls in (None, Controls(values, np.array([0.0, 1.0, 400.0])))
        ]
        for place, each in enumerate(ends):
            if each.interval is not None:
                hits[place] += each.interval[0] <= mean <= each.interval[1]
                widths[place] += (each.interval[1] - each.interval[0]) ** 2
            else:
                hits[place] += 1  # nothing is claimed
    return float(hits[0] / samples), float(hits[1] / samples), float(widths[0] / max(widths[1], 1e-300))


def table(samples: int) -> list[str]:
    """Return the table in Markdown: in each cell the share covered, and how many replications one is worth."""
    rows = [
        ["outcomes", "n", *(f"{100 * share:.0f} % explained" for share in EXPLAINED)],
        ["---"] * (2 + len(EXPLAINED)),
    ]
    for name in OUTCOMES:
        for n in SIZES:
            found = [covered(name, n, share, samples) for share in EXPLAINED]
            rows.append(
                [
                    name,
                    str(n),
                    *(f"{100 * ours:.1f} (plain {100 * plain:.1f}; × {gain:.2f})" for plain, ours, gain in found),
                ]
            )
    return [f"| {' | '.join(row)} |" for row in rows]


if __name__ == "__main__":
    sys.stdout.write("\n".join(table(4_000)) + "\n")
