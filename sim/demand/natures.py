"""What issues and contacts are: the distributions of a type while no lever changes, read by their numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.clock import FOREVER, MINUTE
from sim.demand import purposes as for_
from sim.demand.numbers import Floats, Words, outputs, uniforms
from sim.demand.quantile_tables import QuantileTable, table_of
from sim.scenario import Scenario
from sim.scenario.handle_times import WEEK_MINUTES

CENTS = 100
"""Smallest units of money in one unit of currency."""
MOST_CENTS = 1e15
"""More than anything costs; the far tail of a distribution ends here, so that sums fit a 64-bit integer."""
Ticks = np.ndarray[Any, np.dtype[np.int64]]
_CONTACT = np.arange(for_.CONTACT_NUMBERS, dtype=np.uint64)


class Issue(NamedTuple):
    """What a customer's matter is, from its creation on."""

    type: int
    stream: int
    bin: int
    ordinal: int
    key: int
    complexity: float
    ask_cents: int
    temper: float
    reserved: bool
    rare: int
    public: float
    answer: float
    owed: bool


class Call(NamedTuple):
    """One contact of an issue: what is new at every call. `luck` is read by purpose."""

    handle_ticks: int
    patience_ticks: int
    luck: list[float]
    wrap_up_ticks: int


@dataclass(frozen=True)
class Nature:
    """The distributions of one issue type during one epoch."""

    complexity: QuantileTable
    ask: QuantileTable
    temper: QuantileTable
    handle: QuantileTable
    patience: QuantileTable
    asks_share: float
    reserved_share: float
    owed_share: float
    opportunity_share: float
    rare_share: float
    endless_share: float
    slope: float
    handle_factor: float
    by: Floats | None
    wrap_up: QuantileTable

    def issues(self, keys: Words, numbers: Floats, ask_factor: float) -> Iterator[tuple[Any, ...]]:
        """Yield what each issue is: the fields of `Issue` from its key on."""
        asked = self.ask.read_all(numbers[:, for_.ASK]) * (CENTS * ask_factor)
        cents = np.minimum(asked + 0.5, MOST_CENTS).astype(np.int64)
        rare = numbers[:, for_.RARE]
        return zip(
            keys.tolist(),
            self.complexity.read_all(numbers[:, for_.COMPLEXITY]).tolist(),
            np.where(numbers[:, for_.ASKS] < self.asks_share, cents, 0).tolist(),
            self.temper.read_all(numbers[:, for_.TEMPER]).tolist(),
            (numbers[:, for_.RESERVED] < self.reserved_share).tolist(),
            np.where(rare < self.opportunity_share, 1, np.where(rare < self.rare_share, 2, 0)).tolist(),
            numbers[:, for_.PUBLIC].tolist(),
            numbers[:, for_.ANSWER].tolist(),
            (numbers[:, for_.OWED] < self.owed_share).tolist(),
            strict=True,
        )

    def calls(self, keys: Words, complexities: list[float], moments: Ticks) -> list[Call]:
        """Return the contacts that have these keys, each of an issue of its complexity, who call at these ticks."""
        luck = uniforms(outputs(keys[:, None], _CONTACT))
        hardness = np.array(complexities) - self.complexity.mean
        factor = np.maximum(0.0, 1.0 + self.slope * hardness) * self.handle_factor
        by = np.ones(len(keys)) if self.by is None else self.by[moments // MINUTE % WEEK_MINUTES]
        handle = _ticks(self.handle.read_all(luck[:, for_.HANDLE]) * (factor * by))
        wrap_up = _ticks(self.wrap_up.read_all(luck[:, for_.WRAP_UP]) * (self.handle_factor * by))
        patience = _ticks(self.patience.read_all(luck[:, for_.PATIENCE]))
        patience = np.where(luck[:, for_.ENDLESS] < self.endless_share, FOREVER, patience)
        return list(map(Call, handle.tolist(), patience.tolist(), luck.tolist(), wrap_up.tolist()))


def _ticks(minutes: Floats) -> Ticks:
    """Return `ticks` of each duration."""
    return np.minimum(minutes * MINUTE + 0.5, FOREVER).astype(np.int64)


def nature_of(scenario: Scenario, name: str, by: Floats | None) -> Nature:
    """Return what a type is in a scenario, whose handle times have these factors in the course of the week."""
    issue = scenario.issues[name]
    return Nature(
        complexity=table_of(issue.complexity),
        ask=table_of(issue.ask),
        temper=table_of(issue.opening_temper),
        handle=table_of(issue.handle_time),
        patience=table_of(issue.patience or scenario.customers.patience),
        asks_share=issue.asks_share,
        reserved_share=issue.reserved_share,
        owed_share=issue.owed_share,
        opportunity_share=issue.opportunity_share,
        rare_share=issue.opportunity_share + issue.crisis_share,
        endless_share=scenario.customers.endless_patience_share,
        slope=issue.complexity_slope,
        handle_factor=scenario.empowerment.handle_time_factor,
        by=by,
        wrap_up=table_of(issue.wrap_up),
    )
