"""A model of a queue, fitted on some days of a log: agents' times and absences, callers' patience, who is first."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, HOUR
from sim.fit.answered import rows_of
from sim.fit.at_hand import idle_response
from sim.fit.client import Client
from sim.fit.direct_types import direct_shares
from sim.fit.fitted import Vector
from sim.fit.gaps import Gaps
from sim.fit.handle_time_fit import relative_times
from sim.fit.head_starts import HeadStarts, head_starts_of
from sim.fit.line_seen import grouped, line_edges, line_seen
from sim.fit.own_gaps import own_absences, own_work_after
from sim.fit.patience_fit import Patience, patience_of

_LEAST_TALKS, _FEW = 50, 100
Ticks = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class QueueModel:
    """What is fitted: how long agents talk, rest and are away, how long callers wait, and who is served first.

    Attributes
    ----------
    gaps : Gaps
        Between contacts, by half hour of the day.
    patience : dict
        By type, class and line: under (type, class, line), with -1 for all types, all classes or all lines.
    line : ndarray
        From how many waiting callers on a line is the next one that patience knows.
    talks : tuple of ndarray
        Agents' times by type, ticks; those of all types where a type has few.
    by_hour : ndarray, shape (types, 24)
        Agents' times by hour of day over the type's mean.
    speed, work_after, absences : ndarray
        Of each agent, over the mean: his time with a contact, his gaps up to a minute, and how often he is away.
    heads : HeadStarts
        Of classes of priority.
    direct : ndarray
        By type, the share of contacts that stand in no line.
    response : float
        Mean time that an idle agent who is not at hand takes to come, ticks.
    away_while_idle : float
        How long an idle agent is not at hand, over how long he is; 0 until it is brought to the service level.
    factor : ndarray, shape (24,)
        By hour of day, on the share of gaps over a minute.
    """

    gaps: Gaps
    patience: dict[tuple[int, int, int], Patience]
    line: NDArray[np.int64]
    talks: tuple[Ticks, ...]
    by_hour: Vector
    speed: Vector
    work_after: Vector
    absences: Vector
    heads: HeadStarts
    direct: Vector
    response: float = 0.0
    away_while_idle: float = 0.0
    factor: Vector = field(default_factory=lambda: np.ones(24))


def queue_model(client: Client, days: NDArray[np.int64]) -> QueueModel:
    """Return the model fitted on some days of a log, counted from its first Monday; the factor is 1 as yet."""
    part = client.on_days(days)
    answered, log = part.answered, part.log
    agents = max(1, len(log.agents))
    heads = head_starts_of(log, answered.ring)
    line = line_edges(log, answered.ring)
    gaps = part.gaps.of_lasting_lines()
    return QueueModel(
        gaps=gaps, patience=_patience(part, heads, line), line=line, talks=_talks(part), by_hour=_by_hour(part),
        speed=np.clip(part.speed.values, 0.2, 5.0) if len(answered) else np.ones(agents),
        work_after=own_work_after(gaps, agents), absences=own_absences(gaps, agents), heads=heads,
        direct=direct_shares(log, answered, part.skills, part.routing.steps),
        response=idle_response(client, days, line_seen(client.log, client.answered.ring)),
    )  # fmt: skip


def _talks(client: Client) -> tuple[Ticks, ...]:
    talk, issue = np.maximum(client.answered.talk, 1), client.log.issue[client.answered.row]
    whole = talk if len(talk) else np.array([6 * 60_000], dtype=np.int64)
    own = [talk[issue == code] for code in range(len(client.log.issues))]
    return tuple(each if len(each) >= _LEAST_TALKS else whole for each in own)


def _by_hour(client: Client) -> Vector:
    """Return agents' times by type and hour of day; an hour with few contacts of a type is near that of all types."""
    log, answered = client.log, client.answered
    shape = (len(log.issues), 24)
    place = log.issue[answered.row] * 24 + log.received[answered.row] % DAY // HOUR
    n = np.bincount(place, minlength=shape[0] * 24).reshape(shape)
    total = np.bincount(place, relative_times(log, answered), minlength=shape[0] * 24).reshape(shape)
    whole = (total.sum(axis=0) + _FEW) / (n.sum(axis=0) + _FEW)
    return np.asarray((total + _FEW * whole) / (n + _FEW))


def _patience(client: Client, heads: HeadStarts, line: NDArray[np.int64]) -> dict[tuple[int, int, int], Patience]:
    """Return patience of all, and of each line, class and both that has enough leavers."""
    log = client.log
    everybody = np.ones(len(log), dtype=bool)
    classes = {-1: everybody}
    if log.priority is not None and heads.classes:
        chosen = [log.priority == number for number in heads.classes]
        classes |= dict(enumerate([*chosen, ~np.isin(log.priority, heads.classes)]))
    group = grouped(line_seen(log, client.answered.ring), line)
    lines = {-1: everybody} | ({place: group == place for place in range(len(line) + 1)} if len(line) else {})
    found = {}
    for kind, own in classes.items():
        for seen, here in lines.items():
            some = rows_of(log, own & here)
            for name, patience in patience_of(some, client.arrivals).items():
                found[log.issues.index(name) if name else -1, kind, seen] = patience
    return found
