"""What is asked once the times of contacts are known: they do not fit, or look like something else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import HOUR
from sim.fit.reading.mapping import TableMapping
from sim.fit.reading.moments import NAT
from sim.fit.reading.taken import Taken
from sim.scenario.problems import Problem, ScenarioError

_LIKE_SHIFTS = 2 * HOUR
_MOST_AT_ODDS = 0.3
"""In a greater share of rows waits that cannot be come from columns that are not what they are taken for."""


def ask_for_times(taken: Taken, wrong: NDArray[np.bool_]) -> None:
    """Ask which columns are the arrival and the answer, where what is taken for them does not fit in many rows."""
    if len(wrong) > 1 and wrong.mean() > _MOST_AT_ODDS:
        words = (
            f"in {int(wrong.sum())} of {len(wrong)} rows the wait is below 0 or above 12 hours by the columns taken "
            "for arrival and answer; which are received, answered and ended? Write their roles"
        )
        raise ScenarioError([Problem(words, "columns", taken.where(int(np.argmax(wrong))))])


def ask_about_shifts(answered: NDArray[np.int64], ended: NDArray[np.int64], table: TableMapping) -> None:
    """Ask what a row is, where all that it tells is somebody's begin and end, hours apart."""
    roles = {each.role for each in table.columns}
    if {"call", "caller", "issue", "outcome", "wait", "talk", "handle"} & roles or "agent" not in roles:
        return
    known = (ended != NAT) & (answered != NAT)
    if known.any() and np.median((ended - answered)[known]) > _LIKE_SHIFTS:
        words = "rows are agents' begins and ends, hours apart: are they calls or shifts? Write row: call or shift"
        raise ScenarioError([Problem(words, "row", ", ".join(table.files))])
