"""What the roster has happen in the course of a day: who comes and goes, in the order in which it happens."""

from enum import IntEnum
from typing import NamedTuple

from sim.clock import MINUTE
from sim.scenario.hours import Spans, seat_steps
from sim.scenario.scenario import Scenario


class What(IntEnum):
    """What happens, in the order of one instant."""

    HEADS = 0


class Change(NamedTuple):
    """What happens at a tick after midnight, in the order of one instant: by team, seat, and what it is.

    Attributes
    ----------
    tick, team, seat : int
        When, and to whom; seat -1 is the whole team.
    what : What
        What happens.
    value : int
        `HEADS`: so many seats are on the floor.
    share : float
        `HEADS`: with this probability one more.
    minute : int
        `HEADS`: the interval that decides it, by the minute at which it begins.
    """

    tick: int
    team: int
    seat: int
    what: What
    value: int = 0
    share: float = 0.0
    minute: int = 0


def changes_of(scenario: Scenario, weekday: int, opened: Spans) -> list[Change]:
    """Return what the roster has happen on a weekday, on which the center is open so."""
    found = []
    for index, team in enumerate(scenario.teams.values()):
        for span in opened:
            found += [
                Change(step.minute * MINUTE, index, -1, What.HEADS, step.seats, step.part, step.interval)
                for step in seat_steps(team.agents, weekday, span)
            ]
    return sorted(found)
