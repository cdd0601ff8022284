"""What a search for the least people shows: hours by formula, corrected and in whole; how far targets are kept."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.statistics.estimates import Estimate

if TYPE_CHECKING:
    from sim.experiment.least_staff import Staffed


@dataclass(frozen=True)
class FloorStaff:
    """What one floor needs.

    Attributes
    ----------
    name : str
        The floor's.
    now, by_formula, corrected, least : float
        Hours a week: on duty today, by Erlang A unrounded, corrected by simulation, and in whole people.
    most : int
        The most people at once.
    target : float
        The share that shall be served in time, in %.
    level : tuple of float
        The service level with these people, in %, with the bounds of its interval.
    below, clearly_below, intervals : int
        Intervals in which it is below the target, those in which it is so clearly, and all that are open.
    is_proven : bool
        Whether the interval of the whole week's service level lies at or above the target.
    """

    name: str
    now: float
    by_formula: float
    corrected: float
    least: float
    most: int
    target: float
    level: tuple[float, float, float]
    below: int
    clearly_below: int
    intervals: int
    is_proven: bool


def floors(staffed: "Staffed") -> list[FloorStaff]:
    """Return what each floor needs."""
    found = []
    for now, then in zip(staffed.now, staffed.then, strict=True):
        need, target = staffed.needs[now.floor.name], then.formulas.promise.share
        value, low, high = (float(each) for each in then.whole)
        found.append(
            FloorStaff(
                now.floor.name,
                now.hours(now.staffed),
                now.hours(need.by_formula),
                now.hours(need.corrected),
                now.hours(need.whole),
                int(need.whole.max()),
                target,
                (value, low, high),
                int((then.busy & (then.service_level.value < target)).sum()),
                int((then.busy & (then.service_level.high < target)).sum()),
                int((then.busy & (need.whole > 0)).sum()),
                then.is_kept,
            )
        )
    return found


def misses(staffed: "Staffed") -> list[str]:
    """Return the targets beside the service level that the whole week does not keep, by the names of metrics."""
    targets, found = staffed.task.targets, []
    for name, most in (
        ("abandonment_rate", targets.abandonment), ("asa_seconds", targets.wait), ("occupancy", targets.occupancy),
    ):  # fmt: skip
        its: Estimate | None = staffed.proof.total(name)
        if most is not None and its is not None and its.value > most:
            found.append(name)
    return found


def same_all_day(staffed: "Staffed") -> dict[str, int]:
    """Return the floors that need the same people in every interval, with how many."""
    found = {}
    for name, need in staffed.needs.items():
        kinds = np.unique(need.whole[need.whole > 0])
        if len(kinds) == 1:
            found[name] = int(kinds[0])
    return found
