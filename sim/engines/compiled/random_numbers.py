"""Random numbers and quantile tables in compiled code; the same bits as those of `sim.demand`."""

from typing import Any

import numpy as np

from sim.demand import numbers, quantile_tables
from sim.engines.compiled.at import float_at
from sim.engines.compiled.compiler import bits_of, compiled, from_bits, stands_for
from sim.engines.effects import given

_GAMMA = np.uint64(numbers.GAMMA)
_M1 = np.uint64(numbers._M1)
_M2 = np.uint64(numbers._M2)
_ONE, _27, _30, _31, _12 = np.uint64(1), np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(12)
_CELLS, _OCTAVES, _SIDE = quantile_tables.CELLS, quantile_tables.OCTAVES, quantile_tables.SIDE
_UNIT = 2.0**-52
_FRACTION_BITS, _HALF_EXPONENT = 52, 1022
_FRACTION = (1 << _FRACTION_BITS) - 1
_HALF = _HALF_EXPONENT << _FRACTION_BITS


@compiled
def output(state: Any, n: Any) -> Any:
    """Return the n-th output of SplitMix64 in a state."""
    z = state + (np.uint64(n) + _ONE) * _GAMMA
    z = (z ^ (z >> _30)) * _M1
    z = (z ^ (z >> _27)) * _M2
    return z ^ (z >> _31)


@stands_for(given.number)
def _number(key: Any, n: Any) -> Any:
    """Return the n-th number of a key, strictly between 0 and 1."""
    return (np.float64(np.int64(output(key, n) >> _12)) + 0.5) * _UNIT


@stands_for(given.minutes)
def _read(table: int, u: float) -> float:
    """Return a quantile from the table at an address; octave and cell stand in the bits of the probability."""
    upper = u > 0.5
    word = bits_of(1.0 - u if upper else u)
    place = (from_bits((word & _FRACTION) | _HALF) - 0.5) * (2 * _CELLS)
    cell = np.int64(place)
    index = (_OCTAVES + (word >> _FRACTION_BITS) - _HALF_EXPONENT) * _CELLS + cell
    fraction = place - cell
    if index < 0:
        index = 0
        fraction = 0.0
    if upper:
        index += _SIDE
    low = float_at(table, index).v
    return low + (float_at(table, index + 1).v - low) * fraction
