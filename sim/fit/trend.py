"""How the volume of a log goes over its months."""

from __future__ import annotations

import numpy as np

from sim.fit.fitted import Fitted
from sim.fit.volumes_fit import Arrivals, day_ratios

_LEAST_WEEKS = 4
_MONTH = 365.25 / 12


def trend_of(arrivals: Arrivals) -> Fitted | None:
    """Return by what share of the usual level the volume changes in a month; nothing of fewer than four weeks.

    A line through the weekly means of days' volumes over those of their weekday, by least squares; weeks count as
    independent.

    Parameters
    ----------
    arrivals : Arrivals
        Of the log.
    """
    from scipy.stats import linregress, t

    ratio = day_ratios(arrivals)
    known = np.isfinite(ratio)
    weeks, place = np.unique(arrivals.days[known] // 7, return_inverse=True)
    if len(weeks) < _LEAST_WEEKS:
        return None
    mean = np.bincount(place, ratio[known]) / np.bincount(place)
    line = linregress(weeks * 7 / _MONTH, mean)
    half = float(t.ppf(0.975, len(weeks) - 2)) * float(line.stderr)
    slope = float(line.slope)
    return Fitted(name="volume, change a month", value=slope, low=slope - half, high=slope + half, n=len(weeks),
                  unit="share of volume", fit="a line through weeks")  # fmt: skip
