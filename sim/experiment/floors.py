"""Floors: the issue types and teams that share work, and what a planner's formula must know of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.demand.quantile_tables import table_of
from sim.experiment.usual_week import call_rates
from sim.scenario import Scenario
from sim.scenario.figures import Table
from sim.scenario.promises import ServiceLevel, service_level_of
from sim.scenario.routing import takers_of
from sim.statistics.estimates import Vector
from sim.theory.many_intervals import Load, Patience, Waits, erlang_a, erlang_c

MINUTE_SECONDS = 60
_GRID = 20_000


@dataclass(frozen=True)
class Floor:
    """Issue types and the teams that may take them, no one of whom takes anything else.

    Attributes
    ----------
    issues, teams : tuple of str
        Their names, in the order of the scenario.
    """

    issues: tuple[str, ...]
    teams: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called: by its teams."""
        return " + ".join(self.teams)


def floors_of(scenario: Scenario) -> list[Floor]:
    """Return the floors of a center: types that share a team, and teams that share a type, belong together."""
    takers = {name: set(takers_of(scenario, name)) for name in scenario.issues}
    parts: list[set[str]] = []
    for teams in [*takers.values(), *({name} for name in scenario.teams)]:
        apart = [part for part in parts if not part & teams]
        parts = [*apart, set(teams).union(*(part for part in parts if part & teams))]
    floors = [
        Floor(
            tuple(name for name in scenario.issues if takers[name] <= part),
            tuple(name for name in scenario.teams if name in part),
        )
        for part in parts
    ]
    order = list(scenario.teams)
    return sorted((floor for floor in floors if floor.issues), key=lambda floor: order.index(floor.teams[0]))


def patience_of(scenario: Scenario, floor: Floor) -> Patience:
    """Return how long a floor's customers wait, each type by its volume."""
    endless, found = scenario.customers.endless_patience_share, []
    for name in floor.issues:
        own = scenario.issues[name].patience
        found.append((max(scenario.issues[name].per_week, 1e-9), own or scenario.customers.patience))
    whole = sum(weight for weight, _ in found)

    def survival(wait: Vector) -> Vector:
        mixed = sum((weight / whole * _survival(kind, wait) for weight, kind in found), np.zeros_like(wait))
        return np.asarray(endless + (1 - endless) * mixed)

    return Patience(survival)


def _survival(kind: Any, wait: Vector) -> Vector:
    """Return P(patience > wait) of a distribution, by its quantiles."""
    inside = (np.arange(_GRID) + 0.5) / _GRID
    tail = 0.5 / _GRID * 2.0 ** -np.arange(1.0, 26.0)
    shares = np.concatenate([tail[::-1], inside, 1 - tail])
    values = table_of(kind).read_all(shares)
    return np.asarray(1 - np.interp(wait, values, shares, left=0.0, right=1.0))


@dataclass(frozen=True)
class Promise:
    """The service levels of a floor's types, each with its share of the volume.

    Attributes
    ----------
    parts : tuple of (float, ServiceLevel)
        Shares of the volume that add up to 1.
    """

    parts: tuple[tuple[float, ServiceLevel], ...]

    @property
    def share(self) -> float:
        """The share that shall be served in time, in %."""
        return sum(weight * its.share for weight, its in self.parts)

    def level(self, waits: Callable[[float, float], Waits]) -> Vector:
        """Return the service level in %, given the waits for a threshold and a short abandon, in minutes."""
        return sum(
            (100 * weight * _level(its, waits(its.within / MINUTE_SECONDS, its.short / MINUTE_SECONDS)))
            for weight, its in self.parts
        )  # type: ignore[return-value]


def promise_of(scenario: Scenario, floor: Floor) -> Promise:
    """Return what a floor's customers are promised."""
    volume: dict[ServiceLevel, float] = {}
    for name in floor.issues:
        its = service_level_of(scenario, name)
        volume[its] = volume.get(its, 0.0) + max(scenario.issues[name].per_week, 1e-9)
    whole = sum(volume.values())
    return Promise(tuple((many / whole, its) for its, many in volume.items()))


def _level(its: ServiceLevel, waits: Waits) -> Vector:
    """Return a service level by its formula, as a share; 1 where nobody counts."""
    met, base = waits.in_time, np.ones_like(waits.in_time)
    if its.abandoned_in_time == "counted_met":
        met = met + waits.lost_in_time
    if its.of == "answered":
        base = 1 - waits.lost
    if its.of == "offered_less_short":
        base = 1 - waits.lost_short
        if its.abandoned_in_time == "counted_met":
            met = met - np.minimum(waits.lost_in_time, waits.lost_short)
    return np.where(base > 1e-12, met / np.maximum(base, 1e-12), np.where(waits.lost < 1e-9, 1.0, 0.0))


@dataclass(frozen=True)
class Formulas:
    """Erlang C and A for the load of a floor's intervals."""

    load: Load
    patience: Patience
    promise: Promise

    def level_c(self, people: Vector) -> Vector:
        """Return the service level in % where nobody hangs up."""
        return self.promise.level(lambda within, _: erlang_c(self.load, people, within))

    def level_a(self, people: Vector) -> Vector:
        """Return the service level in % where customers hang up."""
        return level_a(self.load, people, self.patience, self.promise)

    def for_(self, load: Load) -> "Formulas":
        """Return the same for another load."""
        return Formulas(load, self.patience, self.promise)

    def waits_a(self, people: Vector) -> Waits:
        """Return the waits where customers hang up, by the first of the service levels."""
        its = self.promise.parts[0][1]
        return erlang_a(self.load, people, self.patience, its.within / MINUTE_SECONDS, its.short / MINUTE_SECONDS)


def level_a(load: Load, people: Vector, patience: Patience, promise: Promise) -> Vector:
    """Return the service level in % where customers hang up."""
    return promise.level(lambda within, short: erlang_a(load, people, patience, within, short))


def expected_calls(scenario: Scenario, floor: Floor, minutes: int) -> Vector:
    """Return the first calls that each interval of the week expects, by the volume of a floor's types."""
    rates = sum((call_rates(scenario, name) for name in floor.issues), np.zeros((7, 1440)))
    return np.asarray(rates.reshape(-1, minutes).sum(axis=1))


def widths(scenario: Scenario) -> Iterator[int]:
    """Yield the widths of the bins of a center's tables."""
    for issue in scenario.issues.values():
        for table in (issue.table, issue.volume, issue.handle_time_by):
            if isinstance(table, Table):
                yield table.bin_minutes
    for team in scenario.teams.values():
        if isinstance(team.agents, Table):
            yield team.agents.bin_minutes


def interval_minutes(scenario: Scenario) -> int:
    """Return the width of the intervals in which a center is planned: as asked, else 30 or its narrower tables'."""
    return scenario.study.interval_minutes or min([30, *widths(scenario)])
