"""Random numbers by counter: a number is a function of what it belongs to, never of when it was drawn.

SplitMix64 (Steele, Lea & Flood 2014): the n-th output of the generator in state s is a published hash of
s + (n + 1) * gamma. Keys are chained through it: seed -> replication -> stream -> bin -> issue -> contact,
and each purpose of a contact reads an output of the contact's own key.
"""

import hashlib
from typing import Any

import numpy as np

GAMMA = 0x9E3779B97F4A7C15
_M1 = 0xBF58476D1CE4E5B9
_M2 = 0x94D049BB133111EB
_MASK = 0xFFFFFFFFFFFFFFFF

Words = np.ndarray[Any, np.dtype[np.uint64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


def output(state: int, n: int) -> int:
    """Return the n-th output (from 0) of SplitMix64 in a state, both as 64-bit words."""
    z = (state + (n + 1) * GAMMA) & _MASK
    z = ((z ^ (z >> 30)) * _M1) & _MASK
    z = ((z ^ (z >> 27)) * _M2) & _MASK
    return z ^ (z >> 31)


def outputs(states: Words, n: Words) -> Words:
    """Return `output` for arrays of words, which broadcast against each other."""
    z: Words = states + (n + np.uint64(1)) * np.uint64(GAMMA)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(_M1)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(_M2)
    return z ^ (z >> np.uint64(31))


def uniform(word: int) -> float:
    """Return a word as a number strictly between 0 and 1, an odd multiple of 2^-53."""
    return ((word >> 12) + 0.5) * 2.0**-52


def uniforms(words: Words) -> Floats:
    """Return `uniform` for an array of words."""
    result: Floats = ((words >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
    return result


def word_of(name: str) -> int:
    """Return a 64-bit word for a name (SHA-256), so that streams are keyed by what they are called."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
