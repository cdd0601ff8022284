"""Patience, from waits that end in an answer before it does: the product limit, and a hazard for the scenario."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, MINUTE
from sim.fit.answered import waits
from sim.fit.call_log import CallLog
from sim.fit.compact_columns import return_memory
from sim.fit.fitted import Fitted, Vector, rate_figure
from sim.fit.sessions import SLOT
from sim.fit.volumes_fit import Arrivals

LEAST = 200
"""By type only with more leavers than this."""
_SECONDS = (0, 5, 10, 15, 20, 30, 40, 50, 60, 75, 90, 120, 150, 180, 240, 300, 420, 600, 900, 1200, 1800)
_FEW, _AT_RISK = 10, 30
"""Pieces of the hazard with fewer leavers are joined with the next."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long callers wait before they give up.

    Attributes
    ----------
    issue : str
        Whose; empty for all types together.
    starts, rates : ndarray
        A hazard per minute that is constant from each start (minutes) on, from the product limit.
    rate : Fitted
        Leavers over total wait, per minute.
    curve : tuple of ndarray
        Minutes, and the product limit of the share still waiting.
    """

    issue: str
    starts: Vector
    rates: Vector
    rate: Fitted
    curve: tuple[Vector, Vector] = field(repr=False)

    def draw(self, uniform: Vector) -> NDArray[np.int64]:
        """Return patience in ticks by quantiles: from numbers between 0 and 1."""
        needed = -np.log(np.maximum(uniform, 1e-300))
        reached = np.concatenate([[0.0], np.cumsum(self.rates[:-1] * np.diff(self.starts))])
        place = np.clip(np.searchsorted(reached, needed, side="right") - 1, 0, len(self.rates) - 1)
        minutes = self.starts[place] + (needed - reached[place]) / np.maximum(self.rates[place], 1e-9)
        return np.minimum(minutes * MINUTE, float(1 << 50)).astype(np.int64)


def patience_of(log: CallLog, arrivals: Arrivals | None = None) -> dict[str, Patience]:
    """Return patience by type, under the type's name; all types together under the empty name.

    All who reached the queue count: who left at that wait, who was answered as still patient then. Half hours of events
    are left out. A type has its own where more than 200 left.

    Parameters
    ----------
    log : CallLog
        The log.
    arrivals : Arrivals, optional
        Where events are marked.

    Returns
    -------
    dict of str to Patience
        Empty where nobody left.
    """
    wait, ended = waits(log), (log.answered >= 0) | (log.left >= 0)
    left = ended & (log.answered < 0)
    known = ended & ~_in_event(log, arrivals)
    found: dict[str, Patience] = {}
    if (left & known).any():
        found[""] = _patience("", wait[known], left[known])
    for code, issue in enumerate(log.issues):
        own = known & (log.issue == code)
        if found and (left & own).sum() > LEAST:
            found[issue] = _patience(issue, wait[own], left[own])
    return_memory(len(log))
    return found


def _in_event(log: CallLog, arrivals: Arrivals | None) -> NDArray[np.bool_]:
    if arrivals is None or not arrivals.events:
        return np.zeros(len(log), dtype=bool)
    marked = {(date - log.first_monday).days * (DAY // SLOT) + slot for date, slot in arrivals.events}
    return np.isin(log.received // SLOT, sorted(marked))


def _patience(issue: str, wait: NDArray[np.int64], left: NDArray[np.bool_]) -> Patience:
    wait = np.maximum(wait, 1)  # who leaves at once has waited a tick
    moments, staying = product_limit(wait, left)
    minutes = wait / MINUTE
    del wait
    rate = rate_figure(
        int(left.sum()), float(minutes.sum()), name=f"leaving the queue, {issue or 'all types'}", unit="per minute",
        fit="leavers over total wait", key=f"issues.{issue}.patience" if issue else "customers.patience",
    )  # fmt: skip
    starts, rates = _hazard(moments, staying, minutes, left, rate.value)
    return Patience(issue=issue, starts=starts, rates=rates, rate=rate, curve=(moments, staying))


def product_limit(wait: NDArray[np.int64], left: NDArray[np.bool_]) -> tuple[Vector, Vector]:
    """Return minutes, and the share that still waits after each (Kaplan and Meier 1958).

    It is what `scipy.stats.ecdf` gives of censored data, from counts of equal waits: those of ten million callers are
    few thousand.

    Parameters
    ----------
    wait : ndarray
        Ticks.
    left : ndarray of bool
        Who gave up then; the others were still patient.
    """
    moments, counts = np.unique(wait, return_counts=True)
    gone, leavers = np.unique(wait[left], return_counts=True)
    died = np.zeros(len(moments), dtype=np.int64)
    died[np.searchsorted(moments, gone)] = leavers
    at_risk = len(wait) - np.append(0, np.cumsum(counts)[:-1])
    return moments / MINUTE, np.cumprod((at_risk - died) / at_risk)


def _hazard(
    moments: Vector, staying: Vector, minutes: Vector, left: NDArray[np.bool_], beyond: float
) -> tuple[Vector, Vector]:
    """Return the hazard between edges, -d log S over their distance; beyond the last leaver that of all.

    Where fewer than thirty are still waiting the product limit jumps: from there to the last leaver, leavers over wait.
    """
    still = float(np.partition(minutes, -_AT_RISK)[-_AT_RISK]) if len(minutes) > _AT_RISK else 0.0
    most = float(minutes[left].max())
    last = min(most, still)
    if last <= 0:
        return np.zeros(1), np.array([beyond])
    edges = np.array([each / 60 for each in _SECONDS if each / 60 < last])
    leavers = np.histogram(minutes[left], np.append(edges, np.inf))[0]
    keep, count = [0], 0
    for place in range(1, len(edges)):
        count += int(leavers[place - 1])
        if count >= _FEW and leavers[place:].sum() >= _FEW:
            keep.append(place)
            count = 0
    edges = np.append(edges[keep], last)
    reached = np.searchsorted(moments, edges, side="right") - 1
    share = np.where(reached >= 0, staying[np.maximum(reached, 0)], 1.0)
    share[0] = 1.0
    if share[-1] <= 0:  # the longest wait of all ended in leaving
        share[-1] = share[-2] * np.exp(-beyond * (edges[-1] - edges[-2]))
    rates = -np.diff(np.log(np.maximum(share, 1e-12))) / np.maximum(np.diff(edges), 1e-9)
    beyond_last = minutes - last
    late = float(np.maximum(beyond_last, 0.0, out=beyond_last).sum())
    if most <= last or late <= 0:
        return np.asarray(edges), np.append(np.maximum(rates, 0.0), beyond)
    tail = (left & (minutes > last)).sum() / late
    return np.append(edges, most), np.concatenate([np.maximum(rates, 0.0), [tail, beyond]])
