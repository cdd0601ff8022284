"""The formulas themselves, each computed in two ways that have nothing in common."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from sim.theory.erlang import erlang_b, erlang_c, mmc
from sim.theory.impatience import erlang_a, erlang_a_closed_form
from sim.theory.networks import Desk, warm_transfer
from sim.theory.single_server import erlang_moments, mg1, mm1_transient_waits_min, priority_mmc_wait_min
from sim.theory.time_varying import day_of_queue
from sim.verification.checks import Check

AGENTS, LOAD = 10, 8
ROOM = 1e-8
"""Relative room for integrals and truncated chains."""


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
    settled = day_of_queue([1.6], [2_000.0], 10, 5.0, patience_min=4.0)
    nobody_up = warm_transfer(Desk(*team, 1e-12, 1, 8.0))
    rates = [0.5, 1.1]
    urgent, other = priority_mmc_wait_min(AGENTS, rates, 5.0)
    shared = (rates[0] * urgent + rates[1] * other) / sum(rates)
    rows = [
        ("Erlang B: recursion", "exact fractions", lost, erlang_b(AGENTS, LOAD)),
        ("Erlang C: from Erlang B", "exact fractions", waits, erlang_c(AGENTS, LOAD)),
        (
            "Erlang A: integrals of offered wait",
            "Palm, closed form",
            gives_up,
            erlang_a(*team, 4.0).abandon_probability,
        ),
        (
            "Erlang A: Kolmogorov equations at rest",
            "Palm, closed form",
            delayed,
            float(settled.all_busy_probability[0]),
        ),
        (
            "Pollaczek-Khinchine, exponential",
            "M/M/1",
            mmc(1, 0.8, 1.0).wait_min,
            mg1(0.8, erlang_moments(1.0)).wait_min,
        ),
        (
            "Spitzer: the 3,000th wait from empty",
            "M/M/1",
            mmc(1, 0.5, 1.0).wait_min,
            float(mm1_transient_waits_min(3000, 0.5, 1.0)[-1]),
        ),
        ("warm hand-over that never happens", "Erlang C", mmc(*team).wait_min, nobody_up.wait_min),
        ("priorities: mean wait of all", "conservation law", mmc(*team).wait_min, shared),
    ]
    return [
        Check("formulas", what, source, wanted, found, 1, abs(found - wanted) <= ROOM * abs(wanted), unit="values")
        for what, source, wanted, found in rows
    ]
