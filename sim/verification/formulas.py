"""What needs no run: each formula computed in two ways, and the random numbers as their generator was published."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

import numpy as np

from sim.demand import numbers
from sim.theory.erlang import erlang_b, erlang_c, mmc
from sim.theory.impatience import erlang_a, erlang_a_closed_form
from sim.theory.networks import Desk, warm_transfer
from sim.theory.single_server import erlang_moments, mg1_wait_min, mm1_transient_waits_min, priority_mmc_wait_min
from sim.theory.time_varying import day_of_queue
from sim.verification.checks import Check

AGENTS, LOAD = 10, 8
ROOM = 1e-8
"""Relative room for integrals and truncated chains."""
PUBLISHED = {
    # The reference implementation by Sebastiano Vigna (splitmix64.c).
    1234567: [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ],
    0: [16294208416658607535, 7960286522194355700, 487617019471545679],
}
"""Outputs of SplitMix64 by the state in which it begins."""


def erlang_in_fractions() -> tuple[float, float]:
    """Return Erlang's loss and wait probability by their definitions, in exact fractions."""
    terms = [Fraction(LOAD) ** n / factorial(n) for n in range(AGENTS + 1)]
    full = terms[-1] * Fraction(AGENTS, AGENTS - LOAD)
    return float(terms[-1] / sum(terms)), float(full / (sum(terms[:-1]) + full))


def two_ways() -> list[Check]:
    """Compute each formula again, another way."""
    team = AGENTS, 1.6, 5.0
    lost, waits = erlang_in_fractions()
    delayed, gives_up = erlang_a_closed_form(*team, 4.0)
    offered = erlang_a(*team, 4.0)
    (all_busy,) = day_of_queue([1.6], [2_000.0], 10, 5.0, patience_min=4.0).all_busy_probability
    general = mg1_wait_min(0.8, erlang_moments(1.0))
    from_empty = mm1_transient_waits_min(3000, 0.5, 1.0)
    nobody_up = warm_transfer(Desk(*team, 1e-12, 1, 8.0))
    rates = [0.5, 1.1]
    urgent, other = priority_mmc_wait_min(AGENTS, rates, 5.0)
    shared = (rates[0] * urgent + rates[1] * other) / sum(rates)
    rows = [
        ("Erlang B: recursion", "exact fractions", lost, erlang_b(AGENTS, LOAD)),
        ("Erlang C: from Erlang B", "exact fractions", waits, erlang_c(AGENTS, LOAD)),
        ("Erlang A: integrals of offered wait", "Palm, closed form", gives_up, offered.abandon_probability),
        ("Erlang A: Kolmogorov equations at rest", "Palm, closed form", delayed, float(all_busy)),
        ("Pollaczek-Khinchine, exponential", "M/M/1", mmc(1, 0.8, 1.0).wait_min, general),
        ("Spitzer: the 3,000th wait from empty", "M/M/1", mmc(1, 0.5, 1.0).wait_min, float(from_empty[-1])),
        ("warm hand-over that never happens", "Erlang C", mmc(*team).wait_min, nobody_up.wait_min),
        ("priorities: mean wait of all", "conservation law", mmc(*team).wait_min, shared),
    ]
    return [
        Check("formulas", what, source, wanted, found, 1, abs(found - wanted) <= ROOM * abs(wanted), unit="values")
        for what, source, wanted, found in rows
    ]


def published() -> list[Check]:
    """Compare one by one as the SimPy engine draws, and in arrays as chunks are drawn."""
    wanted = [word for words in PUBLISHED.values() for word in words]
    states, places = zip(*((state, n) for state, words in PUBLISHED.items() for n in range(len(words))), strict=True)
    ways = {
        "SplitMix64, word by word": [numbers.output(state, n) for state, n in zip(states, places, strict=True)],
        "SplitMix64, in arrays": numbers.outputs(np.array(states, np.uint64), np.array(places, np.uint64)).tolist(),
    }
    checks = []
    for what, found in ways.items():
        same = sum(one == other for one, other in zip(found, wanted, strict=True))
        size = len(wanted)
        checks.append(Check("numbers", what, "splitmix64.c, Vigna", size, same, size, same == size, unit="words"))
    return checks
