"""Logs for tests of the fit: of known centers, and damaged ones."""

import datetime
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from sim.clock import DAY, HOUR, MINUTE, SECOND
from sim.fit.call_log import NEVER, CallLog

MONDAY = datetime.date(2024, 1, 1)
KNOWN = """
name: known
calendar: {start: 2024-01-01, weeks: %WEEKS%, open: {mon-fri: "9:00-17:00"}}
issues:
  call:
    per_week: 6000
    routine: yes
    bin_minutes: 30
    handle_time: {shape: lognormal, mean: 5.5, cv: 0.9}
    wrap_up: 0.5
teams: {desk: {agents: 16, handles: [call], speed_cv: 0.15}}
customers:
  busyness: {day_cv: 0.12, within_day_cv: 0.15, correlation: 0.6}
  patience: {shape: exponential, mean: 4}
  redial_share: 0
"""


@cache
def known_center(weeks, folder):
    """Return a center whose every parameter is known."""
    from sim.reading.files import load

    path = Path(folder) / "known.yaml"
    path.write_text(KNOWN.replace("%WEEKS%", str(weeks)), encoding="utf-8")
    return load(path)


def log(issue=(), agent=(), received=(), **columns):
    """Return a log; columns that are not given are unknown, times are in ticks."""
    n = len(received)
    never = np.full(n, NEVER, dtype=np.int64)
    given = {name: np.asarray(column, dtype=np.int64) for name, column in columns.items()}
    names = ("caller", "answered", "left", "consulted", "transferred", "ended", "wrap_up")
    received = np.asarray(received, dtype=np.int64)
    issue = np.asarray(issue, dtype=np.int32) if len(issue) else np.zeros(n, dtype=np.int32)
    agent = np.asarray(agent, dtype=np.int32) if len(agent) else np.full(n, NEVER, dtype=np.int32)
    return CallLog(
        first_monday=MONDAY,
        issues=tuple(f"type {k}" for k in range(int(issue.max(initial=0)) + 1)),
        agents=tuple(f"A{k:03}" for k in range(1, int(agent.max(initial=-1)) + 2)),
        issue=issue,
        agent=agent,
        received=received,
        days=tuple(MONDAY + datetime.timedelta(days=int(day)) for day in np.unique(received // DAY)),
        unknown=frozenset(name for name in names if name not in given),
        **{name: given.get(name, never) for name in names},
    )


def busy_log(rng, contacts, days, agents=4):
    """Return a plausible log: contacts that are answered or left, whoever was there."""
    received = np.sort(rng.integers(0, days, contacts) * DAY + rng.integers(9 * HOUR, 17 * HOUR, contacts))
    answered = received + rng.integers(0, 2 * MINUTE, contacts)
    ended = answered + rng.integers(5 * SECOND, 10 * MINUTE, contacts)
    lost = rng.random(contacts) < 0.1
    return log(
        issue=rng.integers(0, 2, contacts),
        agent=np.where(lost, NEVER, rng.integers(0, agents, contacts)),
        received=received,
        answered=np.where(lost, NEVER, answered),
        left=np.where(lost, answered, NEVER),
        ended=np.where(lost, NEVER, ended),
        transferred=np.where(~lost & (rng.random(contacts) < 0.2), (answered + ended) // 2, NEVER),
    )


@st.composite
def damaged_logs(draw):
    """Draw logs with few rows, days or agents, and with columns that tell nothing."""
    seed, contacts = draw(st.integers(0, 10_000)), draw(st.sampled_from([0, 1, 2, 3, 10, 40, 300]))
    made = busy_log(
        np.random.default_rng(seed), contacts, draw(st.sampled_from([1, 2, 9, 40])), draw(st.integers(1, 3))
    )
    columns = ("answered", "left", "ended", "transferred", "agent", "caller")
    gone = draw(st.sets(st.sampled_from(columns)))
    never = {name: np.full_like(getattr(made, name), NEVER) for name in gone}
    if "agent" in gone:
        never["agents"] = ()
    return replace(made, unknown=made.unknown | gone, **never)
