"""The fast engine: one event loop over arrays, compiled with numba; the same results as the reference, to the bit."""

from sim.engines.compiled.center import Center

__all__ = ["Center"]
