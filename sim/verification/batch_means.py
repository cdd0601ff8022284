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
    """Return everything that theory knows about one queue, under the names of the reference table."""
    rows, arrived = batches.rows, batches.at("queued")
    served = rows["answered"] >= 0
    left = np.where(served, batches.at("answered"), batches.at("ended"))
    wait, gone = left - arrived, rows["outcome"] == 3
    start, end = batches.at("answered")[served], batches.at("released")[served]
    handled = np.where(served, batches.at("released") - batches.at("answered"), 0.0)
    sums = batches.sums(
        arrived,
        wait=wait,
        squared=wait**2,
        waits=wait > 0,
        gone=gone,
        gone_wait=wait * gone,
        soon=served & (wait <= 20 / 60),
        late=wait > 20 / 60,
        minute=wait <= 1,
        handled=handled,
    )
    ratios = {
        "E[Wq] min": ("wait", "n"),
        "P(wait>0)": ("waits", "n"),
        "E[Wq|wait] min": ("wait", "waits"),
        "P(Wq<=1 min)": ("minute", "n"),
        "service level P(Wq<=20s)": ("soon", "n"),
        "P(wait>20s) all arrivals": ("late", "n"),
        "P(abandon)": ("gone", "n"),
        "P(abandon | wait)": ("gone", "waits"),
        "E[wait | abandoned] min": ("gone_wait", "gone"),
        "wait per abandonment": ("wait", "gone"),
    }
    figures = {name: ratio(sums, *parts) for name, parts in ratios.items()}
    figures["E[W] min"] = jackknife(sums, lambda s: (s["wait"] + s["handled"]) / s["n"])
    figures["SD[Wq]"] = jackknife(sums, lambda s: np.sqrt(s["squared"] / s["n"] - (s["wait"] / s["n"]) ** 2))
    figures["E[wait | served] min"] = jackknife(sums, lambda s: (s["wait"] - s["gone_wait"]) / (s["n"] - s["gone"]))
    figures["Lq"] = batches.mean_number(arrived, left)
    figures["E[busy agents]"] = batches.mean_number(start, end)
    inside = np.where(served, batches.at("released"), left)
    figures["L"] = batches.mean_number(arrived, inside)
    figures |= _spreads(sums, batches.time_in(arrived, inside) / batches.minutes, float(batches.minutes[0]))
    return figures | {new: figures[old] for new, old in OTHER_NAMES.items()}


OTHER_NAMES = {
    "SD[Wq] min": "SD[Wq]",
    "P(wait)=Erlang C": "P(wait>0)",
    "P(wait)": "P(wait>0)",
    "service level P(Wq<=60s)": "P(Wq<=1 min)",
    "E[wait in queue, all arrivals] min": "E[Wq] min",
    "E[wait, all arrivals] min": "E[Wq] min",
    "P(served and wait<=20s)": "service level P(Wq<=20s)",
    "Erlang B (loss prob)": "P(abandon)",
    "P(abandon) per attempt": "P(abandon)",
}


def _spreads(sums: Sums, present: Vector, minutes: float) -> dict[str, Measured]:
    """Return n Var and t Var of the batches' means, which a long batch brings to their limits."""
    waits = variance_of(sums["wait"] / sums["n"])
    number = variance_of(present)
    size = float(sums["n"].mean())
    return {
        "asymptotic var of mean wait (n*Var)": Measured(size * waits.value, size * waits.error),
        "asymptotic var of time-avg L (t*Var)": Measured(minutes * number.value, minutes * number.error),
    }


def upstairs_figures(batches: Batches) -> dict[str, Measured]:
    """Return the figures of the manager's queue."""
    up = Batches(batches.rows[batches.rows["escalated"] >= 0], 0, 1, 1)
    up.edges, up.minutes = batches.edges, batches.minutes
    came, begun, done = up.at("escalated"), up.at("manager_start"), up.at("manager_end")
    wait = begun - came
    sums = up.sums(came, wait=wait, squared=wait**2, waits=wait > 0)
    return {
        "E[Wq] min": jackknife(sums, lambda s: s["wait"] / s["n"]),
        "SD[Wq] min": jackknife(sums, lambda s: (s["squared"] / s["n"] - (s["wait"] / s["n"]) ** 2) ** 0.5),
        "L (manager number in system)": up.mean_number(came, done),
        "utilization": up.mean_number(begun, done),
        "P(wait)": jackknife(sums, lambda s: s["waits"] / s["n"]),
        "rate": jackknife({"n": sums["n"], "minutes": up.minutes}, lambda s: s["n"] / s["minutes"]),
    }
