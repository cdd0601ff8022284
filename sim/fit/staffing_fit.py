"""Head counts by weekday and half hour, from the calendars of agents: on which share of days each is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock import MINUTE
from sim.fit.fitted import ASSUMED, Fitted, Vector, counted
from sim.fit.sessions import SLOT, SLOTS, Sessions, slot_time
from sim.fit.skills import Skills
from sim.fit.volumes_fit import Arrivals

_BUSY = 0.85


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """Who is there when.

    Attributes
    ----------
    calendar : ndarray, shape (agents, 7, 48)
        The share of usual days, by weekday and half hour, that each agent takes contacts.
    heads : dict of str to ndarray, shape (7, 48)
        People of each team: the sum of its calendars.
    figures : tuple of Fitted
        Hours at the phone in a usual week; none where staff is assumed.
    told : str
        What stands beside the key, before the hours of the team.
    planned : bool
        Whether heads are those that a roster plans, of whom some are absent and others off the phone.
    absence : Fitted, optional
        The share of planned hours that the log does not show.
    off_phone : tuple of Fitted
        The share of the time at work that long gaps take, where it can be seen.
    notes : tuple of str
        What is said of a roster, a line each.
    """

    calendar: Vector
    heads: dict[str, Vector]
    figures: tuple[Fitted, ...]
    told: str
    planned: bool = False
    absence: Fitted | None = None
    off_phone: tuple[Fitted, ...] = ()
    notes: tuple[str, ...] = ()


def staffing_of(sessions: Sessions, arrivals: Arrivals, skills: Skills) -> Staffing:
    """Return calendars and head counts of the usual days of a log."""
    agents = int(sessions.agent.max()) + 1 if len(sessions) else 1
    days = arrivals.days[arrivals.is_usual]
    calendar = np.zeros((agents, 7, SLOTS))
    by_day = np.zeros(len(days))
    number = np.full(int(arrivals.days[-1]) + 2, -1)
    number[days] = np.arange(len(days))
    inside = (sessions.day < len(number)) & (number[np.minimum(sessions.day, len(number) - 1)] >= 0)
    for weekday in range(7):
        n = int((days % 7 == weekday).sum())
        chosen = np.flatnonzero(inside & (sessions.day % 7 == weekday))
        if n == 0 or len(chosen) == 0:
            continue
        midnight = sessions.day[chosen] * SLOTS * SLOT
        start, end = sessions.start[chosen] - midnight, sessions.end[chosen] - midnight
        by_day += np.bincount(number[sessions.day[chosen]], end - start, minlength=len(days))
        shifted = sessions.agent[chosen].astype(np.int64) * 2 * SLOTS * SLOT
        until = np.maximum(end - sessions.overrun[chosen], start)
        total = slot_time(start + shifted, until + shifted, agents * 2 * SLOTS).reshape(agents, 2 * SLOTS)
        calendar[:, weekday] += total[:, :SLOTS] / (n * SLOT)
        calendar[:, (weekday + 1) % 7] += total[:, SLOTS:] / (n * SLOT)
    heads = {team: np.zeros((7, SLOTS)) for team in skills.teams}
    for agent, team in skills.team_of.items():
        if agent < agents:
            heads[team] += calendar[agent]
    figures = _figures(by_day, days, heads, _unseen(sessions, days))
    told = f"fitted: calendars of its agents less time away, n = {counted(len(days), 'day')}"
    return Staffing(calendar=calendar, heads=heads, figures=figures, told=told)


def assumed_staffing(level: Vector, minutes: Vector, is_open: NDArray[np.bool_], teams: Iterable[str]) -> Staffing:
    """Return staff that is busy for 85 % of the time, shared by teams alike, where nothing tells who was there.

    Parameters
    ----------
    level : ndarray, shape (7, types, 48)
        Contacts of a usual week.
    minutes : ndarray, shape (types,)
        Mean handle time.
    is_open : ndarray of bool, shape (7, 48)
        When the center is open.
    teams : iterable of str
        Their names.
    """
    work = np.einsum("dts,t->ds", level, minutes) * MINUTE / SLOT
    names = list(teams)
    heads = np.where(is_open, work / _BUSY + 1, 0.0) / max(1, len(names))
    told = f"{ASSUMED}: so many that they are busy for {100 * _BUSY:.0f} % of the time, and one more"
    return Staffing(calendar=np.zeros((1, 7, SLOTS)), heads=dict.fromkeys(names, heads), figures=(), told=told)


def _unseen(sessions: Sessions, days: NDArray[np.int64]) -> float:
    """Return hours a week that sessions were extended by, since first and last calls do not show when agents came."""
    here = np.isin(sessions.day, days)
    weeks = max(1.0, len(days) / max(1, len(np.unique(days % 7))))
    return float(sessions.added[here].sum()) / (2 * SLOT) / weeks


def _figures(by_day: Vector, days: NDArray[np.int64], heads: dict[str, Vector], unseen: float) -> tuple[Fitted, ...]:
    """Return hours at the phone; the interval counts in what sessions were extended by."""
    hours = by_day / (2 * SLOT)
    mean, variance = 0.0, 0.0
    for weekday in range(7):
        own = hours[days % 7 == weekday]
        if len(own):
            mean += float(own.mean())
            variance += float(own.var(ddof=1)) / len(own) if len(own) > 1 else 0.0
    half = float(np.hypot(1.96 * variance**0.5, unseen))
    whole = Fitted(name="hours at the phone in a usual week", value=mean, low=mean - half, high=mean + half,
                   n=len(days), unit="hours", fit="sessions of calls: a gap over 30 minutes ends one")  # fmt: skip
    teams = [
        Fitted(
            name=f"hours at the phone in a usual week, {team}", value=float(own.sum()) / 2, n=len(days), unit="hours"
        )
        for team, own in heads.items()
    ]
    return (whole, *teams) if len(teams) > 1 else (whole,)
