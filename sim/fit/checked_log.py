"""Whether a fit can be made of a log."""

from __future__ import annotations

import numpy as np

from sim.clock import DAY
from sim.fit.answered import rows_of
from sim.fit.call_log import CallLog
from sim.scenario.problems import Problem, ScenarioError


def checked(log: CallLog) -> CallLog:
    """Return a log in order of arrival, if a fit can be made of it.

    Raises
    ------
    ScenarioError
        If there is no contact, or none with a time, or it spans more than ten years.
    """
    file = log.files[0] if log.files else ""

    def wrong(words: str) -> ScenarioError:
        return ScenarioError([Problem(words, file=file)])

    if len(log) == 0:
        raise wrong("has no contact that could be read; a row for each is needed, with when it came")
    if "hours" in log.unknown:
        raise wrong("tells dates without a time of day; a fit needs when each contact came")
    if int(log.received.min()) < 0:
        raise wrong("a contact has no time of arrival; each row needs one")
    if int(log.received.max()) // DAY > 3660:
        raise wrong("spans more than ten years; one date is likely misread")
    return _ordered(log)


def _ordered(log: CallLog) -> CallLog:
    """Return a log in order of arrival, and without days outside its rows."""
    if (np.diff(log.received) < 0).any():
        return rows_of(log, np.argsort(log.received, kind="stable"))
    return log
