"""A queue model fitted on some days of a log, and other days simulated with it from what may be known beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, HOUR
from sim.engines.compiled.entries import Entry
from sim.fit import queue_loop
from sim.fit.client import Client
from sim.fit.fitted import Vector
from sim.fit.queue_loop import MILLION
from sim.fit.queue_model import QueueModel
from sim.fit.sessions import SLOT

_TABLE = "int64 by 2"
_serve = Entry("sim.fit.queue_compiled", "serve", _TABLE, _TABLE, _TABLE, _TABLE, _TABLE)
_LEAST_MEAN = 30
Ticks = NDArray[np.int64]
_NO_END = 1 << 50


@cache
def _loop() -> Any:
    from sim.engines.availability import why_not_compiled

    return queue_loop.serve if why_not_compiled() else _serve.ready()


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is known beforehand of days to be predicted, and nothing else of them.

    Attributes
    ----------
    days : ndarray
        Which.
    counts : ndarray, shape (days, types, 48)
        Volumes by half hour.
    mean_talk : ndarray, shape (types,)
        The month's mean handle time by type, ticks; nan where a type had fewer than thirty.
    client : Client
        Sessions and skills of these days are read from it, by `on_duty`.
    """

    days: NDArray[np.int64]
    counts: Vector
    mean_talk: Vector
    client: Client

    def on_duty(self, day: int) -> tuple[NDArray[np.int32], Ticks, Ticks, NDArray[np.int64]]:
        """Return who is there from when to when, and with which skills (sessions, types)."""
        sessions = self.client.sessions
        here = np.flatnonzero(sessions.day == day)
        agents = sessions.agent[here]
        skills = self.client.skills.on(day)[agents].astype(np.int64)
        lacking = skills.sum(axis=0) == 0
        skills[:, lacking] = 1  # a type that nobody took these days is anybody's
        return agents, sessions.start[here], sessions.end[here], skills


