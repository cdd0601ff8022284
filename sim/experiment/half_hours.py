"""Half hours of a usual week on a floor, and what a planner's formula says of them before anything is simulated."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.experiment.usual_week import call_rates, handle_rates
from sim.scenario import Scenario
from sim.scenario.hours import heads_at, open_pieces
from sim.scenario.routing import takers_of
from sim.theory.erlang import mmc
from sim.theory.impatience import mmc_impatient

SLICE = 30
"""Minutes of a slice of the day, in which calls and people are taken as level, as planners do."""


class Slice(NamedTuple):
    """Half an hour of the usual week on a floor: calls, minutes of work in them, and people."""

    calls: float
    work: float
    minutes: float
    heads: float

    @property
    def load(self) -> float:
        """The people that the work keeps busy."""
        return self.work / self.minutes


def slices_of(now: Scenario, floor: tuple[str, ...], minutes: dict[str, float]) -> Iterator[Slice]:
    """Yield the open half hours of a week on a floor."""
    names = [name for name in now.issues if tuple(takers_of(now, name)) == floor]
    rates = {name: call_rates(now, name) for name in names}
    lasts = {name: rates[name] * minutes[name] * handle_rates(now, name) for name in names}
    for weekday, pieces in enumerate(open_pieces(now.calendar.open)):
        for start in range(0, 1440, SLICE):
            opened = {minute: past for a, b, past in pieces for minute in range(max(a, start), min(b, start + SLICE))}
            if opened:
                calls, work = (
                    sum(each[weekday, minute] for each in figures.values() for minute in opened)
                    for figures in (rates, lasts)
                )
                yield Slice(calls, work, len(opened), _heads(now, floor, weekday, opened))


def _heads(now: Scenario, floor: tuple[str, ...], weekday: int, opened: dict[int, int]) -> float:
    teams = [now.teams[name] for name in floor]
    present = [(team.heads(now.calendar), team.there_share) for team in teams]
    there = [sum(heads_at(heads, weekday, *at) * share for heads, share in present) for at in opened.items()]
    return sum(there) / len(there)


@lru_cache(maxsize=1024)
def answered(its: Slice, within: float) -> float:
    """Return the share answered within so many minutes where nobody hangs up."""
    servers = round(its.heads)
    if not its.calls:
        return 1.0
    if its.load >= servers:
        return 0.0
    return mmc(servers, its.calls / its.minutes, its.work / its.calls).service_level(within)


@lru_cache(maxsize=1024)
def answered_or_left(its: Slice, patience: float, within: float) -> float:
    """Return the share answered within so many minutes where customers hang up after an exponential time."""
    servers = round(its.heads)
    if not its.calls:
        return 1.0
    if not servers:
        return 0.0
    queue = mmc_impatient(
        servers, its.calls / its.minutes, its.work / its.calls, lambda wait: np.exp(-wait / patience), [within]
    )
    soon = queue.survival * (queue.nodes_min <= within)
    return 1 - queue.wait_probability + queue.mean_of(soon)
