"""By what each issue type is measured, as numbers that compiled code reads; whether a contact was served in time.

Plain scalar functions, compiled where numba is installed.
"""

from typing import Any

import numpy as np

from sim.clock import SECOND
from sim.journeys.records import Outcome
from sim.scenario.promises import service_level_of
from sim.scenario.scenario import Scenario

ROUTINE, WITHIN, SHORT, OF, COUNTED_MET = range(5)
"""What stands in the columns of `standards_of`."""
_OFFERED, _ANSWERED, _LESS_SHORT = range(3)
_DENOMINATORS = {"offered": _OFFERED, "answered": _ANSWERED, "offered_less_short": _LESS_SHORT}
_ABANDONED, _BLOCKED, _BALKED = int(Outcome.ABANDONED), int(Outcome.BLOCKED), int(Outcome.BALKED)


def standards_of(scenario: Scenario) -> Any:
    """Return a row for each issue type, of shape (types, 5) and in ticks: whether it is routine, and its formula."""
    rows = []
    for name, issue in scenario.issues.items():
        its = service_level_of(scenario, name)
        times = (round(each * SECOND) for each in (its.within, its.short))
        rows.append((issue.routine, *times, _DENOMINATORS[its.of], its.abandoned_in_time == "counted_met"))
    return np.array(rows, dtype=np.int64)


def channels_of(scenario: Scenario, issues: list[str]) -> int:
    """Return over how many channels some issue types come."""
    return len({scenario.issues[name].channel for name in issues})


def is_offered(c: Any) -> bool:
    """Whether a contact reached the center's lines: it joined one, was blocked or balked."""
    return c.queued >= 0 or c.outcome == _BLOCKED or c.outcome == _BALKED


def waited(c: Any) -> int:
    """Return how long a contact that joined a line waited there, in ticks."""
    return (c.answered if c.answered >= 0 else c.ended) - c.queued


def is_short(c: Any, standards: Any) -> bool:
    """Whether a contact hung up so soon that it may be left out."""
    return c.outcome == _ABANDONED and waited(c) <= standards[c.type, SHORT]


def counts(c: Any, standards: Any) -> bool:
    """Whether a contact that was offered is one of those of whom a share shall be answered in time."""
    of = standards[c.type, OF]
    if of == _ANSWERED:
        return c.answered >= 0
    return of == _OFFERED or not is_short(c, standards)


def is_met(c: Any, standards: Any) -> bool:
    """Whether a contact that counts was answered in time, or counts as if it were."""
    if c.answered < 0 and not (standards[c.type, COUNTED_MET] == 1 and c.outcome == _ABANDONED):
        return False
    return waited(c) <= standards[c.type, WITHIN]