def given_of(client: Client, days: NDArray[np.int64]) -> Given:
    """Return what is known beforehand of some days of a log."""
    arrivals, answered = client.arrivals, client.answered
    place = np.searchsorted(arrivals.days, days)
    chosen = np.isin(answered.start // DAY, days)
    issue, talk = client.log.issue[answered.row][chosen], answered.talk[chosen].astype(np.float64)
    n = np.bincount(issue, minlength=len(client.log.issues))
    total = np.bincount(issue, talk, minlength=len(client.log.issues))
    mean = np.where(n >= _LEAST_MEAN, total / np.maximum(n, 1), np.nan)
    return Given(days=days, counts=arrivals.counts[place], mean_talk=mean, client=client)


@dataclass(frozen=True, kw_only=True)
class Predicted:
    """Simulated contacts of some days, in the order of days and arrival.

    Attributes
    ----------
    arrived, issue, wait, talk : ndarray
        Of each contact; the wait ends with the answer or the hang-up.
    is_answered : ndarray of bool
    """

    arrived: Ticks
    issue: NDArray[np.int64]
    wait: Ticks
    talk: Ticks
    is_answered: NDArray[np.bool_]


def simulated(model: QueueModel, given: Given, seed: int) -> Predicted:
    """Simulate days once.

    Parameters
    ----------
    model : QueueModel
        Fitted on other days.
    given : Given
        What is known of these.
    seed : int
        Of the random numbers.
    """
    rng = np.random.default_rng([seed, 27])
    pools = {small: model.gaps.pools(small=small) for small in (False, True)} if len(model.gaps.length) else {}
    steady = _steady_speed(model, given)
    drawn = _Drawn(pools, steady, rng)
    days = (_day(model, given, place, drawn) for place in range(len(given.days)))
    parts = [each for each in days if each is not None]
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Predicted(arrived=none, issue=none, wait=none, talk=none, is_answered=none.astype(bool))
    columns = [np.concatenate(each) for each in zip(*parts, strict=True)]
    return Predicted(arrived=columns[0], issue=columns[1], wait=columns[2], talk=columns[3],
                     is_answered=columns[4].astype(bool))  # fmt: skip


class _Drawn(NamedTuple):
    """What days are drawn with: gaps, agents' speeds, and random numbers."""

    pools: Any
    speed: Vector
    rng: np.random.Generator


def _steady_speed(model: QueueModel, given: Given) -> Vector:
    """Return agents' speeds such that these days' staff has the stated mean: a quick one takes more contacts."""
    sessions = given.client.sessions
    here = np.isin(sessions.day, given.days)
    hours = (sessions.end - sessions.start)[here].astype(np.float64)
    if hours.sum() <= 0:
        return model.speed
    return model.speed * float((hours / model.speed[sessions.agent[here]]).sum()) / float(hours.sum())


def _day(model: QueueModel, given: Given, place: int, drawn: _Drawn) -> tuple[Any, ...] | None:
    day = int(given.days[place])
    if given.counts[place].sum() < 1:
        return None
    calls = _calls(model, given, place, drawn)
    agents, start, end, skills = given.on_duty(day)
    sessions = np.empty((len(agents), queue_loop.SESSION_COLUMNS), dtype=np.int64)
    sessions[:, queue_loop.START], sessions[:, queue_loop.END] = start, end
    sessions[:, queue_loop.SPEED] = drawn.speed[agents] * MILLION
    sessions[:, queue_loop.WORK_AFTER] = model.work_after[agents] * MILLION
    sessions[:, queue_loop.ABSENCES] = model.absences[agents] * MILLION
    results = np.zeros((len(calls), queue_loop.RESULT_COLUMNS), dtype=np.int64)
    scratch = np.zeros((max(len(calls), len(sessions)), queue_loop.SCRATCH_COLUMNS), dtype=np.int64)
    _loop()(calls, sessions, np.ascontiguousarray(skills), results, scratch)
    answered, by = results[:, queue_loop.ANSWERED], results[:, queue_loop.BY]
    is_answered, arrived = answered >= 0, calls[:, queue_loop.ARRIVED]
    is_direct = calls[:, queue_loop.HEAD] >= queue_loop.DIRECT
    waited = np.where(is_direct, 0, answered - arrived)  # who stands in no line comes when an agent is free
    wait = np.where(is_answered, waited, calls[:, queue_loop.PATIENCE])
    own = np.where(is_answered, sessions[np.maximum(by, 0), queue_loop.SPEED], MILLION) if len(sessions) else MILLION
    return arrived, calls[:, queue_loop.TYPE], wait, calls[:, queue_loop.TALK] * own // MILLION, is_answered


def _calls(model: QueueModel, given: Given, place: int, drawn: _Drawn) -> Ticks:
    """Return the calls of a day with all that is drawn for each."""
    rng, day = drawn.rng, int(given.days[place])
    counts = given.counts[place].astype(np.int64)
    n = int(counts.sum())
    issue, slot = (np.repeat(each.ravel(), counts.ravel()) for each in np.indices(counts.shape))
    arrived = day * DAY + slot * SLOT + rng.integers(0, SLOT, n)
    order = np.argsort(arrived, kind="stable")
    arrived, issue = arrived[order], issue[order]
    calls = np.zeros((n, queue_loop.CALL_COLUMNS + 2 * (len(model.line) + 1)), dtype=np.int64)
    lengths, patience = calls[:, queue_loop.CALL_COLUMNS :: 2], calls[:, queue_loop.CALL_COLUMNS + 1 :: 2]
    calls[:, queue_loop.ARRIVED], calls[:, queue_loop.TYPE] = arrived, issue
    calls[:, queue_loop.TALK] = _talks(model, given, issue, arrived % DAY // HOUR, rng)
    kind = model.heads.draw(issue, rng.random(n))
    calls[:, queue_loop.HEAD] = model.heads.ticks[kind]
    lengths[:, 1:], patience[:] = model.line, _draw_patience(model, issue, kind, rng.random(n))
    direct = rng.random(n) < model.direct[issue]
    calls[direct, queue_loop.HEAD], patience[direct] = queue_loop.DIRECT, _NO_END
    _put_leaving(calls, model, rng)
    _put_gaps(calls, drawn.pools.get(bool(model.gaps.small[day % 7])), model.factor, rng)
    return calls


def _talks(model: QueueModel, given: Given, issue: Ticks, hour: Ticks, rng: np.random.Generator) -> Ticks:
    """Return agents' times drawn from those of the days fitted on, by hour of day, brought to the month's mean."""
    found = np.zeros(len(issue), dtype=np.int64)
    for code in np.unique(issue):
        own, pool = issue == code, model.talks[code]
        mean = given.mean_talk[code]
        scale = mean / float(pool.mean()) if np.isfinite(mean) and mean > 0 else 1.0
        usual = given.counts[:, code].sum(axis=0).reshape(24, 2).sum(axis=1)
        by_hour = model.by_hour[code] / np.average(model.by_hour[code], weights=usual)
        found[own] = pool[rng.integers(0, len(pool), int(own.sum()))] * scale * by_hour[hour[own]]
    return np.maximum(found, 1)


def _draw_patience(model: QueueModel, issue: Ticks, kind: Ticks, uniform: Vector) -> Ticks:
    """Return each caller's patience for each line that he may meet, from one number."""
    found = np.full((len(issue), len(model.line) + 1), _NO_END, dtype=np.int64)
    for code, own_kind in {*zip(issue.tolist(), kind.tolist(), strict=True)}:
        own = (issue == code) & (kind == own_kind)
        for line in range(found.shape[1]):
            keys = [(code, own_kind, line), (code, -1, line), (code, own_kind, -1), (code, -1, -1), (-1, -1, line)]
            patience = next((model.patience[key] for key in keys if key in model.patience), None)
            if patience is not None:
                found[own, line] = patience.draw(uniform[own])
    return found


def _put_leaving(calls: Ticks, model: QueueModel, rng: np.random.Generator) -> None:
    """Put beside calls after what time an idle agent leaves, and after what time he is back at hand."""
    if model.away_while_idle > 0 and model.response > 0:
        spells = rng.exponential(model.response, (2, len(calls)))
        calls[:, queue_loop.STAYS] = np.maximum(spells[0] / model.away_while_idle, 1)
        calls[:, queue_loop.BACK_AFTER] = np.maximum(spells[1], 1)


def _put_gaps(calls: Ticks, pools: Any, factor: Vector, rng: np.random.Generator) -> None:
    """Put brief and long gaps beside each call, by the half hour in which it would end if answered at once."""
    if pools is None:
        return
    brief, away, share = pools
    ends = calls[:, queue_loop.ARRIVED] + calls[:, queue_loop.TALK]
    slot, hour = ends % DAY // SLOT, calls[:, queue_loop.ARRIVED] % DAY // HOUR
    calls[:, queue_loop.CHANCE] = rng.integers(0, MILLION, len(calls))
    calls[:, queue_loop.AWAY_CHANCE] = MILLION * np.clip(share[slot] * factor[hour], 0.0, 0.95)
    place = rng.random(len(calls))
    for each in np.unique(slot):
        own = slot == each
        for column, pool in ((queue_loop.BRIEF, brief[each]), (queue_loop.AWAY, away[each])):
            if len(pool):
                calls[own, column] = pool[(place[own] * len(pool)).astype(np.int64)]
