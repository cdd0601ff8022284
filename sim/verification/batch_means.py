"""A run cut into batches: estimates of anything that sums within batches determine, with standard errors."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.clock import MINUTE

Vector = NDArray[np.float64]
Sums = Mapping[str, Vector]
DAY_MIN, WEEK_MIN = 1440, 10_080
SMALLEST = 12
"""Fewest batches from which a standard error is taken."""


class Measured(NamedTuple):
    """A simulated figure and its standard error; 0 for what is exact but for rounding.

    `sample` is the number of independent values, or batches, behind the error.
    """

    value: float
    error: float
    sample: int = 0


def jackknife(sums: Sums, figure: Callable[[Any], Any]) -> Measured:
    """Estimate a function of total sums; the error is that of leaving out one batch at a time."""
    size = len(next(iter(sums.values())))
    assert size >= SMALLEST, f"{size} batches are too few for a standard error"
    totals = {name: values.sum() for name, values in sums.items()}
    left_out = np.asarray(figure({name: totals[name] - values for name, values in sums.items()}))
    return Measured(float(figure(totals)), math.sqrt((size - 1) ** 2 / size * left_out.var(ddof=1)), size)


def ratio(sums: Sums, top: str, bottom: str) -> Measured:
    """Estimate one total over another; 0 where there is nothing to divide by."""
    return jackknife(sums, lambda s: s[top] / np.maximum(s[bottom], 1e-9))


def mean_of(values: Any) -> Measured:
    """Estimate a mean from independent values."""
    assert len(values) >= SMALLEST
    return Measured(float(np.mean(values)), float(np.std(values, ddof=1)) / math.sqrt(len(values)), len(values))


def variance_of(values: Any) -> Measured:
    """Estimate a variance from independent values; the error allows for long tails."""
    size, squares = len(values), (values - np.mean(values)) ** 2
    return Measured(float(np.var(values, ddof=1)), float(np.std(squares, ddof=1)) / math.sqrt(size), size)


class Batches:
    """The contacts of a run by the batch in which something happened to them.

    Parameters
    ----------
    rows : structured ndarray
        Contacts.
    first_min, last_min : float
        What lies before (warming up) or after is left out.
    count : int
        Number of batches, all equally long.
    """

    def __init__(self, rows: Any, first_min: float, last_min: float, count: int) -> None:
        self.rows = rows
        self.edges = np.linspace(first_min, last_min, count + 1)
        self.minutes = np.diff(self.edges)

    def at(self, name: str) -> Vector:
        """Return a column of ticks in minutes."""
        return np.asarray(self.rows[name] / MINUTE)

    def sums(self, at_min: Vector, **columns: Any) -> dict[str, Vector]:
        """Sum columns over the contacts of each batch; `n` is their number."""
        inside = (at_min >= self.edges[0]) & (at_min < self.edges[-1])
        batch = np.searchsorted(self.edges, at_min[inside], side="right") - 1
        size = len(self.minutes)

        def summed(values: Any) -> Vector:
            weights = np.broadcast_to(np.asarray(values, float), at_min.shape)[inside]
            return np.asarray(np.bincount(batch, weights, size)[:size], float)

        return {"n": summed(1.0)} | {name: summed(values) for name, values in columns.items()}

    def time_in(self, start_min: Vector, end_min: Vector) -> Vector:
        """Return the minutes that spans (start, end) have within each batch."""
        return np.diff(self._elapsed(start_min) - self._elapsed(end_min))

    def _elapsed(self, since_min: Vector) -> Vector:
        """Return at each edge the minutes that have passed since these moments, those to come left out."""
        places = np.searchsorted(self.edges, since_min)
        size = len(self.edges) + 1
        count, total = (np.cumsum(np.bincount(places, weights, size)[:-1]) for weights in (None, since_min))
        return np.asarray(count * self.edges - total)

    def mean_number(self, start_min: Vector, end_min: Vector) -> Measured:
        """Estimate the time average of the number of spans under way."""
        return mean_of(self.time_in(start_min, end_min) / self.minutes)


def settled(rows: Any, weeks: float, count: int, warm_up_min: float = DAY_MIN / 2) -> Batches:
    """Leave out the beginning, and the last hours, whose calls nobody follows."""
    return Batches(rows, warm_up_min, weeks * WEEK_MIN - DAY_MIN / 4, count)


def queue_figures(batches: Batches) -> dict[str, Measured]:
    """Return what the checks ask of one queue, under the names of the reference table."""
    rows, arrived = batches.rows, batches.at("queued")
    served = rows["answered"] >= 0
    left = np.where(served, batches.at("answered"), batches.at("ended"))
    wait = left - arrived
    sums = batches.sums(
        arrived, wait=wait, waits=wait > 0, gone=rows["outcome"] == 3, soon=served & (wait <= 20 / 60), minute=wait <= 1
    )
    return {
        "E[Wq] min": ratio(sums, "wait", "n"),
        "P(wait>0)": ratio(sums, "waits", "n"),
        "P(Wq<=1 min)": ratio(sums, "minute", "n"),
        "service level P(Wq<=20s)": ratio(sums, "soon", "n"),
        "P(abandon)": ratio(sums, "gone", "n"),
        "E[busy agents]": batches.mean_number(batches.at("answered")[served], batches.at("released")[served]),
        "L": batches.mean_number(arrived, np.where(served, batches.at("released"), left)),
    }


def upstairs(batches: Batches) -> Batches:
    """Return those who were passed up, in the same batches."""
    rows, edges = batches.rows[batches.rows["escalated"] >= 0], batches.edges
    return Batches(rows, edges[0], edges[-1], len(batches.minutes))


def upstairs_figures(batches: Batches) -> dict[str, Measured]:
    """Return what the checks ask of the manager's queue."""
    up = upstairs(batches)
    came, begun = up.at("escalated"), up.at("manager_start")
    return {
        "E[Wq] min": ratio(up.sums(came, wait=begun - came), "wait", "n"),
        "utilization": up.mean_number(begun, up.at("manager_end")),
    }
