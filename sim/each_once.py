"""What is made of many values, made once for equal ones."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

_DENSE = 4
"""Keys are looked up in a table where they span up to so many times their number."""


def each_once(make: Callable[[Any], Iterable[str]], keys: Any) -> Any:
    """Return what a function makes of each of many whole numbers.

    Parameters
    ----------
    make : callable
        Makes texts of an array of different keys.
    keys : ndarray of int
        The keys.

    Returns
    -------
    ndarray of str objects, as long as `keys`
    """
    least = int(keys.min(initial=0))
    span = int(keys.max(initial=0)) - least + 1
    if span <= _DENSE * len(keys):
        codes = keys - least if least else keys
        different = np.flatnonzero(np.bincount(codes, minlength=span))
        made = np.empty(span, object)
        made[different] = [*make(different + least)]
    else:
        import pandas as pd

        codes, different = pd.factorize(keys)
        made = np.empty(len(different), object)
        made[:] = [*make(different)]
    return made[codes]
