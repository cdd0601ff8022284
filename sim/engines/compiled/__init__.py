"""The fast engine: one event loop over arrays, compiled with numba; the same results as the reference, to the bit."""

from sim.engines.compiled import resting
from sim.engines.compiled.center import Center
from sim.engines.compiled.entries import are_found, make_ready

__all__ = ["Center", "are_found", "make_ready", "resting"]
