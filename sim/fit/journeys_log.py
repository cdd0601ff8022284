"""A simulated run as a log, so that what a fit finds can be held against what was simulated."""

from __future__ import annotations

import datetime

import numpy as np

from sim.clock import DAY
from sim.fit.call_log import NEVER, CallLog
from sim.fit.reading.call_assembly import running_names
from sim.journeys import Journeys
from sim.journeys.records import Outcome


def log_of_journeys(journeys: Journeys) -> CallLog:
    """Return the log that a phone system would have kept of a run: who joined a line, and what became of them.

    Handed over is what was passed up to a manager; a caller is known by his issue.

    Parameters
    ----------
    journeys : Journeys
        A finished run.
    """
    rows = journeys.rows[journeys.rows["queued"] >= 0]
    rows = rows[np.argsort(rows["queued"], kind="stable")]
    answered = rows["answered"].astype(np.int64)
    escalated = np.where(answered >= 0, rows["escalated"], NEVER).astype(np.int64)
    left = np.where((answered < 0) & (rows["outcome"] == Outcome.ABANDONED), rows["ended"], NEVER).astype(np.int64)
    ended = np.where(answered >= 0, np.maximum(rows["ended"], answered), NEVER).astype(np.int64)
    seats = np.stack([rows["team"], rows["seat"], rows["occupant"]], axis=1)
    known, agent = np.unique(seats, axis=0, return_inverse=True)
    agent = np.where(answered >= 0, agent.reshape(-1), NEVER)
    issue_of = np.stack([rows["stream"], rows["bin"], rows["ordinal"]], axis=1)
    _, caller = np.unique(issue_of, axis=0, return_inverse=True)
    monday = journeys.plan.baseline.calendar.start
    received = rows["queued"].astype(np.int64)
    days = [monday + datetime.timedelta(days=int(day)) for day in np.unique(received // DAY)]
    return CallLog(
        first_monday=monday, issues=tuple(journeys.plan.baseline.issues), agents=tuple(running_names(len(known))),
        issue=rows["type"].astype(np.int32), agent=agent.astype(np.int32), caller=caller.reshape(-1).astype(np.int64),
        received=received, answered=answered, left=left, consulted=np.full(len(rows), NEVER, dtype=np.int64),
        transferred=escalated, ended=ended,
        wrap_up=np.where(answered >= 0, rows["wrap_up_ticks"], NEVER).astype(np.int64), days=tuple(days),
        unknown=frozenset({"consulted"} if (escalated >= 0).any() else {"consulted", "transferred"}),
    )  # fmt: skip
