"""Factors by hour of day: how much more or less agents are away than gaps tell, read from who left."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.fit.erlang_days import ErlangDays
from sim.fit.fitted import Vector
from sim.fit.queue_days import Given, simulated
from sim.fit.queue_model import QueueModel
from sim.fit.score_cells import IN_TIME, LEFT, OFFERED, predicted_cells

_STEPS, _POWER, _WHOLE = 6, 0.2, 0.8
_CAUTION, _ENOUGH_CALLS, _ENOUGH_LEAVERS = 5.0, 200, 5
_LOW, _HIGH, _HALVINGS = 0.3, 1.6, 9
_NEARER = 0.5
_GAIN = 10.0
"""How much longer idle agents are not at hand, over how long they are, where the service level is 1 too high."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A month that is fitted on.

    Attributes
    ----------
    given : Given
        What would be known of it beforehand.
    observed : ndarray, shape (days, 48, 5)
        Its cells.
    usual : ndarray of bool, shape (days, 48)
        Half hours that are no event.
    weight : float
        How much it counts: half as much with each month that lies further from the one predicted.
    """

    given: Given
    observed: Vector
    usual: NDArray[np.bool_]
    weight: float


def weight_of(months_apart: int) -> float:
    """Return how much a month counts: half as much with each month further away."""
    return float(_NEARER ** (max(1, abs(months_apart)) - 1))


def by_hour(cells: Vector, usual: NDArray[np.bool_], column: int) -> Vector:
    """Return one column of cells summed by hour of day, without events, shape (24,)."""
    return np.asarray((cells[..., column] * usual).sum(axis=0).reshape(24, 2).sum(axis=1))


def with_factor(model: QueueModel, months: list[Known]) -> QueueModel:
    """Return a model whose absences are brought towards what the days fitted on show.

    Six steps. Each goes by leavers observed over simulated: of the whole day to the power of 0.8, and of the hour to
    0.2 besides, so that in the end the whole is met and an hour about half, since what some months show in an hour is
    partly chance and their own. How long idle agents are not at hand goes by the service level.

    Parameters
    ----------
    model : QueueModel
        With a factor of 1.
    months : list of Known
        The days fitted on.
    """
    calls = np.sum([by_hour(each.observed, each.usual, OFFERED) for each in months], axis=0)
    left = np.sum([each.weight * by_hour(each.observed, each.usual, LEFT) for each in months], axis=0)
    offered, answered_in_time = (
        float(sum(each.weight * by_hour(each.observed, each.usual, column).sum() for each in months))
        for column in (OFFERED, IN_TIME)
    )
    for step in range(_STEPS):
        lost, in_time = np.zeros(24), 0.0
        for each in months:
            cells = predicted_cells(simulated(model, each.given, 1000 + step), each.given.days, 0)
            lost += each.weight * by_hour(cells, each.usual, LEFT)
            in_time += each.weight * float(by_hour(cells, each.usual, IN_TIME).sum())
        ratio = (left + _CAUTION) / (lost + _CAUTION)
        whole = (left.sum() + _CAUTION) / (lost.sum() + _CAUTION)
        moved = np.clip(model.factor * ratio**_POWER * whole**_WHOLE, 0.0, 6.0)
        away = max(0.0, model.away_while_idle + _GAIN * (in_time - answered_in_time) / offered)
        model = replace(model, factor=np.where(calls >= _ENOUGH_CALLS, moved, model.factor), away_while_idle=away)
    return model


def erlang_factor(model: QueueModel, months: list[Known]) -> Vector:
    """Return the factor on staff by hour of day at which Erlang A loses as many as left; by bisection in all hours.

    Parameters
    ----------
    model : QueueModel
        As `ErlangDays` takes it.
    months : list of Known
        The days fitted on.
    """
    days = [ErlangDays(model, each.given) for each in months]
    left = np.sum([each.weight * by_hour(each.observed, each.usual, LEFT) for each in months], axis=0)
    low, high = np.full(24, _LOW), np.full(24, _HIGH)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        lost = np.sum(
            [own.left(middle, each.usual) * each.weight for own, each in zip(days, months, strict=True)], axis=0
        )
        low, high = np.where(lost > left, middle, low), np.where(lost > left, high, middle)
    return np.where(left >= _ENOUGH_LEAVERS, (low + high) / 2, 1.0)
