"""The random numbers against the published outputs of their generator."""

from __future__ import annotations

import numpy as np

from sim.demand import numbers
from sim.verification.checks import Check

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
