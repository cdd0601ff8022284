"""Rows that a small simulation in the tests reproduces, within four standard errors.

Each function returns (estimate, tolerance) for a row; `scale` multiplies the sample size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray
from scipy.stats import sobol_indices, uniform

from sim.statistics.comparisons import pairing_gain
from sim.statistics.estimates import mean_estimate, t_critical
from sim.statistics.selection import select_best
from tests.reference.rows import Row, number, reference_rows
from tests.reference.waiting import mm1_mean_wait_variance

Vector = NDArray[np.float64]
Answer = tuple[float | Vector, float]
Sampler = Callable[[Row, int], Answer]
EMPTY, STATIONARY = False, True


def lindley(rng: np.random.Generator, runs: int, customers: int, stationary: bool) -> Vector:
    """Waits of M/M/1 (lam 0.8, mu 1), shape (customers, runs), by Lindley's recursion."""
    waits = np.empty((customers, runs))
    now = np.zeros(runs)
    if stationary:
        now = (rng.random(runs) < 0.8) * rng.exponential(1 / 0.2, runs)
    for customer in range(customers):
        waits[customer] = now
        now = np.maximum(0.0, now + rng.exponential(1.0, runs) - rng.exponential(1.25, runs))
    return waits


def interval_coverage(
    row: Row, scale: int, *, design: tuple[int, int, int, bool], target: float, macros: int
) -> Answer:
    """How often Student's interval of `reps` run means covers the target."""
    reps, customers, deleted, stationary = design
    rng = np.random.default_rng(20250101 + reps + customers + deleted)
    macros *= scale
    means = np.concatenate(
        [lindley(rng, reps * 50, customers, stationary)[deleted:].mean(axis=0) for _ in range(macros // 50)]
    )
    hits = 0
    for sample in means.reshape(macros, reps):
        estimate = mean_estimate(sample)
        assert estimate.standard_error is not None
        hits += abs(estimate.value - target) <= t_critical(reps) * estimate.standard_error
    share = row.numbers[0]
    error = math.hypot(math.sqrt(share * (1 - share) / macros), row.standard_error)
    return hits / macros, 4 * error


def asymptotic_variance(row: Row, scale: int) -> Answer:
    """The formula against the simulated variance of the table."""
    del scale
    return mm1_mean_wait_variance(0.8), 4 * row.standard_error


@lru_cache(maxsize=2)
def _paired_runs(scale: int) -> tuple[Vector, Vector]:
    """Mean waits of 1000 customers with mu = 1 and 1.1 on the same numbers, 10 batches."""
    rng = np.random.default_rng(7)
    shape = (10, 1000 * scale)
    slow, fast, slow_sum, fast_sum = (np.zeros(shape) for _ in range(4))
    for _ in range(1000):
        slow_sum += slow
        fast_sum += fast
        service, gap = rng.exponential(1.0, shape), rng.exponential(1.25, shape)
        slow = np.maximum(0.0, slow + service - gap)
        fast = np.maximum(0.0, fast + service / 1.1 - gap)
    return slow_sum / 1000, fast_sum / 1000


def common_numbers(row: Row, scale: int, *, quantity: str) -> Answer:
    """Correlation, or variance ratio, of two M/M/1 on common random numbers."""
    slow, fast = _paired_runs(scale)
    whole = getattr(pairing_gain(slow.ravel(), fast.ravel()), quantity)
    parts = [getattr(pairing_gain(a, b), quantity) for a, b in zip(slow, fast, strict=True)]
    last_digit = 0.5 * 10.0 ** -(len(row.value.split(".")[1]))
    return whole, 4 * float(np.std(parts, ddof=1)) / math.sqrt(10) + last_digit


def antithetic(row: Row, scale: int) -> Answer:
    """Correlation of -ln U and -ln(1 - U) over the midpoints of the uniform law."""
    del row
    points = (np.arange(200_000 * scale) + 0.5) / (200_000 * scale)
    correlation = pairing_gain(-np.log(points), -np.log1p(-points)).correlation
    assert correlation is not None
    return correlation, 1e-4


def extinction(row: Row, scale: int) -> Answer:
    """Mean P(escalate) after 50 hard cases of agents who learn only from what they do."""
    agents = 20_000 * scale
    rng = np.random.default_rng(3)
    value = np.ones(agents)
    for _ in range(50):
        chosen = rng.random(agents) < 1 / (1 + np.exp(-5 * (value - 0.6)))
        value += chosen * 0.1 * (-0.5 - value)
    share = 1 / (1 + np.exp(-5 * (value - 0.6)))
    error = float(share.std()) * math.sqrt(1 / agents + 1 / 200_000)
    return float(share.mean()), 4 * error + 0.5e-4


def _ishigami(x: Vector) -> Vector:
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


@lru_cache(maxsize=1)
def _indices() -> tuple[Vector, Vector, float]:
    law = uniform(-math.pi, 2 * math.pi)
    found = sobol_indices(func=_ishigami, n=2**13, dists=[law] * 3, rng=np.random.default_rng(1))
    points = law.ppf((np.arange(2**7) + 0.5) / 2**7)
    grid = np.array(np.meshgrid(*[points] * 3))
    return found.first_order, found.total_order, float(_ishigami(grid).var())


def _linear_indices() -> Vector:
    def line(x: Vector) -> Vector:
        return 3 * x[0] + 2 * x[1] + x[2]

    found = sobol_indices(func=line, n=2**12, dists=[uniform()] * 3, rng=np.random.default_rng(1))
    return np.asarray(found.first_order)


def sobol(row: Row, scale: int) -> Answer:
    """Quasi-Monte Carlo indices of scipy, to within 0.003 (0.01 of the variance)."""
    del scale
    if row.parameters.startswith("y=3x1+2x2+x3"):
        return _linear_indices(), 3e-3
    first, total, variance = _indices()
    if row.quantity == "Var":
        return variance, 0.01
    orders = total if row.quantity.startswith("ST") else first
    return float(orders[int(row.quantity[-1]) - 1]), 3e-3


def contests(systems: int, first_stage: int, macros: int) -> tuple[float, float, float]:
    """Share of right choices of Kim and Nelson's procedure in slippage, mean total sample, and its standard error.

    The best of normal systems with standard deviation 3 is better by delta = 1 than all others, which are equal.
    """
    rng = np.random.default_rng(31 * systems + first_stage)

    def take(inside: Sequence[int], replications: range) -> tuple[Vector, Vector]:
        values = rng.normal(0.0, 3.0, (len(inside), len(replications)))
        values[np.array(inside) == 0] -= 1.0
        return values, np.empty((len(inside), 0, len(replications)))

    ended = [select_best(take, systems, 1.0, first_stage=first_stage, block=16) for _ in range(macros)]
    totals = [sum(fate.replications for fate in each.fates) for each in ended]
    right = np.mean([each.best == 0 for each in ended])
    return float(right), float(np.mean(totals)), float(np.std(totals)) / math.sqrt(macros)


def right_choices(row: Row, scale: int) -> Answer:
    """How often the procedure chooses the best."""
    macros, share = 300 * scale, row.numbers[0]
    found = contests(int(number(row.parameters, "k")), int(number(row.parameters, "n0")), macros)[0]
    return found, 4 * math.hypot(math.sqrt(share * (1 - share) / macros), row.standard_error)


def _coverage(reps: int, customers: int, deleted: int, stationary: bool, *, target: float, macros: int) -> Sampler:
    design = reps, customers, deleted, stationary
    return partial(interval_coverage, design=design, target=target, macros=macros)


_COVERAGE = {
    "rho=0.8, R=10 reps x 1000 waits, stationary": _coverage(10, 1000, 0, STATIONARY, target=4, macros=3000),
    "rho=0.8, R=50 reps x 1000 waits, empty start, no": _coverage(50, 1000, 0, EMPTY, target=4, macros=1000),
    # 1,000 waits are kept behind the 500 that are deleted
    "rho=0.8, R=50 reps x 1000 waits, empty start, first": _coverage(50, 1500, 500, EMPTY, target=4, macros=1000),
    "rho=0.8, R=50 reps x 100 waits": _coverage(50, 100, 0, EMPTY, target=4, macros=4000),
    "terminating": _coverage(10, 100, 0, EMPTY, target=3.10005379923, macros=10_000),
    "check of asymptotic": asymptotic_variance,
}


def sampler_of(row: Row) -> Sampler | None:
    """Return how a row is sampled, or None."""
    if row.case == "CI coverage M/M/1":
        return next(how for start, how in _COVERAGE.items() if row.parameters.startswith(start))
    if row.case == "Sobol":
        return sobol
    by_quantity: dict[str, Sampler] = {
        "correlation": antithetic,
        "correlation (simulated)": partial(common_numbers, quantity="correlation"),
        "variance-reduction factor of difference (simulated)": partial(common_numbers, quantity="variance_ratio"),
        "PCS (simulated, must be >=0.95)": right_choices,
        "E[P(escalate)] after 5 days: Monte Carlo": extinction,
    }
    return by_quantity.get(row.quantity)


def sampled_rows() -> list[Row]:
    """Return the rows that are sampled."""
    return [row for row in reference_rows() if sampler_of(row)]


def assert_sampled(row: Row, scale: int = 1) -> None:
    """Simulate a row's quantity and compare."""
    sampler = sampler_of(row)
    assert sampler is not None
    estimate, tolerance = sampler(row, scale)
    distance = np.abs(np.asarray(estimate) - np.array(row.numbers))
    assert distance.max() <= tolerance, (row, estimate, tolerance)
