"""One fold of a backtest: fitted on some days, other days predicted, Erlang A beside."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY
from sim.fit.answered import waits
from sim.fit.client import Client
from sim.fit.distances import distances
from sim.fit.erlang_days import ErlangDays
from sim.fit.fitted import Vector
from sim.fit.hour_factors import Known, erlang_factor, weight_of, with_factor
from sim.fit.queue_days import given_of, simulated
from sim.fit.queue_model import queue_model
from sim.fit.score_cells import observed_cells, predicted_cells

Days = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Fold:
    """What came of one month.

    Attributes
    ----------
    month : str
        As `2014-02`.
    days : ndarray
        The days predicted, counted from the log's first Monday.
    observed : ndarray, shape (days, 48, 5)
        Cells of the log, as in `sim.fit.score_cells`.
    simulated : ndarray, shape (replications, days, 48, 5)
    erlang : ndarray, shape (days, 48, 5)
    usual : ndarray of bool, shape (days, 48)
        Half hours that are no event.
    factor, erlang_factor : ndarray, shape (24,)
        By hour of day: on the share of gaps over a minute, and on staff.
    distances : ndarray, shape (5,)
        Of the days fitted on to these days, as in `sim.fit.distances`.
    """

    month: str
    days: Days
    observed: Vector
    simulated: Vector
    erlang: Vector
    usual: NDArray[np.bool_]
    factor: Vector
    erlang_factor: Vector
    distances: Vector


def months_of(client: Client) -> dict[str, Days]:
    """Return the days of each calendar month, by its name."""
    found: dict[str, list[int]] = {}
    for day in client.arrivals.days.tolist():
        date = client.log.first_monday + datetime.timedelta(days=day)
        found.setdefault(f"{date:%Y-%m}", []).append(day)
    return {name: np.array(days, dtype=np.int64) for name, days in found.items()}


def fold(
    client: Client,
    month: str,
    fitted_on: dict[str, Days],
    days: Days,
    *,
    replications: int,
    seed: int,
    tick: Callable[[], None] = lambda: None,
) -> Fold:
    """Fit on some months and predict the days of another.

    Parameters
    ----------
    client : Client
        The whole log.
    month : str
        The name of the month predicted.
    fitted_on : dict of str to ndarray
        Days of each month fitted on.
    days : ndarray
        The days predicted.
    replications, seed : int
        How often they are simulated, and with which numbers.
    tick : callable
        Is called after each replication.
    """
    log = client.log
    learned = np.sort(np.concatenate([*fitted_on.values()]))
    model = queue_model(client, learned)
    known = [_known(client, each, _apart(month, name)) for name, each in fitted_on.items()]
    model = with_factor(model, known)
    ring = _ring(client, learned)
    given = given_of(client, days)
    cells = []
    for number in range(replications):
        cells.append(predicted_cells(simulated(model, given, seed + number), days, ring))
        tick()
    erlang_by_hour = erlang_factor(model, known)
    place = np.searchsorted(client.arrivals.days, days)
    return Fold(
        month=month, days=days, observed=observed_cells(log, days), simulated=np.stack(cells),
        erlang=ErlangDays(model, given).cells(erlang_by_hour, ring), usual=~client.arrivals.event_slots()[place],
        factor=model.factor, erlang_factor=erlang_by_hour, distances=distances(client, learned, days),
    )  # fmt: skip


def _known(client: Client, days: Days, months_apart: int) -> Known:
    place = np.searchsorted(client.arrivals.days, days)
    return Known(given=given_of(client, days), observed=observed_cells(client.log, days),
                 usual=~client.arrivals.event_slots()[place], weight=weight_of(months_apart))  # fmt: skip


def _apart(month: str, other: str) -> int:
    """Return how many months lie between two, as `2014-02`."""
    one, two = (12 * int(each[:-3]) + int(each[-2:]) for each in (month, other))
    return two - one


def _ring(client: Client, days: Days) -> int:
    """Return how long the phone rings for callers put through at once, on average, ticks."""
    log = client.log
    wait = waits(log)
    at_once = (log.answered >= 0) & (wait <= client.answered.ring) & np.isin(log.received // DAY, days)
    return int(wait[at_once].mean()) if at_once.any() else 0
