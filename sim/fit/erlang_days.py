"""Erlang A by half hour with one factor on staff for each hour of day: the yardstick beside a simulation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import MINUTE, SECOND
from sim.fit.fitted import Vector
from sim.fit.queue_days import Given
from sim.fit.queue_model import QueueModel
from sim.fit.score_cells import CELLS, WITHIN
from sim.fit.sessions import SLOT, SLOTS, slot_time
from sim.theory.many_intervals import Load, Patience, erlang_a


class ErlangDays:
    """Erlang A of the half hours of some days.

    Parameters
    ----------
    model : QueueModel
        Patience and the gaps after contacts are taken from it.
    given : Given
        Volumes, mean handle times, sessions.
    """

    def __init__(self, model: QueueModel, given: Given) -> None:
        counts = given.counts
        self.offered = counts.sum(axis=1)
        gap = float(model.gaps.length.mean()) if len(model.gaps.length) else 0.0
        usual = np.array([float(each.mean()) for each in model.talks])
        talk = np.where(np.isfinite(given.mean_talk), given.mean_talk, usual)
        work = np.einsum("dts,t->ds", counts, talk)
        self.service = np.divide(
            work, self.offered, out=np.full(work.shape, float(usual.mean())), where=self.offered > 0
        )
        self.service = (self.service + gap) / MINUTE
        self.staff = np.zeros_like(self.offered)
        for place, day in enumerate(given.days):
            _, start, end, _ = given.on_duty(int(day))
            midnight = int(day) * SLOTS * SLOT
            self.staff[place] = slot_time(start - midnight, end - midnight, SLOTS) / SLOT
        whole = model.patience.get((-1, -1, -1))
        rate = whole.rate.value if whole else 0.0
        self.patience = Patience(lambda x: np.exp(-max(rate, 1e-9) * np.minimum(x, 600 / max(rate, 1e-9))))

    def waits(self, factor: Vector) -> tuple[Vector, Vector, Vector]:
        """Return who is lost, who is answered in time and the wait in minutes, with a factor on staff by hour of day.

        Each has the shape (days, 48); 0 where nobody comes.
        """
        some = self.offered > 0
        staff = np.maximum(self.staff * np.repeat(factor, 2), 0.01)[some]
        load = Load(self.offered[some] * MINUTE / SLOT, self.service[some])
        found = erlang_a(load, staff, self.patience, WITHIN / MINUTE)
        columns = []
        for each in (found.lost, found.in_time, found.wait):
            column = np.zeros_like(self.offered)
            column[some] = each
            columns.append(column)
        return columns[0], columns[1], columns[2]

    def left(self, factor: Vector, usual: NDArray[np.bool_]) -> Vector:
        """Return how many leave by hour of day, shape (24,), in half hours that are no event, shape (days, 48)."""
        lost = self.waits(factor)[0] * self.offered * usual
        return np.asarray(lost.sum(axis=0).reshape(24, 2).sum(axis=1))

    def cells(self, factor: Vector, ring: int) -> Vector:
        """Return cells as of a simulation; everybody waits the ringing besides."""
        lost, in_time, wait = self.waits(factor)
        answered = self.offered * (1 - lost)
        waited = answered * (np.where(np.isfinite(wait), wait, 60.0) * MINUTE + ring) / SECOND
        cells = np.stack([self.offered, self.offered * lost, answered, waited, self.offered * in_time], axis=-1)
        assert cells.shape[-1] == CELLS
        return np.asarray(cells)
