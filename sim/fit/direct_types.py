"""Types that stand in no line: contacts that agents make themselves, or that reach them directly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.fit.answered import Answered, waits
from sim.fit.call_log import CallLog
from sim.fit.fitted import Vector
from sim.fit.routing_fit import Step, waiting_for
from sim.fit.skills import Skills

_LINE, _LEAST, _MOST_OFTEN = 3, 30, 0.5


def direct_shares(log: CallLog, answered: Answered, skills: Skills, steps: tuple[Step, ...]) -> Vector:
    """Return for each type which share of its contacts stands in no line; 0 for types that do.

    Where three or more callers wait whom an agent might take, who comes next had waited, save by chance. A type of
    which most contacts are answered without a wait even then is one that agents begin, such as calls they return.

    Parameters
    ----------
    log, answered, skills, steps
        As `waiting_for` takes them.
    """
    found = np.zeros(len(log.issues))
    line = waiting_for(log, replace(answered, free=answered.start), skills, steps)
    passed = line >= _LINE
    issue, at_once = log.issue[answered.row], waits(log)[answered.row] <= answered.ring
    n = np.bincount(issue[passed], minlength=len(found))
    share = np.bincount(issue[passed], at_once[passed], minlength=len(found)) / np.maximum(n, 1)
    return np.where((n >= _LEAST) & (share > _MOST_OFTEN), share, found)
