"""Volumes by interval, day or week as the fit sees them, whatever table they came from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.fit.call_log import Finding


@dataclass(frozen=True, kw_only=True)
class VolumeTable:
    """A row for each issue type and interval. What the file does not tell is `NaN`; all columns are equally long."""

    width: int
    """Length of an interval, ms; a day or a week where the table is daily or weekly."""
    issues: tuple[str, ...]
    issue: NDArray[np.int32]
    day: NDArray[np.int64]
    """Days since 1970-01-01; `NEVER`: no date."""
    weekday: NDArray[np.int32]
    """Monday is 0; of rows without a date that hold for all of `weekdays`: `NEVER`."""
    weekdays: tuple[int, ...]
    """On which weekdays rows hold that have neither a date nor a weekday; empty where there are none."""
    start: NDArray[np.int64]
    """Where in the day the interval begins, ms after 00:00."""
    volume: NDArray[np.float64]
    """Contacts offered."""
    answered: NDArray[np.float64]
    abandoned: NDArray[np.float64]
    handle_seconds: NDArray[np.float64]
    """Mean handle time; where talk and wrap-up stand apart, their sum."""
    talk_seconds: NDArray[np.float64]
    wrap_up_seconds: NDArray[np.float64]
    wait_seconds: NDArray[np.float64]
    agents: NDArray[np.float64]
    """Agents at work, which may be fractions."""
    event: NDArray[np.bool_]
    """Hours of an event, set apart: they say nothing of the usual week."""
    files: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        return len(self.volume)
